//! What customers may do with the camera, and how closely a model is looked at for it.

use asset::Model;
use viewer::Attributes;

use crate::Viewpoint;

/// Models of more triangles than this are looked at from fewer sides: a view of them takes longer.
const MANY: usize = 300_000;
/// So are those of more draw calls than this.
const MANY_DRAWS: usize = 2_000;

/// What customers may do, and how closely it is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Allowed {
    /// The viewer's attributes: limits of the orbit and the field of view, and whether there is a shadow.
    pub attributes: Attributes,
    /// Height of the largest viewport in device pixels.
    pub viewport: u32,
    /// From how many sides the model is looked at.
    pub sides: usize,
    /// Width and height in pixels of the ID buffers.
    pub resolution: u32,
    /// How many poses of each animation are looked at.
    pub poses: usize,
    /// Views whose pictures will be compared: what any sample of theirs shows is seen.
    pub judged: Vec<Viewpoint>,
    /// The share of the triangles that is worth finding. Once fewer are left that no view showed, all counts as seen:
    /// to be sure of the last of them takes by far the most views.
    pub worth: f64,
}

impl Default for Allowed {
    /// The whole sphere in a viewport of 1440 pixels, looked at from 180 sides, over a floor with a shadow.
    fn default() -> Self {
        Self {
            attributes: Attributes {
                shadow_intensity: 1.0,
                ..Attributes::default()
            },
            viewport: 1440,
            sides: 180,
            resolution: 512,
            poses: 6,
            judged: Vec::new(),
            worth: 0.0,
        }
    }
}

impl Allowed {
    /// The default for `model`. One with very many triangles or draw calls is looked at from fewer sides,
    /// so that it takes about twice as long as usual at most; each view then has a finer resolution.
    #[must_use]
    pub fn for_model(model: &Model) -> Self {
        let triangles: usize = model
            .meshes
            .iter()
            .flat_map(|mesh| &mesh.primitives)
            .map(asset::model::Primitive::triangles)
            .sum();
        let usual = Self::default();
        let shown = model.nodes.iter().filter_map(|node| {
            let mesh = model.meshes.get(node.mesh?)?;
            let copies = node.instances.as_ref().map_or(1, |copies| copies.len());
            Some(copies.saturating_mul(mesh.primitives.len()))
        });
        let draws = shown.fold(0_usize, usize::saturating_add);
        let times = (triangles as f64 / MANY as f64).max(draws as f64 / MANY_DRAWS as f64);
        if times <= 1.0 {
            return usual;
        }
        Self {
            sides: ((2 * usual.sides) as f64 / times).clamp(72.0, usual.sides as f64) as usize,
            resolution: 1024,
            ..usual
        }
    }
}
