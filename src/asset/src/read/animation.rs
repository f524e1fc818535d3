//! Skins and animations.

use glam::Mat4;

use super::accessor::Accessor;
use super::source::Source;
use super::tree::Tree;
use crate::Error;
use crate::defect::Effect;
use crate::json::At;
use crate::model::{Animation, Channel, Curve, Interpolation, Mesh, Node, Property, Skin};

/// All skins. The web viewer looks at the joints of each, used or not.
pub(crate) fn skins(source: &mut Source<'_>) -> Result<Vec<Skin>, Error> {
    let nodes = source.count("nodes");
    let mut skins = Vec::new();
    for (index, at) in source.root.list("skins")?.enumerate() {
        at.need("joints")?;
        let joints = at.list("joints")?.map(|at| at.index("node", nodes));
        let joints: Vec<usize> = joints.collect::<Result<_, Error>>()?;
        let used = source.reach.skins[index];
        let none = || vec![Mat4::IDENTITY; joints.len()];
        let inverse_bind = source.part(&at, used, none, |source| matrices(source, &at, &joints))?;
        let skeleton = at.get("skeleton").and_then(|at| {
            let skeleton = at.index("node", nodes);
            let problem = "names no node; nothing is made of it anyway";
            let note = |_: &Error| at.note("UNRESOLVED_REFERENCE", Effect::Drawn, problem);
            skeleton.inspect_err(note).ok()
        });
        skins.push(Skin {
            name: at.name(),
            joints,
            inverse_bind,
            skeleton,
        });
    }
    Ok(skins)
}

/// The inverse bind matrices of `joints`: sixteen numbers each, of whatever type they are said to be.
fn matrices<'a>(
    source: &mut Source<'a>,
    skin: &At<'a>,
    joints: &[usize],
) -> Result<Vec<Mat4>, Error> {
    let Some(at) = skin.given("inverseBindMatrices") else {
        return Ok(vec![Mat4::IDENTITY; joints.len()]);
    };
    let accessor = Accessor::read(source, &at)?;
    if accessor.width != 16 {
        let problem = "isn't of matrices; its numbers are read as such";
        at.note("SKIN_IBM_INVALID_FORMAT", Effect::Drawn, problem);
    }
    let numbers = accessor.flat(source)?;
    let (whole, _) = numbers.as_chunks::<16>();
    let mut matrices: Vec<Mat4> = whole.iter().map(Mat4::from_cols_array).collect();
    if matrices.len() < joints.len() {
        let problem = format!(
            "{} matrices for {} joints, and the web viewer shows nothing of such a file",
            matrices.len(),
            joints.len()
        );
        at.note("INVALID_IBM_ACCESSOR_COUNT", Effect::Blank, problem);
    }
    matrices.resize(joints.len(), Mat4::IDENTITY);
    Ok(matrices)
}

/// Makes sure that vertices name joints that their skins have. One that isn't weighted is put to 0;
/// exporters pad with anything.
pub(crate) fn check_joints(
    source: &mut Source<'_>,
    nodes: &[Node],
    skins: &[Skin],
    meshes: &mut [Mesh],
) {
    let mut least: Vec<Option<usize>> = vec![None; meshes.len()];
    for (node, _) in nodes
        .iter()
        .zip(&source.reach.nodes)
        .filter(|(_, used)| **used)
    {
        if let Some((mesh, skin)) = node.mesh.zip(node.skin) {
            let joints = skins[skin].joints.len();
            least[mesh] = Some(least[mesh].map_or(joints, |least| least.min(joints)));
        }
    }
    for (index, (mesh, joints)) in meshes.iter_mut().zip(least).enumerate() {
        let Some(joints) = joints else { continue };
        for (part, primitive) in mesh.primitives.iter_mut().enumerate() {
            let Some(list) = &mut primitive.joints else {
                continue;
            };
            let weights = primitive.weights.as_deref().unwrap_or_default();
            let mut wrong = None;
            for (vertex, slots) in list.iter_mut().enumerate() {
                for (place, joint) in slots.iter_mut().enumerate() {
                    if usize::from(*joint) < joints {
                        continue;
                    }
                    let weighted = |weights: &[f32; 4]| weights[place] != 0.0;
                    if weights.get(vertex).is_some_and(weighted) {
                        wrong.get_or_insert(*joint);
                    }
                    *joint = 0;
                }
            }
            if let Some(joint) = wrong {
                let at = format!("/meshes/{index}/primitives/{part}/attributes/JOINTS_0");
                let problem = format!(
                    "names joint {joint}, but there are {joints}, and the web viewer can't open the file"
                );
                source.note_path(at, "ACCESSOR_JOINTS_INDEX_OOB", Effect::Refused, problem);
            }
        }
    }
}

