//! How much more or less each knob distorts than was computed, learnt from finished candidates.
//!
//! A distortion of a combination is computed as the sum of what its settings distort alone, in few views. The
//! picture tells only the sum, so which knob's share was off must be told from several: the factors are
//! those nearest to 1 that explain what was seen (ridge regression). The knob that distorts most answers for most.
//! Where a knob's setting was looked at alone, its factor is known instead, and near that it stays.

use std::collections::BTreeMap;

use super::choose::Choice;

/// How much is held against factors that aren't 1, beside what they explain.
const RIDGE: f64 = 0.05;
/// How much less an earlier candidate tells than the one after it, which is nearer to the next.
const FADES: f64 = 0.6;
/// Factors stay within.
const LEAST: f64 = 0.1;
const MOST: f64 = 30.0;
/// Of what distorts less than this no factor can be told.
const NOTHING: f64 = 1e-3;

/// What was seen of one candidate.
#[derive(Debug, Clone)]
struct Seen {
    /// How much the setting of each knob was computed to distort, by place.
    parts: Vec<Vec<f64>>,
    /// How much they distorted together, by place, where that was looked at.
    together: Vec<Option<f64>>,
}

/// The factors of every knob, by place of a distortion: view and measure.
#[derive(Debug, Clone, Default)]
pub(super) struct Factors {
    seen: Vec<Seen>,
    /// By place, then by knob; 1 where nothing is known.
    factors: Vec<Vec<f64>>,
    /// What looks at single knobs told, by knob and place, and whether that was at this very place.
    alone: BTreeMap<(usize, usize), (f64, bool)>,
}

impl Factors {
    /// By what the distortion of this knob at this place is to be multiplied.
    pub(super) fn of(&self, knob: usize, place: usize) -> f64 {
        let knobs = self.factors.get(place);
        knobs
            .and_then(|knobs| knobs.get(knob))
            .copied()
            .unwrap_or(1.0)
    }

    /// Learns by what the computed distortion of a knob at a place is to be multiplied, as a look at it alone told:
    /// `here`, or at another place that is much like this one.
    pub(super) fn learn_alone(&mut self, knob: usize, place: usize, factor: f64, here: bool) {
        let known = self.alone.get(&(knob, place));
        if here || known.is_none_or(|(_, here)| !here) {
            let factor = factor.clamp(LEAST, MOST);
            self.alone.insert((knob, place), (factor, here));
        }
    }

    /// What is known of a knob at a place before candidates tell more.
    fn known(&self, knob: usize, place: usize) -> f64 {
        let alone = self.alone.get(&(knob, place));
        alone.map_or(1.0, |(factor, _)| *factor)
    }

    /// Learns what the picked settings distorted together; `None` where that wasn't looked at.
    pub(super) fn learn(
        &mut self,
        knobs: &[Vec<Choice>],
        picks: &[usize],
        together: Vec<Option<f64>>,
    ) {
        let picked = knobs.iter().zip(picks);
        let parts = picked
            .map(|(choices, pick)| match choices.get(*pick) {
                Some(choice) => choice.distortion.clone(),
                None => Vec::new(),
            })
            .collect();
        let places = together.len();
        self.seen.push(Seen { parts, together });
        self.factors = (0..places).map(|place| self.explain(place)).collect();
    }

    /// The factors that explain best what was seen at this place.
    fn explain(&self, place: usize) -> Vec<f64> {
        let knobs = self.seen.last().map_or(0, |seen| seen.parts.len());
        // Of the equations each is divided by what was seen: shares count, not their size.
        let mut matrix = vec![vec![0.0; knobs]; knobs];
        let mut right = vec![0.0; knobs];
        let mut weight = 1.0;
        let mut length = 0.0;
        for seen in self.seen.iter().rev() {
            let Some(together) = seen.together.get(place).copied().flatten() else {
                continue;
            };
            let parts = seen.parts.iter().enumerate().map(|(number, knob)| {
                knob.get(place).copied().unwrap_or(0.0) * self.known(number, place)
            });
            let parts: Vec<f64> = parts.collect();
            let sum: f64 = parts.iter().sum();
            if together <= NOTHING || sum <= NOTHING || seen.parts.len() != knobs {
                continue;
            }
            let shares: Vec<f64> = parts.iter().map(|part| part / together).collect();
            let missing = 1.0 - sum / together;
            for (row, a) in shares.iter().enumerate() {
                for (column, b) in shares.iter().enumerate() {
                    matrix[row][column] += weight * a * b;
                }
                right[row] += weight * a * missing;
                length += weight * a * a;
            }
            weight *= FADES;
        }
        if length <= 0.0 {
            return (0..knobs).map(|knob| self.known(knob, place)).collect();
        }
        for (row, values) in matrix.iter_mut().enumerate() {
            values[row] += RIDGE * length;
        }
        let found = solve(matrix, right).into_iter().enumerate();
        found
            .map(|(knob, by)| (self.known(knob, place) * (1.0 + by)).clamp(LEAST, MOST))
            .collect()
    }
}

