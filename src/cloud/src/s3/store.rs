//! A bucket, and what every call to it shares.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, IdentityCache, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};
use aws_sdk_s3::{Client, Config};
use base::Job;

use super::bandwidth::Bandwidth;
use super::body::Meter;
use super::concurrency::ConcurrencyLimit;
use crate::credentials::{CredentialSource, provider};
use crate::{Checksums, Journal, SigningClock, StoreError, StoreResult, attempts, aws};

/// Where a bucket is and how it is written.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// The endpoint; `None` for AWS's own. With any other, the bucket is in the path.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Who signs.
    pub credentials: Arc<dyn CredentialSource>,
    /// Which checksums go along.
    pub checksums: Checksums,
    /// The most parts that are on their way at once, over all uploads; at least 1. Within that, as
    /// many are as the store and the line can take.
    pub concurrency: usize,
    /// How fast they may leave; `None` for as fast as they can.
    pub bandwidth: Option<Arc<Bandwidth>>,
    /// Where uploads in parts are noted, so that one that broke off or was stopped goes on where it
    /// was. Without it, an upload that fails leaves nothing behind and begins anew.
    pub journal: Option<Arc<Journal>>,
    /// The store's name in the journal, one that it keeps when its address changes; `None` takes
    /// the endpoint.
    pub place: Option<String>,
    /// The time that requests are signed with.
    pub clock: SigningClock,
}

impl S3Config {
    /// CRC-64/NVME, and up to sixteen parts at once: enough to fill a fast line over a long
    /// distance, with some 256 KiB of memory each.
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
            concurrency: 16,
            bandwidth: None,
            journal: None,
            place: None,
            clock: SigningClock::default(),
        }
    }
}

/// A bucket in S3.
pub struct S3Store {
    pub(super) client: Client,
    pub(super) bucket: String,
    pub(super) checksums: Checksums,
    pub(super) credentials: Arc<dyn CredentialSource>,
    pub(super) concurrency: usize,
    pub(super) limit: ConcurrencyLimit,
    pub(super) bandwidth: Option<Arc<Bandwidth>>,
    pub(super) journal: Option<Arc<Journal>>,
    pub(super) clock: SigningClock,
    /// The service's name in the journal.
    pub(super) place: String,
    /// The service's name in sentences.
    pub(super) name: String,
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
            .credentials_provider(provider(config.credentials.clone()))
            // The source keeps them itself, and is told when they have run out.
            .identity_cache(IdentityCache::no_cache())
            .http_client(aws::http_client())
            .time_source(config.clock.clone())
            // That clock learns from refusals; were the SDK to learn too, both would correct at once.
            .disable_clock_skew_correction(true)
            // Attempts are repeated here, where the limit of concurrency learns from each that fails.
            .retry_config(RetryConfig::disabled())
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
            credentials: config.credentials,
            concurrency: config.concurrency.max(1),
            limit: ConcurrencyLimit::new(config.concurrency),
            bandwidth: config.bandwidth,
            journal: config.journal,
            clock: config.clock,
            place: config.place.unwrap_or(place),
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

    /// Tries `attempt` again while its failures are passing ones.
    pub(super) async fn persistently<T, F>(
        &self,
        job: &Job,
        attempt: impl FnMut() -> F,
    ) -> StoreResult<T>
    where
        F: Future<Output = StoreResult<T>> + Send,
        T: Send,
    {
        attempts::persistently(&self.clock, &*self.credentials, job, attempt).await
    }

    /// Counts the bytes of one upload.
    pub(super) fn meter(&self, job: &Job, total: u64) -> Arc<Meter> {
        Meter::new(job, total, self.bandwidth.clone())
    }

    /// The fault of a call that failed.
    pub(super) fn error<E>(
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
