//! Stores vertices with as many bits as asked for, and joins those that become equal.
//!
//! Positions and texture coordinates get fewer bits of mantissa: they stay floats where they are
//! drawn, so that no node needs a correcting transform. Unit vectors become small integers
//! (KHR_mesh_quantization); colours, weights and joints bytes, which glTF itself has. Parts that the
//! viewer sorts keep their positions where rounding could change their order (see [`crate::order`]).

use super::weld;
use crate::options::{Options, Precision};
use crate::order;
use crate::words::counted;
use crate::work::{Component, Shape, Stored, Stream, Work};

pub(super) fn run(work: &mut Work, options: &Options) -> Vec<String> {
    let mut streams = 0;
    let mut joined = 0;
    let tied = order::tied(work);
    for (mesh, shapes) in work.meshes.iter_mut().enumerate() {
        for (place, shape) in shapes.iter_mut().enumerate() {
            if shape.vertices() > 0 {
                streams += quantise(shape, options, tied.contains(&(mesh, place)));
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

/// Returns how many streams changed. With `still` vertices stay where they are.
fn quantise(shape: &mut Shape, options: &Options, still: bool) -> usize {
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
    let mut changed = 0;
    let base = shape.stream("POSITION").and_then(range);
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
            "POSITION" if lossy && !still => {
                // Displacements are as fine as the mesh they displace.
                let extent = base.map_or(0.0, |(_, extent)| extent);
                exponent(stream, extent, precision.position)
            }
            "NORMAL" | "TANGENT" if !displaces => Some(Stored::Octahedral {
                bits: precision.normal,
            }),
            name if name.starts_with("TEXCOORD") && lossy => exponent(stream, 1.0, precision.uv),
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

const SHORTS: Stored = Stored::Plain {
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

/// The storage whose steps are at most 2^-`bits` of `extent`; `None` where it takes all bits of a
/// float.
fn exponent(stream: &Stream, extent: f32, bits: u8) -> Option<Stored> {
    let (size, _) = range(stream)?;
    if size == 0.0 || extent <= 0.0 {
        return Some(Stored::Exponent { bits: 2 });
    }
    // A mantissa of n bits with sign has steps of 2^(e + 1 - n) for numbers below 2^e.
    let exponent = size.log2().floor() as i32 + 1;
    let step = (extent.log2() - f32::from(bits)).floor() as i32;
    let needed = exponent + 1 - step;
    (needed < 24).then(|| Stored::Exponent {
        bits: needed.max(2) as u8,
    })
}

fn in_unit(stream: &Stream) -> bool {
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
    fn nan_is_left_alone() {
        let mut work = samples::work();
        work.meshes[0][0] = shape_of(&[[f32::NAN; 3], [0.0; 3], [1.0; 3]], &[0, 1, 2]);
        run(&mut work, &Options::new(Target::Web));
        let position = work.meshes[0][0].stream("POSITION").unwrap();
        assert_eq!(position.stored, Stored::FLOAT);
    }
}
