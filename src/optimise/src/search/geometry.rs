//! The settings of geometry: how many triangles, how finely stored.
//!
//! The fewest triangles are looked at first: they are drawn fastest, and once a setting distorts next
//! to nothing, finer ones can only cost more. Precision is looked at once, on the coarsest of the
//! geometries that are well within the bound: its distortion is the same on all.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::{Job, Result};
use render::Framing;

use super::choose::Choice;
use super::distortion::{undistorted, worst};
use super::evaluator::Evaluator;
use super::sensitivity::Sensitivity;
use super::source::{Base, read};
use crate::cores;
use crate::options::{Effort, Geometry, Precision};
use crate::pass::Pass;
use crate::run::Run;
use crate::work;

/// How far the surface may move, as a share of each mesh's size, from far to near.
const STEPS: [f32; 9] = [
    0.032, 0.016, 0.008, 0.004, 0.002, 0.001, 0.0005, 0.0002, 0.0001,
];
/// From fine to coarse.
const PRECISIONS: [Precision; 4] = [
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
    Precision {
        position: 12,
        normal: 8,
        uv: 12,
    },
];
/// A setting that distorts less than this share of the bound is as good as the source.
const NOTHING: f64 = 0.01;
/// What more triangles than this come to is computed from that of fewer; and where even the fewest are
/// more, only the finest precision is looked at.
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
}

impl Shape {
    fn triangles(&self) -> u64 {
        self.run.work.triangles()
    }
}

/// A number of triangles, a precision with how much it distorts, and how they are written.
type Setting<'a> = (&'a Shape, &'a (Precision, Vec<f64>), Geometry);

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
    let none = undistorted(&evaluator.distances());
    let source = Arc::new(run.clone());
    let mut rungs = vec![Rung {
        simplified: Arc::clone(&source),
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
        shapes.push(Shape {
            run: source,
            distortion: none,
        });
    }
    let precisions = if run.wants(Pass::Quantise) {
        builder.precisions(&shapes)?
    } else {
        Vec::new()
    };
    rungs.extend(weigh(&shapes, &precisions, &run.geometries(), FEW, job)?);
    Ok(rungs)
}

/// Every shape in every precision and way of writing, with its bytes: written out up to `few`
/// triangles. More take minutes and gigabytes, so theirs follow from the shape with the most of those.
fn weigh(
    shapes: &[Shape],
    precisions: &[(Precision, Vec<f64>)],
    forms: &[Geometry],
    few: u64,
    job: &Job,
) -> Result<Vec<Rung>> {
    let light = shapes.iter().filter(|shape| shape.triangles() <= few);
    // Where all are heavy, all are written.
    let light = match light.count() {
        0 => shapes.len(),
        light => light,
    };
    let settings = |shape| {
        let precisions = precisions.iter();
        precisions
            .flat_map(move |precision| forms.iter().map(move |form| (shape, precision, *form)))
    };
    // From few triangles to many.
    let (written, computed) = shapes.split_at(light);
    let settled: Vec<Setting<'_>> = written.iter().flat_map(settings).collect();
    let measured = AtomicU64::new(0);
    let tell = || {
        let measured = measured.fetch_add(1, Ordering::Relaxed) + 1;
        job.items(measured, settled.len() as u64);
    };
    let bytes = cores::each(&settled, job, tell, |(shape, (precision, _), form)| {
        let stored = store(&shape.run, Some(*precision), *form, job)?;
        Ok(stored.geometry_bytes())
    })?;
    let mut rungs: Vec<Rung> = settled.iter().zip(&bytes).map(rung).collect();
    let most = bytes.len().saturating_sub(precisions.len() * forms.len());
    let most = settled[most..].iter().zip(&bytes[most..]);
    for shape in computed {
        let alike = most.clone().zip(settings(shape));
        rungs.extend(alike.map(|(((least, ..), bytes), setting)| {
            let by = shape.triangles() as f64 / least.triangles().max(1) as f64;
            rung((&setting, &((*bytes as f64 * by) as u64)))
        }));
    }
    Ok(rungs)
}

