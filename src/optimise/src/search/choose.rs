//! The cheapest combination of settings whose distortions together stay within a bound.

use std::cmp::Ordering;

/// One setting of one knob.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    /// Its price.
    pub(crate) bytes: u64,
    /// How much it distorts: several numbers, such as the square error of each view.
    pub(crate) distortion: Vec<f64>,
}

/// How often the views are weighed anew.
const WEIGHINGS: usize = 8;
/// How often the range of the price of distortion is halved.
const PRICES: usize = 24;

/// One pick for each of `knobs`, so that the sum of every distortion is at most `limit`, and the
/// sum of bytes is small. Where even the least distortion is too much, the picks with the least.
///
/// Distortion is given a price, and every knob takes the setting whose bytes and distortion cost least together:
/// then bytes buy the same everywhere (Lagrange's multiplier). The least price that keeps within the
/// limit is halved in, and views count the more the nearer they are to it. What room is left goes to
/// whatever step still saves most for how much it distorts. Knobs without settings get 0.
pub(crate) fn choose(knobs: &[Vec<Choice>], limit: f64) -> Vec<usize> {
    let least = least(knobs);
    let views = sum(knobs, &least).len();
    let mut best: Option<(u64, Vec<usize>)> = None;
    let mut weights = vec![1.0; views];
    for _ in 0..WEIGHINGS {
        let (mut low, mut high) = (1e-3_f64, 1e12_f64);
        let mut found = None;
        for _ in 0..PRICES {
            let price = (low * high).sqrt();
            let picks = priced(knobs, &weights, price);
            if worst(&sum(knobs, &picks)) <= limit {
                (high, found) = (price, Some(picks));
            } else {
                low = price;
            }
        }
        let Some(picks) = found else {
            break;
        };
        let picks = filled(knobs, picks, limit);
        let total = sum(knobs, &picks);
        let cost = bytes(knobs, &picks);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, picks));
        }
        let most = worst(&total).max(1e-12);
        for (weight, distortion) in weights.iter_mut().zip(&total) {
            *weight = (*weight * (distortion / most).sqrt()).max(1e-3);
        }
    }
    match best {
        Some((_, picks)) => picks,
        None => filled(knobs, least, limit),
    }
}

/// The picks that distort least.
fn least(knobs: &[Vec<Choice>]) -> Vec<usize> {
    best_of(knobs, |a, b| {
        let distortion = worst(&a.distortion).total_cmp(&worst(&b.distortion));
        distortion.then(a.bytes.cmp(&b.bytes))
    })
}

/// The picks that cost least when distortion has a price in bytes.
fn priced(knobs: &[Vec<Choice>], weights: &[f64], price: f64) -> Vec<usize> {
    let cost = |choice: &Choice| {
        let distortion: f64 = choice
            .distortion
            .iter()
            .zip(weights)
            .map(|(h, w)| h * w)
            .sum();
        choice.bytes as f64 + price * distortion
    };
    best_of(knobs, |a, b| cost(a).total_cmp(&cost(b)))
}

/// Of each knob the choice that comes first in an order.
fn best_of(knobs: &[Vec<Choice>], order: impl Fn(&Choice, &Choice) -> Ordering) -> Vec<usize> {
    let best = |choices: &Vec<Choice>| {
        let numbered = choices.iter().enumerate();
        let best = numbered.min_by(|a, b| order(a.1, b.1));
        best.map_or(0, |(index, _)| index)
    };
    knobs.iter().map(best).collect()
}

