//! A model on the device: geometry, textures and materials, placed as its pose says.

mod binding;
mod clones;
mod compressed;
mod edges;
mod geometry;
mod info;
mod lights;
mod materials;
pub(crate) mod mips;
mod part;
mod rank;
pub(crate) mod slots;
mod texture_table;
mod textures;
mod turns;
mod upload;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use asset::image::Pixels;
use asset::model::{Animation, Material, Skin};
use asset::{Defect, Model};
use base::{Fault, Job, Result};
use glam::DMat4;

pub(crate) use binding::MaterialBinding;
pub(crate) use geometry::{Attribute, Geometry, triangle_list};
pub use info::PartInfo;
pub(crate) use lights::{MAX_LIGHTS, PlacedLight};
pub(crate) use materials::uv_rows;
pub(crate) use part::Part;
use texture_table::TextureTable;
pub use textures::{Exchange, Textures};
pub(crate) use upload::upload;
#[cfg(test)]
pub(crate) use {binding::BindingKey, clones::MaterialClone, materials::features};

use crate::animation;
use crate::deform::joint_matrices;
use crate::pose::{Locals, Tree};
use crate::view::View;
use crate::{Framing, Gpu, Memory, RenderContext};
use viewer::Attributes;

/// A model on the device, ready to draw.
#[derive(Debug)]
pub struct Scene {
    tree: Tree,
    rest: Locals,
    skins: Vec<Skin>,
    animations: Vec<Animation>,
    variants: Vec<String>,
    name: String,
    names: info::Names,
    hidden: BTreeSet<usize>,
    materials: Vec<Material>,
    texture_table: TextureTable,
    textures: Option<Textures>,
    parts: Vec<Part>,
    bindings: part::Bindings,
    lights: lights::Lights,
    /// What takes the file's space to the world.
    placement: DMat4,
    /// The animation (by its number) and time that parts are posed for.
    posed: Option<(usize, f32)>,
    variant: Option<usize>,
    /// A number that changes with whatever changes the shadow, but for the pose. No two scenes ever have
    /// the same.
    casts: u64,
    world: Vec<DMat4>,
    /// The frame around the model at rest; `None` where there is nothing to see.
    framing: Option<Framing>,
    defects: Vec<Defect>,
}

impl Scene {
    /// Uploads all of `model`: [`geometry`](Self::geometry), then its textures. Heavy; call it
    /// from any thread but the one that shows the window.
    ///
    /// # Errors
    /// [`Cancelled`](base::FaultKind::Cancelled) when the job is stopped, a
    /// [`Service`](base::FaultKind::Service) fault if the device has too little memory.
    pub fn new(context: &RenderContext, model: &Model, job: &Job) -> Result<Self> {
        let mut scene = Self::geometry(context, model, job)?;
        let textures = Textures::load(context, model, job)?;
        scene.set_textures(context, textures);
        context.gpu().check()?;
        Ok(scene)
    }

