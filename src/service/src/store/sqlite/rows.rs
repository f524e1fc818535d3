//! Rows of the table of listings.

use base::ListingId;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{from_micros, unreadable};
use crate::store::{ListingRecord, Result, StoreError};

/// The listing with this id, as part of the caller's transaction.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    id: ListingId,
) -> Result<ListingRecord> {
    let row = sqlx::query("SELECT * FROM listings WHERE id = ?")
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?
        .ok_or(StoreError::Missing("listing"))?;
    read(&row)
}

/// The listing in this row.
pub(super) fn read(row: &SqliteRow) -> Result<ListingRecord> {
    Ok(ListingRecord {
        id: row.try_get::<&str, _>("id")?.parse().map_err(unreadable)?,
        sku: row.try_get::<&str, _>("sku")?.parse().map_err(unreadable)?,
        slug: row
            .try_get::<&str, _>("slug")?
            .parse()
            .map_err(unreadable)?,
        title: row.try_get("title")?,
        owner: row.try_get("owner")?,
        live: row.try_get("live")?,
        newest: row.try_get("newest")?,
        created: from_micros(row.try_get("created")?),
        changed: from_micros(row.try_get("changed")?),
    })
}
