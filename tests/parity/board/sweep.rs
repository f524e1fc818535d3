//! Rows of one shape, each in its own material.

use serde_json::{Value, json};

use super::glb::Glb;
use super::paint::{PNG, checker, png};
use super::shape::Shape;

/// Distance between the middles of neighbours.
const PITCH: f32 = 1.15;

/// A dielectric of a colour and roughness.
pub(crate) fn plain(color: [f32; 3], roughness: f32) -> Value {
    let [r, g, b] = color;
    json!({ "pbrMetallicRoughness": {
        "baseColorFactor": [r, g, b, 1.0], "metallicFactor": 0.0, "roughnessFactor": roughness,
    } })
}

/// `material` with an extension.
pub(super) fn with(mut material: Value, extension: &str, value: Value) -> Value {
    material["extensions"][extension] = value;
    material
}

/// Shares of a sweep in `steps` steps: 0 to 1.
pub(super) fn shares(steps: u32) -> impl Iterator<Item = f32> + Clone {
    (0..steps).map(move |step| step as f32 / (steps - 1) as f32)
}

/// Rows of spheres in an upright grid, `columns` wide, first row on top.
pub(super) fn spheres(columns: usize, materials: impl IntoIterator<Item = Value>) -> Glb {
    let mut glb = Glb::new();
    stand(&mut glb, &Shape::sphere(), columns, materials);
    glb
}

/// Adds rows of a shape.
pub(super) fn stand(
    glb: &mut Glb,
    shape: &Shape,
    columns: usize,
    materials: impl IntoIterator<Item = Value>,
) {
    let primitive = glb.shape(shape);
    for (index, material) in materials.into_iter().enumerate() {
        let [column, row] = [index % columns, index / columns].map(|place| place as f32);
        glb.stand(&primitive, material, [column * PITCH, -row * PITCH, 0.0]);
    }
}

/// Adds a patterned wall behind a grid of `columns` by `rows`.
pub(super) fn wall(glb: &mut Glb, columns: usize, rows: usize) {
    let picture = png(&checker());
    let texture = glb.texture(PNG, &picture);
    let primitive = glb.shape(&Shape::square());
    let mut material = plain([1.0; 3], 0.7);
    material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
    material["doubleSided"] = true.into();
    let [columns, rows] = [columns, rows].map(|count| count as f32);
    let node = glb.stand(
        &primitive,
        material,
        [
            (columns - 1.0) / 2.0 * PITCH,
            (1.0 - rows) / 2.0 * PITCH,
            -0.9,
        ],
    );
    glb.json["nodes"][node]["scale"] = json!([columns * PITCH, rows * PITCH, 1.0]);
}
