//! Reading: heads, contents, listings.

use std::ops::Range;

use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::primitives::ByteStream as SdkStream;
use aws_sdk_s3::types::ChecksumMode;
use futures::stream::{self, StreamExt};

use super::S3Store;
use super::metadata::{SHA256_METADATA, length, moment, sha256};
use crate::store::check_range;
use crate::{ByteStream, Fetched, ListPage, ObjectInfo, StoreError, StoreErrorKind, StoreResult};

impl S3Store {
    pub(super) async fn read_head(&self, key: &str) -> StoreResult<Option<ObjectInfo>> {
        let Some(head) = self.ask_head(key).await? else {
            return Ok(None);
        };
        let noted = head
            .metadata()
            .and_then(|metadata| metadata.get(SHA256_METADATA));
        Ok(Some(ObjectInfo {
            key: key.into(),
            length: length(head.content_length()),
            etag: head.e_tag().map(Into::into),
            content_type: head.content_type().map(Into::into),
            sha256: sha256(noted),
            modified: moment(head.last_modified()),
        }))
    }

    /// The answer to a HEAD, with the checksums that the store knows; `None` where nothing is there.
    pub(super) async fn ask_head(&self, key: &str) -> StoreResult<Option<HeadObjectOutput>> {
        let answer = self
            .client
            .head_object()
            .bucket(&self.bucket)
            .key(key)
            .checksum_mode(ChecksumMode::Enabled)
            .send()
            .await
            .map_err(|error| self.error(&format!("looking for {key}"), error));
        match answer {
            Ok(head) => Ok(Some(head)),
            Err(error) if error.kind() == StoreErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn read_object(
        &self,
        key: &str,
        range: Option<Range<u64>>,
    ) -> StoreResult<Fetched> {
        check_range(key, range.as_ref())?;
        let answer = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            // HTTP's ranges include their last byte.
            .set_range(range.map(|range| format!("bytes={}-{}", range.start, range.end - 1)))
            .send()
            .await
            .map_err(|error| self.error(&format!("reading {key}"), error))?;
        // "bytes 0-4/10": the length of the whole is behind the slash.
        let whole = answer
            .content_range()
            .and_then(|range| range.rsplit_once('/')?.1.parse().ok())
            .unwrap_or_else(|| length(answer.content_length()));
        let noted = answer
            .metadata()
            .and_then(|metadata| metadata.get(SHA256_METADATA));
        let info = ObjectInfo {
            key: key.into(),
            length: whole,
            etag: answer.e_tag().map(Into::into),
            content_type: answer.content_type().map(Into::into),
            sha256: sha256(noted),
            modified: moment(answer.last_modified()),
        };
        let bytes = pieces(
            answer.body,
            format!("{} broke off while reading {key}", self.name),
        );
        Ok(Fetched { info, bytes })
    }

    pub(super) async fn read_list(
        &self,
        prefix: &str,
        after: Option<&str>,
    ) -> StoreResult<ListPage> {
        let answer = self
            .client
            .list_objects_v2()
            .bucket(&self.bucket)
            .prefix(prefix)
            .set_start_after(after.map(Into::into))
            .send()
            .await
            .map_err(|error| self.error(&format!("listing {prefix}"), error))?;
        let objects: Vec<_> = answer
            .contents()
            .iter()
            .filter_map(|object| {
                Some(ObjectInfo {
                    key: object.key()?.into(),
                    length: length(object.size()),
                    etag: object.e_tag().map(Into::into),
                    content_type: None,
                    sha256: None,
                    modified: moment(object.last_modified()),
                })
            })
            .collect();
        let more = answer.is_truncated().unwrap_or(false);
        let next = objects
            .last()
            .filter(|_| more)
            .map(|object| object.key.clone());
        Ok(ListPage { objects, next })
    }
}

fn pieces(body: SdkStream, failure: String) -> ByteStream {
    stream::try_unfold((body, failure), |(mut body, failure)| async {
        match body.try_next().await {
            Ok(piece) => Ok(piece.map(|piece| (piece, (body, failure)))),
            Err(error) => Err(StoreError::new(StoreErrorKind::Network, failure).because(error)),
        }
    })
    .boxed()
}
