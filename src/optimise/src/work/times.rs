//! How near to the source something is held.

/// How many times nearer than the rest: 1 is like the rest, less than 1 farther, infinity as it is.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Times(pub(crate) f32);

impl Default for Times {
    fn default() -> Self {
        Self(1.0)
    }
}

impl Times {
    /// Whether nothing of it may change.
    pub(crate) const fn is_locked(self) -> bool {
        self.0.is_infinite()
    }

    /// How many more bits hold it so much nearer.
    pub(crate) fn bits(self) -> u8 {
        self.0.log2().ceil().clamp(0.0, 4.0) as u8
    }

    /// The stricter of two.
    pub(crate) const fn and(self, other: f32, first: bool) -> Self {
        Self(if first { other } else { self.0.max(other) })
    }
}
