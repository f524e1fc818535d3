//! The graphics device.

mod context;
mod readback;
mod shader;

pub use context::{Gpu, GpuOptions};
pub(crate) use readback::{read_buffer, read_rgba, read_texels};
pub(crate) use shader::{Features, compose};
