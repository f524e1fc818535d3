//! What the next combination is aimed at, corrected by how the ones before it looked.

use render::Distance;

use super::choose::{self, Choice};
use super::factors::Factors;
use crate::bound::{DIFFERENCE, MEASURE_COUNT};
use crate::quality::{Quality, ViewQuality};

/// A combination is aimed at this share of the bound, for distortions don't add up exactly.
const AIM: f64 = 0.93;
/// The same after one that is well and uses less than so much of the bound.
const HIGHER: f64 = 0.99;
const MUCH: f64 = 0.85;
/// How much nearer the source the next combination is aimed where one was tried already.
const STEP: f64 = 0.93;
/// A second miss lowers the aim to this share of what it was, and by what it missed by.
const TIGHTER: f64 = 0.94;
/// A distortion that was computed to be less than this tells nothing of others.
const TELLING: f64 = 0.01;
/// Within so much of the bytes asked for is near enough.
const NEAR_BYTES: f64 = 0.97;

/// What the next combination is aimed at.
///
/// Distortions are computed from few views and summed; what counts is drawn from more, and close-ups larger.
/// By what factor the two differed is learnt for each guiding view, measure and knob (see [`Factors`]).
#[derive(Debug, Clone)]
pub(super) struct Aim {
    /// The names of the guiding views, and how much of the model each sees.
    guides: Vec<(String, Distance)>,
    factors: Factors,
    /// How much more the views differ that nothing guides than the worst of those that guide.
    surplus: f64,
    /// The share of the bound that is aimed at.
    limit: f64,
    near: bool,
    /// Whether a combination missed the bound already.
    missed: bool,
    /// By how many bytes outputs are larger than what their choices cost.
    overhead: i64,
    /// How many bytes are aimed at, of those asked for.
    bytes: f64,
}

impl Aim {
    pub(super) fn new(guides: Vec<(String, Distance)>) -> Self {
        Self {
            factors: Factors::default(),
            guides,
            surplus: 1.0,
            limit: AIM,
            near: false,
            missed: false,
            overhead: 0,
            bytes: 1.0,
        }
    }

    /// Whether the last combination was as near to the bytes asked for as makes sense.
    pub(super) const fn is_near(&self) -> bool {
        self.near
    }

    /// One pick for each of `knobs`: the cheapest within the aim, or, with `most` bytes, those that
    /// distort least within them.
    pub(super) fn choose(&self, knobs: &[Vec<Choice>], most: Option<u64>) -> Vec<usize> {
        let scaled = self.scaled(knobs);
        let Some(most) = most else {
            return choose::choose(&scaled, self.limit);
        };
        let most = (most as f64 * self.bytes) as i64 - self.overhead;
        let fits = |picks: &[usize]| choose::bytes(knobs, picks) as i64 <= most;
        // The least limit that still fits lies between: halve in proportions.
        let (mut low, mut high) = (1e-4_f64, 1e4_f64);
        let mut best = choose::choose(&scaled, high);
        for _ in 0..28 {
            let middle = (low * high).sqrt();
            let picks = choose::choose(&scaled, middle);
            if fits(&picks) {
                (high, best) = (middle, picks);
            } else {
                low = middle;
            }
        }
        best
    }

    fn scaled(&self, knobs: &[Vec<Choice>]) -> Vec<Vec<Choice>> {
        let scale = |number: usize, choice: &Choice| Choice {
            bytes: choice.bytes,
            distortion: choice
                .distortion
                .iter()
                .enumerate()
                .map(|(place, distortion)| {
                    distortion * self.factors.of(number, place) * self.surplus(place)
                })
                .collect(),
        };
        let numbered = knobs.iter().enumerate();
        numbered
            .map(|(number, knob)| knob.iter().map(|choice| scale(number, choice)).collect())
            .collect()
    }

    /// By what every distortion at this place is to be multiplied for the sake of views that nothing guides.
    fn surplus(&self, place: usize) -> f64 {
        let guide = self.guides.get(place / MEASURE_COUNT);
        let whole = guide.is_some_and(|(_, distance)| *distance != Distance::CloseUp);
        match whole && place % MEASURE_COUNT == DIFFERENCE {
            true => self.surplus,
            false => 1.0,
        }
    }

    /// The combination that distorts the less the smaller `share`, for when none within the aim was well.
    pub(super) fn safer(&self, knobs: &[Vec<Choice>], share: f64) -> Vec<usize> {
        let scaled = self.scaled(knobs);
        choose::choose(&scaled, self.limit * share)
    }

    /// Learns how much each picked setting of `knobs` distorts a guiding view when it alone is in the picture.
    pub(super) fn learn_alone(
        &mut self,
        knobs: &[Vec<Choice>],
        picks: &[usize],
        guide: usize,
        alone: &[[f64; MEASURE_COUNT]],
    ) {
        let Some((_, distance)) = self.guides.get(guide) else {
            return;
        };
        let close = *distance == Distance::CloseUp;
        let picked = knobs.iter().zip(picks).zip(alone).enumerate();
        for (knob, ((choices, pick), alone)) in picked {
            let Some(choice) = choices.get(*pick) else {
                continue;
            };
            for (measure, actual) in alone.iter().enumerate() {
                let computed = choice.distortion.get(guide * MEASURE_COUNT + measure);
                let Some(computed) = computed.filter(|computed| **computed > TELLING) else {
                    continue;
                };
                for (number, (_, distance)) in self.guides.iter().enumerate() {
                    if (*distance == Distance::CloseUp) == close {
                        let place = number * MEASURE_COUNT + measure;
                        let factor = actual / computed;
                        self.factors
                            .learn_alone(knob, place, factor, number == guide);
                    }
                }
            }
        }
    }

