//! Parts of an encoded picture, and what is wrong where one is missing.

/// What is wrong with an encoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It ends too early.
    Cut,
    /// What is wrong with it, in words without a full stop.
    Broken(String),
}

impl Damage {
    /// In words without a full stop, to follow the picture's name.
    #[must_use]
    pub fn problem(&self) -> String {
        match self {
            Self::Cut => "it is cut short".to_owned(),
            Self::Broken(problem) => problem.clone(),
        }
    }
}

/// Damage that is more than a file cut short.
pub(super) fn broken(problem: &str) -> Damage {
    Damage::Broken(problem.to_owned())
}

/// The part from `at` on that is `length` bytes long.
pub(super) fn part(bytes: &[u8], at: usize, length: usize) -> Result<&[u8], Damage> {
    let end = at.checked_add(length).ok_or(Damage::Cut)?;
    bytes.get(at..end).ok_or(Damage::Cut)
}

/// `N` bytes from `at` on.
pub(super) fn take<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Damage> {
    part(bytes, at, N)?.try_into().map_err(|_| Damage::Cut)
}
