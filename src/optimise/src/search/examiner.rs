//! Looks at candidates, first from where the one before it was worst.

use std::collections::BTreeMap;

use asset::Model;
use base::{Job, Result};

use super::evaluator::{Candidate, Evaluator};
use crate::quality::{Quality, ViewQuality};

/// So many views are looked at first; of later candidates so many of those that were distorted most
/// before.
const FIRST: usize = 10;
const FEWEST: usize = 4;

/// Draws candidates from no more views than tell what is to be known.
pub(super) struct Examiner<'a> {
    evaluator: &'a Evaluator<'a>,
    /// The views, those that were distorted most last time first.
    order: Vec<usize>,
    /// How much each view used last time.
    used: Vec<f64>,
    /// How candidates looked, by their picks and the view.
    known: BTreeMap<(Vec<usize>, usize), ViewQuality>,
}

/// How a candidate looked.
pub(super) struct Examined {
    pub(super) quality: Quality,
    /// Whether it was well in the first views.
    pub(super) well: bool,
    /// Whether it was looked at from everywhere.
    pub(super) all: bool,
}

impl<'a> Examiner<'a> {
    pub(super) fn new(evaluator: &'a Evaluator<'a>) -> Self {
        let order: Vec<usize> = (0..evaluator.views()).collect();
        Self {
            used: vec![0.0; order.len()],
            order,
            evaluator,
            known: BTreeMap::new(),
        }
    }

    /// How the candidate of these `picks`, `model`, looks: from a few views; from more where it is well there, or `anyway`; and from
    /// everywhere where `wants_all` says so of how it looks in those. Of the `first` candidate nothing is known
    /// yet, so that more views are few.
    ///
    /// # Errors
    /// Cancelled; a service fault where the graphics adapter fails.
    pub(super) fn examine(
        &mut self,
        (picks, model): (&[usize], &Model),
        [first, anyway]: [bool; 2],
        wants_all: impl FnOnce(&Quality) -> Result<bool>,
        job: &Job,
    ) -> Result<Examined> {
        let mut candidate = self.evaluator.candidate(model, job)?;
        let order = self.order.clone();
        let few = if first { FIRST } else { FEWEST };
        let (fewest, rest) = order.split_at(order.len().min(few));
        let (more, rest) = rest.split_at(rest.len().min(FIRST - few));
        let mut views = self.see(picks, &mut candidate, fewest, job)?;
        let bound = self.evaluator.bound;
        let used = |views: &[ViewQuality]| {
            let shares = views.iter().map(|view| bound.share(view).used);
            shares.fold(0.0, f64::max)
        };
        // What is too different there says enough about what to change.
        if used(&views) <= 1.0 || anyway {
            views.extend(self.see(picks, &mut candidate, more, job)?);
        }
        let well = used(&views) <= 1.0;
        let all = wants_all(&Quality::of(views.clone(), |view| bound.share(view)))?;
        if all {
            views.extend(self.see(picks, &mut candidate, rest, job)?);
        }
        self.evaluator.spent.tell("candidate");
        for (number, view) in order.iter().zip(&views) {
            self.used[*number] = bound.share(view).used;
        }
        let last = &self.used;
        self.order.sort_by(|a, b| last[*b].total_cmp(&last[*a]));
        let mut numbered: Vec<(usize, ViewQuality)> = order.into_iter().zip(views).collect();
        numbered.sort_by_key(|(number, _)| *number);
        let views = numbered.into_iter().map(|(_, view)| view).collect();
        Ok(Examined {
            quality: Quality::of(views, |view| bound.share(view)),
            well,
            all,
        })
    }

    /// How the candidate looks in the views of these numbers; those of the same picks that were drawn before aren't
    /// again.
    fn see(
        &mut self,
        picks: &[usize],
        candidate: &mut Candidate,
        numbers: &[usize],
        job: &Job,
    ) -> Result<Vec<ViewQuality>> {
        let key = |number: usize| (picks.to_vec(), number);
        let is_new = |number: &usize| !self.known.contains_key(&key(*number));
        let new: Vec<usize> = numbers.iter().copied().filter(is_new).collect();
        let views = self.evaluator.see(candidate, &new, job)?;
        let keys = new.into_iter().map(key);
        self.known.extend(keys.zip(views));
        let all = numbers
            .iter()
            .filter_map(|number| self.known.get(&key(*number)));
        Ok(all.cloned().collect())
    }
}
