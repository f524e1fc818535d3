//! The graphics device.

mod adapter;
mod device;
mod fill;
mod memory;
mod readback;
mod shader;
mod trouble;

pub use device::{Gpu, GpuOptions};
pub use memory::Memory;
pub(crate) use memory::bytes_of;
pub(crate) use readback::{Reading, read_buffer, read_rgba, read_texels};
pub(crate) use shader::{Features, compose};
pub(crate) use trouble::out_of_memory;
