//! What the next combination is aimed at, corrected by how the ones before it looked.

use render::Distance;

use super::bound::HARMS;
use super::choose::{self, Choice};
use super::look::{Look, ViewLook};

/// Within the bound and this much of it used: near enough.
pub(super) const NEAR: f64 = 0.9;
/// A combination is aimed at this share of the bound, for harms don't add up exactly.
const AIM: f64 = 0.985;
/// How much nearer the source the next combination is aimed where one was tried already.
const STEP: f64 = 0.93;
/// Within so much of the bytes asked for is near enough.
const NEAR_BYTES: f64 = 0.97;

/// What the next combination is aimed at.
///
/// Harms are computed from few and smaller views and summed; what counts is drawn from many. By what
/// factor the two differed is kept apart for each measure, and for pictures of the whole model and
/// close-ups.
#[derive(Debug, Clone)]
pub(super) struct Aim {
    /// By guiding view.
    distances: Vec<Distance>,
    /// Of each kind of harm.
    factors: [f64; KINDS],
    /// The share of the bound that is aimed at.
    limit: f64,
    near: bool,
    /// By how many bytes outputs are larger than what their choices cost.
    overhead: i64,
    /// How many bytes are aimed at, of those asked for.
    bytes: f64,
}

impl Aim {
    pub(super) fn new(distances: Vec<Distance>) -> Self {
        Self {
            distances,
            factors: [1.0; KINDS],
            limit: AIM,
            near: false,
            overhead: 0,
            bytes: 1.0,
        }
    }

    /// Whether the last combination was as near to what is asked for as makes sense.
    pub(super) const fn is_near(&self) -> bool {
        self.near
    }

    /// One pick for each of `knobs`: the cheapest within the aim, or, with `most` bytes, those that
    /// harm least within them.
    pub(super) fn choose(&self, knobs: &[Vec<Choice>], most: Option<u64>) -> Vec<usize> {
        let scaled: Vec<Vec<Choice>> = knobs.iter().map(|knob| self.scaled(knob)).collect();
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

    fn scaled(&self, knob: &[Choice]) -> Vec<Choice> {
        let scale = |choice: &Choice| Choice {
            bytes: choice.bytes,
            harm: choice
                .harm
                .iter()
                .enumerate()
                .map(|(place, harm)| harm * self.factors[self.kind(place)])
                .collect(),
        };
        knob.iter().map(scale).collect()
    }

    /// The kind of the harm at this place.
    fn kind(&self, place: usize) -> usize {
        let distance = self.distances.get(place / HARMS);
        kind(place % HARMS, distance.copied().unwrap_or(Distance::Orbit))
    }

    /// Learns from how a combination looked whose harms were `predicted`.
    pub(super) fn learn(
        &mut self,
        predicted: &[f64],
        look: &Look,
        harms: impl Fn(&ViewLook) -> [f64; HARMS],
    ) {
        let mut expected = [0.0_f64; KINDS];
        for (place, harm) in predicted.iter().enumerate() {
            let of = &mut expected[self.kind(place)];
            *of = of.max(*harm);
        }
        let mut actual = [0.0_f64; KINDS];
        for view in &look.views {
            for (measure, harm) in harms(view).into_iter().enumerate() {
                let of = &mut actual[kind(measure, view.distance)];
                *of = of.max(harm);
            }
        }
        for ((factor, expected), actual) in self.factors.iter_mut().zip(expected).zip(actual) {
            // Of what harms next to nothing no factor can be told.
            if expected > 1e-3 && actual > 1e-3 {
                *factor = (actual / expected).clamp(0.05, 20.0);
            }
        }
        self.near = look.used <= 1.0 && look.used > NEAR;
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

/// A kind of harm for each measure, and one more for close-ups, which only the last is asked of.
const KINDS: usize = HARMS + 1;

const fn kind(measure: usize, distance: Distance) -> usize {
    match distance {
        Distance::Orbit | Distance::Around => measure,
        Distance::CloseUp => HARMS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(whole: f64, close: f64) -> Look {
        let view = |distance, difference| ViewLook {
            name: "a".into(),
            distance,
            psnr: 40.0,
            ssim: 0.99,
            difference,
        };
        let views = vec![view(Distance::Orbit, whole), view(Distance::CloseUp, close)];
        Look::of(views, |view| super::super::look::Share {
            used: view.difference,
            of: "difference",
        })
    }

    fn knob(choices: &[(u64, [f64; 2])]) -> Vec<Choice> {
        let choice = |(bytes, harm): &(u64, [f64; 2])| Choice {
            bytes: *bytes,
            harm: vec![0.0, 0.0, harm[0], 0.0, 0.0, harm[1]],
        };
        choices.iter().map(choice).collect()
    }

    #[test]
    fn what_looked_worse_than_computed_is_held_nearer_next_time() {
        let mut aim = Aim::new(vec![Distance::Orbit, Distance::CloseUp]);
        let ladder = knob(&[(100, [0.0; 2]), (60, [0.2, 0.4]), (30, [0.4, 0.9])]);
        let knobs = [ladder];
        assert_eq!(aim.choose(&knobs, None), [2]);
        aim.learn(&choose::sum(&knobs, &[2]), &look(0.4, 1.8), |view| {
            [0.0, 0.0, view.difference]
        });
        assert!(!aim.is_near());
        assert_eq!(aim.choose(&knobs, None), [1]);
        aim.learn(&choose::sum(&knobs, &[1]), &look(0.2, 0.97), |view| {
            [0.0, 0.0, view.difference]
        });
        assert!(aim.is_near());
    }

    #[test]
    fn asked_for_bytes_the_least_harm_within_them_is_chosen() {
        let aim = Aim::new(vec![Distance::Orbit, Distance::CloseUp]);
        let knobs = [knob(&[(100, [0.0; 2]), (60, [3.0; 2]), (30, [50.0; 2])])];
        assert_eq!(aim.choose(&knobs, Some(70)), [1]);
        assert_eq!(aim.choose(&knobs, Some(59)), [2]);
        assert_eq!(aim.choose(&knobs, Some(100)), [0]);
    }

    #[test]
    fn bytes_beside_the_choices_count() {
        let mut aim = Aim::new(vec![Distance::Orbit, Distance::CloseUp]);
        let knobs = [knob(&[(100, [0.0; 2]), (60, [3.0; 2])])];
        aim.learn_bytes(100, 110, 105);
        assert_eq!(aim.choose(&knobs, Some(105)), [1]);
    }
}
