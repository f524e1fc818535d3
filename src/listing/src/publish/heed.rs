//! Heeding what another process asks of a publication that is under way: to wait, to go on, to stop.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use base::Job;
use cloud::{Journal, Wish};

/// How often the job's own switches are looked at.
const LOOK: Duration = Duration::from_millis(50);
/// How many looks there are to one at the journal.
const LOOKS: u32 = 8;

/// The wishes for one publication.
#[derive(Debug)]
pub(super) struct Heed {
    pub(super) journal: Arc<Journal>,
    pub(super) place: String,
    pub(super) name: String,
    pub(super) wish: Option<Wish>,
}

impl Heed {
    /// Has `own` do what the user of `job`, or another process, asks for.
    pub(super) fn pass_on(&self, job: &Job, own: &Job) {
        if job.cancel().is_cancelled() || self.wish == Some(Wish::Stop) {
            own.cancel().cancel();
        }
        own.pause()
            .set(job.pause().is_set() || self.wish == Some(Wish::Pause));
    }

    /// Does so until it is dropped.
    pub(super) async fn watch(&mut self, job: &Job, own: &Job) -> Infallible {
        let mut looks = 0;
        loop {
            if looks == 0 {
                self.look(job).await;
            }
            looks = (looks + 1) % LOOKS;
            self.pass_on(job, own);
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Reads what is asked for. A journal that can't be read at the moment asks for nothing new.
    async fn look(&mut self, job: &Job) {
        let Ok(wish) = self.journal.wished(&self.place, &self.name).await else {
            return;
        };
        if wish != self.wish {
            match wish {
                Some(Wish::Pause) => job.warn(format!(
                    "{} is held; `plinth uploads resume {}` lets it go on",
                    self.name, self.name
                )),
                Some(Wish::Stop) => {
                    job.warn(format!("{} is given up by another Plinth", self.name))
                }
                None => job.warn(format!("{} goes on", self.name)),
            }
            self.wish = wish;
        }
    }
}
