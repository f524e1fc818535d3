//! A shop on this computer, from the command line alone.

use serde_json::Value;

use crate::program::{Started, User};

/// A platform that runs, and its addresses.
fn open(user: &User) -> (Started, Value) {
    let mut platform = user.start(&["platform", "--port", "0", "--json"]);
    let document = platform.document();
    (platform, document)
}

fn publish<'a>(lamp: &'a str, price: &'a str) -> Vec<&'a str> {
    let words = [
        "publish", lamp, "--sku", "L-1", "--title", "Lamp", "--price",
    ];
    [&words[..], &[price, "--currency", "EUR", "--json"]].concat()
}

#[test]
fn a_product_goes_live_back_and_off_the_shop() {
    let user = User::new();
    let (platform, addresses) = open(&user);
    let lamp = tests::sample("lamp").display().to_string();
    let run = |words: &[&str]| user.run(&[words, ["--json"].as_slice()].concat());

    assert_eq!(
        run(&["listing", "list"]).done().json()["listings"],
        Value::Array(Vec::new())
    );
    let first = user.run(&publish(&lamp, "189")).done().json();
    assert_eq!(
        (first["release"].as_u64(), first["unchanged"].as_bool()),
        (Some(1), Some(false))
    );
    assert!(
        first["url"]
            .as_str()
            .unwrap()
            .starts_with(addresses["shop"].as_str().unwrap())
    );
    let again = user.run(&publish(&lamp, "189")).done().json();
    assert_eq!(
        (
            again["uploaded_bytes"].as_u64(),
            again["unchanged"].as_bool()
        ),
        (Some(0), Some(true))
    );
    let cheaper = user.run(&publish(&lamp, "179")).done().json();
    assert_eq!(cheaper["release"], 2);
    assert_eq!(cheaper["uploaded_bytes"], 0, "only the price has changed");

    let listings = run(&["listing", "list"]).done().json();
    assert_eq!(listings["listings"][0]["sku"], "L-1");
    let shown = run(&["listing", "show", "L-1"]).done().json();
    assert_eq!(shown["manifest"]["price"]["minor"], 17900);
    assert_eq!(shown["live_since"]["by"], "owner@plinth.local");
    let edge = &shown["edge"];
    assert_eq!(
        (&edge["status"], &edge["release"], &edge["stale"]),
        (&200.into(), &2.into(), &false.into())
    );
    let history = run(&["listing", "history", "L-1"]).done().json();
    assert_eq!(history["releases"].as_array().unwrap().len(), 2);
    let address = run(&["listing", "open", "L-1", "--print"]).done().json();
    assert_eq!(
        (&address["url"], &address["opened"]),
        (&first["url"], &Value::Bool(false))
    );

    let back = run(&["listing", "rollback", "L-1"]).done().json();
    assert_eq!(back["release"], 1);
    run(&["listing", "rollback", "L-1", "--release", "9"]).refused(1, "no release 9");
    assert!(run(&["listing", "unpublish", "L-1"]).done().json()["live"].is_null());
    run(&["listing", "open", "L-1"]).refused(1, "not live");
    run(&["listing", "show", "NONE"]).refused(1, "NONE");

    user.run(&["platform", "--port", "0"])
        .refused(4, "already runs");
    for words in [["listing", "list"], ["listing", "show"]] {
        let text =
            user.run(&[&words[..], if words[1] == "show" { &["L-1"] } else { &[] }].concat());
        assert!(text.done().stdout.contains("Lamp"), "{words:?}");
    }
    #[cfg(unix)]
    assert_eq!(
        platform.interrupt().code,
        0,
        "Ctrl-C is how a platform is stopped"
    );
    run(&["listing", "list"]).refused(4, "No platform is running");
}

