//! The port to a CDN: tell it that some paths changed, and wait until it knows everywhere.

use std::fmt;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use base::Job;

use crate::{StoreError, StoreErrorKind, StoreResult, pause};

/// A distribution of a CDN.
#[async_trait]
pub trait Cdn: Send + Sync + fmt::Debug {
    /// Drops `paths` (each with its leading slash) from the caches; gives the invalidation's id.
    ///
    /// `caller_reference` names the reason: the same reference with the same paths is the same
    /// invalidation, however often it is asked for.
    ///
    /// # Errors
    /// Those of the CDN.
    async fn invalidate(&self, paths: &[String], caller_reference: &str) -> StoreResult<String>;

    /// How far an invalidation has come.
    ///
    /// # Errors
    /// [`StoreErrorKind::NotFound`] where there is none with that id, and those of the CDN.
    async fn status(&self, invalidation: &str) -> StoreResult<InvalidationStatus>;
}

/// How far an invalidation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvalidationStatus {
    /// Some caches may still serve what was.
    InProgress,
    /// No cache serves what was.
    Completed,
}

/// Has the CDN forget `paths` and waits until it did, for `patience` at most. A CDN that has too many
/// invalidations under way is asked again until it takes this one. Gives its id.
///
/// # Errors
/// Those of [`wait_for_invalidation`]; [`StoreErrorKind::Throttled`] where the CDN never takes it.
pub async fn invalidate(
    cdn: &dyn Cdn,
    paths: &[String],
    caller_reference: &str,
    patience: Duration,
    job: &Job,
) -> StoreResult<String> {
    let begin = Instant::now();
    let mut attempt = 0;
    let id = loop {
        match cdn.invalidate(paths, caller_reference).await {
            // CloudFront's limit of invalidations in progress is counted over the whole account:
            // those of others end within minutes.
            Err(error)
                if error.kind() == StoreErrorKind::Throttled && begin.elapsed() < patience =>
            {
                job.stage("Waiting for the CDN to finish earlier invalidations");
                pause::sleep(pause::backoff(attempt), job).await?;
                attempt += 1;
            }
            outcome => break outcome?,
        }
    };
    let left = patience.saturating_sub(begin.elapsed());
    wait_for_invalidation(cdn, &id, left, job).await?;
    Ok(id)
}

/// Waits until `invalidation` is complete, for `patience` at most; asks often at first, then every
/// five seconds.
///
/// # Errors
/// [`StoreErrorKind::Unavailable`] once patience is over, [`StoreErrorKind::Cancelled`] when the
/// job is stopped, and those of the CDN.
pub async fn wait_for_invalidation(
    cdn: &dyn Cdn,
    invalidation: &str,
    patience: Duration,
    job: &Job,
) -> StoreResult<()> {
    const LONGEST: Duration = Duration::from_secs(5);
    let begin = Instant::now();
    let mut delay = Duration::from_millis(100);
    job.items(0, 1);
    loop {
        if cdn.status(invalidation).await? == InvalidationStatus::Completed {
            job.items(1, 1);
            return Ok(());
        }
        let left = patience.saturating_sub(begin.elapsed());
        if left.is_zero() {
            return Err(StoreError::new(
                StoreErrorKind::Unavailable,
                format!(
                    "The CDN hasn't finished invalidation {invalidation} within {}",
                    base::units::seconds(patience.as_secs_f64())
                ),
            ));
        }
        pause::sleep(delay.min(left), job).await?;
        delay = (delay * 2).min(LONGEST);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use std::sync::Arc;

    use super::*;
    use crate::testing::MemoryCdn;

    #[tokio::test]
    async fn waiting_ends_when_the_cdn_is_done() {
        let cdn = MemoryCdn::new(Arc::default());
        cdn.answer_in_progress(2);
        let id = cdn.invalidate(&["/a".into()], "one").await.unwrap();
        wait_for_invalidation(&cdn, &id, Duration::from_secs(60), &Job::quiet())
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn a_cdn_with_too_many_under_way_is_asked_until_it_takes_one_more() {
        use crate::testing::{Call, FailingCdn, Failures};
        let (behind, failures) = (
            Arc::new(MemoryCdn::new(Arc::default())),
            Failures::default(),
        );
        for _ in 0..2 {
            failures.next(Call::Invalidate, StoreErrorKind::Throttled);
        }
        let cdn = FailingCdn::new(behind.clone(), failures);
        let paths = ["/a".to_owned()];
        let patience = Duration::from_secs(600);
        invalidate(&cdn, &paths, "one", patience, &Job::quiet())
            .await
            .unwrap();
        assert_eq!(behind.invalidations(), [("one".to_owned(), paths.to_vec())]);
    }

    #[tokio::test]
    async fn waiting_ends_when_patience_does_or_the_user_stops_it() {
        let cdn = MemoryCdn::new(Arc::default());
        cdn.answer_in_progress(u32::MAX);
        let id = cdn.invalidate(&["/a".into()], "one").await.unwrap();
        let job = Job::quiet();
        let error = wait_for_invalidation(&cdn, &id, Duration::ZERO, &job)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Unavailable);
        job.cancel().cancel();
        let error = wait_for_invalidation(&cdn, &id, Duration::from_secs(60), &job)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Cancelled);
    }
}
