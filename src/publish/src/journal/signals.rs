//! What one process asks of a publication that another has under way: to wait, or to stop.

use cloud::StoreResult;
use sqlx::{Row, query};

use super::{Publications, failed};

/// What is asked of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Signal {
    /// To wait before its next piece, until the signal is taken back.
    Pause,
    /// To stop, so that it can be gone on with later.
    Stop,
}

impl Signal {
    const fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Stop => "stop",
        }
    }
}

impl Publications {
    /// Sends `signal` to the publication of `name` at `place`, whichever process it is in; `None` takes
    /// back what was sent.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](cloud::StoreErrorKind::Journal).
    pub(crate) async fn send_signal(
        &self,
        place: &str,
        name: &str,
        signal: Option<Signal>,
    ) -> StoreResult<()> {
        let change = match signal {
            Some(signal) => {
                query("INSERT OR REPLACE INTO wishes (place, name, wish) VALUES (?, ?, ?)")
                    .bind(place)
                    .bind(name)
                    .bind(signal.word())
            }
            None => query("DELETE FROM wishes WHERE place = ? AND name = ?")
                .bind(place)
                .bind(name),
        };
        change
            .execute(self.uploads.database())
            .await
            .map(drop)
            .map_err(failed)
    }

    /// What was sent to the publication of `name` at `place`.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](cloud::StoreErrorKind::Journal).
    pub(crate) async fn signal(&self, place: &str, name: &str) -> StoreResult<Option<Signal>> {
        let row = query("SELECT wish FROM wishes WHERE place = ? AND name = ?")
            .bind(place)
            .bind(name)
            .fetch_optional(self.uploads.database())
            .await
            .map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let word: String = row.try_get("wish").map_err(failed)?;
        // One of a newer Plinth is none that this one can follow.
        Ok([Signal::Pause, Signal::Stop]
            .into_iter()
            .find(|signal| signal.word() == word))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[tokio::test]
    async fn a_signal_reaches_others_until_it_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let one = Publications::open(folder.path()).await.unwrap();
        let other = Publications::open(folder.path()).await.unwrap();
        assert_eq!(other.signal("shop", "CH-1").await.unwrap(), None);
        for signal in [Signal::Pause, Signal::Stop] {
            one.send_signal("shop", "CH-1", Some(signal)).await.unwrap();
            assert_eq!(other.signal("shop", "CH-1").await.unwrap(), Some(signal));
            assert_eq!(other.signal("shop", "CH-2").await.unwrap(), None);
        }
        other.send_signal("shop", "CH-1", None).await.unwrap();
        assert_eq!(one.signal("shop", "CH-1").await.unwrap(), None);
    }
}
