//! Longer pieces of work that uploads are part of: noted before each of their steps, so that
//! whatever breaks off can be found again and finished.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use time::OffsetDateTime;

use super::claim::Lock;
use super::{Journal, failed, moment, now};
use crate::StoreResult;

/// A piece of work that was begun and has not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Where it is done, such as the platform's name.
    pub place: String,
    /// What it is about; one at a time for each place and name.
    pub name: String,
    /// Its id, given by whoever does it.
    pub id: String,
    /// The step that was to be taken next.
    pub step: String,
    /// What must be known to go on, as whoever does it writes that.
    pub detail: String,
    /// When it was begun.
    pub begun: OffsetDateTime,
}

/// Held while a piece of work is being done; given up when dropped, or when the process dies.
#[derive(Debug)]
pub struct WorkClaim {
    place: String,
    name: String,
    _lock: Lock,
}

impl Journal {
    /// All work that was begun and not finished, oldest first; also what is being done right now.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn works(&self) -> StoreResult<Vec<Work>> {
        query("SELECT * FROM works ORDER BY begun, name")
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?
            .iter()
            .map(read)
            .collect()
    }

    /// Takes the work `name` at `place` for this task; `None` while another has it.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn claim_work(&self, place: &str, name: &str) -> StoreResult<Option<WorkClaim>> {
        // Whoever only looks whether work is being done holds its lock for a moment.
        const ATTEMPTS: u32 = 5;
        const PAUSE: Duration = Duration::from_millis(20);
        for attempt in 0..ATTEMPTS {
            if let Some(lock) = self.lock_work(place, name)? {
                return Ok(Some(WorkClaim {
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

    /// Whether `work` is being done at the moment, by this process or another.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub fn is_under_way(&self, work: &Work) -> StoreResult<bool> {
        Ok(self.lock_work(&work.place, &work.name)?.is_none())
    }

    fn lock_work(&self, place: &str, name: &str) -> StoreResult<Option<Lock>> {
        Lock::take(&self.locks, &format!("work\n{place}\n{name}")).map_err(failed)
    }

    /// The work that `claim` is for, as it was left; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn work(&self, claim: &WorkClaim) -> StoreResult<Option<Work>> {
        query("SELECT * FROM works WHERE place = ? AND name = ?")
            .bind(&claim.place)
            .bind(&claim.name)
            .fetch_optional(&self.pool)
            .await
            .map_err(failed)?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Notes that `step` is about to be taken; it is on the disk when this returns. Work with
    /// another id takes the place of what was there.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn note_work(
        &self,
        claim: &WorkClaim,
        id: &str,
        step: &str,
        detail: &str,
    ) -> StoreResult<()> {
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
        .bind(now()?)
        .execute(&self.pool)
        .await
        .map(drop)
        .map_err(failed)
    }

    /// Notes that the work is finished or given up.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn end_work(&self, claim: &WorkClaim) -> StoreResult<()> {
        query("DELETE FROM works WHERE place = ? AND name = ?")
            .bind(&claim.place)
            .bind(&claim.name)
            .execute(&self.pool)
            .await
            .map(drop)
            .map_err(failed)
    }
}

fn read(row: &SqliteRow) -> StoreResult<Work> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(failed);
    Ok(Work {
        place: text("place")?,
        name: text("name")?,
        id: text("id")?,
        step: text("step")?,
        detail: text("detail")?,
        begun: moment(&text("begun")?)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[tokio::test]
    async fn work_is_there_after_a_restart_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        {
            let journal = Journal::open(folder.path()).await.unwrap();
            let claim = journal.claim_work("shop", "CH-1").await.unwrap().unwrap();
            journal.note_work(&claim, "1", "hash", "a").await.unwrap();
            journal.note_work(&claim, "1", "upload", "b").await.unwrap();
        }
        let journal = Journal::open(folder.path()).await.unwrap();
        let works = journal.works().await.unwrap();
        assert_eq!(works.len(), 1);
        assert_eq!(
            (works[0].step.as_str(), works[0].detail.as_str()),
            ("upload", "b")
        );
        let claim = journal.claim_work("shop", "CH-1").await.unwrap().unwrap();
        assert_eq!(journal.work(&claim).await.unwrap().as_ref(), works.first());
        journal.end_work(&claim).await.unwrap();
        assert_eq!(journal.works().await.unwrap(), []);
    }

    #[tokio::test]
    async fn two_never_do_the_same_work() {
        let folder = tempfile::tempdir().unwrap();
        let one = Journal::open(folder.path()).await.unwrap();
        let other = Journal::open(folder.path()).await.unwrap();
        let claim = one.claim_work("shop", "CH-1").await.unwrap().unwrap();
        one.note_work(&claim, "1", "hash", "").await.unwrap();
        let work = one.works().await.unwrap().remove(0);
        assert!(other.claim_work("shop", "CH-1").await.unwrap().is_none());
        assert!(other.claim_work("shop", "CH-2").await.unwrap().is_some());
        assert!(other.is_under_way(&work).unwrap());
        drop(claim);
        assert!(!other.is_under_way(&work).unwrap());
        assert!(other.claim_work("shop", "CH-1").await.unwrap().is_some());
    }
}