/// All animations.
pub(crate) fn animations(
    source: &mut Source<'_>,
    nodes: &[Node],
    tree: &Tree,
    meshes: &[Mesh],
) -> Result<Vec<Animation>, Error> {
    let list: Vec<At<'_>> = source.root.list("animations")?.collect();
    let mut animations = Vec::with_capacity(list.len());
    for (index, at) in list.iter().enumerate() {
        let mut channels = Vec::new();
        at.need("channels")?;
        for channel in at.list("channels")? {
            channels.extend(read_channel(source, at, &channel, nodes, tree, meshes)?);
        }
        let last = channels
            .iter()
            .filter_map(|channel: &Channel| channel.curve.times.last());
        let duration = last.fold(0.0, |longest: f32, time| longest.max(*time));
        // One without a name has the web viewer's, by which pages ask for it.
        let name = at.name().filter(|name| !name.is_empty());
        animations.push(Animation {
            name: name.or_else(|| Some(format!("animation_{index}"))),
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
    tree: &Tree,
    meshes: &[Mesh],
) -> Result<Option<Channel>, Error> {
    let target = at.need("target")?;
    let sampler = at
        .need("sampler")?
        .index("sampler", animation.count("samplers"))?;
    let Some(sampler) = animation
        .get("samplers")
        .and_then(|list| list.element(sampler))
    else {
        return Ok(None);
    };
    let Some(node) = target.index_in("node", "node", source.count("nodes"))? else {
        let problem = "moves no node and is ignored";
        at.note("ANIMATION_CHANNEL_NO_NODE", Effect::Lost, problem);
        return Ok(None);
    };
    let (input, output) = (sampler.need("input")?, sampler.need("output")?);
    let (input, output) = (
        Accessor::read(source, &input)?,
        Accessor::read(source, &output)?,
    );
    let path = target
        .get("path")
        .map(|at| at.value().as_str().unwrap_or_default());
    let targets = || Some(meshes.get(nodes[node].mesh?)?.weights.len()).filter(|count| *count > 0);
    let (property, width) = match path.unwrap_or_default() {
        "translation" => (Property::Translation, 3),
        "rotation" => (Property::Rotation, 4),
        "scale" => (Property::Scale, 3),
        "weights" => match targets() {
            Some(targets) => (Property::Weights, targets),
            None => {
                let problem = "moves morph targets of a node that has none, and is ignored";
                let code = "ANIMATION_CHANNEL_TARGET_NODE_WEIGHTS_NO_MORPHS";
                at.note(code, Effect::Lost, problem);
                return Ok(None);
            }
        },
        other => {
            let problem = format!("moves '{other}', which is unknown, and is ignored");
            at.note("ANIMATION_CHANNEL_PATH_UNKNOWN", Effect::Lost, problem);
            return Ok(None);
        }
    };
    if input.count == 0 {
        return Err(sampler.invalid("has no keys"));
    }
    let curve = curve(source, &sampler, &input, &output, width)?;
    Ok(curve.map(|curve| Channel {
        node: tree.moved(node),
        property,
        curve,
    }))
}

/// The curve of a sampler; `None` where its keys say nothing that can be followed. The web viewer loads
/// such a file, and what moves by it moves anyhow.
fn curve<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    input: &Accessor<'a>,
    output: &Accessor<'a>,
    width: usize,
) -> Result<Option<Curve>, Error> {
    let interpolation = match at.get("interpolation") {
        None => Interpolation::Linear,
        Some(at) => match at.value().as_str() {
            Some("LINEAR") => Interpolation::Linear,
            Some("STEP") => Interpolation::Step,
            Some("CUBICSPLINE") => Interpolation::CubicSpline,
            _ => {
                let problem = format!("{} is no interpolation; LINEAR is used", at.value());
                at.note("VALUE_NOT_IN_LIST", Effect::Lost, problem);
                Interpolation::Linear
            }
        },
    };
    if output.is_wrongly_normalized() {
        let problem = "is said to be normalised and isn't of small integers, and the web viewer can't open the file";
        output
            .at
            .note("ACCESSOR_NORMALIZED_INVALID", Effect::Refused, problem);
    }
    let times = input.flat(source)?;
    let rising = times.is_sorted() && times.iter().all(|time| time.is_finite());
    if !rising {
        let problem = "the times of the keys don't rise; what moves by them stands still here";
        let code = "ACCESSOR_ANIMATION_INPUT_NON_INCREASING";
        input.at.note(code, Effect::Lost, problem);
        return Ok(None);
    }
    let values = output.flat(source)?;
    let parts = if interpolation == Interpolation::CubicSpline {
        3
    } else {
        1
    };
    let needed = times.len().saturating_mul(width).saturating_mul(parts);
    if values.len() != needed {
        let (keys, has) = (times.len(), values.len());
        let problem = format!(
            "{keys} keys need {needed} numbers, not {has}; what moves by them stands still here"
        );
        let code = "ANIMATION_SAMPLER_OUTPUT_ACCESSOR_INVALID_COUNT";
        output.at.note(code, Effect::Lost, problem);
        return Ok(None);
    }
    Ok(Some(Curve {
        interpolation,
        times,
        values,
        width,
    }))
}
