//! How customers first see the product: set in the window, published, and the same by command.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use ::window::App;
use ::window::state::{Appearance, Publishing};
use base::Job;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use listing::Role as ObjectRole;
use viewer::Environment;

use super::journey::{Desktop, fetch};
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

/// A window that shows the model of `file`.
fn opened(desktop: &Arc<Desktop>, file: &Path) -> Harness<'static, App> {
    let mut window = window(
        Arc::clone(desktop) as _,
        Some(file.to_owned()),
        Appearance::Light,
    );
    wait(&mut window, "the model", |window| {
        window.state().state().document.is_some()
    });
    window
}

#[test]
fn the_window_and_the_command_publish_one_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::new(folder.path()));
    let file = product::write(folder.path(), "pine_box.glb");
    let mut window = opened(&desktop, &file);

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

    publish(&mut window);

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
    let report = publish_again(folder.path(), &file, &words);
    assert_eq!(report["unchanged"], true, "{report}");
    assert_eq!(report["release"], 1);
}

/// Fills the price in and publishes.
fn publish(window: &mut Harness<'static, App>) {
    window.get_by_label("Publish").click();
    window.run_ok();
    window.get_by_label("Price").focus();
    window.run_ok();
    window.get_by_label("Price").type_text("49.90");
    window.run_ok();
    window.get_by_label("Publish to shop").click();
    wait(window, "the listing", |window| {
        !matches!(
            window.state().state().publishing,
            Publishing::Editing | Publishing::Running { .. }
        )
    });
    window.get_by_label("Pine box is live");
}

/// What the command says that publishes the same file.
fn publish_again(folder: &Path, file: &Path, words: &[&str]) -> serde_json::Value {
    let published = Command::new(tests::plinth_binary())
        .arg("publish")
        .arg(file)
        .args(words)
        .env("PLINTH_DATA", folder.join("data"))
        .env_remove("PLINTH_ENDPOINT")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&published.stderr);
    assert!(published.status.success(), "{said}");
    serde_json::from_slice(&published.stdout).unwrap()
}

/// A small light: a bright half and a dark one.
fn write_light(path: &Path) {
    let half = |at: usize| {
        image::Rgb(if at % 64 < 32 {
            [4.0_f32, 3.5, 3.0]
        } else {
            [0.1; 3]
        })
    };
    let pixels: Vec<_> = (0..64 * 32).map(half).collect();
    let mut file = Vec::new();
    image::codecs::hdr::HdrEncoder::new(&mut file)
        .encode(&pixels, 64, 32)
        .unwrap();
    std::fs::write(path, file).unwrap();
}

#[test]
fn a_light_goes_live_with_its_model() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::new(folder.path()));
    let file = product::write(folder.path(), "pine_box.glb");
    let light = folder.path().join("studio.hdr");
    write_light(&light);
    let mut window = opened(&desktop, &file);
    window.get_by_label("View").click();
    window.run_ok();
    choose(&mut window, "Environment: Neutral", "A file (.hdr)");
    wait(&mut window, "the light", |window| {
        window
            .query_by_label_contains("It goes live with the model")
            .is_some()
    });
    publish(&mut window);

    // The page names the object that customers get, and the preview of the release is lit by it.
    let opened = desktop
        .engine
        .open_release("PINE-BOX", None, None, &Job::quiet())
        .unwrap();
    assert_eq!(opened.not_followed, Vec::<String>::new());
    let copy = opened.file(ObjectRole::Light).unwrap();
    assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(&light).unwrap());
    let Environment::File(lit_by) = &opened.attributes.environment else {
        panic!("{:?}", opened.attributes.environment);
    };
    assert_eq!(lit_by, copy);
    let address = &opened.manifest.attributes["environment-image"];
    assert_eq!(
        *address,
        opened.manifest.object(ObjectRole::Light).unwrap().path()
    );
    let page = fetch(&opened.url);
    let named = format!("environment-image=\"{address}\"");
    assert!(page.replace("&#x2f;", "/").contains(&named), "{page}");

    let light = light.display().to_string();
    let words = [
        "--sku",
        "PINE-BOX",
        "--title",
        "Pine box",
        "--price",
        "49.90",
        "--currency",
        "EUR",
        "--environment",
        &light,
        "--json",
    ];
    let report = publish_again(folder.path(), &file, &words);
    assert_eq!(report["unchanged"], true, "{report}");
}

#[test]
fn lengths_stay_as_they_were_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let file = product::write(folder.path(), "pine_box.glb");
    let open = || {
        let desktop = Arc::new(Desktop::new(folder.path()));
        opened(&desktop, &file)
    };
    let mut first = open();
    first.get_by_label("Width × height × depth: 40 × 20 × 30\u{2009}cm");
    choose(&mut first, "Dimensions", "In inches");
    let kept = folder.path().join("data/window.json");
    wait(&mut first, "the settings", |_| kept.exists());
    drop(first);
    open().get_by_label("Width × height × depth: 15.7 × 7.87 × 11.8\u{2009}in");
}

#[test]
fn the_present_view_becomes_the_first_one() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::new(folder.path()));
    let file = product::write(folder.path(), "pine_box.glb");
    let mut window = opened(&desktop, &file);
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
