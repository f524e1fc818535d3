//! The object store: the S3 API over a folder.
//!
//! Bytes lie in blob files with random names, so a key is never a path; what they mean stands in an
//! SQLite index. A blob is synced before the index names it, and the index is synced before the
//! answer: killed at any moment, the store holds the old object or the new one. Nothing is visible
//! before its checksums are verified, and completing a multipart upload rewrites no byte.

mod blobs;
mod digest;
mod error;
mod index;
mod put;
mod read;
pub(crate) mod s3;
mod uploads;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base::{ContentHash, Fault};
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;

pub(crate) use error::{ObjectError, Result};
pub(crate) use index::{ObjectHeaders, ObjectInfo};
pub(crate) use read::ObjectStream;

use crate::config::Clock;
use blobs::Blobs;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/objects");

/// How long a replaced blob stays for those who are reading it.
const READERS_GRACE: Duration = Duration::from_secs(15 * 60);

/// The object store; clones share it.
#[derive(Clone)]
pub(crate) struct DiskStore {
    inner: Arc<Inner>,
}

struct Inner {
    blobs: Blobs,
    index: SqlitePool,
    clock: Clock,
}

/// Does `work` to its end, even where the client hangs up meanwhile: a blob that the index names must
/// not be removed.
async fn in_full<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    tokio::spawn(work)
        .await
        .map_err(|error| ObjectError::Disk(error.into()))?
}

impl DiskStore {
    /// Opens the store in `folder`, makes it where missing, and removes what a crash left over.
    pub(crate) async fn open(folder: &Path, clock: Clock) -> Result<Self, Fault> {
        crate::files::make_private_folder(folder)?;
        let blobs = Blobs::open(folder)?;
        let index = crate::store::open_pool(&folder.join("index.db"), &MIGRATIONS).await?;
        let store = Self {
            inner: Arc::new(Inner {
                blobs,
                index,
                clock,
            }),
        };
        // Nobody reads yet, so replaced blobs can go at once.
        store
            .sweep(Duration::ZERO)
            .await
            .map_err(|error| sweep_fault(folder, error))?;
        store
            .remove_strays()
            .await
            .map_err(|error| sweep_fault(folder, error))?;
        Ok(store)
    }

    /// Removes blobs that were replaced some time ago.
    pub(crate) async fn sweep_replaced(&self) -> Result<()> {
        self.sweep(READERS_GRACE).await
    }

    async fn sweep(&self, age: Duration) -> Result<()> {
        let now = self.inner.clock.now();
        for blob in index::doomed_before(&self.inner.index, now - age).await? {
            self.inner.blobs.remove(&blob)?;
            index::forget_doomed(&self.inner.index, &blob).await?;
        }
        Ok(())
    }

    /// Removes blob files that the index never came to name.
    async fn remove_strays(&self) -> Result<()> {
        let known = index::known_blobs(&self.inner.index).await?;
        for blob in self.inner.blobs.list()? {
            if !known.contains(&blob) {
                self.inner.blobs.remove(&blob)?;
            }
        }
        Ok(())
    }

    /// What is known of an object.
    pub(crate) async fn head(&self, key: &str) -> Result<ObjectInfo> {
        let mut connection = self.inner.index.acquire().await?;
        index::find(&mut connection, key)
            .await?
            .ok_or(ObjectError::NoSuchKey)
    }

    /// A page of the objects whose keys begin with `prefix`, in order of key, behind `after`.
    pub(crate) async fn page(
        &self,
        prefix: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ObjectInfo>> {
        let inclusive = after < prefix;
        let from = if inclusive { prefix } else { after };
        let mut page = index::list(&self.inner.index, from, inclusive, limit).await?;
        page.retain(|info| info.key.starts_with(prefix));
        Ok(page)
    }

    /// The SHA-256 of an object's content, computed once and then remembered.
    pub(crate) async fn sha256(&self, info: &ObjectInfo) -> Result<ContentHash> {
        if let Some(known) = info.sha256 {
            return Ok(known);
        }
        let hash = self.hash_content(info).await?;
        index::remember_sha256(&self.inner.index, info, &hash).await?;
        Ok(hash)
    }

    /// Finishes what is being written and closes.
    pub(crate) async fn close(&self) {
        self.inner.index.close().await;
    }
}

fn sweep_fault(folder: &Path, error: ObjectError) -> Fault {
    Fault::service(format!(
        "The object store in {} can't be tidied",
        folder.display()
    ))
    .hint("Check the rights of the folder and that the disk is healthy")
    .because(error)
}
