//! The settings of each texture: how large, and how much of its detail is stored.
//!
//! First the texture is drawn in each size without any other loss: that tells from where it is seen
//! at all, how much from each of them, and which sizes are worth encoding. Then forms come in families (see [`families`]). In
//! each size one form is drawn; the harm of the others follows from it, because it grows with the
//! square error of the texels.

use std::sync::atomic::{AtomicU64, Ordering};

use asset::image::Pixels;
use base::{Fault, Job, Result};

use super::families::{self, Encode};
use super::sensitivity::Sensitivity;
use super::{Base, Choice, Judge, harmless, worst};
use crate::cores;
use crate::options::Options;
use crate::passes::Pass;
use crate::passes::textures::{self as pass, pixels};
use crate::run::Run;
use crate::slots::{self, Slots};
use crate::work::Picture;

/// How often sides are halved at most.
const HALVINGS: u8 = 4;
/// Textures aren't made smaller than this many pixels a side.
const LEAST_SIDE: u32 = 16;
/// A size that harms less than this share of the bound makes larger ones pointless.
const NOTHING: f64 = 0.01;
/// A family that takes this many times the bytes of another in one size isn't tried in larger ones.
const HOPELESS: usize = 4;
/// Pictures with more pixels than this are encoded one after the other: an encoder takes some twenty
/// bytes of memory for each.
const LARGE: u64 = 8_000_000;
/// The square error of texels that uses all of the bound where no guiding view sees the texture:
/// 38 dB.
const BLIND: f64 = 10.3;

/// A stored form of a texture.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    mime: &'static str,
    bytes: bytes::Bytes,
    width: u32,
    height: u32,
    halvings: u8,
}

impl Form {
    fn new(mime: &'static str, bytes: Vec<u8>, pixels: &Pixels, halvings: u8) -> Self {
        Self {
            mime,
            bytes: bytes.into(),
            width: pixels.width,
            height: pixels.height,
            halvings,
        }
    }

    /// Whether it has fewer pixels than the source.
    pub(crate) const fn is_halved(&self) -> bool {
        self.halvings > 0
    }

    /// Gives a picture this form.
    pub(crate) fn put(&self, picture: &mut Picture) {
        picture.mime = self.mime;
        picture.bytes = self.bytes.clone();
        (picture.width, picture.height) = (self.width, self.height);
        picture.halvings = self.halvings;
    }
}

/// One setting.
pub(super) struct Rung {
    stored: Stored,
    pub(super) choice: Choice,
}

/// What an image is stored as.
enum Stored {
    /// The source's own form.
    Source,
    Form(Form),
    /// Not encoded yet: what it costs and harms is known from others of its family.
    Planned(Encode, u8),
}

impl Rung {
    /// Its form; `None` is the source's own.
    pub(super) const fn form(&self) -> Option<&Form> {
        match &self.stored {
            Stored::Form(form) => Some(form),
            Stored::Source | Stored::Planned(..) => None,
        }
    }

    /// Encodes what wasn't yet; says whether it did.
    ///
    /// # Errors
    /// A service fault where the encoder fails, although finer and coarser forms were made before.
    pub(super) fn make(&mut self, picture: &Picture, slots: &Slots) -> Result<bool> {
        let Stored::Planned(encode, halvings) = self.stored else {
            return Ok(false);
        };
        let made = pixels(picture, slots, halvings)
            .and_then(|pixels| Some((encode.run(&pixels, slots)?, pixels)));
        let Some(((mime, bytes), pixels)) = made else {
            return Err(Fault::service(format!(
                "A texture couldn't be stored as {}",
                encode.mime()
            )));
        };
        self.choice.bytes = bytes.len() as u64;
        self.stored = Stored::Form(Form::new(mime, bytes, &pixels, halvings));
        Ok(true)
    }

    /// In a few words, for developers.
    pub(super) fn describe(&self) -> String {
        match &self.stored {
            Stored::Source => "as it is".into(),
            Stored::Form(form) => format!("{} {} x {}", form.mime, form.width, form.height),
            Stored::Planned(encode, halvings) => format!("{encode:?} halved {halvings} times"),
        }
    }
}

/// The settings of every image of `run`; none for images that can't be changed.
pub(super) fn ladders(
    run: &Run,
    base: &mut Base,
    judge: &Judge<'_>,
    far: f64,
    job: &Job,
) -> Result<Vec<Vec<Rung>>> {
    let slots = slots::of(&run.work);
    let total = run.work.images.len() as u64;
    let mut ladders = Vec::new();
    for (index, (picture, slots)) in run.work.images.iter().zip(&slots).enumerate() {
        job.stage(format!("Looking at texture {} of {total}", index + 1));
        let usable = run.wants(Pass::Textures) && slots.is_used() && !picture.bytes.is_empty();
        let mut ladder = Ladder {
            index,
            picture,
            slots,
            base,
            options: &run.options,
            judge,
            far,
            job,
        };
        ladders.push(match usable {
            true => ladder.rungs()?,
            false => Vec::new(),
        });
    }
    Ok(ladders)
}

