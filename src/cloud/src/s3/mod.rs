//! S3, or what speaks its API.

mod body;
mod multipart;
mod read;
mod resume;
mod write;

use std::fmt;
use std::future::Future;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_s3::config::{
    BehaviorVersion, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};
use aws_sdk_s3::{Client, Config};
use base::Job;
use bytes::Bytes;

use crate::credentials::{CredentialSource, provider};
use crate::{
    Checksums, Fetched, Journal, ListPage, ObjectInfo, ObjectStore, PutOptions, Source, StoreError,
    StoreResult, Written, aws, pause,
};

/// Where a bucket is and how it is written.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// The endpoint; `None` for AWS's own. Another one is spoken to with the bucket in the path.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Who signs.
    pub credentials: Arc<dyn CredentialSource>,
    /// Which checksums go along.
    pub checksums: Checksums,
    /// How many parts of one upload are on their way at once; at least 1.
    pub concurrency: usize,
    /// Where uploads in parts are noted, so that one that broke off goes on where it was. Without
    /// it, an upload that fails leaves nothing behind and begins anew.
    pub journal: Option<Arc<Journal>>,
}

impl S3Config {
    /// CRC-64/NVME, and eight parts at once: enough to fill a fast line over a long distance, with
    /// some 256 KiB of memory each.
    pub fn new(
        region: impl Into<String>,
        bucket: impl Into<String>,
        credentials: Arc<dyn CredentialSource>,
    ) -> Self {
        Self {
            endpoint: None,
            region: region.into(),
            bucket: bucket.into(),
            credentials,
            checksums: Checksums::default(),
            concurrency: 8,
            journal: None,
        }
    }
}

/// A bucket in S3.
pub struct S3Store {
    client: Client,
    bucket: String,
    checksums: Checksums,
    concurrency: usize,
    journal: Option<Arc<Journal>>,
    /// The service's name in the journal.
    place: String,
    /// The service's name in sentences.
    name: String,
}

impl fmt::Debug for S3Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Store")
            .field("bucket", &self.bucket)
            .field("at", &self.name)
            .finish_non_exhaustive()
    }
}

impl S3Store {
    /// Connects at the first call, not before.
    #[must_use]
    pub fn new(config: S3Config) -> Self {
        let validation = match config.checksums {
            Checksums::WhenRequired => ResponseChecksumValidation::WhenRequired,
            Checksums::Crc64Nvme | Checksums::Crc32C => ResponseChecksumValidation::WhenSupported,
        };
        let mut builder = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(config.region))
            .credentials_provider(provider(config.credentials))
            .http_client(aws::http_client())
            .retry_config(aws::retries())
            .timeout_config(aws::timeouts())
            // Ours are known beforehand and go along as headers; the SDK would compute its own
            // while sending and wrap each body in chunks for them.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(validation);
        let (mut place, mut name) = ("S3".to_owned(), "S3".to_owned());
        if let Some(endpoint) = config.endpoint {
            place.clone_from(&endpoint);
            name = format!("the object store at {endpoint}");
            builder = builder.endpoint_url(endpoint).force_path_style(true);
        }
        Self {
            client: Client::from_conf(builder.build()),
            bucket: config.bucket,
            checksums: config.checksums,
            concurrency: config.concurrency.max(1),
            journal: config.journal,
            place,
            name,
        }
    }

    /// The same store whose requests and answers pass through `interceptor`.
    #[cfg(test)]
    pub(crate) fn intercepted(
        mut self,
        interceptor: impl aws_sdk_s3::config::Intercept + 'static,
    ) -> Self {
        let config = self.client.config().to_builder();
        self.client = Client::from_conf(config.interceptor(interceptor).build());
        self
    }

    /// Tries `attempt` again while its failures are passing ones. The SDK repeats single requests
    /// by itself; this covers what it doesn't know to be passing (bytes damaged on the way) and
    /// outages that last longer than its patience.
    async fn persistently<T, F>(&self, job: &Job, mut attempt: impl FnMut() -> F) -> StoreResult<T>
    where
        F: Future<Output = StoreResult<T>> + Send,
        T: Send,
    {
        const ATTEMPTS: u32 = 3;
        let mut failed = 0;
        loop {
            match attempt().await {
                Err(error) if error.kind().is_passing() && failed + 1 < ATTEMPTS => {
                    tracing::debug!(%error, failed, "trying again");
                    pause::sleep(pause::backoff(failed), job).await?;
                    failed += 1;
                }
                outcome => return outcome,
            }
        }
    }
}

#[async_trait]
impl ObjectStore for S3Store {
    async fn head(&self, key: &str) -> StoreResult<Option<ObjectInfo>> {
        self.read_head(key).await
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> StoreResult<Fetched> {
        self.read_object(key, range).await
    }

    async fn put(&self, key: &str, content: Bytes, options: &PutOptions) -> StoreResult<Written> {
        let content = write::Content::of(content);
        self.write_once(key, &content, options, &Job::quiet()).await
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
        self.client
            .delete_object()
            .bucket(&self.bucket)
            .key(key)
            .send()
            .await
            .map(drop)
            .map_err(|error| self.error(&format!("deleting {key}"), error))
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> StoreResult<ListPage> {
        self.read_list(prefix, after).await
    }
}

impl S3Store {
    fn error<E>(
        &self,
        doing: &str,
        error: aws_sdk_s3::error::SdkError<E, aws_sdk_s3::config::http::HttpResponse>,
    ) -> StoreError
    where
        E: aws_sdk_s3::error::ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        aws::store_error(&self.name, doing, error)
    }
}
