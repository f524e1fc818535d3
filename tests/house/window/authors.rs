//! What authors look closer with: parts, looks, dimensions, the turntable, pictures.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::window::state::{Appearance, Draft, Live};
use ::window::{App, Backend, Choice};
use asset::{Limits, Model};
use base::{Fault, Job, Result};
use egui::accesskit::Role;
use egui::{Pos2, Rect, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::looks::{Story, opened};
use super::{choose, product, wait, window};

/// Saves pictures in one place.
struct Saver(PathBuf);

impl Backend for Saver {
    fn load(&self, path: &Path, job: &Job) -> Result<Model> {
        asset::read(path, &Limits::default(), job).map_err(Into::into)
    }

    fn publish(&self, _draft: &Draft, _job: &Job) -> Result<Live> {
        Err(Fault::service("There is nothing to publish in this test"))
    }

    fn choose_place(&self, name: &str) -> Choice {
        assert_eq!(name, "pine_box.png");
        Choice::Path(self.0.clone())
    }
}

fn picture_rect(window: &Harness<'static, App>) -> Rect {
    window.get_by_role(Role::Image).rect()
}

/// The colour of the window at a point.
fn color(window: &mut Harness<'static, App>, at: Pos2) -> [u8; 3] {
    let picture = window.render().unwrap();
    let [red, green, blue, _] = picture.get_pixel(at.x as u32, at.y as u32).0;
    [red, green, blue]
}

/// Clicks into the picture.
fn click(window: &mut Harness<'static, App>, at: Pos2) {
    window.hover_at(at);
    window.run_ok();
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    window.run_ok();
}

#[test]
fn a_part_is_picked_hidden_and_shown_again() {
    let (_folder, mut window) = opened(Story::Well, Appearance::Light);
    let middle = picture_rect(&window).center();
    click(&mut window, middle);
    wait(&mut window, "the part", |window| is_picked(window, true));
    window.get_by_label("Box");
    window.get_by_label("Material: Moss");
    assert_eq!(
        window.query_all_by_label("Triangles: 12").count(),
        2,
        "card and facts"
    );
    window.get_by_label("Hide").click();
    window.run_ok();
    assert_eq!(color(&mut window, middle), [255; 3], "nothing but the page");
    window.get_by_label("1 part is hidden");
    window.get_by_label("Show all").click();
    window.run_ok();
    assert_ne!(color(&mut window, middle), [255; 3]);
    // Beside the product there is nothing to pick; Escape lets go, too.
    click(&mut window, middle);
    wait(&mut window, "the part", |window| is_picked(window, true));
    let corner = picture_rect(&window).left_bottom() + egui::vec2(20.0, -20.0);
    click(&mut window, corner);
    wait(&mut window, "nothing", |window| is_picked(window, false));
    assert!(window.query_by_label("Let go of the part").is_none());
}

/// Whether a part is picked.
fn is_picked(window: &Harness<'static, App>, picked: bool) -> bool {
    let document = window.state().state().document.as_ref();
    document.is_some_and(|document| document.parts.picked.is_some() == picked)
}

#[test]
fn a_double_click_moves_the_camera_and_picks_nothing() {
    let (_folder, mut window) = opened(Story::Well, Appearance::Light);
    let rect = picture_rect(&window);
    let beside = rect.center() + egui::vec2(60.0, 0.0);
    // The product's right side moves away from here when the camera looks at a point on it.
    let right = rect.center() + egui::vec2(220.0, 0.0);
    assert_ne!(color(&mut window, right), [255; 3]);
    window.hover_at(beside);
    window.run_ok();
    // A frame of the test is a quarter of a second, which is about as long as double clicks take.
    for events in [&[true][..], &[false, true], &[false]] {
        for pressed in events.iter().copied() {
            window.input_mut().events.push(egui::Event::PointerButton {
                pos: beside,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: egui::Modifiers::NONE,
            });
        }
        window.step();
    }
    let mut moved = false;
    for _ in 0..40 {
        window.step();
        assert!(is_picked(&window, false));
        moved |= color(&mut window, right) == [255; 3];
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(moved, "the camera looks at the point that was clicked");
}

#[test]
fn looks_show_one_property_alone() {
    let (_folder, mut window) = opened(Story::Well, Appearance::Light);
    let middle = picture_rect(&window).center();
    let shaded = color(&mut window, middle);
    choose(&mut window, "Look: Shaded", "Normals");
    let [red, green, blue] = color(&mut window, middle);
    // The front faces the camera: (0, 0, 1) is half, half, whole; its top is half, whole, half.
    assert!(
        red.abs_diff(128) < 6 && (blue > 240 || green > 240),
        "{red} {green} {blue}"
    );
    choose(&mut window, "Look: Normals", "Back faces");
    window.get_by_label("back, not drawn for customers");
    choose(&mut window, "Look: Back faces", "Shaded");
    assert_eq!(color(&mut window, middle), shaded);
}

#[test]
fn dimensions_are_drawn_in_the_lengths_one_likes() {
    let (_folder, mut window) = opened(Story::Well, Appearance::Light);
    let rect = picture_rect(&window);
    let dark = |window: &mut Harness<'static, App>| {
        let picture = window.render().unwrap();
        let inside = Rect::from_min_max(rect.min, pos2(rect.max.x, rect.max.y - 64.0));
        let seen = picture.enumerate_pixels().filter(|(x, y, pixel)| {
            inside.contains(pos2(*x as f32, *y as f32)) && pixel.0[..3] == [0x17, 0x1A, 0x1F]
        });
        seen.count()
    };
    let before = dark(&mut window);
    choose(&mut window, "Dimensions", "In centimetres");
    window.get_by_label_contains("40 × 20 × 30\u{2009}cm, seen from");
    let lines = dark(&mut window);
    // Three lines and their numbers; slanted lines are softened, which leaves few points quite dark.
    assert!(lines > before + 150, "{before} {lines}");
    choose(&mut window, "Dimensions", "In inches");
    window.get_by_label("Width × height × depth: 15.7 × 7.87 × 11.8\u{2009}in");
    choose(&mut window, "Dimensions", "No dimensions");
    assert_eq!(dark(&mut window), before);
}

#[test]
fn the_turntable_turns_until_it_is_stopped() {
    let (_folder, mut window) = opened(Story::Well, Appearance::Light);
    // Towards its left edge the box shows more or less of itself as it turns.
    let rect = picture_rect(&window);
    let picture = |window: &mut Harness<'static, App>| {
        let seen = window.render().unwrap();
        let row = rect.center().y as u32;
        (rect.left() as u32..rect.right() as u32)
            .map(|x| seen.get_pixel(x, row).0)
            .collect::<Vec<_>>()
    };
    let still = picture(&mut window);
    window.get_by_label("Turntable").click();
    for _ in 0..20 {
        window.step();
    }
    assert_ne!(picture(&mut window), still);
    window.get_by_label("Stop turning").click();
    window.run_ok();
    let stopped = picture(&mut window);
    window.run_ok();
    assert_eq!(picture(&mut window), stopped);
}

#[test]
fn a_picture_is_saved_as_it_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("poster.png");
    let file = product::write(folder.path(), "pine_box.glb");
    let saver = Arc::new(Saver(place.clone()));
    let mut window = window(saver, Some(file), Appearance::Light);
    wait(&mut window, "the model", |window| {
        window.state().state().document.is_some()
    });
    window.get_by_label("View").click();
    window.run_ok();
    choose(&mut window, "Background: White", "Transparent");
    window.get_by_label("Save a picture").scroll_to_me();
    window.run_ok();
    window.get_by_label("Save a picture").click();
    wait(&mut window, "the picture", |window| {
        window.query_by_label("The picture is saved").is_some()
    });
    let saved = image::open(place).unwrap().to_rgba8();
    assert_eq!(saved.dimensions(), (1200, 1200));
    assert_eq!(saved.get_pixel(2, 2).0[3], 0);
    assert_eq!(saved.get_pixel(600, 600).0[3], 255);
}
