//! The model on show: its camera, its variant, its animation's clock.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use base::Result;
use render::{
    Dimensions, Framing, Highlight, LookMode, Memory, OrbitCamera, Picking, RenderContext, Target,
    Textures, View,
};
use viewer::{Attributes, Background};

use super::super::poster::Shot;
use super::super::screens::inspect::action::PartAction;
use super::super::state::{Document, DrawnFacts};
use super::super::theme::LIGHT;
use super::prepare::{Packed, PreparedView, Ready, ViewOrder};

/// How fast the product turns by itself, in radians a second: the web viewer's own pace is a third
/// of it, too slow to look a product over.
const TURNTABLE: f64 = std::f64::consts::PI / 10.0;

/// The colour around the part that is picked: the accent by day, since the page behind is white.
const OUTLINE: [u8; 3] = {
    let [red, green, blue, _] = LIGHT.accent.to_array();
    [red, green, blue]
};

/// How long the adapter is left alone before it is asked again whether it has an answer.
const LOOK_AGAIN: Duration = Duration::from_millis(15);

/// A click into the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Click {
    /// Until then, on the window's clock in seconds, a second one makes it a double click.
    Once {
        /// The time.
        until: f64,
    },
    /// A double click.
    Twice,
}

/// What a click comes to.
#[derive(Debug)]
pub(super) enum Answer {
    /// Nothing more.
    None,
    /// That is to be seen after so long.
    In(Duration),
    /// A part is to be picked.
    Part(PartAction),
}

/// A click and the question that the adapter is at.
struct Asked {
    click: Click,
    picking: Picking,
}

/// The model on show.
pub(super) struct Shown {
    ready: Ready,
    /// The attributes asked for last.
    wanted: Attributes,
    /// Made with the first frame, when the picture's size is known.
    camera: Option<OrbitCamera>,
    moving: bool,
    dirty: bool,
    look: LookMode,
    picked: Option<usize>,
    hidden: BTreeSet<usize>,
    /// The last click, until its answer is there.
    asked: Option<Asked>,
}

impl Shown {
    /// The model of `ready`; with the camera that it had, where it is drawn again.
    pub(super) fn new(ready: Ready, before: Option<Packed>) -> Self {
        let before = before.filter(|before| Arc::ptr_eq(&before.model, &ready.model));
        Self {
            wanted: ready.attributes.clone(),
            ready,
            camera: before.and_then(|before| before.camera),
            moving: false,
            dirty: true,
            look: LookMode::default(),
            picked: None,
            hidden: BTreeSet::new(),
            asked: None,
        }
    }

    /// Sees the model with the camera of another, at the same time of its animation.
    pub(super) fn link(&mut self, other: &Self) {
        self.camera.clone_from(&other.camera);
        self.ready.attributes.time = other.ready.attributes.time;
    }

    /// What of it outlives the graphics device.
    pub(super) fn pack(self) -> Packed {
        Packed {
            model: self.ready.model,
            attributes: self.wanted,
            camera: self.camera,
        }
    }

    pub(super) fn context(&self) -> &RenderContext {
        &self.ready.context
    }

    /// The camera of a picture of `size` pixels.
    pub(super) fn camera(&mut self, size: [u32; 2]) -> &mut OrbitCamera {
        let Ready {
            framing,
            attributes,
            ..
        } = &self.ready;
        let camera = self
            .camera
            .get_or_insert_with(|| OrbitCamera::new(framing, attributes, size));
        camera.resize(size);
        camera
    }

    pub(super) fn reset_camera(&mut self) {
        if let Some(camera) = &mut self.camera {
            camera.home();
        }
    }

    pub(super) fn turn(&mut self, angle: f64) {
        if let Some(camera) = &mut self.camera {
            camera.turn(angle, 0.0);
        }
    }

