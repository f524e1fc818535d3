//! Jobs: what runs, how far it is, and how it ended.

use base::{Cancel, Pause, Progress};

/// How many ended jobs the list keeps.
const KEPT: usize = 8;

/// A job's number. Numbers are never used twice, so news of an old job can't be taken for news of
/// a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobId(u64);

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Opens a file.
    Open,
    /// Takes a listing live.
    Publish,
    /// Brings an earlier release back.
    Rollback,
    /// Takes a listing off the shop.
    Unpublish,
    /// Gives up a publication that broke off.
    GiveUp,
    /// Opens a live listing.
    Listing,
    /// Saves a picture.
    Poster,
    /// Draws a model again after the graphics device was lost.
    Redraw,
}

impl JobKind {
    /// Whether it can be held back: what goes over the network can.
    #[must_use]
    pub const fn can_pause(self) -> bool {
        matches!(self, Self::Publish)
    }
}

/// What stops a job and holds it back; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Switches {
    /// Stops it.
    pub cancel: Cancel,
    /// Holds it back.
    pub pause: Pause,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStatus {
    /// Under way.
    Running,
    /// Was asked to stop and hasn't yet.
    Stopping,
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// Stopped by the user.
    Stopped,
}

/// One stage of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobStage {
    /// Its name, for people.
    pub name: String,
    /// How far it has come, where it counts.
    pub progress: Option<Progress>,
}

impl JobStage {
    /// How far it has come, 0 to 1, where that is known.
    #[must_use]
    pub fn fraction(&self) -> Option<f32> {
        let Progress { done, total, .. } = self.progress?;
        let total = total.filter(|total| *total > 0)?;
        Some((done as f64 / total as f64).clamp(0.0, 1.0) as f32)
    }
}

/// One job.
#[derive(Debug)]
pub struct JobEntry {
    /// Its number.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// To what: a file or a product.
    pub subject: String,
    /// Stages that began, the present one last.
    pub stages: Vec<JobStage>,
    /// What it had to say besides.
    pub warnings: Vec<String>,
    /// How it stands.
    pub status: JobStatus,
    /// Whether it is held back.
    pub paused: bool,
    /// Stop it and hold it back.
    pub switches: Switches,
}

impl JobEntry {
    /// Whether it still works.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.status, JobStatus::Running | JobStatus::Stopping)
    }
}

/// The jobs of the window, the newest last.
#[derive(Debug, Default)]
pub struct Jobs {
    entries: Vec<JobEntry>,
    last: u64,
}

impl Jobs {
    /// Begins a job.
    pub(crate) fn begin(&mut self, kind: JobKind, subject: String) -> (JobId, Switches) {
        self.last += 1;
        let (id, switches) = (JobId(self.last), Switches::default());
        self.entries.push(JobEntry {
            id,
            kind,
            subject,
            stages: Vec::new(),
            warnings: Vec::new(),
            status: JobStatus::Running,
            paused: false,
            switches: switches.clone(),
        });
        let ended = self.entries.iter().filter(|job| !job.is_running()).count();
        if ended > KEPT
            && let Some(oldest) = self.entries.iter().position(|job| !job.is_running())
        {
            self.entries.remove(oldest);
        }
        (id, switches)
    }

    /// The job `id`, where it is still listed.
    #[must_use]
    pub fn get(&self, id: JobId) -> Option<&JobEntry> {
        self.entries.iter().find(|job| job.id == id)
    }

    pub(crate) fn get_mut(&mut self, id: JobId) -> Option<&mut JobEntry> {
        self.entries.iter_mut().find(|job| job.id == id)
    }

    /// All jobs, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &JobEntry> {
        self.entries.iter().rev()
    }

    /// The newest job that runs.
    #[must_use]
    pub fn running(&self) -> Option<&JobEntry> {
        self.newest_first().find(|job| job.is_running())
    }
}
