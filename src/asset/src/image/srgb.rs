//! The curve between sRGB values and light (IEC 61966-2-1), both from 0 to 1.

/// The linear light of an sRGB value.
#[must_use]
pub fn to_linear(value: f32) -> f32 {
    if value <= 0.04045 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

/// The sRGB value of a linear light; what lies outside is taken to the nearest end.
#[must_use]
pub fn to_srgb(light: f32) -> f32 {
    let light = light.clamp(0.0, 1.0);
    if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_meets_known_values_and_its_inverse() {
        assert!((to_linear(0.5) - 0.214_041).abs() < 1e-6);
        assert!((to_srgb(0.18) - 0.461_356).abs() < 1e-5);
        for step in 0..=255_u8 {
            let value = f32::from(step) / 255.0;
            assert_eq!((to_srgb(to_linear(value)) * 255.0).round() as u8, step);
        }
        assert_eq!((to_srgb(-1.0), to_srgb(7.0)), (0.0, to_srgb(1.0)));
    }
}
