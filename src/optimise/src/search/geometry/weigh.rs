//! What each setting of geometry comes to in bytes.
//!
//! Every number of triangles is written in every way at one precision. What a bit more or less of an
//! attribute costs goes with the vertices, so that is found out on one of them, for every third bit: those
//! between cost what lies between.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use base::{Job, Result};

use super::precision::{Attribute, Levels};
use super::rung::{Rung, Shape, store};
use crate::cores;
use crate::options::{Geometry, Precision};
use crate::search::choose::Choice;

/// The precision that every shape is written with; those on the ladders are near it.
const USUAL: Precision = Precision {
    position: 13,
    normal: 8,
    uv: 12,
};

/// No attribute has more bits.
const MOST_BITS: u8 = 32;
/// A way of writing that takes so many times the bytes of another isn't tried.
const HOPELESS: f64 = 1.25;

/// A number of triangles, a precision, and how they are written.
type Setting = (usize, Precision, Geometry);

/// Those ways of writing that aren't far larger than another.
pub(super) fn hopeful(shape: &Shape, forms: Vec<Geometry>, job: &Job) -> Result<Vec<Geometry>> {
    if forms.len() < 2 {
        return Ok(forms);
    }
    let write = |form: &Geometry| -> Result<u64> {
        Ok(store(&shape.run, Some(USUAL), *form, job)?.geometry_bytes())
    };
    let bytes = cores::each(&forms, job, || (), write)?;
    let least = bytes.iter().min().copied().unwrap_or(0) as f64;
    let both = forms.into_iter().zip(bytes);
    let kept = both.filter(|(_, bytes)| *bytes as f64 <= least * HOPELESS);
    Ok(kept.map(|(form, _)| form).collect())
}

/// Every shape in every precision and way of writing, with its bytes: written out up to `few`
/// triangles. More take minutes and gigabytes, so theirs follow from the shape with the most of those.
pub(super) fn weigh(
    shapes: &[Shape],
    forms: &[(Geometry, [Levels; 3])],
    few: u64,
    job: &Job,
) -> Result<Vec<Rung>> {
    let light = shapes.iter().filter(|shape| shape.triangles() <= few);
    // Where all are heavy, all are written.
    let light = match light.count() {
        0 => shapes.len(),
        light => light,
    };
    // From few triangles to many.
    let Some(last) = light.checked_sub(1) else {
        return Ok(Vec::new());
    };
    // Ways differ in what their bits distort, not in which there are.
    let Some((_, levels)) = forms.first() else {
        return Ok(Vec::new());
    };
    let usual = Attribute::ALL.into_iter().zip(levels);
    let usual = usual.fold(USUAL, |precision, (attribute, levels)| {
        let bits = attribute.of(precision);
        let known = levels.iter().any(|(level, _)| *level == bits);
        let first = levels.first().map_or(bits, |(bits, _)| *bits);
        attribute.set(precision, if known { bits } else { first })
    });
    let mut settings: Vec<Setting> = Vec::new();
    for (form, levels) in forms {
        settings.extend((0..light).map(|shape| (shape, usual, *form)));
        for (attribute, levels) in Attribute::ALL.into_iter().zip(levels) {
            let others = anchors(levels, attribute.of(usual)).into_iter();
            let others = others.map(|bits| attribute.set(usual, bits));
            settings.extend(others.map(|precision| (last, precision, *form)));
        }
    }
    let written = written(shapes, &settings, job)?;
    let bytes = |shape: usize, precision: Precision, form: Geometry| -> f64 {
        let of = |shape, precision| {
            let found = written.get(&key(shape, precision, form));
            found.map(|bytes| *bytes as f64)
        };
        let alone = |attribute: Attribute, bits: u8| of(last, attribute.set(usual, bits));
        let base = of(last, usual).unwrap_or(0.0);
        let known = shape.min(last);
        // Of more triangles than were written.
        let larger = match shape > last {
            true => shapes[shape].triangles() as f64 / shapes[last].triangles().max(1) as f64,
            false => 1.0,
        };
        let vertices = |shape: usize| shapes[shape].run.work.vertices().max(1) as f64;
        let share = vertices(known) / vertices(last);
        let more: f64 = Attribute::ALL
            .into_iter()
            .map(|attribute| {
                let bits = attribute.of(precision);
                let bytes = between(bits, |bits| alone(attribute, bits));
                bytes.map_or(0.0, |bytes| bytes - base)
            })
            .sum();
        (of(known, usual).unwrap_or(0.0) + more * share).max(1.0) * larger
    };
    let mut rungs = Vec::new();
    for (number, shape) in shapes.iter().enumerate() {
        for (form, levels) in forms {
            for (precision, distortion) in combined(levels) {
                let sum = shape.distortion.iter().zip(&distortion);
                rungs.push(Rung {
                    simplified: shape.run.clone(),
                    precision: Some(precision),
                    form: *form,
                    choice: Choice {
                        bytes: bytes(number, precision, *form) as u64,
                        distortion: sum.map(|(a, b)| a + b).collect(),
                    },
                });
            }
        }
    }
    Ok(front(rungs))
}

/// Every third level, the last, and none that is the usual one.
fn anchors(levels: &Levels, usual: u8) -> Vec<u8> {
    let last = levels.len().saturating_sub(1);
    let chosen = levels
        .iter()
        .enumerate()
        .filter(|(number, (bits, _))| (number % 3 == 0 || *number == last) && *bits != usual);
    chosen.map(|(_, (bits, _))| *bits).collect()
}

