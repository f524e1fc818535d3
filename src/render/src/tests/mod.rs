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

use std::sync::OnceLock;

use crate::{Gpu, GpuOptions, Stage};

/// The stage that all tests share: opening a device and making pipelines takes a while.
fn stage() -> &'static Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(|| {
        let gpu = Gpu::headless(&GpuOptions::default())
            .expect("pictures need a graphics adapter; mesa-vulkan-drivers has a software one");
        Stage::new(&gpu).unwrap()
    })
}
