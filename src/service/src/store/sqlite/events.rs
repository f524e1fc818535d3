//! The audit log.

use base::ListingId;
use listing::api::Event;
use sqlx::{Row, SqliteConnection};

use super::{Sqlite, from_micros, to_micros, unreadable};
use crate::store::{Change, Result};

/// Writes an event as part of the caller's transaction.
pub(super) async fn record(
    connection: &mut SqliteConnection,
    change: &Change,
    what: &str,
    listing: ListingId,
    release: Option<u32>,
) -> Result<()> {
    sqlx::query("INSERT INTO events (at, by, what, listing, release) VALUES (?, ?, ?, ?, ?)")
        .bind(to_micros(change.at))
        .bind(&change.by)
        .bind(what)
        .bind(listing.to_string())
        .bind(release)
        .execute(connection)
        .await?;
    Ok(())
}

/// See [`ListingStore::events`](crate::store::ListingStore::events).
pub(super) async fn list(
    store: &Sqlite,
    listing: Option<ListingId>,
    owner: Option<&str>,
    limit: u32,
) -> Result<Vec<Event>> {
    let rows = sqlx::query(
        "SELECT at, by, what, listing, release FROM events
         WHERE (?1 IS NULL OR listing = ?1)
           AND (?2 IS NULL OR listing IN (SELECT id FROM listings WHERE owner = ?2))
         ORDER BY id DESC LIMIT ?3",
    )
    .bind(listing.map(|id| id.to_string()))
    .bind(owner)
    .bind(limit)
    .fetch_all(&store.pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let listing: Option<String> = row.try_get(3)?;
            Ok(Event {
                at: from_micros(row.try_get(0)?),
                by: row.try_get(1)?,
                what: row.try_get(2)?,
                listing: listing
                    .map(|id| id.parse())
                    .transpose()
                    .map_err(unreadable)?,
                release: row.try_get(4)?,
            })
        })
        .collect()
}
