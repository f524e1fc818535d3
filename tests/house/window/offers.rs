//! Publications that broke off before the window was opened.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ::window::Backend;
use ::window::state::{Appearance, Draft, Leftover, Live, Settled};
use asset::Model;
use base::{Currency, Fault, Job, Money, Result, Sku};
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::Queryable as _;
use listing::{Dimensions, ViewerAttributes};
use publish::{Bundle, Intent};

use super::looks::compare_snapshot;
use super::{BETWEEN, LOOKS, wait, window};

/// Two publications broke off, and an unpublishing. Going on with one takes as long as it is paused.
#[derive(Default)]
struct BrokenOff {
    given_up: AtomicBool,
}

/// What is on its way to the shop.
fn on_its_way(sku: &str) -> Intent {
    Intent::Publish(Arc::new(Bundle {
        sku: sku.parse().unwrap(),
        title: "Chair".to_owned(),
        description: String::new(),
        brand: None,
        gtin: None,
        price: Money::parse("199.00", "EUR".parse::<Currency>().unwrap()).unwrap(),
        dimensions: Dimensions {
            width: 0.5,
            height: 0.8,
            depth: 0.5,
        },
        variants: Vec::new(),
        attributes: ViewerAttributes::new(),
        proof: None,
        files: Vec::new(),
    }))
}

impl Backend for BrokenOff {
    fn load(&self, _path: &Path, _job: &Job) -> Result<Model> {
        Err(Fault::input("There is nothing to open in this test"))
    }

    fn publish(&self, _draft: &Draft, _job: &Job) -> Result<Live> {
        Err(Fault::service("There is nothing to publish in this test"))
    }

    fn leftovers(&self) -> Result<Vec<Leftover>> {
        let left = |sku: &str, title: &str, intent: Intent| Leftover {
            sku: sku.parse().unwrap(),
            title: title.to_owned(),
            intent,
            step: "Uploading".to_owned(),
            place: "this computer".to_owned(),
            may_be_live: false,
        };
        Ok(vec![
            left("CH-1", "Oak chair", on_its_way("CH-1")),
            left(
                "L-1",
                "Lamp with a rather long name for a lamp",
                on_its_way("L-1"),
            ),
            left("T-1", "Table", Intent::Unpublish),
        ])
    }

    fn resume(&self, sku: &Sku, job: &Job) -> Result<Settled> {
        match sku.as_str() {
            "T-1" => return Ok(Settled::Off),
            "L-1" => {
                return Err(Fault::input(
                    "lamp.glb has changed since its publication as L-1 began",
                )
                .hint("Open the file and publish it anew, or give this one up"));
            }
            _ => {}
        }
        job.stage("Uploading");
        job.bytes(3_000_000, 12_000_000);
        // Until it was paused once and let go on.
        let mut paused = false;
        for _ in 0..LOOKS {
            job.check()?;
            if paused && !job.pause().is_set() {
                break;
            }
            paused |= job.pause().is_set();
            std::thread::sleep(BETWEEN);
        }
        Ok(Settled::Live(Live {
            title: "Oak chair".to_owned(),
            url: "http://127.0.0.1:8484/p/oak-chair".to_owned(),
            release: 2,
            sent_bytes: 9_000_000,
            total_bytes: 12_000_000,
            seconds: 2.0,
        }))
    }

    fn give_up(&self, sku: &Sku, _job: &Job) -> Result<()> {
        assert_eq!(sku.as_str(), "L-1");
        self.given_up.store(true, Ordering::Release);
        Ok(())
    }
}

#[test]
fn what_broke_off_is_offered_paused_finished_and_given_up() {
    let mut results = SnapshotResults::new();
    let backend = Arc::new(BrokenOff::default());
    let mut window = window(Arc::clone(&backend) as _, None, Appearance::Light);
    wait(&mut window, "the offer", |window| {
        window
            .query_by_label("3 publications didn't come to their end")
            .is_some()
    });
    compare_snapshot(&mut window, "offers-waiting");

    window.get_by_label("stopped on its way off the shop");
    // From the last one to the first.
    window.get_all_by_label("Go on").last().unwrap().click();
    wait(&mut window, "the listing off the shop", |window| {
        window.query_by_label("is off the shop").is_some()
    });
    window.get_by_label("2 publications didn't come to their end");
    window.get_all_by_label("Go on").last().unwrap().click();
    wait(&mut window, "the failure", |window| {
        window
            .query_by_label_contains("lamp.glb has changed")
            .is_some()
    });
    // The row says what the strip says.
    window.get_by_label("couldn't be published");
    window.get_by_label("Lamp with a rather long name for a lamp couldn't be published");
    compare_snapshot(&mut window, "offers-failed");
    window.get_all_by_label("Go on").next().unwrap().click();
    wait(&mut window, "the upload", |window| {
        window.query_by_label("Pause: Oak chair").is_some()
    });
    window.get_by_label("Pause: Oak chair").click();
    window.run_ok();
    assert!(window.query_all_by_label("Paused: Oak chair").count() > 0);
    window.get_by_label_contains("Paused, 3");
    // The pause has to reach the work before it is taken back.
    std::thread::sleep(4 * BETWEEN);
    window.get_by_label("Go on: Oak chair").click();
    wait(&mut window, "the listing", |window| {
        window.query_by_label("Open in shop").is_some()
    });

    window.get_by_label("Give up").click();
    window.run_ok();
    compare_snapshot(&mut window, "offers-done");
    window.get_by_label("Drop it").click();
    wait(&mut window, "the end", |window| {
        window.state().state().offers.len() == 2
    });
    window.get_by_label("Everything has come to its end");
    assert!(backend.given_up.load(Ordering::Acquire));
    window.get_by_label("Put away: Table").click();
    window.run_ok();
    window.get_by_label("Put away: Oak chair").click();
    window.run_ok();
    window.get_by_label("Drop a 3D model here");
    assert!(!window.state().state().has_offers());
    results.extend_harness(&mut window);
}
