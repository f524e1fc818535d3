//! The journal of a batch: what was begun and what ended, on the disk before anything goes on.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ::publish::sheets::{Entry, State};
use base::{Fault, Remedy, ReportFolderNeed, Result};

/// The journal, locked for this process.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Opens the journal at `path` and says what is in it.
    ///
    /// # Errors
    /// Refused while another process works with it; a service fault where it can't be written.
    pub(super) fn open(path: PathBuf) -> Result<(Self, State)> {
        let opened = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(&path);
        let mut file = opened.map_err(|error| failed(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Fault::refused(format!(
                    "Another batch is at work in {}",
                    path.parent().unwrap_or(&path).display()
                ))
                .remedy(Remedy::ChooseReportFolder {
                    need: ReportFolderNeed::Free,
                }));
            }
            Err(TryLockError::Error(error)) => return Err(failed(&path, error)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)
            .map_err(|error| failed(&path, error))?;
        if bytes.last().is_some_and(|last| *last != b'\n') {
            // A crash has cut the last line off; the next one must not become a part of it.
            file.write_all(b"\n")
                .map_err(|error| failed(&path, error))?;
        }
        let state = State::replay(&String::from_utf8_lossy(&bytes));
        let file = Mutex::new(file);
        Ok((Self { path, file }, state))
    }

    /// Writes `entry`; it is on the disk afterwards.
    pub(super) fn write(&self, entry: &Entry) -> Result<()> {
        let mut line = serde_json::to_vec(entry).map_err(|error| {
            Fault::service("The batch's journal can't be written as JSON").because(error)
        })?;
        line.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = file.write_all(&line).and_then(|()| file.sync_data());
        written.map_err(|error| failed(&self.path, error))
    }
}

fn failed(path: &Path, error: std::io::Error) -> Fault {
    Fault::service(format!("{} can't be written: {error}", path.display()))
        .remedy(Remedy::ChooseReportFolder {
            need: ReportFolderNeed::LocalWithSpace,
        })
        .because(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::{ContentHash, FaultKind};

    use super::*;

    #[test]
    fn what_was_written_is_known_again_and_two_never_share_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("batch.jsonl");
        let sku: base::Sku = "CH-1".parse().unwrap();
        let fingerprint = ContentHash::of(b"x");
        let entry = Entry::Begun {
            sku: sku.clone(),
            fingerprint,
        };
        let (journal, state) = Journal::open(path.clone()).unwrap();
        assert!(state.is_empty());
        assert_eq!(
            Journal::open(path.clone()).unwrap_err().kind(),
            FaultKind::Refused
        );
        drop(journal);
        std::fs::write(&path, "{\"entry\": \"beg").unwrap();
        let (journal, _) = Journal::open(path.clone()).unwrap();
        journal.write(&entry).unwrap();
        drop(journal);
        let (_, state) = Journal::open(path).unwrap();
        assert!(state.begun(&sku, &fingerprint));
    }
}
