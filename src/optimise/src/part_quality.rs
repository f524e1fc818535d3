//! What people ask of single parts.

/// How near a part is held to its source. A part is a node with everything below it, a mesh or a
/// material, by its name.
#[derive(Debug, Clone, PartialEq)]
pub struct PartQuality {
    /// The part's name in the file.
    pub part: String,
    /// How many times nearer than the rest it is held: 1 is like the rest, less than 1 farther,
    /// infinity as it is.
    pub times: f32,
}

impl PartQuality {
    /// A part that stays as it is.
    #[must_use]
    pub fn lock(part: impl Into<String>) -> Self {
        Self {
            part: part.into(),
            times: f32::INFINITY,
        }
    }
}
