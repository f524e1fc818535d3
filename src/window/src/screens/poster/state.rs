//! A picture of the product to save.

use viewer::Background;

/// Sizes that are offered: width and height in pixels, and what they are for.
pub const POSTER_SIZES: [([u32; 2], &str); 5] = [
    ([1200, 1200], "1200 × 1200, product page"),
    ([2048, 2048], "2048 × 2048, marketplaces"),
    ([4096, 4096], "4096 × 4096, print"),
    ([1920, 1080], "1920 × 1080, wide"),
    ([1080, 1350], "1080 × 1350, tall"),
];

/// What is behind the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// The white of a page.
    #[default]
    White,
    /// Nothing.
    Transparent,
    /// The colour that is typed.
    Color,
}

/// What the picture is to be.
#[derive(Debug, Clone)]
pub struct PosterForm {
    /// Its size: an index into [`POSTER_SIZES`].
    pub size: usize,
    /// What is behind the product.
    pub ground: Ground,
    /// The colour as it is typed, such as `#f2efe9`.
    pub color: String,
    /// Why the last one couldn't be saved.
    pub failure: Option<String>,
}

impl Default for PosterForm {
    fn default() -> Self {
        Self {
            size: 0,
            ground: Ground::White,
            color: "#f2efe9".to_owned(),
            failure: None,
        }
    }
}

impl PosterForm {
    /// Width and height in pixels.
    #[must_use]
    pub fn pixels(&self) -> [u32; 2] {
        POSTER_SIZES.get(self.size).unwrap_or(&POSTER_SIZES[0]).0
    }

    /// What is behind the product; the error says what is wrong with the colour.
    ///
    /// # Errors
    /// In one sentence.
    pub fn background(&self) -> Result<Background, String> {
        match self.ground {
            Ground::White => Ok(Background::WHITE),
            Ground::Transparent => Ok(Background::Transparent),
            Ground::Color => match self.color.trim().parse() {
                Ok(color @ Background::Color(_)) => Ok(color),
                _ => Err("A colour such as #f2efe9.".to_owned()),
            },
        }
    }
}
