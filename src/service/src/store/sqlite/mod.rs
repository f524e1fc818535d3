//! The store in one SQLite file: write-ahead log, foreign keys, one writer at a time.

mod accounts;
mod events;
mod invalidations;
mod listings;
mod releases;
mod replays;
mod rows;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use base::Fault;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use time::OffsetDateTime;

use super::{Result, Store, StoreError};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/platform");

/// The store in one SQLite file.
#[derive(Debug, Clone)]
pub(crate) struct Sqlite {
    pool: SqlitePool,
}

impl Sqlite {
    /// Opens the file, makes it where missing, and brings its tables up to date.
    pub(crate) async fn open(file: &Path) -> Result<Self, Fault> {
        let pool = open_pool(file, &MIGRATIONS).await?;
        Ok(Self { pool })
    }
}

/// Opens an SQLite file for a server: a commit is on the disk before it is answered.
pub(crate) async fn open_pool(file: &Path, migrations: &Migrator) -> Result<SqlitePool, Fault> {
    // What SQLite makes beside a file has the rights of that file.
    crate::files::make_private_file(file)?;
    for beside in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(beside);
        let beside = Path::new(&name);
        if beside.exists() {
            crate::files::make_private_file(beside)?;
        }
    }
    let options = SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10));
    let refuse = |error: Box<dyn std::error::Error + Send + Sync>| {
        Fault::service(format!("The database {} can't be opened", file.display()))
            .hint("Check that the folder may be written and that no newer Plinth made the file")
            .because(error)
    };
    let pool = SqlitePoolOptions::new()
        .max_connections(8)
        .connect_with(options)
        .await
        .map_err(|error| refuse(error.into()))?;
    migrations
        .run(&pool)
        .await
        .map_err(|error| refuse(error.into()))?;
    Ok(pool)
}

#[async_trait]
impl Store for Sqlite {
    async fn ready(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// A row that can't be read: somebody else wrote it.
fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Database(error.into())
}

/// Microseconds since 1970.
pub(crate) fn to_micros(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
}

/// From microseconds since 1970.
pub(crate) fn from_micros(micros: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
