//! How many parts are on their way at once: more while that helps, fewer when the store or the line
//! has too much to do.
//!
//! Additive increase, multiplicative decrease: each part that gets through adds a little, a refusal
//! for too many requests halves. Between them, the time that parts take says whether they queue:
//! where as many as [`QUEUED`] do, more of them would only wait.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base::Job;
use tokio::sync::Notify;

use crate::{StoreErrorKind, StoreResult, pause};

/// How many are tried at first.
const FIRST: f64 = 4.0;
/// How many parts may wait somewhere on the line; more would make each slower and none faster.
const QUEUED: f64 = 6.0;
/// Refusals that come together count once.
const TOGETHER: Duration = Duration::from_secs(1);

/// How many parts of all uploads of one store may be on their way at once.
#[derive(Debug)]
pub(super) struct ConcurrencyLimit {
    most: f64,
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug)]
struct State {
    /// How many may be on their way; at least 1.
    limit: f64,
    under_way: usize,
    /// The least time that a byte has taken, in seconds.
    quickest: Option<f64>,
    /// When the limit was last halved.
    halved: Option<Instant>,
}

impl ConcurrencyLimit {
    /// `most` at once at most, which is at least 1.
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1) as f64;
        Self {
            most,
            state: Mutex::new(State {
                limit: FIRST.min(most),
                under_way: 0,
                quickest: None,
                halved: None,
            }),
            freed: Notify::new(),
        }
    }

    /// Waits until one more may be on its way: while `job` is paused, none may.
    pub(super) async fn begin(&self, job: &Job) -> StoreResult<Turn<'_>> {
        loop {
            pause::until_running(job).await?;
            let freed = self.freed.notified();
            {
                let mut state = self.lock();
                if (state.under_way as f64) < state.limit.floor() {
                    state.under_way += 1;
                    return Ok(Turn {
                        of: self,
                        begun: Instant::now(),
                    });
                }
            }
            freed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn sent(&mut self, seconds_per_byte: f64, most: f64) {
        let quickest = self
            .quickest
            .map_or(seconds_per_byte, |quickest| quickest.min(seconds_per_byte));
        self.quickest = Some(quickest);
        let queued = self.limit * (1.0 - quickest / seconds_per_byte.max(f64::MIN_POSITIVE));
        if queued < QUEUED {
            self.limit = (self.limit + 1.0 / self.limit).min(most);
        } else {
            self.limit = (self.limit - 1.0 / self.limit).max(1.0);
        }
    }

    fn refused(&mut self, now: Instant) {
        let together = self
            .halved
            .is_some_and(|halved| now.duration_since(halved) < TOGETHER);
        if !together {
            self.halved = Some(now);
            self.limit = (self.limit / 2.0).max(1.0);
        }
    }
}

/// One part's turn; the next may begin when it is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    of: &'a ConcurrencyLimit,
    begun: Instant,
}

impl Turn<'_> {
    /// Learns from how it went: `bytes` that arrived, or the kind of failure.
    pub(super) fn end(self, how: Result<u64, StoreErrorKind>) {
        let now = Instant::now();
        let mut state = self.of.lock();
        match how {
            Ok(bytes) => {
                let seconds = now.duration_since(self.begun).as_secs_f64();
                state.sent(seconds / bytes.max(1) as f64, self.of.most);
            }
            Err(StoreErrorKind::Throttled) => state.refused(now),
            Err(_) => {}
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.of.lock();
        state.under_way = state.under_way.saturating_sub(1);
        drop(state);
        // All look again: the limit may have changed by more than one.
        self.of.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn limit(concurrency: &ConcurrencyLimit) -> f64 {
        concurrency.lock().limit
    }

    #[test]
    fn the_limit_grows_while_parts_stay_quick_and_not_beyond_the_most() {
        let concurrency = ConcurrencyLimit::new(8);
        for _ in 0..200 {
            concurrency.lock().sent(1e-8, 8.0);
        }
        assert!((limit(&concurrency) - 8.0).abs() < 1e-9);
    }

    #[test]
    fn parts_that_queue_bring_the_limit_down() {
        let concurrency = ConcurrencyLimit::new(64);
        for _ in 0..5000 {
            // A line that is full: the time for a byte grows with those on their way.
            let now = limit(&concurrency);
            concurrency.lock().sent(1e-8 * now, 64.0);
        }
        // The first parts were the quickest; beyond those, as many as may wait.
        let settled = limit(&concurrency);
        assert!((settled - FIRST - QUEUED).abs() < 1.0, "{settled}");
    }

    #[test]
    fn refusals_halve_the_limit_once_for_those_that_come_together() {
        let concurrency = ConcurrencyLimit::new(8);
        let now = Instant::now();
        for _ in 0..5 {
            concurrency.lock().refused(now);
        }
        assert!((limit(&concurrency) - 2.0).abs() < 1e-9);
        for later in 1..20 {
            concurrency.lock().refused(now + TOGETHER * later);
        }
        assert!(
            (limit(&concurrency) - 1.0).abs() < 1e-9,
            "one is always tried"
        );
    }

    #[tokio::test]
    async fn turns_are_taken_one_after_the_other_and_none_while_paused() {
        let (concurrency, job) = (ConcurrencyLimit::new(1), Job::quiet());
        let first = concurrency.begin(&job).await.unwrap();
        assert_eq!(concurrency.lock().under_way, 1);
        let second = concurrency.begin(&job);
        let both = async {
            first.end(Ok(1000));
        };
        let (second, ()) = tokio::join!(second, both);
        drop(second.unwrap());
        assert_eq!(concurrency.lock().under_way, 0);
        job.pause().set(true);
        job.cancel().cancel();
        assert_eq!(
            concurrency.begin(&job).await.unwrap_err().kind(),
            StoreErrorKind::Cancelled
        );
    }
}
