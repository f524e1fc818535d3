//! Skins and animations.

use glam::Mat4;

use super::accessor::Accessor;
use super::source::Source;
use crate::Error;
use crate::defect::Effect;
use crate::json::At;
use crate::model::{Animation, Channel, Curve, Interpolation, Mesh, Node, Property, Skin};

/// All skins.
pub(crate) fn skins(source: &mut Source<'_>) -> Result<Vec<Skin>, Error> {
    let list: Vec<At<'_>> = source.root.list("skins")?.collect();
    list.iter().map(|at| skin(source, at)).collect()
}

fn skin<'a>(source: &mut Source<'a>, at: &At<'a>) -> Result<Skin, Error> {
    let nodes = source.count("nodes");
    let joints = at
        .list("joints")?
        .map(|at| at.index("node", nodes))
        .collect::<Result<Vec<_>, Error>>()?;
    let inverse_bind = match at.get("inverseBindMatrices") {
        None => vec![Mat4::IDENTITY; joints.len()],
        Some(at) => {
            let accessor = Accessor::read(source, &at)?;
            if accessor.count < joints.len() {
                let problem = format!("{} matrices for {} joints", accessor.count, joints.len());
                return Err(at.invalid(problem));
            }
            let matrices = accessor.floats::<16>(source)?;
            matrices
                .iter()
                .take(joints.len())
                .map(Mat4::from_cols_array)
                .collect()
        }
    };
    let skeleton = at.index_in("skeleton", "node", nodes)?;
    Ok(Skin {
        name: at.name(),
        joints,
        inverse_bind,
        skeleton,
    })
}

/// Makes sure that vertices name joints that their skins have. One that isn't weighted is put to 0;
/// exporters pad with anything.
pub(crate) fn check_joints(
    nodes: &[Node],
    skins: &[Skin],
    meshes: &mut [Mesh],
) -> Result<(), Error> {
    let mut least: Vec<Option<usize>> = vec![None; meshes.len()];
    for node in nodes {
        if let Some((mesh, skin)) = node.mesh.zip(node.skin) {
            let joints = skins[skin].joints.len();
            least[mesh] = Some(least[mesh].map_or(joints, |least| least.min(joints)));
        }
    }
    for (index, (mesh, joints)) in meshes.iter_mut().zip(least).enumerate() {
        let Some(joints) = joints else { continue };
        for (part, primitive) in mesh.primitives.iter_mut().enumerate() {
            let refuse = |joint: u16| Error::Dangling {
                at: format!("/meshes/{index}/primitives/{part}/attributes/JOINTS_0"),
                what: "joint",
                index: joint.into(),
                count: joints,
            };
            let Some(list) = &mut primitive.joints else {
                continue;
            };
            let weights = primitive.weights.as_deref().unwrap_or_default();
            for (vertex, slots) in list.iter_mut().enumerate() {
                for (place, joint) in slots.iter_mut().enumerate() {
                    if usize::from(*joint) < joints {
                        continue;
                    }
                    if weights
                        .get(vertex)
                        .is_some_and(|weights| weights[place] != 0.0)
                    {
                        return Err(refuse(*joint));
                    }
                    *joint = 0;
                }
            }
        }
    }
    Ok(())
}

/// All animations.
pub(crate) fn animations(
    source: &mut Source<'_>,
    nodes: &[Node],
    meshes: &[Mesh],
) -> Result<Vec<Animation>, Error> {
    let list: Vec<At<'_>> = source.root.list("animations")?.collect();
    let mut animations = Vec::with_capacity(list.len());
    for at in &list {
        let mut channels = Vec::new();
        for channel in at.list("channels")? {
            channels.extend(read_channel(source, at, &channel, nodes, meshes)?);
        }
        let last = channels
            .iter()
            .filter_map(|channel: &Channel| channel.curve.times.last());
        let duration = last.fold(0.0, |longest: f32, time| longest.max(*time));
        animations.push(Animation {
            name: at.name(),
            channels,
            duration,
        });
    }
    Ok(animations)
}

