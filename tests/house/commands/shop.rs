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
    let opened = run(&["listing", "open", "L-1"]).done().json();
    assert_eq!(
        (&opened["url"], &opened["opened"]),
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
