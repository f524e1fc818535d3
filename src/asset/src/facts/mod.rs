//! What is in a model, in numbers: for `plinth inspect`, the window and the listing.
//!
//! Entry point: [`Facts::of`]. The serialised form is the `--json` output of `plinth inspect`: names
//! of fields are a contract.

mod bytes;
mod textures;

use serde::Serialize;

use crate::defect::{Defect, Effect};
use crate::model::{Light, LightKind, Model};
use crate::scene;

pub use bytes::BytesFacts;
pub use textures::TextureFacts;

/// What is in a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Facts {
    /// The file's name.
    pub name: String,
    /// The program that wrote the file, in its own words.
    pub generator: Option<String>,
    /// Whose it is, in the file's words.
    pub copyright: Option<String>,
    /// Where the bytes go.
    pub bytes: BytesFacts,
    /// Triangles drawn in the default scene, every instance counted.
    pub triangles: u64,
    /// Draw calls for one picture of the default scene in the web viewer, before extra passes: one
    /// for each primitive of each node; all instances of a node are one.
    pub draw_calls: u64,
    /// Vertices of all meshes, once each.
    pub vertices: u64,
    /// Nodes of the file.
    pub nodes: usize,
    /// Meshes of the file.
    pub meshes: usize,
    /// Materials of the file.
    pub materials: usize,
    /// Skins of the file.
    pub skins: usize,
    /// One entry an image, in the file's order.
    pub textures: Vec<TextureFacts>,
    /// GPU memory of all images as RGBA8 with mips, in bytes.
    pub texture_gpu_bytes: u64,
    /// Animations.
    pub animations: Vec<AnimationFacts>,
    /// Names of the material variants.
    pub variants: Vec<String>,
    /// Names of the cameras; `camera 2` for one without.
    pub cameras: Vec<String>,
    /// Lights.
    pub lights: Vec<LightFacts>,
    /// Extensions that the file uses.
    pub extensions_used: Vec<String>,
    /// Extensions that the file can't be shown right without.
    pub extensions_required: Vec<String>,
    /// Width, height and depth in metres of the box around all visible vertices, at rest; `None`
    /// when nothing is visible.
    pub dimensions: Option<[f64; 3]>,
    /// What isn't as it should be, in sentences.
    pub warnings: Vec<String>,
    /// What the web viewer makes of the file.
    pub effect: Effect,
    /// The same as `warnings`, each with its code, its place and what the web viewer makes of it.
    pub defects: Vec<Defect>,
}

/// One animation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnimationFacts {
    /// Its name; `animation 2` for one without.
    pub name: String,
    /// Its length.
    pub seconds: f32,
}

/// One light.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LightFacts {
    /// Its name; `light 2` for one without.
    pub name: String,
    /// `directional`, `point` or `spot`.
    pub kind: &'static str,
}

impl Facts {
    /// Takes stock of `model`. It walks all vertices once, for the dimensions.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let drawn = Drawn::of(model);
        let textures = textures::list(model);
        let text = |key: &str| {
            model
                .document
                .json
                .get("asset")
                .and_then(|asset| asset.get(key)?.as_str())
        };
        let names = |key: &str| -> Vec<String> {
            let list = model
                .document
                .json
                .get(key)
                .and_then(|list| list.as_array());
            list.into_iter()
                .flatten()
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect()
        };
        Self {
            name: model.name.clone(),
            generator: text("generator").map(str::to_owned),
            copyright: text("copyright").map(str::to_owned),
            bytes: BytesFacts::of(model),
            triangles: drawn.triangles,
            draw_calls: drawn.calls,
            vertices: count_vertices(model),
            nodes: model.nodes.len(),
            meshes: model.meshes.len(),
            materials: model.materials.len(),
            skins: model.skins.len(),
            // Headers may tell of any size.
            texture_gpu_bytes: textures
                .iter()
                .fold(0, |sum, texture| sum.saturating_add(texture.gpu_bytes)),
            textures,
            animations: number_from_one(&model.animations)
                .map(|(number, animation)| AnimationFacts {
                    name: title(animation.name.as_ref(), "animation", number),
                    seconds: animation.duration,
                })
                .collect(),
            variants: model.variants.clone(),
            cameras: number_from_one(&model.cameras)
                .map(|(number, camera)| title(camera.name.as_ref(), "camera", number))
                .collect(),
            lights: number_from_one(&model.lights)
                .map(|(number, light)| LightFacts {
                    name: title(light.name.as_ref(), "light", number),
                    kind: kind(light),
                })
                .collect(),
            extensions_used: names("extensionsUsed"),
            extensions_required: names("extensionsRequired"),
            dimensions: scene::bounds(model).map(|bounds| bounds.size().to_array()),
            warnings: model.warnings(),
            effect: model.effect(),
            defects: model.defects.clone(),
        }
    }
}

/// What one picture of the default scene draws.
#[derive(Default)]
struct Drawn {
    triangles: u64,
    calls: u64,
}

impl Drawn {
    fn of(model: &Model) -> Self {
        let mut drawn = Self::default();
        for (node, matrix) in model.nodes.iter().zip(scene::world_matrices(model)) {
            let Some((mesh, _)) = node
                .mesh
                .and_then(|mesh| model.meshes.get(mesh))
                .zip(matrix)
            else {
                continue;
            };
            let copies = node
                .instances
                .as_ref()
                .map_or(1, crate::model::Instances::len) as u64;
            for primitive in mesh
                .primitives
                .iter()
                .filter(|part| !part.positions.is_empty())
            {
                drawn.calls += 1;
                let triangles = copies.saturating_mul(primitive.triangles() as u64);
                drawn.triangles = drawn.triangles.saturating_add(triangles);
            }
        }
        drawn
    }
}

fn count_vertices(model: &Model) -> u64 {
    let primitives = model.meshes.iter().flat_map(|mesh| &mesh.primitives);
    primitives
        .map(|primitive| primitive.positions.len() as u64)
        .sum()
}

fn number_from_one<T>(list: &[T]) -> impl Iterator<Item = (usize, &T)> {
    (1..).zip(list)
}

/// The name, otherwise what and which it is.
fn title(name: Option<&String>, what: &str, number: usize) -> String {
    name.filter(|name| !name.is_empty())
        .cloned()
        .unwrap_or_else(|| format!("{what} {number}"))
}

fn kind(light: &Light) -> &'static str {
    match light.kind {
        LightKind::Directional => "directional",
        LightKind::Point => "point",
        LightKind::Spot { .. } => "spot",
    }
}
