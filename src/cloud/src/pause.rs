//! Waiting that can be stopped: a job's cancellation as a future, and delays between attempts.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

use base::{Cancel, Job};

use crate::{StoreError, StoreResult};

/// How often a waiting task looks at its cancel flag; short enough to feel immediate.
const LOOK: Duration = Duration::from_millis(50);

/// Ends once `cancel` is set; for `tokio::select!` beside work that can't look itself.
pub async fn cancelled(cancel: &Cancel) {
    while !cancel.is_cancelled() {
        tokio::time::sleep(LOOK).await;
    }
}

/// Waits for `duration`.
///
/// # Errors
/// [`StoreErrorKind::Cancelled`](crate::StoreErrorKind::Cancelled) as soon as the job is stopped.
pub async fn sleep(duration: Duration, job: &Job) -> StoreResult<()> {
    tokio::select! {
        biased;
        () = cancelled(job.cancel()) => Err(StoreError::cancelled()),
        () = tokio::time::sleep(duration) => Ok(()),
    }
}

/// Waits while `job` is paused.
///
/// # Errors
/// [`StoreErrorKind::Cancelled`](crate::StoreErrorKind::Cancelled) where the job is stopped.
pub async fn until_running(job: &Job) -> StoreResult<()> {
    loop {
        if job.cancel().is_cancelled() {
            return Err(StoreError::cancelled());
        }
        if !job.pause().is_set() {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The delay before the `attempt`th repetition (from 0): doubling from 200 ms up to 10 s, of which
/// a random half, so that clients that failed together don't come back together.
#[must_use]
pub fn backoff(attempt: u32) -> Duration {
    const FIRST: Duration = Duration::from_millis(200);
    const LONGEST: Duration = Duration::from_secs(10);
    let full = FIRST
        .saturating_mul(2_u32.saturating_pow(attempt))
        .min(LONGEST);
    // Each `RandomState` has fresh keys: random enough to spread delays.
    let random = RandomState::new().hash_one(attempt) as u32;
    full.mul_f64(0.5 + 0.5 * f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_vary_and_stay_bounded() {
        for attempt in 0..40 {
            let full = (200_u64 << attempt.min(10)).min(10_000);
            let delay = backoff(attempt).as_millis() as u64;
            assert!((full / 2..=full).contains(&delay), "{attempt}: {delay}");
        }
        let delays: std::collections::HashSet<_> = (0..20).map(|_| backoff(5)).collect();
        assert!(delays.len() > 1);
    }
}
