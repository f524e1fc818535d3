//! The settings of each texture: how large, and how much of its detail is stored.
//!
//! Two qualities of every size are drawn; the harm of the others follows from them, because it
//! grows with the square error of the texels.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use asset::Model;
use asset::image::Pixels;
use asset::model::{Image, Mime};
use base::{Job, Result};

use super::{Choice, Judge};
use crate::options::Options;
use crate::passes::textures::{self as pass, pixels};
use crate::slots::{self, Slots};
use crate::work::{Picture, Work};

/// Qualities that are tried, from coarse to fine. The first and the one at [`FINE`] are drawn.
const QUALITIES: [u8; 6] = [30, 45, 60, 72, 82, 90];
/// The place of the finer quality that is drawn.
const FINE: usize = 4;
/// How often sides are halved at most.
const HALVINGS: u8 = 3;
/// Textures aren't made smaller than this many pixels a side.
const LEAST_SIDE: u32 = 32;
/// A size that harms more than this many times the bound ends the ladder.
const FAR: f64 = 3.0;

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
        if pass::takes(self.options.target.textures(), self.picture.mime) {
            let harm = vec![0.0; self.judge.views()];
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
        for halvings in 0..=HALVINGS {
            self.job.check()?;
            if halvings > 0 {
                if pixels.width.min(pixels.height) / 2 < LEAST_SIDE {
                    break;
                }
                pixels = pass::halved(pixels, self.slots);
            }
            if pixels.width.max(pixels.height) > side {
                rungs.clear();
                continue;
            }
            let candidates = self.candidates(&pixels, halvings);
            if !self.measure(candidates, &mut rungs)? {
                break;
            }
        }
        Ok(rungs)
    }

    /// One size in every quality and lossless, encoded on all cores.
    fn candidates(&self, pixels: &Pixels, halvings: u8) -> Vec<Candidate> {
        let formats = self.options.target.textures();
        let next = AtomicUsize::new(0);
        let found = Mutex::new(Vec::new());
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads.min(QUALITIES.len() + 1) {
                scope.spawn(|| {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let encoded = match QUALITIES.get(place) {
                            _ if self.job.cancel().is_cancelled() => break,
                            Some(quality) => pass::lossy(pixels, self.slots, formats, *quality),
                            None if place == QUALITIES.len() => pass::lossless(pixels, formats),
                            None => break,
                        };
                        let candidate = encoded.and_then(|(mime, bytes)| {
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
                        found
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .push((place, candidate));
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

    /// Adds the candidates of one size with their harm; says whether smaller sizes are worth a try.
    fn measure(&self, candidates: Vec<Candidate>, rungs: &mut Vec<Rung>) -> Result<bool> {
        let (Some(coarse), Some(fine)) = (candidates.first(), candidates.get(FINE)) else {
            for candidate in candidates {
                self.draw(&candidate)
                    .map(|harm| rungs.push(rung(candidate, harm)))?;
            }
            return Ok(true);
        };
        let low = self.draw(fine)?;
        let high = self.draw(coarse)?;
        let (least, span) = (fine.error, (coarse.error - fine.error).max(1e-9));
        let mut far = true;
        for candidate in candidates {
            let place = (candidate.error - least) / span;
            let harm: Vec<f64> = low
                .iter()
                .zip(&high)
                .map(|(low, high)| (low + (high - low) * place).max(0.0))
                .collect();
            far &= harm.iter().any(|harm| *harm > FAR * self.judge.limit());
            rungs.push(rung(candidate, harm));
        }
        Ok(!far)
    }

    /// The square error in each view of the model with this form in the image's place.
    fn draw(&self, candidate: &Candidate) -> Result<Vec<f64>> {
        let mut model = self.base.clone();
        if let Some(image) = model.images.get_mut(self.index) {
            *image = image_of(&candidate.form);
        }
        Ok(self.judge.harm(&model, self.job)?.errors)
    }
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