    /// Learns from how the picked combination of `knobs` looked.
    pub(super) fn learn(
        &mut self,
        knobs: &[Vec<Choice>],
        picks: &[usize],
        quality: &Quality,
        distortions: impl Fn(&ViewQuality) -> [f64; MEASURE_COUNT],
    ) {
        let mut together = vec![None; MEASURE_COUNT * self.guides.len()];
        // Of whole views, the worst that guides and the worst that doesn't.
        let (mut guided, mut others) = (0.0_f64, 0.0_f64);
        for view in &quality.views {
            let actual = distortions(view);
            let guide = self.guides.iter().position(|(name, _)| *name == view.name);
            let whole = view.distance != Distance::CloseUp;
            let Some(guide) = guide else {
                if whole {
                    others = others.max(actual[DIFFERENCE]);
                }
                continue;
            };
            if whole {
                guided = guided.max(actual[DIFFERENCE]);
            }
            for (measure, actual) in actual.into_iter().enumerate() {
                if let Some(place) = together.get_mut(guide * MEASURE_COUNT + measure) {
                    *place = Some(actual);
                }
            }
        }
        self.factors.learn(knobs, picks, together);
        if guided > 1e-3 && others > 1e-3 {
            self.surplus = (others / guided).clamp(1.0, 4.0);
        }
        // Where the factors alone didn't bring it within the bound, distortions don't add up: aim lower.
        if quality.used > 1.0 && self.missed {
            self.limit *= (TIGHTER / quality.used).clamp(0.87, 0.97);
        }
        // And higher again where that left room.
        if quality.used <= 1.0 {
            let used = quality.used.max(0.5);
            self.limit = match used < MUCH {
                true => (self.limit / used).min(HIGHER),
                false => (self.limit / used.sqrt()).min(AIM),
            };
        }
        self.missed |= quality.used > 1.0;
    }

    /// Learns what a combination that should cost `expected` bytes came to, of `most`.
    pub(super) fn learn_bytes(&mut self, expected: u64, actual: u64, most: u64) {
        self.overhead = actual as i64 - expected as i64;
        self.near = actual <= most && actual as f64 > most as f64 * NEAR_BYTES;
    }

    /// Aims nearer to the source; `false` where that makes no sense any more.
    pub(super) fn step_back(&mut self) -> bool {
        self.limit *= STEP;
        self.bytes *= 0.99;
        self.limit > 0.2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(whole: f64, close: f64) -> Quality {
        let view = |distance, difference| ViewQuality {
            name: format!("{distance:?}"),
            distance,
            psnr: 40.0,
            ssim: 0.99,
            difference,
        };
        let views = vec![view(Distance::Orbit, whole), view(Distance::CloseUp, close)];
        Quality::of(views, |view| crate::quality::Share {
            used: view.difference,
            of: "difference",
        })
    }

    fn knob(choices: &[(u64, [f64; 2])]) -> Vec<Choice> {
        let choice = |(bytes, distortion): &(u64, [f64; 2])| Choice {
            bytes: *bytes,
            distortion: vec![0.0, 0.0, distortion[0], 0.0, 0.0, distortion[1]],
        };
        choices.iter().map(choice).collect()
    }

    fn guides() -> Vec<(String, Distance)> {
        [Distance::Orbit, Distance::CloseUp]
            .map(|distance| (format!("{distance:?}"), distance))
            .into()
    }

    #[test]
    fn views_that_nothing_guides_hold_the_whole_ones_nearer() {
        let mut aim = Aim::new(guides());
        let knobs = [knob(&[(100, [0.0; 2]), (60, [0.3, 0.0]), (30, [0.6, 0.0])])];
        assert_eq!(aim.choose(&knobs, None), [2]);
        let mut seen = quality(0.6, 0.0);
        seen.views.push(ViewQuality {
            name: "another".into(),
            distance: Distance::Around,
            difference: 1.2,
            ..seen.views[0].clone()
        });
        aim.learn(&knobs, &[2], &seen, |view| [0.0, 0.0, view.difference]);
        assert_eq!(aim.choose(&knobs, None), [1]);
        assert_eq!(aim.safer(&knobs, 0.1), [0]);
    }

    #[test]
    fn what_looked_worse_than_computed_is_held_nearer_next_time() {
        let mut aim = Aim::new(guides());
        let ladder = knob(&[(100, [0.0; 2]), (60, [0.2, 0.4]), (30, [0.4, 0.9])]);
        let knobs = [ladder];
        assert_eq!(aim.choose(&knobs, None), [2]);
        aim.learn(&knobs, &[2], &quality(0.4, 1.8), |view| {
            [0.0, 0.0, view.difference]
        });
        assert_eq!(aim.choose(&knobs, None), [1]);
    }

    #[test]
    fn asked_for_bytes_the_least_distortion_within_them_is_chosen() {
        let aim = Aim::new(guides());
        let knobs = [knob(&[(100, [0.0; 2]), (60, [3.0; 2]), (30, [50.0; 2])])];
        assert_eq!(aim.choose(&knobs, Some(70)), [1]);
        assert_eq!(aim.choose(&knobs, Some(59)), [2]);
        assert_eq!(aim.choose(&knobs, Some(100)), [0]);
    }

    #[test]
    fn bytes_beside_the_choices_count() {
        let mut aim = Aim::new(guides());
        let knobs = [knob(&[(100, [0.0; 2]), (60, [3.0; 2])])];
        aim.learn_bytes(100, 110, 105);
        assert!(!aim.is_near());
        assert_eq!(aim.choose(&knobs, Some(105)), [1]);
    }
}
