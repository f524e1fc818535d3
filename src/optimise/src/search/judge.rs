//! Draws candidates and compares them with the original.

use std::sync::Arc;

use asset::Model;
use base::{Job, Quiet, Result};
use render::{Distance, Framing, Picture, Scene, Stage, Vantage, compare, draw, likeness};

use super::sensitivity::Sensitivity;
use crate::bound::{Bound, HARMS};
use crate::quality::{EQUAL, Look, ViewLook};

/// The original's pictures from everywhere it is judged from.
pub(crate) struct Judge<'a> {
    pub(super) stage: &'a Stage,
    pub(super) bound: Bound,
    /// What the whole is judged from.
    seats: Vec<Seat>,
    /// The few smaller pictures that the search is guided by.
    guides: Vec<Guide>,
}

/// A smaller picture of a view that counts.
struct Guide {
    seat: Seat,
    /// The number of the view itself among the seats.
    whole: usize,
}

/// One view of the original.
struct Seat {
    vantage: Vantage,
    original: Picture,
}

/// What is behind the model.
const WHITE: [u8; 3] = [255; 3];
/// At most so many orbits, close-ups, and variants and poses guide.
const GUIDING: [usize; 3] = [4, 6, 3];
/// Width and height of guiding pictures of the whole model, which need but tell the views that are
/// harmed most: how much is measured in pictures of the size that counts, for smaller ones hide by far
/// the most of what is as fine as a texel.
const GUIDE_SIZE: u32 = 320;
/// The same of close-ups. Only their middle is shown, for made smaller they would be blind to what
/// coarser textures harm.
const GUIDE_MIDDLE: u32 = 208;

