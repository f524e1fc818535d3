//! CloudFront, or what speaks its API.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_cloudfront::config::retry::RetryConfig;
use aws_sdk_cloudfront::config::{BehaviorVersion, IdentityCache, Region};
use aws_sdk_cloudfront::types::{InvalidationBatch, Paths};
use aws_sdk_cloudfront::{Client, Config};
use base::Job;

use crate::credentials::{CredentialSource, provider};
use crate::{
    Cdn, InvalidationStatus, SigningClock, StoreError, StoreErrorKind, StoreResult, attempts, aws,
};

/// CloudFront signs for this region wherever it is used from.
const REGION: &str = "us-east-1";

/// Where a distribution is.
#[derive(Debug, Clone)]
pub struct CloudFrontConfig {
    /// The API's endpoint; `None` for AWS's own.
    pub endpoint: Option<String>,
    /// The distribution's id.
    pub distribution: String,
    /// Who signs.
    pub credentials: Arc<dyn CredentialSource>,
    /// The time that requests are signed with.
    pub clock: SigningClock,
}

/// A CloudFront distribution.
pub struct CloudFront {
    client: Client,
    distribution: String,
    credentials: Arc<dyn CredentialSource>,
    clock: SigningClock,
    /// The service's name in sentences.
    name: String,
}

impl fmt::Debug for CloudFront {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloudFront")
            .field("distribution", &self.distribution)
            .field("at", &self.name)
            .finish_non_exhaustive()
    }
}

impl CloudFront {
    /// Connects at the first call, not before.
    #[must_use]
    pub fn new(config: CloudFrontConfig) -> Self {
        let mut builder = Config::builder()
            .time_source(config.clock.clone())
            .disable_clock_skew_correction(true)
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .credentials_provider(provider(config.credentials.clone()))
            // The source keeps them itself, and is told when they have run out.
            .identity_cache(IdentityCache::no_cache())
            .http_client(aws::http_client())
            // Attempts are repeated here, as those of the store are.
            .retry_config(RetryConfig::disabled())
            .timeout_config(aws::timeouts());
        let mut name = "CloudFront".to_owned();
        if let Some(endpoint) = config.endpoint {
            name = format!("the CDN at {endpoint}");
            builder = builder.endpoint_url(endpoint);
        }
        Self {
            client: Client::from_conf(builder.build()),
            distribution: config.distribution,
            credentials: config.credentials,
            clock: config.clock,
            name,
        }
    }

    async fn persistently<T, F>(&self, attempt: impl FnMut() -> F) -> StoreResult<T>
    where
        F: Future<Output = StoreResult<T>> + Send,
        T: Send,
    {
        attempts::persistently(&self.clock, &*self.credentials, &Job::quiet(), attempt).await
    }

    async fn create(&self, batch: InvalidationBatch) -> StoreResult<String> {
        let answer = self
            .client
            .create_invalidation()
            .distribution_id(&self.distribution)
            .invalidation_batch(batch)
            .send()
            .await
            .map_err(|error| aws::store_error(&self.name, "invalidating", error))?;
        answer
            .invalidation()
            .map(|invalidation| invalidation.id().to_owned())
            .ok_or_else(|| {
                StoreError::new(
                    StoreErrorKind::Unavailable,
                    format!("{} named no invalidation", self.name),
                )
            })
    }

    async fn read(&self, invalidation: &str) -> StoreResult<InvalidationStatus> {
        let answer = self
            .client
            .get_invalidation()
            .distribution_id(&self.distribution)
            .id(invalidation)
            .send()
            .await
            .map_err(|error| {
                aws::store_error(
                    &self.name,
                    &format!("asking for invalidation {invalidation}"),
                    error,
                )
            })?;
        let completed = answer
            .invalidation()
            // CloudFront writes "Completed", its stand-ins also "COMPLETED".
            .is_some_and(|found| found.status().eq_ignore_ascii_case("completed"));
        Ok(if completed {
            InvalidationStatus::Completed
        } else {
            InvalidationStatus::InProgress
        })
    }
}

#[async_trait]
impl Cdn for CloudFront {
    async fn invalidate(&self, paths: &[String], caller_reference: &str) -> StoreResult<String> {
        let unbuildable = |error| {
            StoreError::new(StoreErrorKind::Refused, "The invalidation can't be made")
                .because(error)
        };
        let paths = Paths::builder()
            .quantity(i32::try_from(paths.len()).unwrap_or(i32::MAX))
            .set_items(Some(paths.to_vec()))
            .build()
            .map_err(unbuildable)?;
        let batch = InvalidationBatch::builder()
            .paths(paths)
            .caller_reference(caller_reference)
            .build()
            .map_err(unbuildable)?;
        self.persistently(|| self.create(batch.clone())).await
    }

    async fn status(&self, invalidation: &str) -> StoreResult<InvalidationStatus> {
        self.persistently(|| self.read(invalidation)).await
    }
}
