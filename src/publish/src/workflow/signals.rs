//! Following what another process asks of a publication that is under way: to wait, to go on, to stop.

use std::convert::Infallible;
use std::time::Duration;

use base::Job;

use crate::journal::{Publications, Signal};

/// How often the job's own switches are looked at.
const LOOK: Duration = Duration::from_millis(50);
/// How many looks there are to one at the journal.
const LOOKS: u32 = 8;

/// The signals for one publication.
#[derive(Debug)]
pub(super) struct SignalWatch {
    pub(super) journal: Publications,
    pub(super) place: String,
    pub(super) name: String,
    pub(super) signal: Option<Signal>,
}

impl SignalWatch {
    /// Has `own` do what the user of `job`, or another process, asks for.
    pub(super) fn pass_on(&self, job: &Job, own: &Job) {
        if job.cancel().is_cancelled() || self.signal == Some(Signal::Stop) {
            own.cancel().cancel();
        }
        own.pause()
            .set(job.pause().is_set() || self.signal == Some(Signal::Pause));
    }

    /// Does so until it is dropped.
    pub(super) async fn watch(&mut self, job: &Job, own: &Job) -> Infallible {
        let mut looks = 0;
        loop {
            if looks == 0 {
                self.read_signal(job).await;
            }
            looks = (looks + 1) % LOOKS;
            self.pass_on(job, own);
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Reads what is asked for. A journal that can't be read at the moment asks for nothing new.
    async fn read_signal(&mut self, job: &Job) {
        let Ok(signal) = self.journal.signal(&self.place, &self.name).await else {
            return;
        };
        if signal != self.signal {
            match signal {
                Some(Signal::Pause) => job.warn(format!(
                    "{} is held by another Plinth until it is told to go on",
                    self.name
                )),
                Some(Signal::Stop) => {
                    job.warn(format!("{} is given up by another Plinth", self.name))
                }
                None => job.warn(format!("{} goes on", self.name)),
            }
            self.signal = signal;
        }
    }
}
