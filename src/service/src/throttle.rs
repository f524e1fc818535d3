//! A limit on how often something may fail, such as signing in.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

/// How many names are remembered at most; the map can't be made to grow without bound.
const MOST_NAMES: usize = 10_000;

/// Counts failures by name within a window of time.
pub(crate) struct Throttle {
    allowed: usize,
    window: Duration,
    failures: Mutex<HashMap<String, Vec<OffsetDateTime>>>,
}

impl Throttle {
    /// Ten wrong passwords in five minutes, for one account or from one address.
    pub(crate) fn for_sign_in() -> Self {
        Self::new(10, Duration::minutes(5))
    }

    fn new(allowed: usize, window: Duration) -> Self {
        Self {
            allowed,
            window,
            failures: Mutex::default(),
        }
    }

    /// `Err` with the time to wait where `name` has failed too often.
    pub(crate) fn check(&self, name: &str, now: OffsetDateTime) -> Result<(), Duration> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = failures.get_mut(name) else {
            return Ok(());
        };
        times.retain(|time| now - *time < self.window);
        match times.first() {
            Some(first) if times.len() >= self.allowed => Err(*first + self.window - now),
            _ => Ok(()),
        }
    }

    /// Counts a failure of `name`.
    pub(crate) fn failed(&self, name: &str, now: OffsetDateTime) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_NAMES && !failures.contains_key(name) {
            failures.retain(|_, times| times.iter().any(|time| now - *time < self.window));
            if failures.len() >= MOST_NAMES {
                return;
            }
        }
        let times = failures.entry(name.to_owned()).or_default();
        if times.len() < self.allowed {
            times.push(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_so_many_failures_one_waits_for_the_window_to_pass() {
        let throttle = Throttle::new(2, Duration::minutes(5));
        let start = OffsetDateTime::UNIX_EPOCH;
        throttle.failed("a", start);
        assert_eq!(throttle.check("a", start), Ok(()));
        throttle.failed("a", start + Duration::minutes(1));
        assert_eq!(
            throttle.check("a", start + Duration::minutes(2)),
            Err(Duration::minutes(3))
        );
        assert_eq!(throttle.check("b", start), Ok(()));
        assert_eq!(throttle.check("a", start + Duration::minutes(5)), Ok(()));
    }
}
