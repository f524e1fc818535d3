//! What earlier builds wrote still opens: their platforms, journals, batches and passwords.
//! `tests/house/fixtures/make.py` says how the folders are made.

mod fixture;

use std::fs;

use serde_json::Value;

use crate::program::{Started, User};
use fixture::{Notes, unpacked};

/// The builds whose data is kept, by their commits: the last one before files were read as leniently as by
/// the web viewer, and the last one before the crates of publishing were divided and passwords were hashed
/// in another form.
const BUILDS: [&str; 2] = ["f6b2258", "cff0897"];

/// A user who comes from an earlier build, with the platform started by this one.
struct Shop {
    user: User,
    notes: Notes,
    addresses: Value,
    _platform: Started,
}

impl Shop {
    fn open(build: &str) -> Self {
        let user = User::new();
        let notes = unpacked(build, user.folder());
        let mut platform = user.start(&["platform", "--port", "0", "--json"]);
        let addresses = platform.document();
        Self {
            user,
            notes,
            addresses,
            _platform: platform,
        }
    }

    fn json(&self, words: &[&str]) -> Value {
        self.user.run(&[words, &["--json"]].concat()).done().json()
    }

    /// The bytes of a model as customers get them.
    fn model(&self, sku: &str) -> Vec<u8> {
        let opened = self.json(&["listing", "open", sku]);
        fs::read(opened["model"].as_str().unwrap()).unwrap()
    }

    /// Whether the journal has an unfinished publication of `sku`.
    fn is_unfinished(&self, sku: &str) -> bool {
        let left = self.json(&["uploads", "list"]);
        let mut left = left["uploads"].as_array().unwrap().iter();
        left.any(|upload| upload["sku"] == sku)
    }

    fn file(&self, name: &str) -> Vec<u8> {
        fs::read(self.user.folder().join(name)).unwrap()
    }
}

#[test]
fn listings_are_there_with_their_releases_and_roll_back() {
    for build in BUILDS {
        let shop = Shop::open(build);
        let listings = shop.json(&["listing", "list"]);
        let listings = listings["listings"].as_array().unwrap();
        let lamp = listings.iter().find(|listing| listing["sku"] == "LAMP-1");
        assert_eq!(lamp.unwrap()["live"], 3, "{build}");
        let price = || {
            let shown = shop.json(&["listing", "show", "LAMP-1"]);
            assert_eq!(shown["edge"]["status"], 200, "{build}");
            assert_eq!(shown["edge"]["release"], shown["manifest"]["release"]);
            shown["manifest"]["price"]["minor"].as_u64().unwrap()
        };
        assert_eq!(price(), 1200, "{build}");
        assert_eq!(shop.model("LAMP-1"), shop.file("lamp.glb"), "{build}");

        let history = shop.json(&["listing", "history", "LAMP-1"]);
        let releases = history["releases"].as_array().unwrap();
        let numbers: Vec<u64> = releases
            .iter()
            .map(|release| release["number"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers, [3, 2, 1], "{build}");
        let back = shop.json(&["listing", "rollback", "LAMP-1"]);
        assert_eq!((&back["release"], price()), (&2.into(), 1100), "{build}");
        shop.json(&["listing", "rollback", "LAMP-1", "--release", "1"]);
        assert_eq!(price(), 1000, "{build}");
    }
}

#[test]
fn a_killed_publication_is_finished_and_sends_only_what_is_missing() {
    for build in BUILDS {
        let shop = Shop::open(build);
        assert!(shop.is_unfinished("BIG-1"), "{build}");
        let resumed = shop.json(&["uploads", "resume", "BIG-1"]);
        let finished = &resumed["uploads"][0]["published"];
        let model = shop.file("big.glb");
        // Poster and thumbnail had arrived whole, or are sent as well.
        let sent = finished["uploaded_bytes"].as_u64().unwrap();
        let missing = model.len() as u64 - shop.notes.arrived;
        assert!(shop.notes.arrived > 200_000, "{build}");
        assert!(
            (missing..missing + 100_000).contains(&sent),
            "{build}: {sent} bytes were sent, where {missing} of the model were missing"
        );
        assert_eq!(finished["release"], 1, "{build}");
        assert!(shop.model("BIG-1") == model, "{build}");
        assert!(!shop.is_unfinished("BIG-1"), "{build}");
    }
}

#[test]
fn a_killed_publication_is_given_up() {
    for build in BUILDS {
        let shop = Shop::open(build);
        shop.json(&["uploads", "abort", "BIG-1"]);
        assert!(!shop.is_unfinished("BIG-1"), "{build}");
        // Nothing of it is in the way of another.
        let words = ["publish", "big.glb", "--sku", "BIG-1", "--title", "Big"];
        let price = ["--price", "21", "--currency", "EUR"];
        let again = shop.json(&[&words[..], &price].concat());
        assert_eq!(again["release"], 1, "{build}");
    }
}

#[test]
fn a_batch_that_stopped_goes_on_with_what_is_left() {
    for build in BUILDS {
        let shop = Shop::open(build);
        let done = shop.notes.done.len() as u64;
        assert!(done > 0 && done < shop.notes.rows, "{build}");
        let words = ["batch", "products.csv", "--jobs", "1", "--target", "web"];
        let more = ["--effort", "fast", "--resume"];
        let resumed = shop.json(&[&words[..], &more].concat());
        let counts = ["earlier", "done", "failed"].map(|name| resumed[name].as_u64().unwrap());
        assert_eq!(
            counts,
            [done, shop.notes.rows - done, 0],
            "{build}: {resumed}"
        );
        for number in 1..=shop.notes.rows {
            let sku = format!("BOX-{number}");
            let shown = shop.json(&["listing", "show", &sku]);
            let live = shown["listing"]["live"].as_u64();
            assert!(live.is_some(), "{build}: {shown}");
            if shop.notes.done.contains(&sku) {
                assert_eq!(live, Some(1), "{build}: {sku} was published again");
            }
        }
    }
}

#[test]
fn the_old_password_signs_in() {
    for build in BUILDS {
        let shop = Shop::open(build);
        let platform = shop.user.folder().join("data/platform");
        let credentials = service::LocalCredentials::read(&platform).unwrap();
        let stranger = User::new();
        let api = shop.addresses["api"].as_str().unwrap();
        let login = ["login", "--account", &credentials.account];
        let login = [&login[..], &["--password-stdin", "--to", api, "--json"]].concat();
        stranger.run_given("another", &login).refused(5, "wrong");
        let identity = stranger.run_given(&credentials.password, &login).done();
        assert_eq!(identity.json()["account"], "owner@plinth.local", "{build}");
        stranger
            .run(&["listing", "list", "--to", api, "--json"])
            .done();
    }
}
