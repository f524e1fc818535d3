//! A generated product as CAD programs write it: thousands of named nodes below assemblies and levels, a
//! few small meshes, materials that differ by their names alone. And what tools make of more and more of
//! them: no step may take a time that grows with the square of their number.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use asset::{Document, Facts, Limits};
use base::{Fault, Job, Result, units};
use serde_json::{Value, json};

use super::peers::tools;
use crate::uploads::{Usage, measure_within};

/// Nodes of each row of the table.
const SIZES: [u32; 4] = [100, 1_000, 10_000, 100_000];
/// How long a tool may take for one of them.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(900);
/// What is run: the names of [`tools`].
const RUN: [&str; 3] = ["Plinth", "Plinth, fast", "gltf-transform"];
/// Of more nodes than this no pictures are drawn: each picture of the source takes a draw call a node, and
/// dozens are drawn.
const MOST_DRAWN: u32 = 10_000;
/// Nodes below one assembly.
const ASSEMBLY: u32 = 200;
/// Nodes above all assemblies, each in the other.
const LEVELS: u32 = 40;

/// A table of what each tool makes of assemblies, in `folder`, with the seconds that it takes.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if a file can't be written or a tool fails.
pub fn assemblies(programs: [&Path; 2], folder: &Path) -> Result<String> {
    std::fs::create_dir_all(folder).map_err(|error| cannot(folder, error))?;
    let mut table =
        "| nodes | tool | KB | draw calls | s | CPU s |\n|--:|---|--:|--:|--:|--:|\n".to_owned();
    for nodes in SIZES {
        let path = assembly(nodes, folder)?;
        let mut row = |tool: &str, file: &Path, usage: Option<Usage>| -> Result<()> {
            let model = asset::read(file, &Limits::default(), &Job::quiet())?;
            let seconds = usage.map(|usage| format!("{:.1} | {:.1}", usage.wall, usage.cpu));
            let seconds = seconds.unwrap_or_else(|| "|".to_owned());
            let _ = writeln!(
                table,
                "| {} | {tool} | {:.0} | {} | {seconds} |",
                units::count(u64::from(nodes)),
                model.source_bytes as f64 / 1e3,
                units::count(Facts::of(&model).draw_calls),
            );
            Ok(())
        };
        row("as it is", &path, None)?;
        let runs = |name: &str| RUN.contains(&name) && (name != "Plinth" || nodes <= MOST_DRAWN);
        for tool in tools().filter(|tool| runs(tool.name)) {
            let output = path.with_extension(format!("{}.glb", tool.name.replace(", ", "-")));
            for command in tool.commands(programs, [&path, &output], None) {
                let usage = measure_within(command, PATIENCE).map_err(|error| {
                    Fault::service(format!("{} fails on {nodes} nodes", tool.name)).because(error)
                })?;
                row(tool.name, &output, Some(usage))?;
            }
        }
    }
    Ok(table)
}

/// An assembly of so many nodes in `folder`.
fn assembly(nodes: u32, folder: &Path) -> Result<PathBuf> {
    let path = folder.join(format!("assembly-{nodes}.glb"));
    asset::save(&path, &asset::write_glb(&document(nodes))?)?;
    Ok(path)
}

