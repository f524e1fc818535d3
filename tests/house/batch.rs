//! Batches: a sheet of products on the embedded platform, with one broken file among them, killed,
//! resumed and run again.

mod measure;
mod products;
mod sheets;

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Started, User};

/// How long a batch may take until its first products are done.
const PATIENCE: Duration = Duration::from_secs(200);

/// A user with a platform and `count` products.
struct Shop {
    user: User,
    _platform: Started,
}

impl Shop {
    fn open(count: u32) -> Self {
        let user = User::new();
        let mut platform = user.start(&["platform", "--port", "0", "--json"]);
        platform.document();
        products::write(user.folder(), count);
        Self {
            user,
            _platform: platform,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.user.folder().join(name)
    }

    /// Writes the sheet anew, with `change` made to it.
    fn change_sheet(&self, change: impl FnOnce(String) -> String) {
        let sheet = fs::read_to_string(self.path("products.csv")).unwrap();
        fs::write(self.path("products.csv"), change(sheet)).unwrap();
    }

    /// The row of the results with this SKU.
    fn listing(&self, sku: &str) -> Value {
        let words = ["listing", "show", sku, "--json"];
        self.user.run(&words).done().json()
    }
}

/// The words of a batch of the sheet, and more.
fn batch<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["batch", "products.csv", "--json"], more].concat()
}

/// The counts of a batch's document: done, done earlier, failed.
fn counts(document: &Value) -> [u64; 3] {
    ["done", "earlier", "failed"].map(|name| document[name].as_u64().unwrap())
}

/// The row of a document about `sku`.
fn row<'a>(document: &'a Value, sku: &str) -> &'a Value {
    let mut rows = document["rows"].as_array().unwrap().iter();
    rows.find(|row| row["sku"] == sku).unwrap()
}

