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
mod sturdy;
mod visibility;
mod visibility_random;
mod visibility_views;

use std::sync::LazyLock;

use crate::{Gpu, GpuOptions, RenderContext};

/// Opening a device and making pipelines takes a while: all tests of a process share one.
static CONTEXT: LazyLock<RenderContext> = LazyLock::new(|| {
    let gpu = Gpu::headless(&GpuOptions::default())
        .expect("pictures need a graphics adapter; mesa-vulkan-drivers has a software one");
    RenderContext::new(&gpu).unwrap()
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
        let _ = CONTEXT.gpu().wait();
    }
}

/// The render context that all tests share.
fn context() -> &'static RenderContext {
    let context = &*CONTEXT;
    AT_REST.with(|_| ());
    context
}
