//! Draws candidates and compares them with the original.

use std::sync::Arc;
use std::time::Instant;

use asset::Model;
use base::{Job, Quiet, Result};
use render::{
    Distance, Framing, Picture, RenderContext, Scene, Viewpoint, compare, draw, likeness,
};

use super::sensitivity::Sensitivity;
use super::spent::Spent;
use super::window::{self, Window};
use crate::bound::{Bound, MEASURE_COUNT};
use crate::quality::{EQUAL, Quality, ViewQuality};

/// The original's pictures from everywhere it is compared from.
pub(crate) struct Evaluator<'a> {
    pub(super) context: &'a RenderContext,
    pub(super) bound: Bound,
    /// What the whole is compared from.
    references: Vec<Reference>,
    /// The few smaller pictures that the search is guided by.
    guides: Vec<Guide>,
    /// Whether a part of a picture shows what the whole shows there. What is seen through glass is blurred
    /// by the picture's size.
    has_parts: bool,
    /// What looking costs.
    pub(super) spent: Spent,
}

/// A smaller picture of a view that counts.
struct Guide {
    reference: Reference,
    /// The number of the view itself among the references.
    whole: usize,
}

/// One view of the original.
#[derive(Clone)]
pub(super) struct Reference {
    pub(super) viewpoint: Viewpoint,
    pub(super) original: Arc<Picture>,
}

impl Reference {
    /// A part of it.
    fn part(&self, corner: [u32; 2], side: u32) -> Self {
        let viewpoint = self.viewpoint.part(corner, side);
        let original = Arc::new(self.original.part(corner, viewpoint.size));
        Self {
            viewpoint,
            original,
        }
    }
}

/// A guiding view that is drawn, with its number.
pub(super) type Looked = (usize, Reference);

/// What is behind the model.
const WHITE: [u8; 3] = [255; 3];
/// At most so many orbits, close-ups, and variants and poses guide.
const GUIDING: [usize; 3] = [4, 6, 3];
/// Width and height of guiding pictures of the whole model, which need but tell the views that are
/// distorted most: how much is measured in pictures of the size that counts, for smaller ones hide by far
/// the most of what is as fine as a texel.
const GUIDE_SIZE: u32 = 320;
/// The same of close-ups. Only their middle is shown, for made smaller they would be blind to what
/// coarser textures distort.
const GUIDE_MIDDLE: u32 = 208;

impl<'a> Evaluator<'a> {
    /// Draws the original from everywhere that counts for `bound`, and the smaller pictures that guide a search.
    pub(crate) fn new(
        context: &'a RenderContext,
        model: &Model,
        bound: &Bound,
        job: &Job,
    ) -> Result<Self> {
        Self::drawn(context, model, bound, true, job)
    }

    /// The same for what isn't searched but judged alone.
    pub(crate) fn judge(
        context: &'a RenderContext,
        model: &Model,
        bound: &Bound,
        job: &Job,
    ) -> Result<Self> {
        Self::drawn(context, model, bound, false, job)
    }

    fn drawn(
        context: &'a RenderContext,
        model: &Model,
        bound: &Bound,
        guides: bool,
        job: &Job,
    ) -> Result<Self> {
        let bound = bound.measure();
        let spent = Spent::new();
        let mut scene = Scene::new(context, model, &quiet(job))?;
        let framing = Framing::of(model, &Default::default())?;
        let mut viewpoints = Viewpoint::orbits();
        if bound.counts(Distance::CloseUp) {
            viewpoints.extend(Viewpoint::close_ups(context, &mut scene, &framing, job)?);
        }
        if bound.counts(Distance::Around) {
            viewpoints.extend(Viewpoint::around());
            viewpoints.extend(Viewpoint::states(model));
        }
        let mut draw_reference = |viewpoint: Viewpoint| -> Result<Reference> {
            job.check()?;
            let started = Instant::now();
            let original = draw(context, &mut scene, &viewpoint.view(&framing))?;
            spent.drew(&original, started.elapsed());
            Ok(Reference {
                viewpoint,
                original: Arc::new(original),
            })
        };
        let chosen = match guides {
            true => guiding(&viewpoints),
            false => Vec::new(),
        };
        let total = (viewpoints.len() + chosen.len()) as u64;
        let mut references = Vec::new();
        for viewpoint in viewpoints {
            references.push(draw_reference(viewpoint)?);
            job.items(references.len() as u64, total);
        }
        let guides = chosen
            .into_iter()
            .map(|(whole, guiding)| {
                let reference = match guiding {
                    Guiding::Small(viewpoint) => draw_reference(*viewpoint)?,
                    Guiding::Part(corner, side) => references[whole].part(corner, side),
                };
                Ok(Guide { reference, whole })
            })
            .collect::<Result<Vec<_>>>()?;
        job.items(total, total);
        spent.tell("the original");
        Ok(Self {
            context,
            bound,
            references,
            guides,
            has_parts: model
                .materials
                .iter()
                .all(|material| material.transmission.is_none()),
            spent,
        })
    }

