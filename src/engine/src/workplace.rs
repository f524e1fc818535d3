//! A folder for files that exist only while something is made.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use base::{Fault, Remedy, Result};

use super::{DataDir, private_file};

/// A folder of one piece of work; it goes away with this value, unless it is kept.
#[derive(Debug)]
pub(super) struct Workplace {
    folder: PathBuf,
    kept: bool,
}

impl Workplace {
    /// A new folder in `data`.
    pub(super) fn new(data: &DataDir) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // The time sets it apart from what a process of the same number has left behind.
        let time = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |time| time.as_micros());
        let name = format!("{time}-{}-{number}", std::process::id());
        let folder = data.work().join(name);
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        private_file::make_folder(&folder).map_err(|error| {
            Fault::service(format!("{} can't be made: {error}", folder.display()))
                .remedy(Remedy::ChooseDataFolder {
                    on_local_disk: false,
                })
                .because(error)
        })?;
        Ok(Self {
            folder,
            kept: false,
        })
    }

    /// Leaves the folder where it is: someone will go on with what lies there.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }

    /// Writes `bytes` as the file `name`, and gives its path.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.path().join(name);
        asset::save(&path, bytes)?;
        Ok(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!(folder = %self.folder.display(), %error, "a work folder stays");
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
        let kept = b.path().to_owned();
        b.keep();
        assert!(kept.exists());
    }
}
