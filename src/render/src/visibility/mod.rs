//! What customers can see at all: which triangles, and how finely textures.
//!
//! The IDs of triangles are drawn from many sides, in every pose and with every variant that lets other
//! things be seen. Cameras are at the nearest distance that the viewer's limits allow: one that is
//! farther away on the same line of sight sees nothing more, and neither does one that pans. Where the
//! limits leave out some angles, cameras at the greatest distance look as well.
//!
//! In doubt a triangle counts as seen:
//! - Glass hides nothing, and neither do points and lines. A masked surface hides only where its texture is
//!   opaque at every level.
//! - A triangle smaller than a pixel is seen where any point of it isn't behind something, and so is one that
//!   is as near to what hides it as the web viewer's depth can tell.
//! - What pictures will be compared of is seen to the sample, and so is what casts a shadow on the floor.
//! - Gaps run where unseen triangles face, so it is looked along those directions too.
//! - While a round of views from new sides finds anything that wasn't marked before, another round follows.
//! - Neighbours of seen triangles are seen as well, as far as a view from between two others might show.
//! - So are triangles that decide the frame around the model.
//! - Where fewer are left than are worth finding, all are.

mod allowed;
mod bindings;
mod detail;
mod directions;
mod margin;
mod pass;
mod samples;
mod states;
mod views;

use std::collections::BTreeMap;

use asset::Model;
use base::{Job, Result};

use crate::view::View;
use crate::{Framing, RenderContext, Scene, Textures, Viewpoint};
use pass::{Look, VisibilityPass};
use states::{State, states};

pub use allowed::Allowed;
use margin::Margins;

/// At most so many rounds of views, each from other sides than those before.
const ROUNDS: usize = 8;

/// By mesh and primitive, which triangles are seen.
type Seen = BTreeMap<(usize, usize), Vec<bool>>;

/// What is left once this many times as much as is worth finding wasn't seen is looked at more closely.
const NEAR: f64 = 8.0;

/// What can be seen of a model.
#[derive(Debug, Clone, Default)]
pub struct Visibility {
    seen: Seen,
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

/// After so many views, and twice as many each time, it is asked whether anything is left to be seen: of small
/// meshes that stand in thousands of places a few views show all, and each takes long.
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
    let Some((mut scene, pass)) = stage(context, model, allowed.resolution, job)? else {
        return Ok(Visibility::default());
    };
    let mut looking = Looking {
        context,
        states: states(context, &mut scene, model, allowed),
        scene,
        pass,
        model,
        framing: &framing,
        sides,
        done: 0,
        next_look: FIRST_LOOK,
        worth: allowed.worth,
        all_seen: false,
        job,
    };
    let mut detail = detail::Detail::new(&framing, allowed);
    for state in looking.states.clone() {
        looking.stand(state);
        detail.add_pose(&looking.scene, model);
    }
    looking.look_around(0)?;
    if allowed.attributes.shadow_intensity > 0.0 {
        looking.look_from_below()?;
    }
    looking.look_as_judged(&allowed.judged)?;
    let seen = looking.take_stock()?;
    if !seen.values().flatten().any(|seen| *seen) {
        // Where nothing at all is seen, the file is at fault: nothing is hidden.
        return Ok(Visibility::default());
    }
    let scales = scales(&looking.scene, model);
    let mut margins = Margins::of(model, &scales, &framing, &seen);
    margins.grow(&seen);
    for round in 1..ROUNDS {
        if margins.are_full() {
            break;
        }
        let mut news = 0;
        if round == 1 {
            looking.stand(looking.states[0]);
            let open = directions::directions(model, &looking.scene, &margins.marks());
            looking.look_along(&open)?;
            news += margins.grow(&looking.take_stock()?);
        }
        looking.look_around(round)?;
        news += margins.grow(&looking.take_stock()?);
        if news == 0 {
            break;
        }
    }
    let views = looking.done;
    let seen = margins.marked();
    Ok(Visibility {
        finest: detail.finest(model, &seen, job)?,
        seen,
        views,
    })
}

/// A model that is being looked at.
struct Looking<'a> {
    context: &'a RenderContext,
    scene: Scene,
    pass: VisibilityPass,
    model: &'a Model,
    framing: &'a Framing,
    sides: views::Sides,
    states: Vec<State>,
    /// How many views were drawn.
    done: usize,
    /// At so many it is asked whether anything is left to be seen.
    next_look: usize,
    /// The share of the triangles that is worth finding.
    worth: f64,
    all_seen: bool,
    job: &'a Job,
}

