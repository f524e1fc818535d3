//! The split-sum table: how much of even light a surface reflects.

use std::f64::consts::TAU;

use half::f16;

/// Entries along each side: roughness to the right, cosine of the view angle upwards.
pub(crate) const SIDE: usize = 16;

/// Samples of an entry.
const SAMPLES: u32 = 1024;

/// The table as half floats, two an entry: what a normal reflectance is multiplied by, and what
/// is added for grazing light (GGX, height-correlated Smith, Schlick).
pub(crate) fn table() -> Vec<f16> {
    let center = |index: usize| (index as f64 + 0.5) / SIDE as f64;
    (0..SIDE * SIDE)
        .flat_map(|index| entry(center(index % SIDE), center(index / SIDE)))
        .map(f16::from_f64)
        .collect()
}

/// Scale and bias for one roughness and cosine.
fn entry(roughness: f64, cos_view: f64) -> [f64; 2] {
    let alpha = roughness * roughness;
    let alpha2 = alpha * alpha;
    let sin_view = (1.0 - cos_view * cos_view).sqrt();
    let (mut scale, mut bias) = (0.0, 0.0);
    for index in 0..SAMPLES {
        let u = f64::from(index) / f64::from(SAMPLES);
        let v = f64::from(index.reverse_bits()) / 4_294_967_296.0;
        let cos_half = ((1.0 - v) / (1.0 + (alpha2 - 1.0) * v)).sqrt();
        let sin_half = (1.0 - cos_half * cos_half).max(0.0).sqrt();
        let half_x = sin_half * (TAU * u).cos();
        let view_half = sin_view * half_x + cos_view * cos_half;
        let cos_light = 2.0 * view_half * cos_half - cos_view;
        if cos_light <= 0.0 {
            continue;
        }
        let view_half = view_half.max(0.0);
        let smith = |a: f64, b: f64| a * (alpha2 + (1.0 - alpha2) * b * b).sqrt();
        let visible = 0.5 / (smith(cos_light, cos_view) + smith(cos_view, cos_light));
        let weight = 4.0 * visible * cos_light * view_half / cos_half;
        let fresnel = (1.0 - view_half).powi(5);
        scale += weight * (1.0 - fresnel);
        bias += weight * fresnel;
    }
    [scale, bias].map(|sum| sum / f64::from(SAMPLES))
}

/// Scale and bias from the table, bilinear, as the shader samples it.
pub(super) fn lookup(table: &[f16], roughness: f32, cos_view: f32) -> [f32; 2] {
    let place = |value: f32| (value * SIDE as f32 - 0.5).clamp(0.0, (SIDE - 1) as f32);
    let (x, y) = (place(roughness), place(cos_view));
    let (left, bottom) = (x as usize, y as usize);
    let (right, top) = ((left + 1).min(SIDE - 1), (bottom + 1).min(SIDE - 1));
    let (fx, fy) = (x - left as f32, y - bottom as f32);
    std::array::from_fn(|channel| {
        let at = |x: usize, y: usize| table[(y * SIDE + x) * 2 + channel].to_f32();
        let low = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * fx;
        let high = at(left, top) + (at(right, top) - at(left, top)) * fx;
        low + (high - low) * fy
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_viewers_values() {
        let table = table();
        // Roughness, cosine, scale, bias; the viewer's own table at some of its entries.
        for (x, y, scale, bias) in [
            (0, 0, 0.1471, 0.8521),
            (15, 0, 0.8599, 0.0390),
            (7, 4, 0.7686, 0.0811),
            (0, 15, 1.0, 0.0),
            (15, 15, 0.3452, 0.0000704),
        ] {
            let at = (y * SIDE + x) * 2;
            let (a, b) = (table[at].to_f32(), table[at + 1].to_f32());
            assert!(
                (a - scale).abs() < 0.01 && (b - bias).abs() < 0.01,
                "({x}, {y}): {a} {b}"
            );
        }
    }
}
