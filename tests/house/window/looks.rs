//! Every state of the window as a picture, light and dark.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::window::state::{Appearance, Draft, Live};
use ::window::{App, Backend};
use asset::{Limits, Model};
use base::{Fault, Job, Result};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, SnapshotOptions, SnapshotResults};

use super::{product, sized, wait, window};

/// Does what a state needs, the same each time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// Everything goes well.
    Well,
    /// Reading never ends until it is stopped.
    Slow,
    /// The last step of publishing is refused.
    Refused,
}

impl Backend for Story {
    fn load(&self, path: &Path, job: &Job) -> Result<Model> {
        if *self == Self::Slow {
            job.stage("Reading textures");
            job.bytes(3_400_000, 12_800_000);
            hold(job)?;
        }
        asset::read(path, &Limits::default(), job).map_err(Into::into)
    }

    fn publish(&self, draft: &Draft, job: &Job) -> Result<Live> {
        for stage in ["Drawing the poster", "Sending 4 files"] {
            job.stage(stage);
        }
        if *self == Self::Refused {
            let url = "http://127.0.0.1:8484/v1/listings";
            return Err(Fault::denied(format!("The shop at {url} doesn't know you"))
                .remedy(base::Remedy::SignIn { to: None }));
        }
        Ok(Live {
            title: draft.title.clone(),
            url: "http://127.0.0.1:8484/p/pine-box".to_owned(),
            release: 3,
            sent_bytes: 1_834_000,
            total_bytes: 4_560_000,
            seconds: 6.14,
        })
    }
}

/// Waits until the job is stopped, for a minute at most.
fn hold(job: &Job) -> Result<()> {
    for _ in 0..super::LOOKS {
        job.check()?;
        std::thread::sleep(super::BETWEEN);
    }
    Ok(())
}

/// Height of the strip of the picture in which the pills float, in points.
const PILLS: f32 = 104.0;

/// Compares the window with its picture in `snapshots/`; the product is covered.
pub(super) fn compare_snapshot(window: &mut Harness<'static, App>, name: &str) {
    if let Some(product) = window.query_by_role(egui::accesskit::Role::Image) {
        let mut rect = product.rect();
        rect.max.y -= PILLS;
        window.mask(rect);
    }
    window.remove_cursor();
    window.run_ok();
    let options = SnapshotOptions::new()
        .output_path("house/snapshots")
        .threshold(0.6)
        .max_failed_pixels(40);
    window.snapshot_options(name, &options);
}

/// A window with the product open, in a folder that lives as long.
pub(super) fn opened(story: Story, look: Appearance) -> (tempfile::TempDir, Harness<'static, App>) {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = product::write(folder.path(), "pine_box.glb");
    let mut window = window(Arc::new(story), Some(file), look);
    wait(&mut window, "the model", |window| {
        window.state().state().document.is_some()
    });
    (folder, window)
}

/// Goes to the place of this name.
fn go(window: &mut Harness<'static, App>, place: &str) {
    window.get_by_label(place).click();
    window.run_ok();
}

/// Fills the form in and publishes.
fn publish(window: &mut Harness<'static, App>, end: &str) {
    window.get_by_label("Publish").click();
    window.run_ok();
    window.get_by_label("Price").focus();
    window.run_ok();
    window.get_by_label("Price").type_text("49.90");
    window.run_ok();
    window.get_by_label("Publish to shop").click();
    wait(window, end, |window| window.query_by_label(end).is_some());
}

#[test]
fn an_empty_window_says_what_belongs_there() {
    let mut results = SnapshotResults::new();
    for (name, appearance) in [
        ("empty-light", Appearance::Light),
        ("empty-dark", Appearance::Dark),
    ] {
        let mut window = window(Arc::new(Story::Well), None, appearance);
        compare_snapshot(&mut window, name);
        results.extend_harness(&mut window);
    }
}

#[test]
fn a_file_on_its_way_shows_how_far_it_is_and_can_be_stopped() {
    let file = PathBuf::from("lounge_chair_with_a_rather_long_name_that_does_not_fit_here.glb");
    let mut window = window(Arc::new(Story::Slow), Some(file), Appearance::Light);
    wait(&mut window, "progress", |window| {
        window.query_by_label("Stop").is_some()
    });
    wait(&mut window, "the amount", |window| {
        window.query_by_label_contains("of 12.8").is_some()
    });
    compare_snapshot(&mut window, "loading");
    window.get_by_label("Stop").click();
    wait(&mut window, "the end", |window| {
        window.query_by_label("Drop a 3D model here").is_some()
    });
}

