//! Invalidations of the edge's cache.

use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Sqlite, from_micros, to_micros, unreadable};
use crate::store::{Invalidation, InvalidationStore, Result};

#[async_trait]
impl InvalidationStore for Sqlite {
    async fn put_invalidation(&self, new: &Invalidation) -> Result<(Invalidation, bool)> {
        let paths = serde_json::to_string(&new.paths).map_err(unreadable)?;
        let made = sqlx::query(
            "INSERT INTO invalidations (id, reference, paths, created) VALUES (?, ?, ?, ?)
             ON CONFLICT (reference) DO NOTHING",
        )
        .bind(&new.id)
        .bind(&new.reference)
        .bind(paths)
        .bind(to_micros(new.created))
        .execute(&self.pool)
        .await?
        .rows_affected()
            == 1;
        let row = sqlx::query(
            "SELECT id, reference, paths, created FROM invalidations WHERE reference = ?",
        )
        .bind(&new.reference)
        .fetch_one(&self.pool)
        .await?;
        Ok((read(&row)?, made))
    }

    async fn invalidation(&self, id: &str) -> Result<Option<Invalidation>> {
        sqlx::query("SELECT id, reference, paths, created FROM invalidations WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    async fn invalidations(&self, marker: Option<&str>, limit: u32) -> Result<Vec<Invalidation>> {
        sqlx::query(
            "SELECT id, reference, paths, created FROM invalidations
             WHERE ?1 IS NULL
                OR (created, id) < (SELECT created, id FROM invalidations WHERE id = ?1)
             ORDER BY created DESC, id DESC LIMIT ?2",
        )
        .bind(marker)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(read)
        .collect()
    }
}

fn read(row: &SqliteRow) -> Result<Invalidation> {
    Ok(Invalidation {
        id: row.try_get(0)?,
        reference: row.try_get(1)?,
        paths: serde_json::from_str(row.try_get(2)?).map_err(unreadable)?,
        created: from_micros(row.try_get(3)?),
    })
}
