//! Whether the file that light was read from is still the same.

use std::fs::Metadata;
use std::time::SystemTime;

use viewer::Environment;

/// What changes when a file is written, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Which file it is, and when anything of it changed: a copy may keep the time of its source.
    state: [i64; 3],
}

impl Stamp {
    /// The state of an environment's file; `None` for those without, and where there is none.
    pub(crate) fn of(environment: &Environment) -> Option<Self> {
        let Environment::File(path) = environment else {
            return None;
        };
        let found = std::fs::metadata(path).ok()?;
        Some(Self {
            bytes: found.len(),
            modified: found.modified().ok(),
            state: state(&found),
        })
    }
}

#[cfg(unix)]
fn state(found: &Metadata) -> [i64; 3] {
    use std::os::unix::fs::MetadataExt;
    [found.ino().cast_signed(), found.ctime(), found.ctime_nsec()]
}

#[cfg(not(unix))]
fn state(_: &Metadata) -> [i64; 3] {
    [0; 3]
}
