//! Stores vertices with as many bits as asked for, and joins those that become equal.
//!
//! Positions and texture coordinates become whole multiples of one step: they stay floats where they are
//! drawn, so that no node needs a correcting transform. The step of positions follows from the size of the
//! whole model, for that is what the camera shows: small parts need no finer one, and parts that touch are
//! moved alike. Unit vectors become small integers (KHR_mesh_quantization); colours, weights and joints
//! bytes, which glTF itself has. Where Draco alone writes geometry, its own grids take the place of steps and
//! small integers. Parts that the viewer sorts keep their positions where rounding could change their order
//! (see [`crate::order`]).

use glam::DVec3;
use serde_json::Value;

use super::weld;
use crate::options::{Geometry, Options, Precision};
use crate::order;
use crate::words::counted;
use crate::work::links::list;
use crate::work::{Component, Shape, Stored, Stream, Work};

/// Bits that a part keeps along its own longest side, below those asked for along the model's: a rivet
/// stays round.
const OWN: i32 = 4;

pub(super) fn run(work: &mut Work, options: &Options) -> Vec<String> {
    let mut streams = 0;
    let mut joined = 0;
    let tied = order::tied(work);
    let spans = spans(work);
    for (mesh, shapes) in work.meshes.iter_mut().enumerate() {
        for (place, shape) in shapes.iter_mut().enumerate() {
            if shape.vertices() > 0 {
                let still = tied.contains(&(mesh, place));
                let span = spans.get(mesh).copied().flatten();
                streams += quantise(shape, options, span.filter(|_| !still), still);
                joined += weld::weld(shape);
            }
        }
    }
    let mut changes = Vec::new();
    if streams > 0 {
        changes.push(format!(
            "Stored {} with fewer bits",
            counted(streams, "attribute", "attributes")
        ));
    }
    if joined > 0 {
        changes.push(format!(
            "Joined {} that became equal",
            counted(joined, "vertex", "vertices")
        ));
    }
    changes
}

/// Whether `options` leave the attributes of `work` that `of` names as they are: those of a file that was
/// rounded before may be on the same grid.
pub(crate) fn keeps(work: &Work, options: &Options, of: impl Fn(&str) -> bool) -> bool {
    let mut rounded = work.clone();
    let tied = order::tied(work);
    let spans = spans(work);
    let places = rounded.meshes.iter_mut().enumerate();
    let mut shapes = places.flat_map(|(mesh, shapes)| {
        let shapes = shapes.iter_mut().enumerate();
        shapes.map(move |(place, shape)| ((mesh, place), shape))
    });
    shapes.all(|((mesh, place), shape)| {
        let still = tied.contains(&(mesh, place));
        let span = spans.get(mesh).copied().flatten();
        quantise(shape, options, span.filter(|_| !still), still);
        let before = &work.meshes[mesh][place];
        let pairs = before.streams.iter().zip(&shape.streams);
        let mut pairs = pairs.filter(|(before, _)| of(&before.name));
        pairs.all(|(before, after)| {
            let most = before
                .values
                .iter()
                .fold(0.0_f32, |most, n| most.max(n.abs()));
            let near = |(a, b): (&f32, &f32)| (a - b).abs() <= most * SAME;
            before.values.iter().zip(&after.values).all(near)
        })
    })
}

/// What floats are rounded by, as a share of the largest.
const SAME: f32 = 1e-6;