/// What so many bits come to, from the nearest that are known; `None` where none are.
fn between(bits: u8, known: impl Fn(u8) -> Option<f64>) -> Option<f64> {
    let find = |bits: u8| known(bits).map(|bytes| (f64::from(bits), bytes));
    let below = (0..=bits).rev().find_map(find);
    let above = (bits..=MOST_BITS).find_map(find);
    match (below, above) {
        (Some((low, few)), Some((high, many))) if high > low => {
            Some(few + (many - few) * (f64::from(bits) - low) / (high - low))
        }
        (Some((_, bytes)), _) | (_, Some((_, bytes))) => Some(bytes),
        _ => None,
    }
}

/// A setting as a key of a table.
fn key(shape: usize, precision: Precision, form: Geometry) -> (usize, [u8; 3], &'static str) {
    let bits = Attribute::ALL.map(|attribute| attribute.of(precision));
    (shape, bits, form.name())
}

type Written = BTreeMap<(usize, [u8; 3], &'static str), u64>;

fn written(shapes: &[Shape], settings: &[Setting], job: &Job) -> Result<Written> {
    let measured = AtomicU64::new(0);
    let tell = || {
        let measured = measured.fetch_add(1, Ordering::Relaxed) + 1;
        job.items(measured, settings.len() as u64);
    };
    let bytes = cores::each(settings, job, tell, |(shape, precision, form)| {
        let stored = store(&shapes[*shape].run, Some(*precision), *form, job)?;
        Ok(stored.geometry_bytes())
    })?;
    let keys = settings.iter();
    let keys = keys.map(|(shape, precision, form)| key(*shape, *precision, *form));
    Ok(keys.zip(bytes).collect())
}

/// Every combination of bits, with what they distort together.
fn combined(levels: &[Levels; 3]) -> Vec<(Precision, Vec<f64>)> {
    let mut all = vec![(USUAL, Vec::new())];
    for (attribute, levels) in Attribute::ALL.into_iter().zip(levels) {
        let mut longer = Vec::with_capacity(all.len() * levels.len());
        for (precision, before) in &all {
            for (bits, own) in levels {
                let sum = own.iter().enumerate();
                let sum = sum.map(|(place, own)| own + before.get(place).copied().unwrap_or(0.0));
                longer.push((attribute.set(*precision, *bits), sum.collect::<Vec<f64>>()));
            }
        }
        all = longer;
    }
    all
}

/// A setting must distort less than every smaller one by this share, in its worst view or on the whole.
const BETTER: f64 = 0.01;

/// The settings that are worth it: hundreds of combinations are larger than one that distorts less.
fn front(mut rungs: Vec<Rung>) -> Vec<Rung> {
    rungs.sort_by_key(|rung| rung.choice.bytes);
    let (mut worst, mut all) = (f64::INFINITY, f64::INFINITY);
    rungs.retain(|rung| {
        let distortion = &rung.choice.distortion;
        let most = distortion.iter().copied().fold(0.0, f64::max);
        let sum: f64 = distortion.iter().sum();
        let better = most < worst * (1.0 - BETTER) || sum < all * (1.0 - BETTER);
        (worst, all) = (worst.min(most), all.min(sum));
        better
    });
    rungs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use std::sync::Arc;

    use super::*;
    use crate::options::{Options, Target};
    use crate::run::Run;
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
            distortion: vec![1.0 / f64::from(quads)],
            seen: Default::default(),
        }
    }

    fn forms(shapes: &[Shape]) -> Vec<(Geometry, [Levels; 3])> {
        let level = |bits: u8| (bits, vec![0.25_f64.powi(i32::from(bits) - 6)]);
        let levels = [
            [11, 13, 15].map(level).into(),
            [8, 10].map(level).into(),
            [10, 12].map(level).into(),
        ];
        let forms = shapes[0].run.geometries().into_iter();
        forms.map(|form| (form, levels.clone())).collect()
    }

    #[test]
    fn bytes_are_near_what_is_written() {
        let shapes = [20, 30, 60].map(shape);
        let forms = forms(&shapes);
        for few in [u64::MAX, shapes[1].triangles()] {
            let rungs = weigh(&shapes, &forms, few, &Job::quiet()).unwrap();
            assert!(rungs.len() > 8, "{}", rungs.len());
            for rung in &rungs {
                let written = rung.finish(&Job::quiet()).unwrap().geometry_bytes() as f64;
                let by = rung.choice.bytes as f64 / written;
                // Those that aren't written are taken for as rough as those that are.
                let most = if few == u64::MAX { 1.15 } else { 1.5 };
                assert!((0.7..most).contains(&by), "{}: {by}", rung.describe());
            }
        }
    }

    #[test]
    fn bits_between_cost_what_lies_between() {
        let known = |bits: u8| {
            [(8, 100.0), (11, 160.0)]
                .iter()
                .find(|one| one.0 == bits)
                .map(|one| one.1)
        };
        let found = [8, 9, 11, 14, 3].map(|bits| between(bits, known));
        assert_eq!(found, [100.0, 120.0, 160.0, 160.0, 100.0].map(Some));
        assert_eq!(between(8, |_| None), None);
        let levels: Levels = (10..=16).map(|bits| (bits, Vec::new())).collect();
        assert_eq!(anchors(&levels, 13), [10, 16]);
    }

    #[test]
    fn what_is_larger_and_worse_than_another_is_left_out() {
        let shapes = [20, 30].map(shape);
        let forms = forms(&shapes);
        let rungs = weigh(&shapes, &forms, u64::MAX, &Job::quiet()).unwrap();
        let pairs = rungs.iter().zip(rungs.iter().skip(1));
        for (smaller, larger) in pairs {
            assert!(smaller.choice.bytes <= larger.choice.bytes);
            assert!(smaller.choice.distortion > larger.choice.distortion);
        }
    }
}
