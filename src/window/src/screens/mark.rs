//! What the rail marks a place with.

use crate::state::State;

/// A mark, and what it means in words.
pub(crate) struct Mark {
    pub(crate) kind: MarkKind,
    pub(crate) words: &'static str,
}

/// What a mark is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkKind {
    /// Something is under way.
    UnderWay,
    /// All is well.
    Good,
    /// Something deserves a look.
    Warning,
    /// Something is wrong.
    Bad,
}

/// For a place that has nothing to say.
pub(crate) const fn none(_: &State) -> Option<Mark> {
    None
}
