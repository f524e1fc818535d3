//! The window's icon: a block on a plinth, as in the bar.

use egui::{Color32, IconData};

use super::theme::LIGHT;

/// Pixels of a side.
const SIDE: usize = 64;

/// The icon, on nothing.
pub(crate) fn icon() -> IconData {
    let mut rgba = vec![0; SIDE * SIDE * 4];
    fill(&mut rgba, [20, 10], [44, 36], LIGHT.accent);
    fill(&mut rgba, [8, 42], [56, 54], LIGHT.text);
    IconData {
        rgba,
        width: SIDE as u32,
        height: SIDE as u32,
    }
}

/// Fills from one corner (x, y) up to the other.
fn fill(rgba: &mut [u8], from: [usize; 2], to: [usize; 2], color: Color32) {
    for y in from[1]..to[1] {
        let row = &mut rgba[(y * SIDE + from[0]) * 4..(y * SIDE + to[0]) * 4];
        for pixel in row.as_chunks_mut::<4>().0 {
            *pixel = color.to_array();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_fits_its_size_and_shows_both_parts() {
        let icon = icon();
        assert_eq!(icon.rgba.len(), SIDE * SIDE * 4);
        let seen = icon
            .rgba
            .iter()
            .skip(3)
            .step_by(4)
            .filter(|alpha| **alpha == 255);
        assert_eq!(seen.count(), 24 * 26 + 48 * 12);
    }
}
