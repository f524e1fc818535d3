//! The journal: uploads, written before they are attempted, so that a crash loses no part that has
//! arrived. Whoever does longer work with uploads in it may keep tables of its own in the same file.
//!
//! One SQLite file, and beside it one lock file for each upload under way: the operating system
//! lets go of those when a process dies, so that two processes never share an upload and none is
//! locked for ever.

mod claim;
mod keys;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base::ContentHash;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{Row, Sqlite, query};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::{Checksums, Source, StoreError, StoreErrorKind, StoreResult};
pub(crate) use claim::Claim;
pub use claim::Lock;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Which upload: one at a time for each object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UploadName {
    /// The store's name; one that it keeps when its address changes.
    pub place: String,
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

/// An upload that was begun and neither completed nor aborted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Which.
    pub name: UploadName,
    /// The store's id of it; `None` where it died before that was known.
    pub upload: Option<String>,
    /// The file that is sent.
    pub path: PathBuf,
    /// The SHA-256 of that file as it was.
    pub sha256: ContentHash,
    /// The length of that file as it was.
    pub length: u64,
    /// The length of all parts but the last.
    pub part_bytes: u64,
    /// The checksums that go along.
    pub checksums: Checksums,
    /// When it was begun.
    pub begun: OffsetDateTime,
}

impl JournalEntry {
    /// Whether what is there of this upload can go on with `source`.
    pub(crate) fn continues(&self, source: &Source, checksums: Checksums) -> bool {
        self.sha256 == *source.sha256()
            && self.length == source.length()
            && self.part_bytes == source.part_bytes()
            && self.checksums == checksums
    }
}

/// The journal; one for all processes of a user.
pub struct Journal {
    pool: SqlitePool,
    locks: PathBuf,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("locks", &self.locks)
            .finish_non_exhaustive()
    }
}

impl Journal {
    /// Opens the journal in `folder`, both made where missing.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`].
    pub async fn open(folder: &Path) -> StoreResult<Self> {
        let locks = folder.join("locks");
        std::fs::create_dir_all(&locks).map_err(failed)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("uploads.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An entry must be on the disk before its upload is attempted.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new()
            .max_connections(2)
            .connect_with(options)
            .await
            .map_err(failed)?;
        MIGRATIONS.run(&pool).await.map_err(|error| match error {
            MigrateError::VersionMissing(_) => StoreError::new(
                StoreErrorKind::Journal,
                "The journal of uploads was written by a newer Plinth: update this one",
            )
            .because(error),
            other => failed(other),
        })?;
        Ok(Self { pool, locks })
    }

    /// The database, for those who keep tables of their own beside the uploads.
    #[must_use]
    pub const fn database(&self) -> &SqlitePool {
        &self.pool
    }

    /// The lock of what `text` names, among all processes; `None` while another has it.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`].
    pub fn lock(&self, text: &str) -> StoreResult<Option<Lock>> {
        Lock::take(&self.locks, text).map_err(failed)
    }

    /// All uploads that were begun and neither completed nor aborted, oldest first; also those that
    /// are under way at the moment.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`].
    pub async fn uploads(&self) -> StoreResult<Vec<JournalEntry>> {
        query("SELECT * FROM uploads ORDER BY begun, key")
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?
            .iter()
            .map(entry)
            .collect()
    }

    /// Takes `name` for this process; `None` while another has it.
    pub(crate) fn claim(&self, name: &UploadName) -> StoreResult<Option<Claim>> {
        Claim::take(&self.locks, name).map_err(failed)
    }

    /// The store's id of the upload that is noted for `name`; whoever has it.
    pub(crate) async fn upload_of(&self, name: &UploadName) -> StoreResult<Option<String>> {
        let entry = self.noted(name).await?;
        Ok(entry.and_then(|entry| entry.upload))
    }

    pub(crate) async fn find(&self, claim: &Claim) -> StoreResult<Option<JournalEntry>> {
        self.noted(claim.name()).await
    }

    async fn noted(&self, name: &UploadName) -> StoreResult<Option<JournalEntry>> {
        of_upload(
            "SELECT * FROM uploads WHERE place = ? AND bucket = ? AND key = ?",
            name,
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?
        .as_ref()
        .map(entry)
        .transpose()
    }

    /// Notes that an upload is about to be asked for.
    pub(crate) async fn begin(
        &self,
        claim: &Claim,
        source: &Source,
        checksums: Checksums,
    ) -> StoreResult<()> {
        let name = claim.name();
        let begun = now()?;
        let mut transaction = self.pool.begin().await.map_err(failed)?;
        of_upload(
            "INSERT OR REPLACE INTO uploads
             (place, bucket, key, upload, path, sha256, length, part_bytes, checksums, begun)
             VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?, ?)",
            name,
        )
        .bind(source.path().to_string_lossy())
        .bind(source.sha256().to_string())
        .bind(i64::try_from(source.length()).map_err(failed)?)
        .bind(i64::try_from(source.part_bytes()).map_err(failed)?)
        .bind(checksums.word())
        .bind(&begun)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        let seen = "INSERT OR REPLACE INTO keys (place, bucket, key, last) VALUES (?, ?, ?, ?)";
        of_upload(seen, name)
            .bind(&begun)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)
    }

