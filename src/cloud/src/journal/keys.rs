//! Keys to which uploads were ever asked for: the places where one may lie that nobody owns.

use sqlx::{Row, query};
use time::OffsetDateTime;

use super::{Journal, UploadName, failed, moment, of_upload};
use crate::StoreResult;

impl Journal {
    /// The uploads that were last asked for before `before`, at `place`.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn asked_before(
        &self,
        place: &str,
        before: OffsetDateTime,
    ) -> StoreResult<Vec<UploadName>> {
        let rows = query("SELECT * FROM keys WHERE place = ? ORDER BY key")
            .bind(place)
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?;
        let mut names = Vec::new();
        for row in rows {
            let text = |column: &str| row.try_get::<String, _>(column).map_err(failed);
            if moment(&text("last")?)? < before {
                names.push(UploadName {
                    place: text("place")?,
                    bucket: text("bucket")?,
                    key: text("key")?,
                });
            }
        }
        Ok(names)
    }

    /// Forgets a key where no upload is left that nobody owns.
    ///
    /// # Errors
    /// [`StoreErrorKind::Journal`](crate::StoreErrorKind::Journal).
    pub async fn forget_key(&self, name: &UploadName) -> StoreResult<()> {
        let gone = "DELETE FROM keys WHERE place = ? AND bucket = ? AND key = ?";
        self.done(of_upload(gone, name)).await
    }
}