struct Ladder<'a> {
    index: usize,
    picture: &'a Picture,
    slots: &'a Slots,
    base: &'a mut Base,
    options: &'a Options,
    judge: &'a Judge<'a>,
    far: f64,
    job: &'a Job,
}

/// One size of the texture, and what being so small harms.
struct Size {
    pixels: Pixels,
    halvings: u8,
    harm: Vec<f64>,
    /// From where it is seen.
    seen: Sensitivity,
}

/// A form with the square error of its texels against the size it is of.
struct Candidate {
    form: Form,
    /// Of a lossy form.
    quality: Option<u8>,
    error: f64,
}

impl Ladder<'_> {
    fn rungs(&mut self) -> Result<Vec<Rung>> {
        let mut rungs = Vec::new();
        if pass::takes(self.options.texture_formats(), self.picture.mime) && self.is_small_enough()
        {
            let harm = harmless(&self.judge.distances());
            let bytes = self.picture.bytes.len() as u64;
            rungs.push(Rung {
                stored: Stored::Source,
                choice: Choice { bytes, harm },
            });
        }
        if self.picture.care.is_locked() && !rungs.is_empty() {
            return Ok(rungs);
        }
        let Some(full) = pixels(self.picture, self.slots, 0) else {
            return Ok(rungs);
        };
        let sizes = self.sizes(full)?;
        let mut dropped: Vec<usize> = Vec::new();
        let locked = self.picture.care.is_locked();
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
                let own: Vec<&Candidate> = candidates
                    .iter()
                    .filter(|(of, _)| *of == family)
                    .map(|(_, candidate)| candidate)
                    .collect();
                let own_least = own.iter().map(|candidate| candidate.form.bytes.len()).min();
                if own_least > least.map(|least| least * HOPELESS) {
                    dropped.push(family);
                }
                if !is_beaten(&own, family, &candidates) {
                    kept.push((own, &families[family]));
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
        let locked = self.picture.care.is_locked();
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
            let next = pass::halved(last.clone(), self.slots);
            all.push(next);
        }
        let mut seen = Sensitivity::default();
        let mut sizes = Vec::new();
        let total = all.len();
        for (number, pixels) in all.into_iter().enumerate().rev() {
            self.job.items((total - 1 - number) as u64, total as u64);
            if pixels.width.max(pixels.height) > most {
                break;
            }
            let harm = match number {
                0 => harmless(&self.judge.distances()),
                _ => self.draw(&pixels, &seen)?,
            };
            // The smallest tells from where the texture is seen; what none sees of it, none sees at all.
            let harm = match number > 0 && !seen.is_known() {
                true => {
                    seen = self.judge.sensitivity(harm.clone());
                    match seen.is_blind() || worst(&harm) > self.far {
                        true => harm,
                        false => self.draw(&pixels, &seen)?,
                    }
                }
                false => harm,
            };
            let worst = worst(&harm);
            // What no guiding view sees may be seen from elsewhere: it keeps its size.
            if number > 0 && seen.is_blind() {
                continue;
            }
            // A target's limit is met whatever it harms.
            let largest = number == 0 || pixels.width.max(pixels.height) * 2 > most;
            if worst <= self.far || largest {
                sizes.push(Size {
                    pixels,
                    halvings: number as u8,
                    harm,
                    seen: seen.clone(),
                });
            }
            if worst < NOTHING {
                break;
            }
        }
        sizes.sort_by_key(|size| size.halvings);
        Ok(sizes)
    }

    /// The forms of all families in one size, encoded on all cores as far as memory allows.
    fn encode(&self, size: &Size, encodes: &[(usize, Encode)]) -> Result<Vec<(usize, Candidate)>> {
        let done = AtomicU64::new(0);
        let total = encodes.len() as u64;
        let tell = || {
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            self.job.items(done, total);
        };
        let make = |(family, encode): &(usize, Encode)| {
            let candidate = encode
                .run(&size.pixels, self.slots)
                .and_then(|(mime, bytes)| {
                    let error = pass::square_error(&size.pixels, mime, &bytes, self.slots)?;
                    Some(Candidate {
                        form: Form::new(mime, bytes, &size.pixels, size.halvings),
                        quality: encode.quality(),
                        error,
                    })
                });
            Ok((*family, candidate))
        };
        let area = u64::from(size.pixels.width) * u64::from(size.pixels.height);
        let at_once = if area > LARGE { 1 } else { usize::MAX };
        let mut found = Vec::new();
        for some in encodes.chunks(at_once) {
            found.extend(cores::each(some, self.job, tell, make)?);
        }
        let found = found.into_iter();
        Ok(found
            .filter_map(|(family, candidate)| Some((family, candidate?)))
            .collect())
    }

    /// Adds the forms of families in one size with their harm: that of the size, and their own.
    ///
    /// That grows with the square error of the texels, much alike for all `families`, so one form is
    /// drawn: the one in the middle of the family with the fewest bytes; and the finest as well where
    /// the detail of colour is halved.
    fn measure(
        &mut self,
        size: &Size,
        families: &[(Vec<&Candidate>, &Vec<Encode>)],
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
            let seen = size.seen.in_all_orbits(&self.judge.distances());
            for form in finest.into_iter().chain([middle]) {
                let Some(decoded) = pass::decoded(form.form.mime, &form.form.bytes) else {
                    return Ok(());
                };
                let harm = self.draw(&decoded, &seen)?;
                drawn.push((form.error, harm));
            }
        }
        let weight = f64::from(self.picture.care.0.clamp(0.1, 100.0)).powi(2);
        let harm = |error: f64| -> Vec<f64> {
            if blind {
                return vec![error / BLIND * weight; size.harm.len()];
            }
            let places = size.harm.iter().enumerate();
            places
                .map(|(place, size)| along(&drawn, place, *size, error) * weight)
                .collect()
        };
        for (family, encodes) in families {
            rungs.extend(family.iter().map(|candidate| Rung {
                stored: Stored::Form(candidate.form.clone()),
                choice: Choice {
                    bytes: candidate.form.bytes.len() as u64,
                    harm: harm(candidate.error),
                },
            }));
            for encode in *encodes {
                if let Some((bytes, error)) = between(family, encode.quality()) {
                    rungs.push(Rung {
                        stored: Stored::Planned(*encode, size.halvings),
                        choice: Choice {
                            bytes,
                            harm: harm(error),
                        },
                    });
                }
            }
        }
        Ok(())
    }

    /// The harms of the model with these texels in the image's place.
    fn draw(&mut self, pixels: &Pixels, seen: &Sensitivity) -> Result<Vec<f64>> {
        let Base { scene, framing, .. } = &mut *self.base;
        let stage = self.judge.stage;
        let before = match scene.upload(stage, self.index, pixels) {
            Some(other) => scene.exchange(stage, other),
            None => None,
        };
        let harms = self.judge.harms(scene, framing, seen, self.job);
        if let Some(before) = before {
            scene.exchange(stage, before);
        }
        harms
    }
}

