//! Nodes, scenes, cameras and lights.

use glam::{Mat4, Quat, Vec3};

use super::accessor::Accessor;
use super::source::Source;
use crate::defect::{Defect, Effect};
use crate::json::At;
use crate::model::{Camera, Instances, Light, LightKind, Node, Projection, Scene, Transform};
use crate::{Error, Limits};

const LIGHTS: &str = "KHR_lights_punctual";

/// All nodes, which are a forest.
pub(crate) fn nodes(source: &mut Source<'_>, limits: &Limits) -> Result<Vec<Node>, Error> {
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
    let mut nodes = Vec::with_capacity(list.len());
    for at in &list {
        nodes.push(node(source, at, lights)?);
    }
    check_forest(&nodes)?;
    Ok(nodes)
}

fn node<'a>(source: &mut Source<'a>, at: &At<'a>, lights: usize) -> Result<Node, Error> {
    let nodes = source.count("nodes");
    let children = at.list("children")?.map(|at| at.index("node", nodes));
    let light = at.extension(LIGHTS);
    let weights = at.get("weights").map(|_| {
        at.list("weights")?
            .map(|at| at.number())
            .collect::<Result<Vec<f32>, Error>>()
    });
    let mesh = at.index_in("mesh", "mesh", source.count("meshes"))?;
    Ok(Node {
        name: at.name(),
        children: children.collect::<Result<_, Error>>()?,
        transform: transform(at)?,
        mesh,
        skin: at
            .index_in("skin", "skin", source.count("skins"))?
            .filter(|_| mesh.is_some()),
        camera: at.index_in("camera", "camera", source.count("cameras"))?,
        light: match light {
            Some(at) => at.index_in("light", "light", lights)?,
            None => None,
        },
        weights: weights.transpose()?,
        instances: instances(source, at)?,
    })
}

fn transform(at: &At<'_>) -> Result<Transform, Error> {
    if let Some(matrix) = at.get("matrix") {
        return Ok(Transform::Matrix(Mat4::from_cols_array(&matrix.numbers()?)));
    }
    Ok(Transform::Trs {
        translation: at.numbers_or("translation", [0.0; 3])?.into(),
        rotation: unit(Quat::from_array(
            at.numbers_or("rotation", [0.0, 0.0, 0.0, 1.0])?,
        )),
        scale: at.numbers_or("scale", [1.0; 3])?.into(),
    })
}

/// Makes quaternions unit; none turns nothing. Those that are but for rounding stay as they were
/// written.
fn unit(rotation: Quat) -> Quat {
    let length = rotation.length();
    if (length - 1.0).abs() < 1e-4 {
        rotation
    } else if length > 0.0 && length.is_finite() {
        rotation / length
    } else {
        Quat::IDENTITY
    }
}

/// EXT_mesh_gpu_instancing.
fn instances<'a>(source: &mut Source<'a>, at: &At<'a>) -> Result<Option<Instances>, Error> {
    let Some(extension) = at.extension("EXT_mesh_gpu_instancing") else {
        return Ok(None);
    };
    let list = extension.need("attributes")?;
    let [translation, rotation, scale, color] = ["TRANSLATION", "ROTATION", "SCALE", "_COLOR_0"]
        .map(|key| {
            list.get(key)
                .map(|at| Accessor::read(source, &at))
                .transpose()
        });
    let (translation, rotation, scale, color) = (translation?, rotation?, scale?, color?);
    let all = [&translation, &rotation, &scale, &color];
    let Some(count) = all
        .into_iter()
        .flatten()
        .map(|accessor| accessor.count)
        .next()
    else {
        return Ok(None);
    };
    if all
        .into_iter()
        .flatten()
        .any(|accessor| accessor.count != count)
    {
        return Err(list.invalid("its attributes don't have the same number of elements"));
    }
    // What the file leaves out is filled in.
    source.spend(&list, count, size_of::<[f32; 10]>())?;
    let translations = match translation {
        Some(accessor) => accessor
            .floats::<3>(source)?
            .into_iter()
            .map(Vec3::from)
            .collect(),
        None => vec![Vec3::ZERO; count],
    };
    let rotations = match rotation {
        Some(accessor) => {
            let rotations = accessor.floats::<4>(source)?.into_iter();
            rotations
                .map(|rotation| unit(Quat::from_array(rotation)))
                .collect()
        }
        None => vec![Quat::IDENTITY; count],
    };
    let scales = match scale {
        Some(accessor) => accessor
            .floats::<3>(source)?
            .into_iter()
            .map(Vec3::from)
            .collect(),
        None => vec![Vec3::ONE; count],
    };
    let colors = match color {
        Some(accessor) if accessor.width == 4 => {
            let colors = accessor.floats::<4>(source)?.into_iter();
            Some(colors.map(|[r, g, b, _]| [r, g, b]).collect())
        }
        Some(accessor) => Some(accessor.floats::<3>(source)?),
        None => None,
    };
    Ok(Some(Instances {
        translations,
        rotations,
        scales,
        colors,
    }))
}

