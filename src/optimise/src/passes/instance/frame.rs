//! What the web viewer frames of nodes drawn by instances: the mesh once, where the node is, whatever
//! the places of its instances.

use std::collections::BTreeSet;

use asset::Model;
use asset::model::Transform;
use base::Result;
use glam::DVec3;
use render::Framing;
use viewer::{Attributes, CameraTarget, Term, Unit};

use super::place::{Group, Place, base};

/// How far a frame may move, as a share of its size: rounding.
const ROUNDING: f64 = 1e-6;
/// So many groups are tried one by one.
const ALONE: usize = 64;

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

    /// Leaves out of `groups` what would move the frame: the nodes that it hangs on, groups of which fewer
    /// than `least` are left then, and those that move it all the same.
    pub(super) fn keep(&mut self, groups: &mut Vec<Group>, least: usize) {
        // All at once, so that many groups are no work for each.
        let all: Vec<_> = groups.iter().map(Vec::as_slice).collect();
        if self.takes(&all) {
            return;
        }
        let anchors: BTreeSet<usize> = self
            .wanted
            .iter()
            .flat_map(|wanted| wanted.anchors(&self.model))
            .map(|(node, ..)| node)
            .collect();
        for group in groups.iter_mut() {
            group.retain(|(node, _)| !anchors.contains(node));
        }
        groups.retain(|group| group.len() >= least);
        let all: Vec<_> = groups.iter().map(Vec::as_slice).collect();
        if self.takes(&all) {
            return;
        }
        let mut tried = 0;
        groups.retain(|group| {
            tried += 1;
            tried <= ALONE && self.takes(&[group])
        });
    }

    /// Draws each of `groups`, nodes with their places, as instances of its first node, unless that
    /// changes the frame; says whether it did.
    fn takes(&mut self, groups: &[&[(usize, Place)]]) -> bool {
        let members = || groups.iter().copied().flatten();
        let before: Vec<_> = members()
            .map(|(node, _)| (*node, self.model.nodes[*node].clone()))
            .collect();
        for group in groups {
            let Some((first, place)) = group.first() else {
                continue;
            };
            let mesh = self.model.nodes[*first].mesh;
            for (node, _) in *group {
                self.model.nodes[*node].mesh = None;
            }
            let (translation, rotation, scale) = base(place);
            self.model.nodes[*first].mesh = mesh;
            self.model.nodes[*first].transform = Transform::Trs {
                translation,
                rotation,
                scale,
            };
        }
        let same = self.wanted.iter().all(|wanted| {
            around(&self.model, wanted.target).is_ok_and(|found| alike(wanted, &found))
        });
        if !same {
            for (node, before) in before {
                self.model.nodes[node] = before;
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
