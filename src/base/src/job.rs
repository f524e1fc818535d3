//! Long work: it reports, and it can be stopped. The library reports, the shell draws.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Fault, Result};

/// What a count of progress counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes, shown as KB and MB.
    Bytes,
    /// Things: files, pictures, steps.
    Items,
}

/// How far a stage has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Done so far.
    pub done: u64,
    /// All there is to do, where that is known.
    pub total: Option<u64>,
    /// What is counted.
    pub unit: Unit,
}

/// Where a job's news goes: bars on a terminal, a strip in the window, nothing in a test.
///
/// Calls come from any thread and must return at once.
pub trait Reporter: Send + Sync {
    /// A new stage begins, named for people ("Uploading chair.glb").
    fn stage(&self, name: &str);
    /// The present stage has come this far.
    fn progress(&self, progress: Progress);
    /// Something the user should know that doesn't stop the work.
    fn warn(&self, warning: &str);
}

/// Reports nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct Quiet;

impl Reporter for Quiet {
    fn stage(&self, _name: &str) {}
    fn progress(&self, _progress: Progress) {}
    fn warn(&self, _warning: &str) {}
}

/// A flag that stops work; clones share it.
#[derive(Debug, Default, Clone)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A flag that isn't set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the work to stop. It can't be taken back.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether the work was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A switch that holds work back and lets it go on; clones share it.
#[derive(Debug, Default, Clone)]
pub struct Pause(Arc<AtomicBool>);

impl Pause {
    /// Asks the work to wait before its next piece, or to go on.
    pub fn set(&self, paused: bool) {
        self.0.store(paused, Ordering::Release);
    }

    /// Whether the work is to wait.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// What long work is given: where to report, and whether to go on.
#[derive(Clone)]
pub struct Job {
    reporter: Arc<dyn Reporter>,
    cancel: Cancel,
    pause: Pause,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job")
            .field("cancelled", &self.cancel.is_cancelled())
            .finish_non_exhaustive()
    }
}

impl Job {
    /// A job that reports to `reporter` and stops when `cancel` is set.
    pub fn new(reporter: Arc<dyn Reporter>, cancel: Cancel) -> Self {
        Self {
            reporter,
            cancel,
            pause: Pause::default(),
        }
    }

    /// The same job, held back by a switch from elsewhere.
    #[must_use]
    pub fn held_by(mut self, pause: Pause) -> Self {
        self.pause = pause;
        self
    }

    /// A job that nobody watches and nobody stops.
    #[must_use]
    pub fn quiet() -> Self {
        Self::new(Arc::new(Quiet), Cancel::new())
    }

    /// A job that reports to the same place and has switches of its own.
    #[must_use]
    pub fn branch(&self) -> Self {
        Self::new(Arc::clone(&self.reporter), Cancel::new())
    }

    /// Begins a stage.
    pub fn stage(&self, name: impl AsRef<str>) {
        self.reporter.stage(name.as_ref());
    }

    /// Says how many things of how many are done.
    pub fn items(&self, done: u64, total: u64) {
        self.reporter.progress(Progress {
            done,
            total: Some(total),
            unit: Unit::Items,
        });
    }

    /// Says how many bytes of how many are done.
    pub fn bytes(&self, done: u64, total: u64) {
        self.reporter.progress(Progress {
            done,
            total: Some(total),
            unit: Unit::Bytes,
        });
    }

    /// Says something the user should know.
    pub fn warn(&self, warning: impl AsRef<str>) {
        self.reporter.warn(warning.as_ref());
    }

    /// The flag that stops this job.
    #[must_use]
    pub const fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// The switch that holds this job back. Work that goes over the network looks at it; other work
    /// may take no notice.
    #[must_use]
    pub const fn pause(&self) -> &Pause {
        &self.pause
    }

    /// Returns a [`FaultKind::Cancelled`](crate::FaultKind::Cancelled) fault once the job was asked
    /// to stop; call it between pieces of work that take longer than a frame.
    pub fn check(&self) -> Result<()> {
        if self.cancel.is_cancelled() {
            Err(Fault::cancelled())
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FaultKind;

    #[test]
    fn a_cancelled_job_says_so_to_every_clone() {
        let job = Job::quiet();
        let clone = job.clone();
        assert!(clone.check().is_ok());
        job.cancel().cancel();
        assert_eq!(
            clone.check().map_err(|fault| fault.kind()),
            Err(FaultKind::Cancelled)
        );
    }

    #[test]
    fn a_paused_job_goes_on_when_it_is_told_to() {
        let job = Job::quiet();
        let clone = job.clone();
        job.pause().set(true);
        assert!(clone.pause().is_set());
        clone.pause().set(false);
        assert!(!job.pause().is_set());
    }
}
