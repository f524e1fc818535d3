//! The cheapest combination of settings whose harms together stay within a bound.

/// One setting of one knob.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    /// Its price.
    pub(crate) bytes: u64,
    /// What it harms: several numbers, such as the square error of each view.
    pub(crate) harm: Vec<f64>,
}

/// One pick for each of `knobs`, so that the sum of every harm is at most `limit`, and the
/// sum of bytes is small. Where even the least harm is too much, the picks with the least.
///
/// It starts from the least harm and takes, again and again, the step that saves most for what it
/// harms. Knobs without settings get 0.
pub(crate) fn choose(knobs: &[Vec<Choice>], limit: f64) -> Vec<usize> {
    let mut picks: Vec<usize> = knobs
        .iter()
        .map(|choices| {
            let order = |a: &&(usize, &Choice), b: &&(usize, &Choice)| {
                worst(&a.1.harm)
                    .total_cmp(&worst(&b.1.harm))
                    .then(a.1.bytes.cmp(&b.1.bytes))
            };
            let numbered: Vec<_> = choices.iter().enumerate().collect();
            numbered.iter().min_by(order).map_or(0, |(index, _)| *index)
        })
        .collect();
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
                // A step that harms nothing is worth any price.
                let harm = (mean(&after) - mean(&total)).max(1e-9);
                let worth = saved / harm;
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
    choice.harm.get(view).copied().unwrap_or(0.0)
}

/// The sum of every harm of the picked choices.
pub(super) fn sum(knobs: &[Vec<Choice>], picks: &[usize]) -> Vec<f64> {
    let harms = || picked(knobs, picks).map(|choice| &choice.harm);
    let views = harms().map(Vec::len).max().unwrap_or(0);
    let mut total = vec![0.0; views];
    for harm in harms() {
        total
            .iter_mut()
            .zip(harm)
            .for_each(|(sum, harm)| *sum += harm);
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

fn worst(harm: &[f64]) -> f64 {
    harm.iter().copied().fold(0.0, f64::max)
}

fn mean(harm: &[f64]) -> f64 {
    harm.iter().sum::<f64>() / harm.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob(choices: &[(u64, [f64; 2])]) -> Vec<Choice> {
        choices
            .iter()
            .map(|(bytes, harm)| Choice {
                bytes: *bytes,
                harm: harm.to_vec(),
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
    fn the_worst_view_binds() {
        let left = knob(&[(100, [0.0, 0.0]), (50, [3.0, 0.0])]);
        let right = knob(&[(100, [0.0, 0.0]), (50, [0.0, 3.0])]);
        assert_eq!(choose(&[left.clone(), right], 3.0), [1, 1]);
        assert_eq!(choose(&[left.clone(), left], 3.0), [1, 0]);
    }

    #[test]
    fn harmless_savings_are_taken_even_without_any_room() {
        let same = knob(&[(100, [0.0, 0.0]), (40, [0.0, 0.0])]);
        assert_eq!(choose(&[same], 0.0), [1]);
    }

    #[test]
    fn too_tight_a_bound_gives_the_least_harm() {
        let harmful = knob(&[(10, [9.0, 9.0]), (50, [5.0, 5.0])]);
        assert_eq!(choose(&[harmful, Vec::new()], 1.0), [1, 0]);
    }
}
