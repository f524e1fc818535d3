//! Listings: making, finding, renaming, moving their pointer.

use std::collections::HashSet;

use async_trait::async_trait;
use base::{ContentHash, ListingId, Slug};
use listing::Manifest;
use listing::api::{Event, Release};

use super::rows::{find, read};
use super::{Sqlite, events, releases, to_micros, unreadable};
use crate::store::{Change, ListingQuery, ListingRecord, ListingStore, Result, StoreError};

#[async_trait]
impl ListingStore for Sqlite {
    async fn create_listing(&self, new: &ListingRecord) -> Result<(ListingRecord, bool)> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        if let Some(row) = sqlx::query("SELECT * FROM listings WHERE sku = ?")
            .bind(new.sku.as_str())
            .fetch_optional(&mut *transaction)
            .await?
        {
            return Ok((read(&row)?, false));
        }
        let taken = sqlx::query("SELECT 1 FROM listings WHERE slug = ?")
            .bind(new.slug.as_str())
            .fetch_optional(&mut *transaction)
            .await?
            .is_some();
        let record = if taken {
            with_other_slug(new)?
        } else {
            new.clone()
        };
        sqlx::query(
            "INSERT INTO listings (id, sku, slug, title, owner, created, changed)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(record.id.to_string())
        .bind(record.sku.as_str())
        .bind(record.slug.as_str())
        .bind(&record.title)
        .bind(&record.owner)
        .bind(to_micros(record.created))
        .bind(to_micros(record.changed))
        .execute(&mut *transaction)
        .await?;
        let change = Change {
            by: record.owner.clone(),
            at: record.created,
        };
        events::record(
            &mut transaction,
            &change,
            "listing.created",
            record.id,
            None,
        )
        .await?;
        transaction.commit().await?;
        Ok((record, true))
    }

    async fn listing(&self, id: ListingId) -> Result<ListingRecord> {
        let mut connection = self.pool.acquire().await?;
        find(&mut connection, id).await
    }

    async fn listings(&self, query: &ListingQuery) -> Result<Vec<ListingRecord>> {
        let after = query.after;
        sqlx::query(
            "SELECT * FROM listings
             WHERE (?1 IS NULL OR sku = ?1) AND (?2 IS NULL OR owner = ?2)
               AND (?3 IS NULL OR (changed, id) < (?3, ?4))
             ORDER BY changed DESC, id DESC LIMIT ?5",
        )
        .bind(query.sku.as_ref().map(|sku| sku.as_str()))
        .bind(query.owner.as_deref())
        .bind(after.map(|cursor| cursor.changed))
        .bind(after.map(|cursor| cursor.id.to_string()))
        .bind(query.limit)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(read)
        .collect()
    }

    async fn rename_listing(
        &self,
        id: ListingId,
        title: &str,
        change: &Change,
    ) -> Result<ListingRecord> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let mut record = find(&mut transaction, id).await?;
        if record.live.is_some() {
            return Err(StoreError::Conflict("the listing went live".into()));
        }
        if record.title != title {
            sqlx::query("UPDATE listings SET title = ?, changed = ? WHERE id = ?")
                .bind(title)
                .bind(to_micros(change.at))
                .bind(id.to_string())
                .execute(&mut *transaction)
                .await?;
            events::record(&mut transaction, change, "listing.renamed", id, None).await?;
            record = find(&mut transaction, id).await?;
        }
        transaction.commit().await?;
        Ok(record)
    }

    async fn reword_listing(
        &self,
        id: ListingId,
        live: u32,
        content: &ContentHash,
        manifest: Manifest,
        change: &Change,
    ) -> Result<Option<ListingRecord>> {
        releases::reword(self, id, live, content, manifest, change).await
    }

    async fn unpublish(
        &self,
        id: ListingId,
        change: &Change,
    ) -> Result<(ListingRecord, Option<u32>)> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let mut record = find(&mut transaction, id).await?;
        let previous = record.live;
        if previous.is_some() {
            sqlx::query("UPDATE listings SET live = NULL, changed = ? WHERE id = ?")
                .bind(to_micros(change.at))
                .bind(id.to_string())
                .execute(&mut *transaction)
                .await?;
            let what = "listing.unpublished";
            events::record(&mut transaction, change, what, id, previous).await?;
            record = find(&mut transaction, id).await?;
        }
        transaction.commit().await?;
        Ok((record, previous))
    }

    async fn delete_listing(&self, id: ListingId, change: &Change) -> Result<()> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        if find(&mut transaction, id).await?.live.is_some() {
            return Err(StoreError::Conflict(
                "the listing is live; customers would lose its page".into(),
            ));
        }
        sqlx::query("DELETE FROM listings WHERE id = ?")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        events::record(&mut transaction, change, "listing.deleted", id, None).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn record_release(
        &self,
        id: ListingId,
        content: &ContentHash,
        manifest: Manifest,
        change: &Change,
    ) -> Result<(Release, bool)> {
        releases::record(self, id, content, manifest, change).await
    }

    async fn releases(&self, id: ListingId, limit: u32) -> Result<Vec<Release>> {
        releases::list(self, id, limit).await
    }

    async fn named_objects(&self, keys: &[String]) -> Result<HashSet<String>> {
        releases::named_objects(self, keys).await
    }

    async fn publish(
        &self,
        id: ListingId,
        number: u32,
        change: &Change,
    ) -> Result<(ListingRecord, Option<u32>)> {
        releases::publish(self, id, number, change).await
    }

    async fn live_by_slug(&self, slug: &Slug) -> Result<Option<Manifest>> {
        let row = sqlx::query(
            "SELECT manifest FROM listings
             JOIN releases ON listing = listings.id AND number = live WHERE slug = ?",
        )
        .bind(slug.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(releases::read_manifest).transpose()
    }

    async fn live_by_id(&self, id: ListingId) -> Result<Option<Manifest>> {
        let row = sqlx::query(
            "SELECT manifest FROM listings
             JOIN releases ON listing = listings.id AND number = live WHERE listings.id = ?",
        )
        .bind(id.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(releases::read_manifest).transpose()
    }

    async fn live_manifests(&self, limit: u32) -> Result<Vec<Manifest>> {
        sqlx::query(
            "SELECT manifest FROM listings
             JOIN releases ON listing = listings.id AND number = live
             ORDER BY changed DESC, listings.id DESC LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(releases::read_manifest)
        .collect()
    }

    async fn events(
        &self,
        listing: Option<ListingId>,
        owner: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Event>> {
        events::list(self, listing, owner, limit).await
    }
}

/// Two SKUs can give one slug (`a.1`, `A-1`): the later listing gets the end of its id, which is
/// random, behind it.
fn with_other_slug(new: &ListingRecord) -> Result<ListingRecord> {
    let id = new.id.to_string();
    let ending = &id[id.len() - 6..];
    let mut stem = new.slug.as_str().to_owned();
    stem.truncate(80 - 7);
    let slug = format!("{}-{ending}", stem.trim_end_matches('-'));
    Ok(ListingRecord {
        slug: slug.parse().map_err(unreadable)?,
        ..new.clone()
    })
}
