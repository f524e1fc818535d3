//! A desktop without a window to choose files in: the path is typed.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ::window::state::{Appearance, Draft, Live};
use ::window::{Backend, Choice};
use asset::Model;
use base::{Fault, Job, Result};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::looks::compare_snapshot;
use super::{wait, window};

/// Opens nothing, and remembers what it was to open.
#[derive(Default)]
struct Bare(Mutex<Option<String>>);

impl Backend for Bare {
    fn load(&self, path: &Path, _job: &Job) -> Result<Model> {
        *self.0.lock().unwrap() = Some(path.display().to_string());
        Err(Fault::input("There is nothing to open in this test"))
    }

    fn publish(&self, _draft: &Draft, _job: &Job) -> Result<Live> {
        Err(Fault::service("There is nothing to publish in this test"))
    }

    fn choose_file(&self) -> Choice {
        Choice::NoChooser
    }
}

#[test]
fn without_a_chooser_the_path_is_asked_for() {
    ask(Appearance::Light, "asked-light");
}

#[test]
fn without_a_chooser_the_path_is_asked_for_in_the_dark() {
    ask(Appearance::Dark, "asked-dark");
}

/// Types a path that leads nowhere, leaves, and types one that leads to a file.
fn ask(appearance: Appearance, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("chair.glb");
    std::fs::write(&file, b"glTF").unwrap();
    let backend = Arc::new(Bare::default());
    let mut window = window(Arc::clone(&backend) as _, None, appearance);
    window.get_by_label("Open a model").click();
    wait(&mut window, "the question", |window| {
        window.query_by_label("Which model?").is_some()
    });
    let field = || "Path of the model";
    window
        .get_by_role_and_label(Role::TextInput, field())
        .type_text("/nowhere/chair.glb");
    window.run_ok();
    window.get_by_label("Open this file").click();
    wait(&mut window, "what is wrong", |window| {
        window.query_by_label("There is no such file").is_some()
    });
    compare_snapshot(&mut window, name);

    window.get_by_label("Cancel").click();
    window.run_ok();
    assert!(window.query_by_label("Which model?").is_none());
    window.get_by_label("Open a model").click();
    wait(&mut window, "the question again", |window| {
        window.query_by_label("Which model?").is_some()
    });
    let path = file.display().to_string();
    window
        .get_by_role_and_label(Role::TextInput, field())
        .type_text(&path);
    window.run_ok();
    window.get_by_label("Open this file").click();
    wait(&mut window, "the file", |_| {
        backend.0.lock().unwrap().is_some()
    });
    assert_eq!(backend.0.lock().unwrap().as_deref(), Some(path.as_str()));
    assert!(window.state().state().asked.is_none());
}
