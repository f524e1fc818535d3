//! One process's hold on one upload.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use base::ContentHash;

use super::UploadName;

/// Held while an upload is under way; given up when dropped, or when the process dies.
#[derive(Debug)]
pub(crate) struct Claim {
    name: UploadName,
    /// Closing it lets the lock go. The file stays: removing it could remove one that another
    /// process has just locked.
    _lock: File,
}

impl Claim {
    /// `None` while another process, or another upload of this one, has it.
    pub(super) fn take(locks: &Path, name: &UploadName) -> io::Result<Option<Self>> {
        let text = format!("{}\n{}\n{}", name.place, name.bucket, name.key);
        let path = locks.join(ContentHash::of(text.as_bytes()).to_string());
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self {
                name: name.clone(),
                _lock: lock,
            })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    pub(super) const fn name(&self) -> &UploadName {
        &self.name
    }
}