    /// Where the original is compared from.
    pub(crate) fn viewpoints(&self) -> Vec<Viewpoint> {
        let own = self.references.iter();
        own.map(|reference| reference.viewpoint.clone()).collect()
    }

    /// How many views there are.
    pub(super) const fn views(&self) -> usize {
        self.references.len()
    }

    /// The name of each guiding view, which is that of the view that counts, and how far it is.
    pub(super) fn guides(&self) -> Vec<(String, Distance)> {
        let guides = self.guides.iter().map(|guide| &guide.reference.viewpoint);
        guides
            .map(|viewpoint| (viewpoint.name.clone(), viewpoint.distance))
            .collect()
    }

    /// How far from the model each guiding view is.
    pub(super) fn distances(&self) -> Vec<Distance> {
        let guides = self.guides.iter();
        guides
            .map(|guide| guide.reference.viewpoint.distance)
            .collect()
    }

    /// A scene of a candidate, whose textures may be lent by another.
    pub(super) fn scene(&self, model: &Model, like: Option<&Scene>, job: &Job) -> Result<Scene> {
        match like.and_then(Scene::textures) {
            Some(textures) => {
                let mut scene = Scene::geometry(self.context, model, &quiet(job))?;
                scene.set_textures(self.context, textures.clone());
                Ok(scene)
            }
            None => Scene::new(self.context, model, &quiet(job)),
        }
    }

    /// The distortions of a candidate in the guiding views, [`MEASURE_COUNT`] each (see [`Bound::distortions`]), from
    /// the [`parts`](Self::parts) of those where `seen` says so.
    pub(super) fn distortions(
        &self,
        scene: &mut Scene,
        framing: &Framing,
        seen: &Sensitivity,
        job: &Job,
    ) -> Result<Vec<f64>> {
        self.distortions_of(&self.parts(seen), scene, framing, seen, job)
    }

    /// The guiding views that are drawn where `seen` says so: all of them, and small, while nothing is known, then
    /// those that tell most, or parts of them, with pixels of the size that counts.
    pub(super) fn parts(&self, seen: &Sensitivity) -> Vec<Looked> {
        self.looked(seen, |number, guide| self.closer(number, guide, seen))
    }

    /// The same views, whole.
    pub(super) fn wholes(&self, seen: &Sensitivity) -> Vec<Looked> {
        self.looked(seen, |_, guide| {
            let whole = self.references.get(guide.whole);
            whole.unwrap_or(&guide.reference).clone()
        })
    }

    /// All guiding views, small.
    pub(super) fn smalls(&self) -> Vec<Looked> {
        self.looked(&Sensitivity::default(), |_, guide| guide.reference.clone())
    }

    fn looked(
        &self,
        seen: &Sensitivity,
        reference: impl Fn(usize, &Guide) -> Reference,
    ) -> Vec<Looked> {
        let guides = self.guides.iter().enumerate();
        let looked = guides.filter(|(number, _)| seen.looks(*number));
        looked
            .map(|(number, guide)| (number, reference(number, guide)))
            .collect()
    }

