//! The settings of geometry: how fine, how many triangles.

use asset::Model;
use base::{Job, Result};

use super::{Choice, Judge, read};
use crate::options::{Options, Precision};
use crate::passes::Pass;
use crate::work::{self, Work};

/// How far the surface may move, as a share of each mesh's size.
const STEPS: [f32; 7] = [0.0002, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016];
/// From fine to coarse.
const PRECISIONS: [Precision; 3] = [
    Precision {
        position: 16,
        normal: 12,
        uv: 16,
    },
    Precision {
        position: 15,
        normal: 10,
        uv: 14,
    },
    Precision {
        position: 14,
        normal: 8,
        uv: 13,
    },
];
/// The share of the bound that precision alone may take where triangles are removed.
const SHARE: f64 = 0.1;
/// A rung that harms more than this share of the bound ends the ladder.
const FAR: f64 = 2.0;

/// One setting, with the geometry it leads to; its images are the source's.
pub(super) struct Rung {
    pub(super) simplify: f32,
    pub(super) precision: Precision,
    pub(super) work: Work,
    pub(super) choice: Choice,
}

/// The settings from fine to coarse.
pub(super) fn ladder(
    work: &Work,
    base: &Model,
    options: &Options,
    judge: &Judge<'_>,
    job: &Job,
) -> Result<Vec<Rung>> {
    let builder = Builder {
        work,
        base,
        options,
        judge,
        job,
    };
    let total = (PRECISIONS.len() + STEPS.len()) as u64;
    let mut rungs: Vec<Rung> = Vec::new();
    let mut precision = PRECISIONS[0];
    for (number, finer) in PRECISIONS.into_iter().enumerate() {
        job.items(number as u64, total);
        let (shaped, bytes) = builder.shape(0.0, finer)?;
        let rung = builder.draw(0.0, finer, shaped, bytes)?;
        if rung.choice.harm.iter().all(|harm| *harm <= SHARE) {
            precision = finer;
        }
        rungs.push(rung);
    }
    let mut last = rungs
        .iter()
        .find(|rung| rung.precision == precision)
        .map(|rung| rung.choice.bytes);
    for (number, simplify) in STEPS.into_iter().enumerate() {
        job.items((PRECISIONS.len() + number) as u64, total);
        let (shaped, bytes) = builder.shape(simplify, precision)?;
        // A step that removes hardly anything isn't worth a look.
        if last.is_some_and(|last| bytes * 50 > last * 49) {
            continue;
        }
        last = Some(bytes);
        let rung = builder.draw(simplify, precision, shaped, bytes)?;
        let far = rung.choice.harm.iter().any(|harm| *harm > FAR);
        rungs.push(rung);
        if far {
            break;
        }
    }
    job.items(total, total);
    Ok(rungs)
}

struct Builder<'a> {
    work: &'a Work,
    base: &'a Model,
    options: &'a Options,
    judge: &'a Judge<'a>,
    job: &'a Job,
}

impl Builder<'_> {
    /// The geometry of a setting, and its bytes without those of images.
    fn shape(&self, simplify: f32, precision: Precision) -> Result<(Work, u64)> {
        let options = Options {
            simplify,
            precision,
            ..self.options.clone()
        };
        let mut shaped = self.work.clone();
        for pass in [Pass::Simplify, Pass::Quantise, Pass::Reorder] {
            self.job.check()?;
            pass.run(&mut shaped, &options, self.job)?;
        }
        let mut bare = shaped.clone();
        bare.images
            .iter_mut()
            .for_each(|picture| picture.bytes = bytes::Bytes::new());
        let packed = work::pack(&bare, self.options.geometry_form());
        let bytes = asset::write_glb(&packed)?.len() as u64;
        Ok((shaped, bytes))
    }

    fn draw(&self, simplify: f32, precision: Precision, work: Work, bytes: u64) -> Result<Rung> {
        let mut drawn = read(&work::pack(&work, self.options.geometry_form()))?;
        drawn.images.clone_from(&self.base.images);
        let harm = self.judge.harm(&drawn, self.job)?.shares;
        Ok(Rung {
            simplify,
            precision,
            work,
            choice: Choice { bytes, harm },
        })
    }
}
