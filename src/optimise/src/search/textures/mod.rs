//! The settings of each texture: how large, and how much of its detail is stored.
//!
//! First the texture is drawn in each size without any other loss: that tells from where it is seen
//! at all, how much from each of them, and which sizes are worth encoding. Then forms come in families (see [`families`]). In
//! each size one form is drawn; the distortion of the others follows from it, because it grows with the
//! square error of the texels.

mod curve;
mod drafts;
mod measured;
mod rung;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use asset::image::Pixels;
use base::{Job, Result};

use curve::{Curve, Drawn};
use drafts::Drafts;
use measured::{MeasuredForm, between, is_beaten};
pub(super) use rung::Rung;
use rung::{MadeBy, Stored};

use super::choose::Choice;
use super::distortion::{undistorted, worst};
use super::evaluator::{Evaluator, Looked};
use super::families::{self, Encode};
use super::sensitivity::Sensitivity;
use super::source::Base;
use crate::cores;
use crate::encode::Encoded;
use crate::options::{Effort, Options};
use crate::pass::Pass;
use crate::run::Run;
use crate::slots::{self, Slots};
use crate::texels::{self, pixels};
use crate::work::Picture;

/// How often sides are halved at most.
const HALVINGS: u8 = 4;
/// Textures aren't made smaller than this many pixels a side.
const LEAST_SIDE: u32 = 16;
/// A size that distorts less than this share of the bound makes larger ones pointless: what they could
/// still win isn't worth their bytes, and they take the most time and memory to try.
const HARDLY: f64 = 0.1;
/// The same where the larger size has more than this many pixels: each of its forms takes seconds.
const LITTLE: f64 = 0.5;
const MANY: u64 = 4_500_000;
/// The same for the most thorough search.
const NOTHING: f64 = 0.01;
/// A family that takes this many times the bytes of another in one size isn't tried in larger ones.
const HOPELESS: usize = 4;
/// No form's head has more bytes than this.
const HEAD: usize = 640;
/// Pictures with more pixels than this are encoded one after the other: an encoder takes ten bytes and
/// more of memory for each.
const LARGE: u64 = 8_000_000;

/// The settings of every image of `run`; none for images that can't be changed.
pub(super) fn ladders(
    run: &Run,
    base: &mut Base,
    evaluator: &Evaluator<'_>,
    far: f64,
    job: &Job,
) -> Result<Vec<Vec<Rung>>> {
    let slots = slots::of(&run.work);
    let total = run.work.images.len() as u64;
    let far = far * share(run.work.images.len(), run.options.effort);
    let mut ladders = Vec::new();
    let mut drafts = Drafts::default();
    for (index, (picture, slots)) in run.work.images.iter().zip(&slots).enumerate() {
        job.stage(format!("Looking at texture {} of {total}", index + 1));
        let usable = run.wants(Pass::Textures) && slots.is_used() && !picture.bytes.is_empty();
        let mut ladder = Ladder {
            index,
            picture,
            slots,
            base,
            drafts: &mut drafts,
            options: &run.options,
            evaluator,
            far,
            job,
        };
        ladders.push(match usable {
            true => ladder.rungs()?,
            false => Vec::new(),
        });
        drafts.forget_parts();
    }
    Ok(ladders)
}

/// How many pixels there are.
fn area(pixels: &Pixels) -> u64 {
    u64::from(pixels.width) * u64::from(pixels.height)
}

/// How much of the bound one of `count` textures may use at most: no combination has room for many that
/// use most of it each.
fn share(count: usize, effort: Effort) -> f64 {
    match effort {
        Effort::Best => 1.0,
        Effort::Normal | Effort::Fast => (4.0 / (3.0 + count as f64)).clamp(0.5, 1.0),
    }
}

struct Ladder<'a> {
    index: usize,
    picture: &'a Picture,
    slots: &'a Slots,
    base: &'a mut Base,
    drafts: &'a mut Drafts,
    options: &'a Options,
    evaluator: &'a Evaluator<'a>,
    far: f64,
    job: &'a Job,
}

/// One size of the texture, and how much being so small distorts.
struct Size {
    pixels: Pixels,
    halvings: u8,
    distortion: Vec<f64>,
    /// From where it is seen.
    seen: Sensitivity,
}