#[test]
fn a_dry_run_names_every_wrong_cell_and_touches_nothing() {
    let user = User::new();
    products::write(user.folder(), 4);
    fs::write(user.folder().join("BOX-0003.glb"), "not a model").unwrap();
    let sheet = products::HEADERS.to_owned()
        + &products::row(1)
        + "BOX-0002,Box,1.999,EUR,Plinth,42,80,50\n"
        + &products::row(3)
        + "BOX-0004,Box,5,EUR,Plinth,44,83,50\n"
        + "BOX-0005,,5,EUR,Plinth,,,\n";
    fs::write(user.folder().join("products.csv"), sheet).unwrap();
    let ran = user.run(&batch(&["--dry-run"]));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let document = ran.json();
    let problems = document["problems"].as_array().unwrap();
    let cells: Vec<(u64, &str)> = problems
        .iter()
        .map(|problem| {
            (
                problem["row"].as_u64().unwrap(),
                problem["column"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        cells,
        [
            (3, "price"),
            (4, "file"),
            (5, "height"),
            (6, "file"),
            (6, "title")
        ]
    );
    assert_eq!(document["rows"], 5);
    assert!(!user.folder().join("products-batch").exists());
    assert!(
        !user.folder().join("data").exists(),
        "no platform is needed"
    );

    let text = user.run(&["batch", "products.csv", "--dry-run"]);
    assert_eq!(text.code, 1);
    assert!(text.stdout.contains("4\u{2009}%"), "{}", text.stdout);
    assert!(text.stderr.contains("5 cells are wrong"), "{}", text.stderr);
}

#[test]
fn a_broken_file_stops_nothing_and_what_is_done_is_not_done_again() {
    let shop = Shop::open(12);
    let broken = shop.path("BOX-0005.glb");
    let whole = fs::read(&broken).unwrap();
    fs::write(&broken, &whole[..whole.len() / 2]).unwrap();

    let first = shop
        .user
        .run(&batch(&["--target", "web", "--effort", "fast"]));
    assert_eq!(first.code, 1, "{}", first.stderr);
    let document = first.json();
    assert_eq!(counts(&document), [11, 0, 1], "{document}");
    let failed = row(&document, "BOX-0005");
    assert!(
        failed["error"].as_str().unwrap().contains("BOX-0005.glb"),
        "{failed}"
    );
    let fine = row(&document, "BOX-0012");
    assert_eq!(fine["release"], 1);
    assert!(
        fine["outputs"][0]["bytes"].as_u64() < fine["source_bytes"].as_u64(),
        "{fine}"
    );
    assert_eq!(shop.listing("BOX-0012")["manifest"]["price"]["minor"], 2250);

    // Nothing was mended: the failed row alone is tried again.
    let again = shop
        .user
        .run(&batch(&["--target", "web", "--effort", "fast"]));
    assert_eq!(counts(&again.json()), [0, 11, 1]);
    assert_eq!(again.json()["uploaded_bytes"], 0);

    fs::write(&broken, &whole).unwrap();
    let retry = ["--target", "web", "--effort", "fast", "--retry-failed"];
    let mended = shop.user.run(&batch(&retry)).done().json();
    assert_eq!(counts(&mended), [1, 11, 0]);
    let idle = shop
        .user
        .run(&batch(&["--target", "web", "--effort", "fast", "--resume"]));
    let idle = idle.done().json();
    assert_eq!(
        (counts(&idle), &idle["uploaded_bytes"]),
        ([0, 12, 0], &0.into())
    );

    // A changed row is done anew, and only that.
    shop.change_sheet(|sheet| sheet.replace("Box number 3,", "Box of oak,"));
    let renamed = shop
        .user
        .run(&batch(&["--target", "web", "--effort", "fast"]))
        .done()
        .json();
    assert_eq!(
        (counts(&renamed), &renamed["uploaded_bytes"]),
        ([1, 11, 0], &0.into())
    );
    assert_eq!(shop.listing("BOX-0003")["manifest"]["title"], "Box of oak");

    let page = fs::read_to_string(shop.path("products-batch/index.html")).unwrap();
    assert_eq!(
        page.matches("data:image/jpeg;base64,").count(),
        24,
        "before and after"
    );
    let csv = fs::read_to_string(shop.path("products-batch/results.csv")).unwrap();
    assert_eq!(csv.lines().count(), 13);
    for name in ["results.json", "mapping.json"] {
        let text = fs::read(shop.path("products-batch").join(name)).unwrap();
        assert!(serde_json::from_slice::<Value>(&text).is_ok(), "{name}");
    }
}

#[test]
fn a_killed_batch_goes_on_where_it_was() {
    let shop = Shop::open(6);
    let nothing = shop.user.run(&batch(&["--resume"]));
    nothing.refused(1, "No batch was begun");
    let killed = shop.user.start(&batch(&["--jobs", "1"]));
    wait_for(&shop, 2);
    // Killed at once, as by the system.
    drop(killed);
    let before = ended(&shop);
    let resumed = shop
        .user
        .run(&batch(&["--jobs", "1", "--resume"]))
        .done()
        .json();
    let [done, earlier, failed] = counts(&resumed);
    assert_eq!((done + earlier, failed), (6, 0));
    assert_eq!(earlier, before as u64);
    for number in 1..=6 {
        let listing = shop.listing(&products::sku(number));
        assert_eq!(
            listing["listing"]["live"], 1,
            "each was published once: {listing}"
        );
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_batch_soon_and_says_how_to_go_on() {
    let shop = Shop::open(6);
    let running = shop.user.start(&batch(&["--jobs", "1"]));
    wait_for(&shop, 1);
    let ran = running.interrupt().refused(130, "to go");
    assert!(ran.stderr.contains("--resume"), "{}", ran.stderr);
    let done = ended(&shop);
    assert!((1..6).contains(&done), "{done}");
    assert!(shop.path("products-batch/index.html").exists());
    let rest = shop.user.run(&batch(&["--resume"])).done().json();
    assert_eq!(counts(&rest), [6 - done as u64, done as u64, 0]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_twice_ends_a_batch_at_once_and_the_next_run_goes_on() {
    let shop = Shop::open(6);
    let running = shop.user.start(&batch(&["--jobs", "1"]));
    wait_for(&shop, 1);
    assert_eq!(running.interrupt_twice().code, 130);
    let done = ended(&shop);
    let rest = shop.user.run(&batch(&["--resume"])).done().json();
    assert_eq!(counts(&rest), [6 - done as u64, done as u64, 0]);
}

#[test]
fn actions_and_folders_do_what_they_say() {
    let shop = Shop::open(3);
    let sheet = "sku,title,price,currency,action\n\
        BOX-0001,One,1,EUR,create\n\
        BOX-0002,Two,2,EUR,update\n\
        BOX-0003,Three,3,EUR,skip\n\
        BOX-0009,,,,delete\n";
    shop.change_sheet(|_| sheet.into());
    let first = shop.user.run(&batch(&[]));
    assert_eq!(first.code, 1);
    let document = first.json();
    assert_eq!(counts(&document), [2, 0, 1]);
    assert!(
        row(&document, "BOX-0002")["error"]
            .as_str()
            .unwrap()
            .contains("no live listing")
    );
    assert_eq!(row(&document, "BOX-0003")["condition"], "skipped");

    // The model is replaced; words and price stay.
    fs::write(shop.path("BOX-0001.glb"), products::glb(99)).unwrap();
    fs::create_dir(shop.path("models")).unwrap();
    fs::rename(shop.path("BOX-0001.glb"), shop.path("models/BOX-0001.glb")).unwrap();
    let folder = shop.user.run(&["batch", "models", "--json"]).done().json();
    assert_eq!(counts(&folder), [1, 0, 0]);
    let listing = shop.listing("BOX-0001");
    assert_eq!(listing["listing"]["live"], 2);
    assert_eq!(listing["manifest"]["title"], "One");

    // A listing that someone else has made isn't replaced by a row that creates.
    fs::remove_dir_all(shop.path("models")).unwrap();
    fs::write(shop.path("BOX-0001.glb"), products::glb(99)).unwrap();
    shop.change_sheet(|_| "sku,title,price,currency,action\nBOX-0001,New,1,EUR,create\n".into());
    let refused = shop.user.run(&batch(&[]));
    assert_eq!(refused.code, 1);
    assert!(
        row(&refused.json(), "BOX-0001")["error"]
            .as_str()
            .unwrap()
            .contains("live already")
    );
    shop.change_sheet(|_| "sku,action\nBOX-0001,delete\n".into());
    shop.user.run(&batch(&[])).done();
    assert!(shop.listing("BOX-0001")["listing"]["live"].is_null());
}

/// How many rows the journal says have ended.
fn ended(shop: &Shop) -> usize {
    let journal = fs::read_to_string(shop.path("products-batch/batch.jsonl")).unwrap_or_default();
    let whole = journal
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'));
    whole
        .filter(|line| line.contains("\"entry\":\"ended\""))
        .count()
}

/// Waits until `count` rows have ended.
fn wait_for(shop: &Shop, count: usize) {
    let begin = Instant::now();
    while ended(shop) < count {
        assert!(begin.elapsed() < PATIENCE, "no row came to its end");
        thread::sleep(Duration::from_millis(5));
    }
}
