//! What customers can see at all: which triangles, and how finely textures.
//!
//! The IDs of triangles are drawn from many sides, in every pose and with every variant that lets other
//! things be seen. Cameras are at the nearest distance that the viewer's limits allow: one that is
//! farther away on the same line of sight sees nothing more, and neither does one that pans. Where the
//! limits leave out some angles, cameras at the greatest distance look as well.
//!
//! In doubt a triangle counts as seen:
//! - Glass hides nothing. A masked surface hides only where its texture is opaque.
//! - A triangle smaller than a pixel is seen where any point of it isn't behind something.
//! - While a round of views from new sides finds more, another round follows.
//! - Neighbours of seen triangles are seen as well, as far as a view from between two others might show.
//! - So are triangles that decide the frame around the model.

mod allowed;
mod detail;
mod margin;
mod pass;
mod views;

use std::collections::BTreeMap;

use asset::Model;
use base::{Job, Result};

use crate::scene::MaterialBinding;
use crate::{Framing, RenderContext, Scene, Textures};

pub use allowed::Allowed;

/// At most so many rounds of views, each from other sides than those before.
const ROUNDS: usize = 8;
/// A round that finds at most this share of the triangles is the last.
const LITTLE: f64 = 0.000_2;

/// How far from what is seen a surface counts as seen, as a share of the framed radius.
const REACH: f64 = 0.02;

/// What can be seen of a model.
#[derive(Debug, Clone, Default)]
pub struct Visibility {
    seen: BTreeMap<(usize, usize), Vec<bool>>,
    finest: BTreeMap<usize, f64>,
    views: usize,
}

impl Visibility {
    /// Which triangles of a primitive (by its mesh's number and its own in it) can be seen anywhere
    /// it is used; strips and fans count as the triangles they make. `None` where that isn't known:
    /// then all of it must stay.
    #[must_use]
    pub fn seen(&self, mesh: usize, primitive: usize) -> Option<&[bool]> {
        self.seen.get(&(mesh, primitive)).map(Vec::as_slice)
    }

    /// The finest level of an image (by its number in the model) that is ever looked at: 0 is the
    /// image itself, 1 its half. `None` where nothing that is seen uses it.
    #[must_use]
    pub fn finest(&self, image: usize) -> Option<f64> {
        self.finest.get(&image).copied()
    }

    /// From how many views, in all poses and variants, the model was looked at.
    #[must_use]
    pub fn views(&self) -> usize {
        self.views
    }
}

/// After so many views, and twice as many each time, it is asked whether anything is left to be seen.
const FIRST_LOOK: usize = 8;

