//! Makes of picks what the last passes go on from.

use std::sync::{Mutex, PoisonError};

use base::{Fault, Job, Result};

use super::choose::Choice;
use super::{geometry, textures};
use crate::cores;
use crate::encode::Encoded;
use crate::options::Effort;
use crate::run::Run;
use crate::slots::{self, Slots};
use crate::work::Picture;

/// The settings that there are, and what they are made from.
pub(super) struct Builder {
    shapes: Vec<geometry::Rung>,
    pictures: Vec<Vec<textures::Rung>>,
    /// The images as they were before any setting, and what each is used for.
    images: Vec<(Picture, Slots)>,
    /// The geometry that was finished last, by its number.
    last: Option<(usize, Run)>,
    effort: Effort,
}

impl Builder {
    /// For what `run` has become.
    pub(super) fn new(
        run: &Run,
        shapes: Vec<geometry::Rung>,
        pictures: Vec<Vec<textures::Rung>>,
    ) -> Self {
        let images = run.work.images.iter().cloned();
        Self {
            shapes,
            pictures,
            images: images.zip(slots::of(&run.work)).collect(),
            last: None,
            effort: run.options.effort,
        }
    }

    /// What the picks lead to, up to where the last passes go on.
    ///
    /// # Errors
    /// Cancelled; a service fault where an encoder fails.
    pub(super) fn build(&mut self, picks: &[usize], job: &Job) -> Result<Run> {
        let (shape, forms) = match picks.split_first() {
            Some((shape, forms)) => (*shape, forms),
            None => (0, &[][..]),
        };
        self.encode(forms, job)?;
        let mut run = self.finished(shape, job)?;
        let picked = self.picked(forms);
        run.forms = Some(
            picked
                .map(|rung| rung.and_then(textures::Rung::form).cloned())
                .collect(),
        );
        Ok(run)
    }

    /// The geometry of the pick, stored as it will be.
    pub(super) fn geometry(&mut self, picks: &[usize], job: &Job) -> Result<Run> {
        self.finished(picks.first().copied().unwrap_or(0), job)
    }

    /// The forms of the picked settings of images; `None` for the source's own.
    pub(super) fn forms(&self, picks: &[usize]) -> impl Iterator<Item = Option<&Encoded>> {
        let forms = picks.split_first().map_or(&[][..], |(_, forms)| forms);
        self.picked(forms)
            .map(|rung| rung.and_then(textures::Rung::form))
    }

    /// The geometry of a setting; the last one is kept.
    fn finished(&mut self, shape: usize, job: &Job) -> Result<Run> {
        if let Some((_, run)) = self.last.as_ref().filter(|(last, _)| *last == shape) {
            return Ok(run.clone());
        }
        let rung = self.shapes.get(shape).or(self.shapes.first());
        let run = match rung {
            Some(rung) => rung.finish(job)?,
            None => return Err(Fault::service("There is no geometry to choose from")),
        };
        self.last = Some((shape, run.clone()));
        Ok(run)
    }

    /// What the picked settings of images cost and distort now that they are encoded; without the pick of
    /// geometry, which is measured from the start.
    pub(super) fn image_choices(&self, picks: &[usize]) -> Vec<Option<Choice>> {
        let forms = picks.split_first().map_or(&[][..], |(_, forms)| forms);
        let picked = self.picked(forms);
        picked
            .map(|rung| rung.map(|rung| rung.choice.clone()))
            .collect()
    }

    fn picked(&self, forms: &[usize]) -> impl Iterator<Item = Option<&textures::Rung>> {
        let picked = self.pictures.iter().zip(forms);
        picked.map(|(rungs, pick)| rungs.get(*pick))
    }

    /// Encodes what was picked for the first time, on all cores.
    fn encode(&mut self, forms: &[usize], job: &Job) -> Result<()> {
        let effort = self.effort;
        let picked = self.pictures.iter_mut().zip(forms).zip(&self.images);
        let rungs: Vec<_> = picked
            .filter_map(|((rungs, pick), image)| Some((Mutex::new(rungs.get_mut(*pick)?), image)))
            .collect();
        cores::each(
            &rungs,
            job,
            || {},
            |(rung, (picture, slots))| {
                let mut rung = rung.lock().unwrap_or_else(PoisonError::into_inner);
                rung.make(picture, slots, effort)
            },
        )?;
        Ok(())
    }
}
