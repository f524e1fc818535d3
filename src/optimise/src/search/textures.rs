//! The settings of each texture: how large, and how much of its detail is stored.
//!
//! Forms come in families (see [`families`]). Of each family and size the finest and the coarsest
//! form are drawn; the harm of those between follows from them, because it grows with the square
//! error of the texels.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use asset::Model;
use asset::image::Pixels;
use asset::model::{Image, Mime};
use base::{Job, Result};

use super::families::{self, Encode};
use super::{Choice, Judge};
use crate::options::Options;
use crate::passes::textures::{self as pass, pixels};
use crate::slots::{self, Slots};
use crate::work::{Picture, Work};

/// How often sides are halved at most.
const HALVINGS: u8 = 3;
/// Textures aren't made smaller than this many pixels a side.
const LEAST_SIDE: u32 = 32;
/// A family whose finest form harms more than this share of the bound isn't tried any smaller.
const FAR: f64 = 2.0;

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
    /// `None` is the source's own form.
    pub(super) form: Option<Form>,
    pub(super) choice: Choice,
}

/// The settings of every image of `work`; none for images that can't be changed.
pub(super) fn ladders(
    work: &Work,
    base: &Model,
    options: &Options,
    judge: &Judge<'_>,
    job: &Job,
) -> Result<Vec<Vec<Rung>>> {
    let slots = slots::of(work);
    let total = work.images.len() as u64;
    let mut ladders = Vec::new();
    for (index, (picture, slots)) in work.images.iter().zip(&slots).enumerate() {
        job.items(index as u64, total);
        let ladder = Ladder {
            index,
            picture,
            slots,
            base,
            options,
            judge,
            job,
        };
        ladders.push(if slots.is_used() && !picture.bytes.is_empty() {
            ladder.rungs()?
        } else {
            Vec::new()
        });
    }
    job.items(total, total);
    Ok(ladders)
}

struct Ladder<'a> {
    index: usize,
    picture: &'a Picture,
    slots: &'a Slots,
    base: &'a Model,
    options: &'a Options,
    judge: &'a Judge<'a>,
    job: &'a Job,
}

/// A form with the square error of its texels.
struct Candidate {
    form: Form,
    error: f64,
}

impl Ladder<'_> {
    fn rungs(&self) -> Result<Vec<Rung>> {
        let mut rungs = Vec::new();
        if pass::takes(self.options.texture_formats(), self.picture.mime) {
            let harm = self.judge.harmless();
            let bytes = self.picture.bytes.len() as u64;
            rungs.push(Rung {
                form: None,
                choice: Choice { bytes, harm },
            });
        }
        let Some(mut pixels) = pixels(self.picture, self.slots, 0) else {
            return Ok(rungs);
        };
        let side = self.options.target.texture_side();
        let mut open = families::of(&pixels, self.slots, self.options.texture_formats());
        for halvings in 0..=HALVINGS {
            self.job.check()?;
            if halvings > 0 {
                if open.is_empty() || pixels.width.min(pixels.height) / 2 < LEAST_SIDE {
                    break;
                }
                pixels = pass::halved(pixels, self.slots);
            }
            if pixels.width.max(pixels.height) > side {
                rungs.clear();
                continue;
            }
            let mut left = Vec::new();
            for family in open {
                let candidates = self.candidates(&pixels, &family, halvings);
                if self.measure(candidates, halvings, &mut rungs)? {
                    left.push(family);
                }
            }
            open = left;
        }
        Ok(rungs)
    }

    /// The forms of one family in one size, from fine to coarse, encoded on all cores.
    fn candidates(&self, pixels: &Pixels, family: &[Encode], halvings: u8) -> Vec<Candidate> {
        let next = AtomicUsize::new(0);
        let found = Mutex::new(Vec::new());
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads.min(family.len()) {
                scope.spawn(|| {
                    while let Some((place, encode)) = next_of(family, &next)
                        && !self.job.cancel().is_cancelled()
                    {
                        let candidate = encode.run(pixels, self.slots).and_then(|(mime, bytes)| {
                            let error = pass::square_error(pixels, mime, &bytes, self.slots)?;
                            let (width, height) = (pixels.width, pixels.height);
                            let form = Form {
                                mime,
                                bytes: bytes.into(),
                                width,
                                height,
                                halvings,
                            };
                            Some(Candidate { form, error })
                        });
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        found.push((place, candidate));
                    }
                });
            }
        });
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Threads finish in any order.
        found.sort_by_key(|(place, _)| *place);
        found
            .into_iter()
            .filter_map(|(_, candidate)| candidate)
            .collect()
    }

    /// Adds the forms of one family in one size with their harm; says whether smaller sizes of the
    /// family are worth a try.
    fn measure(
        &self,
        candidates: Vec<Candidate>,
        halvings: u8,
        rungs: &mut Vec<Rung>,
    ) -> Result<bool> {
        let (Some(fine), Some(coarse)) = (candidates.first(), candidates.last()) else {
            return Ok(false);
        };
        let same = fine.error == 0.0 && halvings == 0;
        let low = if same {
            self.judge.harmless()
        } else {
            self.draw(fine)?
        };
        if Self::is_far(&low) {
            return Ok(false);
        }
        let high = if candidates.len() > 1 {
            self.draw(coarse)?
        } else {
            low.clone()
        };
        let (least, span) = (fine.error, (coarse.error - fine.error).max(1e-9));
        for candidate in candidates {
            let place = (candidate.error - least) / span;
            let pairs = low.iter().zip(&high);
            let harm = pairs
                .map(|(low, high)| (low + (high - low) * place).max(0.0))
                .collect();
            rungs.push(rung(candidate, harm));
        }
        Ok(true)
    }

    fn is_far(harm: &[f64]) -> bool {
        harm.iter().any(|harm| *harm > FAR)
    }

    /// The harms of the model with this form in the image's place.
    fn draw(&self, candidate: &Candidate) -> Result<Vec<f64>> {
        let mut model = self.base.clone();
        if let Some(image) = model.images.get_mut(self.index) {
            *image = image_of(&candidate.form);
        }
        Ok(self.judge.harm(&model, self.job)?.shares)
    }
}

/// The next form that no thread has taken.
fn next_of<'a>(family: &'a [Encode], next: &AtomicUsize) -> Option<(usize, &'a Encode)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    family.get(place).map(|encode| (place, encode))
}

fn rung(candidate: Candidate, harm: Vec<f64>) -> Rung {
    let bytes = candidate.form.bytes.len() as u64;
    Rung {
        form: Some(candidate.form),
        choice: Choice { bytes, harm },
    }
}

fn image_of(form: &Form) -> Image {
    let mime = match form.mime {
        "image/png" => Mime::Png,
        "image/jpeg" => Mime::Jpeg,
        "image/ktx2" => Mime::Ktx2,
        _ => Mime::WebP,
    };
    let data = form.bytes.clone();
    Image {
        name: None,
        uri: None,
        mime,
        data,
        width: form.width,
        height: form.height,
    }
}