/// A channel; `None` where it moves nothing that is known.
fn read_channel<'a>(
    source: &mut Source<'a>,
    animation: &At<'a>,
    at: &At<'a>,
    nodes: &[Node],
    meshes: &[Mesh],
) -> Result<Option<Channel>, Error> {
    let target = at.need("target")?;
    let Some(node) = target.index_in("node", "node", nodes.len())? else {
        source.note_at(
            at,
            "ANIMATION_CHANNEL_NO_NODE",
            Effect::Lost,
            "moves no node and is ignored",
        );
        return Ok(None);
    };
    let path = target.need("path")?;
    let targets = || Some(meshes.get(nodes[node].mesh?)?.weights.len()).filter(|count| *count > 0);
    let (property, width) = match path.text()? {
        "translation" => (Property::Translation, 3),
        "rotation" => (Property::Rotation, 4),
        "scale" => (Property::Scale, 3),
        "weights" => match targets() {
            Some(targets) => (Property::Weights, targets),
            None => {
                source.note_at(
                    at,
                    "ANIMATION_CHANNEL_TARGET_NODE_WEIGHTS_NO_MORPHS",
                    Effect::Lost,
                    "moves morph targets of a node that has none, and is ignored",
                );
                return Ok(None);
            }
        },
        other => {
            source.note_at(
                at,
                "ANIMATION_CHANNEL_PATH_UNKNOWN",
                Effect::Lost,
                format!("moves '{other}', which is unknown, and is ignored"),
            );
            return Ok(None);
        }
    };
    let sampler = at
        .need("sampler")?
        .index("sampler", animation.count("samplers"))?;
    let sampler = animation
        .get("samplers")
        .and_then(|list| list.element(sampler));
    let curve = match sampler {
        Some(sampler) => curve(source, &sampler, width)?,
        None => return Ok(None),
    };
    // An empty channel moves nothing either.
    Ok((!curve.times.is_empty()).then_some(Channel {
        node,
        property,
        curve,
    }))
}

fn curve<'a>(source: &mut Source<'a>, at: &At<'a>, width: usize) -> Result<Curve, Error> {
    let interpolation = match at.get("interpolation") {
        None => Interpolation::Linear,
        Some(at) => match at.text()? {
            "LINEAR" => Interpolation::Linear,
            "STEP" => Interpolation::Step,
            "CUBICSPLINE" => Interpolation::CubicSpline,
            other => return Err(at.invalid(format!("'{other}' is no interpolation"))),
        },
    };
    let input = at.need("input")?;
    let times = Accessor::read(source, &input)?
        .floats::<1>(source)?
        .into_flattened();
    let rising = times.is_sorted() && times.iter().all(|time| time.is_finite());
    if !rising {
        return Err(input.invalid("the times of the keys don't rise"));
    }
    let output = at.need("output")?;
    let values = flat(&Accessor::read(source, &output)?, source)?;
    let parts = if interpolation == Interpolation::CubicSpline {
        3
    } else {
        1
    };
    let needed = times.len().saturating_mul(width).saturating_mul(parts);
    if values.len() != needed {
        let (keys, has) = (times.len(), values.len());
        return Err(output.invalid(format!("{keys} keys need {needed} numbers, not {has}")));
    }
    Ok(Curve {
        interpolation,
        times,
        values,
        width,
    })
}

/// All numbers of an accessor one after the other.
fn flat<'a>(accessor: &Accessor<'a>, source: &mut Source<'a>) -> Result<Vec<f32>, Error> {
    Ok(match accessor.width {
        1 => accessor.floats::<1>(source)?.into_flattened(),
        3 => accessor.floats::<3>(source)?.into_flattened(),
        4 => accessor.floats::<4>(source)?.into_flattened(),
        _ => return Err(accessor.at.invalid("isn't of a type that can be animated")),
    })
}