impl Looking<'_> {
    fn stand(&mut self, state: State) {
        self.scene.set_variant(self.context, state.variant);
        self.scene.take_pose(self.context, state.pose);
    }

    /// Does `looks` in every state, until all is seen: they are told the state's number and how many sides
    /// it is looked at from.
    fn in_states(
        &mut self,
        mut looks: impl FnMut(&mut Self, usize, usize) -> Result<()>,
    ) -> Result<()> {
        for number in 0..self.states.len() {
            self.job.check()?;
            if self.all_seen {
                break;
            }
            self.stand(self.states[number]);
            let share = self.sides.share(number, self.states.len());
            looks(self, number, share)?;
        }
        Ok(())
    }

    /// Looks from all sides, from others in each round.
    fn look_around(&mut self, round: usize) -> Result<()> {
        let count = self.states.len();
        let total: usize = (0..count).map(|state| self.sides.share(state, count)).sum();
        let mut turn = 0;
        self.in_states(|looking, number, share| {
            for side in 0..share {
                looking.job.items(turn, total as u64);
                turn += 1;
                looking.look(looking.sides.look(number, round, side, share))?;
            }
            Ok(())
        })
    }

    /// Looks along each of `directions`.
    fn look_along(&mut self, directions: &[glam::DVec3]) -> Result<()> {
        self.in_states(|looking, number, share| {
            for (turn, direction) in directions.iter().enumerate().take(share) {
                if let Some(look) = looking.sides.along(turn + number, *direction) {
                    looking.look(look)?;
                }
            }
            Ok(())
        })
    }

    /// Looks as the floor does, on which the viewer casts a shadow.
    fn look_from_below(&mut self) -> Result<()> {
        self.in_states(|looking, _, _| looking.look(looking.sides.below()))
    }

    /// Looks at what pictures will be compared of.
    fn look_as_judged(&mut self, judged: &[Viewpoint]) -> Result<()> {
        for viewpoint in judged {
            self.job.check()?;
            if self.all_seen {
                break;
            }
            let view = viewpoint.view(self.framing);
            self.scene.pose(self.context, &view.attributes)?;
            self.pass.draw_picture(self.context, &self.scene, &view)?;
            self.done += 1;
        }
        Ok(())
    }

    /// What was seen so far: everything, where fewer are left than are worth finding.
    fn take_stock(&mut self) -> Result<Seen> {
        let mut seen = self.pass.seen(self.context)?;
        let total = seen.values().map(Vec::len).sum::<usize>() as f64;
        let unseen = seen.values().flatten().filter(|seen| !**seen).count();
        // Where nothing at all is seen, the file is at fault.
        if unseen as f64 >= total {
            return Ok(seen);
        }
        let mut left = unseen;
        // Most of what is left lies beside what was seen, but that takes a while to find out.
        if left as f64 > self.worth * total && left as f64 <= NEAR * self.worth * total {
            let scales = scales(&self.scene, self.model);
            let mut margins = Margins::of(self.model, &scales, self.framing, &seen);
            margins.grow(&seen);
            left = margins.left();
        }
        tracing::debug!(views = self.done, total, unseen, left, "seen");
        if left as f64 <= self.worth * total {
            self.all_seen = true;
            seen.values_mut().flatten().for_each(|seen| *seen = true);
        }
        Ok(seen)
    }

    fn look(&mut self, look: Look) -> Result<()> {
        self.job.check()?;
        if self.all_seen {
            return Ok(());
        }
        let baked = &self.framing.baked_shadows;
        let parts = self.scene.parts();
        let is_baked = |part: usize| baked.contains(&(parts[part].node, parts[part].primitive));
        // The viewer's own shadow takes the place of one that the author baked.
        let shown = |part: usize| !(look.casts && is_baked(part));
        self.pass.draw(self.context, &self.scene, look, shown)?;
        self.done += 1;
        if self.done == self.next_look {
            self.next_look *= 2;
            self.take_stock()?;
        }
        Ok(())
    }
}

/// What pictures of `views` show, to the sample. Adapters that can't tell triangles apart give a
/// [`Visibility`] that knows nothing.
///
/// # Errors
/// Those of [`visibility`], and a usage fault for a variant or animation that there isn't.
pub fn shown(
    context: &RenderContext,
    model: &Model,
    views: &[View],
    job: &Job,
) -> Result<Visibility> {
    let stage = match context.gpu().can_mark() {
        true => stage(context, model, 1, job)?,
        false => None,
    };
    let Some((mut scene, mut pass)) = stage else {
        return Ok(Visibility::default());
    };
    for (number, view) in views.iter().enumerate() {
        job.check()?;
        job.items(number as u64, views.len() as u64);
        scene.pose(context, &view.attributes)?;
        pass.draw_picture(context, &scene, view)?;
    }
    Ok(Visibility {
        seen: pass.seen(context)?,
        finest: BTreeMap::new(),
        views: views.len(),
    })
}

/// A model's geometry on the device, with the textures that cut holes, and what looks at it.
fn stage(
    context: &RenderContext,
    model: &Model,
    resolution: u32,
    job: &Job,
) -> Result<Option<(Scene, VisibilityPass)>> {
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
    let pass = VisibilityPass::new(context, model, &scene, resolution)?;
    Ok(pass.map(|pass| (scene, pass)))
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
