//! Which combination of settings is tried next, from what those before it came to.

use std::collections::BTreeSet;

use render::Distance;

use super::aim::Aim;
use super::choose::{self, Choice};
use crate::bound::{Bound, MEASURE_COUNT};
use crate::quality::{Quality, ViewQuality};

/// Shares of the aim of the safer candidates, for when none within it was well.
const SAFER: [f64; 4] = [0.75, 0.45, 0.15, 0.0];

/// What would save less than this share of the bytes isn't worth another candidate.
const GAIN: f64 = 0.003;

/// The same where a candidate that is well uses so much of the bound already: each look takes seconds.
const GAIN_AT_END: f64 = 0.05;
const AT_END: f64 = 0.85;

/// Picks one setting of each knob after another.
pub(super) struct Chooser {
    bound: Bound,
    /// Geometry first, then each image.
    knobs: Vec<Vec<Choice>>,
    aim: Aim,
    rounds: usize,
    tried: BTreeSet<Vec<usize>>,
    /// The picks of the candidate that is being finished.
    picks: Vec<usize>,
    /// Whether any candidate met all that was asked for.
    met: bool,
    /// What the cheapest choices cost that were well, where looks are asked for.
    cheapest: u64,
    /// What share of that another must save.
    gain: f64,
    /// How many safer candidates were tried.
    safer: usize,
    /// The cheapest picks that were well in the first views and weren't looked at from the others.
    spare: Option<(u64, Vec<usize>)>,
    /// Whether the candidate must be looked at from everywhere.
    confirming: bool,
    /// What uses so much of the bound is near the end.
    at_end: f64,
}

impl Chooser {
    /// Chooses from `knobs` within `bound`, in at most so many rounds before safer ones are tried.
    pub(super) fn new(
        knobs: Vec<Vec<Choice>>,
        guides: Vec<(String, Distance)>,
        bound: Bound,
        rounds: usize,
    ) -> Self {
        Self {
            bound,
            knobs,
            aim: Aim::new(guides),
            rounds,
            tried: BTreeSet::new(),
            picks: Vec::new(),
            met: false,
            cheapest: u64::MAX,
            gain: GAIN,
            safer: 0,
            spare: None,
            confirming: false,
            at_end: AT_END,
        }
    }

    /// The same, which goes on for as long as anything is to be had.
    pub(super) fn patient(self) -> Self {
        Self {
            at_end: f64::INFINITY,
            ..self
        }
    }

    /// The next picks; `None` when there is nothing more to try: once none is left that would be cheaper than one
    /// that was well, or, asked for bytes, once a candidate is near them.
    pub(super) fn next(&mut self) -> Option<Vec<usize>> {
        let most = self.bound.bytes.filter(|_| !self.bound.is_of_looks());
        while self.rounds > 0 && !(most.is_some() && self.aim.is_near()) {
            self.picks = self.aim.choose(&self.knobs, most);
            if self.cost() as f64 >= self.cheapest as f64 * (1.0 - self.gain) {
                break;
            }
            if self.tried.insert(self.picks.clone()) {
                self.rounds -= 1;
                return Some(self.picks.clone());
            }
            // A combination that was tried already says nothing new.
            if !self.aim.step_back() {
                break;
            }
        }
        if self.met {
            return None;
        }
        self.confirming = true;
        if let Some((_, picks)) = self.spare.take() {
            self.picks = picks;
            return Some(self.picks.clone());
        }
        // Safer and safer ones; at last what distorts least, or, asked for bytes, what costs least.
        while let Some(share) = SAFER.get(self.safer) {
            self.safer += 1;
            self.picks = match most {
                Some(_) => choose::choose(&self.knobs, f64::MAX),
                None if *share > 0.0 => self.aim.safer(&self.knobs, *share),
                None => choose::choose(&self.knobs, 0.0),
            };
            if self.tried.insert(self.picks.clone()) {
                return Some(self.picks.clone());
            }
        }
        None
    }

    /// What the picks cost together.
    fn cost(&self) -> u64 {
        choose::bytes(&self.knobs, &self.picks)
    }

    /// Takes over what picked images came to once they were encoded, in the order of the images.
    pub(super) fn reprice(&mut self, choices: Vec<Option<Choice>>) {
        let picked = self.knobs.iter_mut().zip(&self.picks).skip(1);
        for ((knob, pick), actual) in picked.zip(choices) {
            if let Some((choice, actual)) = knob.get_mut(*pick).zip(actual) {
                *choice = actual;
            }
        }
    }

