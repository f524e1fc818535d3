//! The open model.

use std::path::PathBuf;

use asset::{Defect, Facts};
use audit::{Allowance, Allowances, Gate};
use render::PartInfo;

use super::{Failure, JobId, ListingCard, Parts, ViewForm};
use crate::scene::SceneHandle;

/// A file that was read and is ready to be drawn.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// What is in it.
    pub facts: Facts,
    /// What draws it.
    pub scene: SceneHandle,
}

/// What is known of a model only once it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnFacts {
    /// What is wrong with it besides.
    pub defects: Vec<Defect>,
    /// Its parts.
    pub parts: Vec<PartInfo>,
}

/// The way of an open model's textures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dressing {
    /// They are on their way.
    Running {
        /// The job that opened the model.
        job: JobId,
    },
    /// They are on.
    Done,
    /// They were stopped or couldn't be loaded: it is shown without.
    Without(Failure),
}

/// The open model and what is shown of it.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub path: PathBuf,
    /// The file's name, for people.
    pub name: String,
    /// What is in it.
    pub facts: Facts,
    /// The way of its textures.
    pub dressing: Dressing,
    /// What came to light only when it was drawn.
    pub found: Vec<Defect>,
    /// What customers may miss of what it means.
    pub allowed: Allowances,
    /// How customers first see it.
    pub view: ViewForm,
    /// The variant on show: an index into `facts.variants`.
    pub variant: Option<usize>,
    /// The animation chosen: an index into `facts.animations`.
    pub animation: Option<usize>,
    /// Whether it runs.
    pub playing: bool,
    /// The release that it is, where it came from the shop.
    pub listing: Option<ListingCard>,
    /// The release that is shown beside it.
    pub beside: Option<ListingCard>,
    /// Its parts, and what is shown of them.
    pub parts: Parts,
    /// Whether the product turns by itself.
    pub turning: bool,
    /// Whether its size is drawn on it.
    pub dimensions: bool,
}

impl Document {
    /// A document as it opens: as authored, at rest.
    pub(super) fn new(path: PathBuf, facts: Facts, job: JobId) -> Self {
        let name = file_name(&path);
        Self {
            path,
            name,
            facts,
            dressing: Dressing::Running { job },
            found: Vec::new(),
            allowed: Allowances::default(),
            view: ViewForm::default(),
            variant: None,
            animation: None,
            playing: false,
            listing: None,
            beside: None,
            parts: Parts::default(),
            turning: false,
            dimensions: false,
        }
    }
}

impl Document {
    /// What is wrong with it, as far as it is known.
    pub fn defects(&self) -> impl Iterator<Item = &Defect> {
        self.facts.defects.iter().chain(&self.found)
    }

    /// What stands between it and its customers.
    #[must_use]
    pub fn gate(&self) -> Gate<'_> {
        Gate::of(self.defects(), &self.allowed)
    }

    /// Allows what a code stands for, or doesn't any more.
    pub(crate) fn allow(&mut self, code: &str, allowed: bool) {
        let list = &mut self.allowed.0;
        list.retain(|allowance| allowance.code != code);
        if allowed {
            list.push(Allowance {
                code: code.to_owned(),
                reason: None,
            });
        }
    }

    /// The job that brings its textures, while they are on their way.
    #[must_use]
    pub const fn dressing_job(&self) -> Option<JobId> {
        match self.dressing {
            Dressing::Running { job } => Some(job),
            _ => None,
        }
    }
}

/// A path's last part, for people.
pub(crate) fn file_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into(),
    )
}
