//! The graphics device.

mod context;
mod readback;
mod shader;

pub use context::{Gpu, GpuOptions};
pub(crate) use readback::read_rgba;
pub(crate) use shader::{Features, compose};