    /// Whether what is learnt of the candidate may lead to another.
    pub(super) const fn explores(&self) -> bool {
        self.bound.is_of_looks() && self.rounds > 0 && !self.confirming
    }

    /// The picks of the candidate that is being looked at.
    pub(super) fn picks(&self) -> &[usize] {
        &self.picks
    }

    /// Learns how much each pick distorts a guiding view when it alone is in the picture.
    pub(super) fn learn_alone(&mut self, guide: usize, alone: &[[f64; MEASURE_COUNT]]) {
        tracing::debug!(guide, ?alone, "alone");
        self.aim.learn_alone(&self.knobs, &self.picks, guide, alone);
    }

    /// Whether the candidate is the first.
    pub(super) fn is_first(&self) -> bool {
        self.tried.len() <= 1
    }

    /// Whether a candidate of so many bytes that looks like this in the first views is worth a look from
    /// everywhere: where nothing that is learnt from it leads to a better one. One that is well, but does, is
    /// kept in mind.
    pub(super) fn wants_all(&mut self, quality: &Quality, bytes: u64) -> bool {
        if !self.bound.is_of_looks() {
            return self.fits(bytes);
        }
        if quality.used > 1.0 {
            return false;
        }
        if self.rounds == 0 || self.confirming {
            return true;
        }
        let measured = self.bound.measure();
        let mut aim = self.aim.clone();
        let distortions = |view: &ViewQuality| measured.distortions(view);
        aim.learn(&self.knobs, &self.picks, quality, distortions);
        let mut next = aim.choose(&self.knobs, None);
        while self.tried.contains(&next) && aim.step_back() {
            next = aim.choose(&self.knobs, None);
        }
        let cost = choose::bytes(&self.knobs, &next) as f64;
        let worth = self.cost() as f64 * (1.0 - self.gain_after(quality));
        let settled = cost >= worth || self.tried.contains(&next);
        if !settled && self.spare.as_ref().is_none_or(|(least, _)| bytes < *least) {
            self.spare = Some((bytes, self.picks.clone()));
        }
        settled
    }

    /// What another candidate must save after one that looks like this.
    fn gain_after(&self, quality: &Quality) -> f64 {
        match quality.used >= self.at_end {
            true => GAIN_AT_END,
            false => GAIN,
        }
    }

    fn fits(&self, bytes: u64) -> bool {
        self.bound.bytes.is_none_or(|most| bytes <= most)
    }

    /// Learns from how the candidate of so many bytes looked: `well` in the first views, and in `all`
    /// where it was looked at from everywhere. Says what it is worth.
    pub(super) fn learn(&mut self, quality: &Quality, bytes: u64, [well, all]: [bool; 2]) -> Worth {
        let in_bytes = !self.bound.is_of_looks();
        let measured = self.bound.measure();
        let cost = self.cost();
        if well && quality.used <= 1.0 && !in_bytes && cost < self.cheapest {
            self.cheapest = cost;
            self.gain = self.gain_after(quality);
        }
        self.aim.learn(&self.knobs, &self.picks, quality, |view| {
            measured.distortions(view)
        });
        if in_bytes {
            let most = self.bound.bytes.unwrap_or(u64::MAX);
            self.aim.learn_bytes(cost, bytes, most);
        }
        tracing::debug!(
            picks = ?self.picks, bytes, used = quality.used, by = quality.decided_by,
            at = quality.worst, views = quality.views.len(),
            predicted = ?choose::sum(&self.knobs, &self.picks), aim = ?self.aim, "candidate",
        );
        let meets = self.fits(bytes) && all && (in_bytes || measured.allows(quality));
        self.met |= meets;
        // Of what doesn't meet it, the nearest is best.
        let cost = match (meets, in_bytes) {
            (true, false) | (false, true) => bytes as f64,
            (true, true) | (false, false) => quality.used,
        };
        Worth { meets, cost }
    }
}

