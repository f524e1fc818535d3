//! Where things stand: world matrices, vertices at rest, bounds.
//!
//! All of it is about the model's default scene, iterative (trees may be arbitrarily deep), and in
//! double precision, as the web viewer's framing is.

use glam::{DMat4, DVec3};

use crate::model::{Instances, Model, Node, Primitive, Topology, Transform};

/// An axis-aligned box in world space, in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Least corner.
    pub min: DVec3,
    /// Greatest corner.
    pub max: DVec3,
}

impl Bounds {
    /// The box of nothing, which any point replaces.
    const NOTHING: Self = Self {
        min: DVec3::INFINITY,
        max: DVec3::NEG_INFINITY,
    };

    /// Width, height and depth in metres.
    #[must_use]
    pub fn size(&self) -> DVec3 {
        self.max - self.min
    }

    /// The middle.
    #[must_use]
    pub fn center(&self) -> DVec3 {
        (self.min + self.max) * 0.5
    }

    /// The smallest box that holds this one and `point`.
    #[must_use]
    pub fn including(&self, point: DVec3) -> Self {
        Self {
            min: self.min.min(point),
            max: self.max.max(point),
        }
    }
}

/// Which vertices [`visit_vertices`] visits of a node with EXT_mesh_gpu_instancing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copies {
    /// Those of every instance: where the product really is.
    Each,
    /// Those of the mesh once, as if it weren't instanced: what the web viewer frames.
    Ignored,
}

/// The matrix that takes each node's space to the world's, by node; `None` for nodes that aren't in
/// the default scene.
#[must_use]
pub fn world_matrices(model: &Model) -> Vec<Option<DMat4>> {
    let mut world = vec![None; model.nodes.len()];
    let Some(scene) = model.scene.and_then(|scene| model.scenes.get(scene)) else {
        return world;
    };
    let mut open: Vec<(usize, DMat4)> = scene
        .nodes
        .iter()
        .map(|&root| (root, DMat4::IDENTITY))
        .collect();
    while let Some((index, parent)) = open.pop() {
        let (Some(node), Some(slot)) = (model.nodes.get(index), world.get_mut(index)) else {
            continue;
        };
        // Models made by hand may not be forests; each node stands in one place only.
        if slot.is_some() {
            continue;
        }
        let matrix = parent * local_matrix(&node.transform);
        *slot = Some(matrix);
        open.extend(node.children.iter().map(|&child| (child, matrix)));
    }
    world
}

/// [`Transform::matrix`] in double precision.
#[must_use]
pub fn local_matrix(transform: &Transform) -> DMat4 {
    match *transform {
        Transform::Matrix(matrix) => matrix.as_dmat4(),
        Transform::Trs {
            translation,
            rotation,
            scale,
        } => DMat4::from_scale_rotation_translation(
            scale.as_dvec3(),
            rotation.as_dquat(),
            translation.as_dvec3(),
        ),
    }
}

/// One matrix a joint of `node`'s skin: from the mesh's space to the world. `None` without a skin.
///
/// `world` comes from [`world_matrices`] (or from an animated pose); joints outside of the scene
/// count as standing at the origin.
#[must_use]
pub fn joint_matrices(model: &Model, node: &Node, world: &[Option<DMat4>]) -> Option<Vec<DMat4>> {
    let skin = model.skins.get(node.skin?)?;
    let matrix = |(joint, inverse): (&usize, &glam::Mat4)| {
        world
            .get(*joint)
            .copied()
            .flatten()
            .unwrap_or(DMat4::IDENTITY)
            * inverse.as_dmat4()
    };
    Some(
        skin.joints
            .iter()
            .zip(&skin.inverse_bind)
            .map(matrix)
            .collect(),
    )
}

/// Whether a primitive is made of triangles.
#[must_use]
pub const fn is_surface(primitive: &Primitive) -> bool {
    use Topology::{TriangleFan, TriangleStrip, Triangles};
    matches!(primitive.topology, Triangles | TriangleStrip | TriangleFan)
}

/// The copies of a node's mesh that the web viewer draws: it knows none of a mesh with points or
/// lines, which it draws once.
#[must_use]
pub fn copies<'a>(model: &Model, node: &'a Node) -> Option<&'a Instances> {
    let mesh = model.meshes.get(node.mesh?)?;
    let surfaces = mesh.primitives.iter().all(is_surface);
    node.instances.as_ref().filter(|_| surfaces)
}

