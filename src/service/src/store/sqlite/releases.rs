//! Releases: recorded once, never changed; publishing moves a listing's pointer to one.

use std::collections::HashSet;

use base::{ContentHash, ListingId};
use listing::Manifest;
use listing::api::Release;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{Sqlite, events, from_micros, rows, to_micros, unreadable};
use crate::store::{Change, ListingRecord, Result, StoreError};

/// See [`ListingStore::record_release`](crate::store::ListingStore::record_release).
pub(super) async fn record(
    store: &Sqlite,
    id: ListingId,
    content: &ContentHash,
    manifest: Manifest,
    change: &Change,
) -> Result<(Release, bool)> {
    let mut transaction = store.pool.begin_with("BEGIN IMMEDIATE").await?;
    let recorded = record_in(&mut transaction, id, content, manifest, change).await?;
    transaction.commit().await?;
    Ok(recorded)
}

/// See [`ListingStore::publish`](crate::store::ListingStore::publish).
pub(super) async fn publish(
    store: &Sqlite,
    id: ListingId,
    number: u32,
    change: &Change,
) -> Result<(ListingRecord, Option<u32>)> {
    let mut transaction = store.pool.begin_with("BEGIN IMMEDIATE").await?;
    let published = publish_in(&mut transaction, id, number, change).await?;
    transaction.commit().await?;
    Ok(published)
}

/// See [`ListingStore::reword_listing`](crate::store::ListingStore::reword_listing).
pub(super) async fn reword(
    store: &Sqlite,
    id: ListingId,
    live: u32,
    content: &ContentHash,
    manifest: Manifest,
    change: &Change,
) -> Result<Option<ListingRecord>> {
    let mut transaction = store.pool.begin_with("BEGIN IMMEDIATE").await?;
    if rows::find(&mut transaction, id).await?.live != Some(live) {
        return Ok(None);
    }
    let (release, _) = record_in(&mut transaction, id, content, manifest, change).await?;
    let what = "listing.reworded";
    events::record(&mut transaction, change, what, id, Some(release.number)).await?;
    let (listing, _) = publish_in(&mut transaction, id, release.number, change).await?;
    transaction.commit().await?;
    Ok(Some(listing))
}

async fn record_in(
    connection: &mut SqliteConnection,
    id: ListingId,
    content: &ContentHash,
    mut manifest: Manifest,
    change: &Change,
) -> Result<(Release, bool)> {
    let listing = rows::find(connection, id).await?;
    let same = sqlx::query("SELECT * FROM releases WHERE listing = ? AND content = ?")
        .bind(id.to_string())
        .bind(content.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(row) = same {
        return Ok((read(&row)?, false));
    }
    let number = listing.newest.unwrap_or(0) + 1;
    manifest.release = number;
    sqlx::query(
        "INSERT INTO releases (listing, number, content, manifest, by, created)
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(id.to_string())
    .bind(number)
    .bind(content.to_string())
    .bind(serde_json::to_string(&manifest).map_err(unreadable)?)
    .bind(&change.by)
    .bind(to_micros(change.at))
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE listings SET newest = ?, changed = ? WHERE id = ?")
        .bind(number)
        .bind(to_micros(change.at))
        .bind(id.to_string())
        .execute(&mut *connection)
        .await?;
    let what = "release.recorded";
    events::record(connection, change, what, id, Some(number)).await?;
    let release = Release {
        number,
        by: change.by.clone(),
        created: change.at,
        manifest,
    };
    Ok((release, true))
}

async fn publish_in(
    connection: &mut SqliteConnection,
    id: ListingId,
    number: u32,
    change: &Change,
) -> Result<(ListingRecord, Option<u32>)> {
    let mut listing = rows::find(connection, id).await?;
    let previous = listing.live;
    if previous != Some(number) {
        let release = find(connection, id, number).await?;
        sqlx::query("UPDATE listings SET live = ?, title = ?, changed = ? WHERE id = ?")
            .bind(number)
            .bind(&release.manifest.title)
            .bind(to_micros(change.at))
            .bind(id.to_string())
            .execute(&mut *connection)
            .await?;
        let what = "release.published";
        events::record(connection, change, what, id, Some(number)).await?;
        listing = rows::find(connection, id).await?;
    }
    Ok((listing, previous))
}

/// One release, as part of the caller's transaction.
async fn find(connection: &mut SqliteConnection, id: ListingId, number: u32) -> Result<Release> {
    let row = sqlx::query("SELECT * FROM releases WHERE listing = ? AND number = ?")
        .bind(id.to_string())
        .bind(number)
        .fetch_optional(connection)
        .await?
        .ok_or(StoreError::Missing("release"))?;
    read(&row)
}

/// See [`ListingStore::releases`](crate::store::ListingStore::releases).
pub(super) async fn list(store: &Sqlite, id: ListingId, limit: u32) -> Result<Vec<Release>> {
    sqlx::query("SELECT * FROM releases WHERE listing = ? ORDER BY number DESC LIMIT ?")
        .bind(id.to_string())
        .bind(limit)
        .fetch_all(&store.pool)
        .await?
        .iter()
        .map(read)
        .collect()
}

/// See [`ListingStore::named_objects`](crate::store::ListingStore::named_objects).
pub(super) async fn named_objects(store: &Sqlite, keys: &[String]) -> Result<HashSet<String>> {
    let keys = serde_json::to_string(keys).map_err(unreadable)?;
    let named: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT wanted.value FROM json_each(?) AS wanted
         WHERE wanted.value IN (
             SELECT 'objects/' || (named.value ->> 'sha256') || '.' || (named.value ->> 'extension')
             FROM releases, json_each(releases.manifest, '$.objects') AS named)",
    )
    .bind(keys)
    .fetch_all(&store.pool)
    .await?;
    Ok(named.into_iter().collect())
}

fn read(row: &SqliteRow) -> Result<Release> {
    Ok(Release {
        number: row.try_get("number")?,
        by: row.try_get("by")?,
        created: from_micros(row.try_get("created")?),
        manifest: read_manifest(row)?,
    })
}

/// The manifest in the column of that name.
pub(super) fn read_manifest(row: &SqliteRow) -> Result<Manifest> {
    serde_json::from_str(row.try_get("manifest")?).map_err(unreadable)
}
