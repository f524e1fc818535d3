//! Gives parts of a mesh whose materials differ by their colour alone one material, with the colours on
//! their vertices, and joins them. Files of CAD programs have dozens of such materials, and each is a draw
//! call.
//!
//! Colours on vertices are light, and multiplied with the material's, so a picture stays as it is to a fraction
//! of a step. They take eight bytes a vertex on the graphics adapter, so parts with very many vertices stay apart.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::instance::{has_pointers, has_variants};
use super::join;
use super::quantise::{SHORTS, in_unit};
use crate::options::Options;
use crate::words::counted;
use crate::work::links::{self, list};
use crate::work::{Order, Shape, Stream, TRIANGLES, Work};

const COLORS: &str = "COLOR_0";
/// A draw call is worth colours on so many vertices.
const MOST: usize = 4096;

pub(super) fn run(work: &mut Work, options: &Options) -> Vec<String> {
    // Names of materials go, and what else names them must not be left behind.
    let named = options.keep_nodes || has_variants(&work.json) || has_pointers(&work.json);
    if work.fixed || named {
        return Vec::new();
    }
    let colors: Vec<Option<Colored>> = list(&work.json["materials"]).map(Colored::of).collect();
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    let mut gone = BTreeSet::new();
    for mesh in 0..work.meshes.len() {
        for parts in alike(work, mesh, &colors) {
            for (part, colored) in parts {
                let material = *made.entry(colored.rest.clone()).or_insert_with(|| {
                    let number = links::count(&work.json, "materials");
                    if let Some(materials) = work.json["materials"].as_array_mut() {
                        materials.push(colored.white.clone());
                    }
                    number
                });
                let primitive = &mut work.json["meshes"][mesh]["primitives"][part];
                gone.insert(primitive["material"].as_u64());
                primitive["material"] = material.into();
                colored.paint(&mut work.meshes[mesh][part]);
            }
        }
    }
    if gone.is_empty() {
        return Vec::new();
    }
    let mut changes = vec![format!(
        "Moved the colours of {} that differ by them alone to the vertices",
        counted(gone.len(), "material", "materials")
    )];
    changes.extend(join::run(work));
    changes
}

/// A material that is a colour and the rest.
#[derive(Debug, Clone, PartialEq)]
struct Colored {
    /// Red, green and blue as light.
    color: [f64; 3],
    /// The same in white, without a name.
    white: Value,
    /// All but the colour, as a key.
    rest: String,
}

impl Colored {
    /// `None` where the colour can't be told from the rest, or must stay in its order.
    fn of(material: &Value) -> Option<Self> {
        let blends = material["alphaMode"] == "BLEND";
        let extensions = material["extensions"].as_object();
        let clear = extensions.is_some_and(|all| all.contains_key("KHR_materials_transmission"));
        let mut white = material.clone();
        let own = white.as_object_mut().filter(|_| !blends && !clear)?;
        own.shift_remove("name");
        if own.contains_key("extras") {
            return None;
        }
        let plain = own
            .entry("pbrMetallicRoughness")
            .or_insert_with(|| json!({}));
        let factor = plain
            .as_object_mut()?
            .entry("baseColorFactor")
            .or_insert_with(|| json!([1, 1, 1, 1]));
        let numbers = factor.as_array()?.iter().map(Value::as_f64);
        let numbers: [f64; 4] = numbers.collect::<Option<Vec<f64>>>()?.try_into().ok()?;
        let [red, green, blue, alpha] = numbers;
        *factor = json!([1, 1, 1, alpha]);
        let color = [red, green, blue];
        let fits = color.iter().all(|part| (0.0..=1.0).contains(part));
        fits.then(|| Self {
            color,
            rest: white.to_string(),
            white,
        })
    }

    /// Multiplies the colours of the vertices of a shape with this.
    fn paint(&self, shape: &mut Shape) {
        let count = shape.vertices();
        let known = shape
            .streams
            .iter()
            .position(|stream| stream.name == COLORS);
        let place = known.unwrap_or_else(|| {
            shape.streams.push(Stream {
                name: COLORS.to_owned(),
                width: 4,
                values: vec![1.0; count * 4],
                stored: SHORTS,
            });
            shape.streams.len() - 1
        });
        let stream = &mut shape.streams[place];
        stream.stored = SHORTS;
        for element in stream.values.chunks_exact_mut(stream.width.max(1)) {
            for (value, factor) in element.iter_mut().zip(self.color) {
                *value *= factor as f32;
            }
        }
    }
}

