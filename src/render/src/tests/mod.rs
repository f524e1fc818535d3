//! Tests that go through the whole crate: models from bytes, pictures on a device.
//!
//! They need a graphics adapter; Mesa's software adapter does (and is what tolerances are for).

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

mod exchange;
mod extensions;
mod framing;
mod looks;
mod picking;
mod pictures;
mod shapes;
mod sight;
mod sight_views;
mod sturdy;

use std::sync::LazyLock;

use crate::{Gpu, GpuOptions, Stage};

/// Opening a device and making pipelines takes a while: all tests of a process share one.
static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let gpu = Gpu::headless(&GpuOptions::default())
        .expect("pictures need a graphics adapter; mesa-vulkan-drivers has a software one");
    Stage::new(&gpu).unwrap()
});

thread_local! {
    static AT_REST: AtRest = const { AtRest };
}

/// Waits at the end of a test's thread until the device is at rest. The shared device is never closed,
/// and a software one that still draws while the process ends brings it down (seen with Mesa 22.3.6:
/// a segmentation fault after the test had passed).
struct AtRest;

impl Drop for AtRest {
    fn drop(&mut self) {
        // A test that broke the device has said so itself.
        let _ = STAGE.gpu().wait();
    }
}

/// The stage that all tests share.
fn stage() -> &'static Stage {
    let stage = &*STAGE;
    AT_REST.with(|_| ());
    stage
}