/// The size of the whole model in the units of each mesh; `None` for those whose size as drawn isn't known.
fn spans(work: &Work) -> Vec<Option<f32>> {
    let drawn = order::drawn(&work.json);
    let mut scales = vec![0.0_f64; work.meshes.len()];
    let (mut least, mut greatest) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
    for (mesh, world) in &drawn {
        let Some(shapes) = work.meshes.get(*mesh) else {
            continue;
        };
        let scale = world.to_scale_rotation_translation().0.abs().max_element();
        scales[*mesh] = scales[*mesh].max(scale);
        for (middle, sides) in shapes.iter().filter_map(order::extent) {
            for corner in 0..8 {
                let side = |axis: usize| if corner >> axis & 1 == 0 { -0.5 } else { 0.5 };
                let corner = middle + sides * DVec3::new(side(0), side(1), side(2));
                let place = world.transform_point3(corner);
                (least, greatest) = (least.min(place), greatest.max(place));
            }
        }
    }
    let size = (greatest - least).max_element();
    // What else makes a mesh larger than its node says.
    let grows = scales_change(&work.json);
    let bends = |shapes: &Vec<Shape>| shapes.iter().any(Shape::is_deformed);
    let meshes = work.meshes.iter().zip(scales);
    meshes
        .map(|(shapes, scale)| {
            let span = (size / scale) as f32;
            let known = !grows && !bends(shapes) && span.is_finite() && span > 0.0;
            known.then_some(span)
        })
        .collect()
}

/// Whether instances or animations give nodes another size.
fn scales_change(json: &Value) -> bool {
    let scales = |channel: &Value| channel["target"]["path"] == "scale";
    let animated = list(&json["animations"]).flat_map(|one| list(&one["channels"]));
    let instanced = |node: &Value| {
        node.pointer("/extensions/EXT_mesh_gpu_instancing/attributes/SCALE")
            .is_some()
    };
    animated.into_iter().any(scales) || list(&json["nodes"]).any(instanced)
}

/// Returns how many streams changed. `span` is the model's size in the shape's units. With `still` vertices
/// stay where they are.
fn quantise(shape: &mut Shape, options: &Options, span: Option<f32>, still: bool) -> usize {
    if shape.part_quality.is_locked() {
        return 0;
    }
    let bits = shape.part_quality.bits();
    let precision = Precision {
        position: options.precision.position + bits,
        normal: (options.precision.normal + bits).min(16),
        uv: options.precision.uv + bits,
    };
    let lossy = options.compresses_geometry();
    let grids = options.geometry_forms() == [Geometry::Draco] && shape.targets.is_empty();
    let mut changed = 0;
    let base = shape.stream("POSITION").and_then(range);
    // Displacements are as fine as the mesh they displace.
    let own = base.map_or(0.0, |(_, extent)| extent);
    let place = step(own, span, precision.position);
    let targets = shape
        .targets
        .iter_mut()
        .flatten()
        .map(|stream| (true, stream));
    let streams = shape.streams.iter_mut().map(|stream| (false, stream));
    for (displaces, stream) in streams.chain(targets) {
        if stream.stored != Stored::FLOAT || stream.values.iter().any(|value| !value.is_finite()) {
            changed += usize::from(shrink_joints(stream));
            continue;
        }
        let stored = match stream.name.as_str() {
            "POSITION" if lossy && !still && grids => grid(stream, place),
            "POSITION" if lossy && !still => stepped(stream, place),
            "NORMAL" if grids && stream.width == 3 => Some(Stored::Sphere {
                bits: precision.normal,
            }),
            "TANGENT" if grids => Some(Stored::Grid {
                bits: precision.normal,
            }),
            "NORMAL" | "TANGENT" if !displaces => Some(Stored::Octahedral {
                bits: precision.normal,
            }),
            name if name.starts_with("TEXCOORD") && lossy => {
                let step = -i32::from(precision.uv);
                match grids {
                    true => grid(stream, Some(step)),
                    false => stepped(stream, Some(step)),
                }
            }
            // Linear colours need more than 8 bits in the dark.
            name if name.starts_with("COLOR") && in_unit(stream) => Some(SHORTS),
            name if name.starts_with("WEIGHTS") && in_unit(stream) && stream.width == 4 => {
                round_weights(stream);
                Some(BYTES)
            }
            _ => None,
        };
        if let Some(stored) = stored {
            stream.stored = stored;
            stream.settle();
            changed += 1;
        }
    }
    changed
}

pub(super) const SHORTS: Stored = Stored::Plain {
    component: Component::U16,
    normalized: true,
};
const BYTES: Stored = Stored::Plain {
    component: Component::U8,
    normalized: true,
};

