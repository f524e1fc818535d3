//! Small models, made as GLB bytes and read as any file is.

use asset::{Limits, Model};
use serde_json::{Value, json};

/// A shape: positions, normals, UVs, indices.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    pub(super) uvs: Vec<[f32; 2]>,
    indices: Vec<u32>,
}

impl Shape {
    /// A sphere of radius 0.5 about the origin.
    pub(super) fn sphere() -> Self {
        let (rings, sectors) = (24_u32, 48_u32);
        let mut shape = Self::default();
        for ring in 0..=rings {
            for sector in 0..=sectors {
                let v = ring as f32 / rings as f32;
                let u = sector as f32 / sectors as f32;
                let (sin_phi, cos_phi) = (v * std::f32::consts::PI).sin_cos();
                let (sin_theta, cos_theta) = (u * std::f32::consts::TAU).sin_cos();
                let normal = [sin_phi * sin_theta, cos_phi, sin_phi * cos_theta];
                shape.positions.push(normal.map(|value| value * 0.5));
                shape.normals.push(normal);
                shape.uvs.push([u, v]);
            }
        }
        let row = sectors + 1;
        for ring in 0..rings {
            for sector in 0..sectors {
                let a = ring * row + sector;
                shape
                    .indices
                    .extend([a, a + row, a + 1, a + 1, a + row, a + row + 1]);
            }
        }
        shape
    }

    /// A square of side 1 about the origin that faces +z.
    pub(super) fn square() -> Self {
        Self {
            positions: vec![
                [-0.5, -0.5, 0.0],
                [0.5, -0.5, 0.0],
                [0.5, 0.5, 0.0],
                [-0.5, 0.5, 0.0],
            ],
            normals: vec![[0.0, 0.0, 1.0]; 4],
            uvs: vec![[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]],
            indices: vec![0, 1, 2, 0, 2, 3],
        }
    }

    /// The same square in `cells` times `cells` squares.
    pub(super) fn grid(cells: u32) -> Self {
        let at = |place: u32| place as f32 / cells as f32 - 0.5;
        let corners = (0..=cells).flat_map(|y| (0..=cells).map(move |x| [at(x), at(y), 0.0]));
        let positions: Vec<_> = corners.collect();
        Self {
            normals: vec![[0.0, 0.0, 1.0]; positions.len()],
            uvs: vec![[0.0; 2]; positions.len()],
            indices: (0..cells * cells)
                .flat_map(|cell| {
                    let corner = cell + cell / cells;
                    let above = corner + cells + 1;
                    [corner, corner + 1, above + 1, corner, above + 1, above]
                })
                .collect(),
            positions,
        }
    }

    /// The same without two of its triangles, those from number `first` on.
    pub(super) fn without(mut self, first: usize) -> Self {
        self.indices.drain(3 * first..3 * first + 6);
        self
    }

    /// The same with every triangle turned round.
    pub(super) fn inside_out(mut self) -> Self {
        for corners in self.indices.as_chunks_mut::<3>().0 {
            corners.swap(1, 2);
        }
        for normal in self.normals.as_flattened_mut() {
            *normal = -*normal;
        }
        self
    }

    /// A box about the origin.
    pub(super) fn cuboid([x, y, z]: [f32; 3]) -> Self {
        let mut shape = Self::default();
        for axis in 0..3 {
            for sign in [-1.0_f32, 1.0] {
                let start = shape.positions.len() as u32;
                for (a, b) in [(-1.0, -1.0), (sign, -sign), (1.0, 1.0), (-sign, sign)] {
                    let mut place = [0.0; 3];
                    place[axis] = sign;
                    place[(axis + 1) % 3] = a;
                    place[(axis + 2) % 3] = b;
                    shape.positions.push([
                        place[0] * x / 2.0,
                        place[1] * y / 2.0,
                        place[2] * z / 2.0,
                    ]);
                    let mut normal = [0.0; 3];
                    normal[axis] = sign;
                    shape.normals.push(normal);
                    shape.uvs.push([(a + 1.0) / 2.0, (b + 1.0) / 2.0]);
                }
                shape
                    .indices
                    .extend([0, 1, 2, 0, 2, 3].map(|corner| start + corner));
            }
        }
        shape
    }
}

/// A model of one mesh a shape, each with the material of its number, and one node a mesh. `edit`
/// changes the JSON before it is written.
pub(super) fn model(shapes: &[Shape], materials: Value, edit: impl FnOnce(&mut Value)) -> Model {
    model_with(shapes, materials, &[], |json, _| edit(json))
}

/// The same with a texture for image 0: a picture of `side` x `side` pixels, four bytes each.
pub(super) fn textured_model(shapes: &[Shape], materials: Value, side: u32, rgba: &[u8]) -> Model {
    textured_model_with(shapes, materials, (side, rgba), |_| {})
}

/// The same, changed by `edit` before it is written.
pub(super) fn textured_model_with(
    shapes: &[Shape],
    materials: Value,
    (side, rgba): (u32, &[u8]),
    edit: impl FnOnce(&mut Value),
) -> Model {
    let picture = image::RgbaImage::from_raw(side, side, rgba.to_vec()).unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    model_with(shapes, materials, &png.into_inner(), |json, view| {
        json["images"] = json!([{"bufferView": view, "mimeType": "image/png"}]);
        json["textures"] = json!([{"source": 0}]);
        edit(json);
    })
}

/// The same with plain materials and an animation that lifts node 0 by three metres in a second.
pub(super) fn lifted(shapes: &[Shape]) -> Model {
    moved(shapes, &[0.0, 1.0], &[0.0, 3.0])
}

