//! A cap on how fast bytes leave, shared by all parts that are on their way.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many bytes a second at most, over all uploads that share it.
#[derive(Debug)]
pub struct Bandwidth {
    bytes_per_second: u64,
    /// When the next byte may leave.
    free: Mutex<Instant>,
}

impl Bandwidth {
    /// A cap of `bytes_per_second`, at least 1.
    #[must_use]
    pub fn new(bytes_per_second: u64) -> Self {
        Self {
            bytes_per_second: bytes_per_second.max(1),
            free: Mutex::new(Instant::now()),
        }
    }

    /// Takes `count` bytes into account; says how long to wait before more are sent.
    pub(super) fn take(&self, count: u64) -> Duration {
        let cost = Duration::from_secs_f64(count as f64 / self.bytes_per_second as f64);
        let now = Instant::now();
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        // What wasn't used in the past isn't made up for.
        *free = (*free).max(now) + cost;
        free.saturating_duration_since(now)
    }

    /// How much to send at a time, `most` at most: a tenth of a second's worth or less, so that
    /// several parts at once stay even and none stands still for long.
    pub(super) fn piece(&self, most: usize) -> usize {
        const LEAST: u64 = 4096;
        let share = (self.bytes_per_second / 16).max(LEAST);
        usize::try_from(share).unwrap_or(usize::MAX).min(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_add_up_to_the_time_that_the_bytes_may_take() {
        let cap = Bandwidth::new(1_000_000);
        let mut last = Duration::ZERO;
        for _ in 0..10 {
            let wait = cap.take(100_000);
            assert!(wait > last, "{wait:?} after {last:?}");
            last = wait;
        }
        // Ten times a tenth of a second, less the moment that this test took.
        assert!(last <= Duration::from_secs(1), "{last:?}");
    }

    #[test]
    fn pieces_shrink_with_the_cap() {
        assert_eq!(Bandwidth::new(u64::MAX).piece(1 << 18), 1 << 18);
        assert_eq!(Bandwidth::new(1_600_000).piece(1 << 18), 100_000);
        assert_eq!(Bandwidth::new(1).piece(1 << 18), 4096);
    }
}
