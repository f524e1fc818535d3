//! A primitive of a node, as it is drawn.

use std::collections::BTreeMap;
use std::sync::Arc;

use asset::Model;
use asset::model::{Material, Primitive, UV_SETS};
use asset::scene::{copies, is_surface};
use base::{Job, Result};
use glam::{DMat3, DMat4, DVec3, Mat4};

use super::binding::{BindingKey, MaterialBinding};
use super::clones::{Clones, Kind};
use super::geometry::{Attribute, Geometry};
use super::texture_table::TextureTable;
use super::{Locals, Textures};
use crate::deform::{deform, is_deformable, joint_matrices};
use crate::pose::Tree;
use crate::{Gpu, RenderContext};

/// Materials as they are bound for geometries, by the material's number; parts share them.
pub(super) type Bindings = BTreeMap<(usize, BindingKey), Arc<MaterialBinding>>;

/// What a part's material is bound with.
pub(super) struct Binder<'a> {
    pub(super) variant: Option<usize>,
    pub(super) materials: &'a [Material],
    pub(super) table: &'a TextureTable,
    /// `None` while they load.
    pub(super) textures: Option<&'a Textures>,
    /// What was made so far.
    pub(super) bindings: &'a mut Bindings,
    /// How the viewer cloned the materials for the file itself, before any variant.
    pub(super) clones: Clones,
    /// Whether the file has lights.
    pub(super) lit_by_file: bool,
}

/// A primitive of a node.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) node: usize,
    /// The primitive's number in its mesh.
    pub(crate) primitive: usize,
    pub(crate) geometry: Arc<Geometry>,
    /// The matrices from the primitive's space to the world's, one for every instance.
    pub(crate) matrices: Vec<DMat4>,
    /// The node's matrix, by which the web viewer turns normals.
    pub(crate) base: DMat4,
    /// The matrices that turn normals before that, one for every instance.
    pub(crate) turns: Vec<DMat3>,
    /// Number of its present material; the default material is last.
    pub(crate) material: usize,
    /// Whether its node mirrors, which turns the winding of triangles. Instances that mirror don't count.
    pub(crate) mirrored: bool,
    /// Colours of the instances; empty where they are white.
    pub(crate) colors: Vec<[f32; 3]>,
    /// The place of its material among those of the scene: opaque parts are drawn in that order.
    pub(crate) rank: usize,
    chosen: Option<usize>,
    binding: Option<Arc<MaterialBinding>>,
    /// The primitive without its vertices: its material in each variant.
    choices: Primitive,
    instances: Vec<DMat4>,
    /// Whether its instances are drawn at once, as EXT_mesh_gpu_instancing says.
    copied: bool,
    deformable: Option<Deformable>,
    lit_by_file: bool,
    /// Whether the web viewer can't draw it: its morph targets add to colours that it doesn't have, or it
    /// is skinned and its node's matrix has no inverse.
    lost: bool,
    colorless: bool,
}

/// What posing needs of a primitive whose vertices a pose changes.
#[derive(Debug)]
struct Deformable {
    primitive: Primitive,
    skin: Option<usize>,
}

/// All parts of the scene that is shown, in the order of the tree.
pub(super) fn parts(
    gpu: &Gpu,
    model: &Model,
    tree: &Tree,
    rest: &Locals,
    world: &[DMat4],
    job: &Job,
) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    // Nodes that share a mesh share its buffers, unless a pose changes them.
    let mut shared: BTreeMap<(usize, usize), Arc<Geometry>> = BTreeMap::new();
    for (done, (node, _)) in tree.order.iter().enumerate() {
        let Some(mesh) = model.nodes[*node].mesh else {
            continue;
        };
        job.check()?;
        job.items(done as u64, tree.order.len() as u64);
        for (index, primitive) in model.meshes[mesh].primitives.iter().enumerate() {
            let deformable = is_deformable(model, *node, primitive)
                .then(|| Deformable::of(model, *node, primitive));
            let geometry = match &deformable {
                Some(deformable) => {
                    let joints = deformable
                        .skin
                        .map(|skin| joint_matrices(&model.skins[skin], world));
                    let deformed = deform(primitive, &rest.weights[*node], joints.as_deref());
                    Arc::new(Geometry::new(gpu, primitive, Some(&deformed)))
                }
                None => Arc::clone(
                    shared
                        .entry((mesh, index))
                        .or_insert_with(|| Arc::new(Geometry::new(gpu, primitive, None))),
                ),
            };
            let mut part = Part {
                node: *node,
                primitive: index,
                geometry,
                matrices: Vec::new(),
                base: DMat4::IDENTITY,
                turns: Vec::new(),
                material: 0,
                mirrored: false,
                colors: colors(model, *node),
                rank: 0,
                chosen: None,
                binding: None,
                choices: Primitive {
                    material: primitive.material,
                    variant_materials: primitive.variant_materials.clone(),
                    ..Primitive::default()
                },
                instances: instances(model, *node),
                copied: copies(model, &model.nodes[*node]).is_some(),
                deformable,
                lit_by_file: false,
                lost: false,
                colorless: is_surface(primitive) && adds_to_no_colors(primitive),
            };
            part.place(world);
            parts.push(part);
        }
    }
    Ok(parts)
}

impl Deformable {
    fn of(model: &Model, node: usize, primitive: &Primitive) -> Self {
        Self {
            primitive: Primitive {
                // Only what a pose changes is kept.
                indices: None,
                uvs: [const { None }; UV_SETS],
                ..primitive.clone()
            },
            skin: asset::scene::skin_of(model, &model.nodes[node], primitive),
        }
    }
}