    /// Shows the model with other attributes, at once where they need nothing; otherwise gives what
    /// they need.
    pub(super) fn show_attributes(&mut self, attributes: Attributes) -> Option<ViewOrder> {
        self.wanted = attributes.clone();
        let now = &self.ready.attributes;
        let at_once = attributes.environment == now.environment
            && attributes.camera_target == now.camera_target
            && attributes.field_of_view == now.field_of_view
            && attributes.scale == now.scale
            && attributes.orientation == now.orientation;
        if at_once {
            let framing = self.ready.framing.clone();
            self.take(framing, attributes);
            return None;
        }
        Some(ViewOrder {
            context: self.ready.context.clone(),
            model: Arc::clone(&self.ready.model),
            attributes,
        })
    }

    /// Shows what was made ready, unless something else was asked for since.
    pub(super) fn refit(&mut self, view: PreparedView) {
        if Arc::ptr_eq(&view.model, &self.ready.model) && view.attributes == self.wanted {
            self.take(view.framing, view.attributes);
        }
    }

    /// Takes the attributes; variant, animation and time stay what is on show.
    fn take(&mut self, framing: Framing, attributes: Attributes) {
        if let Some(camera) = &mut self.camera {
            camera.retune(&framing, &attributes);
        }
        let now = &mut self.ready.attributes;
        *now = Attributes {
            variant: now.variant.take(),
            animation: now.animation.take(),
            time: now.time,
            ..attributes
        };
        self.ready.framing = framing;
        self.dirty = true;
    }

    /// The attributes with the camera where it is going.
    pub(super) fn seen(&self) -> Attributes {
        let mut seen = self.wanted.clone();
        if let Some(camera) = &self.camera {
            (seen.camera_orbit, seen.camera_target, seen.field_of_view) = camera.as_attributes();
        }
        seen
    }

    /// Shows the animation at `seconds`.
    pub(super) fn scrub(&mut self, seconds: f32) {
        self.ready.attributes.time = seconds;
        self.dirty = true;
    }

    /// Begins a picture of `size` pixels from where the camera is going.
    pub(super) fn shot(&mut self, size: [u32; 2], background: Background) -> Result<Shot> {
        let mut camera = match &self.camera {
            Some(camera) => camera.clone(),
            None => OrbitCamera::new(&self.ready.framing, &self.ready.attributes, size),
        };
        camera.resize(size);
        camera.jump_to_goal();
        let Ready {
            context,
            scene,
            attributes,
            framing,
            ..
        } = &mut self.ready;
        let view = View {
            camera: camera.camera(),
            attributes: attributes.clone(),
            size,
            background,
            look: self.look,
            highlight: None,
            draft: false,
            framing: Some(framing.clone()),
        };
        let mut target = Target::new(context.gpu(), size)?;
        target.draw(context, scene, &view)?;
        Ok(Shot::new(context.clone(), target))
    }

    /// How far the animation is, in seconds.
    pub(super) fn time(&self) -> f32 {
        self.ready.attributes.time
    }

    /// Puts the model's textures on.
    pub(super) fn dress(&mut self, textures: Textures) {
        let Ready { context, scene, .. } = &mut self.ready;
        scene.set_textures(context, textures);
        self.dirty = true;
    }

    /// Graphics memory that the model takes.
    pub(super) fn memory(&self) -> Memory {
        self.ready.scene.memory()
    }

    /// What there is to say of the model.
    pub(super) fn facts(&self) -> DrawnFacts {
        let scene = &self.ready.scene;
        DrawnFacts {
            defects: scene.defects().to_vec(),
            parts: scene.part_infos(),
        }
    }

    /// Asks the adapter what is under a click, `at` in a picture of `size` pixels.
    pub(super) fn click(&mut self, click: Click, at: [u32; 2], size: [u32; 2]) {
        let Some(view) = self.view(size) else {
            return;
        };
        let Ready { context, scene, .. } = &mut self.ready;
        // An adapter that can't tell parts apart picks none; the picture is none the worse.
        let picking = Picking::begin(context, scene, &view, at).ok();
        self.asked = picking.map(|picking| Asked { click, picking });
    }

