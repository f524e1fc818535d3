//! How the web viewer frames a model: the point it looks at, how far away it stands, how wide a
//! picture must be.

use asset::Model;
use asset::model::AlphaMode;
use base::Result;
use glam::{DMat4, DVec3};

use crate::deform::{deform, joint_matrices};
use crate::pose::{Locals, Tree};
use viewer::Attributes;

/// The field of view that `auto` stands for, in radians.
pub(crate) const DEFAULT_FIELD_OF_VIEW: f64 = 30.0 * std::f64::consts::PI / 180.0;

/// A blended mesh this many times longer than it is thick may be a shadow that its author baked.
const BAKED_SHADOW_RATIO: f64 = 100.0;

/// The frame around a model at rest. Lengths are in metres, angles in radians.
#[derive(Debug, Clone, PartialEq)]
pub struct Framing {
    /// The least corner of the box around all visible vertices.
    pub min: DVec3,
    /// The greatest corner.
    pub max: DVec3,
    /// The point that the camera looks at.
    pub target: DVec3,
    /// The greatest distance of a vertex from the target.
    pub radius: f64,
    /// The field of view that the model is framed for.
    pub field_of_view: f64,
    /// Width over height of the narrowest picture that holds the model from every side at that
    /// field of view.
    pub ideal_aspect: f64,
    /// Meshes that are shadows baked by the author, as node and primitive: they don't count for
    /// the frame, and a shadow of the viewer's own hides them.
    pub baked_shadows: Vec<(usize, usize)>,
}

impl Framing {
    /// Frames `model` for `attributes` as the viewer does: at rest, and without a variant. A model that
    /// the viewer shows nothing of gets a frame of a metre.
    ///
    /// # Errors
    /// An [`Input`](base::FaultKind::Input) fault if the model has nothing to see.
    pub fn of(model: &Model, attributes: &Attributes) -> Result<Self> {
        let parts = if model.effect().is_shown() {
            Parts::of(model, attributes.placement())
        } else {
            Parts::cube()
        };
        let mut shadows = parts.baked_shadow_candidates();
        let mut bounds = parts.bounds(&shadows);
        if bounds.is_empty() {
            // Where all meshes look like shadows, none is one.
            shadows.clear();
            bounds = parts.bounds(&shadows);
        }
        if bounds.is_empty() {
            return Err(
                base::Fault::input(format!("{} has nothing that can be seen", model.name))
                    .hint("Export it again with its meshes in the default scene"),
            );
        }
        bounds = parts.keep_true_shadows(&mut shadows, bounds);

        let center = (bounds.min + bounds.max) / 2.0;
        let terms = attributes.camera_target;
        let target = DVec3::new(
            terms.x.resolve(center.x, center.x),
            terms.y.resolve(center.y, center.y),
            terms.z.resolve(center.z, center.z),
        );
        let field_of_view = attributes
            .field_of_view
            .0
            .resolve(DEFAULT_FIELD_OF_VIEW, DEFAULT_FIELD_OF_VIEW);

        let mut squared = 0.0_f64;
        parts.each_vertex(&shadows, |vertex| {
            squared = squared.max(vertex.distance_squared(target));
        });
        let radius = squared.sqrt();
        let distance = radius / (field_of_view / 2.0).sin();
        let mut tangent = 0.0_f64;
        parts.each_vertex(&shadows, |vertex| {
            let v = vertex - target;
            tangent = tangent.max(v.x.hypot(v.z) / (distance - v.y.abs()));
        });
        Ok(Self {
            min: bounds.min,
            max: bounds.max,
            target,
            radius,
            field_of_view,
            ideal_aspect: tangent / (field_of_view / 2.0).tan(),
            baked_shadows: shadows
                .into_iter()
                .map(|part| (parts.0[part].node, parts.0[part].primitive))
                .collect(),
        })
    }

