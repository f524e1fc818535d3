//! The lights of a file (KHR_lights_punctual).

use asset::model::{Light, LightKind};
use asset::{Defect, Effect, Model};
use glam::{DMat4, DVec3};

use crate::pose::Tree;

/// How many lights common.wgsl has room for.
pub(crate) const MAX_LIGHTS: usize = 128;

/// The lights of the scene that is shown, each with its node.
#[derive(Debug)]
pub(super) struct Lights(Vec<(usize, Light)>);

/// A light in the model's world.
#[derive(Debug, Clone)]
pub(crate) struct PlacedLight {
    pub(crate) light: Light,
    pub(crate) position: DVec3,
    /// Unit vector along which it shines.
    pub(crate) direction: DVec3,
}

impl Lights {
    pub(super) fn of(model: &Model, tree: &Tree) -> Self {
        Self(
            tree.order
                .iter()
                .filter_map(|(node, _)| {
                    let light = model.nodes[*node].light?;
                    Some((*node, model.lights[light].clone()))
                })
                .collect(),
        )
    }

    /// The defect that says so where there are more than the shaders have room for.
    pub(super) fn defect(&self) -> Option<Defect> {
        let count = self.0.len();
        (count > MAX_LIGHTS).then(|| {
            let problem = format!("the file has {count} lights, of which {MAX_LIGHTS} shine here");
            Defect::new("LIGHTS_PREVIEWED_IN_PART", Effect::Drawn, "", problem)
        })
    }

    pub(super) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    pub(super) fn placed(&self, world: &[DMat4]) -> Vec<PlacedLight> {
        self.0
            .iter()
            .map(|(node, light)| PlacedLight {
                light: light.clone(),
                position: world[*node].w_axis.truncate(),
                direction: -world[*node].z_axis.truncate().normalize_or(DVec3::Z),
            })
            .collect()
    }
}

impl PlacedLight {
    /// The kind's number in lights.wgsl.
    pub(crate) fn code(&self) -> f32 {
        match self.light.kind {
            LightKind::Directional => 0.0,
            LightKind::Point => 1.0,
            LightKind::Spot { .. } => 2.0,
        }
    }

    /// Cosines of the angles where a cone ends and where it begins to fade.
    pub(crate) fn cone(&self) -> [f32; 2] {
        match self.light.kind {
            LightKind::Spot { inner, outer } => [outer.cos(), inner.cos()],
            _ => [0.0; 2],
        }
    }
}
