//! One process's hold on one upload, or on whatever else may be done by one at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use base::ContentHash;

use super::UploadName;

/// A lock that is given up when it is dropped, or when the process dies.
#[derive(Debug)]
pub struct Lock {
    /// Closing it lets the lock go. The file stays: removing it could remove one that another
    /// process has just locked.
    _file: File,
}

impl Lock {
    /// The lock of what `text` names; `None` while another process, or another task of this one,
    /// has it.
    pub(super) fn take(locks: &Path, text: &str) -> io::Result<Option<Self>> {
        let path = locks.join(ContentHash::of(text.as_bytes()).to_string());
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Held while an upload is under way.
#[derive(Debug)]
pub(crate) struct Claim {
    name: UploadName,
    _lock: Lock,
}

impl Claim {
    /// `None` while another process, or another upload of this one, has it.
    pub(super) fn take(locks: &Path, name: &UploadName) -> io::Result<Option<Self>> {
        let text = format!("{}\n{}\n{}", name.place, name.bucket, name.key);
        Ok(Lock::take(locks, &text)?.map(|lock| Self {
            name: name.clone(),
            _lock: lock,
        }))
    }

    pub(super) const fn name(&self) -> &UploadName {
        &self.name
    }
}
