//! Where a running embedded platform answers, kept in its data folder.

use base::Result;
use serde::{Deserialize, Serialize};

use super::lock::PlatformLock;
use crate::{DataDir, private_file};

/// What a running embedded platform writes down about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The process that runs it.
    pub process: u32,
    /// Where customers read: scheme, host and port.
    pub shop_url: String,
    /// Where `/v1` answers: scheme, host and port.
    pub api_url: String,
}

impl Record {
    /// The platform that runs on `data` now; `None` where none does. A record that a platform left
    /// behind when it was killed isn't believed: its lock is gone.
    ///
    /// # Errors
    /// A service fault where the folder's files can't be read.
    pub fn of_running(data: &DataDir) -> Result<Option<Self>> {
        if PlatformLock::is_taken(data)? {
            private_file::read(&data.record())
        } else {
            Ok(None)
        }
    }

    /// Writes the record into `data`.
    pub(crate) fn write(&self, data: &DataDir) -> Result<()> {
        private_file::write(&data.record(), self)
    }

    /// Takes the record out of `data`.
    pub(crate) fn remove(data: &DataDir) {
        // Without the lock nobody believes it, so a record that stays does no harm.
        let _ = std::fs::remove_file(data.record());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_record_counts_only_while_its_platform_runs() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::at(folder.path());
        let record = Record {
            process: 1,
            shop_url: "http://127.0.0.1:1".into(),
            api_url: "http://127.0.0.1:2".into(),
        };
        let lock = PlatformLock::take(&data).unwrap();
        assert_eq!(Record::of_running(&data).unwrap(), None);
        record.write(&data).unwrap();
        assert_eq!(Record::of_running(&data).unwrap(), Some(record));
        drop(lock);
        assert_eq!(Record::of_running(&data).unwrap(), None);
    }
}