/// Blocks and prisms in rows, layers and columns, each a named node.
fn document(count: u32) -> Document {
    let mut bin: Vec<u8> = Vec::new();
    let (mut views, mut accessors, mut meshes) = (Vec::new(), Vec::new(), Vec::new());
    for (corners, height) in [(4, 0.05_f32), (8, 0.08)] {
        let (positions, normals, indices) = prism(corners, 0.025, height);
        let first = accessors.len();
        for values in [&positions, &normals] {
            views.push(
                json!({"buffer": 0, "byteOffset": bin.len(), "byteLength": values.len() * 12}),
            );
            bin.extend(
                values
                    .iter()
                    .flatten()
                    .flat_map(|value| value.to_le_bytes()),
            );
            accessors.push(json!({"bufferView": views.len() - 1, "componentType": 5126,
                "count": values.len(), "type": "VEC3"}));
        }
        let side = |pick: fn(f32, f32) -> f32, start: f32| {
            let start = [start; 3];
            positions.iter().fold(start, |most, place| {
                [0, 1, 2].map(|axis| pick(most[axis], place[axis]))
            })
        };
        accessors[first]["min"] = json!(side(f32::min, f32::INFINITY));
        accessors[first]["max"] = json!(side(f32::max, f32::NEG_INFINITY));
        views.push(json!({"buffer": 0, "byteOffset": bin.len(), "byteLength": indices.len() * 4}));
        bin.extend(indices.iter().flat_map(|index| index.to_le_bytes()));
        accessors.push(json!({"bufferView": views.len() - 1, "componentType": 5125,
            "count": indices.len(), "type": "SCALAR"}));
        for material in 0..5 {
            meshes.push(
                json!({"primitives": [{"attributes": {"POSITION": first, "NORMAL": first + 1},
                "indices": first + 2, "material": material}]}),
            );
        }
    }
    let materials: Vec<Value> = (0..5)
        .map(|number| {
            let color = if number < 4 {
                [0.6, 0.6, 0.62, 1.0]
            } else {
                [0.8, 0.3, 0.1, 1.0]
            };
            json!({"name": format!("steel {number}"), "pbrMetallicRoughness":
                {"baseColorFactor": color, "roughnessFactor": 0.4, "metallicFactor": 0}})
        })
        .collect();
    let (nodes, top) = tree(count, meshes.len() as u32);
    Document {
        json: json!({"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [top]}],
            "nodes": nodes, "meshes": meshes, "materials": materials, "accessors": accessors,
            "bufferViews": views, "buffers": [{"byteLength": bin.len()}]}),
        buffers: vec![bin.into()],
        ..Document::default()
    }
}

/// The nodes, and the number of the one that holds all.
fn tree(count: u32, meshes: u32) -> (Vec<Value>, usize) {
    let mut nodes: Vec<Value> = Vec::new();
    let mut rows = Vec::new();
    for row in 0..count.div_ceil(ASSEMBLY) {
        let first = nodes.len();
        for place in 0..ASSEMBLY.min(count - row * ASSEMBLY) {
            let number = row * ASSEMBLY + place;
            let at = [
                f64::from(place % 20) / 10.0,
                0.0,
                f64::from(place / 20) / 10.0,
            ];
            nodes.push(
                json!({"name": format!("Part_{number}"), "mesh": number % meshes,
                "translation": at}),
            );
        }
        let children: Vec<usize> = (first..nodes.len()).collect();
        rows.push(nodes.len());
        let at = [f64::from(row % 25) * 2.5, f64::from(row / 25) / 10.0, 0.0];
        nodes.push(
            json!({"name": format!("Assembly {row}"), "children": children, "translation": at}),
        );
    }
    let mut held = rows;
    for level in 0..LEVELS {
        nodes.push(json!({"name": format!("level {level}"), "children": held}));
        held = vec![nodes.len() - 1];
    }
    (nodes, held[0])
}

/// The sides of a prism that stands upright: places, normals and corners of triangles.
fn prism(corners: u32, radius: f32, height: f32) -> (Vec<[f32; 3]>, Vec<[f32; 3]>, Vec<u32>) {
    let mut parts = (Vec::new(), Vec::new(), Vec::new());
    let way = |corner: u32| {
        let angle = std::f32::consts::TAU * corner as f32 / corners as f32;
        [angle.cos(), angle.sin()]
    };
    for corner in 0..corners {
        let ([x, z], [later_x, later_z]) = (way(corner), way(corner + 1));
        let normal = [x + later_x, 0.0, z + later_z];
        let length = normal[0].hypot(normal[2]);
        let start = parts.0.len() as u32;
        for [x, z] in [[x, z], [later_x, later_z]] {
            for y in [-height / 2.0, height / 2.0] {
                parts.0.push([x * radius, y, z * radius]);
                parts.1.push(normal.map(|side| side / length));
            }
        }
        parts
            .2
            .extend([0, 1, 2, 2, 1, 3].map(|index| start + index));
    }
    parts
}

fn cannot(path: &Path, error: std::io::Error) -> Fault {
    Fault::service(format!("{} can't be made", path.display())).because(error)
}
