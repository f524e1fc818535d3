//! How finely textures are looked at.
//!
//! A texture's level follows from how many texels fall on a pixel. A triangle is largest to a camera
//! that looks straight at it, from the nearest distance and at the narrowest field of view that are
//! allowed. The level that is sampled there is the finest that is ever sampled: looking aslant only
//! squeezes more texels into a pixel.

use std::collections::{BTreeMap, BTreeSet};

use asset::Model;
use asset::model::{Filter, TextureRef};
use base::{Job, Result};
use glam::{DMat4, DVec2, DVec3};

use super::allowed::Allowed;
use super::margin::corners;
use crate::scene::uv_rows;
use crate::{Framing, Limits, Scene};

/// Along the longer side of a pixel's footprint the viewer takes this many samples.
const ANISOTROPY: f64 = 4.0;
/// Triangles that are smaller than this many pixels even at their nearest don't count.
const LEAST_AREA: f64 = 1.0;

/// What is needed to say how large things become.
pub(super) struct Detail {
    target: DVec3,
    /// The nearest distance of a camera from the target.
    near: f64,
    /// Pixels that a metre takes at a distance of a metre, at most.
    scale: f64,
    /// The places of each part, in every pose that differs.
    places: Vec<BTreeSet<[u64; 16]>>,
    parts: Vec<PartOf>,
}

/// What detail needs to know of a part.
struct PartOf {
    mesh: usize,
    primitive: usize,
    /// Whether poses move its vertices.
    bends: bool,
}

