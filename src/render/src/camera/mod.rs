//! Cameras: the one that the attributes describe, the one that a hand moves, those in the file.

mod damper;
mod limits;
mod matrices;
mod orbit;

pub use limits::{Limits, Orbit};
pub use matrices::{Camera, frame_camera, view_camera};
pub use orbit::OrbitCamera;
