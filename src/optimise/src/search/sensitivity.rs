//! Which guiding views a part is seen from, and how much from each.
//!
//! A texture or a grid that distorts does so in the same views at whatever setting. Once that was
//! drawn from all of them, the views that are distorted most stand for the rest.

use render::Distance;

use super::distortion::worst;
use super::window::Window;
use crate::bound::MEASURE_COUNT;

/// A view that is distorted less than this doesn't see the part.
const UNSEEN: f64 = 1e-6;
/// So many views of the whole model, and so many close-ups, stand for the rest.
const FEW: usize = 2;

/// How much each guiding view was distorted by one setting; before that is known every view counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Sensitivity {
    known: Option<Known>,
}

#[derive(Debug, Clone)]
struct Known {
    /// By view, [`MEASURE_COUNT`] each.
    distortions: Vec<f64>,
    close: Vec<bool>,
    looked: Vec<bool>,
    /// The part of each view that is drawn instead of all of it.
    windows: Vec<Option<Window>>,
}

impl Sensitivity {
    /// From how much one setting distorts, by guiding view.
    pub(super) fn new(distortions: Vec<f64>, distances: &[Distance]) -> Self {
        let close = distances.iter().map(|one| *one == Distance::CloseUp);
        let close: Vec<bool> = close.collect();
        let worst: Vec<f64> = distortions.chunks_exact(MEASURE_COUNT).map(worst).collect();
        let mut order: Vec<usize> = (0..worst.len()).collect();
        order.sort_by(|a, b| worst[*b].total_cmp(&worst[*a]));
        let mut looked = vec![false; worst.len()];
        for kind in [false, true] {
            let own = order.iter().filter(|view| close.get(**view) == Some(&kind));
            for view in own.take(FEW) {
                looked[*view] = worst[*view] > UNSEEN;
            }
        }
        Self {
            known: Some(Known {
                distortions,
                close,
                looked,
                windows: Vec::new(),
            }),
        }
    }

    /// The same, with the part of each view that tells most.
    pub(super) fn with_windows(mut self, windows: Vec<Option<Window>>) -> Self {
        if let Some(known) = &mut self.known {
            known.windows = windows;
        }
        self
    }

    /// What was said of the views that are drawn, one after the other, by the number of the view.
    pub(super) fn spread<T>(&self, of: Vec<Option<T>>) -> Vec<Option<T>> {
        let views = self.known.as_ref().map_or(0, |known| known.looked.len());
        let mut of = of.into_iter();
        (0..views)
            .map(|view| match self.looks(view) {
                true => of.next().flatten(),
                false => None,
            })
            .collect()
    }

    /// Whether anything is known of the parts of views.
    pub(super) fn has_windows(&self) -> bool {
        let known = self.known.as_ref();
        known.is_some_and(|known| known.windows.iter().any(Option::is_some))
    }

    /// The part of a view that is drawn instead of all of it.
    pub(super) fn window(&self, view: usize) -> Option<&Window> {
        let known = self.known.as_ref()?;
        known.windows.get(view)?.as_ref()
    }

    /// Notes what a part of a view stands for.
    pub(super) fn tell(&mut self, view: usize, window: Option<Window>) {
        let known = self.known.as_mut();
        let own = known.and_then(|known| known.windows.get_mut(view));
        if let Some((own, window)) = own.zip(window) {
            *own = Some(window);
        }
    }

    /// The same, but all of the four orbits that see the part are drawn: what is as fine as a texel
    /// shows in other ones than what is coarse.
    pub(super) fn in_all_orbits(&self, distances: &[Distance]) -> Self {
        let mut more = self.clone();
        if let Some(known) = &mut more.known {
            let views = known.distortions.chunks_exact(MEASURE_COUNT).zip(distances);
            for ((distortions, distance), looked) in views.zip(&mut known.looked) {
                *looked |= *distance == Distance::Orbit && worst(distortions) > UNSEEN;
            }
        }
        more
    }

    /// Whether anything was drawn before.
    pub(super) const fn is_known(&self) -> bool {
        self.known.is_some()
    }

    /// Whether no view is distorted.
    pub(super) fn is_blind(&self) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| !known.looked.contains(&true))
    }

    /// Whether the view is to be drawn.
    pub(super) fn looks(&self, view: usize) -> bool {
        self.known
            .as_ref()
            .is_none_or(|known| known.looked.get(view) == Some(&true))
    }

    /// Fills in how much the views that weren't drawn are distorted: as much more or less than at the known
    /// setting as those that were.
    pub(super) fn complete(&self, mut distortions: Vec<f64>) -> Vec<f64> {
        let Some(known) = &self.known else {
            return distortions;
        };
        for close in [false, true] {
            for measure in 0..MEASURE_COUNT {
                let own = |view: usize| known.close.get(view) == Some(&close);
                let places: Vec<usize> = (0..distortions.len())
                    .filter(|place| place % MEASURE_COUNT == measure && own(place / MEASURE_COUNT))
                    .collect();
                let sum = |of: &[f64]| -> f64 {
                    let looked = places
                        .iter()
                        .filter(|place| self.looks(**place / MEASURE_COUNT));
                    looked.filter_map(|place| of.get(*place)).sum()
                };
                let (now, then) = (sum(&distortions), sum(&known.distortions));
                if then <= 0.0 {
                    continue;
                }
                for place in places
                    .iter()
                    .filter(|place| !self.looks(**place / MEASURE_COUNT))
                {
                    distortions[*place] =
                        known.distortions.get(*place).copied().unwrap_or(0.0) * now / then;
                }
            }
        }
        distortions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_views_that_are_distorted_most_stand_for_the_rest() {
        let distances = [
            Distance::Orbit,
            Distance::Orbit,
            Distance::Orbit,
            Distance::CloseUp,
        ];
        let then = [8.0, 4.0, 2.0, 6.0].map(|distortion| [distortion, 0.0, distortion / 2.0]);
        let seen = Sensitivity::new(then.concat(), &distances);
        let looked: Vec<bool> = (0..4).map(|view| seen.looks(view)).collect();
        assert_eq!(looked, [true, true, false, true]);
        let all = seen.in_all_orbits(&distances);
        assert!((0..4).all(|view| all.looks(view)));
        // Half as much where it was drawn: half as much in the third view.
        let now = [[4.0, 0.0, 2.0], [2.0, 0.0, 1.0], [0.0; 3], [1.0, 0.0, 0.5]];
        let all = seen.complete(now.concat());
        assert_eq!(all[6..9], [1.0, 0.0, 0.5]);
        assert_eq!(all[9..], [1.0, 0.0, 0.5]);
    }

    #[test]
    fn before_anything_is_known_every_view_is_drawn_and_what_distorts_nothing_is_unseen() {
        let open = Sensitivity::default();
        assert!(open.looks(7) && !open.is_blind());
        let seen = Sensitivity::new(
            vec![0.0; 2 * MEASURE_COUNT],
            &[Distance::Orbit, Distance::CloseUp],
        );
        assert!(seen.is_blind() && !seen.looks(0));
        assert!(seen.in_all_orbits(&[Distance::Orbit; 2]).is_blind());
    }
}