impl Detail {
    pub(super) fn new(framing: &Framing, allowed: &Allowed) -> Self {
        let limits = Limits::of(framing, &allowed.attributes, 1.0);
        let tangent = (limits.min_field_of_view / 2.0).tan();
        Self {
            target: framing.target,
            near: limits.min.radius,
            scale: f64::from(allowed.viewport) / (2.0 * tangent),
            places: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Takes note of where parts are in a pose.
    pub(super) fn add_pose(&mut self, scene: &Scene, model: &Model) {
        self.places.resize_with(scene.parts().len(), BTreeSet::new);
        for (part, places) in scene.parts().iter().zip(&mut self.places) {
            for matrix in &part.matrices {
                places.insert(matrix.to_cols_array().map(f64::to_bits));
            }
        }
        if self.parts.is_empty() {
            self.parts = scene
                .parts()
                .iter()
                .map(|part| PartOf {
                    mesh: model.nodes[part.node].mesh.unwrap_or_default(),
                    primitive: part.primitive,
                    bends: part.is_deformable(),
                })
                .collect();
        }
    }

    /// The finest level of each image that seen triangles look at.
    pub(super) fn finest(
        &self,
        model: &Model,
        seen: &BTreeMap<(usize, usize), Vec<bool>>,
        job: &Job,
    ) -> Result<BTreeMap<usize, f64>> {
        let mut finest: BTreeMap<usize, f64> = BTreeMap::new();
        for (part, places) in self.parts.iter().zip(&self.places) {
            job.check()?;
            let primitive = &model.meshes[part.mesh].primitives[part.primitive];
            let uses = uses(model, primitive);
            let corners = corners(primitive).filter(|_| !part.bends);
            let seen = seen.get(&(part.mesh, part.primitive));
            for (image, texture) in uses {
                let level = match (
                    &corners,
                    seen,
                    primitive.uvs.get(texture.uv_set).unwrap_or(&None),
                ) {
                    (Some(corners), Some(seen), Some(uvs)) => {
                        let texels = Texels::of(model, image, texture);
                        let own: Vec<[u32; 3]> = corners
                            .iter()
                            .zip(seen)
                            .filter(|(_, seen)| **seen)
                            .map(|(corners, _)| *corners)
                            .collect();
                        places
                            .iter()
                            .map(|matrix| {
                                let matrix = DMat4::from_cols_array(&matrix.map(f64::from_bits));
                                self.level(&own, &primitive.positions, uvs, matrix, &texels)
                            })
                            .fold(f64::INFINITY, f64::min)
                    }
                    // How large lines, deformed vertices and vertices without UVs get isn't known.
                    _ => 0.0,
                };
                if level < f64::INFINITY {
                    let slot = finest.entry(image).or_insert(level);
                    *slot = slot.min(level);
                }
            }
        }
        Ok(finest)
    }

    /// The finest level that some triangles look at.
    fn level(
        &self,
        triangles: &[[u32; 3]],
        positions: &[[f32; 3]],
        uvs: &[[f32; 2]],
        matrix: DMat4,
        texels: &Texels,
    ) -> f64 {
        let mut finest = f64::INFINITY;
        for triangle in triangles {
            let place = triangle.map(|vertex| {
                let place = positions.get(vertex as usize).copied().unwrap_or_default();
                matrix.transform_point3(DVec3::from(place.map(f64::from)))
            });
            let texel = triangle
                .map(|vertex| texels.at(uvs.get(vertex as usize).copied().unwrap_or_default()));
            let farthest = place
                .iter()
                .map(|place| place.distance(self.target))
                .fold(0.0, f64::max);
            let distance = (self.near - farthest).max(0.02 * self.near);
            let level = level(place, texel, self.scale / distance, texels.anisotropic);
            finest = finest.min(level);
        }
        finest.max(0.0)
    }
}

/// Every image that a primitive may show in some variant, and how it is laid on.
fn uses(model: &Model, primitive: &asset::model::Primitive) -> Vec<(usize, TextureRef)> {
    let variants = primitive.variant_materials.iter().map(|own| own.material);
    let mut materials: Vec<usize> = primitive.material.into_iter().chain(variants).collect();
    materials.sort_unstable();
    materials.dedup();
    materials
        .iter()
        .flat_map(|material| model.materials[*material].drawn_textures())
        .filter_map(|(_, texture)| Some((model.textures[texture.texture].image?, texture)))
        .collect()
}

/// How coordinates become texels of an image.
struct Texels {
    rows: [[f32; 4]; 2],
    size: DVec2,
    anisotropic: bool,
}

impl Texels {
    fn of(model: &Model, image: usize, texture: TextureRef) -> Self {
        let image = &model.images[image];
        let sampler = model.textures[texture.texture].sampler;
        Self {
            rows: uv_rows(texture),
            size: DVec2::new(f64::from(image.width), f64::from(image.height)),
            anisotropic: sampler.magnify == Filter::Linear && sampler.mip == Some(Filter::Linear),
        }
    }

    fn at(&self, [u, v]: [f32; 2]) -> DVec2 {
        let row = |row: [f32; 4]| f64::from(row[0] * u + row[1] * v + row[2]);
        DVec2::new(row(self.rows[0]), row(self.rows[1])) * self.size
    }
}

/// The level that a triangle's pixels sample, looked at straight, where a metre takes `pixels`;
/// infinity where the triangle is too small to tell.
fn level(place: [DVec3; 3], texel: [DVec2; 3], pixels: f64, anisotropic: bool) -> f64 {
    let (first, second) = (
        (place[1] - place[0]) * pixels,
        (place[2] - place[0]) * pixels,
    );
    let area = first.cross(second).length() / 2.0;
    if area.is_nan() || area < LEAST_AREA {
        return f64::INFINITY;
    }
    // The triangle laid flat: its first side along x.
    let length = first.length();
    let along = first / length;
    let x = second.dot(along);
    let y = (second - along * x).length();
    let (s, t) = (texel[1] - texel[0], texel[2] - texel[0]);
    // Texels a pixel in x and in y.
    let in_x = s / length;
    let in_y = (t - in_x * x) / y;
    // The greatest and least stretch of that matrix, its singular values.
    let sum = in_x.length_squared() + in_y.length_squared();
    let product = in_x.perp_dot(in_y).abs();
    let root = (sum * sum - 4.0 * product * product).max(0.0).sqrt();
    let (long, short) = (
        ((sum + root) / 2.0).max(0.0).sqrt(),
        ((sum - root) / 2.0).max(0.0).sqrt(),
    );
    let side = if anisotropic {
        short.max(long / ANISOTROPY)
    } else {
        long
    };
    if side > 0.0 { side.log2() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [DVec3; 3] = [DVec3::ZERO, DVec3::X, DVec3::Y];

    fn of(texels: [f64; 2], pixels: f64) -> f64 {
        let [u, v] = texels;
        let texel = [DVec2::ZERO, DVec2::new(u, 0.0), DVec2::new(0.0, v)];
        level(SQUARE, texel, pixels, true)
    }

    #[test]
    fn a_level_is_how_often_texels_halve_until_they_are_pixels() {
        assert!((of([1024.0, 1024.0], 256.0) - 2.0).abs() < 1e-9);
        assert!((of([256.0, 256.0], 256.0)).abs() < 1e-9);
        // A stretched texture is sampled along its longer side.
        assert!((of([1024.0, 256.0], 256.0)).abs() < 1e-9);
        assert!((of([4096.0, 256.0], 256.0) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn turned_coordinates_say_the_same() {
        let (sin, cos) = 0.7_f64.sin_cos();
        let turn = |v: DVec2| DVec2::new(v.x * cos - v.y * sin, v.x * sin + v.y * cos);
        let texel = [
            DVec2::ZERO,
            turn(DVec2::X * 1024.0),
            turn(DVec2::Y * 1024.0),
        ];
        assert!((level(SQUARE, texel, 256.0, true) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn one_color_for_all_is_as_fine_as_can_be_and_specks_say_nothing() {
        assert_eq!(of([0.0, 0.0], 256.0), 0.0);
        assert_eq!(of([1024.0, 1024.0], 1.0), f64::INFINITY);
    }
}
