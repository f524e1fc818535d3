//! What customers wouldn't see, in the window: told beside the product, and in the way of publishing it.

use std::path::PathBuf;
use std::sync::Arc;

use ::window::App;
use ::window::state::Appearance;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, SnapshotResults};
use serde_json::json;

use super::looks::{Story, compare_snapshot};
use super::{wait, window};
use crate::commands::square;

fn opened(file: &str, appearance: Appearance) -> Harness<'static, App> {
    let mut window = window(Arc::new(Story::Well), Some(PathBuf::from(file)), appearance);
    wait(&mut window, "the model", |window| {
        let document = window.state().state().document.as_ref();
        document.is_some_and(|document| document.dressing_job().is_none())
    });
    window
}

#[test]
fn what_is_lost_is_published_only_with_a_tick() {
    let folder = tempfile::tempdir().unwrap();
    let file = square(folder.path(), "bare", |document| {
        document["images"] = json!([{"uri": "wood.png"}]);
        document["textures"] = json!([{"source": 0}]);
        document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({"index": 0});
    });
    let mut results = SnapshotResults::new();
    for (name, appearance) in [
        ("lost-light", Appearance::Light),
        ("lost-dark", Appearance::Dark),
    ] {
        let mut window = opened(&file, appearance);
        window.get_by_label("IO_ERROR");
        window
            .get_by_label_contains("Publish, stopped by what is wrong")
            .click();
        window.run_ok();
        let publish = |window: &Harness<'static, App>| {
            let button = window.get_by_label("Publish to shop");
            !button.accesskit_node().is_disabled()
        };
        assert!(!publish(&window));
        compare_snapshot(&mut window, name);
        window.get_by_label("Publish all the same").click();
        window.run_ok();
        assert!(publish(&window));
        window.get_by_label("Price").focus();
        window.run_ok();
        window.get_by_label("Price").type_text("49.90");
        window.run_ok();
        window.get_by_label("Publish to shop").click();
        wait(&mut window, "the end", |window| {
            window.query_by_label("Bare is live").is_some()
        });
        results.extend_harness(&mut window);
    }
}

#[test]
fn what_shows_nothing_says_why_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = square(folder.path(), "refused", |document| {
        document["textures"] = json!([{}]);
        document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({"index": 0});
    });
    let mut results = SnapshotResults::new();
    for (name, appearance) in [
        ("unseen-light", Appearance::Light),
        ("unseen-dark", Appearance::Dark),
    ] {
        let mut window = opened(&file, appearance);
        assert_eq!(window.get_all_by_label("TEXTURE_NO_SOURCE").count(), 2);
        compare_snapshot(&mut window, name);
        window
            .get_by_label_contains("Publish, customers would see nothing")
            .click();
        window.run_ok();
        assert!(window.query_by_label("Publish all the same").is_none());
        let button = window.get_by_label("Publish to shop");
        assert!(button.accesskit_node().is_disabled());
        results.extend_harness(&mut window);
    }
}
