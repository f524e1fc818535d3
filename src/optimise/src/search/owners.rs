//! Which part of a model a difference between two pictures is owed to.

use base::{Job, Result};
use render::{Framing, Picture, Scene, owners};

use super::evaluator::{Evaluator, Reference};
use super::sensitivity::Sensitivity;
use super::window::Window;
use crate::quality::ViewQuality;

/// The number of the part that each pixel shows, by rows from the top; `None` where there is none.
pub(super) type Owners = Vec<Option<u32>>;

/// A pixel of no part belongs to one so many pixels away: a surface that goes leaves a gap beside it.
const REACH: usize = 2;

/// What a geometry distorts, and where.
pub(super) struct Shares {
    pub(super) distortions: Vec<f64>,
    /// What is owed to each part; empty where nobody asked.
    pub(super) shares: Vec<f64>,
    /// From where it is seen, with the part of each view that is distorted most.
    pub(super) told: Sensitivity,
}

impl Evaluator<'_> {
    /// Whether the adapter can tell which part a pixel shows.
    pub(super) fn knows_owners(&self) -> bool {
        self.context.gpu().knows_triangles()
    }

    /// The distortions, and of what the guiding views lost the share of each of so many parts; `owners` are
    /// those of the same views, or none. And `seen` with the part of each view that is distorted most.
    pub(super) fn shares(
        &self,
        scene: &mut Scene,
        framing: &Framing,
        seen: &Sensitivity,
        (owners, parts): (&[Owners], usize),
        job: &Job,
    ) -> Result<Shares> {
        let references = self.guiding(seen);
        let pairs: Vec<_> = references.iter().copied().zip(owners).collect();
        let owners_of = |reference: &Reference| {
            let own = pairs.iter().find(|(one, _)| std::ptr::eq(*one, reference));
            own.map_or(&[][..], |(_, owners)| owners.as_slice())
        };
        let seen_so = self.each(scene, framing, &references, job, |reference, picture| {
            let lost = lost(&reference.original, picture, owners_of(reference), parts);
            let view = self.compared(reference, picture)?;
            let window = self.busiest(reference, picture, &view)?;
            Ok((view, lost, window))
        })?;
        let mut shares = vec![0.0; parts];
        for (view, lost, _) in &seen_so {
            // Views count as far as they are distorted.
            let worst = self.bound.share(view).used;
            let all: f64 = lost.iter().sum();
            for (share, lost) in shares.iter_mut().zip(lost) {
                *share += worst * lost / all.max(1e-12);
            }
        }
        let all: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= all.max(1e-12));
        let (views, windows): (Vec<ViewQuality>, Vec<Option<Window>>) = seen_so
            .into_iter()
            .map(|(view, _, window)| (view, window))
            .unzip();
        Ok(Shares {
            distortions: self.completed(&views, seen),
            shares,
            told: seen.clone().with_windows(seen.spread(windows)),
        })
    }

    /// The part that each pixel of the guiding views shows, by what `number` says of a node and its primitive.
    pub(super) fn owners(
        &self,
        scene: &mut Scene,
        framing: &Framing,
        seen: &Sensitivity,
        number: impl Fn(usize, usize) -> Option<u32>,
        job: &Job,
    ) -> Result<Vec<Owners>> {
        let views = self.guiding(seen).into_iter();
        views
            .map(|reference| {
                job.check()?;
                let view = reference.viewpoint.view(framing);
                let owners = owners(self.context, scene, &view)?.into_iter();
                let owners = owners.map(|owner| owner.and_then(|(node, one)| number(node, one)));
                Ok(owners.collect())
            })
            .collect()
    }
}

/// By how much, in square differences of pixels over white, the parts differ between two pictures.
fn lost(original: &Picture, picture: &Picture, owners: &[Option<u32>], parts: usize) -> Vec<f64> {
    let mut lost = vec![0.0; parts];
    let width = original.width as usize;
    let pixels = original.rgba.as_chunks::<4>().0.iter();
    for (place, (a, b)) in pixels.zip(picture.rgba.as_chunks::<4>().0).enumerate() {
        if a == b {
            continue;
        }
        let difference: f64 = over_white(a)
            .zip(over_white(b))
            .map(|(a, b)| (a - b).powi(2))
            .sum();
        let near = (0..=REACH).flat_map(|by| {
            let rows = by * width;
            let around = [
                Some(place),
                place.checked_sub(by),
                place.checked_add(by),
                place.checked_sub(rows),
                place.checked_add(rows),
            ];
            around.into_iter().flatten()
        });
        let mut found = near.filter_map(|place| owners.get(place).copied().flatten());
        if let Some(slot) = found.next().and_then(|owner| lost.get_mut(owner as usize)) {
            *slot += difference;
        }
    }
    lost
}

/// The colour of a pixel over white.
fn over_white(pixel: &[u8; 4]) -> impl Iterator<Item = f64> {
    let alpha = f64::from(pixel[3]) / 255.0;
    let colours = [pixel[0], pixel[1], pixel[2]].into_iter();
    colours.map(move |part| f64::from(part) * alpha + 255.0 * (1.0 - alpha))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(colours: [u8; 6]) -> Picture {
        Picture {
            width: 6,
            height: 1,
            rgba: colours.iter().flat_map(|one| [*one, 0, 0, 255]).collect(),
        }
    }

    #[test]
    fn differences_belong_to_the_part_that_is_seen_and_gaps_to_the_nearest() {
        let owners = [Some(0), Some(0), None, None, None, Some(1)];
        let original = picture([10; 6]);
        let changed = picture([10, 13, 15, 12, 14, 10]);
        let lost = lost(&original, &changed, &owners, 2);
        assert_eq!(lost, [9.0 + 25.0 + 4.0, 16.0]);
    }

    #[test]
    fn what_has_no_alpha_is_white() {
        let clear = over_white(&[7, 7, 7, 0]).all(|part| (part - 255.0).abs() < 1e-9);
        assert!(clear);
    }
}
