//! Long work that stops at once and is never silent, whatever it is in the middle of.
//!
//! A single step of it (one mesh simplified, one texture encoded, one picture drawn in software) may
//! take longer than people wait for an answer. So it runs on a thread of its own, is left behind
//! when it was told to stop, and while it says nothing, the present stage is said again with its
//! seconds.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base::{Fault, Job, Progress, Reporter, Result};

/// How often it is looked whether the work is to stop.
const LOOK: Duration = Duration::from_millis(40);
/// How long work that was told to stop may take to do so by itself.
const GRACE: Duration = Duration::from_millis(250);
/// A silence longer than this is broken.
const SILENCE: Duration = Duration::from_millis(1500);

/// Runs `work` on a thread of its own with a job that reports to `job`.
///
/// # Errors
/// Those of the work, and cancelled, soon after `job` is. What the work would have made is gone
/// then; it must not write anything itself.
pub fn detached<T: Send + 'static>(
    job: &Job,
    work: impl FnOnce(&Job) -> Result<T> + Send + 'static,
) -> Result<T> {
    let relay = Arc::new(Relay::new(job.clone()));
    let own = Job::new(
        Arc::clone(&relay) as Arc<dyn Reporter>,
        job.cancel().clone(),
    );
    let (done, answer) = mpsc::channel();
    let thread = std::thread::Builder::new()
        .name("detached".into())
        .spawn(move || {
            // Nobody listens any more once the job was cancelled.
            let _ = done.send(work(&own));
        })
        .map_err(|error| Fault::service("No thread can be started").because(error))?;
    let mut stopping: Option<Instant> = None;
    loop {
        match answer.recv_timeout(LOOK) {
            Ok(result) => {
                let _ = thread.join();
                return result;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Ok(()) => return Err(Fault::service("The work ended without a result")),
                Err(panic) => std::panic::resume_unwind(panic),
            },
        }
        if job.cancel().is_cancelled() {
            let since = *stopping.get_or_insert_with(Instant::now);
            if since.elapsed() > GRACE {
                return Err(Fault::cancelled());
            }
        } else {
            relay.break_silence();
        }
    }
}

/// Passes on what is reported, and knows since when nothing was.
struct Relay {
    job: Job,
    state: Mutex<State>,
}

struct State {
    stage: String,
    since: Instant,
    heard: Instant,
}

impl Relay {
    fn new(job: Job) -> Self {
        let now = Instant::now();
        let state = Mutex::new(State {
            stage: String::new(),
            since: now,
            heard: now,
        });
        Self { job, state }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn break_silence(&self) {
        let mut state = self.state();
        if state.heard.elapsed() < SILENCE || state.stage.is_empty() {
            return;
        }
        state.heard = Instant::now();
        let words = format!("{} ({} s)", state.stage, state.since.elapsed().as_secs());
        drop(state);
        self.job.stage(words);
    }
}

impl Reporter for Relay {
    fn stage(&self, name: &str) {
        let now = Instant::now();
        *self.state() = State {
            stage: name.to_owned(),
            since: now,
            heard: now,
        };
        self.job.stage(name);
    }

    fn progress(&self, progress: Progress) {
        self.state().heard = Instant::now();
        let total = progress.total.unwrap_or(progress.done);
        match progress.unit {
            base::Unit::Bytes => self.job.bytes(progress.done, total),
            base::Unit::Items => self.job.items(progress.done, total),
        }
    }

    fn warn(&self, warning: &str) {
        self.job.warn(warning);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::{Cancel, FaultKind};

    use super::*;

    /// Keeps the stages it hears of.
    #[derive(Default)]
    struct Ear(Mutex<Vec<String>>);

    impl Reporter for Ear {
        fn stage(&self, name: &str) {
            self.0.lock().unwrap().push(name.to_owned());
        }
        fn progress(&self, _: Progress) {}
        fn warn(&self, _: &str) {}
    }

    #[test]
    fn the_result_comes_back() {
        let result = detached(&Job::quiet(), |job| {
            job.stage("Counting");
            Ok(7)
        });
        assert_eq!(result.unwrap(), 7);
    }

    #[test]
    fn work_that_does_not_listen_is_left_behind() {
        let (release, wait) = mpsc::channel::<()>();
        let cancel = Cancel::new();
        let job = Job::new(Arc::new(base::Quiet), cancel.clone());
        cancel.cancel();
        let fault = detached(&job, move |_| {
            let _ = wait.recv();
            Ok(())
        })
        .unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Cancelled);
        drop(release);
    }

    #[test]
    fn a_silence_is_broken_with_the_present_stage() {
        let ear = Arc::new(Ear::default());
        let job = Job::new(Arc::clone(&ear) as Arc<dyn Reporter>, Cancel::new());
        let (release, wait) = mpsc::channel::<()>();
        let listener = Arc::clone(&ear);
        std::thread::spawn(move || {
            while listener.0.lock().unwrap().len() < 2 {
                std::thread::sleep(LOOK);
            }
            drop(release);
        });
        detached(&job, move |job| {
            job.stage("Encoding");
            let _ = wait.recv();
            Ok(())
        })
        .unwrap();
        let heard = ear.0.lock().unwrap();
        assert_eq!(heard[0], "Encoding");
        assert!(heard[1].starts_with("Encoding ("), "{heard:?}");
    }
}
