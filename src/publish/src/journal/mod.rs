//! The journal of publications: what was begun, and what others ask of it. It shares a file with the
//! journal of uploads ([`cloud::Journal`]), so that writes of both reach the disk in the order in
//! which they are made.

mod entries;
mod signals;

use std::path::Path;
use std::sync::Arc;

use cloud::{Journal, StoreError, StoreErrorKind, StoreResult};
use sqlx::migrate::MigrateError;

pub(crate) use entries::{Entry, EntryClaim};
pub(crate) use signals::Signal;

/// The journal of publications; one for all processes of a user.
#[derive(Debug, Clone)]
pub struct Publications {
    uploads: Arc<Journal>,
}

impl Publications {
    /// Opens the journal in `folder`, both made where missing.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`].
    pub async fn open(folder: &Path) -> StoreResult<Self> {
        let uploads = Arc::new(Journal::open(folder).await?);
        let mut migrator = sqlx::migrate!("./migrations");
        migrator.dangerous_set_table_name("_publication_migrations");
        let made = migrator.run(uploads.database()).await;
        made.map_err(|error| match error {
            MigrateError::VersionMissing(_) => StoreError::new(
                StoreErrorKind::Journal,
                "The journal of publications was written by a newer Plinth: update this one",
            )
            .because(error),
            other => failed(other),
        })?;
        Ok(Self { uploads })
    }

    /// The journal of uploads in the same file.
    #[must_use]
    pub const fn uploads(&self) -> &Arc<Journal> {
        &self.uploads
    }
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    let error = error.into();
    StoreError::new(
        StoreErrorKind::Journal,
        format!("The journal of publications can't be used: {error}"),
    )
    .because(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[tokio::test]
    async fn a_journal_of_a_newer_plinth_is_said_to_be_one() {
        let folder = tempfile::tempdir().unwrap();
        {
            let journal = Publications::open(folder.path()).await.unwrap();
            sqlx::query(
                "INSERT INTO _publication_migrations
                 (version, description, success, checksum, execution_time)
                 VALUES (9999, 'later', TRUE, x'00', 0)",
            )
            .execute(journal.uploads.database())
            .await
            .unwrap();
        }
        let error = Publications::open(folder.path()).await.unwrap_err();
        assert!(error.to_string().contains("newer Plinth"), "{error}");
    }
}
