//! The index: what the blobs mean.

use std::collections::{BTreeMap, HashSet};

use base::ContentHash;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqlitePool};
use time::OffsetDateTime;

use super::digest::{Algorithm, Composition};
use super::error::{ObjectError, Result};
use crate::store::{from_micros, to_micros};

/// What a client says about an object and gets back with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ObjectHeaders {
    /// `Content-Type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// `Cache-Control`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// `Content-Disposition`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    /// `Content-Encoding`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// `Content-Language`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    /// The storage class; kept and given back, it changes nothing here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// `x-amz-meta-*`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// What is known of an object.
#[derive(Debug, Clone)]
pub(crate) struct ObjectInfo {
    /// Its key.
    pub key: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its ETag, without quotes.
    pub etag: String,
    /// When it was written.
    pub modified: OffsetDateTime,
    /// Its headers.
    pub headers: ObjectHeaders,
    /// The SHA-256 of its content, where it is known.
    pub sha256: Option<ContentHash>,
    pub(super) checksum: ObjectChecksum,
}

/// The checksum that the store gives with an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ObjectChecksum {
    pub algorithm: Algorithm,
    pub composition: Composition,
    /// As S3 writes it.
    pub text: String,
}

/// One blob of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub blob: String,
    pub size: u64,
}

pub(super) async fn find(
    connection: &mut SqliteConnection,
    key: &str,
) -> Result<Option<ObjectInfo>> {
    sqlx::query("SELECT * FROM objects WHERE key = ?")
        .bind(key)
        .fetch_optional(connection)
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Makes `info` the object of its key, out of `pieces`; the blobs of the one before are doomed.
pub(super) async fn replace(
    connection: &mut SqliteConnection,
    info: &ObjectInfo,
    pieces: &[Piece],
) -> Result<()> {
    remove(connection, &info.key, info.modified).await?;
    sqlx::query(
        "INSERT INTO objects (key, size, etag, modified, headers, checksum_algorithm,
                              checksum_type, checksum, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&info.key)
    .bind(to_i64(info.size))
    .bind(&info.etag)
    .bind(to_micros(info.modified))
    .bind(serde_json::to_string(&info.headers)?)
    .bind(info.checksum.algorithm.word())
    .bind(info.checksum.composition.word())
    .bind(&info.checksum.text)
    .bind(info.sha256.map(|hash| hash.to_string()))
    .execute(&mut *connection)
    .await?;
    for (position, piece) in pieces.iter().enumerate() {
        sqlx::query("INSERT INTO pieces (key, position, blob, size) VALUES (?, ?, ?, ?)")
            .bind(&info.key)
            .bind(to_i64(position as u64))
            .bind(&piece.blob)
            .bind(to_i64(piece.size))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Removes an object, if it is there; its blobs are doomed.
pub(super) async fn remove(
    connection: &mut SqliteConnection,
    key: &str,
    now: OffsetDateTime,
) -> Result<()> {
    sqlx::query("INSERT INTO doomed (blob, since) SELECT blob, ? FROM pieces WHERE key = ?")
        .bind(to_micros(now))
        .bind(key)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM objects WHERE key = ?")
        .bind(key)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// The blobs of an object, in order.
pub(super) async fn pieces(connection: &mut SqliteConnection, key: &str) -> Result<Vec<Piece>> {
    sqlx::query("SELECT blob, size FROM pieces WHERE key = ? ORDER BY position")
        .bind(key)
        .fetch_all(connection)
        .await?
        .iter()
        .map(|row| {
            Ok(Piece {
                blob: row.try_get(0)?,
                size: to_u64(row.try_get(1)?),
            })
        })
        .collect()
}

/// Objects from `from` on in the order of keys, at most `limit`; `from` itself only if `inclusive`.
pub(super) async fn list(
    pool: &SqlitePool,
    from: &str,
    inclusive: bool,
    limit: u32,
) -> Result<Vec<ObjectInfo>> {
    sqlx::query("SELECT * FROM objects WHERE key > ?1 OR (?2 AND key = ?1) ORDER BY key LIMIT ?3")
        .bind(from)
        .bind(inclusive)
        .bind(limit)
        .fetch_all(pool)
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Remembers the SHA-256 of an object's content, unless the object was replaced meanwhile.
pub(super) async fn remember_sha256(
    pool: &SqlitePool,
    info: &ObjectInfo,
    hash: &ContentHash,
) -> Result<()> {
    sqlx::query("UPDATE objects SET sha256 = ? WHERE key = ? AND modified = ? AND etag = ?")
        .bind(hash.to_string())
        .bind(&info.key)
        .bind(to_micros(info.modified))
        .bind(&info.etag)
        .execute(pool)
        .await?;
    Ok(())
}

/// Blobs that nothing has named since `before`.
pub(super) async fn doomed_before(
    pool: &SqlitePool,
    before: OffsetDateTime,
) -> Result<Vec<String>> {
    Ok(
        sqlx::query_scalar("SELECT blob FROM doomed WHERE since <= ?")
            .bind(to_micros(before))
            .fetch_all(pool)
            .await?,
    )
}

pub(super) async fn forget_doomed(pool: &SqlitePool, blob: &str) -> Result<()> {
    sqlx::query("DELETE FROM doomed WHERE blob = ?")
        .bind(blob)
        .execute(pool)
        .await?;
    Ok(())
}

/// All blobs that the index names.
pub(super) async fn known_blobs(pool: &SqlitePool) -> Result<HashSet<String>> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT blob FROM pieces UNION ALL SELECT blob FROM parts UNION ALL SELECT blob FROM doomed",
    )
    .fetch_all(pool)
    .await?;
    Ok(names.into_iter().collect())
}

fn read(row: &SqliteRow) -> Result<ObjectInfo> {
    let sha256: Option<&str> = row.try_get("sha256")?;
    Ok(ObjectInfo {
        key: row.try_get("key")?,
        size: to_u64(row.try_get("size")?),
        etag: row.try_get("etag")?,
        modified: from_micros(row.try_get("modified")?),
        headers: serde_json::from_str(row.try_get("headers")?)?,
        sha256: sha256
            .map(str::parse)
            .transpose()
            .map_err(|error: base::IdError| ObjectError::Disk(error.into()))?,
        checksum: ObjectChecksum {
            algorithm: read_algorithm(row.try_get("checksum_algorithm")?)?,
            composition: read_composition(row.try_get("checksum_type")?)?,
            text: row.try_get("checksum")?,
        },
    })
}

pub(super) fn read_algorithm(word: &str) -> Result<Algorithm> {
    Algorithm::from_word(word)
        .ok_or_else(|| ObjectError::Disk(format!("'{word}' is no checksum").into()))
}

pub(super) fn read_composition(word: &str) -> Result<Composition> {
    Composition::from_word(word)
        .ok_or_else(|| ObjectError::Disk(format!("'{word}' is no checksum type").into()))
}

/// SQLite's integers are signed; no disk holds 2^63 bytes.
pub(super) fn to_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn to_u64(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