/// A setting of so many bytes.
fn rung(((shape, (precision, distortion), form), bytes): (&Setting<'_>, &u64)) -> Rung {
    let sum = shape.distortion.iter().zip(distortion).map(|(a, b)| a + b);
    Rung {
        simplified: Arc::clone(&shape.run),
        precision: Some(*precision),
        form: *form,
        choice: Choice {
            bytes: *bytes,
            distortion: sum.collect(),
        },
    }
}

/// Stores vertices with this precision, and orders them.
fn store(simplified: &Run, precision: Option<Precision>, form: Geometry, job: &Job) -> Result<Run> {
    let mut run = simplified.clone();
    run.write_as(form)?;
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
    /// Numbers of triangles, from few to many. The next is made while one is drawn.
    fn shapes(&self, far: f64) -> Result<Vec<Shape>> {
        let steps: Vec<f32> = match self.run.options.effort {
            // Half as far each time, and once more between.
            Effort::Best => STEPS
                .iter()
                .flat_map(|step| [*step, step * std::f32::consts::FRAC_1_SQRT_2])
                .collect(),
            Effort::Normal | Effort::Fast => STEPS.to_vec(),
        };
        let mut shapes: Vec<Shape> = Vec::new();
        let mut last = 0;
        let mut seen = Sensitivity::default();
        std::thread::scope(|scope| {
            let make = |step: f32| scope.spawn(move || self.simplified(step));
            let mut next = steps.first().map(|step| make(*step));
            for number in 0..steps.len() {
                self.job.items(number as u64, steps.len() as u64);
                let Some(made) = next.take() else {
                    break;
                };
                let run = made
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                next = steps.get(number + 1).map(|step| make(*step));
                let triangles = run.work.triangles();
                // A step that gives back hardly anything isn't worth a look.
                if number > 0 && triangles * 50 < last * 51 {
                    continue;
                }
                last = triangles;
                let mut distortion = self.draw(&run, &seen)?;
                if !seen.is_known() {
                    seen = self.evaluator.sensitivity(distortion.clone());
                    if worst(&distortion) <= far {
                        distortion = self.draw(&run, &seen)?;
                    }
                }
                let worst = worst(&distortion);
                if worst <= far {
                    shapes.push(Shape {
                        run: Arc::new(run),
                        distortion,
                    });
                }
                if worst < NOTHING {
                    break;
                }
            }
            if let Some(made) = next {
                // It isn't needed any more, and must not be left behind.
                let _ = made.join();
            }
            Ok(shapes)
        })
    }

    fn simplified(&self, simplify: f32) -> Result<Run> {
        let mut run = self.run.clone();
        run.options.simplify = simplify;
        run.step(Pass::Simplify, self.job)?;
        Ok(run)
    }

    /// How much each precision distorts, on the shape with the fewest triangles. The coarsest is drawn from
    /// everywhere, the others from where that is seen.
    fn precisions(&self, shapes: &[Shape]) -> Result<Vec<(Precision, Vec<f64>)>> {
        let Some(shape) = shapes.first() else {
            return Ok(Vec::new());
        };
        let heavy = shape.triangles() > FEW;
        let wanted = if heavy {
            &PRECISIONS[..1]
        } else {
            &PRECISIONS[..]
        };
        let mut seen = Sensitivity::default();
        let mut found = Vec::new();
        for (number, precision) in wanted.iter().rev().enumerate() {
            self.job.items(number as u64, wanted.len() as u64);
            let form = shape.run.geometry();
            let stored = store(&shape.run, Some(*precision), form, self.job)?;
            if number == 0 {
                seen = self.evaluator.sensitivity(self.draw(&stored, &seen)?);
            }
            let own = self
                .draw(&stored, &seen)?
                .iter()
                .zip(&shape.distortion)
                .map(|(with, without)| (with - without).max(0.0))
                .collect();
            found.push((*precision, own));
        }
        Ok(found)
    }

    /// The distortions of a geometry, worn with the source's textures.
    fn draw(&self, run: &Run, seen: &Sensitivity) -> Result<Vec<f64>> {
        let mut model = read(&work::pack(&run.bare(), run.geometry()))?;
        model.images.clone_from(&self.base.images);
        let mut scene = self
            .evaluator
            .scene(&model, Some(&self.base.scene), self.job)?;
        let framing = Framing::of(&model, &Default::default())?;
        self.evaluator
            .distortions(&mut scene, &framing, seen, self.job)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::options::{Options, Target};
    use crate::samples;

    /// A rough surface of so many quads a side: a smooth one packs the better the larger it is.
    fn shape(quads: u32) -> Shape {
        let mut surface = samples::grid(quads, 0.0);
        for stream in &mut surface.streams {
            for (n, value) in stream.values.iter_mut().enumerate() {
                let noise = (n as u32).wrapping_mul(0x9E37_79B9) >> 16;
                *value += noise as f32 / (1 << 20) as f32;
            }
        }
        let mut work = samples::work();
        work.meshes = vec![vec![surface]];
        Shape {
            run: Arc::new(Run::new(work, Options::new(Target::Web)).unwrap()),
            distortion: vec![0.25],
        }
    }

    #[test]
    fn what_many_triangles_come_to_follows_from_fewer() {
        let shapes = [shape(20), shape(30), shape(60)];
        let precisions: Vec<_> = PRECISIONS.iter().map(|one| (*one, vec![0.5])).collect();
        let forms = shapes[0].run.geometries();
        let weigh = |few| {
            let rungs = weigh(&shapes, &precisions, &forms, few, &Job::quiet()).unwrap();
            let described: Vec<String> = rungs.iter().map(Rung::describe).collect();
            let bytes: Vec<f64> = rungs.iter().map(|rung| rung.choice.bytes as f64).collect();
            assert!(rungs.iter().all(|rung| rung.choice.distortion == [0.75]));
            (described, bytes)
        };
        let written = weigh(u64::MAX);
        let computed = weigh(shapes[1].triangles());
        assert_eq!(written.0, computed.0);
        let each = precisions.len() * forms.len();
        assert_eq!(written.1.len(), 3 * each);
        // The lighter two are measured, the heaviest is near what it comes to.
        assert_eq!(written.1[..2 * each], computed.1[..2 * each]);
        for (written, computed) in written.1.iter().zip(&computed.1).skip(2 * each) {
            assert!(
                (0.7..1.5).contains(&(computed / written)),
                "{computed} {written}"
            );
        }
        assert_ne!(written.1, computed.1);
        // Where none is light, all are written.
        assert_eq!(weigh(0), written);
    }
}
