//! Open → inspect → publish, with the real engine and the embedded platform.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ::window::state::{Appearance, Draft, FetchedListing, Field, Live, Publishing, Settings};
use ::window::{Backend, Choice};
use asset::Model;
use base::{Job, Result};
use egui_kittest::kittest::Queryable as _;
use engine::{Engine, EngineOptions, MissingPlatform};

use super::{product, wait, window};

/// The real engine; the file dialog and the browser are the test's.
pub(super) struct Desktop {
    pub(super) engine: Engine,
    chosen: PathBuf,
    light: PathBuf,
    visited: Mutex<Vec<String>>,
}

impl Desktop {
    /// A desktop whose data and product lie in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        let engine = Engine::new(EngineOptions {
            data_dir: Some(folder.join("data")),
            missing_platform: MissingPlatform::Start,
            ..EngineOptions::default()
        });
        Self {
            engine: engine.unwrap(),
            chosen: product::write(folder, "pine_box.glb"),
            light: folder.join("studio.hdr"),
            visited: Mutex::default(),
        }
    }
}

impl Backend for Desktop {
    fn load(&self, path: &Path, job: &Job) -> Result<Model> {
        self.engine.load(path, job)
    }

    fn publish(&self, draft: &Draft, job: &Job) -> Result<Live> {
        Backend::publish(&self.engine, draft, job)
    }

    fn open_listing(&self, name: &str, release: Option<u32>, job: &Job) -> Result<FetchedListing> {
        Backend::open_listing(&self.engine, name, release, job)
    }

    fn choose_file(&self) -> Choice {
        Choice::Path(self.chosen.clone())
    }

    fn choose_light(&self) -> Choice {
        Choice::Path(self.light.clone())
    }

    fn settings(&self) -> Settings {
        Backend::settings(&self.engine)
    }

    fn keep_settings(&self, settings: &Settings) -> Result<()> {
        Backend::keep_settings(&self.engine, settings)
    }

    fn open_url(&self, url: &str) -> Result<()> {
        self.visited.lock().unwrap().push(url.to_owned());
        Ok(())
    }
}

/// The text of a page, or what kept it away.
pub(super) fn fetch(url: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        match reqwest::get(url).await {
            Ok(answer) => format!(
                "{} {}",
                answer.status(),
                answer.text().await.unwrap_or_default()
            ),
            Err(error) => error.to_string(),
        }
    })
}

#[test]
fn a_file_is_opened_inspected_and_published() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::new(folder.path()));
    let mut window = window(Arc::clone(&desktop) as _, None, Appearance::Light);

    window.get_by_label("Open a model").click();
    wait(&mut window, "the model", |window| {
        window.state().state().document.is_some()
    });
    window.get_by_label("Triangles: 12");
    window.get_by_label("Width × height × depth: 40 × 20 × 30\u{2009}cm");

    window.get_by_label("Variant: As authored").click();
    window.run_ok();
    window.get_by_label("Clay").click();
    window.run_ok();
    window.get_by_label("Variant: Clay");

    window.get_by_label("Publish").click();
    window.run_ok();
    assert_eq!(
        window.get_by_label("Title").value().as_deref(),
        Some("Pine box")
    );
    window.get_by_label("Publish to shop").click();
    window.run_ok();
    window.get_by_label("Say what it costs.");
    window.get_by_label("Price").focus();
    window.run_ok();
    window.get_by_label("Price").type_text("49,90");
    window.run_ok();
    assert_eq!(window.state().state().form.text(Field::Price), "49,90");
    window.get_by_label("Publish to shop").click();
    wait(&mut window, "the listing", |window| {
        matches!(
            window.state().state().publishing,
            Publishing::Live(_) | Publishing::Failed(_)
        )
    });
    window.get_by_label("Pine box is live");

    window.get_by_label("Open in shop").click();
    wait(&mut window, "the browser", |_| {
        !desktop.visited.lock().unwrap().is_empty()
    });
    let url = desktop.visited.lock().unwrap()[0].clone();
    window.get_by_label(&url);
    let page = fetch(&url);
    assert!(
        page.starts_with("200") && page.contains("Pine box"),
        "{page}"
    );
}
