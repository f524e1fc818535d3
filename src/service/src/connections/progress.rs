//! What a connection is waiting for, and since when.

use std::time::{Duration, Instant};

use super::ConnectionLimits;

/// After so many bytes a waiting time begins anew. In the minute that is allowed for them, that is 136
/// bytes a second: the slowest lines can do it, and it costs too much for those who only want to keep
/// a connection.
pub(super) const PIECE: u64 = 8 * 1024;

/// A body or answer that was waited for this long may make room for another connection.
const SLOW: Duration = Duration::from_secs(2);

/// A connection's state, as its reader, writer and handler report it.
#[derive(Debug)]
pub(super) struct Progress {
    /// How many requests are being answered.
    active: u32,
    /// Since when no request is being answered.
    quiet: Instant,
    /// When the first byte of the next head came.
    begun: Option<Instant>,
    /// Whether a request has been answered already.
    used: bool,
    body: Wait,
    answer: Wait,
}

/// Time spent waiting in one direction since there was last progress.
#[derive(Debug, Default)]
struct Wait {
    since: Option<Instant>,
    spent: Duration,
    bytes: u64,
}

impl Wait {
    fn begin(&mut self, now: Instant) {
        self.since.get_or_insert(now);
    }

    fn end(&mut self, now: Instant, bytes: u64) {
        if let Some(since) = self.since.take() {
            self.spent += now - since;
        }
        self.bytes += bytes;
        if self.bytes >= PIECE {
            self.spent = Duration::ZERO;
            self.bytes = 0;
        }
    }

    /// How long it has been waited for, if it is being waited for now.
    fn waited(&self, now: Instant) -> Option<Duration> {
        Some(self.spent + (now - self.since?))
    }
}

impl Progress {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            active: 0,
            quiet: now,
            begun: None,
            used: false,
            body: Wait::default(),
            answer: Wait::default(),
        }
    }

    /// A request's head is there.
    pub(super) fn request(&mut self) {
        self.active += 1;
        self.begun = None;
        self.body = Wait::default();
    }

    /// A request's answer is all written or given up.
    pub(super) fn answered(&mut self, now: Instant) {
        self.active = self.active.saturating_sub(1);
        self.used = true;
        self.quiet = now;
        self.body = Wait::default();
    }

    /// Bytes came from the client.
    pub(super) fn read(&mut self, now: Instant) {
        if self.active == 0 {
            self.begun.get_or_insert(now);
        }
    }

    /// The handler waits for a piece of the body.
    pub(super) fn wants_body(&mut self, now: Instant) {
        self.body.begin(now);
    }

    /// A piece of the body came.
    pub(super) fn has_body(&mut self, now: Instant, bytes: u64) {
        self.body.end(now, bytes);
    }

    /// The client takes no more bytes for now.
    pub(super) fn cannot_write(&mut self, now: Instant) {
        self.answer.begin(now);
    }

    /// The client took bytes.
    pub(super) fn wrote(&mut self, now: Instant, bytes: u64) {
        self.answer.end(now, bytes);
    }

    /// Whether the client has kept us waiting for too long.
    pub(super) fn is_over(&self, limits: &ConnectionLimits, now: Instant) -> bool {
        if let Some(waited) = self.answer.waited(now) {
            return waited > limits.stalled;
        }
        if self.active > 0 {
            return self
                .body
                .waited(now)
                .is_some_and(|waited| waited > limits.stalled);
        }
        let (since, allowed) = match self.begun {
            Some(begun) => (begun, limits.head),
            None if self.used => (self.quiet, limits.idle),
            None => (self.quiet, limits.head),
        };
        now - since > allowed
    }

    /// Whether nothing was ever asked on this connection.
    pub(super) fn is_new(&self) -> bool {
        self.active == 0 && !self.used
    }

    /// How long the client has kept us waiting, where it may make room for another; `None` for a
    /// connection that works.
    pub(super) fn may_go(&self, now: Instant) -> Option<Duration> {
        if self.active == 0 && self.answer.since.is_none() {
            return Some(now - self.quiet);
        }
        let waited = self.answer.waited(now).or_else(|| self.body.waited(now))?;
        (waited > SLOW).then_some(waited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn limits() -> ConnectionLimits {
        ConnectionLimits::default()
    }

    #[test]
    fn a_head_has_a_time_from_its_first_byte_on() {
        let start = Instant::now();
        let mut progress = Progress::new(start);
        assert!(!progress.is_over(&limits(), start + SECOND * 15));
        assert!(progress.is_over(&limits(), start + SECOND * 16), "silent");
        for second in 10..25 {
            // Dripped.
            progress.read(start + SECOND * second);
        }
        assert!(!progress.is_over(&limits(), start + SECOND * 25));
        assert!(progress.is_over(&limits(), start + SECOND * 26));
    }

    #[test]
    fn between_requests_a_connection_may_rest_for_longer() {
        let start = Instant::now();
        let mut progress = Progress::new(start);
        progress.request();
        // However long the answer takes to be made.
        assert!(!progress.is_over(&limits(), start + SECOND * 1000));
        assert_eq!(progress.may_go(start + SECOND * 1000), None);
        progress.answered(start + SECOND * 1000);
        assert!(!progress.is_over(&limits(), start + SECOND * 1100));
        assert!(progress.is_over(&limits(), start + SECOND * 1101));
        assert_eq!(progress.may_go(start + SECOND * 1003), Some(SECOND * 3));
    }

    #[test]
    fn a_slow_body_lives_as_long_as_it_moves() {
        let start = Instant::now();
        let mut progress = Progress::new(start);
        progress.request();
        // 400 bytes a second for an hour and more.
        for second in 0..5000 {
            progress.wants_body(start + SECOND * second);
            let now = start + SECOND * (second + 1);
            assert!(!progress.is_over(&limits(), now), "{second}");
            progress.has_body(now, 400);
        }
    }

    #[test]
    fn a_dripped_body_or_answer_ends() {
        let start = Instant::now();
        for answer in [false, true] {
            let mut progress = Progress::new(start);
            progress.request();
            let mut ended = None;
            for second in 0..100 {
                let (before, now) = (start + SECOND * second, start + SECOND * (second + 1));
                if answer {
                    progress.cannot_write(before);
                } else {
                    progress.wants_body(before);
                }
                if progress.is_over(&limits(), now) {
                    assert!(progress.may_go(now).is_some());
                    ended = Some(second);
                    break;
                }
                if answer {
                    progress.wrote(now, 10);
                } else {
                    progress.has_body(now, 10);
                }
            }
            assert_eq!(ended, Some(60));
        }
    }
}