#[test]
fn a_broken_file_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.glb");
    std::fs::write(&file, b"glTF\x02\0\0\0").unwrap();
    let mut window = window(Arc::new(Story::Well), Some(file), Appearance::Light);
    let title = "broken.glb can't be opened";
    wait(&mut window, "the reason", |window| {
        window.query_by_label(title).is_some()
    });
    window.get_by_label("Try again");
    window.get_by_label("Copy details");
    compare_snapshot(&mut window, "failed");
}

#[test]
fn the_product_stands_in_the_middle_and_its_facts_beside_it() {
    let mut results = SnapshotResults::new();
    for (name, appearance) in [
        ("inspect-light", Appearance::Light),
        ("inspect-dark", Appearance::Dark),
    ] {
        let (_folder, mut window) = opened(Story::Well, appearance);
        let rect = window.get_by_role(egui::accesskit::Role::Image).rect();
        let picture = window.render().unwrap();
        let (x, y) = (rect.center().x as u32, rect.center().y as u32);
        let [red, green, blue, _] = picture.get_pixel(x, y).0;
        assert!(
            green > red && green > blue && green < 250,
            "a box in moss: {red} {green} {blue}"
        );
        let [corner, ..] = picture
            .get_pixel(rect.left() as u32 + 4, rect.top() as u32 + 4)
            .0;
        assert_eq!(corner, 255, "on the white of the page");
        compare_snapshot(&mut window, name);
        results.extend_harness(&mut window);
    }
}

#[test]
fn the_view_has_the_viewers_own_words() {
    let mut results = SnapshotResults::new();
    for (name, appearance) in [
        ("view-light", Appearance::Light),
        ("view-dark", Appearance::Dark),
    ] {
        let (_folder, mut window) = opened(Story::Well, appearance);
        go(&mut window, "View");
        compare_snapshot(&mut window, name);
        results.extend_harness(&mut window);
    }
}

#[test]
fn a_small_window_has_room_for_all() {
    let mut results = SnapshotResults::new();
    for (name, appearance) in [
        ("small-light", Appearance::Light),
        ("small-dark", Appearance::Dark),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file: PathBuf = product::write(folder.path(), "pine_box.glb");
        let mut window = sized(
            [1024.0, 640.0],
            Arc::new(Story::Well),
            Some(file),
            appearance,
        );
        wait(&mut window, "the model", |window| {
            window.state().state().document.is_some()
        });
        window.get_by_label("Play the animation").click();
        let pause = "Pause the animation";
        for _ in 0..10 {
            window.step();
        }
        window.get_by_label(pause).click();
        window.run_ok();
        // Nothing that floats over the product reaches beyond it.
        let product = window.get_by_role(egui::accesskit::Role::Image).rect();
        for pill in ["Back to the first view (Home)", "Turntable"] {
            assert!(
                product.contains_rect(window.get_by_label(pill).rect()),
                "{pill}"
            );
        }
        let time = window.get_by_label("Time in the animation").rect();
        assert!(product.contains_rect(time), "{time:?} in {product:?}");
        go(&mut window, "View");
        window.get_by_label("Camera orbit").scroll_to_me();
        window.run_ok();
        compare_snapshot(&mut window, name);
        results.extend_harness(&mut window);
    }
}

#[test]
fn the_form_says_what_is_missing() {
    let (_folder, mut window) = opened(Story::Well, Appearance::Light);
    window.get_by_label("Publish").click();
    window.run_ok();
    window.get_by_label("Publish to shop").click();
    window.run_ok();
    compare_snapshot(&mut window, "publish-form");
}

#[test]
fn a_live_listing_ends_on_its_link() {
    let mut results = SnapshotResults::new();
    for (name, appearance) in [
        ("live-light", Appearance::Light),
        ("live-dark", Appearance::Dark),
    ] {
        let (_folder, mut window) = opened(Story::Well, appearance);
        publish(&mut window, "Pine box is live");
        compare_snapshot(&mut window, name);
        results.extend_harness(&mut window);
    }
}

#[test]
fn a_refused_listing_says_what_to_do() {
    let (_folder, mut window) = opened(Story::Refused, Appearance::Light);
    publish(&mut window, "It isn't published");
    // There are no commands in the window.
    assert!(window.query_by_label_contains("plinth").is_none());
    compare_snapshot(&mut window, "publish-failed");
    window.get_by_label("Back to the form").click();
    window.run_ok();
    assert_eq!(
        window.get_by_label("Price").value().as_deref(),
        Some("49.90")
    );
}
