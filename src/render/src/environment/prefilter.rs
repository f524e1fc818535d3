//! Filtering for rough surfaces: every level is filtered from the level before, with the lobe that
//! takes the one roughness to the next.

use std::f32::consts::TAU;

use glam::Vec3;

use super::Atlas;

/// Samples of a lobe.
const SAMPLES: u32 = 256;

/// The atlas of the environment that has `radiance` in each direction, for a cube of `size` texels.
pub(super) fn prefilter<const N: usize>(
    size: usize,
    radiance: impl Fn(Vec3) -> [f32; N] + Sync,
) -> Atlas<N> {
    let mut atlas = Atlas::black(size);
    let first = atlas.level(0);
    atlas.fill(first, |direction| radiance(direction.normalize()));
    let last = (atlas.levels() - 1) as f32;
    for index in 1..atlas.levels() {
        let (from, to) = (index as f32 - 1.0, index as f32);
        let (from, to) = (from / last, to / last);
        let roughness = (to * to - from * from).sqrt() * 1.25 * to;
        let lobe = lobe(roughness);
        let source = atlas.level(index - 1);
        let level = atlas.level(index);
        let before = atlas.clone();
        atlas.fill(level, |direction| {
            filter(&before, source, &lobe, direction.normalize())
        });
        // The viewer then copies the level by sampling it, which makes borders the neighbours'.
        let before = atlas.clone();
        atlas.fill(level, |direction| before.sample(level, direction));
    }
    atlas
}

/// Directions about +z that a surface of this roughness mirrors straight light to, each with the
/// cosine that weighs it.
fn lobe(roughness: f32) -> Vec<Vec3> {
    let alpha = roughness * roughness;
    (0..SAMPLES)
        .filter_map(|index| {
            let radius = (index as f32 / SAMPLES as f32).sqrt();
            // The van der Corput sequence: the index's bits mirrored at the point.
            let angle = TAU * (index.reverse_bits() as f32 * (1.0 / 4_294_967_296.0));
            let (x, y) = (radius * angle.cos(), radius * angle.sin());
            let height = (1.0 - x * x - y * y).max(0.0).sqrt();
            let half = Vec3::new(alpha * x, alpha * y, height).normalize();
            let mirrored = 2.0 * half.z * half - Vec3::Z;
            (mirrored.z > 0.0).then_some(mirrored)
        })
        .collect()
}

fn filter<const N: usize>(
    atlas: &Atlas<N>,
    source: super::atlas::Level,
    lobe: &[Vec3],
    normal: Vec3,
) -> [f32; N] {
    let up = if normal.z.abs() < 0.999 {
        Vec3::Z
    } else {
        Vec3::X
    };
    let tangent = up.cross(normal).normalize();
    let bitangent = normal.cross(tangent);
    let mut sum = [0.0; N];
    let mut weight = 0.0;
    for sample in lobe {
        let direction = tangent * sample.x + bitangent * sample.y + normal * sample.z;
        let radiance = atlas.sample(source, direction);
        for (sum, radiance) in sum.iter_mut().zip(radiance) {
            *sum += radiance * sample.z;
        }
        weight += sample.z;
    }
    sum.map(|sum| if weight > 0.0 { sum / weight } else { 0.0 })
}
