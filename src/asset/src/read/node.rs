//! Nodes, scenes, cameras and lights.

use std::collections::BTreeSet;

use glam::{Mat4, Quat, Vec3};

use super::accessor::Accessor;
use super::source::Source;
use super::tree::Tree;
use crate::defect::Effect;
use crate::json::At;
use crate::model::{Camera, Instances, Light, LightKind, Node, Projection, Scene, Transform};
use crate::{Error, Limits};

const LIGHTS: &str = "KHR_lights_punctual";

/// All nodes as `tree` puts them together, with those that the scene draws again behind them.
pub(crate) fn nodes(
    source: &mut Source<'_>,
    tree: &Tree,
    limits: &Limits,
) -> Result<Vec<Node>, Error> {
    let count = source.count("nodes");
    if count > limits.nodes {
        return Err(Error::Limit {
            at: "/nodes".to_owned(),
            what: "the number of nodes",
            value: count as u64,
            limit: limits.nodes as u64,
        });
    }
    let lights = source
        .root
        .extension(LIGHTS)
        .map_or(0, |at| at.count("lights"));
    let list: Vec<At<'_>> = source.root.list("nodes")?.collect();
    let mut nodes = Vec::with_capacity(tree.children.len());
    for (index, at) in list.iter().enumerate() {
        if !at.value().is_object() {
            return Err(at.invalid("isn't an object"));
        }
        // A skin makes a skinned mesh of what it is given, whether a scene reaches it or not.
        let used = source.reach.nodes[index] || at.get("skin").is_some();
        nodes.push(source.part(at, used, Node::default, |source| node(source, at, lights))?);
    }
    for &original in &tree.copies {
        let copied = nodes[original].instances.as_ref().map_or(0, Instances::len);
        source.spend(&list[original], copied, size_of::<[f32; 13]>())?;
        nodes.push(Node {
            copy_of: Some(original),
            ..nodes[original].clone()
        });
    }
    for (node, children) in nodes.iter_mut().zip(&tree.children) {
        node.children.clone_from(children);
    }
    Ok(nodes)
}

fn node<'a>(source: &mut Source<'a>, at: &At<'a>, lights: usize) -> Result<Node, Error> {
    let mesh = at.index_in("mesh", "mesh", source.count("meshes"))?;
    // Without a mesh nobody asks for them.
    let weights = mesh.and_then(|_| at.given("weights"));
    let weights = weights.map(|_| at.items("weights").map(|at| at.number()).collect());
    let light = at.extension(LIGHTS);
    Ok(Node {
        name: at.name(),
        children: Vec::new(),
        transform: transform(at),
        mesh,
        skin: at
            .index_in("skin", "skin", source.count("skins"))?
            .filter(|_| mesh.is_some()),
        camera: at.index_in("camera", "camera", source.count("cameras"))?,
        light: match light {
            Some(at) => at.index_in("light", "light", lights)?,
            None => None,
        },
        weights,
        instances: match mesh {
            Some(_) => instances(source, at)?,
            None => None,
        },
        copy_of: None,
    })
}

fn transform(at: &At<'_>) -> Transform {
    let identity = Mat4::IDENTITY.to_cols_array();
    if let Some(matrix) = at.given("matrix") {
        finite(&matrix, 16);
        return Transform::Matrix(Mat4::from_cols_array(&matrix.numbers(identity)));
    }
    for (key, count) in [("translation", 3), ("rotation", 4), ("scale", 3)] {
        if let Some(at) = at.given(key) {
            finite(&at, count);
        }
    }
    Transform::Trs {
        translation: at.numbers_or("translation", [0.0; 3]).into(),
        // One that isn't of unit length stretches, as it does in the web viewer.
        rotation: Quat::from_array(at.numbers_or("rotation", [0.0, 0.0, 0.0, 1.0])),
        scale: at.numbers_or("scale", [1.0; 3]).into(),
    }
}

