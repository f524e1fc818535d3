//! Sizes of pictures, as they are typed.

use std::str::FromStr;

/// The longest side in pixels; the graphics adapter may have a smaller limit.
const MOST: u32 = 16_384;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    /// Pixels across.
    pub(crate) width: u32,
    /// Pixels down.
    pub(crate) height: u32,
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let side = |text: &str| text.parse().ok().filter(|side| (1..=MOST).contains(side));
        let sides = match text.split_once(['x', '×']) {
            Some((width, height)) => side(width).zip(side(height)),
            None => side(text).map(|side| (side, side)),
        };
        sides
            .map(|(width, height)| Self { width, height })
            .ok_or_else(|| format!("a size is width x height such as 800x600, at most {MOST} each"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_width_by_height_or_one_side() {
        let size = |width, height| Ok(Size { width, height });
        assert_eq!("800x600".parse(), size(800, 600));
        assert_eq!("512".parse(), size(512, 512));
        for bad in ["", "x", "800x", "0x600", "800x99999", "-1x2", "8.5x2"] {
            assert!(bad.parse::<Size>().is_err(), "{bad}");
        }
    }
}
