//! Multipart uploads: parts are blobs from the start, and completing one only rewrites the index.

use bytes::Bytes;
use futures::Stream;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use time::OffsetDateTime;
use uuid::Uuid;

use super::digest::{
    Algorithm, Claims, Composition, Digests, Hashers, multipart_checksum, multipart_etag,
};
use super::index::{
    self, ObjectChecksum, ObjectHeaders, ObjectInfo, Piece, read_algorithm, read_composition,
    to_i64, to_u64,
};
use super::put::WriteConditions;
use super::{DiskStore, ObjectError, Result, in_full};
use crate::store::{from_micros, to_micros};

/// S3's smallest part, but for the last.
const SMALLEST_PART: u64 = 5 << 20;

/// An upload under way.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub id: String,
    pub key: String,
    pub initiated: OffsetDateTime,
    pub headers: ObjectHeaders,
    pub algorithm: Algorithm,
    pub composition: Composition,
}

/// A part that the store has.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub number: i32,
    pub blob: String,
    pub size: u64,
    pub digests: Digests,
    pub modified: OffsetDateTime,
}

/// What the client says at completion of one part.
#[derive(Debug, Clone)]
pub(super) struct ClaimedPart {
    pub number: i32,
    /// Without quotes.
    pub etag: String,
    pub sums: Vec<(Algorithm, String)>,
}

/// What the client says at completion of the whole.
#[derive(Debug, Clone)]
pub(super) struct Completion {
    pub upload: String,
    pub key: String,
    pub parts: Vec<ClaimedPart>,
    /// Checksums of the whole as S3 writes them.
    pub sums: Vec<(Algorithm, String)>,
    pub size: Option<u64>,
    pub conditions: WriteConditions,
}

impl DiskStore {
    /// Begins an upload.
    pub(super) async fn begin_upload(
        &self,
        key: &str,
        headers: ObjectHeaders,
        algorithm: Option<Algorithm>,
        composition: Option<Composition>,
    ) -> Result<Upload> {
        let algorithm = algorithm.unwrap_or(Algorithm::Crc64Nvme);
        let upload = Upload {
            id: Uuid::now_v7().simple().to_string(),
            key: key.into(),
            initiated: self.inner.clock.now(),
            headers,
            algorithm,
            composition: Composition::choose(algorithm, composition)?,
        };
        sqlx::query(
            "INSERT INTO uploads (id, key, initiated, headers, checksum_algorithm, checksum_type)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&upload.id)
        .bind(&upload.key)
        .bind(to_micros(upload.initiated))
        .bind(serde_json::to_string(&upload.headers)?)
        .bind(upload.algorithm.word())
        .bind(upload.composition.word())
        .execute(&self.inner.index)
        .await?;
        Ok(upload)
    }

    /// The upload, which must be for this key.
    pub(super) async fn upload(&self, id: &str, key: &str) -> Result<Upload> {
        let mut connection = self.inner.index.acquire().await?;
        find(&mut connection, id, key).await
    }

    /// Writes a part; one of the same number is replaced.
    pub(super) async fn put_part<S, E>(
        &self,
        upload: &Upload,
        number: i32,
        body: S,
        wanted: &[Algorithm],
        claims: impl FnOnce() -> Result<Claims>,
    ) -> Result<Part>
    where
        S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if !(1..=10_000).contains(&number) {
            return Err(ObjectError::Invalid("a part's number is from 1 to 10000"));
        }
        let mut wanted = wanted.to_vec();
        wanted.push(upload.algorithm);
        let blob = self.inner.blobs.write(body, Hashers::new(&wanted)).await?;
        blob.digests.verify(&claims()?)?;
        let part = Part {
            number,
            blob: blob.name.clone(),
            size: blob.size,
            digests: blob.digests.clone(),
            modified: self.inner.clock.now(),
        };
        let (store, upload) = (self.clone(), upload.clone());
        in_full(async move {
            let mut transaction = store.inner.index.begin_with("BEGIN IMMEDIATE").await?;
            // It may have been completed or aborted while the body came in.
            find(&mut transaction, &upload.id, &upload.key).await?;
            doom_parts(&mut transaction, &upload.id, Some(number), part.modified).await?;
            sqlx::query(
                "INSERT INTO parts (upload, number, blob, size, digests, modified)
                 VALUES (?, ?, ?, ?, ?, ?)",
            )
            .bind(&upload.id)
            .bind(number)
            .bind(&part.blob)
            .bind(to_i64(part.size))
            .bind(serde_json::to_string(&part.digests)?)
            .bind(to_micros(part.modified))
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            blob.keep();
            Ok(part)
        })
        .await
    }