/// A place that isn't told whole is nowhere, and so is the web viewer's camera.
fn finite(at: &At<'_>, count: usize) {
    let list = at.value().as_array().map_or(&[][..], Vec::as_slice);
    if list.len() < count {
        let problem = format!(
            "has {} of {count} numbers, and the web viewer shows nothing of such a file",
            list.len()
        );
        at.note("ARRAY_LENGTH_NOT_IN_LIST", Effect::Blank, problem);
    }
}

/// EXT_mesh_gpu_instancing. There are as many copies as the shortest of its attributes has elements.
fn instances<'a>(source: &mut Source<'a>, at: &At<'a>) -> Result<Option<Instances>, Error> {
    let Some(extension) = at.extension("EXT_mesh_gpu_instancing") else {
        return Ok(None);
    };
    let Some(list) = extension.get("attributes") else {
        let problem = "has no attributes, and its mesh is drawn once";
        extension.note("UNDEFINED_PROPERTY", Effect::Lost, problem);
        return Ok(None);
    };
    let [translation, rotation, scale, color] = ["TRANSLATION", "ROTATION", "SCALE", "_COLOR_0"]
        .map(|key| {
            list.given(key)
                .map(|at| Accessor::read(source, &at))
                .transpose()
        });
    let (translation, rotation, scale, color) = (translation?, rotation?, scale?, color?);
    let all = [&translation, &rotation, &scale, &color];
    let counts = || all.into_iter().flatten().map(|accessor| accessor.count);
    let Some(count) = counts().min() else {
        return Ok(None);
    };
    if counts().any(|other| other != count) {
        let problem = "its attributes don't have the same number of elements";
        list.note("INSTANCES_UNEQUAL_COUNT", Effect::Lost, problem);
    }
    // What the file leaves out is filled in.
    source.spend(&list, count, size_of::<[f32; 10]>())?;
    let translations = match translation {
        Some(accessor) => vectors(&accessor, source, count)?.map(Vec3::from).collect(),
        None => vec![Vec3::ZERO; count],
    };
    let rotations = match rotation {
        Some(accessor) => vectors(&accessor, source, count)?
            .map(Quat::from_array)
            .collect(),
        None => vec![Quat::IDENTITY; count],
    };
    let scales = match scale {
        Some(accessor) => vectors(&accessor, source, count)?.map(Vec3::from).collect(),
        None => vec![Vec3::ONE; count],
    };
    let colors = match color {
        Some(accessor) if accessor.width == 4 => {
            let colors = vectors::<4>(&accessor, source, count)?;
            Some(colors.map(|[r, g, b, _]| [r, g, b]).collect())
        }
        Some(accessor) => Some(vectors::<3>(&accessor, source, count)?.collect()),
        None => None,
    };
    Ok(Some(Instances {
        translations,
        rotations,
        scales,
        colors,
    }))
}

/// The first `count` elements of an accessor.
fn vectors<'a, const N: usize>(
    accessor: &Accessor<'a>,
    source: &mut Source<'a>,
    count: usize,
) -> Result<impl Iterator<Item = [f32; N]> + use<N>, Error> {
    Ok(accessor.floats::<N>(source)?.into_iter().take(count))
}

/// Which scene is shown: the file's default, otherwise the first.
pub(crate) fn shown(source: &mut Source<'_>) -> Result<Option<usize>, Error> {
    let count = source.count("scenes");
    let scene = source.root.index_in("scene", "scene", count)?;
    let scene = scene.or(if count == 0 { None } else { Some(0) });
    Ok(scene)
}

/// All scenes.
pub(crate) fn scenes(source: &Source<'_>, tree: &Tree) -> Vec<Scene> {
    let scenes = source.root.items("scenes").zip(&tree.scenes);
    let scene = |(at, nodes): (At<'_>, &Vec<usize>)| Scene {
        name: at.name(),
        nodes: nodes.clone(),
    };
    scenes.map(scene).collect()
}

