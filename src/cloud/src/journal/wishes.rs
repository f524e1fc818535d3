//! What one process asks of the work that another is doing: to wait, or to stop.

use sqlx::{Row, query};

use super::{Journal, failed};
use crate::StoreResult;

/// What is asked of work that is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wish {
    /// To wait before its next piece, until the wish is taken back.
    Pause,
    /// To stop, so that it can be gone on with later.
    Stop,
}

impl Wish {
    const fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Stop => "stop",
        }
    }
}

impl Journal {
    /// Asks `wish` of the work `name` at `place`, whoever does it; `None` takes back what was asked.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn wish(&self, place: &str, name: &str, wish: Option<Wish>) -> StoreResult<()> {
        let asked = match wish {
            Some(wish) => {
                query("INSERT OR REPLACE INTO wishes (place, name, wish) VALUES (?, ?, ?)")
                    .bind(place)
                    .bind(name)
                    .bind(wish.word())
            }
            None => query("DELETE FROM wishes WHERE place = ? AND name = ?")
                .bind(place)
                .bind(name),
        };
        self.done(asked).await
    }

    /// What is asked of the work `name` at `place`.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn wished(&self, place: &str, name: &str) -> StoreResult<Option<Wish>> {
        let row = query("SELECT wish FROM wishes WHERE place = ? AND name = ?")
            .bind(place)
            .bind(name)
            .fetch_optional(&self.pool)
            .await
            .map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let word: String = row.try_get("wish").map_err(failed)?;
        // A wish of a newer Plinth is none that can be granted.
        Ok([Wish::Pause, Wish::Stop]
            .into_iter()
            .find(|wish| wish.word() == word))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[tokio::test]
    async fn a_wish_reaches_others_until_it_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let one = Journal::open(folder.path()).await.unwrap();
        let other = Journal::open(folder.path()).await.unwrap();
        assert_eq!(other.wished("shop", "CH-1").await.unwrap(), None);
        for wish in [Wish::Pause, Wish::Stop] {
            one.wish("shop", "CH-1", Some(wish)).await.unwrap();
            assert_eq!(other.wished("shop", "CH-1").await.unwrap(), Some(wish));
            assert_eq!(other.wished("shop", "CH-2").await.unwrap(), None);
        }
        other.wish("shop", "CH-1", None).await.unwrap();
        assert_eq!(one.wished("shop", "CH-1").await.unwrap(), None);
    }
}