    /// The distortions of a candidate in the guiding views, from those that are `looked` at.
    pub(super) fn distortions_of(
        &self,
        looked: &[Looked],
        scene: &mut Scene,
        framing: &Framing,
        seen: &Sensitivity,
        job: &Job,
    ) -> Result<Vec<f64>> {
        let references: Vec<&Reference> = looked.iter().map(|(_, reference)| reference).collect();
        let views = self.views_of(scene, framing, &references, job)?;
        let mut drawn = vec![0.0; MEASURE_COUNT * self.guides.len()];
        for ((number, _), view) in looked.iter().zip(&views) {
            let share = seen
                .window(*number)
                .map_or([1.0; MEASURE_COUNT], |window| window.share);
            let own = drawn.iter_mut().skip(number * MEASURE_COUNT);
            let distortions = self.bound.distortions(view).into_iter().zip(share);
            for (drawn, (distortion, share)) in own.zip(distortions) {
                *drawn = distortion * share;
            }
        }
        Ok(seen.complete(drawn))
    }

    /// The guiding pictures that are drawn: small while nothing is known, then of the size that counts.
    pub(super) fn guiding(&self, seen: &Sensitivity) -> Vec<&Reference> {
        let guides = self.guides.iter().enumerate();
        guides
            .filter(|(number, _)| seen.looks(*number))
            .map(|(_, guide)| match guide.reference.viewpoint.distance {
                Distance::Orbit | Distance::Around if seen.is_known() => {
                    self.references.get(guide.whole).unwrap_or(&guide.reference)
                }
                _ => &guide.reference,
            })
            .collect()
    }

    /// The distortions of all guiding views, from those that were drawn.
    pub(super) fn completed(&self, views: &[ViewQuality], seen: &Sensitivity) -> Vec<f64> {
        let mut distortions = views.iter().map(|view| self.bound.distortions(view));
        let drawn = (0..self.guides.len())
            .flat_map(|number| match seen.looks(number) {
                true => distortions.next().unwrap_or_default(),
                false => [0.0; MEASURE_COUNT],
            })
            .collect();
        seen.complete(drawn)
    }

    /// The distortions of a candidate from where `seen` says, in pictures of the whole that are `looked` at; and
    /// `seen` with what they say of how much the parts of those pictures stand for.
    pub(super) fn whole_distortions(
        &self,
        looked: &[Looked],
        scene: &mut Scene,
        framing: &Framing,
        seen: &Sensitivity,
        job: &Job,
    ) -> Result<(Vec<f64>, Sensitivity)> {
        let references: Vec<&Reference> = looked.iter().map(|(_, reference)| reference).collect();
        let looks = self.each(scene, framing, &references, job, |reference, picture| {
            let whole = self.bound.distortions(&self.compared(reference, picture)?);
            let found = looked.iter().find(|(_, own)| std::ptr::eq(own, reference));
            let window = found.and_then(|(number, _)| seen.window(*number));
            let window = window.map(|window| -> Result<Window> {
                let part = reference.part(window.corner, window.side);
                let shown = picture.part(window.corner, part.viewpoint.size);
                let own = self.bound.distortions(&self.compared(&part, &shown)?);
                Ok(window.told(own, whole))
            });
            Ok((whole, window.transpose()?))
        })?;
        let mut drawn = vec![0.0; MEASURE_COUNT * self.guides.len()];
        let mut told = seen.clone();
        for ((number, _), (whole, window)) in looked.iter().zip(looks) {
            let own = drawn.iter_mut().skip(number * MEASURE_COUNT);
            own.zip(whole).for_each(|(drawn, whole)| *drawn = whole);
            told.tell(*number, window);
        }
        Ok((seen.complete(drawn), told))
    }

    /// The part of a picture of a whole view that is distorted most, with what it stands for; `None` where all of
    /// it is drawn, or where a part doesn't show what the whole does.
    pub(super) fn busiest(
        &self,
        reference: &Reference,
        picture: &Picture,
        whole: &ViewQuality,
    ) -> Result<Option<Window>> {
        if !self.has_parts || whole.distance == Distance::CloseUp {
            return Ok(None);
        }
        let size = reference.viewpoint.size;
        let window = window::busiest(&reference.original, picture, size, WHITE);
        window
            .map(|window| {
                let part = reference.part(window.corner, window.side);
                let shown = picture.part(window.corner, part.viewpoint.size);
                let own = self.bound.distortions(&self.compared(&part, &shown)?);
                Ok(window.told(own, self.bound.distortions(whole)))
            })
            .transpose()
    }

