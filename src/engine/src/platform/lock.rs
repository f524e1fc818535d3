//! The lock that keeps two platforms off one data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::Duration;

use base::{Fault, Remedy, Result};

use crate::DataDir;

/// How often taking the lock is tried. Looking whether a platform runs holds the lock for a moment,
/// so a single failure says nothing.
const ATTEMPTS: u32 = 5;

/// The pause between two attempts.
const PAUSE: Duration = Duration::from_millis(40);

/// The lock of a data folder; it ends with this value or with the process, however that ends.
#[derive(Debug)]
pub(crate) struct PlatformLock {
    _file: File,
}

impl PlatformLock {
    /// Takes the lock of `data`, or refuses because another platform has it.
    pub(crate) fn take(data: &DataDir) -> Result<Self> {
        data.create()?;
        let file = open(data)?;
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                std::thread::sleep(PAUSE);
            }
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(failed(data, error)),
            }
        }
        Err(Fault::service(format!(
            "A platform already runs on the data folder {}",
            data.root().display()
        ))
        .remedy(Remedy::UseRunningPlatform))
    }

    /// Whether some process holds the lock of `data`.
    pub(crate) fn is_taken(data: &DataDir) -> Result<bool> {
        if !data.lock().exists() {
            return Ok(false);
        }
        match open(data)?.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(failed(data, error)),
        }
    }
}

fn open(data: &DataDir) -> Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(data.lock())
        .map_err(|error| failed(data, error))
}

fn failed(data: &DataDir, error: std::io::Error) -> Fault {
    Fault::service(format!(
        "The lock file {} can't be used: {error}",
        data.lock().display()
    ))
    .remedy(Remedy::ChooseDataFolder {
        on_local_disk: true,
    })
    .because(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn one_folder_is_for_one_platform() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::at(folder.path().join("data"));
        assert!(!PlatformLock::is_taken(&data).unwrap());
        let lock = PlatformLock::take(&data).unwrap();
        assert!(PlatformLock::is_taken(&data).unwrap());
        let fault = PlatformLock::take(&data).unwrap_err();
        assert!(fault.message().contains("already runs"), "{fault}");
        drop(lock);
        assert!(!PlatformLock::is_taken(&data).unwrap());
        assert!(PlatformLock::take(&data).is_ok());
    }
}
