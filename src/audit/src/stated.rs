//! What the merchant says about the product.

/// The size of the product as the listing states it, in metres, assembled, as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated {
    /// Along x, left to right.
    pub width: f64,
    /// Along y, from the floor up.
    pub height: f64,
    /// Along z, back to front.
    pub depth: f64,
}

impl Stated {
    /// Width, height and depth with their names.
    pub(crate) fn sides(&self) -> [(&'static str, f64); 3] {
        [
            ("width", self.width),
            ("height", self.height),
            ("depth", self.depth),
        ]
    }
}