    /// Notes the id that the store gave.
    pub(crate) async fn begun(&self, claim: &Claim, upload: &str) -> StoreResult<()> {
        let noted = "UPDATE uploads SET upload = ?4 WHERE place = ?1 AND bucket = ?2 AND key = ?3";
        self.done(of_upload(noted, claim.name()).bind(upload)).await
    }

    /// Notes that an upload is completed or aborted.
    pub(crate) async fn end(&self, claim: &Claim) -> StoreResult<()> {
        let gone = "DELETE FROM uploads WHERE place = ? AND bucket = ? AND key = ?";
        self.done(of_upload(gone, claim.name())).await
    }

    /// Carries out what changes something and gives nothing.
    async fn done(&self, change: Change<'_>) -> StoreResult<()> {
        change.execute(&self.pool).await.map(drop).map_err(failed)
    }
}

/// A query with what is bound to it.
type Change<'q> = Query<'q, Sqlite, SqliteArguments>;

/// A query whose first three parameters name an upload.
fn of_upload<'q>(text: &'static str, name: &'q UploadName) -> Change<'q> {
    query(text)
        .bind(&name.place)
        .bind(&name.bucket)
        .bind(&name.key)
}

fn entry(row: &SqliteRow) -> StoreResult<JournalEntry> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(failed);
    let number = |column: &str| -> StoreResult<u64> {
        let number: i64 = row.try_get(column).map_err(failed)?;
        u64::try_from(number).map_err(failed)
    };
    Ok(JournalEntry {
        name: UploadName {
            place: text("place")?,
            bucket: text("bucket")?,
            key: text("key")?,
        },
        upload: row.try_get("upload").map_err(failed)?,
        path: text("path")?.into(),
        sha256: text("sha256")?.parse().map_err(failed)?,
        length: number("length")?,
        part_bytes: number("part_bytes")?,
        checksums: Checksums::from_word(&text("checksums")?).ok_or_else(|| {
            StoreError::new(
                StoreErrorKind::Journal,
                "The journal of uploads was written by a newer Plinth",
            )
        })?,
        begun: moment(&text("begun")?)?,
    })
}

/// The time, as the journal keeps it.
fn now() -> StoreResult<String> {
    OffsetDateTime::now_utc().format(&Rfc3339).map_err(failed)
}

/// A time that the journal kept.
fn moment(text: &str) -> StoreResult<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(failed)
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    let error = error.into();
    StoreError::new(
        StoreErrorKind::Journal,
        format!("The journal of uploads can't be used: {error}"),
    )
    .because(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::Job;

    use super::*;

    fn name(key: &str) -> UploadName {
        UploadName {
            place: "http://store".into(),
            bucket: "shop".into(),
            key: key.into(),
        }
    }

    #[tokio::test]
    async fn what_was_begun_is_there_after_a_restart_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chair.glb");
        std::fs::write(&path, b"chair").unwrap();
        let source = Source::read(&path, &Job::quiet()).await.unwrap();
        {
            let journal = Journal::open(folder.path()).await.unwrap();
            let claim = journal.claim(&name("a")).unwrap().unwrap();
            journal
                .begin(&claim, &source, Checksums::Crc32C)
                .await
                .unwrap();
            journal.begun(&claim, "id-1").await.unwrap();
        }
        let journal = Journal::open(folder.path()).await.unwrap();
        let entries = journal.uploads().await.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].name, name("a"));
        assert_eq!(entries[0].upload.as_deref(), Some("id-1"));
        assert_eq!(entries[0].path, path);
        assert!(entries[0].continues(&source, Checksums::Crc32C));
        assert!(!entries[0].continues(&source, Checksums::Crc64Nvme));

        let claim = journal.claim(&name("a")).unwrap().unwrap();
        assert_eq!(
            journal.find(&claim).await.unwrap().as_ref(),
            entries.first()
        );
        journal.end(&claim).await.unwrap();
        assert_eq!(journal.uploads().await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_journal_of_a_newer_plinth_is_said_to_be_one() {
        let folder = tempfile::tempdir().unwrap();
        {
            let journal = Journal::open(folder.path()).await.unwrap();
            query(
                "INSERT INTO _sqlx_migrations
                 (version, description, success, checksum, execution_time)
                 VALUES (9999, 'later', TRUE, x'00', 0)",
            )
            .execute(&journal.pool)
            .await
            .unwrap();
        }
        let error = Journal::open(folder.path()).await.unwrap_err();
        assert!(error.to_string().contains("newer Plinth"), "{error}");
    }

    #[tokio::test]
    async fn an_upload_belongs_to_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let one = Journal::open(folder.path()).await.unwrap();
        let other = Journal::open(folder.path()).await.unwrap();
        let claim = one.claim(&name("a")).unwrap();
        assert!(claim.is_some());
        assert!(other.claim(&name("a")).unwrap().is_none());
        assert!(other.claim(&name("b")).unwrap().is_some());
        drop(claim);
        assert!(other.claim(&name("a")).unwrap().is_some());
    }
}