    /// A few vertices of `model` that are enough for this frame: one in each face of the box, the one
    /// farthest from the target, and the one that makes the picture widest. By node, primitive and
    /// vertex.
    #[must_use]
    pub fn anchors(&self, model: &Model) -> Vec<(usize, usize, usize)> {
        let distance = self.distance();
        // The greatest of each measure, and where.
        let mut most = [(f64::NEG_INFINITY, None::<(usize, usize, usize)>); 8];
        for part in &Parts::of(model, DMat4::IDENTITY).0 {
            if self.baked_shadows.contains(&(part.node, part.primitive)) {
                continue;
            }
            for (vertex, position) in part.positions.iter().enumerate() {
                let local = DVec3::from(position.map(f64::from));
                let place = part.matrix.transform_point3(local);
                let v = place - self.target;
                let measures = [
                    -place.x,
                    -place.y,
                    -place.z,
                    place.x,
                    place.y,
                    place.z,
                    v.length_squared(),
                    v.x.hypot(v.z) / (distance - v.y.abs()),
                ];
                for (own, measure) in most.iter_mut().zip(measures) {
                    if measure > own.0 {
                        *own = (measure, Some((part.node, part.primitive, vertex)));
                    }
                }
            }
        }
        most.iter().filter_map(|(_, anchor)| *anchor).collect()
    }

    /// The vertices of `model` without which it would be framed otherwise: all in the faces of the box,
    /// all farthest from the target, and all that make the picture widest. By node, primitive and
    /// vertex.
    pub(crate) fn pillars(&self, model: &Model) -> Vec<(usize, usize, usize)> {
        let close = 1e-6 * self.radius;
        let distance = self.distance();
        let widest = self.ideal_aspect * (self.field_of_view / 2.0).tan() * (1.0 - 1e-6);
        let mut pillars = Vec::new();
        for part in &Parts::of(model, DMat4::IDENTITY).0 {
            if self.baked_shadows.contains(&(part.node, part.primitive)) {
                continue;
            }
            for (vertex, position) in part.positions.iter().enumerate() {
                let local = DVec3::from(position.map(f64::from));
                let place = part.matrix.transform_point3(local);
                let v = place - self.target;
                let holds = (place - self.min).min_element() <= close
                    || (self.max - place).min_element() <= close
                    || v.length() >= self.radius - close
                    || v.x.hypot(v.z) / (distance - v.y.abs()) >= widest;
                if holds {
                    pillars.push((part.node, part.primitive, vertex));
                }
            }
        }
        pillars
    }

    /// Extents of the box in metres: width, height, depth.
    #[must_use]
    pub fn size(&self) -> DVec3 {
        self.max - self.min
    }

    /// The distance at which the model just fits; orbit percentages are of this.
    #[must_use]
    pub fn distance(&self) -> f64 {
        self.radius / (self.field_of_view / 2.0).sin()
    }

    /// `field_of_view` widened for pictures narrower than the ideal.
    #[must_use]
    pub fn adjusted(&self, field_of_view: f64, aspect: f64) -> f64 {
        let widening = (self.ideal_aspect / aspect).max(1.0);
        2.0 * ((field_of_view / 2.0).tan() * widening).atan()
    }
}

/// A box that grows.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    min: DVec3,
    max: DVec3,
}

impl Bounds {
    const EMPTY: Self = Self {
        min: DVec3::INFINITY,
        max: DVec3::NEG_INFINITY,
    };

    fn is_empty(&self) -> bool {
        self.min.cmpgt(self.max).any()
    }

    fn add(&mut self, point: DVec3) {
        self.min = self.min.min(point);
        self.max = self.max.max(point);
    }

    /// The box around this box after `matrix`.
    fn transformed(&self, matrix: DMat4) -> Self {
        let mut result = Self::EMPTY;
        for corner in 0..8 {
            let pick = |bit: u32, axis: usize| {
                if corner & bit == 0 {
                    self.min[axis]
                } else {
                    self.max[axis]
                }
            };
            let point = DVec3::new(pick(1, 0), pick(2, 1), pick(4, 2));
            result.add(matrix.transform_point3(point));
        }
        result
    }
}

