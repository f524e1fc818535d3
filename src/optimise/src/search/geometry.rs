//! The settings of geometry: how many triangles, how fine.

use asset::Model;
use base::{Job, Result};

use super::{Choice, Judge, read};
use crate::options::{Options, Precision};
use crate::passes::Pass;
use crate::work::{self, Work};

/// How far the surface may move, as a share of each mesh's size; 0 keeps every triangle.
const STEPS: [f32; 8] = [0.0, 0.0002, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016];
/// A rung that harms more than this many times the bound ends the ladder.
const FAR: f64 = 3.0;

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
    let bare = without_images(work);
    let mut rungs: Vec<Rung> = Vec::new();
    for (number, simplify) in STEPS.into_iter().enumerate() {
        job.items(number as u64, STEPS.len() as u64);
        let options = Options {
            simplify,
            ..options.clone()
        };
        let mut shaped = work.clone();
        for pass in [Pass::Simplify, Pass::Quantise, Pass::Reorder] {
            job.check()?;
            pass.run(&mut shaped, &options, job)?;
        }
        let bytes = size(&shaped, &bare, options.target.compresses())?;
        // A step that removes hardly anything isn't worth a look.
        if rungs
            .last()
            .is_some_and(|last| bytes * 50 > last.choice.bytes * 49)
        {
            continue;
        }
        let mut drawn = read(&work::pack(&shaped, false))?;
        drawn.images.clone_from(&base.images);
        let harm = judge.harm(&drawn, job)?;
        let far = harm.errors.iter().any(|error| *error > FAR * judge.limit());
        let choice = Choice {
            bytes,
            harm: harm.errors,
        };
        rungs.push(Rung {
            simplify,
            precision: options.precision,
            work: shaped,
            choice,
        });
        if far {
            break;
        }
    }
    job.items(STEPS.len() as u64, STEPS.len() as u64);
    Ok(rungs)
}

/// Bytes of geometry alone.
fn size(work: &Work, bare: &Work, compress: bool) -> Result<u64> {
    let alone = Work {
        images: bare.images.clone(),
        ..work.clone()
    };
    Ok(asset::write_glb(&work::pack(&alone, compress))?.len() as u64)
}

/// The same without the bytes of images.
fn without_images(work: &Work) -> Work {
    let mut bare = work.clone();
    bare.images
        .iter_mut()
        .for_each(|picture| picture.bytes = bytes::Bytes::new());
    bare
}