impl<'a> Judge<'a> {
    /// Draws the original from everywhere that counts for `bound`.
    pub(crate) fn new(stage: &'a Stage, model: &Model, bound: &Bound, job: &Job) -> Result<Self> {
        let bound = bound.measure();
        let mut scene = Scene::new(stage, model, &quiet(job))?;
        let framing = Framing::of(model, &Default::default())?;
        let mut vantages = Vantage::orbits();
        if bound.counts(Distance::CloseUp) {
            vantages.extend(Vantage::close_ups(stage, &mut scene, &framing, job)?);
        }
        if bound.counts(Distance::Around) {
            vantages.extend(Vantage::around());
            vantages.extend(Vantage::states(model));
        }
        let mut sit = |vantage: Vantage| -> Result<Seat> {
            job.check()?;
            let original = draw(stage, &mut scene, &vantage.view(&framing))?;
            Ok(Seat { vantage, original })
        };
        let chosen = guiding(&vantages);
        let total = (vantages.len() + chosen.len()) as u64;
        let mut seats = Vec::new();
        for vantage in vantages {
            seats.push(sit(vantage)?);
            job.items(seats.len() as u64, total);
        }
        let guides = chosen
            .into_iter()
            .map(|(whole, vantage)| {
                Ok(Guide {
                    seat: sit(vantage)?,
                    whole,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        job.items(total, total);
        Ok(Self {
            stage,
            bound,
            seats,
            guides,
        })
    }

    /// How many views there are.
    pub(super) const fn views(&self) -> usize {
        self.seats.len()
    }

    /// The name of each guiding view, which is that of the view that counts, and how far it is.
    pub(super) fn guides(&self) -> Vec<(String, Distance)> {
        let guides = self.guides.iter().map(|guide| &guide.seat.vantage);
        guides
            .map(|vantage| (vantage.name.clone(), vantage.distance))
            .collect()
    }

    /// How far from the model each guiding view is.
    pub(super) fn distances(&self) -> Vec<Distance> {
        let guides = self.guides.iter();
        guides.map(|guide| guide.seat.vantage.distance).collect()
    }

    /// A scene of a candidate, whose textures may be lent by another.
    pub(super) fn scene(&self, model: &Model, like: Option<&Scene>, job: &Job) -> Result<Scene> {
        match like.and_then(Scene::textures) {
            Some(textures) => {
                let mut scene = Scene::geometry(self.stage, model, &quiet(job))?;
                scene.set_textures(self.stage, textures.clone());
                Ok(scene)
            }
            None => Scene::new(self.stage, model, &quiet(job)),
        }
    }

    /// The harms of a candidate in the guiding views, [`HARMS`] each (see [`Bound::harms`]): drawn
    /// small from all of them while nothing is known, else only from where `seen` says, then of the size
    /// that counts, and completed from that.
    pub(super) fn harms(
        &self,
        scene: &mut Scene,
        framing: &Framing,
        seen: &Sensitivity,
        job: &Job,
    ) -> Result<Vec<f64>> {
        let guides = self.guides.iter().enumerate();
        let seats: Vec<&Seat> = guides
            .filter(|(number, _)| seen.looks(*number))
            .map(|(_, guide)| match guide.seat.vantage.distance {
                Distance::Orbit | Distance::Around if seen.is_known() => {
                    self.seats.get(guide.whole).unwrap_or(&guide.seat)
                }
                _ => &guide.seat,
            })
            .collect();
        let views = self.views_of(scene, framing, &seats, job)?;
        let mut harms = views.iter().map(|view| self.bound.harms(view));
        let drawn = (0..self.guides.len())
            .flat_map(|number| match seen.looks(number) {
                true => harms.next().unwrap_or_default(),
                false => [0.0; HARMS],
            })
            .collect();
        Ok(seen.complete(drawn))
    }

    /// How much each guiding view sees of what does these harms.
    pub(super) fn sensitivity(&self, harms: Vec<f64>) -> Sensitivity {
        Sensitivity::new(harms, &self.distances())
    }

    /// How a finished candidate looks in the views of these numbers. Made once for a candidate, a
    /// `sitter` can be looked at again.
    pub(super) fn see(
        &self,
        sitter: &mut Sitter,
        numbers: &[usize],
        job: &Job,
    ) -> Result<Vec<ViewLook>> {
        let seats = numbers.iter().filter_map(|number| self.seats.get(*number));
        let seats: Vec<&Seat> = seats.collect();
        let Sitter { scene, framing } = sitter;
        self.views_of(scene, framing, &seats, job)
    }

    /// How a scene looks from each of `seats`, by what is asked of such views.
    fn views_of(
        &self,
        scene: &mut Scene,
        framing: &Framing,
        seats: &[&Seat],
        job: &Job,
    ) -> Result<Vec<ViewLook>> {
        self.each(scene, framing, seats, job, |seat, picture| {
            let comparison = compare(&seat.original, picture, WHITE)?;
            Ok(ViewLook {
                name: seat.vantage.name.clone(),
                distance: seat.vantage.distance,
                psnr: comparison.psnr.min(EQUAL),
                ssim: comparison.ssim,
                difference: 100.0 - likeness(&seat.original, picture, WHITE)?,
            })
        })
    }

    /// A candidate, ready to be looked at.
    pub(super) fn sitter(&self, model: &Model, job: &Job) -> Result<Sitter> {
        Ok(Sitter {
            scene: self.scene(model, None, job)?,
            framing: Framing::of(model, &Default::default())?,
        })
    }

    /// How a finished candidate looks in all views.
    pub(crate) fn look(&self, model: &Model, job: &Job) -> Result<Look> {
        let numbers: Vec<usize> = (0..self.views()).collect();
        let views = self.see(&mut self.sitter(model, job)?, &numbers, job)?;
        Ok(Look::of(views, |view| self.bound.share(view)))
    }

    /// Draws from each of `seats` and says what `judge` says of the picture. One picture is judged
    /// while the next is drawn.
    fn each<T: Send>(
        &self,
        scene: &mut Scene,
        framing: &Framing,
        seats: &[&Seat],
        job: &Job,
        judge: impl Fn(&Seat, &Picture) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        std::thread::scope(|scope| {
            let mut judged = Vec::new();
            let mut waiting = None;
            for seat in seats {
                job.check()?;
                let picture = draw(self.stage, scene, &seat.vantage.view(framing))?;
                judged.extend(waiting.take().map(join).transpose()?);
                let judge = &judge;
                waiting = Some(scope.spawn(move || judge(seat, &picture)));
            }
            judged.extend(waiting.take().map(join).transpose()?);
            Ok(judged)
        })
    }
}

/// A candidate on the graphics adapter.
pub(super) struct Sitter {
    scene: Scene,
    framing: Framing,
}

/// Smaller copies of a few of `vantages`, of each kind some, with their numbers.
fn guiding(vantages: &[Vantage]) -> Vec<(usize, Vantage)> {
    let mut counts = [0; 3];
    let mut chosen = Vec::new();
    for (number, vantage) in vantages.iter().enumerate() {
        let attributes = &vantage.attributes;
        let kind = match vantage.distance {
            Distance::Orbit => 0,
            Distance::CloseUp => 1,
            // What only a state shows must be held as well.
            Distance::Around if attributes.variant.is_some() || attributes.animation.is_some() => 2,
            Distance::Around => continue,
        };
        if counts[kind] < GUIDING[kind] {
            counts[kind] += 1;
            let smaller = match vantage.distance {
                Distance::CloseUp => vantage.middle(GUIDE_MIDDLE),
                Distance::Orbit | Distance::Around => {
                    let mut smaller = vantage.clone();
                    smaller.size = [GUIDE_SIZE; 2];
                    smaller
                }
            };
            chosen.push((number, smaller));
        }
    }
    chosen
}

/// What a thread came to; its panic goes on here.
fn join<T>(thread: std::thread::ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The same job without its voice: what a candidate's loading says would drown the search's words.
fn quiet(job: &Job) -> Job {
    Job::new(Arc::new(Quiet), job.cancel().clone())
}
