//! What customers may do with the camera, and how closely a model is looked at for it.

use asset::Model;
use viewer::Attributes;

/// Models of more triangles than this are looked at from fewer sides: a view of them takes longer.
const MANY: usize = 300_000;

/// What customers may do, and how closely it is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Allowed {
    /// The viewer's attributes: limits of the orbit and the field of view.
    pub attributes: Attributes,
    /// Height of the largest viewport in device pixels.
    pub viewport: u32,
    /// From how many sides the model is looked at.
    pub sides: usize,
    /// Width and height in pixels of the ID buffers.
    pub resolution: u32,
    /// How many poses of each animation are looked at.
    pub poses: usize,
}

impl Default for Allowed {
    /// The whole sphere in a viewport of 1440 pixels, looked at from 180 sides.
    fn default() -> Self {
        Self {
            attributes: Attributes::default(),
            viewport: 1440,
            sides: 180,
            resolution: 512,
            poses: 6,
        }
    }
}

impl Allowed {
    /// The default for `model`. One with very many triangles is looked at from fewer sides, so that it
    /// takes about twice as long as usual at most; each view then has a finer resolution.
    #[must_use]
    pub fn for_model(model: &Model) -> Self {
        let triangles: usize = model
            .meshes
            .iter()
            .flat_map(|mesh| &mesh.primitives)
            .map(asset::model::Primitive::triangles)
            .sum();
        let usual = Self::default();
        if triangles <= MANY {
            return usual;
        }
        Self {
            sides: (2 * usual.sides * MANY / triangles).clamp(72, usual.sides),
            resolution: 1024,
            ..usual
        }
    }
}
