//! Publications that broke off: finding them again, finishing them, giving them up.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};

use ::publish::{Ledger, Outcome, Publication, Publications, Swept, Unfinished, unfinished};
use base::{Fault, FaultKind, Job, Remedy, Result, Sku};
use cloud::Bandwidth;
use listing::api::{SweepReport, SweepRequest};

use super::{Endpoint, Engine};

/// How long a work folder that no unfinished publication names may stay: it may belong to one that
/// is being made ready.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

impl Engine {
    /// The same engine, whose uploads together send `bytes_per_second` at most; `None` for as fast
    /// as they can.
    #[must_use]
    pub fn with_upload_limit(mut self, bytes_per_second: Option<u64>) -> Self {
        self.bandwidth = bytes_per_second.map(|limit| Arc::new(Bandwidth::new(limit)));
        self
    }

    /// All publications of this data folder that have not come to their end, to whatever platform,
    /// oldest first. Asks nobody.
    ///
    /// # Errors
    /// A service fault where the journal can't be read.
    pub fn unfinished(&self) -> Result<Vec<Unfinished>> {
        let journal = self.journal()?;
        self.block_on(unfinished(&journal))
    }

    /// Finishes the publication of `sku` that broke off: with the files and words that it began
    /// with, sending nothing that the store has.
    ///
    /// # Errors
    /// Refused where there is none on this platform or another Plinth is at it; an input fault where
    /// a file has changed; those of [`Engine::publish`].
    pub fn resume(&self, sku: &Sku, job: &Job) -> Result<Outcome> {
        let left = self.left(sku)?;
        let client = self.connect(job)?;
        let ledger = self.ledger()?;
        let outcome = self.block_on(async {
            let mut publication = Publication::resume(&client, &ledger, sku).await?;
            publication.run(job).await
        });
        let outcome = outcome.map_err(|fault| can_go_on(fault, sku))?;
        self.remove_work_of(&left);
        Ok(outcome)
    }

    /// Has the publication of `sku` that is under way wait before its next part, or go on, whichever
    /// Plinth it is in. Work of this engine can be held by its job's [`Job::pause`] as well.
    ///
    /// # Errors
    /// Refused where none is under way on this platform; a service fault of the journal.
    pub fn hold_upload(&self, sku: &Sku, held: bool) -> Result<()> {
        self.left(sku)?;
        let ledger = self.ledger()?;
        self.block_on(ledger.hold(sku, held))
    }

    /// Gives up the publication of `sku` that broke off or is under way: what arrived of it is
    /// dropped.
    ///
    /// # Errors
    /// Refused where there is none on this platform, another Plinth doesn't let go of it, or its
    /// release may be live already; service and denied faults; cancelled.
    pub fn give_up(&self, sku: &Sku, job: &Job) -> Result<()> {
        let left = self.left(sku)?;
        let client = self.connect(job)?;
        let ledger = self.ledger()?;
        job.stage(format!("Giving up {sku}"));
        self.wait(job, ledger.give_up(&client, sku))?;
        self.remove_work_of(&left);
        Ok(())
    }

    /// Drops uploads at the store that nobody owns: see [`Ledger::sweep`].
    ///
    /// # Errors
    /// Service and denied faults; cancelled.
    pub fn sweep_orphans(&self, job: &Job) -> Result<Swept> {
        let client = self.connect(job)?;
        let ledger = self.ledger()?;
        job.stage("Looking for uploads that nobody owns");
        self.wait(job, ledger.sweep(&client, job))
    }

    /// Finds objects at the platform that no release names, and removes them where `request` says so.
    ///
    /// # Errors
    /// Denied for all but the shop's staff; service faults; cancelled.
    pub fn sweep_objects(&self, request: &SweepRequest, job: &Job) -> Result<SweepReport> {
        let client = self.connect(job)?;
        job.stage("Looking for objects that no release names");
        self.wait(job, client.sweep_objects(request))
    }

    /// The journal of this data folder, opened once.
    fn journal(&self) -> Result<Publications> {
        let mut kept = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = kept.as_ref() {
            return Ok(journal.clone());
        }
        // The journal knows what is to be published, and where.
        self.data.create()?;
        let journal = self.block_on(Publications::open(&self.data.uploads()))?;
        *kept = Some(journal.clone());
        drop(kept);
        self.tidy_work(&journal);
        Ok(journal)
    }