/// The parts of a mesh, by number, that could be one if they had one colour.
fn alike(work: &Work, mesh: usize, colors: &[Option<Colored>]) -> Vec<Vec<(usize, Colored)>> {
    let mut groups: BTreeMap<String, Vec<(usize, Colored)>> = BTreeMap::new();
    let shapes = &work.meshes[mesh];
    let primitives = list(&work.json["meshes"][mesh]["primitives"]);
    for (part, (primitive, shape)) in primitives.zip(shapes).enumerate() {
        let material = primitive["material"].as_u64();
        let colored = material.and_then(|number| colors.get(number as usize)?.clone());
        let Some(colored) = colored.filter(|_| is_plain(primitive, shape)) else {
            continue;
        };
        let mut attributes: Vec<String> = shape
            .streams
            .iter()
            .filter(|stream| stream.name != COLORS)
            .map(|stream| format!("{} {} {:?}", stream.name, stream.width, stream.stored))
            .collect();
        attributes.sort_unstable();
        let width = shape.stream(COLORS).map_or(4, |stream| stream.width);
        let key = format!(
            "{} {width} {attributes:?} {:?}",
            colored.rest, shape.part_quality
        );
        groups.entry(key).or_default().push((part, colored));
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.retain(|group| {
        let vertices: usize = group.iter().map(|(part, _)| shapes[*part].vertices()).sum();
        let differ = group.iter().any(|(_, one)| one.color != group[0].1.color);
        differ && vertices <= MOST * (group.len() - 1)
    });
    groups
}

/// Whether a part can be one with others, and take colours.
fn is_plain(primitive: &Value, shape: &Shape) -> bool {
    let colors = shape.stream(COLORS);
    shape.mode == TRIANGLES
        && shape.targets.is_empty()
        && shape.vertices() > 0
        && shape.order == Order::default()
        && !shape.part_quality.is_locked()
        && primitive.get("extras").is_none()
        && colors.is_none_or(in_unit)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::options::Target;
    use crate::samples::{self, grid};
    use crate::work::Stored;

    /// A mesh of three parts in three colours.
    fn colored() -> Work {
        let mut work = samples::work();
        work.meshes[0] = vec![grid(2, 0.0), grid(1, 1.0), grid(1, 2.0)];
        let material = |name: &str, color: [f64; 4]| {
            json!({"name": name, "pbrMetallicRoughness":
                {"baseColorFactor": color, "roughnessFactor": 0.4}})
        };
        work.json["materials"] = json!([
            material("red", [0.5, 0.0, 0.0, 1.0]),
            material("blue", [0.0, 0.001, 0.25, 1.0]),
            material("white", [1.0, 1.0, 1.0, 1.0]),
        ]);
        let parts = [0, 1, 2].map(|material| json!({"material": material}));
        work.json["meshes"][0]["primitives"] = json!(parts);
        work
    }

    fn options() -> Options {
        Options::new(Target::Web)
    }

    #[test]
    fn parts_that_differ_by_colour_become_one_with_their_colours_on_the_vertices() {
        let mut work = colored();
        let triangles = work.triangles();
        let changes = run(&mut work, &options());
        assert_eq!(changes.len(), 2, "{changes:?}");
        assert!(changes[0].contains("3 materials"), "{changes:?}");
        assert_eq!((work.draw_calls(), work.triangles()), (1, triangles));
        let model = samples::model(&work);
        let primitive = &model.meshes[0].primitives[0];
        let colors = primitive.colors.as_ref().unwrap();
        for (color, expected) in [
            (colors[0], [0.5, 0.0, 0.0]),
            (colors[9], [0.0, 0.001, 0.25]),
        ] {
            for (found, expected) in color.into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-5, "{color:?}");
            }
        }
        let material = &model.materials[primitive.material.unwrap()];
        assert_eq!(material.base_color, [1.0; 4]);
        assert_eq!(material.roughness, 0.4);
    }

    #[test]
    fn colours_that_vertices_have_are_multiplied() {
        let mut work = colored();
        for shape in &mut work.meshes[0] {
            let count = shape.vertices();
            shape.streams.push(Stream {
                name: COLORS.to_owned(),
                width: 4,
                values: vec![0.5; count * 4],
                stored: Stored::FLOAT,
            });
        }
        assert_eq!(run(&mut work, &options()).len(), 2);
        let colors = work.meshes[0][0].stream(COLORS).unwrap();
        assert_eq!(colors.element(0), [0.25, 0.0, 0.0, 0.5]);
    }

    #[test]
    fn what_differs_otherwise_has_a_name_to_keep_or_is_large_stays() {
        type Change = fn(&mut Work);
        let changes: [Change; 5] = [
            |work| {
                for (number, material) in [0.1, 0.2, 0.3].into_iter().enumerate() {
                    work.json["materials"][number]["pbrMetallicRoughness"]["roughnessFactor"] =
                        material.into();
                }
            },
            |work| {
                for material in 0..3 {
                    work.json["materials"][material]["alphaMode"] = "BLEND".into();
                }
            },
            |work| work.meshes[0] = vec![grid(100, 0.0), grid(100, 1.0), grid(100, 2.0)],
            |work| {
                let mapping = json!({"KHR_materials_variants": {"mappings": []}});
                work.json["meshes"][0]["primitives"][0]["extensions"] = mapping;
            },
            |work| {
                for material in 0..3 {
                    let color = json!([2.0, 0.5, f64::from(material), 1.0]);
                    work.json["materials"][material as usize]["pbrMetallicRoughness"]["baseColorFactor"] =
                        color;
                }
            },
        ];
        for change in changes {
            let mut work = colored();
            change(&mut work);
            assert!(run(&mut work, &options()).is_empty());
            assert_eq!(work.draw_calls(), 3);
        }
        let keep = Options {
            keep_nodes: true,
            ..options()
        };
        assert!(run(&mut colored(), &keep).is_empty());
    }
}
