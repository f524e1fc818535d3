//! Support sees what customers get: the live release with its own view, and an earlier one beside it.

use std::sync::Arc;

use ::window::state::Appearance;
use base::{Job, Money};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use engine::PublishRequest;
use viewer::Attributes;

use super::journey::Desktop;
use super::{product, wait, window};

/// Publishes the box, seen from `orbit`.
fn publish(desktop: &Desktop, file: &std::path::Path, variant: &str, orbit: &str) {
    let request = PublishRequest {
        path: file.to_path_buf(),
        sku: "BOX-1".parse().unwrap(),
        title: "Pine box".to_owned(),
        price: Money::parse("49.90", "EUR".parse().unwrap()).unwrap(),
        description: String::new(),
        brand: None,
        gtin: None,
        attributes: Attributes {
            camera_orbit: orbit.parse().unwrap(),
            variant: Some(variant.to_owned()),
            ..Attributes::default()
        },
        allowed: Default::default(),
        page: None,
    };
    desktop.engine.publish(&request, &Job::quiet()).unwrap();
}

#[test]
fn support_sees_the_live_release_and_an_earlier_one_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::new(folder.path()));
    let file = product::write(folder.path(), "pine_box.glb");
    publish(&desktop, &file, "Moss", "0deg 75deg 105%");
    publish(&desktop, &file, "Clay", "40deg 60deg 105%");
    let mut window = window(Arc::clone(&desktop) as _, None, Appearance::Light);

    window.get_by_label("Support").click();
    window.run_ok();
    let name = "SKU or address of the page";
    window.get_by_role_and_label(Role::TextInput, name).focus();
    window.run_ok();
    window
        .get_by_role_and_label(Role::TextInput, name)
        .type_text("BOX-2");
    window.run_ok();
    window.get_by_label("Open the listing").click();
    wait(&mut window, "the refusal", |window| {
        window
            .query_by_label_contains("There is no listing with the SKU BOX-2")
            .is_some()
    });
    window.get_by_role_and_label(Role::TextInput, name).focus();
    window.run_ok();
    window.key_press(egui::Key::Backspace);
    window.run_ok();
    window
        .get_by_role_and_label(Role::TextInput, name)
        .type_text("1");
    window.run_ok();
    window.get_by_label("Open the listing").click();
    wait(&mut window, "the listing", |window| {
        window.state().state().document.is_some()
    });
    window.get_by_label("Release: 2, live");
    window.get_by_label_contains("every hash agrees");
    // With its own camera and variant.
    window.get_by_label("Variant: Clay");
    let document = window.state().state().document.as_ref().unwrap();
    let orbit = document.view.attributes().camera_orbit.to_string();
    assert_eq!(orbit, "40deg 60deg 105%");

    window.get_by_label("Show both").scroll_to_me();
    window.run_ok();
    window.get_by_label("Show both").click();
    wait(&mut window, "the other release", |window| {
        window.query_by_label("Release 1").is_some()
    });
    window.get_by_label("Release 2, live");
    // What of it is another, and what isn't.
    window.get_by_label("Model: the same bytes");
    window.get_by_label_contains("Poster: other bytes");
    window.get_by_label_contains("EUR, the same");
    // Both are drawn, by the same camera: the same box in the same place of its half.
    let rect = window.get_by_role(Role::Image).rect();
    let picture = window.render().unwrap();
    let middle = rect.center().y as u32;
    for part in [0.25, 0.75] {
        let x = rect.left() + rect.width() * part;
        let [red, green, blue, _] = picture.get_pixel(x as u32, middle).0;
        assert!(
            red.max(green).max(blue) < 250,
            "{part}: {red} {green} {blue}"
        );
    }
    window.get_by_label("Close release 1").scroll_to_me();
    window.run_ok();
    window.get_by_label("Close release 1").click();
    window.run_ok();
    assert!(window.query_by_label("Release 1").is_none());
}
