//! An outline around parts.

/// Parts that get an outline, over whatever is before them.
#[derive(Debug, Clone, PartialEq)]
pub struct Highlight {
    /// The parts' [ids](crate::PartInfo::id). They are outlined together.
    pub parts: Vec<usize>,
    /// The outline's sRGB colour.
    pub color: [u8; 3],
    /// The outline's width in pixels, 1 to 8.
    pub width: f32,
}
