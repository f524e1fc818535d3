//! Turns bytes into typed models, once, at the edge; and models back into bytes.
//!
//! It reads glTF and GLB, keeps what it doesn't know, refuses what is broken with a sentence that
//! says where, and never panics or allocates without bound, whatever the bytes. It doesn't draw,
//! judge or change models: see `render`, `audit`, `optimise`.
//!
//! Entry points: [`read`] for a file, [`Model`] for what is in it, [`Facts`] for a summary,
//! [`scene`] for where things stand, [`untangled`] for nodes in a valid tree, [`image::decode`] for pixels, [`write_glb`], [`write_gltf`] and
//! [`save`] for the way back.
//! May be imported by `audit`, `render`, `optimise`, `service`, `plinth`; imports `base`. Never
//! wgpu, tokio or egui.

mod codec;
mod defect;
mod document;
mod error;
pub mod facts;
mod form;
mod glb;
pub mod image;
mod json;
mod limits;
pub mod model;
mod read;
mod save;
pub mod scene;
#[cfg(test)]
mod tests;
pub mod typed;
mod unseen;
mod untangle;
mod write;

pub use defect::{Defect, Effect};
pub use document::Document;
pub use error::Error;
pub use facts::Facts;
pub use limits::Limits;
pub use model::Model;
pub use read::{Elements, elements, is_read, read, read_bytes};
pub use save::save;
pub use untangle::untangled;
pub use write::{Gltf, write_glb, write_gltf};
