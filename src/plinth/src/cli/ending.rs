//! How a command ends.

/// How a command ended that did its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It went well.
    Done,
    /// The work says no; why, in one sentence. The command has printed its result already.
    Refused(String),
}