/// Solves a symmetric and positive system by Gauss's elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        let divisor = matrix[pivot][pivot];
        let row = matrix[pivot].clone();
        let value = right[pivot];
        for below in pivot + 1..size {
            let factor = matrix[below][pivot] / divisor;
            for (cell, above) in matrix[below].iter_mut().zip(&row).skip(pivot) {
                *cell -= factor * above;
            }
            right[below] -= factor * value;
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob(distortions: &[f64]) -> Vec<Choice> {
        let choice = |distortion: &f64| Choice {
            bytes: 1,
            distortion: vec![*distortion],
        };
        distortions.iter().map(choice).collect()
    }

    #[test]
    fn what_was_never_seen_is_taken_as_computed() {
        let mut factors = Factors::default();
        assert!((factors.of(3, 7) - 1.0).abs() < 1e-9);
        factors.learn(&[knob(&[0.5])], &[0], vec![None]);
        assert!((factors.of(0, 0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn several_candidates_tell_which_knob_was_off() {
        let knobs = [knob(&[0.4, 0.2]), knob(&[0.4, 0.1])];
        let mut factors = Factors::default();
        // The second knob distorts four times what was computed, the first just that.
        factors.learn(&knobs, &[0, 0], vec![Some(0.4 + 4.0 * 0.4)]);
        let blamed = [factors.of(0, 0), factors.of(1, 0)];
        assert!((blamed[0] - blamed[1]).abs() < 1e-6, "{blamed:?}");
        factors.learn(&knobs, &[0, 1], vec![Some(0.4 + 4.0 * 0.1)]);
        factors.learn(&knobs, &[1, 0], vec![Some(0.2 + 4.0 * 0.4)]);
        let told = [factors.of(0, 0), factors.of(1, 0)];
        assert!(told[0] < 1.7 && told[1] > 3.0, "{told:?}");
    }

    #[test]
    fn a_look_at_one_knob_alone_tells_which_was_off_at_once() {
        let knobs = [knob(&[0.4]), knob(&[0.4])];
        let mut factors = Factors::default();
        factors.learn_alone(1, 0, 4.0, true);
        // What is only much like this place says less than a look at it.
        factors.learn_alone(1, 0, 9.0, false);
        factors.learn_alone(0, 0, 1.0, false);
        factors.learn(&knobs, &[0, 0], vec![Some(0.4 + 4.0 * 0.4)]);
        let told = [factors.of(0, 0), factors.of(1, 0)];
        assert!(
            (told[0] - 1.0).abs() < 1e-6 && (told[1] - 4.0).abs() < 1e-6,
            "{told:?}"
        );
    }

    #[test]
    fn what_distorts_most_answers_for_most() {
        let knobs = [knob(&[0.5]), knob(&[0.01])];
        let mut factors = Factors::default();
        factors.learn(&knobs, &[0, 0], vec![Some(1.5)]);
        assert!(
            factors.of(0, 0) > 2.5 && factors.of(1, 0) < 1.2,
            "{factors:?}"
        );
    }

    #[test]
    fn elimination_solves() {
        let solved = solve(vec![vec![4.0, 1.0], vec![1.0, 3.0]], vec![1.0, 2.0]);
        assert!((solved[0] - 1.0 / 11.0).abs() < 1e-9 && (solved[1] - 7.0 / 11.0).abs() < 1e-9);
    }
}