/// Whether every form of a family costs more than one of another that is as near to the texels.
fn is_beaten(own: &[&Candidate], family: usize, all: &[(usize, Candidate)]) -> bool {
    own.iter().all(|form| {
        all.iter().any(|(of, other)| {
            *of != family
                && other.error <= form.error
                && other.form.bytes.len() < form.form.bytes.len()
        })
    })
}

/// The square error of a form that was drawn, and its harms.
type Drawn = (f64, Vec<f64>);

/// The harm at `place` of a form with this square error, from those that were `drawn`, from small to
/// great errors, and that of no error: straight between them, and beyond the last in proportion.
fn along(drawn: &[Drawn], place: usize, none: f64, error: f64) -> f64 {
    let at = |(_, harms): &Drawn| harms.get(place).copied().unwrap_or(0.0).max(none);
    let (mut before, mut low) = (0.0, none);
    for point in drawn {
        let (here, high) = (point.0, at(point));
        if error <= here {
            return low + (high - low) * (error - before) / (here - before).max(1e-12);
        }
        (before, low) = (here, high);
    }
    match before > 0.0 {
        true => none + (low - none) * error / before,
        false => none,
    }
}

/// Bytes and square error of a quality between those of `family`, which is from fine to coarse: both
/// grow by about the same factor from step to step. `None` for what isn't between any two.
fn between(family: &[&Candidate], quality: Option<u8>) -> Option<(u64, f64)> {
    let quality = f64::from(quality?);
    family.windows(2).find_map(|pair| {
        let &[fine, coarse] = pair else {
            return None;
        };
        let (most, least) = (f64::from(fine.quality?), f64::from(coarse.quality?));
        if quality >= most || quality <= least || fine.error <= 0.0 || coarse.error <= 0.0 {
            return None;
        }
        let share = (most - quality) / (most - least);
        let mix = |fine: f64, coarse: f64| fine * (coarse / fine).powf(share);
        let size = |candidate: &Candidate| candidate.form.bytes.len().max(1) as f64;
        let bytes = mix(size(fine), size(coarse)).round() as u64;
        Some((bytes, mix(fine.error, coarse.error)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harm_follows_what_was_drawn() {
        let drawn = [(1.0, vec![0.5]), (4.0, vec![0.8])];
        let harm = |error| along(&drawn, 0, 0.1, error);
        assert!((harm(0.0) - 0.1).abs() < 1e-9);
        assert!((harm(0.5) - 0.3).abs() < 1e-9);
        assert!((harm(2.5) - 0.65).abs() < 1e-9);
        assert!((harm(8.0) - 1.5).abs() < 1e-9);
        assert!((along(&[], 0, 0.2, 7.0) - 0.2).abs() < 1e-9);
    }
}