#[test]
fn who_may_not_is_told_so() {
    let owner = User::new();
    let (_platform, addresses) = open(&owner);
    let stranger = User::new();
    let api = addresses["api"].as_str().unwrap();
    let at = ["--to", api, "--json"];
    let list = [&["listing", "list"], &at[..]].concat();

    stranger.run(&list).refused(5, "logged in");
    let ran = stranger
        .run_with("PLINTH_TOKEN", "wrong", &list)
        .refused(5, "session");
    assert_eq!(ran.json()["error"]["kind"], "denied");
    let login = [
        "login",
        "--account",
        "owner@plinth.local",
        "--password-stdin",
    ];
    let login = [&login[..], &at].concat();
    stranger.run_given("wrong", &login).refused(5, "wrong");
    stranger.run_given("", &login).refused(2, "password");

    let credentials =
        service::LocalCredentials::read(&owner.folder().join("data/platform")).unwrap();
    let identity = stranger
        .run_given(&credentials.password, &login)
        .done()
        .json();
    assert_eq!(identity["account"], "owner@plinth.local");
    stranger.run(&list).done();
    let whoami = stranger.run(&[&["whoami"], &at[..]].concat()).done().json();
    assert_eq!(
        (&whoami["by"], &whoami["role"]),
        (&"login".into(), &"staff".into())
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let kept = stranger.folder().join("data/sessions.json");
        let mode = kept.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "others may not read the token");
    }
    let logout = [&["logout"], &at[..]].concat();
    assert_eq!(stranger.run(&logout).done().json()["ended"]["by"], "login");
    assert!(stranger.run(&logout).done().json()["ended"].is_null());
    stranger.run(&list).refused(5, "logged in");

    // However often somebody here guesses, the owner's own tool goes on. One guess was made above.
    for _ in 0..9 {
        stranger.run_given("guess", &login).refused(5, "wrong");
    }
    stranger.run_given("guess", &login).refused(4, "too many");
    owner.run(&["listing", "list"]).done();
}

#[test]
fn the_demo_publishes_every_sample() {
    let user = User::new();
    let report = user
        .run(&["demo", "--once", "--port", "0", "--json"])
        .done()
        .json();
    let products = report["products"].as_array().unwrap();
    assert_eq!(products.len(), 3);
    for product in products {
        assert_eq!(product["page_status"], 200, "{product}");
        assert_eq!(product["manifest_status"], 200, "{product}");
        assert!(product["uploaded_bytes"].as_u64().unwrap() > 0, "{product}");
    }
}

/// The file at a path that a document names.
fn bytes(path: &Value) -> Vec<u8> {
    std::fs::read(path.as_str().unwrap()).unwrap()
}

