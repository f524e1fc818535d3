//! ListObjects and ListObjectsV2: sorted by the bytes of keys, paged, folded at a delimiter.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use s3s::dto::*;
use s3s::{S3Request, S3Response, S3Result, s3_error};

use super::convert::{etag, page_size, signed, timestamp};
use crate::objects::index::{self, ObjectInfo};
use crate::objects::{DiskStore, Result};

/// How many rows are read at a time.
const BATCH: u32 = 1000;

/// One page of a listing.
struct Page {
    objects: Vec<ObjectInfo>,
    prefixes: Vec<String>,
    /// The last key or prefix given, where there is more.
    next: Option<String>,
}

/// What to list.
struct Listing<'a> {
    prefix: &'a str,
    delimiter: &'a str,
    /// Keys after this one; where it is a folded prefix, those after all that begin with it.
    after: &'a str,
    limit: usize,
}

impl Listing<'_> {
    /// The folded prefix that a key falls under, if any.
    fn fold<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let rest = key.strip_prefix(self.prefix)?;
        let end = rest.find(self.delimiter)? + self.delimiter.len();
        Some(&key[..self.prefix.len() + end])
    }

    async fn page(&self, store: &DiskStore) -> Result<Page> {
        let mut page = Page {
            objects: Vec::new(),
            prefixes: Vec::new(),
            next: None,
        };
        if self.limit == 0 {
            return Ok(page);
        }
        let mut skip = self.fold(self.after).map(str::to_owned);
        let mut last = String::new();
        let (mut from, mut inclusive) = if self.after >= self.prefix {
            (self.after.to_owned(), false)
        } else {
            (self.prefix.to_owned(), true)
        };
        if let Some(folded) = &skip {
            from = past(folded);
        }
        loop {
            let rows = index::list(&store.inner.index, &from, inclusive, BATCH).await?;
            let whole = rows.len() < BATCH as usize;
            inclusive = false;
            for row in rows {
                if !row.key.starts_with(self.prefix) {
                    return Ok(page);
                }
                from.clone_from(&row.key);
                if skip
                    .as_deref()
                    .is_some_and(|folded| row.key.starts_with(folded))
                {
                    continue;
                }
                if page.objects.len() + page.prefixes.len() == self.limit {
                    page.next = Some(last);
                    return Ok(page);
                }
                if let Some(folded) = self.fold(&row.key) {
                    last = folded.to_owned();
                    page.prefixes.push(last.clone());
                    skip = Some(last.clone());
                } else {
                    last.clone_from(&row.key);
                    page.objects.push(row);
                }
            }
            if whole {
                return Ok(page);
            }
            if let Some(folded) = &skip
                && from.starts_with(folded.as_str())
            {
                from = past(folded);
            }
        }
    }
}

/// A key behind almost all that begin with `prefix`; the few behind it are skipped one by one.
fn past(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

pub(super) async fn list_objects_v2(
    store: &DiskStore,
    request: S3Request<ListObjectsV2Input>,
) -> S3Result<S3Response<ListObjectsV2Output>> {
    let input = request.input;
    let after = match &input.continuation_token {
        Some(token) => BASE64
            .decode(token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| s3_error!(InvalidArgument, "the continuation token isn't one"))?,
        None => input.start_after.clone().unwrap_or_default(),
    };
    let limit = page_size(input.max_keys)?;
    let page = Listing {
        prefix: input.prefix.as_deref().unwrap_or_default(),
        delimiter: input.delimiter.as_deref().unwrap_or_default(),
        after: &after,
        limit: limit as usize,
    }
    .page(store)
    .await?;
    let count = page.objects.len() + page.prefixes.len();
    let encoding = input.encoding_type.clone();
    Ok(S3Response::new(ListObjectsV2Output {
        name: Some(input.bucket),
        max_keys: Some(i32::try_from(limit).unwrap_or(i32::MAX)),
        key_count: i32::try_from(count).ok(),
        is_truncated: Some(page.next.is_some()),
        next_continuation_token: page.next.map(|last| BASE64.encode(last)),
        contents: Some(objects(page.objects, encoding.as_ref())),
        common_prefixes: Some(prefixes(page.prefixes, encoding.as_ref())),
        prefix: input.prefix.map(|prefix| encode(prefix, encoding.as_ref())),
        delimiter: input.delimiter.map(|text| encode(text, encoding.as_ref())),
        start_after: input.start_after.map(|key| encode(key, encoding.as_ref())),
        continuation_token: input.continuation_token,
        encoding_type: input.encoding_type,
        ..Default::default()
    }))
}

pub(super) async fn list_objects(
    store: &DiskStore,
    request: S3Request<ListObjectsInput>,
) -> S3Result<S3Response<ListObjectsOutput>> {
    let input = request.input;
    let limit = page_size(input.max_keys)?;
    let page = Listing {
        prefix: input.prefix.as_deref().unwrap_or_default(),
        delimiter: input.delimiter.as_deref().unwrap_or_default(),
        after: input.marker.as_deref().unwrap_or_default(),
        limit: limit as usize,
    }
    .page(store)
    .await?;
    let encoding = input.encoding_type.clone();
    Ok(S3Response::new(ListObjectsOutput {
        name: Some(input.bucket),
        max_keys: Some(i32::try_from(limit).unwrap_or(i32::MAX)),
        is_truncated: Some(page.next.is_some()),
        next_marker: page.next.map(|last| encode(last, encoding.as_ref())),
        contents: Some(objects(page.objects, encoding.as_ref())),
        common_prefixes: Some(prefixes(page.prefixes, encoding.as_ref())),
        prefix: input.prefix.map(|prefix| encode(prefix, encoding.as_ref())),
        delimiter: input.delimiter.map(|text| encode(text, encoding.as_ref())),
        marker: input.marker.map(|key| encode(key, encoding.as_ref())),
        encoding_type: input.encoding_type,
        ..Default::default()
    }))
}

fn objects(infos: Vec<ObjectInfo>, encoding: Option<&EncodingType>) -> Vec<Object> {
    infos
        .into_iter()
        .map(|info| Object {
            key: Some(encode(info.key, encoding)),
            size: Some(signed(info.size)),
            e_tag: Some(etag(&info.etag)),
            last_modified: Some(timestamp(info.modified)),
            storage_class: Some(
                info.headers
                    .storage_class
                    .unwrap_or_else(|| "STANDARD".to_owned())
                    .into(),
            ),
            checksum_algorithm: Some(vec![ChecksumAlgorithm::from_static(
                info.checksum.algorithm.word(),
            )]),
            ..Default::default()
        })
        .collect()
}

fn prefixes(prefixes: Vec<String>, encoding: Option<&EncodingType>) -> Vec<CommonPrefix> {
    prefixes
        .into_iter()
        .map(|prefix| CommonPrefix {
            prefix: Some(encode(prefix, encoding)),
        })
        .collect()
}

/// Keys may hold what XML can't; a client that says so gets them percent-encoded.
pub(super) fn encode(text: String, encoding: Option<&EncodingType>) -> String {
    if encoding.is_none_or(|encoding| encoding.as_str() != EncodingType::URL) {
        return text;
    }
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