/// The greatest magnitude of a stream, and its longest extent along a column.
fn range(stream: &Stream) -> Option<(f32, f32)> {
    let mut least = vec![f32::INFINITY; stream.width];
    let mut greatest = vec![f32::NEG_INFINITY; stream.width];
    for element in stream.values.chunks_exact(stream.width) {
        for (column, value) in element.iter().enumerate() {
            least[column] = least[column].min(*value);
            greatest[column] = greatest[column].max(*value);
        }
    }
    let extent = least
        .iter()
        .zip(&greatest)
        .map(|(l, g)| g - l)
        .reduce(f32::max)?;
    let size = least
        .iter()
        .chain(&greatest)
        .map(|value| value.abs())
        .reduce(f32::max)?;
    Some((size, extent)).filter(|_| size.is_finite() && extent.is_finite())
}

/// The step of positions, as a power of two, for so many bits along the model's size; along the part's own
/// where that isn't known.
fn step(own: f32, span: Option<f32>, bits: u8) -> Option<i32> {
    let bits = i32::from(bits);
    let fine = |size: f32, bits: i32| (size.log2() - bits as f32).floor() as i32;
    (own > 0.0).then(|| match span {
        Some(span) => fine(span, bits).min(fine(own, bits - OWN)),
        None => fine(own, bits),
    })
}

/// Whole multiples of two to the power `step`; `None` where they take all bits of a float.
fn stepped(stream: &Stream, step: Option<i32>) -> Option<Stored> {
    let (size, _) = range(stream)?;
    let exponent = i8::try_from(step.unwrap_or(0)).ok()?;
    let fits = |step: i32| (-100..100).contains(&step) && size.log2() - (step as f32) < 22.0;
    (size == 0.0 || step.is_some_and(fits)).then_some(Stored::Stepped { exponent })
}

/// Draco's grid whose steps are at most two to the power `step`. Where the numbers lie on a coarser one
/// already, as those of a file that was Draco's do, that one: it moves nothing.
fn grid(stream: &Stream, step: Option<i32>) -> Option<Stored> {
    let (_, extent) = range(stream)?;
    let steps = extent.log2() - step.unwrap_or(0) as f32;
    let bits = if extent > 0.0 { steps.ceil() } else { 1.0 };
    let bits = (bits < 23.0).then_some(bits.max(1.0) as u8)?;
    let own = (FEWEST..bits.min(MOST)).find(|bits| stream.lies_on_grid(*bits));
    Some(Stored::Grid {
        bits: own.unwrap_or(bits),
    })
}

/// Files have grids of so many bits.
const FEWEST: u8 = 6;
const MOST: u8 = 17;

pub(super) fn in_unit(stream: &Stream) -> bool {
    stream
        .values
        .iter()
        .all(|value| (0.0..=1.0).contains(value))
}

/// Rounds weights to 255ths whose sum is 1, as glTF asks.
fn round_weights(stream: &mut Stream) {
    for weights in stream.values.as_chunks_mut::<4>().0 {
        let sum: f32 = weights.iter().sum();
        if sum <= 0.0 {
            continue;
        }
        let mut steps = weights.map(|weight| (weight / sum * 255.0).round());
        let missing = 255.0 - steps.iter().sum::<f32>();
        let largest = (0..4)
            .max_by(|a, b| steps[*a].total_cmp(&steps[*b]))
            .unwrap_or(0);
        steps[largest] += missing;
        *weights = steps.map(|step| step / 255.0);
    }
}