/// What the candidate that was learnt from is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Worth {
    /// Whether it meets all that was asked for.
    pub(crate) meets: bool,
    /// The less the better: bytes, or what of the bound is used.
    pub(crate) cost: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::{Share, ViewQuality};

    fn chooser(bound: Bound) -> Chooser {
        let knob = [(100, 0.0), (60, 0.3), (30, 0.6)].map(|(bytes, distortion)| Choice {
            bytes,
            distortion: vec![0.0, 0.0, distortion],
        });
        let guides = vec![("front".to_owned(), Distance::Orbit)];
        Chooser::new(vec![knob.into()], guides, bound, 7)
    }

    /// How a candidate looks that uses so much of a bound.
    fn quality(used: f64) -> Quality {
        let view = ViewQuality {
            name: "front".into(),
            distance: Distance::Orbit,
            psnr: 40.0,
            ssim: 0.99,
            difference: 30.0 * used,
        };
        let of = "difference";
        Quality::of(vec![view], |_| Share { used, of })
    }

    #[test]
    fn what_nothing_can_be_cheaper_than_is_looked_at_from_everywhere_at_once() {
        let mut chooser = chooser(Bound::default());
        assert_eq!(chooser.next(), Some(vec![2]));
        assert!(chooser.is_first() && chooser.wants_all(&quality(0.5), 30));
        let worth = chooser.learn(&quality(0.5), 30, [true; 2]);
        assert!(worth.meets && worth.cost == 30.0, "{worth:?}");
        assert_eq!(chooser.next(), None);
    }

    #[test]
    fn what_leads_to_a_better_one_is_kept_in_mind() {
        let mut chooser = chooser(Bound::default());
        let between = Choice {
            bytes: 45,
            distortion: vec![0.0, 0.0, 0.45],
        };
        chooser.knobs[0].push(between);
        assert_eq!(chooser.next(), Some(vec![2]));
        // Far worse than computed: something finer follows, and is well with room to spare.
        assert!(!chooser.wants_all(&quality(1.3), 30));
        chooser.learn(&quality(1.3), 30, [false; 2]);
        assert_eq!(chooser.next(), Some(vec![1]));
        assert!(!chooser.wants_all(&quality(0.5), 60));
        let worth = chooser.learn(&quality(0.5), 60, [true, false]);
        assert!(!worth.meets, "{worth:?}");
        // What lies between is tried, misses too, and what was well is looked at again.
        assert_eq!(chooser.next(), Some(vec![3]));
        assert!(!chooser.wants_all(&quality(1.1), 45));
        chooser.learn(&quality(1.1), 45, [false; 2]);
        assert_eq!(chooser.next(), Some(vec![1]));
        assert!(chooser.wants_all(&quality(0.5), 60));
        assert!(chooser.learn(&quality(0.5), 60, [true; 2]).meets);
        assert_eq!(chooser.next(), None);
    }

    #[test]
    fn near_the_bound_a_little_more_is_not_worth_a_look_unless_all_is_to_be_tried() {
        let knob = [(100, 0.0), (60, 0.85), (58, 0.86)].map(|(bytes, distortion)| Choice {
            bytes,
            distortion: vec![0.0, 0.0, distortion],
        });
        let tried = |used: f64, chooser: Chooser| {
            let mut chooser = chooser;
            chooser.picks = vec![1];
            chooser.tried.insert(vec![1]);
            let settled = chooser.wants_all(&quality(used), 60);
            chooser.learn(&quality(used), 60, [true, settled]);
            (settled, chooser.next().is_none())
        };
        let chooser = || {
            let guides = vec![("front".to_owned(), Distance::Orbit)];
            Chooser::new(vec![knob.clone().into()], guides, Bound::default(), 7)
        };
        assert_eq!(tried(0.86, chooser()), (true, true));
        assert_eq!(tried(0.86, chooser().patient()), (false, false));
        // With much room left, little is worth a look as well.
        assert_eq!(tried(0.7, chooser()), (false, false));
    }

    #[test]
    fn what_encoding_came_to_is_what_counts_from_then_on() {
        let mut chooser = chooser(Bound::bytes(70));
        chooser.knobs.insert(0, Vec::new());
        chooser.picks = vec![0, 1];
        let distortion = vec![0.0, 0.0, 0.35];
        let actual = Choice {
            bytes: 90,
            distortion: distortion.clone(),
        };
        chooser.reprice(vec![Some(actual)]);
        assert_eq!(chooser.knobs[1][1].distortion, distortion);
        let bytes: Vec<u64> = chooser.knobs[1].iter().map(|choice| choice.bytes).collect();
        assert_eq!(bytes, [100, 90, 30]);
    }
}