    /// Parts after `marker` in the order of their numbers, at most `limit`.
    pub(super) async fn parts(
        &self,
        upload: &Upload,
        marker: i32,
        limit: u32,
    ) -> Result<Vec<Part>> {
        sqlx::query("SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?")
            .bind(&upload.id)
            .bind(marker)
            .bind(limit)
            .fetch_all(&self.inner.index)
            .await?
            .iter()
            .map(read_part)
            .collect()
    }

    /// Uploads after `(key, id)` in the order of keys and ids, with keys that begin with `prefix`,
    /// at most `limit`.
    pub(super) async fn uploads(
        &self,
        prefix: &str,
        after: (&str, &str),
        limit: u32,
    ) -> Result<Vec<Upload>> {
        sqlx::query(
            "SELECT * FROM uploads
             WHERE (key, id) > (?1, ?2) AND substr(key, 1, length(?3)) = ?3
             ORDER BY key, id LIMIT ?4",
        )
        .bind(after.0)
        .bind(after.1)
        .bind(prefix)
        .bind(limit)
        .fetch_all(&self.inner.index)
        .await?
        .iter()
        .map(read_upload)
        .collect()
    }

    /// Ends an upload without an object; its parts are doomed.
    pub(super) async fn abort_upload(&self, id: &str, key: &str) -> Result<()> {
        let mut transaction = self.inner.index.begin_with("BEGIN IMMEDIATE").await?;
        find(&mut transaction, id, key).await?;
        doom_parts(&mut transaction, id, None, self.inner.clock.now()).await?;
        remove(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Ends uploads that nothing has come for since `before`; says of how many.
    pub(crate) async fn expire_uploads(&self, before: OffsetDateTime) -> Result<usize> {
        let quiet = sqlx::query(
            "SELECT id, key FROM uploads WHERE initiated < ?1
             AND NOT EXISTS (SELECT 1 FROM parts WHERE upload = id AND modified >= ?1)",
        )
        .bind(to_micros(before))
        .fetch_all(&self.inner.index)
        .await?;
        for row in &quiet {
            match self
                .abort_upload(row.try_get("id")?, row.try_get("key")?)
                .await
            {
                // Completed or aborted meanwhile.
                Ok(()) | Err(ObjectError::NoSuchUpload) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(quiet.len())
    }

    /// Makes the object out of the parts that the client names, once everything it says of them is
    /// right.
    pub(super) async fn complete_upload(&self, completion: &Completion) -> Result<ObjectInfo> {
        let now = self.inner.clock.now();
        let mut transaction = self.inner.index.begin_with("BEGIN IMMEDIATE").await?;
        let upload = find(&mut transaction, &completion.upload, &completion.key).await?;
        let present = index::find(&mut transaction, &upload.key).await?;
        completion.conditions.check(present.as_ref())?;
        let stored = sqlx::query("SELECT * FROM parts WHERE upload = ? ORDER BY number")
            .bind(&upload.id)
            .fetch_all(&mut *transaction)
            .await?
            .iter()
            .map(read_part)
            .collect::<Result<Vec<_>>>()?;
        let chosen = choose_parts(&completion.parts, stored)?;
        let sized: Vec<(u64, Digests)> = chosen
            .iter()
            .map(|part| (part.size, part.digests.clone()))
            .collect();
        let size = sized.iter().map(|(size, _)| size).sum::<u64>();
        if completion.size.is_some_and(|claimed| claimed != size) {
            return Err(ObjectError::Invalid(
                "x-amz-mp-object-size isn't the sum of the parts",
            ));
        }
        for (algorithm, claimed) in &completion.sums {
            let composition = if claimed.contains('-') {
                Composition::Composite
            } else {
                Composition::Full
            };
            if multipart_checksum(*algorithm, composition, &sized).as_ref() != Some(claimed) {
                return Err(ObjectError::BadDigest(algorithm.word()));
            }
        }
        let text = multipart_checksum(upload.algorithm, upload.composition, &sized)
            .ok_or(ObjectError::Invalid("a part lacks the upload's checksum"))?;
        let info = ObjectInfo {
            key: upload.key,
            size,
            etag: multipart_etag(&sized),
            modified: now,
            headers: upload.headers,
            // Known once somebody needs it: see `DiskStore::sha256`.
            sha256: None,
            checksum: ObjectChecksum {
                algorithm: upload.algorithm,
                composition: upload.composition,
                text,
            },
        };
        let pieces: Vec<Piece> = chosen
            .into_iter()
            .map(|part| Piece {
                blob: part.blob,
                size: part.size,
            })
            .collect();
        index::replace(&mut transaction, &info, &pieces).await?;
        for piece in &pieces {
            sqlx::query("DELETE FROM parts WHERE blob = ?")
                .bind(&piece.blob)
                .execute(&mut *transaction)
                .await?;
        }
        doom_parts(&mut transaction, &completion.upload, None, now).await?;
        remove(&mut transaction, &completion.upload).await?;
        transaction.commit().await?;
        Ok(info)
    }
}

/// The stored parts that the client names, in its order, which must be ascending.
fn choose_parts(claimed: &[ClaimedPart], stored: Vec<Part>) -> Result<Vec<Part>> {
    if claimed.is_empty() {
        return Err(ObjectError::Invalid(
            "an upload is completed with its parts",
        ));
    }
    if claimed
        .windows(2)
        .any(|pair| pair[0].number >= pair[1].number)
    {
        return Err(ObjectError::InvalidPartOrder);
    }
    let mut stored = stored.into_iter().peekable();
    let mut chosen: Vec<Part> = Vec::with_capacity(claimed.len());
    for (place, claim) in claimed.iter().enumerate() {
        while stored.next_if(|part| part.number < claim.number).is_some() {}
        let part = stored
            .next_if(|part| part.number == claim.number && part.digests.etag() == claim.etag)
            .ok_or(ObjectError::InvalidPart(claim.number))?;
        let sums = &claim.sums;
        if sums
            .iter()
            .any(|(algorithm, text)| part.digests.text(*algorithm).as_ref() != Some(text))
        {
            return Err(ObjectError::InvalidPart(claim.number));
        }
        if part.size < SMALLEST_PART && place + 1 < claimed.len() {
            return Err(ObjectError::PartTooSmall(claim.number));
        }
        chosen.push(part);
    }
    Ok(chosen)
}

async fn find(connection: &mut SqliteConnection, id: &str, key: &str) -> Result<Upload> {
    let row = sqlx::query("SELECT * FROM uploads WHERE id = ? AND key = ?")
        .bind(id)
        .bind(key)
        .fetch_optional(connection)
        .await?
        .ok_or(ObjectError::NoSuchUpload)?;
    read_upload(&row)
}

async fn remove(connection: &mut SqliteConnection, id: &str) -> Result<()> {
    sqlx::query("DELETE FROM uploads WHERE id = ?")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes one part, or all, out of an upload; their blobs are doomed.
async fn doom_parts(
    connection: &mut SqliteConnection,
    upload: &str,
    number: Option<i32>,
    now: OffsetDateTime,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO doomed (blob, since)
         SELECT blob, ?1 FROM parts WHERE upload = ?2 AND (?3 IS NULL OR number = ?3)",
    )
    .bind(to_micros(now))
    .bind(upload)
    .bind(number)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM parts WHERE upload = ?1 AND (?2 IS NULL OR number = ?2)")
        .bind(upload)
        .bind(number)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

fn read_upload(row: &SqliteRow) -> Result<Upload> {
    Ok(Upload {
        id: row.try_get("id")?,
        key: row.try_get("key")?,
        initiated: from_micros(row.try_get("initiated")?),
        headers: serde_json::from_str(row.try_get("headers")?)?,
        algorithm: read_algorithm(row.try_get("checksum_algorithm")?)?,
        composition: read_composition(row.try_get("checksum_type")?)?,
    })
}

fn read_part(row: &SqliteRow) -> Result<Part> {
    Ok(Part {
        number: row.try_get("number")?,
        blob: row.try_get("blob")?,
        size: to_u64(row.try_get("size")?),
        digests: serde_json::from_str(row.try_get("digests")?)?,
        modified: from_micros(row.try_get("modified")?),
    })
}
