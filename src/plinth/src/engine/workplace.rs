//! A folder for files that exist only while something is made.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use base::{Fault, Result};

use super::DataDir;

/// A folder of one piece of work; it goes away with this value.
#[derive(Debug)]
pub(super) struct Workplace(PathBuf);

impl Workplace {
    /// A new folder in `data`.
    pub(super) fn new(data: &DataDir) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = data.work().join(format!("{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| {
            Fault::service(format!("{} can't be made: {error}", folder.display()))
                .hint("Choose another folder with --data or the variable PLINTH_DATA")
                .because(error)
        })?;
        Ok(Self(folder))
    }

    /// Writes `bytes` as the file `name`, and gives its path.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.path().join(name);
        asset::save(&path, bytes)?;
        Ok(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "a work folder stays");
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn each_work_has_its_folder_while_it_lasts() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::at(folder.path());
        let (a, b) = (
            Workplace::new(&data).unwrap(),
            Workplace::new(&data).unwrap(),
        );
        assert_ne!(a.path(), b.path());
        let file = a.write("poster.jpg", b"x").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"x");
        drop(a);
        assert!(!file.exists());
        assert!(b.path().exists());
    }
}