/// One primitive of one node, with its vertices at rest.
struct Part {
    node: usize,
    primitive: usize,
    matrix: DMat4,
    positions: Vec<[f32; 3]>,
    blended: bool,
}

impl Part {
    fn own_box(&self) -> Bounds {
        let mut bounds = Bounds::EMPTY;
        for position in &self.positions {
            bounds.add(DVec3::from(position.map(f64::from)));
        }
        bounds.transformed(self.matrix)
    }
}

struct Parts(Vec<Part>);

impl Parts {
    /// What is framed where nothing is shown: a cube of a metre.
    fn cube() -> Self {
        Self(vec![Part {
            node: 0,
            primitive: 0,
            matrix: DMat4::IDENTITY,
            positions: vec![[-0.5; 3], [0.5; 3]],
            blended: false,
        }])
    }

    fn of(model: &Model, placement: DMat4) -> Self {
        let locals = Locals::rest(model);
        let tree = Tree::of(model);
        let world = tree.world(&locals, placement);
        let mut parts = Vec::new();
        for (node, _) in &tree.order {
            let Some(mesh) = model.nodes[*node].mesh else {
                continue;
            };
            for (index, primitive) in model.meshes[mesh].primitives.iter().enumerate() {
                let skin = asset::scene::skin_of(model, &model.nodes[*node], primitive);
                let joints = skin.map(|skin| joint_matrices(&model.skins[skin], &world));
                let skinned = joints.is_some();
                let deformed = deform(primitive, &locals.weights[*node], joints.as_deref());
                let blended = primitive
                    .material
                    .is_some_and(|index| model.materials[index].alpha_mode == AlphaMode::Blend);
                parts.push(Part {
                    node: *node,
                    primitive: index,
                    matrix: if skinned {
                        DMat4::IDENTITY
                    } else {
                        world[*node]
                    },
                    positions: deformed.positions,
                    blended,
                });
            }
        }
        Self(parts)
    }

    fn each_vertex(&self, hidden: &[usize], mut visit: impl FnMut(DVec3)) {
        for (index, part) in self.0.iter().enumerate() {
            if hidden.contains(&index) {
                continue;
            }
            for position in &part.positions {
                let local = DVec3::from(position.map(f64::from));
                visit(part.matrix.transform_point3(local));
            }
        }
    }

    fn bounds(&self, hidden: &[usize]) -> Bounds {
        let mut bounds = Bounds::EMPTY;
        self.each_vertex(hidden, |vertex| bounds.add(vertex));
        bounds
    }

    fn baked_shadow_candidates(&self) -> Vec<usize> {
        let flat = |part: &Part| {
            let bounds = part.own_box();
            let size = bounds.max - bounds.min;
            !bounds.is_empty() && size.max_element() >= BAKED_SHADOW_RATIO * size.min_element()
        };
        (0..self.0.len())
            .filter(|index| self.0[*index].blended && flat(&self.0[*index]))
            .collect()
    }

    /// Keeps in `shadows` those that span the floor or the wall behind the model, and returns the
    /// box with the others in it.
    fn keep_true_shadows(&self, shadows: &mut Vec<usize>, mut bounds: Bounds) -> Bounds {
        let size = bounds.max - bounds.min;
        shadows.retain(|index| {
            let shadow = self.0[*index].own_box();
            let spans = |a: usize, b: usize| {
                shadow.min[a] <= bounds.min[a]
                    && shadow.max[a] >= bounds.max[a]
                    && shadow.min[b] <= bounds.min[b]
                    && shadow.max[b] >= bounds.max[b]
            };
            let low =
                |axis: usize| shadow.min[axis] < bounds.min[axis] + size[axis] / BAKED_SHADOW_RATIO;
            let keep = (low(1) && spans(0, 2)) || (low(2) && spans(0, 1));
            if !keep {
                bounds.min = bounds.min.min(shadow.min);
                bounds.max = bounds.max.max(shadow.max);
            }
            keep
        });
        bounds
    }
}
