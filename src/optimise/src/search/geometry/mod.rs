//! The settings of geometry: how many triangles, how finely each attribute of the vertices is stored, and
//! how it is written.
//!
//! The fewest triangles are looked at first: they are drawn fastest, and once a setting distorts next
//! to nothing, finer ones can only cost more. What removing triangles and what rounding distorts is found
//! out one by one and added ([`precision`]); bytes are those of what is written ([`weigh`]).

mod apart;
mod parts;
mod precision;
mod shapes;
mod weigh;

use std::sync::Arc;

use base::{Job, Result};
use render::{Framing, Scene};

use super::choose::Choice;
use super::distortion::{undistorted, worst};
use super::evaluator::Evaluator;
use super::sensitivity::Sensitivity;
use super::source::{Base, read};
use crate::options::{Geometry, Precision};
use crate::pass::Pass;
use crate::run::Run;
use crate::work;

/// A setting that distorts less than this share of the bound is as good as the source.
const NOTHING: f64 = 0.01;
/// What more triangles than this come to is computed from that of fewer.
const FEW: u64 = 300_000;

/// One setting.
pub(super) struct Rung {
    /// With triangles removed, before vertices are stored more coarsely.
    simplified: Arc<Run>,
    /// `None` keeps them as they are.
    precision: Option<Precision>,
    /// How it is written.
    form: Geometry,
    pub(super) choice: Choice,
}

impl Rung {
    /// In a few words, for developers.
    pub(super) fn describe(&self) -> String {
        let triangles = self.simplified.work.triangles();
        format!(
            "{triangles} triangles, {:?}, {:?}",
            self.form, self.precision
        )
    }

    /// The geometry of this setting.
    pub(super) fn finish(&self, job: &Job) -> Result<Run> {
        store(&self.simplified, self.precision, self.form, job)
    }
}

/// A number of triangles, with how much removing the others distorts.
struct Shape {
    run: Arc<Run>,
    distortion: Vec<f64>,
    /// From where geometry is seen.
    seen: Sensitivity,
}

impl Shape {
    fn triangles(&self) -> u64 {
        self.run.work.triangles()
    }
}

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
            let forms = precision::levels(&builder, shape, &run.geometries())?;
            rungs.extend(weigh::weigh(&shapes, &forms, FEW, job)?);
        }
    }
    Ok(rungs)
}

/// Stores vertices with this precision, and orders them.
fn store(simplified: &Run, precision: Option<Precision>, form: Geometry, job: &Job) -> Result<Run> {
    let mut run = simplified.clone();
    if form == Geometry::Draco {
        apart::apart(&mut run.work);
    }
    run.write_as(form)?;
    run.options.geometry = Some(form);
    if let Some(precision) = precision {
        run.options.precision = precision;
        run.step(Pass::Quantise, job)?;
    }
    run.step(Pass::Reorder, job)?;
    Ok(run)
}

struct Builder<'a> {
    run: &'a Run,
    base: &'a Base,
    evaluator: &'a Evaluator<'a>,
    job: &'a Job,
}

impl Builder<'_> {
    /// The same with opaque triangles free of their order, where that makes no difference: of two triangles
    /// in one place the later is seen, but most are there twice and look alike. Kept in their order they pack
    /// badly, above all by Draco, which then keeps every corner as it is.
    fn freed(&self) -> Result<Option<Run>> {
        let mut run = self.run.clone();
        let mut any = false;
        for shape in run.work.meshes.iter_mut().flatten() {
            let opaque = shape.order.layered && !shape.order.sorted;
            shape.order.layered &= !opaque;
            any |= opaque;
        }
        if !any {
            return Ok(None);
        }
        let ordered = store(&run, None, run.geometry(), self.job)?;
        let distortion = self.draw(&ordered, &Sensitivity::default())?;
        tracing::debug!(?distortion, "triangles in any order");
        Ok((worst(&distortion) < NOTHING).then_some(run))
    }

    /// The distortions of a geometry, worn with the source's textures.
    fn draw(&self, run: &Run, seen: &Sensitivity) -> Result<Vec<f64>> {
        let (mut scene, framing) = self.scene(run)?;
        self.evaluator
            .distortions(&mut scene, &framing, seen, self.job)
    }

    /// A geometry, worn with the source's textures.
    fn scene(&self, run: &Run) -> Result<(Scene, Framing)> {
        let mut model = read(&work::pack(&run.bare(), run.geometry()))?;
        model.images.clone_from(&self.base.images);
        let like = Some(&self.base.scene);
        let scene = self.evaluator.scene(&model, like, self.job)?;
        Ok((scene, Framing::of(&model, &Default::default())?))
    }
}
