//! The page is looked at in a real browser before customers can see it and once they can, and what its
//! viewer says is believed.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::json;

use crate::commands::square;
use crate::program::{Ran, User};

const VERIFY: [&str; 5] = ["-q", "--verify-page", "--page-timeout", "200", "--json"];

fn publish(user: &User, model: &str, browser: Option<&str>) -> Ran {
    let words = [
        "publish",
        model,
        "--sku",
        "S-1",
        "--title",
        "Square",
        "--price",
        "9",
        "--currency",
        "EUR",
    ];
    let words = [&words[..], &VERIFY].concat();
    match browser {
        Some(browser) => user.run_with("PLINTH_BROWSER", browser, &words),
        None => user.run(&words),
    }
}

/// A picture of nothing.
fn clear_png() -> Vec<u8> {
    let mut png = Vec::new();
    let picture = image::RgbaImage::new(4, 4);
    picture
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    png
}

#[test]
fn a_page_that_shows_nothing_does_not_go_live() {
    let user = User::new();
    let mut platform = user.start(&["platform", "--port", "0", "--json"]);
    platform.document();
    // A square that is sound, and as clear as air: only a look at the page finds out.
    let clear = square(user.folder(), "clear", |document| {
        document["materials"][0]["alphaMode"] = "BLEND".into();
        let clear = BASE64_STANDARD.encode(clear_png());
        document["images"] = json!([{"uri": format!("data:image/png;base64,{clear}")}]);
        document["textures"] = json!([{"source": 0}]);
        document["materials"][0]["pbrMetallicRoughness"] = json!({"baseColorTexture": {"index": 0}, "roughnessFactor": 1.0, "metallicFactor": 0.0});
    });
    let red = square(user.folder(), "red", |document| {
        document["materials"][0]["doubleSided"] = true.into();
    });
    publish(&user, &clear, None).refused(1, "PAGE_SHOWS_NOTHING");
    let listings = user.run(&["listing", "list", "--json"]).done().json();
    assert_eq!(listings["listings"], json!([]), "nothing went live");
    let live = publish(&user, &red, None).done().json();
    assert_eq!(live["release"], 1);
    drop(platform);
}

#[test]
fn without_a_browser_there_is_no_look_and_nothing_goes_live() {
    let user = User::new();
    let mut platform = user.start(&["platform", "--port", "0", "--json"]);
    platform.document();
    let red = square(user.folder(), "red", |_| {});
    publish(&user, &red, Some("/nowhere/chromium")).refused(4, "PLINTH_BROWSER");
    let listings = user.run(&["listing", "list", "--json"]).done().json();
    assert_eq!(listings["listings"], json!([]));
    drop(platform);
}

/// Passes requests on, but for those for the shop's objects; gives where it listens. It ends with the test.
#[cfg(unix)]
fn gap() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for near in listener.incoming().take(500).flatten() {
            thread::spawn(move || pass_on(near));
        }
    });
    address
}

/// One request of a browser to its proxy, whose target is a whole address.
#[cfg(unix)]
fn pass_on(mut near: TcpStream) -> Option<()> {
    near.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        near.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let (line, rest) = head.split_once("\r\n")?;
    let [method, target, version] = line.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let (host, path) = target.strip_prefix("http://")?.split_once('/')?;
    if path.starts_with("objects/") {
        let none = "HTTP/1.1 503 Gone\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        return near.write_all(none.as_bytes()).ok();
    }
    let mut far = TcpStream::connect(host).ok()?;
    far.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    write!(
        far,
        "{method} /{path} {version}\r\nconnection: close\r\n{}",
        rest.replace("Proxy-Connection: keep-alive\r\n", "")
    )
    .ok()?;
    std::io::copy(&mut far, &mut near).ok().map(drop)
}

/// A browser that reaches everything but the objects of the shop.
#[cfg(unix)]
fn cut_off(user: &User) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let find = format!(
        "for name in chromium chromium-browser google-chrome google-chrome-stable; do \
         command -v $name > /dev/null && exec $name --proxy-bypass-list='<-loopback>' \
         --proxy-server={} \"$@\"; done",
        gap()
    );
    let path = user.folder().join("browser.sh");
    std::fs::write(&path, format!("#!/bin/sh\n{find}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

#[test]
#[cfg(unix)]
fn a_live_page_that_shows_nothing_is_taken_back() {
    let user = User::new();
    let mut platform = user.start(&["platform", "--port", "0", "--json"]);
    platform.document();
    let browser = cut_off(&user);
    let red = square(user.folder(), "red", |document| {
        document["materials"][0]["doubleSided"] = true.into();
    });
    publish(&user, &red, Some(&browser)).refused(1, "is off the shop again");
    let live = || user.run(&["listing", "list", "--json"]).done().json();
    assert!(live()["listings"][0]["live"].is_null());

    let first = [
        "publish", &red, "--sku", "S-1", "--title", "Square", "--price", "9",
    ];
    let first = [&first[..], &["--currency", "EUR"]].concat();
    user.run(&first).done();
    let before = live()["listings"][0]["live"].clone();
    let tall = square(user.folder(), "tall", |document| {
        document["nodes"][0]["scale"] = json!([1.0, 2.0, 1.0]);
        document["materials"][0]["doubleSided"] = true.into();
    });
    publish(&user, &tall, Some(&browser)).refused(1, "is live again");
    assert_eq!(live()["listings"][0]["live"], before);
    drop(platform);
}
