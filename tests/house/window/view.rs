//! How customers first see the product: set in the window, published, and the same by command.

use std::process::Command;
use std::sync::Arc;

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use plinth::window::App;
use plinth::window::state::{Appearance, Publishing};

use super::journey::Desktop;
use super::{choose, product, wait, window};

/// Empties a field and types into it.
fn retype(window: &mut Harness<'static, App>, label: &str, text: &str) {
    window.get_by_role_and_label(Role::TextInput, label).focus();
    window.run_ok();
    window.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    window.run_ok();
    window
        .get_by_role_and_label(Role::TextInput, label)
        .type_text(text);
    window.run_ok();
}

#[test]
fn the_window_and_the_command_publish_one_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::new(folder.path()));
    let file = product::write(folder.path(), "pine_box.glb");
    let mut window = window(
        Arc::clone(&desktop) as _,
        Some(file.clone()),
        Appearance::Light,
    );
    wait(&mut window, "the model", |window| {
        window.state().state().document.is_some()
    });

    window.get_by_label("View").click();
    window.run_ok();
    retype(&mut window, "Camera orbit", "30de 60deg 105%");
    window.get_by_label_contains("Write a number with deg");
    retype(&mut window, "Camera orbit", "30deg 60deg 105%");
    assert!(
        window
            .query_by_label_contains("Write a number with deg")
            .is_none()
    );
    choose(&mut window, "Tone mapping: Automatic (Commerce)", "AgX");
    choose(&mut window, "First variant: As authored", "Clay");
    window.get_by_label("Variant: Clay");
    let intensity = window.get_by_role_and_label(Role::Slider, "Intensity");
    intensity.focus();
    window.run_ok();
    window.key_press(Key::ArrowRight);
    window.run_ok();
    let attributes = window
        .state()
        .state()
        .document
        .as_ref()
        .unwrap()
        .view
        .attributes()
        .clone();
    assert_eq!(attributes.camera_orbit.to_string(), "30deg 60deg 105%");
    assert_eq!(attributes.shadow_intensity, 0.05);

    window.get_by_label("Publish").click();
    window.run_ok();
    window.get_by_label("Price").focus();
    window.run_ok();
    window.get_by_label("Price").type_text("49.90");
    window.run_ok();
    window.get_by_label("Publish to shop").click();
    wait(&mut window, "the listing", |window| {
        !matches!(
            window.state().state().publishing,
            Publishing::Editing | Publishing::Running { .. }
        )
    });
    window.get_by_label("Pine box is live");

    // The same words by command change nothing: there is one manifest.
    let words = [
        "--sku",
        "PINE-BOX",
        "--title",
        "Pine box",
        "--price",
        "49.90",
        "--currency",
        "EUR",
        "--camera-orbit",
        "30deg 60deg 105%",
        "--tone-mapping",
        "agx",
        "--variant",
        "Clay",
        "--shadow-intensity",
        "0.05",
        "--json",
    ];
    let published = Command::new(tests::plinth_binary())
        .arg("publish")
        .arg(&file)
        .args(words)
        .env("PLINTH_DATA", folder.path().join("data"))
        .env_remove("PLINTH_ENDPOINT")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&published.stderr);
    assert!(published.status.success(), "{said}");
    let report: serde_json::Value = serde_json::from_slice(&published.stdout).unwrap();
    assert_eq!(report["unchanged"], true, "{report} {said}");
    assert_eq!(report["release"], 1);
}

#[test]
fn the_present_view_becomes_the_first_one() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::new(folder.path()));
    let file = product::write(folder.path(), "pine_box.glb");
    let mut window = window(desktop as _, Some(file), Appearance::Light);
    wait(&mut window, "the model", |window| {
        window.state().state().document.is_some()
    });
    window.get_by_label("View").click();
    window.run_ok();
    // An arrow key is an eighth of half a turn.
    window.get_by_role(Role::Image).focus();
    window.run_ok();
    window.key_press(Key::ArrowLeft);
    window.run_ok();
    window.get_by_label("Use the present view").click();
    window.run_ok();
    let orbit = window
        .get_by_role_and_label(Role::TextInput, "Camera orbit")
        .value();
    let orbit = orbit.unwrap();
    assert!(
        orbit.starts_with("22.5deg 75deg") && orbit.ends_with('m'),
        "{orbit}"
    );
    let document = window.state().state().document.as_ref().unwrap();
    assert_eq!(document.view.attributes().camera_orbit.to_string(), orbit);
    assert_eq!(document.view.attributes().field_of_view.to_string(), "auto");
}