/// Joints fit a byte in nearly all skins.
fn shrink_joints(stream: &mut Stream) -> bool {
    let short = Stored::Plain {
        component: Component::U16,
        normalized: false,
    };
    let fits = stream.name.starts_with("JOINTS")
        && stream.stored == short
        && stream.values.iter().all(|joint| *joint <= 255.0);
    if fits {
        stream.stored = Stored::Plain {
            component: Component::U8,
            normalized: false,
        };
    }
    fits
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::options::Target;
    use crate::samples::{self, shape_of};

    #[test]
    fn positions_stay_within_half_a_step_of_the_extent_even_far_from_the_origin() {
        let mut work = samples::work();
        let corners = [[1000.0, 0.0, 0.0], [1000.3, 0.1, 0.0], [1000.9, 0.777, 0.3]];
        work.meshes[0][0] = shape_of(&corners, &[0, 1, 2]);
        run(&mut work, &Options::new(Target::Web));
        let step = 0.9 / f32::from(1_u16 << 14);
        for (before, after) in corners.iter().zip(work.meshes[0][0].positions()) {
            for (before, after) in before.iter().zip(after) {
                assert!((before - after).abs() <= step, "{before} became {after}");
            }
        }
    }

    #[test]
    fn values_are_those_that_are_stored() {
        let mut work = samples::work();
        run(&mut work, &Options::new(Target::Web));
        let mut again = work.clone();
        for stream in again
            .meshes
            .iter_mut()
            .flatten()
            .flat_map(Shape::all_streams)
        {
            let before = stream.values.clone();
            stream.settle();
            assert_eq!(stream.values, before, "{}", stream.name);
        }
    }

    #[test]
    fn weights_of_a_vertex_add_up_to_one() {
        let mut stream = Stream {
            name: "WEIGHTS_0".into(),
            width: 4,
            values: vec![0.3333, 0.3333, 0.3334, 0.0],
            stored: Stored::FLOAT,
        };
        round_weights(&mut stream);
        let steps: f32 = stream
            .values
            .iter()
            .map(|weight| (weight * 255.0).round())
            .sum();
        assert_eq!(steps, 255.0);
    }

    #[test]
    fn what_lies_on_a_grid_of_dracos_stays_there() {
        let options = |position| Options {
            geometry: Some(Geometry::Draco),
            precision: Precision {
                position,
                ..Precision::default()
            },
            ..Options::new(Target::Web)
        };
        let mut work = samples::work();
        let corners = [[0.1, 0.0, 0.0], [0.4, 0.1, 0.0], [0.9, 0.777, 0.3]];
        work.meshes[0][0] = shape_of(&corners, &[0, 1, 2]);
        let of = |name: &str| name == "POSITION";
        assert!(!keeps(&work, &options(9), of));
        run(&mut work, &options(9));
        for stream in work
            .meshes
            .iter_mut()
            .flatten()
            .flat_map(Shape::all_streams)
        {
            stream.stored = Stored::FLOAT;
        }
        let before = work.meshes[0][0].positions().to_vec();
        assert!(keeps(&work, &options(14), of) && !keeps(&work, &options(7), of));
        run(&mut work, &options(14));
        assert_eq!(work.meshes[0][0].positions(), before);
    }

    #[test]
    fn small_parts_are_as_fine_as_the_model_needs() {
        let mut work = samples::work();
        work.json["nodes"] =
            serde_json::json!([{"mesh": 0}, {"mesh": 1, "translation": [3, 0, 0]}]);
        work.json["scenes"] = serde_json::json!([{"nodes": [0, 1]}]);
        work.meshes = vec![vec![samples::grid(2, 0.0)], vec![samples::grid(2, 0.0)]];
        for stream in &mut work.meshes[1][0].streams {
            if stream.name == "POSITION" {
                stream.values.iter_mut().for_each(|value| *value *= 0.01);
            }
        }
        run(&mut work, &Options::new(Target::Web));
        let stored = [0, 1].map(|mesh| work.meshes[mesh][0].stream("POSITION").unwrap().stored);
        // Four bits fewer along its own side are the least.
        let steps = [-13, -17].map(|exponent| Stored::Stepped { exponent });
        assert_eq!(stored, steps);
    }

    #[test]
    fn nan_is_left_alone() {
        let mut work = samples::work();
        work.meshes[0][0] = shape_of(&[[f32::NAN; 3], [0.0; 3], [1.0; 3]], &[0, 1, 2]);
        run(&mut work, &Options::new(Target::Web));
        let position = work.meshes[0][0].stream("POSITION").unwrap();
        assert_eq!(position.stored, Stored::FLOAT);
    }
}
