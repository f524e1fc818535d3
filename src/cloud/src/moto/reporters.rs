//! Jobs that watch an upload, or do something in the middle of it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use base::{Cancel, Job, Progress, Reporter};

/// Notes how far the work came.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub(super) most: AtomicU64,
    pub(super) total: AtomicU64,
}

impl Reporter for Watch {
    fn stage(&self, _name: &str) {}

    fn progress(&self, progress: Progress) {
        self.most.fetch_max(progress.done, Ordering::Relaxed);
        self.total
            .store(progress.total.unwrap_or_default(), Ordering::Relaxed);
    }

    fn warn(&self, warning: &str) {
        panic!("an unexpected warning: {warning}");
    }
}

/// Does something once, when the first bytes are on their way.
struct Interrupt<F>(Mutex<Option<F>>);

impl<F: FnOnce() + Send> Reporter for Interrupt<F> {
    fn stage(&self, _name: &str) {}

    fn progress(&self, _progress: Progress) {
        if let Some(act) = self.0.lock().unwrap().take() {
            act();
        }
    }

    fn warn(&self, warning: &str) {
        panic!("an unexpected warning: {warning}");
    }
}

/// A job in whose middle `act` happens.
pub(super) fn interrupted(cancel: Cancel, act: impl FnOnce() + Send + 'static) -> Job {
    Job::new(Arc::new(Interrupt(Mutex::new(Some(act)))), cancel)
}
