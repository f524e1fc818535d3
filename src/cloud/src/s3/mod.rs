//! S3, or what speaks its API.

mod bandwidth;
mod body;
mod concurrency;
mod leftovers;
mod metadata;
mod multipart;
mod read;
mod resume;
mod settled;
mod store;
mod write;

use std::ops::Range;

use async_trait::async_trait;
use base::Job;
use bytes::Bytes;

use crate::{
    Fetched, Leftovers, ListPage, ObjectInfo, ObjectStore, PutOptions, Source, StoreResult, Written,
};
pub use bandwidth::Bandwidth;
pub use store::{S3Config, S3Store};

#[async_trait]
impl ObjectStore for S3Store {
    async fn head(&self, key: &str) -> StoreResult<Option<ObjectInfo>> {
        self.persistently(&Job::quiet(), || self.read_head(key))
            .await
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> StoreResult<Fetched> {
        self.persistently(&Job::quiet(), || self.read_object(key, range.clone()))
            .await
    }

    async fn put(&self, key: &str, content: Bytes, options: &PutOptions) -> StoreResult<Written> {
        self.write_bytes(key, content, options).await
    }

    async fn upload(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        self.write_file(key, source, options, job).await
    }

    async fn delete(&self, key: &str) -> StoreResult<()> {
        self.persistently(&Job::quiet(), || async {
            self.client
                .delete_object()
                .bucket(&self.bucket)
                .key(key)
                .send()
                .await
                .map(drop)
                .map_err(|error| self.error(&format!("deleting {key}"), error))
        })
        .await
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> StoreResult<ListPage> {
        self.persistently(&Job::quiet(), || self.read_list(prefix, after))
            .await
    }

    async fn drop_uploads(&self, key: &str, which: Leftovers) -> StoreResult<u64> {
        self.drop_leftovers(key, which).await
    }
}