/// The same with an animation that has node 0 at these heights at these times.
pub(super) fn moved(shapes: &[Shape], times: &[f32], heights: &[f32]) -> Model {
    let materials = Value::Array(vec![json!({}); shapes.len()]);
    moved_with(shapes, materials, times, heights, |_| {})
}

/// The same with these materials, changed by `edit` before it is written.
pub(super) fn moved_with(
    shapes: &[Shape],
    materials: Value,
    times: &[f32],
    heights: &[f32],
    edit: impl FnOnce(&mut Value),
) -> Model {
    let places = heights.iter().flat_map(|height| [0.0, *height, 0.0]);
    let numbers: Vec<f32> = times.iter().copied().chain(places).collect();
    let last = times.iter().copied().fold(0.0, f32::max);
    model_with(
        shapes,
        materials,
        bytemuck::cast_slice(&numbers),
        |json, view| {
            let list = json["accessors"].as_array_mut().unwrap();
            let input = list.len();
            list.push(
                json!({"bufferView": view, "componentType": 5126, "count": times.len(),
            "type": "SCALAR", "min": [times[0]], "max": [last]}),
            );
            list.push(
                json!({"bufferView": view, "byteOffset": 4 * times.len(), "componentType": 5126,
            "count": times.len(), "type": "VEC3"}),
            );
            json["animations"] = json!([{
                "samplers": [{"input": input, "output": input + 1}],
                "channels": [{"sampler": 0, "target": {"node": 0, "path": "translation"}}],
            }]);
            edit(json);
        },
    )
}

/// The same with more bytes, whose buffer view `edit` is told.
fn model_with(
    shapes: &[Shape],
    materials: Value,
    extra: &[u8],
    edit: impl FnOnce(&mut Value, usize),
) -> Model {
    let mut bin: Vec<u8> = Vec::new();
    let (mut views, mut accessors, mut meshes, mut nodes) = (vec![], vec![], vec![], vec![]);
    for (index, shape) in shapes.iter().enumerate() {
        let mut add = |bytes: &[u8], kind: &str, component: u32, count: usize, bounds: bool| {
            views.push(json!({"buffer": 0, "byteOffset": bin.len(), "byteLength": bytes.len()}));
            bin.extend_from_slice(bytes);
            let mut accessor = json!({
                "bufferView": views.len() - 1, "componentType": component, "count": count, "type": kind,
            });
            if bounds {
                let side = |fold: fn(f32, f32) -> f32| -> Vec<f32> {
                    (0..3)
                        .map(|axis| {
                            shape
                                .positions
                                .iter()
                                .map(|p| p[axis])
                                .reduce(fold)
                                .unwrap()
                        })
                        .collect()
                };
                accessor["min"] = json!(side(f32::min));
                accessor["max"] = json!(side(f32::max));
            }
            accessors.push(accessor);
            accessors.len() - 1
        };
        let count = shape.positions.len();
        let position = add(
            bytemuck::cast_slice(&shape.positions),
            "VEC3",
            5126,
            count,
            true,
        );
        let normal = add(
            bytemuck::cast_slice(&shape.normals),
            "VEC3",
            5126,
            count,
            false,
        );
        let uv = add(bytemuck::cast_slice(&shape.uvs), "VEC2", 5126, count, false);
        let corners = shape.indices.len();
        let indices = add(
            bytemuck::cast_slice(&shape.indices),
            "SCALAR",
            5125,
            corners,
            false,
        );
        meshes.push(json!({"primitives": [{
            "attributes": {"POSITION": position, "NORMAL": normal, "TEXCOORD_0": uv},
            "indices": indices, "material": index,
        }]}));
        nodes.push(json!({"mesh": index}));
    }
    let roots: Vec<usize> = (0..nodes.len()).collect();
    let extra_view = views.len();
    if !extra.is_empty() {
        bin.resize(bin.len().next_multiple_of(4), 0);
        views.push(json!({"buffer": 0, "byteOffset": bin.len(), "byteLength": extra.len()}));
        bin.extend_from_slice(extra);
        bin.resize(bin.len().next_multiple_of(4), 0);
    }
    let mut document = json!({
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": roots}], "nodes": nodes,
        "meshes": meshes, "materials": materials, "accessors": accessors, "bufferViews": views,
        "buffers": [{"byteLength": bin.len()}],
    });
    edit(&mut document, extra_view);
    let mut used = std::collections::BTreeSet::new();
    extensions(&document, &mut used);
    if document["extensionsUsed"].is_null() && !used.is_empty() {
        document["extensionsUsed"] = json!(used);
    }
    read(&document, &bin)
}

/// The names of the extensions in `value`: the web viewer wants some of them listed.
fn extensions(value: &Value, names: &mut std::collections::BTreeSet<String>) {
    let members = value.as_object().into_iter().flatten();
    for (key, value) in members {
        if key == "extensions" {
            names.extend(
                value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone()),
            );
        }
        extensions(value, names);
    }
    let elements = value.as_array().into_iter().flatten();
    elements.for_each(|value| extensions(value, names));
}

fn read(document: &Value, bin: &[u8]) -> Model {
    let mut text = serde_json::to_vec(document).unwrap();
    text.resize(text.len().next_multiple_of(4), b' ');
    let mut glb = Vec::new();
    let length = 12 + 8 + text.len() + 8 + bin.len();
    for word in [
        0x4654_6c67,
        2,
        length as u32,
        text.len() as u32,
        0x4e4f_534a,
    ] {
        glb.extend(u32::to_le_bytes(word));
    }
    glb.extend(&text);
    for word in [bin.len() as u32, 0x004e_4942] {
        glb.extend(u32::to_le_bytes(word));
    }
    glb.extend(bin);
    asset::read_bytes("test.glb", glb.into(), &Limits::default()).unwrap()
}
