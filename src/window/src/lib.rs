//! The window: see, check and publish a product.
//!
//! Panels ([`screens`]) read the [`state::State`] and give [`action::Action`]s; the state answers each with
//! [`effect::Effect`]s; the executor carries those out on threads of its own, and what they report comes
//! back as actions with the number of their job, so that news of work that nobody waits for any more
//! is dropped. The state knows nothing of pixels, threads or clocks. It does no work of its own: that is
//! the `engine`'s.
//!
//! Entry point: [`run`]. Colours, sizes and motion come from `theme` and nowhere else. May be imported by
//! `plinth`; imports `engine` and what it speaks in.

pub mod action;
mod adapter;
mod app;
mod backend;
mod bench;
mod blit;
mod chooser;
mod device_recovery;
pub mod effect;
mod emblem;
mod executor;
mod frame;
mod icon;
mod motion;
mod pieces;
mod poster;
pub mod scene;
pub mod screens;
mod shortcuts;
pub mod state;
mod theme;
mod typed_path;
mod viewport;
mod widgets;

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use base::{Fault, Result};

pub use app::App;
pub use backend::Backend;
pub use backend::fetched;
pub use bench::{FrameTimes, WindowBench, WindowMeasures};
pub use chooser::Choice;
use device_recovery::{MOST_RESETS, RecoverySlot};
use state::Appearance;

/// How a window is opened.
#[derive(Clone)]
pub struct WindowOptions {
    /// The file to open at once.
    pub file: Option<PathBuf>,
    /// A listing that was fetched, to show at once with its own camera and light.
    pub listing: Option<state::FetchedListing>,
    /// Who reads and publishes.
    pub backend: Arc<dyn Backend>,
    /// Close by itself after this many frames once nothing is under way; for tests.
    pub quit_after_frames: Option<u32>,
    /// Day or night.
    pub appearance: Appearance,
    /// Whether to do without motion; `None` asks the system.
    pub reduced_motion: Option<bool>,
    /// Lose the graphics device once, so many frames after a model is shown; for tests.
    pub lose_device_after_frames: Option<u32>,
    /// Measure the window with the file, and close it.
    pub bench: Option<WindowBench>,
}

impl WindowOptions {
    /// A window on `backend`, as people open it.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>) -> Self {
        Self {
            file: None,
            listing: None,
            backend,
            quit_after_frames: None,
            appearance: Appearance::System,
            reduced_motion: None,
            lose_device_after_frames: None,
            bench: None,
        }
    }
}

/// Opens the window and returns when it is closed. Call it from the main thread.
///
/// A window whose graphics device is lost closes, and another one opens in its place that takes all
/// along: see `device_recovery`.
///
/// # Errors
/// A service fault where there is no display or no graphics adapter, or where the adapter is lost
/// again and again. With `quit_after_frames` also an input fault where the file couldn't be shown.
pub fn run(options: WindowOptions) -> Result<()> {
    let (verdict, slot) = (app::Verdict::default(), RecoverySlot::default());
    let mut recovery = None;
    for _ in 0..=MOST_RESETS {
        let made = app::Made {
            options: options.clone(),
            verdict: Arc::clone(&verdict),
            slot: slot.clone(),
            recovery: recovery.take(),
        };
        open_once(made, &slot)?;
        recovery = slot.take();
        if recovery.is_none() {
            let mut verdict = verdict.lock().unwrap_or_else(PoisonError::into_inner);
            return verdict
                .take()
                .map_or(Ok(()), |failure| Err(fault_of(failure)));
        }
        tracing::warn!("the graphics device was lost; the window opens again");
    }
    Err(
        Fault::service("The graphics card was reset again and again")
            .hint("Update its driver, or choose another adapter with PLINTH_ADAPTER"),
    )
}

/// Opens a window and returns when it is closed, by people or by a lost device.
fn open_once(made: app::Made, slot: &RecoverySlot) -> Result<()> {
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("plinth")
            .with_title("Plinth")
            .with_icon(emblem::icon())
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([880.0, 560.0])
            .with_drag_and_drop(true),
        renderer: eframe::Renderer::Wgpu,
        wgpu_options: adapter::configuration(),
        system_font_fallback: true,
        centered: true,
        ..eframe::NativeOptions::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        let app: Box<dyn eframe::App> = Box::new(App::make(creation, made));
        Ok(app)
    });
    let run = AssertUnwindSafe(|| eframe::run_native("plinth", native, create));
    match std::panic::catch_unwind(run) {
        Ok(Ok(())) => Ok(()),
        // A device that is lost in the middle of a frame makes egui's painter fail or panic; the
        // window has left its recovery all the same.
        _ if slot.is_filled() => Ok(()),
        Ok(Err(error)) => Err(not_opened(error)),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// A failure as the fault that it was.
fn fault_of(failure: state::Failure) -> Fault {
    let fault = Fault::input(failure.message);
    match failure.hint {
        Some(hint) => fault.hint(hint),
        None => fault,
    }
}

/// Why the window didn't open.
fn not_opened(error: eframe::Error) -> Fault {
    let fault = match &error {
        eframe::Error::Wgpu(_) => Fault::service("No graphics adapter can show the window").hint(
            "Update the graphics driver; a computer without one can draw in software with Mesa \
             (on Debian and Ubuntu: apt install mesa-vulkan-drivers)",
        ),
        _ => Fault::service("The window can't be opened on this display")
            .hint("Check that this session has a display; every command works without one"),
    };
    fault.because(error.to_string())
}