    /// What a guiding view is drawn as: small while nothing is known, then as the view itself or the part of it
    /// that tells most.
    fn closer(&self, number: usize, guide: &Guide, seen: &Sensitivity) -> Reference {
        let close = guide.reference.viewpoint.distance == Distance::CloseUp;
        let whole = self.references.get(guide.whole);
        match (whole.filter(|_| seen.is_known()), seen.window(number)) {
            (Some(whole), Some(window)) => whole.part(window.corner, window.side),
            (Some(whole), None) if !close => whole.clone(),
            _ => guide.reference.clone(),
        }
    }

    /// The distortions of a candidate in all guiding views, which are `looked` at small, and what they say of where it
    /// is distorted.
    pub(super) fn first_look(
        &self,
        looked: &[Looked],
        scene: &mut Scene,
        framing: &Framing,
        job: &Job,
    ) -> Result<(Vec<f64>, Sensitivity)> {
        let references: Vec<&Reference> = looked.iter().map(|(_, reference)| reference).collect();
        let looks = self.each(scene, framing, &references, job, |reference, picture| {
            let own = self.compared(reference, picture)?;
            let found = looked.iter().find(|(_, own)| std::ptr::eq(own, reference));
            let guide = found.and_then(|(number, _)| self.guides.get(*number));
            let whole = guide.and_then(|guide| self.references.get(guide.whole));
            let window = whole.filter(|_| self.has_parts).and_then(|whole| {
                let size = whole.viewpoint.size;
                match own.distance {
                    Distance::CloseUp => Some(Window::middle(size, GUIDE_MIDDLE)),
                    Distance::Orbit | Distance::Around => {
                        window::busiest(&reference.original, picture, size, WHITE)
                    }
                }
            });
            Ok((self.bound.distortions(&own), window))
        })?;
        let (distortions, windows): (Vec<[f64; MEASURE_COUNT]>, Vec<Option<Window>>) =
            looks.into_iter().unzip();
        let distortions = distortions.concat();
        let seen = Sensitivity::new(distortions.clone(), &self.distances());
        Ok((distortions, seen.with_windows(windows)))
    }