/// Takes, again and again, the step that saves most for how much it distorts, while the limit allows one.
fn filled(knobs: &[Vec<Choice>], mut picks: Vec<usize>, limit: f64) -> Vec<usize> {
    loop {
        let total = sum(knobs, &picks);
        let mut best: Option<(f64, usize, usize)> = None;
        for (knob, choices) in knobs.iter().enumerate() {
            let Some(now) = choices.get(picks[knob]) else {
                continue;
            };
            for (index, choice) in choices.iter().enumerate() {
                if choice.bytes >= now.bytes {
                    continue;
                }
                let after: Vec<f64> = total
                    .iter()
                    .enumerate()
                    .map(|(view, sum)| sum - at(now, view) + at(choice, view))
                    .collect();
                if worst(&after) > limit {
                    continue;
                }
                let saved = (now.bytes - choice.bytes) as f64;
                // A step that distorts nothing is worth any price.
                let distortion = (mean(&after) - mean(&total)).max(1e-9);
                let worth = saved / distortion;
                if best.is_none_or(|(most, _, _)| worth > most) {
                    best = Some((worth, knob, index));
                }
            }
        }
        match best {
            Some((_, knob, index)) => picks[knob] = index,
            None => return picks,
        }
    }
}

fn at(choice: &Choice, view: usize) -> f64 {
    choice.distortion.get(view).copied().unwrap_or(0.0)
}

/// The sum of every distortion of the picked choices.
pub(super) fn sum(knobs: &[Vec<Choice>], picks: &[usize]) -> Vec<f64> {
    let distortions = || picked(knobs, picks).map(|choice| &choice.distortion);
    let views = distortions().map(Vec::len).max().unwrap_or(0);
    let mut total = vec![0.0; views];
    for distortion in distortions() {
        total
            .iter_mut()
            .zip(distortion)
            .for_each(|(sum, distortion)| *sum += distortion);
    }
    total
}

/// What the picked choices cost together.
pub(super) fn bytes(knobs: &[Vec<Choice>], picks: &[usize]) -> u64 {
    picked(knobs, picks).map(|choice| choice.bytes).sum()
}

fn picked<'a>(knobs: &'a [Vec<Choice>], picks: &'a [usize]) -> impl Iterator<Item = &'a Choice> {
    let pairs = knobs.iter().zip(picks);
    pairs.filter_map(|(choices, pick)| choices.get(*pick))
}

fn worst(distortion: &[f64]) -> f64 {
    distortion.iter().copied().fold(0.0, f64::max)
}

fn mean(distortion: &[f64]) -> f64 {
    distortion.iter().sum::<f64>() / distortion.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob(choices: &[(u64, [f64; 2])]) -> Vec<Choice> {
        choices
            .iter()
            .map(|(bytes, distortion)| Choice {
                bytes: *bytes,
                distortion: distortion.to_vec(),
            })
            .collect()
    }

    #[test]
    fn bytes_go_where_they_buy_most() {
        let cheap = knob(&[(100, [0.0, 0.0]), (10, [1.0, 1.0])]);
        let dear = knob(&[(100, [0.0, 0.0]), (90, [1.0, 1.0])]);
        assert_eq!(choose(&[cheap, dear], 1.5), [1, 0]);
    }

    #[test]
    fn a_deep_saving_does_not_eat_the_room_of_two_better_ones() {
        // Step by step the first would be taken to its end, for it saves most at once.
        let first = knob(&[(1000, [0.0, 0.0]), (215, [0.5, 0.5]), (177, [0.9, 0.9])]);
        let second = knob(&[(900, [0.0, 0.0]), (385, [0.05, 0.05]), (80, [0.45, 0.45])]);
        assert_eq!(choose(&[first, second], 1.0), [1, 2]);
    }

    #[test]
    fn the_worst_view_binds() {
        let left = knob(&[(100, [0.0, 0.0]), (50, [3.0, 0.0])]);
        let right = knob(&[(100, [0.0, 0.0]), (50, [0.0, 3.0])]);
        assert_eq!(choose(&[left.clone(), right], 3.0), [1, 1]);
        assert_eq!(choose(&[left.clone(), left], 3.0), [1, 0]);
    }

    #[test]
    fn undistorted_savings_are_taken_even_without_any_room() {
        let same = knob(&[(100, [0.0, 0.0]), (40, [0.0, 0.0])]);
        assert_eq!(choose(&[same], 0.0), [1]);
    }

    #[test]
    fn too_tight_a_bound_gives_the_least_distortion() {
        let distorting = knob(&[(10, [9.0, 9.0]), (50, [5.0, 5.0])]);
        assert_eq!(choose(&[distorting, Vec::new()], 1.0), [1, 0]);
    }
}