/// Refuses nodes with two parents, and cycles.
fn check_forest(nodes: &[Node]) -> Result<(), Error> {
    let mut parents: Vec<Option<usize>> = vec![None; nodes.len()];
    for (parent, node) in nodes.iter().enumerate() {
        for (place, &child) in node.children.iter().enumerate() {
            if let Some(other) = parents[child].replace(parent) {
                let at = format!("/nodes/{parent}/children/{place}");
                let problem = format!("node {child} is already a child of node {other}");
                return Err(Error::Invalid { at, problem });
            }
        }
    }
    // With one parent each, what can't be reached from a root is on a cycle or below one.
    let mut reached = vec![false; nodes.len()];
    let mut open: Vec<usize> = (0..nodes.len())
        .filter(|node| parents[*node].is_none())
        .collect();
    while let Some(node) = open.pop() {
        reached[node] = true;
        open.extend(&nodes[node].children);
    }
    match reached.iter().position(|reached| !reached) {
        Some(node) => Err(Error::Invalid {
            at: format!("/nodes/{node}"),
            problem: "is its own ancestor".to_owned(),
        }),
        None => Ok(()),
    }
}

/// All scenes, and which of them to show.
pub(crate) fn scenes(
    source: &mut Source<'_>,
    nodes: &[Node],
) -> Result<(Vec<Scene>, Option<usize>), Error> {
    let mut is_root = vec![true; nodes.len()];
    nodes
        .iter()
        .flat_map(|node| &node.children)
        .for_each(|child| is_root[*child] = false);
    let mut scenes = Vec::new();
    for at in source.root.list("scenes")? {
        let mut scene = Scene {
            name: at.name(),
            nodes: Vec::new(),
        };
        let mut listed = vec![
            false;
            if at.count("nodes") > 0 {
                nodes.len()
            } else {
                0
            }
        ];
        for at in at.list("nodes")? {
            let node = at.index("node", nodes.len())?;
            if !is_root[node] {
                return Err(at.invalid(format!("node {node} isn't a root: it has a parent")));
            }
            if std::mem::replace(&mut listed[node], true) {
                return Err(at.invalid(format!("node {node} is listed twice")));
            }
            scene.nodes.push(node);
        }
        scenes.push(scene);
    }
    let scene = source.root.index_in("scene", "scene", scenes.len())?;
    let scene = scene.or(if scenes.is_empty() { None } else { Some(0) });
    if scene.is_none() {
        source.note(Defect::new(
            "NO_SCENE",
            Effect::Refused,
            "",
            "the file has no scene, so nothing is drawn",
        ));
    }
    Ok((scenes, scene))
}

/// All cameras.
pub(crate) fn cameras(source: &Source<'_>) -> Result<Vec<Camera>, Error> {
    let camera = |at: At<'_>| {
        let kind = at.need("type")?;
        let projection = match kind.text()? {
            "perspective" => perspective(&at.need("perspective")?)?,
            "orthographic" => orthographic(&at.need("orthographic")?)?,
            other => return Err(kind.invalid(format!("'{other}' is no kind of camera"))),
        };
        Ok(Camera {
            name: at.name(),
            projection,
        })
    };
    source.root.list("cameras")?.map(camera).collect()
}

fn perspective(at: &At<'_>) -> Result<Projection, Error> {
    Ok(Projection::Perspective {
        aspect: at.get("aspectRatio").map(|at| at.number()).transpose()?,
        fov_y: at.need("yfov")?.number()?,
        near: at.need("znear")?.number()?,
        far: at.get("zfar").map(|at| at.number()).transpose()?,
    })
}

fn orthographic(at: &At<'_>) -> Result<Projection, Error> {
    Ok(Projection::Orthographic {
        x_mag: at.need("xmag")?.number()?,
        y_mag: at.need("ymag")?.number()?,
        near: at.need("znear")?.number()?,
        far: at.need("zfar")?.number()?,
    })
}

/// All KHR_lights_punctual lights.
pub(crate) fn lights(source: &Source<'_>) -> Result<Vec<Light>, Error> {
    let Some(extension) = source.root.extension(LIGHTS) else {
        return Ok(Vec::new());
    };
    let light = |at: At<'_>| {
        Ok(Light {
            name: at.name(),
            color: at.numbers_or("color", [1.0; 3])?,
            intensity: at.number_or("intensity", 1.0)?,
            range: at.get("range").map(|at| at.number()).transpose()?,
            kind: light_kind(&at)?,
        })
    };
    extension.list("lights")?.map(light).collect()
}

fn light_kind(at: &At<'_>) -> Result<LightKind, Error> {
    let kind = at.need("type")?;
    Ok(match (kind.text()?, at.get("spot")) {
        ("directional", _) => LightKind::Directional,
        ("point", _) => LightKind::Point,
        ("spot", spot) => {
            let angle = |key, default| spot.map_or(Ok(default), |at| at.number_or(key, default));
            LightKind::Spot {
                inner: angle("innerConeAngle", 0.0)?,
                outer: angle("outerConeAngle", std::f32::consts::FRAC_PI_4)?,
            }
        }
        (other, _) => return Err(kind.invalid(format!("'{other}' is no kind of light"))),
    })
}
