//! Who may use memory, and when: large work waits for its turn.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Memory that threads share, in bytes.
pub(super) struct Turns {
    all: u64,
    left: Mutex<u64>,
    freed: Condvar,
}

/// A share of it, given back when dropped.
pub(super) struct Turn<'t> {
    turns: &'t Turns,
    bytes: u64,
}

impl Turns {
    /// `bytes` to share.
    pub(super) fn new(bytes: u64) -> Self {
        Self {
            all: bytes,
            left: Mutex::new(bytes),
            freed: Condvar::new(),
        }
    }

    /// Waits until `bytes` are free and takes them. A request for more than there is at all waits until
    /// all is free.
    pub(super) fn take(&self, bytes: u64) -> Turn<'_> {
        let bytes = bytes.min(self.all);
        let mut left = self.left();
        while *left < bytes {
            left = self
                .freed
                .wait(left)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *left -= bytes;
        Turn { turns: self, bytes }
    }

    fn left(&self) -> MutexGuard<'_, u64> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.turns.left() += self.bytes;
        self.turns.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_is_taken_at_once_than_there_is() {
        let turns = Turns::new(100);
        let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (turns, now, most) = (&turns, &now, &most);
                scope.spawn(move || {
                    for round in 0..50 {
                        let bytes = (thread * 31 + round * 17) % 130;
                        let _turn = turns.take(bytes);
                        let taken = bytes.min(100);
                        most.fetch_max(
                            now.fetch_add(taken, Ordering::SeqCst) + taken,
                            Ordering::SeqCst,
                        );
                        now.fetch_sub(taken, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 100);
        assert_eq!(*turns.left(), 100);
    }
}
