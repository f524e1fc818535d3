//! What the web viewer frames of nodes drawn by instances: the mesh once, where the node is, whatever
//! the places of its instances.

use asset::Model;
use asset::model::Transform;
use base::Result;
use glam::DVec3;
use render::Framing;
use viewer::{Attributes, CameraTarget, Term, Unit};

use super::place::{Place, base};

/// How far a frame may move, as a share of its size: rounding.
const ROUNDING: f64 = 1e-6;

/// A model, and how it is framed.
pub(super) struct Frame {
    model: Model,
    /// For the viewer's own target and for others that an author may choose.
    wanted: Vec<Framing>,
}

impl Frame {
    /// # Errors
    /// An input fault if there is nothing to frame.
    pub(super) fn of(model: Model) -> Result<Self> {
        let own = Framing::of(&model, &Attributes::default())?;
        let corners = (0..8).map(|corner| {
            let side = |bit: u32| if corner >> bit & 1 == 1 { 1.0 } else { 0.0 };
            own.min + own.size() * DVec3::new(side(0), side(1), side(2))
        });
        let mut wanted = Vec::new();
        for target in corners {
            wanted.push(around(&model, target)?);
        }
        wanted.push(own);
        Ok(Self { model, wanted })
    }

    /// Draws `group`, nodes with their places, as instances of its first node, unless that changes
    /// the frame; says whether it did.
    pub(super) fn takes(&mut self, group: &[(usize, Place)]) -> bool {
        let Some((first, place)) = group.first() else {
            return false;
        };
        let nodes = &mut self.model.nodes;
        let before: Vec<_> = group.iter().map(|(node, _)| nodes[*node].clone()).collect();
        for (node, _) in group {
            nodes[*node].mesh = None;
        }
        nodes[*first].mesh = before[0].mesh;
        let (translation, rotation, scale) = base(place);
        nodes[*first].transform = Transform::Trs {
            translation,
            rotation,
            scale,
        };
        let same = self.wanted.iter().all(|wanted| {
            around(&self.model, wanted.target).is_ok_and(|found| alike(wanted, &found))
        });
        if !same {
            for ((node, _), before) in group.iter().zip(before) {
                self.model.nodes[*node] = before;
            }
        }
        same
    }
}

fn around(model: &Model, target: DVec3) -> Result<Framing> {
    let term = |value| Term::Number {
        value,
        unit: Unit::Metre,
    };
    let attributes = Attributes {
        camera_target: CameraTarget {
            x: term(target.x),
            y: term(target.y),
            z: term(target.z),
        },
        ..Attributes::default()
    };
    Framing::of(model, &attributes)
}

fn alike(a: &Framing, b: &Framing) -> bool {
    let rounding = ROUNDING * a.radius;
    a.min.abs_diff_eq(b.min, rounding)
        && a.max.abs_diff_eq(b.max, rounding)
        && (a.radius - b.radius).abs() <= rounding
        && (a.ideal_aspect - b.ideal_aspect).abs() <= ROUNDING * a.ideal_aspect.abs()
        && a.baked_shadows == b.baked_shadows
}
