//! Many products at once: what a plan asks for is done, row by row, and known again afterwards.
//!
//! Two stages run side by side, each on threads of its own, with a short queue between them: models
//! are read, checked, made smaller and drawn by as many threads as were asked for, each with one
//! model in memory at a time; what comes out lies on the disk until the network stage has published
//! it. A row that fails says why and stops nothing. Every row is written to a journal before the
//! platform is asked for anything and again when it ended, so that another run redoes only what
//! isn't done.

mod check;
mod contact;
mod deliver;
mod folder;
mod journal;
mod pipeline;
mod prepare;
mod results;
mod stamps;
mod written;

use audit::{Allowances, Profile};
use optimise::{Effort, Target};

use super::PageCheck;

pub use folder::ReportFolder;
pub use pipeline::Selection;
pub use results::Results;

/// How far a row's share of the model's size may be from the size it states: a part of the stated.
const DIMENSION_TOLERANCE: f64 = 0.03;

/// What is done with every model of a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BatchOptions {
    /// An output for each of these; without any, models are published as they are.
    pub targets: Vec<Target>,
    /// How much work is put into each.
    pub effort: Effort,
    /// The places whose rules are held against each model. What they find is reported.
    pub profiles: Vec<Profile>,
    /// What customers may miss of what the files mean.
    pub allowed: Allowances,
    /// Look at each page in a browser, before its listing moves and after it.
    pub page: Option<PageCheck>,
    /// How many models are worked on at once, 1 at least.
    pub jobs: usize,
}

impl BatchOptions {
    /// What of the options decides what is published, as text.
    fn words(&self) -> String {
        let targets: Vec<&str> = self.targets.iter().map(|target| target.name()).collect();
        let profiles: Vec<&str> = self.profiles.iter().map(|p| p.name.as_str()).collect();
        let mut words = format!(
            "targets {} effort {:?} profiles {}",
            targets.join(","),
            self.effort,
            profiles.join(",")
        );
        for allowance in &self.allowed.0 {
            words += &format!(" allow {allowance}");
        }
        words
    }
}