/// All cameras. The web viewer shows none of them, so that their numbers may be wrong.
pub(crate) fn cameras(source: &Source<'_>) -> Vec<Camera> {
    let camera = |at: At<'_>| {
        let kind = at
            .get("type")
            .map(|kind| kind.value().as_str().unwrap_or_default());
        let projection = match kind {
            Some("orthographic") => at.get("orthographic").map(|at| orthographic(&at)),
            Some("perspective") => at.get("perspective").map(|at| perspective(&at)),
            _ => None,
        };
        if projection.is_none() {
            let problem = "is of no known type, or lacks its numbers";
            at.note("UNDEFINED_PROPERTY", Effect::Drawn, problem);
        }
        Camera {
            name: at.name(),
            projection: projection.unwrap_or(Projection::Perspective {
                aspect: None,
                fov_y: std::f32::consts::FRAC_PI_4,
                near: 1.0,
                far: None,
            }),
        }
    };
    source.root.items("cameras").map(camera).collect()
}

fn number(at: &At<'_>, key: &'static str, default: f32) -> f32 {
    if at.get(key).is_none() {
        at.note("UNDEFINED_PROPERTY", Effect::Drawn, format!("has no {key}"));
    }
    at.number_or(key, default)
}

fn perspective(at: &At<'_>) -> Projection {
    Projection::Perspective {
        aspect: at.get("aspectRatio").map(|at| at.number()),
        fov_y: number(at, "yfov", std::f32::consts::FRAC_PI_4),
        near: number(at, "znear", 1.0),
        far: at.get("zfar").map(|at| at.number()),
    }
}

fn orthographic(at: &At<'_>) -> Projection {
    Projection::Orthographic {
        x_mag: number(at, "xmag", 1.0),
        y_mag: number(at, "ymag", 1.0),
        near: number(at, "znear", 0.1),
        far: number(at, "zfar", 100.0),
    }
}

/// Refuses cameras that a node names and that aren't any: the web viewer can't put them anywhere.
pub(crate) fn check_cameras(source: &Source<'_>, nodes: &[Node]) -> Result<(), Error> {
    let list: Vec<At<'_>> = source.root.items("cameras").collect();
    for (node, _) in nodes
        .iter()
        .zip(&source.reach.nodes)
        .filter(|(_, used)| **used)
    {
        let Some(at) = node.camera.and_then(|camera| list.get(camera)) else {
            continue;
        };
        let kind = at.value()["type"].as_str().unwrap_or("undefined");
        if at.value().get(kind).is_none_or(|numbers| numbers.is_null()) {
            return Err(at.invalid("has no numbers of its type"));
        }
    }
    Ok(())
}

/// All KHR_lights_punctual lights; those that no node names may be of any kind.
pub(crate) fn lights(source: &mut Source<'_>, nodes: &[Node]) -> Result<Vec<Light>, Error> {
    let Some(extension) = source.root.extension(LIGHTS) else {
        return Ok(Vec::new());
    };
    let lit = nodes
        .iter()
        .zip(&source.reach.nodes)
        .filter(|(_, used)| **used);
    let lit: BTreeSet<usize> = lit.filter_map(|(node, _)| node.light).collect();
    let none = || Light {
        name: None,
        color: [0.0; 3],
        intensity: 0.0,
        range: None,
        kind: LightKind::Point,
    };
    let mut lights = Vec::new();
    for (index, at) in extension.items("lights").enumerate() {
        let read = |_: &mut Source<'_>| {
            Ok(Light {
                name: at.name(),
                color: at.numbers_or("color", [1.0; 3]),
                intensity: at.number_or("intensity", 1.0),
                range: at.get("range").map(|at| at.number()),
                kind: light_kind(&at)?,
            })
        };
        lights.push(source.part(&at, lit.contains(&index), none, read)?);
    }
    Ok(lights)
}

fn light_kind(at: &At<'_>) -> Result<LightKind, Error> {
    let kind = at.need("type")?;
    Ok(match (kind.text()?, at.get("spot")) {
        ("directional", _) => LightKind::Directional,
        ("point", _) => LightKind::Point,
        ("spot", spot) => {
            let angle = |key, default| spot.map_or(default, |at| at.number_or(key, default));
            LightKind::Spot {
                inner: angle("innerConeAngle", 0.0),
                outer: angle("outerConeAngle", std::f32::consts::FRAC_PI_4),
            }
        }
        (other, _) => return Err(kind.invalid(format!("'{other}' is no kind of light"))),
    })
}