#[test]
fn support_sees_the_very_bytes_that_customers_get() {
    let user = User::new();
    let (_platform, _) = open(&user);
    let lamp = tests::sample("lamp").display().to_string();
    let run = |words: &[&str]| user.run(&[words, ["--json"].as_slice()].concat());
    let first = user.run(&publish(&lamp, "189")).done().json();
    let brighter = [&publish(&lamp, "179")[..], &["--exposure", "1.5"]].concat();
    user.run(&brighter).done();

    // By name, and by the address of the page, for which nobody is signed in.
    let opened = run(&["listing", "open", "L-1"]).done().json();
    assert_eq!(
        (&opened["release"], &opened["live"], &opened["stale"]),
        (&2.into(), &2.into(), &false.into())
    );
    assert_eq!(opened["live_since"]["by"], "owner@plinth.local");
    assert_eq!(bytes(&opened["model"]), std::fs::read(&lamp).unwrap());
    assert_eq!(opened["objects"].as_array().unwrap().len(), 3);
    assert_eq!(opened["audit"]["profile"], "web");
    let stranger = User::new();
    let url = first["url"].as_str().unwrap();
    for words in [vec!["listing", "open", url, "--json"], vec![url, "--json"]] {
        let seen = stranger.run(&words).done().json();
        assert_eq!(bytes(&seen["model"]), std::fs::read(&lamp).unwrap());
        assert!(seen["live"].is_null());
    }
    let nothing = url.replace("/p/", "/p/no-");
    stranger.run(&[&nothing]).refused(1, "no listing at");
    run(&["listing", "open", "L-1", "--release", "7"]).refused(1, "no release 7");

    let shown = run(&["listing", "show", "L-1", "--verify"]).done().json();
    assert_eq!(shown["verified"], true);
    assert_eq!(shown["audit"]["profile"], "web");
    for object in shown["objects"].as_array().unwrap() {
        assert_eq!(object["status"], 200, "{object}");
        assert_eq!(object["cache"], "Hit from edge", "{object}");
        assert!(object["age_seconds"].is_u64(), "{object}");
    }

    let sheet = user.folder().join("sheet.png").display().to_string();
    let words = [
        "listing", "compare", "L-1", "--size", "128x128", "-o", &sheet,
    ];
    let compared = run(&words).done().json();
    assert_eq!(compared["releases"], serde_json::json!([1, 2]));
    let changes: Vec<&str> = compared["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["what"].as_str().unwrap())
        .collect();
    for what in ["Price", "exposure"] {
        assert!(changes.contains(&what), "{changes:?}");
    }
    assert!(!changes.contains(&"Model"), "{changes:?}");
    let views = compared["views"].as_array().unwrap();
    assert_eq!(views.len(), 4);
    assert!(
        views
            .iter()
            .all(|view| view["psnr"].as_f64().unwrap() < 40.0)
    );
    let sheet = image::open(&sheet).unwrap();
    assert_eq!((sheet.width(), sheet.height()), (3 * 128, 4 * 128));

    // What a store or an edge has damaged is never taken for the listing.
    let swept = run(&["listing", "sweep", "--older-than", "0"])
        .done()
        .json();
    assert_eq!(swept["unnamed"], 0, "both releases' objects are named");
}

#[cfg(unix)]
#[test]
fn an_upload_is_held_let_go_and_given_up_from_another_plinth() {
    let user = User::new();
    let (_platform, _) = open(&user);
    let lamp = tests::sample("lamp").display().to_string();
    let state = |wanted: &str| {
        let begin = std::time::Instant::now();
        loop {
            let list = user.run(&["uploads", "list", "--json"]).done().json();
            let state = list["uploads"][0]["state"].as_str().unwrap_or("none");
            if state == wanted {
                return;
            }
            assert!(
                begin.elapsed().as_secs() < 120,
                "{state} instead of {wanted}"
            );
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    // Slow enough to be caught: it never gets to its end here: 2.7 MB at 100 KB a second.
    let slow = [&publish(&lamp, "189")[..], &["--limit", "100KB/s"]].concat();
    let publishing = user.start(&slow);
    state("under-way");
    user.run(&["uploads", "pause", "L-1"]).done();
    state("held");
    let resumed = user
        .run(&["uploads", "resume", "L-1", "--json"])
        .done()
        .json();
    assert_eq!(resumed["uploads"][0]["goes_on"], true);
    state("under-way");
    user.run(&["uploads", "abort", "L-1"]).done();
    assert_eq!(publishing.wait().code, 130);
    state("none");
    user.run(&["uploads", "pause", "L-1"]).refused(1, "L-1");
}

#[test]
fn the_address_of_a_shop_is_as_good_as_that_of_its_api() {
    let user = User::new();
    let (platform, addresses) = open(&user);
    let shop = addresses["shop"].as_str().unwrap();
    let api = addresses["api"].as_str().unwrap();
    let keys = user
        .folder()
        .join("data")
        .join("platform")
        .join("credentials.json");
    let keys: Value = serde_json::from_slice(&std::fs::read(keys).unwrap()).unwrap();
    // Somebody else, whose computer doesn't know the platform.
    let guest = User::new();
    let account = keys["account"].as_str().unwrap();
    let login = [
        "login",
        "--to",
        shop,
        "--account",
        account,
        "--password-stdin",
        "--json",
    ];
    let signed = guest
        .run_given(keys["password"].as_str().unwrap(), &login)
        .done();
    assert_eq!(signed.json()["endpoint"], api);
    for address in [shop, api] {
        guest.run(&["listing", "list", "--to", address]).done();
        guest.run(&["whoami", "--to", address]).done();
    }
    platform.interrupt();
}
