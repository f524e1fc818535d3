//! The open model.

use std::path::PathBuf;

use asset::Facts;

use super::super::viewport::PreparedScene;

/// A file that was read and is ready to be drawn.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// What is in it.
    pub facts: Facts,
    /// What draws it.
    pub scene: PreparedScene,
}

/// The open model and what is shown of it.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub path: PathBuf,
    /// The file's name, for people.
    pub name: String,
    /// What is in it.
    pub facts: Facts,
    /// The variant on show: an index into `facts.variants`.
    pub variant: Option<usize>,
    /// The animation chosen: an index into `facts.animations`.
    pub animation: Option<usize>,
    /// Whether it runs.
    pub playing: bool,
}

impl Document {
    /// A document as it opens: as authored, at rest.
    pub(super) fn new(path: PathBuf, facts: Facts) -> Self {
        let name = file_name(&path);
        Self {
            path,
            name,
            facts,
            variant: None,
            animation: None,
            playing: false,
        }
    }
}

/// A path's last part, for people.
pub(crate) fn file_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into(),
    )
}
