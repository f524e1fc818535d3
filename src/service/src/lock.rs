//! One platform a data folder: a second one is refused before it touches anything.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use base::{Fault, Remedy};

/// Held while a platform runs; the operating system gives it up with the process, however it ends.
pub(crate) struct DataLock {
    _file: File,
}

impl DataLock {
    pub(crate) fn take(data_dir: &Path) -> Result<Self, Fault> {
        let path = data_dir.join("platform.lock");
        let failed = |error: std::io::Error| {
            Fault::service(format!("{} can't be locked", path.display()))
                .hint("Choose another data folder, or change the rights of this one")
                .because(error)
        };
        crate::files::make_private_file(&path)?;
        let file = OpenOptions::new().write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Fault::service(format!(
                "A platform is running with its data in {}",
                data_dir.display()
            ))
            .remedy(Remedy::StopPlatform)),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}
