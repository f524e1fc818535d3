//! The time that requests are signed with: this computer's, put right where a service says that it is
//! wrong. Services refuse what was signed a quarter of an hour off.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;
use time::OffsetDateTime;

/// A clock that learns; clones share what it has learnt.
#[derive(Debug, Clone, Default)]
pub struct SigningClock {
    /// What is added to the computer's time, in milliseconds.
    correction: Arc<AtomicI64>,
    /// How far the computer's clock is off, for tests of just that.
    wrong_by: time::Duration,
}

impl SigningClock {
    /// The clock of a computer that is `wrong_by` so much; for tests.
    #[must_use]
    pub fn wrong_by(wrong_by: time::Duration) -> Self {
        Self {
            wrong_by,
            ..Self::default()
        }
    }

    /// The computer's time, uncorrected.
    fn own(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + self.wrong_by
    }

    /// The time to sign with.
    fn time(&self) -> OffsetDateTime {
        let correction = self.correction.load(Ordering::Relaxed);
        self.own() + time::Duration::milliseconds(correction)
    }

    /// Whether a service that says `now` would refuse what is signed with this clock.
    pub(crate) fn is_off(&self, now: OffsetDateTime) -> bool {
        const ALLOWED: time::Duration = time::Duration::minutes(10);
        (now - self.time()).abs() > ALLOWED
    }

    /// Goes by the time `now` of a service from now on.
    pub(crate) fn learn(&self, now: OffsetDateTime) {
        let off = (now - self.own()).whole_milliseconds();
        let off = i64::try_from(off).unwrap_or(0);
        tracing::warn!(milliseconds = off, "this computer's clock is wrong");
        self.correction.store(off, Ordering::Relaxed);
    }
}

impl TimeSource for SigningClock {
    fn now(&self) -> SystemTime {
        let since = (self.time() - OffsetDateTime::UNIX_EPOCH).whole_milliseconds();
        SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(since).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_wrong_clock_goes_right_once_it_was_told_the_time() {
        let clock = SigningClock::wrong_by(time::Duration::hours(-3));
        let off = |clock: &SigningClock| {
            let now = SystemTime::now();
            now.duration_since(clock.now())
                .unwrap_or_default()
                .as_secs()
        };
        assert!(off(&clock) > 10_000 && clock.is_off(OffsetDateTime::now_utc()));
        let shared = clock.clone();
        clock.learn(OffsetDateTime::now_utc());
        assert!(off(&shared) < 60 && !shared.is_off(OffsetDateTime::now_utc()));
    }
}
