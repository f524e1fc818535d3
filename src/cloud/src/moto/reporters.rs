//! Jobs that watch an upload, or do something in the middle of it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use base::{Cancel, Job, Progress, Reporter};

/// Notes how far the work came.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// The first two counts.
    pub(super) beginning: Mutex<Vec<u64>>,
    pub(super) most: AtomicU64,
    pub(super) total: AtomicU64,
}

impl Reporter for Watch {
    fn stage(&self, _name: &str) {}

    fn progress(&self, progress: Progress) {
        let mut beginning = self.beginning.lock().unwrap();
        if beginning.len() < 2 {
            beginning.push(progress.done);
        }
        self.most.fetch_max(progress.done, Ordering::Relaxed);
        self.total
            .store(progress.total.unwrap_or_default(), Ordering::Relaxed);
    }

    fn warn(&self, warning: &str) {
        panic!("an unexpected warning: {warning}");
    }
}

/// Does something once, when more than so many bytes are on their way.
struct Interrupt<F> {
    beyond: u64,
    act: Mutex<Option<F>>,
}

impl<F: FnOnce() + Send> Reporter for Interrupt<F> {
    fn stage(&self, _name: &str) {}

    fn progress(&self, progress: Progress) {
        if progress.done > self.beyond
            && let Some(act) = self.act.lock().unwrap().take()
        {
            act();
        }
    }

    fn warn(&self, warning: &str) {
        panic!("an unexpected warning: {warning}");
    }
}

/// A job in whose course, beyond so many bytes, `act` happens.
pub(super) fn interrupted(cancel: Cancel, beyond: u64, act: impl FnOnce() + Send + 'static) -> Job {
    let act = Mutex::new(Some(act));
    Job::new(Arc::new(Interrupt { beyond, act }), cancel)
}
