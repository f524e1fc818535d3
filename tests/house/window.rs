//! The window, driven through what assistive technology sees, and drawn on a software adapter.
//!
//! The journey goes against the real engine and the embedded platform. The pictures are compared
//! with those in `snapshots/`: a pixel may differ by 0.6 in weighted squared YIQ distance, and at
//! most 40 of the 896 000 by more, as room for the rounding of another rasteriser along the edges of
//! glyphs. The product itself is covered: how it is drawn has tests of its own. To bless a change,
//! run with `UPDATE_SNAPSHOTS=1` and look at the pictures.

mod asked;
mod authors;
mod gate;
mod journey;
mod looks;
mod offers;
mod product;
mod real;
mod support;
mod view;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ::window::state::Appearance;
use ::window::{App, Backend, WindowOptions};
use egui_kittest::Harness;

/// How often and how long a test looks for something that work on another thread brings.
const LOOKS: usize = 1200;
const BETWEEN: Duration = Duration::from_millis(50);

/// A window of 1280 by 700 points that stands still.
fn window(
    backend: Arc<dyn Backend>,
    file: Option<PathBuf>,
    look: Appearance,
) -> Harness<'static, App> {
    sized([1280.0, 700.0], backend, file, look)
}

/// A window of `size` points that stands still.
fn sized(
    size: [f32; 2],
    backend: Arc<dyn Backend>,
    file: Option<PathBuf>,
    look: Appearance,
) -> Harness<'static, App> {
    let options = WindowOptions {
        file,
        appearance: look,
        reduced_motion: Some(true),
        ..WindowOptions::new(backend)
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_max_steps(64)
        .wgpu_setup(setup())
        .build_eframe(|creation| App::new(creation, options));
    harness.run_ok();
    harness
}

/// The tests' adapter, opened with the features that the window opens it with: picking needs one.
fn setup() -> egui_wgpu::WgpuSetup {
    let mut setup = egui_kittest::wgpu::default_wgpu_setup();
    if let egui_wgpu::WgpuSetup::CreateNew(new) = &mut setup {
        new.device_descriptor = Arc::new(|adapter| egui_wgpu::wgpu::DeviceDescriptor {
            label: Some("plinth's tests"),
            required_limits: adapter.limits(),
            required_features: render::Gpu::wanted_features(adapter),
            ..egui_wgpu::wgpu::DeviceDescriptor::default()
        });
    }
    setup
}

/// Opens the menu called `label`, wherever it has scrolled to, and takes `item`.
fn choose(window: &mut Harness<'static, App>, label: &str, item: &str) {
    use egui_kittest::kittest::Queryable as _;
    window.get_by_label(label).scroll_to_me();
    window.run_ok();
    window.get_by_label(label).click();
    window.run_ok();
    window
        .get_by_role_and_label(egui::accesskit::Role::MenuItemRadio, item)
        .click();
    window.run_ok();
}

/// Steps until `there` or for a minute; then `what` is missing.
fn wait(
    harness: &mut Harness<'static, App>,
    what: &str,
    there: impl Fn(&Harness<'static, App>) -> bool,
) {
    for _ in 0..LOOKS {
        harness.step();
        if there(harness) {
            harness.run_ok();
            return;
        }
        std::thread::sleep(BETWEEN);
    }
    panic!("{what} didn't come: {:#?}", harness.state().state());
}
