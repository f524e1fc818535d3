//! The time that requests are signed with: this computer's, put right where a service says that it is
//! wrong. Services refuse what was signed a quarter of an hour off. The AWS SDK can do the same, and is
//! told not to: it knows only AWS's own words for it, and two corrections of one clock make it wrong
//! again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;
use time::OffsetDateTime;

use crate::{StoreError, StoreErrorKind};

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

    /// Goes by a service's time where its refusal `error` may be due to this computer's; says whether
    /// it does now. The answer to a HEAD has no room for a reason, and CloudFront takes what was
    /// signed at another time for a wrong signature, so there the times themselves must tell.
    pub(crate) fn learns_from(&self, error: &StoreError) -> bool {
        let Some(time) = error.server_time() else {
            return false;
        };
        let is_off = match error.kind() {
            StoreErrorKind::Clock => true,
            StoreErrorKind::Denied => self.is_off(time),
            _ => false,
        };
        if is_off {
            self.learn(time);
        }
        is_off
    }

    /// Whether a service that says `now` would refuse what is signed with this clock.
    fn is_off(&self, now: OffsetDateTime) -> bool {
        const ALLOWED: time::Duration = time::Duration::minutes(10);
        (now - self.time()).abs() > ALLOWED
    }

    /// Goes by the time `now` of a service from now on.
    fn learn(&self, now: OffsetDateTime) {
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