/// The skin that poses a primitive of `node` in the web viewer: that of surfaces, and not of copies.
#[must_use]
pub fn skin_of(model: &Model, node: &Node, primitive: &Primitive) -> Option<usize> {
    let tied = primitive.joints.is_some() && primitive.weights.is_some();
    node.skin
        .filter(|_| tied && is_surface(primitive) && copies(model, node).is_none())
}

/// The vertices of one primitive of `node` in world space, morphed and skinned at rest; instances
/// aren't counted. One entry for each of the primitive's positions, finite or not.
///
/// `joints` comes from [`joint_matrices`], `world` is the node's own matrix: a skinned mesh doesn't
/// use it.
pub fn rest_vertices<'a>(
    model: &'a Model,
    node: &'a Node,
    primitive: &'a Primitive,
    world: DMat4,
    joints: Option<&'a [DMat4]>,
) -> impl Iterator<Item = DVec3> + 'a {
    let weights = rest_weights(model, node);
    let morphs: Vec<_> = primitive
        .targets
        .iter()
        .zip(weights)
        .filter(|(_, weight)| **weight != 0.0)
        .filter_map(|(target, weight)| Some((target.positions.as_deref()?, f64::from(*weight))))
        .collect();
    let skin = joints
        .filter(|_| skin_of(model, node, primitive).is_some())
        .zip(primitive.joints.as_deref())
        .zip(primitive.weights.as_deref());
    primitive
        .positions
        .iter()
        .enumerate()
        .map(move |(index, position)| {
            let mut vertex = double(*position);
            for (displacements, weight) in &morphs {
                if let Some(displacement) = displacements.get(index) {
                    vertex += double(*displacement) * *weight;
                }
            }
            let bones = skin.and_then(|((matrices, joints), weights)| {
                Some((matrices, joints.get(index)?, weights.get(index)?))
            });
            match bones {
                Some((matrices, joints, weights)) => joints
                    .iter()
                    .zip(weights)
                    .filter_map(|(joint, weight)| {
                        let matrix = matrices.get(usize::from(*joint))?;
                        Some(matrix.transform_point3(vertex) * f64::from(*weight))
                    })
                    .sum(),
                None => world.transform_point3(vertex),
            }
        })
}

/// The morph weights of a node at rest: its own, otherwise the mesh's.
#[must_use]
pub fn rest_weights<'a>(model: &'a Model, node: &'a Node) -> &'a [f32] {
    let mesh = node.mesh.and_then(|mesh| model.meshes.get(mesh));
    match (&node.weights, mesh) {
        (Some(weights), _) => weights,
        (None, Some(mesh)) => &mesh.weights,
        (None, None) => &[],
    }
}

/// Calls `visit` with every vertex of the default scene in world space, morphed and skinned at
/// rest. Vertices that no index names count too, as they do in the web viewer; those that aren't
/// finite don't.
pub fn visit_vertices(model: &Model, copies: Copies, mut visit: impl FnMut(DVec3)) {
    let world = world_matrices(model);
    for (node, matrix) in model.nodes.iter().zip(&world) {
        let Some((matrix, mesh)) = matrix.zip(node.mesh.and_then(|mesh| model.meshes.get(mesh)))
        else {
            continue;
        };
        let joints = joint_matrices(model, node, &world);
        for matrix in instance_matrices(model, node, matrix, copies) {
            for primitive in &mesh.primitives {
                rest_vertices(model, node, primitive, matrix, joints.as_deref())
                    .filter(|vertex| vertex.is_finite())
                    .for_each(&mut visit);
            }
        }
    }
}

/// The world matrix of each copy of a node's mesh.
fn instance_matrices(model: &Model, node: &Node, world: DMat4, visit: Copies) -> Vec<DMat4> {
    match copies(model, node) {
        Some(instances) if visit == Copies::Each => instances
            .matrices()
            .map(|matrix| world * matrix.as_dmat4())
            .collect(),
        _ => vec![world],
    }
}

/// The box around every vertex of the default scene, instances included; `None` when there are
/// none.
#[must_use]
pub fn bounds(model: &Model) -> Option<Bounds> {
    let mut bounds = Bounds::NOTHING;
    visit_vertices(model, Copies::Each, |vertex| {
        bounds = bounds.including(vertex)
    });
    (bounds.min.x <= bounds.max.x).then_some(bounds)
}

fn double(vector: [f32; 3]) -> DVec3 {
    DVec3::from_array(vector.map(f64::from))
}
