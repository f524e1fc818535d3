//! A path that is asked for in the window itself, where the desktop has no window to choose files in.

/// What a path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFor {
    /// The model to open.
    Model,
    /// The picture of a light.
    Light,
    /// The picture to save.
    Picture,
}

/// The question, and what has been typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPath {
    /// What it is for.
    pub purpose: PathFor,
    /// What is typed.
    pub text: String,
    /// What is wrong with it.
    pub complaint: Option<String>,
}
