//! Drops normals that say no more than the triangles themselves: without normals glTF shades flat, and
//! vertices that differed in nothing else become one.
//!
//! Only for what is written compressed: of tools that read plain files some smooth what has no normals.

use serde_json::Value;

use crate::options::Options;
use crate::words::counted;
use crate::work::links::list;
use crate::work::{Shape, TRIANGLES, Work};

/// The cosine of the angle between a normal and its triangle's from which on they differ: about the
/// error of normals of 8 bits, which is what would be stored instead.
const FLAT: f32 = 0.9999;

pub(super) fn run(work: &mut Work, options: &Options) -> Vec<String> {
    if !options.compresses_geometry() {
        return Vec::new();
    }
    let mut dropped = 0;
    let json = &work.json;
    for (mesh, shapes) in work.meshes.iter_mut().enumerate() {
        for (place, shape) in shapes.iter_mut().enumerate() {
            let primitive = &json["meshes"][mesh]["primitives"][place];
            if !has_two_sides(json, primitive) && is_flat(shape) {
                shape.streams.retain(|stream| stream.name != "NORMAL");
                dropped += 1;
            }
        }
    }
    if dropped == 0 {
        return Vec::new();
    }
    vec![format!(
        "Dropped the normals of {}, which are those of flat triangles",
        counted(dropped, "mesh part", "mesh parts")
    )]
}

/// Whether any material that the primitive wears is drawn from behind as well: there, what is shaded flat looks
/// otherwise.
fn has_two_sides(json: &Value, primitive: &Value) -> bool {
    let variants = &primitive["extensions"]["KHR_materials_variants"]["mappings"];
    let worn = list(variants).map(|mapping| &mapping["material"]);
    worn.chain([&primitive["material"]]).any(|material| {
        let number = material
            .as_u64()
            .and_then(|number| usize::try_from(number).ok());
        number.is_some_and(|number| json["materials"][number]["doubleSided"] == true)
    })
}

/// Whether the shape is drawn flat with its normals as without them. Mapped normals need a frame that
/// hangs on them, what bends turns them otherwise than its triangles, and of parts that lie in one place the
/// material must stay the same, for the viewer sorts by it.
fn is_flat(shape: &Shape) -> bool {
    let Some(normals) = shape.stream("NORMAL").filter(|stream| stream.width == 3) else {
        return false;
    };
    let plain = shape.mode == TRIANGLES
        && !shape.indices.is_empty()
        && !shape.is_deformed()
        && !shape.order.tied
        && !shape.order.sorted
        && !shape.part_quality.is_locked()
        && shape.stream("TANGENT").is_none();
    let positions = shape.positions();
    plain
        && shape.indices.as_chunks::<3>().0.iter().all(|corners| {
            let [a, b, c] = corners.map(|corner| {
                positions
                    .get(corner as usize)
                    .map_or(glam::Vec3::NAN, |place| glam::Vec3::from(*place))
            });
            // What has no area is never drawn.
            let Some(own) = (b - a).cross(c - a).try_normalize() else {
                return true;
            };
            corners.iter().all(|corner| {
                let normal = <[f32; 3]>::try_from(normals.element(*corner as usize));
                let normal = normal.map_or(glam::Vec3::NAN, glam::Vec3::from);
                own.dot(normal.normalize_or_zero()) >= FLAT
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Target;
    use crate::samples::{self, grid};

    /// Whether the normals of the sample are still there.
    fn keeps(change: impl Fn(&mut Shape), target: Target) -> bool {
        let mut work = samples::work();
        work.meshes[0][0] = grid(4, 0.0);
        change(&mut work.meshes[0][0]);
        let changes = run(&mut work, &Options::new(target));
        let kept = work.meshes[0][0].stream("NORMAL").is_some();
        assert_eq!(changes.is_empty(), kept);
        kept
    }

    fn tilt(shape: &mut Shape) {
        for stream in &mut shape.streams {
            if stream.name == "NORMAL" {
                stream.values[..3].copy_from_slice(&[0.1, 0.0, 0.995]);
            }
        }
    }

    #[test]
    fn flat_normals_go_and_others_stay() {
        assert!(!keeps(|_| (), Target::Web));
        assert!(keeps(tilt, Target::Web));
    }

    #[test]
    fn what_is_seen_from_behind_keeps_its_normals() {
        let mut work = samples::work();
        work.meshes[0][0] = grid(4, 0.0);
        work.json["materials"][0]["doubleSided"] = true.into();
        assert!(run(&mut work, &Options::new(Target::Web)).is_empty());
    }

    #[test]
    fn normals_that_something_hangs_on_stay() {
        assert!(keeps(|_| (), Target::Shopify));
        assert!(keeps(|shape| shape.order.tied = true, Target::Web));
        let bends = |shape: &mut Shape| shape.targets = vec![vec![shape.streams[0].clone()]];
        assert!(keeps(bends, Target::Web));
        let back = |shape: &mut Shape| shape.indices.reverse();
        assert!(keeps(back, Target::Web));
    }
}