    /// The guiding view that uses most of the bound among those that were looked at.
    pub(super) fn worst_guide(&self, quality: &Quality) -> Option<usize> {
        let used = |guide: &Guide| {
            let name = &guide.reference.viewpoint.name;
            let seen = quality.views.iter().find(|view| view.name == *name)?;
            Some(self.bound.share(seen).used)
        };
        let guides = self.guides.iter().enumerate();
        let known = guides.filter_map(|(number, guide)| Some((number, used(guide)?)));
        known
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(number, _)| number)
    }

    /// The distortions of a scene in the view that a guiding one is taken from.
    pub(super) fn distortions_in(
        &self,
        guide: usize,
        scene: &mut Scene,
        framing: &Framing,
        job: &Job,
    ) -> Result<[f64; MEASURE_COUNT]> {
        let guide = self.guides.get(guide);
        let whole = guide.and_then(|guide| self.references.get(guide.whole));
        let views = self.views_of(scene, framing, &whole.into_iter().collect::<Vec<_>>(), job)?;
        let distortions = views.first().map(|view| self.bound.distortions(view));
        Ok(distortions.unwrap_or_default())
    }

    /// How much each guiding view sees of what has these distortions.
    pub(super) fn sensitivity(&self, distortions: Vec<f64>) -> Sensitivity {
        Sensitivity::new(distortions, &self.distances())
    }

    /// How a finished candidate looks in the views of these numbers. Made once for a candidate, a
    /// `candidate` can be looked at again.
    pub(super) fn see(
        &self,
        candidate: &mut Candidate,
        numbers: &[usize],
        job: &Job,
    ) -> Result<Vec<ViewQuality>> {
        let references = numbers
            .iter()
            .filter_map(|number| self.references.get(*number));
        let references: Vec<&Reference> = references.collect();
        let Candidate { scene, framing } = candidate;
        self.views_of(scene, framing, &references, job)
    }

    /// How a scene looks from each of `references`, by what is asked of such views.
    fn views_of(
        &self,
        scene: &mut Scene,
        framing: &Framing,
        references: &[&Reference],
        job: &Job,
    ) -> Result<Vec<ViewQuality>> {
        self.each(scene, framing, references, job, |reference, picture| {
            self.compared(reference, picture)
        })
    }

    /// How a picture looks beside the original's.
    pub(super) fn compared(&self, reference: &Reference, picture: &Picture) -> Result<ViewQuality> {
        let comparison = compare(&reference.original, picture, WHITE)?;
        Ok(ViewQuality {
            name: reference.viewpoint.name.clone(),
            distance: reference.viewpoint.distance,
            psnr: comparison.psnr.min(EQUAL),
            ssim: comparison.ssim,
            difference: 100.0 - likeness(&reference.original, picture, WHITE)?,
        })
    }

    /// A candidate, ready to be looked at.
    pub(super) fn candidate(&self, model: &Model, job: &Job) -> Result<Candidate> {
        Ok(Candidate {
            scene: self.scene(model, None, job)?,
            framing: Framing::of(model, &Default::default())?,
        })
    }

    /// How a finished candidate looks in all views.
    pub(crate) fn quality(&self, model: &Model, job: &Job) -> Result<Quality> {
        let numbers: Vec<usize> = (0..self.views()).collect();
        let views = self.see(&mut self.candidate(model, job)?, &numbers, job)?;
        Ok(Quality::of(views, |view| self.bound.share(view)))
    }

    /// Draws from each of `references` and says what `compare` says of the picture. One picture is compared
    /// while the next is drawn.
    pub(super) fn each<T: Send>(
        &self,
        scene: &mut Scene,
        framing: &Framing,
        references: &[&Reference],
        job: &Job,
        compare: impl Fn(&Reference, &Picture) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        std::thread::scope(|scope| {
            let mut compared = Vec::new();
            let mut waiting = None;
            for reference in references {
                job.check()?;
                let started = Instant::now();
                let picture = draw(self.context, scene, &reference.viewpoint.view(framing))?;
                self.spent.drew(&picture, started.elapsed());
                compared.extend(waiting.take().map(join).transpose()?);
                let (compare, spent) = (&compare, &self.spent);
                waiting = Some(scope.spawn(move || {
                    let started = Instant::now();
                    let compared = compare(reference, &picture);
                    spent.compared(started.elapsed());
                    compared
                }));
            }
            compared.extend(waiting.take().map(join).transpose()?);
            Ok(compared)
        })
    }
}

/// A candidate on the graphics adapter.
pub(super) struct Candidate {
    scene: Scene,
    framing: Framing,
}

/// How a view is made smaller.
enum Guiding {
    Small(Box<Viewpoint>),
    /// The part of it that starts at a corner, with a side of so many pixels.
    Part([u32; 2], u32),
}

/// Smaller copies of a few of `viewpoints`, of each kind some, with their numbers.
fn guiding(viewpoints: &[Viewpoint]) -> Vec<(usize, Guiding)> {
    let mut counts = [0; 3];
    let mut chosen = Vec::new();
    for (number, viewpoint) in viewpoints.iter().enumerate() {
        let attributes = &viewpoint.attributes;
        let kind = match viewpoint.distance {
            Distance::Orbit => 0,
            Distance::CloseUp => 1,
            // What only a state shows must be held as well.
            Distance::Around if attributes.variant.is_some() || attributes.animation.is_some() => 2,
            Distance::Around => continue,
        };
        if counts[kind] < GUIDING[kind] {
            counts[kind] += 1;
            let smaller = match viewpoint.distance {
                Distance::CloseUp => {
                    let middle = Window::middle(viewpoint.size, GUIDE_MIDDLE);
                    Guiding::Part(middle.corner, middle.side)
                }
                Distance::Orbit | Distance::Around => {
                    let mut smaller = viewpoint.clone();
                    smaller.size = [GUIDE_SIZE; 2];
                    Guiding::Small(Box::new(smaller))
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