/// Looks at `model` from everywhere that is `allowed`. Adapters that can't tell triangles apart, and
/// models that a camera may enter, give a [`Visibility`] that knows nothing.
///
/// # Errors
/// [`Cancelled`](base::FaultKind::Cancelled) when the job is stopped; a
/// [`Service`](base::FaultKind::Service) fault if the device fails.
pub fn visibility(
    context: &RenderContext,
    model: &Model,
    allowed: &Allowed,
    job: &Job,
) -> Result<Visibility> {
    job.stage("Looking at what can be seen");
    let Ok(framing) = Framing::of(model, &allowed.attributes) else {
        return Ok(Visibility::default());
    };
    if !context.gpu().can_mark() {
        return Ok(Visibility::default());
    }
    let Some(sides) = views::Sides::of(&framing, allowed, !model.animations.is_empty()) else {
        return Ok(Visibility::default());
    };
    let quiet = Job::new(std::sync::Arc::new(base::Quiet), job.cancel().clone());
    let mut scene = Scene::geometry(context, model, &quiet)?;
    let masks = model
        .materials
        .iter()
        .filter(|material| matches!(material.alpha_mode, asset::model::AlphaMode::Mask { .. }))
        .filter_map(|material| material.base_color_texture)
        .filter_map(|texture| model.textures[texture.texture].image);
    scene.set_textures(
        context,
        Textures::of_images(context, model, masks.collect(), &quiet)?,
    );
    let Some(mut pass) = pass::VisibilityPass::new(context, model, &scene, allowed.resolution)?
    else {
        return Ok(Visibility::default());
    };

    let states = states(context, &mut scene, model, allowed);
    let shares: Vec<usize> = (0..states.len())
        .map(|state| sides.share(state, states.len()))
        .collect();
    let total: usize = shares.iter().sum();
    let mut detail = detail::Detail::new(&framing, allowed);
    let mut done = 0;
    let mut seen = BTreeMap::new();
    let mut known = 0;
    // Of small meshes that stand in thousands of places a few views show all, and each takes long.
    let mut next_look = FIRST_LOOK;
    let mut all_seen = false;
    for round in 0..ROUNDS {
        for (number, (state, share)) in states.iter().zip(&shares).enumerate() {
            job.check()?;
            scene.set_variant(context, state.variant);
            scene.take_pose(context, state.pose);
            if round == 0 {
                detail.add_pose(&scene, model);
            }
            for side in 0..*share {
                job.check()?;
                if all_seen {
                    break;
                }
                job.items((done % total) as u64, total as u64);
                pass.draw(context, &scene, sides.project(number, round, side, *share))?;
                done += 1;
                if done == next_look {
                    next_look *= 2;
                    all_seen = pass.seen(context)?.values().flatten().all(|seen| *seen);
                }
            }
        }
        job.items(total as u64, total as u64);
        seen = pass.seen(context)?;
        let flags = seen.values().flatten();
        let (before, all) = (known, flags.clone().count());
        known = flags.filter(|seen| **seen).count();
        if round > 0 && (known - before) as f64 <= LITTLE * all as f64 || known == all {
            break;
        }
    }
    if !seen.values().flatten().any(|seen| *seen) {
        // Where nothing at all is seen, the file is at fault: nothing is hidden.
        return Ok(Visibility::default());
    }
    let scales = scales(&scene, model);
    for ((mesh, primitive), seen) in &mut seen {
        job.check()?;
        let scale = scales.get(mesh).copied().unwrap_or(1.0);
        let reach = REACH * framing.radius / scale.max(f64::MIN_POSITIVE);
        margin::add(&model.meshes[*mesh].primitives[*primitive], reach, seen);
    }
    margin::add_pillars(model, &framing, &mut seen);
    Ok(Visibility {
        finest: detail.finest(model, &seen, job)?,
        seen,
        views: done,
    })
}

/// The least scale at which each mesh is shown.
fn scales(scene: &Scene, model: &Model) -> BTreeMap<usize, f64> {
    let mut scales = BTreeMap::new();
    for part in scene.parts() {
        let mesh = model.nodes[part.node].mesh.unwrap_or_default();
        for matrix in &part.matrices {
            let least = matrix.to_scale_rotation_translation().0.abs().min_element();
            let own = scales.entry(mesh).or_insert(f64::INFINITY);
            *own = least.min(*own);
        }
    }
    scales
}

/// A pose and a variant in which the model shows something else.
#[derive(Debug, Clone, Copy, PartialEq)]
struct State {
    variant: Option<usize>,
    /// Animation and time.
    pose: Option<(usize, f32)>,
}

/// The states to look at: at rest, each variant that lets other things be seen, and the poses.
fn states(
    context: &RenderContext,
    scene: &mut Scene,
    model: &Model,
    allowed: &Allowed,
) -> Vec<State> {
    let mut states = Vec::new();
    let mut known: Vec<Vec<(bool, bool, Option<usize>)>> = Vec::new();
    for variant in std::iter::once(None).chain((0..model.variants.len()).map(Some)) {
        scene.set_variant(context, variant);
        let signature = scene
            .parts()
            .iter()
            .map(|part| {
                let mask = part
                    .binding()
                    .is_some_and(|binding| binding.features.contains("MASK"));
                (
                    part.binding().is_some_and(MaterialBinding::hides),
                    part.binding().is_some_and(|binding| binding.double_sided),
                    mask.then_some(part.material),
                )
            })
            .collect();
        if !known.contains(&signature) {
            known.push(signature);
            states.push(State {
                variant,
                pose: None,
            });
        }
    }
    for (index, animation) in model.animations.iter().enumerate() {
        let steps = allowed.poses.max(2);
        for step in 0..steps {
            let time = animation.duration * step as f32 / (steps - 1) as f32;
            states.push(State {
                variant: None,
                pose: Some((index, time)),
            });
        }
    }
    states
}