    /// Uploads `model` to another device, with the same parts hidden: after the first device was lost,
    /// for example. Heavy, as [`new`](Self::new) is.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn rebuild(&self, context: &RenderContext, model: &Model, job: &Job) -> Result<Self> {
        let mut scene = Self::new(context, model, job)?;
        scene.set_hidden(self.hidden.iter().copied());
        Ok(scene)
    }

    /// Uploads the geometry alone; materials have plain placeholders for textures, so that the
    /// model can be shown before [`Textures::load`] is done. Heavy as well.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn geometry(context: &RenderContext, model: &Model, job: &Job) -> Result<Self> {
        job.stage("Preparing the model");
        let rest = Locals::rest(model);
        let tree = Tree::of(model);
        let world = tree.world(&rest, DMat4::IDENTITY);
        let lights = lights::Lights::of(model, &tree);
        // Where the web viewer shows nothing of a model, nothing is drawn here either.
        let parts = match model.effect().is_shown() {
            true => part::parts(context.gpu(), model, &tree, &rest, &world, job)?,
            false => Vec::new(),
        };
        let mut scene = Self {
            defects: lights.defect().into_iter().collect(),
            lights,
            parts,
            bindings: part::Bindings::new(),
            names: info::Names::of(model, &tree),
            hidden: BTreeSet::new(),
            tree,
            rest,
            skins: model.skins.clone(),
            animations: model.animations.clone(),
            variants: model.variants.clone(),
            name: model.name.clone(),
            materials: model.materials.clone(),
            texture_table: TextureTable::of(model),
            textures: None,
            placement: DMat4::IDENTITY,
            posed: None,
            variant: None,
            casts: next_cast(),
            world,
            framing: Framing::of(model, &Attributes::default()).ok(),
        };
        scene.bind_materials(context);
        context.gpu().check()?;
        Ok(scene)
    }

    /// Puts textures in the place of the placeholders.
    pub fn set_textures(&mut self, context: &RenderContext, textures: Textures) {
        for defect in textures.defects() {
            if !self.defects.contains(defect) {
                self.defects.push(defect.clone());
            }
        }
        self.textures = Some(textures);
        self.bindings.clear();
        self.bind_materials(context);
    }

    /// The textures that are in place; `None` while they load.
    #[must_use]
    pub fn textures(&self) -> Option<&Textures> {
        self.textures.as_ref()
    }

    /// Uploads `pixels` for the uses that the image numbered `image` has here, so that
    /// [`exchange`](Self::exchange) can put them in its place; `None` before there are textures.
    /// Takes as long as reading one texture; call it from any thread.
    #[must_use]
    pub fn upload(
        &self,
        context: &RenderContext,
        image: usize,
        pixels: &Pixels,
    ) -> Option<Exchange> {
        let textures = self.textures.as_ref()?;
        Some(textures.upload(context.gpu(), image, pixels))
    }

    /// Puts other textures in an image's place and gives back those that were there; all else
    /// stays on the device. An image that couldn't be read has no place.
    pub fn exchange(&mut self, context: &RenderContext, other: Exchange) -> Option<Exchange> {
        let before = self.textures.as_mut()?.exchange(other);
        self.bindings.clear();
        self.bind_materials(context);
        Some(before)
    }

    /// Device memory that vertices and textures take. Geometry that nodes share is counted once.
    #[must_use]
    pub fn memory(&self) -> Memory {
        let mut seen = BTreeSet::new();
        let own = |part: &&Part| seen.insert(std::sync::Arc::as_ptr(&part.geometry));
        Memory {
            geometry: self
                .parts
                .iter()
                .filter(own)
                .map(|part| part.geometry.bytes())
                .sum(),
            textures: self.textures.as_ref().map_or(0, Textures::bytes),
            ..Memory::default()
        }
    }

    /// Makes the edges of all parts ready to draw.
    pub(crate) fn make_edges(&self, gpu: &Gpu) -> Result<()> {
        self.parts
            .iter()
            .try_for_each(|part| part.geometry.make_edges(gpu))
    }

    /// Defects that were found only when the model was drawn: images that can't be decoded, which
    /// customers don't see either, and what customers see but this adapter can't show in full.
    #[must_use]
    pub fn defects(&self) -> &[Defect] {
        &self.defects
    }

    /// Takes the pose and the variant that `attributes` ask for; does nothing where it has them
    /// already.
    pub(crate) fn pose(&mut self, context: &RenderContext, attributes: &Attributes) -> Result<()> {
        let variant = self.find_variant(attributes.variant.as_deref())?;
        self.set_variant(context, variant);
        let animation = match &attributes.animation {
            None if attributes.autoplay && !self.animations.is_empty() => Some(0),
            name => self.find_animation(name.as_deref())?,
        };
        let wanted = animation.map(|animation| (animation, attributes.time));
        let placement = attributes.placement();
        if placement != self.placement {
            self.placement = placement;
            self.casts = next_cast();
            self.stand(context, wanted);
        }
        self.take_pose(context, wanted);
        Ok(())
    }

    /// Switches to a variant, by its number; `None` is the file's own materials.
    pub(crate) fn set_variant(&mut self, context: &RenderContext, variant: Option<usize>) {
        if variant != self.variant {
            self.variant = variant;
            self.bind_materials(context);
        }
    }

    /// Takes the pose of an animation (by its number) at a time in seconds; `None` is at rest.
    pub(crate) fn take_pose(&mut self, context: &RenderContext, wanted: Option<(usize, f32)>) {
        if wanted != self.posed {
            self.stand(context, wanted);
        }
    }

    /// Puts all parts where a pose has them.
    fn stand(&mut self, context: &RenderContext, wanted: Option<(usize, f32)>) {
        let mut locals = self.rest.clone();
        if let Some((index, time)) = wanted {
            animation::apply(&self.animations[index], time, &mut locals);
        }
        self.world = self.tree.world(&locals, self.placement);
        let joints: Vec<_> = self
            .skins
            .iter()
            .map(|skin| joint_matrices(skin, &self.world))
            .collect();
        for part in &mut self.parts {
            part.pose(context.gpu(), &self.world, &locals, &joints);
        }
        self.posed = wanted;
    }

    /// The frame around the model where `view` places it.
    pub(crate) fn framing<'s>(&'s self, view: &'s View) -> Option<&'s Framing> {
        view.framing.as_ref().or(self.framing.as_ref())
    }

    /// The animation and time of the present pose.
    pub(crate) fn posed(&self) -> Option<(usize, f32)> {
        self.posed
    }

    /// The file's materials.
    pub(crate) fn materials(&self) -> &[Material] {
        &self.materials
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The file's lights where they are now.
    pub(crate) fn lights(&self) -> Vec<PlacedLight> {
        self.lights.placed(&self.world)
    }

    /// A number that changes with whatever changes the shadow, but for the pose.
    pub(crate) fn casts(&self) -> u64 {
        self.casts
    }

    /// Whether the model has animations; its shadow then has more room.
    pub(crate) fn is_animated(&self) -> bool {
        !self.animations.is_empty()
    }

    /// Binds the materials that parts have in the present variant.
    fn bind_materials(&mut self, context: &RenderContext) {
        let own = self.parts.iter();
        let own = own.map(|part| (part.own_material(), part.kind()));
        let mut binder = part::Binder {
            variant: self.variant,
            materials: &self.materials,
            table: &self.texture_table,
            textures: self.textures.as_ref(),
            bindings: &mut self.bindings,
            clones: clones::Clones::of(own),
            lit_by_file: self.lights.any(),
        };
        for part in &mut self.parts {
            part.bind_material(context, &mut binder);
        }
        rank::rank(&mut self.parts);
    }

    fn find_variant(&self, name: Option<&str>) -> Result<Option<usize>> {
        let Some(name) = name else {
            return Ok(None);
        };
        match self.variants.iter().position(|variant| variant == name) {
            Some(index) => Ok(Some(index)),
            None => Err(self.missing("variant", name, &self.variants)),
        }
    }

    /// The animation of this name (the last of several), or else of this number, as the web viewer looks
    /// it up.
    fn find_animation(&self, name: Option<&str>) -> Result<Option<usize>> {
        let Some(name) = name else {
            return Ok(None);
        };
        let names: Vec<String> = self
            .animations
            .iter()
            .enumerate()
            .map(|(index, animation)| match animation.name.as_deref() {
                // What the web viewer calls those without a name.
                None | Some("") => format!("animation_{index}"),
                Some(name) => name.to_owned(),
            })
            .collect();
        let named = names.iter().rposition(|own| own == name);
        let numbered = || {
            name.parse()
                .ok()
                .filter(|index| *index < self.animations.len())
        };
        match named.or_else(numbered) {
            Some(index) => Ok(Some(index)),
            None => Err(self.missing("animation", name, &names)),
        }
    }

    fn missing(&self, what: &str, name: &str, names: &[String]) -> Fault {
        let hint = if names.is_empty() {
            format!("It has no {what}s; leave the {what} out")
        } else {
            format!("It has {}", names.join(", "))
        };
        Fault::usage(format!("{} has no {what} '{name}'", self.name)).hint(hint)
    }
}

/// A number for [`Scene::casts`] that no scene had yet.
fn next_cast() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
