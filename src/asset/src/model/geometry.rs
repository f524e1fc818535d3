//! Meshes and their vertices.

/// A mesh: primitives drawn together.
#[derive(Debug, Clone, Default)]
pub struct Mesh {
    /// Its name.
    pub name: Option<String>,
    /// Its primitives.
    pub primitives: Vec<Primitive>,
    /// Default weights of the morph targets.
    pub weights: Vec<f32>,
}

/// How vertices make shapes; glTF's `mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Topology {
    /// 0
    Points,
    /// 1
    Lines,
    /// 2
    LineLoop,
    /// 3
    LineStrip,
    /// 4
    #[default]
    Triangles,
    /// 5
    TriangleStrip,
    /// 6
    TriangleFan,
}

/// How many UV sets of a primitive the web viewer knows.
pub const UV_SETS: usize = 4;

/// Vertices with one material. Every attribute that is present has as many entries as `positions`;
/// indices are in range. Values are dequantised floats, before the node's transform.
#[derive(Debug, Clone, Default)]
pub struct Primitive {
    /// How vertices make shapes.
    pub topology: Topology,
    /// Indices into the attributes; without them vertices are used in order.
    pub indices: Option<Vec<u32>>,
    /// POSITION, in the units of the mesh.
    pub positions: Vec<[f32; 3]>,
    /// NORMAL.
    pub normals: Option<Vec<[f32; 3]>>,
    /// TANGENT; w is the handedness of the bitangent.
    pub tangents: Option<Vec<[f32; 4]>>,
    /// TEXCOORD_0 to TEXCOORD_3: as many as the web viewer knows.
    pub uvs: [Option<Vec<[f32; 2]>>; UV_SETS],
    /// COLOR_0, linear; alpha 1 where the file has three channels.
    pub colors: Option<Vec<[f32; 4]>>,
    /// JOINTS_0.
    pub joints: Option<Vec<[u16; 4]>>,
    /// WEIGHTS_0, made to sum up to 1 as the web viewer does.
    pub weights: Option<Vec<[f32; 4]>>,
    /// Its material; `None` is glTF's default material.
    pub material: Option<usize>,
    /// KHR_materials_variants: other materials for some variants.
    pub variant_materials: Vec<VariantMaterial>,
    /// Morph targets, as displacements.
    pub targets: Vec<MorphTarget>,
}

/// The material of a primitive in some variants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantMaterial {
    /// Indices into [`super::Model::variants`].
    pub variants: Vec<usize>,
    /// The material in those.
    pub material: usize,
}

/// One morph target: what is added to each vertex at weight 1.
#[derive(Debug, Clone, Default)]
pub struct MorphTarget {
    /// Displacements of positions.
    pub positions: Option<Vec<[f32; 3]>>,
    /// Displacements of normals.
    pub normals: Option<Vec<[f32; 3]>>,
    /// Displacements of the tangents' xyz.
    pub tangents: Option<Vec<[f32; 3]>>,
    /// What is added to the colours.
    pub colors: Option<Vec<[f32; 4]>>,
}

impl Primitive {
    /// The material for `variant` (an index into [`super::Model::variants`]).
    #[must_use]
    pub fn material_in(&self, variant: Option<usize>) -> Option<usize> {
        variant
            .and_then(|variant| {
                self.variant_materials
                    .iter()
                    .find(|entry| entry.variants.contains(&variant))
            })
            .map_or(self.material, |entry| Some(entry.material))
    }

    /// How many triangles it draws; 0 for points and lines.
    #[must_use]
    pub fn triangles(&self) -> usize {
        let corners = self.indices.as_ref().map_or(self.positions.len(), Vec::len);
        match self.topology {
            Topology::Triangles => corners / 3,
            Topology::TriangleStrip | Topology::TriangleFan => corners.saturating_sub(2),
            _ => 0,
        }
    }
}
