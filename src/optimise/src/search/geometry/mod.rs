//! The settings of geometry: how many triangles, how finely each attribute of the vertices is stored, and
//! how it is written.
//!
//! The fewest triangles are looked at first: they are drawn fastest, and once a setting distorts next
//! to nothing, finer ones can only cost more. What removing triangles and what rounding distorts is found
//! out one by one and added ([`precision`]); bytes are those of what is written ([`weigh`]).

mod apart;
mod builder;
mod parts;
mod precision;
mod rung;
mod shapes;
mod weigh;

use std::sync::Arc;

use base::{Job, Result};

use builder::{Builder, NOTHING};
pub(super) use rung::Rung;
use rung::Shape;

use super::choose::Choice;
use super::distortion::{undistorted, worst};
use super::evaluator::Evaluator;
use super::source::Base;
use crate::pass::Pass;
use crate::run::Run;

/// What more triangles than this come to is computed from that of fewer.
const FEW: u64 = 300_000;

/// All settings; the first is the source as it is.
pub(super) fn ladder(
    run: &Run,
    base: &Base,
    evaluator: &Evaluator<'_>,
    far: f64,
    job: &Job,
) -> Result<Vec<Rung>> {
    let builder = Builder {
        run,
        base,
        evaluator,
        job,
    };
    let freed = builder.freed()?;
    let builder = Builder {
        run: freed.as_ref().unwrap_or(run),
        ..builder
    };
    let none = undistorted(&evaluator.distances());
    let source = Arc::new(builder.run.clone());
    let mut rungs = vec![Rung {
        simplified: Arc::new(run.clone()),
        precision: None,
        form: run.geometry(),
        choice: Choice {
            bytes: run.geometry_bytes(),
            distortion: none.clone(),
        },
    }];
    let mut shapes = if run.wants(Pass::Simplify) {
        builder.shapes(far)?
    } else {
        Vec::new()
    };
    // Where removing triangles distorts nothing, keeping them only costs.
    let enough = shapes
        .last()
        .is_some_and(|shape| worst(&shape.distortion) < NOTHING);
    if !enough {
        let seen = shapes.last().map(|shape| shape.seen.clone());
        shapes.push(Shape {
            run: source,
            distortion: none,
            seen: seen.unwrap_or_default(),
        });
    }
    if run.wants(Pass::Quantise) {
        // The finest of those that don't take long: what rounding adds shows best where little else does.
        let light = shapes.iter().rev().find(|shape| shape.triangles() <= FEW);
        if let Some(shape) = light.or(shapes.first()) {
            let forms = weigh::hopeful(shape, run.geometries(), job)?;
            let forms = precision::levels(&builder, shape, &forms)?;
            rungs.extend(weigh::weigh(&shapes, &forms, FEW, job)?);
        }
    }
    Ok(rungs)
}
