//! Draws models as the customers' web viewer draws them, and says how different pictures are.
//!
//! The reference is `<model-viewer>` 4.4.0 on three r183: framing, light, materials and blending are
//! the same, so that Plinth's preview and the shop page can't be told apart. It draws into a
//! [`Picture`] in memory, or into a [`Target`] that a window shows; both go the same way. It doesn't
//! read files (see `asset`), doesn't judge models (see `audit`) and knows nothing of windows.
//!
//! Entry points: [`Gpu`] opens a device, [`RenderContext`] holds what lives as long as the device,
//! [`Scene`] is a model on it, [`Framing`] and [`view_camera`] place the camera for
//! [`viewer::Attributes`], [`draw`] makes a picture, [`compare`] compares two, [`pick`] says what is
//! under a pixel ([`Picking`] without waiting), [`visibility`] what can be seen at all. For authors
//! there are [`LookMode`], [`Highlight`], [`Scene::set_hidden`] and [`Dimensions`].
//!
//! May be imported by `optimise` and `plinth`; imports `base`, `asset` and `viewer`. Never tokio or egui.

mod animation;
mod camera;
mod compare;
mod deform;
mod dimensions;
mod draw;
pub mod environment;
mod framing;
mod gpu;
mod highlight;
mod look;
mod owners;
mod passes;
mod perceive;
mod pick;
mod picture;
mod pose;
mod render_context;
mod scene;
mod target;
#[cfg(test)]
mod tests;
mod view;
mod viewpoint;
mod visibility;

pub use camera::{Camera, Limits, Orbit, OrbitCamera, frame_camera, view_camera};
pub use compare::{Comparison, compare};
pub use dimensions::{DimensionLine, Dimensions, Extent};
pub use draw::draw;
pub use framing::Framing;
pub use gpu::{Gpu, GpuOptions, Memory};
pub use highlight::Highlight;
pub use look::{LegendEntry, LookMode};
pub use owners::owners;
pub use perceive::likeness;
pub use pick::{Hit, Picking, pick};
pub use picture::{Picture, PictureForm};
pub use pose::node_matrix;
pub use render_context::RenderContext;
pub use scene::{Exchange, PartInfo, Scene, Textures};
pub use target::Target;
pub use view::View;
pub use viewpoint::{Distance, Viewpoint};
pub use visibility::{Allowed, Visibility, shown, visibility};