impl Part {
    /// Its material. Every part has one before it is drawn; `None` where the web viewer doesn't draw
    /// it.
    pub(crate) fn binding(&self) -> Option<&MaterialBinding> {
        self.binding
            .as_deref()
            .filter(|binding| !binding.unseen && !self.lost)
    }

    /// Whether poses move its vertices.
    pub(crate) fn is_deformable(&self) -> bool {
        self.deformable.is_some()
    }

    /// Whether lights of the file reach it.
    pub(crate) fn lit_by_file(&self) -> bool {
        self.lit_by_file
    }

    /// The middle of the part (of its first instance) in the world.
    pub(crate) fn center(&self) -> DVec3 {
        let center = DVec3::from(self.geometry.center.map(f64::from));
        match self.matrices.first() {
            Some(matrix) => matrix.transform_point3(center),
            None => center,
        }
    }

    /// What its geometry offers to materials.
    pub(super) fn kind(&self) -> Kind {
        let has = |attribute: Attribute| self.geometry.has(attribute);
        Kind {
            normals: has(Attribute::Normal),
            tangents: has(Attribute::Tangent),
            colors: has(Attribute::Color),
            topology: self.geometry.topology,
            copied: self.copied,
        }
    }

    /// The material that the file gives it; `None` is glTF's default material.
    pub(super) fn own_material(&self) -> Option<usize> {
        self.choices.material
    }

    /// The material that it has now; `None` is glTF's default material.
    pub(super) fn present_material(&self) -> Option<usize> {
        self.chosen
    }

    /// Takes the material of the binder's variant.
    pub(super) fn bind_material(&mut self, context: &RenderContext, binder: &mut Binder<'_>) {
        let chosen = self.choices.material_in(binder.variant);
        self.chosen = chosen;
        self.material = chosen.unwrap_or(binder.materials.len());
        self.lit_by_file = binder.lit_by_file;
        let kind = self.kind();
        let cloned = match chosen.filter(|chosen| Some(*chosen) != self.choices.material) {
            Some(chosen) => binder.clones.clone_for(chosen, kind),
            None => kind.own_clone(),
        };
        let key = BindingKey {
            tangents: kind.tangents,
            uvs: Attribute::UVS.map(|attribute| self.geometry.has(attribute)),
            cloned,
        };
        let Binder {
            materials,
            table,
            textures,
            ..
        } = *binder;
        let binding = binder
            .bindings
            .entry((self.material, key))
            .or_insert_with(|| {
                let fallback = Material::default();
                let material = chosen
                    .and_then(|chosen| materials.get(chosen))
                    .unwrap_or(&fallback);
                let material = (self.material, material);
                Arc::new(MaterialBinding::new(
                    context, table, material, textures, key,
                ))
            });
        self.binding = Some(Arc::clone(binding));
    }

    /// Follows its node, and deforms where the pose says so.
    pub(super) fn pose(
        &mut self,
        gpu: &Gpu,
        world: &[DMat4],
        locals: &Locals,
        joints: &[Vec<Mat4>],
    ) {
        self.place(world);
        if let Some(deformable) = &self.deformable {
            let joints = deformable.skin.map(|skin| joints[skin].as_slice());
            let deformed = deform(&deformable.primitive, &locals.weights[self.node], joints);
            // Geometries of deformable parts aren't shared.
            if let Some(geometry) = Arc::get_mut(&mut self.geometry) {
                geometry.deform(gpu, &deformed);
            }
        }
    }

    fn place(&mut self, world: &[DMat4]) {
        let skinned = self
            .deformable
            .as_ref()
            .is_some_and(|deformable| deformable.skin.is_some());
        let node = world[self.node];
        self.base = node;
        self.mirrored = node.determinant() < 0.0;
        self.lost = self.colorless || (skinned && node.determinant() == 0.0);
        let base = if skinned { DMat4::IDENTITY } else { node };
        // A skinned vertex is taken back to the node, and from there to where it was.
        let turn = |instance: &DMat4| match skinned {
            true => DMat3::from_mat4(node).inverse(),
            false => copy_turn(*instance),
        };
        self.turns = self.instances.iter().map(turn).collect();
        self.matrices = self
            .instances
            .iter()
            .map(|instance| base * *instance)
            .collect();
    }
}

/// The matrix by which the web viewer turns an instance's normals: the instance's own, each axis divided
/// by its squared length.
fn copy_turn(copy: DMat4) -> DMat3 {
    let even = |axis: DVec3| axis / axis.length_squared();
    let DMat3 {
        x_axis,
        y_axis,
        z_axis,
    } = DMat3::from_mat4(copy);
    DMat3::from_cols(even(x_axis), even(y_axis), even(z_axis))
}

/// Whether morph targets add to colours that the primitive doesn't have.
fn adds_to_no_colors(primitive: &Primitive) -> bool {
    let mut targets = primitive.targets.iter();
    primitive.colors.is_none() && targets.any(|target| target.colors.is_some())
}

/// Colours of the copies that the web viewer draws of a node's mesh.
fn colors(model: &Model, node: usize) -> Vec<[f32; 3]> {
    copies(model, &model.nodes[node])
        .and_then(|copies| copies.colors.clone())
        .unwrap_or_default()
}

/// Where a node draws its mesh, relative to itself: once, or as EXT_mesh_gpu_instancing says.
fn instances(model: &Model, node: usize) -> Vec<DMat4> {
    let Some(instances) = copies(model, &model.nodes[node]) else {
        return vec![DMat4::IDENTITY];
    };
    instances
        .translations
        .iter()
        .zip(&instances.rotations)
        .zip(&instances.scales)
        .map(|((translation, rotation), scale)| {
            DMat4::from_scale_rotation_translation(
                scale.as_dvec3(),
                rotation.as_dquat(),
                translation.as_dvec3(),
            )
        })
        .collect()
}
