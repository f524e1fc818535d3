//! Jobs that watch an upload, or do something in its middle.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use base::{Cancel, Job, Progress, Reporter};

/// Notes how far the work came, and does something when bytes first move.
#[derive(Default)]
pub(super) struct Watch {
    pub(super) most: AtomicU64,
    pub(super) total: AtomicU64,
    at_first: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Reporter for Watch {
    fn stage(&self, _name: &str) {}

    fn progress(&self, progress: Progress) {
        self.most.fetch_max(progress.done, Ordering::Relaxed);
        let total = progress.total.unwrap_or_default();
        self.total.store(total, Ordering::Relaxed);
        if let Some(act) = self.at_first.lock().unwrap().take() {
            act();
        }
    }

    fn warn(&self, warning: &str) {
        panic!("an unexpected warning: {warning}");
    }
}

/// A job that is watched.
pub(super) fn watched() -> (Arc<Watch>, Job) {
    let watch = Arc::new(Watch::default());
    (watch.clone(), Job::new(watch, Cancel::new()))
}

/// A job in whose course, when bytes first move, `act` happens.
pub(super) fn interrupted(cancel: Cancel, act: impl FnOnce() + Send + 'static) -> Job {
    let watch = Watch {
        at_first: Mutex::new(Some(Box::new(act))),
        ..Watch::default()
    };
    Job::new(Arc::new(watch), cancel)
}