    /// What the last click comes to, once it can be told. A first click may become a double click,
    /// which picks nothing: the camera looks at its point instead, and beside the model it goes home.
    pub(super) fn answer(&mut self, now: f64) -> Answer {
        let Some(asked) = &self.asked else {
            return Answer::None;
        };
        if let Click::Once { until } = asked.click
            && now < until
        {
            return Answer::In(Duration::from_secs_f64(until - now));
        }
        let Ready { context, scene, .. } = &self.ready;
        let hit = match asked.picking.answer(context, scene) {
            Ok(Poll::Pending) => return Answer::In(LOOK_AGAIN),
            Ok(Poll::Ready(hit)) => hit,
            Err(_) => None,
        };
        let click = asked.click;
        self.asked = None;
        match (click, hit, &mut self.camera) {
            (Click::Once { .. }, hit, _) => {
                return Answer::Part(PartAction::Pick(hit.map(|hit| hit.part)));
            }
            (Click::Twice, Some(hit), Some(camera)) => camera.recenter(Some(hit.position)),
            (Click::Twice, None, Some(camera)) => camera.home(),
            (Click::Twice, _, None) => {}
        }
        Answer::None
    }

    /// The measures of the model as the camera sees them, in a picture of `size` pixels.
    pub(super) fn dimensions(&self, size: [u32; 2]) -> Option<Dimensions> {
        let camera = self.camera.as_ref()?.camera();
        Some(Dimensions::of(&self.ready.framing, &camera, size))
    }

    /// What is drawn now.
    fn view(&self, size: [u32; 2]) -> Option<View> {
        let attributes = self.ready.attributes.clone();
        Some(View {
            camera: self.camera.as_ref()?.camera(),
            size,
            background: attributes.background,
            attributes,
            look: self.look,
            highlight: self.picked.map(|part| Highlight {
                parts: vec![part],
                color: OUTLINE,
                width: 2.0,
            }),
            draft: false,
            framing: Some(self.ready.framing.clone()),
        })
    }

    /// Whether another frame will differ from this one.
    pub(super) fn is_moving(&self) -> bool {
        self.moving
    }

    /// Lets `seconds` pass. Returns whether a new picture is due.
    pub(super) fn advance(&mut self, document: &Document, seconds: f64) -> bool {
        let Ready {
            attributes,
            model,
            scene,
            ..
        } = &mut self.ready;
        let name = |names: &[String], index: Option<usize>| {
            index.and_then(|index| names.get(index)).cloned()
        };
        let variant = name(&document.facts.variants, document.variant);
        // A model beside the open one may have no such variant or animation.
        let variant = variant.filter(|name| model.variants.contains(name));
        if attributes.variant != variant {
            attributes.variant = variant;
            self.dirty = true;
        }
        let animation = document
            .animation
            .and_then(|index| document.facts.animations.get(index));
        // By number: names may be missing, or given twice.
        let named = animation
            .and(document.animation)
            .filter(|index| *index < model.animations.len())
            .map(|index| index.to_string());
        if attributes.animation != named {
            attributes.animation = named;
            attributes.time = 0.0;
            self.dirty = true;
        }
        if (self.look, self.picked) != (document.parts.look, document.parts.picked) {
            (self.look, self.picked) = (document.parts.look, document.parts.picked);
            self.dirty = true;
        }
        if self.hidden != document.parts.hidden {
            self.hidden.clone_from(&document.parts.hidden);
            scene.set_hidden(self.hidden.iter().copied());
            self.dirty = true;
        }
        let runs = animation.filter(|animation| document.playing && animation.seconds > 0.0);
        if let Some(animation) = runs {
            attributes.time = (attributes.time + seconds as f32) % animation.seconds;
        }
        if document.turning
            && let Some(camera) = &mut self.camera
        {
            camera.turn(TURNTABLE * seconds, 0.0);
        }
        let travels = self.camera.as_mut().is_some_and(|camera| {
            let moved = camera.update(seconds);
            moved || camera.is_moving()
        });
        self.moving = travels || runs.is_some() || document.turning;
        std::mem::take(&mut self.dirty) || self.moving
    }

    /// Draws it as it stands.
    pub(super) fn draw(&mut self, target: &mut Target) -> Result<()> {
        let Some(view) = self.view(target.size()) else {
            return Ok(());
        };
        let Ready { context, scene, .. } = &mut self.ready;
        target.draw(context, scene, &view)
    }
}
