//! Publications that were begun, noted before each of their steps, so that whatever breaks off can be
//! found again and finished.

use std::time::Duration;

use cloud::{Lock, StoreResult};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Publications, failed};

/// A publication that was begun and has not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The platform's name.
    pub(crate) place: String,
    /// The listing's SKU; one at a time for each platform and listing.
    pub(crate) name: String,
    /// Its id.
    pub(crate) id: String,
    /// The step that was to be taken next.
    pub(crate) step: String,
    /// What must be known to go on, as JSON.
    pub(crate) detail: String,
    /// When it was begun.
    pub(crate) begun: OffsetDateTime,
}

/// Held while a publication is under way; given up when dropped, or when the process dies.
#[derive(Debug)]
pub(crate) struct EntryClaim {
    place: String,
    name: String,
    _lock: Lock,
}

impl Publications {
    /// All that were begun and not finished, oldest first; also those under way right now.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](cloud::StoreErrorKind::Journal).
    pub(crate) async fn entries(&self) -> StoreResult<Vec<Entry>> {
        query("SELECT * FROM works ORDER BY begun, name")
            .fetch_all(self.uploads.database())
            .await
            .map_err(failed)?
            .iter()
            .map(read)
            .collect()
    }

    /// Takes the publication of `name` at `place` for this task; `None` while another has it.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](cloud::StoreErrorKind::Journal).
    pub(crate) async fn claim(&self, place: &str, name: &str) -> StoreResult<Option<EntryClaim>> {
        // Another process may hold the lock for a moment, only to find out whether a publication is
        // under way.
        const ATTEMPTS: u32 = 5;
        const PAUSE: Duration = Duration::from_millis(20);
        for attempt in 0..ATTEMPTS {
            if let Some(lock) = self.lock(place, name)? {
                return Ok(Some(EntryClaim {
                    place: place.into(),
                    name: name.into(),
                    _lock: lock,
                }));
            }
            if attempt + 1 < ATTEMPTS {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Ok(None)
    }

    /// Whether `entry` is under way at the moment, by this process or another.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](cloud::StoreErrorKind::Journal).
    pub(crate) fn is_under_way(&self, entry: &Entry) -> StoreResult<bool> {
        Ok(self.lock(&entry.place, &entry.name)?.is_none())
    }

    fn lock(&self, place: &str, name: &str) -> StoreResult<Option<Lock>> {
        self.uploads.lock(&format!("work\n{place}\n{name}"))
    }

    /// The publication that `claim` is for, as it was left; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](cloud::StoreErrorKind::Journal).
    pub(crate) async fn entry(&self, claim: &EntryClaim) -> StoreResult<Option<Entry>> {
        query("SELECT * FROM works WHERE place = ? AND name = ?")
            .bind(&claim.place)
            .bind(&claim.name)
            .fetch_optional(self.uploads.database())
            .await
            .map_err(failed)?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Notes that `step` is about to be taken; it is on the disk when this returns. One with
    /// another id takes the place of what was there.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](cloud::StoreErrorKind::Journal).
    pub(crate) async fn note(
        &self,
        claim: &EntryClaim,
        id: &str,
        step: &str,
        detail: &str,
    ) -> StoreResult<()> {
        let begun = OffsetDateTime::now_utc().format(&Rfc3339);
        let begun = begun.map_err(failed)?;
        query(
            "INSERT INTO works (place, name, id, step, detail, begun) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (place, name) DO UPDATE SET
             begun = CASE WHEN id = excluded.id THEN begun ELSE excluded.begun END,
             id = excluded.id, step = excluded.step, detail = excluded.detail",
        )
        .bind(&claim.place)
        .bind(&claim.name)
        .bind(id)
        .bind(step)
        .bind(detail)
        .bind(begun)
        .execute(self.uploads.database())
        .await
        .map(drop)
        .map_err(failed)
    }

    /// Notes that it is finished or given up.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](cloud::StoreErrorKind::Journal).
    pub(crate) async fn end(&self, claim: &EntryClaim) -> StoreResult<()> {
        query("DELETE FROM works WHERE place = ? AND name = ?")
            .bind(&claim.place)
            .bind(&claim.name)
            .execute(self.uploads.database())
            .await
            .map(drop)
            .map_err(failed)
    }
}

fn read(row: &SqliteRow) -> StoreResult<Entry> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(failed);
    Ok(Entry {
        place: text("place")?,
        name: text("name")?,
        id: text("id")?,
        step: text("step")?,
        detail: text("detail")?,
        begun: OffsetDateTime::parse(&text("begun")?, &Rfc3339).map_err(failed)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[tokio::test]
    async fn a_publication_is_there_after_a_restart_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        {
            let journal = Publications::open(folder.path()).await.unwrap();
            let claim = journal.claim("shop", "CH-1").await.unwrap().unwrap();
            journal.note(&claim, "1", "hash", "a").await.unwrap();
            journal.note(&claim, "1", "upload", "b").await.unwrap();
        }
        let journal = Publications::open(folder.path()).await.unwrap();
        let entries = journal.entries().await.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(
            (entries[0].step.as_str(), entries[0].detail.as_str()),
            ("upload", "b")
        );
        let claim = journal.claim("shop", "CH-1").await.unwrap().unwrap();
        let entry = journal.entry(&claim).await.unwrap();
        assert_eq!(entry.as_ref(), entries.first());
        journal.end(&claim).await.unwrap();
        assert_eq!(journal.entries().await.unwrap(), []);
    }

    #[tokio::test]
    async fn two_never_publish_the_same_listing() {
        let folder = tempfile::tempdir().unwrap();
        let one = Publications::open(folder.path()).await.unwrap();
        let other = Publications::open(folder.path()).await.unwrap();
        let claim = one.claim("shop", "CH-1").await.unwrap().unwrap();
        one.note(&claim, "1", "hash", "").await.unwrap();
        let entry = one.entries().await.unwrap().remove(0);
        assert!(other.claim("shop", "CH-1").await.unwrap().is_none());
        assert!(other.claim("shop", "CH-2").await.unwrap().is_some());
        assert!(other.is_under_way(&entry).unwrap());
        drop(claim);
        assert!(!other.is_under_way(&entry).unwrap());
        assert!(other.claim("shop", "CH-1").await.unwrap().is_some());
    }
}