    /// Where publications to this engine's platform are noted.
    pub(super) fn ledger(&self) -> Result<Ledger> {
        Ok(Ledger {
            journal: self.journal()?,
            place: self.endpoint()?.place(),
            bandwidth: self.bandwidth.clone(),
        })
    }

    /// The unfinished publication of `sku` on this engine's platform.
    fn left(&self, sku: &Sku) -> Result<Unfinished> {
        let all = self.unfinished()?;
        let place = self.endpoint()?.place();
        let (here, elsewhere): (Vec<_>, Vec<_>) = all
            .into_iter()
            .filter(|left| left.sku == *sku)
            .partition(|left| left.place == place);
        here.into_iter().next().ok_or_else(|| {
            let fault = Fault::refused(format!("No publication of {sku} is unfinished here"));
            match elsewhere.first() {
                Some(left) => fault.remedy(Remedy::NamePlatform {
                    place: left.place.clone(),
                }),
                None => fault.remedy(Remedy::SeeUnfinished),
            }
        })
    }

    /// Removes the work folders of a publication that is finished or given up.
    fn remove_work_of(&self, left: &Unfinished) {
        for folder in self.work_folders(std::slice::from_ref(left)) {
            if let Err(error) = std::fs::remove_dir_all(&folder) {
                tracing::debug!(folder = %folder.display(), %error, "a work folder stays");
            }
        }
    }

    /// The folders under `work` in which files of these publications lie.
    fn work_folders(&self, left: &[Unfinished]) -> Vec<PathBuf> {
        let work = std::path::absolute(self.data.work()).unwrap_or_else(|_| self.data.work());
        let mut folders: Vec<PathBuf> = left
            .iter()
            .flat_map(|left| &left.files)
            .filter_map(|file| file.parent())
            .filter(|folder| folder.parent() == Some(&work))
            .map(Path::to_path_buf)
            .collect();
        folders.sort();
        folders.dedup();
        folders
    }

    /// Removes work folders that a process left behind and no unfinished publication needs.
    fn tidy_work(&self, journal: &Publications) {
        let Ok(left) = self.block_on(unfinished(journal)) else {
            return;
        };
        let needed = self.work_folders(&left);
        let Ok(entries) = std::fs::read_dir(self.data.work()) else {
            return;
        };
        for entry in entries.flatten() {
            let folder = std::path::absolute(entry.path()).unwrap_or_else(|_| entry.path());
            let age = entry
                .metadata()
                .and_then(|metadata| metadata.modified())
                .ok()
                .and_then(|written| SystemTime::now().duration_since(written).ok());
            if age.is_some_and(|age| age > STALE) && !needed.contains(&folder) {
                let _ = std::fs::remove_dir_all(&folder);
            }
        }
    }
}

impl Endpoint {
    /// The platform's name in the journal: that of a platform of this computer stays the same
    /// whatever ports it has.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.origin {
            super::Origin::Named => self.api_url.clone(),
            super::Origin::Local { data, .. } => {
                let root = data.root();
                let root = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
                format!("this computer ({})", root.display())
            }
        }
    }
}

/// Says of a publication that was stopped how to go on with it.
pub(super) fn can_go_on(fault: Fault, sku: &Sku) -> Fault {
    if fault.kind() == FaultKind::Cancelled && !fault.is_advised() {
        fault.remedy(Remedy::GoOnOrGiveUp {
            sku: sku.to_string(),
        })
    } else {
        fault
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::EngineOptions;

    fn engine(folder: &Path) -> Engine {
        Engine::new(EngineOptions {
            data_dir: Some(folder.to_path_buf()),
            endpoint: Some("http://127.0.0.1:1".into()),
            ..EngineOptions::default()
        })
        .unwrap()
    }

    #[test]
    fn what_is_not_unfinished_is_neither_finished_nor_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        assert_eq!(engine.unfinished().unwrap(), []);
        let sku: Sku = "CH-1".parse().unwrap();
        let job = Job::quiet();
        let resumed = engine.resume(&sku, &job).unwrap_err();
        let given_up = engine.give_up(&sku, &job).unwrap_err();
        for fault in [resumed, given_up] {
            assert_eq!(fault.kind(), FaultKind::Refused);
            assert!(fault.message().contains("CH-1"), "{fault}");
        }
    }

    #[test]
    fn work_folders_that_are_still_young_stay() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        let young = engine.data().work().join("1-2-3");
        std::fs::create_dir_all(&young).unwrap();
        engine.unfinished().unwrap();
        assert!(young.exists());
    }
}
