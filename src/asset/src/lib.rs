//! Turns bytes into typed models, once, at the edge; and models back into bytes.
//!
//! It reads glTF and GLB, keeps what it doesn't know, refuses what is broken with a sentence that
//! says where, and never panics or allocates without bound, whatever the bytes. It doesn't draw,
//! judge or change models: see `render`, `audit`, `optimise`.
//!
//! Entry points: [`read`] for a file, [`Model`] for what is in it, [`write_glb`] for the way back.
//! May be imported by `audit`, `render`, `optimise`, `service`, `plinth`; imports `base`. Never
//! wgpu, tokio or egui.

mod document;
pub mod model;

pub use document::Document;
pub use model::Model;
