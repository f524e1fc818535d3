//! The colour that stands for a variant on the shop page.

use std::collections::BTreeMap;

use asset::Model;
use asset::image::{Pixels, srgb};
use asset::model::{Material, Mime};
use asset::scene;
use base::{Job, Result};
use listing::VariantChoice;

/// A variant's choices in the order of the file, each with the colour of the material that covers
/// most of what the variants change. A colour that can't be found out is left open.
pub(super) fn choices(model: &Model, job: &Job) -> Result<Vec<VariantChoice>> {
    let mut textures = TextureMeans::default();
    let mut choices = Vec::with_capacity(model.variants.len());
    for (variant, name) in model.variants.iter().enumerate() {
        job.check()?;
        let material = main_material(model, variant).and_then(|index| model.materials.get(index));
        choices.push(VariantChoice {
            name: name.clone(),
            swatch: material.map(|material| hex(textures.colour(model, material))),
        });
    }
    Ok(choices)
}

/// The material with the largest area among the primitives whose material some variant changes.
fn main_material(model: &Model, variant: usize) -> Option<usize> {
    let mut areas: BTreeMap<usize, f64> = BTreeMap::new();
    for (node, matrix) in model.nodes.iter().zip(scene::world_matrices(model)) {
        let (Some(matrix), Some(mesh)) =
            (matrix, node.mesh.and_then(|mesh| model.meshes.get(mesh)))
        else {
            continue;
        };
        // Area grows with the square of the scale.
        let scale = matrix.determinant().abs().powf(2.0 / 3.0);
        for primitive in &mesh.primitives {
            if primitive.variant_materials.is_empty() {
                continue;
            }
            if let Some(material) = primitive.material_in(Some(variant)) {
                *areas.entry(material).or_default() += scale * area(primitive);
            }
        }
    }
    areas
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(material, _)| material)
}

/// The area of a primitive's triangles in the mesh's units; lists only, because strips and fans are
/// rare enough that their share of a product's surface doesn't decide its colour.
fn area(primitive: &asset::model::Primitive) -> f64 {
    let corner = |place: usize| -> Option<[f64; 3]> {
        let vertex = match &primitive.indices {
            Some(indices) => *indices.get(place)? as usize,
            None => place,
        };
        primitive.positions.get(vertex).map(|p| p.map(f64::from))
    };
    (0..primitive.triangles())
        .filter_map(|triangle| {
            let [a, b, c] = [
                corner(triangle * 3)?,
                corner(triangle * 3 + 1)?,
                corner(triangle * 3 + 2)?,
            ];
            let u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
            let v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
            let cross = [
                u[1] * v[2] - u[2] * v[1],
                u[2] * v[0] - u[0] * v[2],
                u[0] * v[1] - u[1] * v[0],
            ];
            Some(cross.iter().map(|x| x * x).sum::<f64>().sqrt() / 2.0)
        })
        .sum()
}

/// Mean linear colours of images, each decoded once.
#[derive(Default)]
struct TextureMeans {
    by_image: BTreeMap<usize, Option<[f64; 3]>>,
}

impl TextureMeans {
    /// The mean linear base colour of a material.
    fn colour(&mut self, model: &Model, material: &Material) -> [f64; 3] {
        let [r, g, b, _] = material.base_color.map(f64::from);
        let mean = material
            .base_color_texture
            .and_then(|used| model.textures.get(used.texture)?.image)
            .and_then(|image| self.mean(model, image))
            .unwrap_or([1.0; 3]);
        [r * mean[0], g * mean[1], b * mean[2]]
    }

    fn mean(&mut self, model: &Model, image: usize) -> Option<[f64; 3]> {
        if let Some(known) = self.by_image.get(&image) {
            return *known;
        }
        // A picture that can't be decoded costs the swatch its texture, not the listing its release:
        // drawing the poster has reported it already.
        let mean = model
            .images
            .get(image)
            .filter(|image| image.mime != Mime::Unknown && !image.data.is_empty())
            .and_then(|image| asset::image::decode(image, &asset::Limits::default()).ok())
            .map(|pixels| mean_linear(&pixels));
        self.by_image.insert(image, mean);
        mean
    }
}

/// The mean of a picture's linear colours.
fn mean_linear(pixels: &Pixels) -> [f64; 3] {
    let linear: Vec<f64> = (0..=u8::MAX)
        .map(|value| f64::from(srgb::to_linear(f32::from(value) / 255.0)))
        .collect();
    let mut sum = [0.0; 3];
    let mut count = 0.0;
    for [r, g, b, _] in pixels.rgba.as_chunks::<4>().0 {
        for (sum, value) in sum.iter_mut().zip([r, g, b]) {
            *sum += linear.get(usize::from(*value)).copied().unwrap_or_default();
        }
        count += 1.0;
    }
    sum.map(|sum| sum / f64::max(count, 1.0))
}

/// A linear colour as `#rrggbb`.
fn hex(linear: [f64; 3]) -> String {
    let [r, g, b] = linear.map(|value| (srgb::to_srgb(value as f32) * 255.0).round() as u8);
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::model::{Mesh, Node, Primitive, Scene, VariantMaterial};

    use super::*;
    use crate::tests::model_with_variants;

    #[test]
    fn colours_go_to_srgb_and_back() {
        assert_eq!(hex([1.0, 0.0, 0.215_861]), "#ff0080");
        assert_eq!(hex([2.0, -1.0, 0.0]), "#ff0000");
        let grey = Pixels {
            width: 2,
            height: 1,
            rgba: vec![0x80, 0, 0, 255, 0x80, 0, 0, 0],
        };
        assert_eq!(hex(mean_linear(&grey)), "#800000");
    }

    /// A triangle of area `area`, whose material the variants change to the ones given.
    fn triangle(area: f32, materials: &[usize]) -> Primitive {
        Primitive {
            positions: vec![[0.0; 3], [2.0 * area, 0.0, 0.0], [0.0, 1.0, 0.0]],
            variant_materials: materials
                .iter()
                .enumerate()
                .map(|(variant, &material)| VariantMaterial {
                    variants: vec![variant],
                    material,
                })
                .collect(),
            ..Primitive::default()
        }
    }

    #[test]
    fn the_swatch_is_the_colour_of_the_largest_changed_surface() {
        let colour = |r, g, b| Material {
            base_color: [r, g, b, 1.0],
            ..Material::default()
        };
        let mut model = model_with_variants(&["Red", "Blue"]);
        model.scenes = vec![Scene {
            name: None,
            nodes: vec![0],
        }];
        model.scene = Some(0);
        model.nodes = vec![Node {
            mesh: Some(0),
            ..Node::default()
        }];
        model.meshes = vec![Mesh {
            primitives: vec![
                triangle(1.0, &[2, 2]),
                triangle(3.0, &[0, 1]),
                triangle(90.0, &[]),
            ],
            ..Mesh::default()
        }];
        model.materials = vec![
            colour(1.0, 0.0, 0.0),
            colour(0.0, 0.0, 1.0),
            colour(0.0, 1.0, 0.0),
        ];
        let swatches: Vec<_> = choices(&model, &Job::quiet())
            .unwrap()
            .into_iter()
            .map(|choice| (choice.name, choice.swatch.unwrap()))
            .collect();
        assert_eq!(
            swatches,
            [
                ("Red".into(), "#ff0000".into()),
                ("Blue".into(), "#0000ff".to_owned())
            ]
        );
    }
}