impl Ladder<'_> {
    fn rungs(&mut self) -> Result<Vec<Rung>> {
        let mut rungs = Vec::new();
        if self.options.texture_formats().take(self.picture.mime) && self.is_small_enough() {
            let distortion = undistorted(&self.evaluator.distances());
            let bytes = self.picture.bytes.len() as u64;
            rungs.push(Rung::fixed(Stored::Source, Choice { bytes, distortion }));
        }
        if self.picture.part_quality.is_locked() && !rungs.is_empty() {
            return Ok(rungs);
        }
        let Some(full) = pixels(self.picture, self.slots, 0) else {
            return Ok(rungs);
        };
        let sizes = self.sizes(full)?;
        let mut dropped: Vec<usize> = Vec::new();
        let locked = self.picture.part_quality.is_locked();
        // From the smallest on: what is hopeless there isn't tried where it takes longer.
        for size in sizes.iter().rev() {
            self.job.check()?;
            let families = families::of(&size.pixels, self.slots, self.options, locked);
            let open: Vec<usize> = (0..families.len())
                .filter(|family| !dropped.contains(family))
                .collect();
            let all: Vec<(usize, Encode)> = open
                .iter()
                .flat_map(|family| {
                    let encodes = &families[*family];
                    let anchors = families::anchors(encodes.len()).into_iter();
                    anchors.map(|place| (*family, encodes[place]))
                })
                .collect();
            let candidates = self.encode(size, &all)?;
            let least = candidates
                .iter()
                .map(|(_, candidate)| candidate.form.bytes.len())
                .min();
            let mut kept = Vec::new();
            for family in open {
                let own: Vec<&MeasuredForm> = candidates
                    .iter()
                    .filter(|(of, _)| *of == family)
                    .map(|(_, candidate)| candidate)
                    .collect();
                let own_least = own.iter().map(|candidate| candidate.form.bytes.len()).min();
                // Of the smallest pictures bytes are those of a form's head, and say nothing of larger ones.
                let telling = own_least.is_some_and(|least| least > HEAD);
                if telling && own_least > least.map(|least| least * HOPELESS) {
                    dropped.push(family);
                }
                if !is_beaten(&own, family, &candidates) {
                    kept.push((own, &families[family]));
                } else if telling && self.options.effort != Effort::Best {
                    // What loses where there is least to store hardly wins where there is more.
                    dropped.push(family);
                }
            }
            let color = self.slots.color;
            let (blurred, usual): (Vec<_>, Vec<_>) = kept
                .into_iter()
                .partition(|(_, encodes)| encodes.iter().any(|encode| encode.blurs_alpha()));
            let (rounded, usual): (Vec<_>, Vec<_>) = usual
                .into_iter()
                .partition(|(_, encodes)| color && encodes.iter().any(|encode| encode.rounds()));
            let groups = [usual, rounded, blurred];
            for alike in groups.iter().filter(|alike| !alike.is_empty()) {
                self.measure(size, alike, &mut rungs)?;
            }
        }
        Ok(rungs)
    }

    fn is_small_enough(&self) -> bool {
        self.picture.width.max(self.picture.height) <= self.options.target.texture_side()
    }

    /// The sizes that are worth encoding, from large to small.
    fn sizes(&mut self, full: Pixels) -> Result<Vec<Size>> {
        let most = self.options.target.texture_side();
        let locked = self.picture.part_quality.is_locked();
        let least = self.options.target.least_texture_side();
        let mut all = vec![full];
        while let Some(last) = all.last() {
            let over = last.width.max(last.height) > most;
            let small = last.width.min(last.height) / 2 < LEAST_SIDE
                || last.width.max(last.height) / 2 < least;
            let enough = all.len() > usize::from(HALVINGS) || locked;
            if last.width.max(last.height) <= 1 || !over && (small || enough) {
                break;
            }
            let next = texels::halve(last.clone(), self.slots, 1);
            all.push(next);
        }
        let mut seen = Sensitivity::default();
        // Whether pictures of the whole told what their parts stand for.
        let mut told = false;
        let mut sizes = Vec::new();
        let total = all.len();
        for (number, pixels) in all.into_iter().enumerate().rev() {
            self.job.items((total - 1 - number) as u64, total as u64);
            if pixels.width.max(pixels.height) > most {
                break;
            }
            // The smallest tells from where the texture is seen; what none sees of it, none sees at all.
            let distortion = match (number, seen.is_known()) {
                (0, _) => undistorted(&self.evaluator.distances()),
                (_, true) if told => self.draw(&pixels, &seen)?,
                (_, true) => {
                    told = true;
                    self.whole(&pixels, &mut seen)?
                }
                (_, false) => {
                    let (distortion, first) = self.first_look(&pixels)?;
                    seen = first;
                    match seen.is_blind() || worst(&distortion) > self.far {
                        true => distortion,
                        false => {
                            told = true;
                            self.whole(&pixels, &mut seen)?
                        }
                    }
                }
            };
            let worst = worst(&distortion);
            let many = area(&pixels) * 4 > MANY;
            // What no guiding view sees may be seen from elsewhere: it keeps its size.
            if number > 0 && seen.is_blind() {
                continue;
            }
            // A target's limit is met whatever it distorts.
            let largest = number == 0 || pixels.width.max(pixels.height) * 2 > most;
            if worst <= self.far || largest {
                sizes.push(Size {
                    pixels,
                    halvings: number as u8,
                    distortion,
                    seen: seen.clone(),
                });
            }
            let enough = match self.options.effort {
                Effort::Best => NOTHING,
                Effort::Normal | Effort::Fast if many => LITTLE,
                Effort::Normal | Effort::Fast => HARDLY,
            };
            if worst < enough {
                break;
            }
        }
        sizes.sort_by_key(|size| size.halvings);
        Ok(sizes)
    }

    /// The forms of all families in one size, encoded on all cores as far as memory allows.
    fn encode(
        &self,
        size: &Size,
        encodes: &[(usize, Encode)],
    ) -> Result<Vec<(usize, MeasuredForm)>> {
        let done = AtomicU64::new(0);
        let total = encodes.len() as u64;
        let tell = || {
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            self.job.items(done, total);
        };
        let make = |(family, encode): &(usize, Encode)| {
            let started = Instant::now();
            let candidate = encode
                .run(&size.pixels, self.slots)
                .and_then(|(mime, bytes)| {
                    let error = texels::square_error(&size.pixels, mime, &bytes, self.slots)?;
                    Some(MeasuredForm {
                        form: Encoded::new(mime, bytes, &size.pixels, size.halvings),
                        encode: *encode,
                        error,
                    })
                });
            tracing::debug!(
                image = self.index,
                side = size.pixels.width,
                ?encode,
                seconds = started.elapsed().as_secs_f64(),
                "encoded",
            );
            Ok((*family, candidate))
        };
        let at_once = if area(&size.pixels) > LARGE {
            1
        } else {
            usize::MAX
        };
        let started = Instant::now();
        let mut found = Vec::new();
        for some in encodes.chunks(at_once) {
            found.extend(cores::each(some, self.job, tell, make)?);
        }
        self.evaluator.spent.encoded(started.elapsed());
        let found = found.into_iter();
        Ok(found
            .filter_map(|(family, candidate)| Some((family, candidate?)))
            .collect())
    }

    /// Adds the forms of families in one size with their distortion: that of the size, and their own.
    ///
    /// That grows with the square error of the texels, much alike for all `families`, so one form is
    /// drawn: the one in the middle of the family with the fewest bytes; and the finest as well where
    /// the detail of colour is halved.
    fn measure(
        &mut self,
        size: &Size,
        families: &[(Vec<&MeasuredForm>, &Vec<Encode>)],
        rungs: &mut Vec<Rung>,
    ) -> Result<()> {
        let blind = size.seen.is_blind();
        let lossy = families.iter().filter_map(|(family, encodes)| {
            let middle = family.get(family.len() / 2)?;
            (middle.error > 0.0).then_some((middle, family, encodes))
        });
        let least = lossy.min_by_key(|(middle, ..)| middle.form.bytes.len());
        let mut drawn: Vec<Drawn> = Vec::new();
        if let Some((middle, family, encodes)) = least.filter(|_| !blind) {
            let halved = encodes.iter().any(|encode| encode.halves_color());
            let finest = family.first().filter(|finest| {
                halved && self.slots.color && finest.error > 0.0 && finest.error < middle.error
            });
            let seen = size.seen.in_all_orbits(&self.evaluator.distances());
            for form in finest.into_iter().chain([middle]) {
                let Some(decoded) = texels::decoded(form.form.mime, &form.form.bytes) else {
                    return Ok(());
                };
                let distortion = self.draw(&decoded, &seen)?;
                drawn.push((form.error, distortion));
            }
        }
        let weight = f64::from(self.picture.part_quality.0.clamp(0.1, 100.0)).powi(2);
        let curve = Arc::new(match blind {
            true => Curve::blind(size.distortion.len(), self.evaluator.bound, weight),
            false => Curve::new(drawn, size.distortion.clone(), weight),
        });
        let halvings = size.halvings;
        let rung = |stored: Stored, encode: Encode, bytes: u64, error: f64| {
            let distortion = curve.at(error)?;
            let source = MadeBy {
                encode,
                halvings,
                error,
                curve: Arc::clone(&curve),
            };
            Some(Rung::new(stored, source, Choice { bytes, distortion }))
        };
        let before = rungs.len();
        for (family, encodes) in families {
            rungs.extend(family.iter().filter_map(|own| {
                let (form, bytes) = (own.form.clone(), own.form.bytes.len() as u64);
                rung(Stored::Form(form), own.encode, bytes, own.error)
            }));
            rungs.extend(encodes.iter().filter_map(|encode| {
                let (bytes, error) = between(family, encode.quality())?;
                rung(Stored::Planned, *encode, bytes, error)
            }));
        }
        // Where no form is as near as it should be, the nearest must do.
        let all = families.iter().flat_map(|(family, _)| family);
        let nearest = all.min_by(|a, b| a.error.total_cmp(&b.error));
        if let Some(nearest) = nearest.filter(|_| rungs.len() == before) {
            let choice = Choice {
                bytes: nearest.form.bytes.len() as u64,
                distortion: size.distortion.clone(),
            };
            rungs.push(Rung::fixed(Stored::Form(nearest.form.clone()), choice));
        }
        Ok(())
    }

    /// The distortions of the model with these texels in the image's place, from where `seen` says.
    fn draw(&mut self, pixels: &Pixels, seen: &Sensitivity) -> Result<Vec<f64>> {
        let views = self.evaluator.parts(seen);
        self.worn(pixels, views, |evaluator, views, base, job| {
            evaluator.distortions_of(views, &mut base.scene, &base.framing, seen, job)
        })
    }

    /// The same in pictures of the whole, from which `seen` learns what their parts stand for.
    fn whole(&mut self, pixels: &Pixels, seen: &mut Sensitivity) -> Result<Vec<f64>> {
        let views = self.evaluator.wholes(seen);
        let (distortions, told) = self.worn(pixels, views, |evaluator, views, base, job| {
            evaluator.whole_distortions(views, &mut base.scene, &base.framing, seen, job)
        })?;
        *seen = told;
        Ok(distortions)
    }

    /// The same while nothing is known of where the texture is seen, and what that says of it.
    fn first_look(&mut self, pixels: &Pixels) -> Result<(Vec<f64>, Sensitivity)> {
        let views = self.evaluator.smalls();
        self.worn(pixels, views, |evaluator, views, base, job| {
            evaluator.first_look(views, &mut base.scene, &base.framing, job)
        })
    }

    /// What `look` says of drafts of `views` of the model with these texels in the image's place.
    fn worn<T>(
        &mut self,
        pixels: &Pixels,
        views: Vec<Looked>,
        look: impl FnOnce(&Evaluator<'_>, &[Looked], &mut Base, &Job) -> Result<T>,
    ) -> Result<T> {
        // With the source's texture in its place.
        let views = self.drafts.of(views, self.evaluator, self.base, self.job)?;
        let context = self.evaluator.context;
        let scene = &mut self.base.scene;
        let before = match scene.upload(context, self.index, pixels) {
            Some(other) => scene.exchange(context, other),
            None => None,
        };
        let looked = look(self.evaluator, &views, self.base, self.job);
        if let Some(before) = before {
            self.base.scene.exchange(context, before);
        }
        looked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_textures_the_less_each_may_use() {
        let of = |count| share(count, Effort::Normal);
        assert_eq!((of(0), of(1), of(5), of(50)), (1.0, 1.0, 0.5, 0.5));
        assert!(of(2) < 1.0 && of(3) < of(2));
        assert_eq!(share(50, Effort::Best), 1.0);
    }
}
