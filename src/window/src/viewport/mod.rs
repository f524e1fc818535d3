//! The product in the middle of the window: how it gets there, how it is turned, how it is drawn.

mod detail;
mod dimensions;
mod input;
mod prepare;
mod prepared;
mod shown;

use base::{Fault, Result};
use egui::{Rect, Ui};
use render::{Memory, Target};

use detail::Detail;
pub(crate) use prepare::{Packed, Preparer, SceneOrder, ViewOrder};
pub(crate) use prepare::{PreparedScene, PreparedTextures, PreparedView};
pub(crate) use prepared::PreparedStore;
use shown::{Answer, Shown};
use viewer::{Attributes, Background};

use super::blit::{Blitter, Canvas};
use super::poster::Shot;
use super::screens::inspect::action::PartAction;
use super::state::{Document, DrawnFacts, Failure, Lengths};

/// The most time that passes for camera and animation between two frames, in seconds.
const LONGEST: f64 = 0.25;

/// Draws the open model into a texture that the window shows.
pub(crate) struct Viewport {
    blit: Option<Blitter>,
    shown: Option<Shown>,
    /// The model beside it, seen by the same camera.
    beside: Option<Shown>,
    /// The model that is drawn again, with its camera.
    expected: Option<Packed>,
    picture: Option<(Target, Canvas)>,
    beside_picture: Option<(Target, Canvas)>,
    detail: Detail,
    /// Counted when a picture is drawn and nothing moves.
    memory: Option<Memory>,
}

impl Viewport {
    /// A viewport that shows nothing yet. Without an blit (a test without a graphics adapter) it never
    /// shows a picture.
    #[must_use]
    pub(crate) fn new(blit: Option<Blitter>) -> Self {
        Self {
            blit,
            shown: None,
            beside: None,
            beside_picture: None,
            expected: None,
            picture: None,
            detail: Detail::default(),
            memory: None,
        }
    }

    /// Shows this model from its first view.
    /// Gives what there is to say of it.
    pub(crate) fn show_scene(&mut self, scene: PreparedScene) -> Option<DrawnFacts> {
        self.clear_beside();
        let expected = self.expected.take();
        self.shown = scene.into_ready().map(|ready| Shown::new(ready, expected));
        self.shown.as_ref().map(Shown::facts)
    }

    /// Puts its textures on the model on show. Gives what there is to say of it then.
    pub(crate) fn dress(&mut self, textures: PreparedTextures) -> Option<DrawnFacts> {
        let shown = self.shown.as_mut()?;
        if let Some(textures) = textures.into_textures() {
            shown.dress(textures);
        }
        Some(shown.facts())
    }

    /// Shows the model with other attributes; where they need time, gives what is to be made ready.
    pub(crate) fn show_attributes(&mut self, attributes: Attributes) -> Option<ViewOrder> {
        self.shown.as_mut()?.show_attributes(attributes)
    }

    /// Shows the view that was made ready.
    pub(crate) fn refit(&mut self, view: PreparedView) {
        if let Some(shown) = &mut self.shown {
            shown.refit(view);
        }
    }

    /// The attributes that show the model as it is seen now.
    #[must_use]
    pub(crate) fn seen(&self) -> Option<Attributes> {
        self.shown.as_ref().map(Shown::seen)
    }

    /// Shows the animation at `seconds`.
    pub(crate) fn scrub(&mut self, seconds: f32) {
        if let Some(shown) = &mut self.shown {
            shown.scrub(seconds);
        }
    }

    /// Begins a picture of the model as it is seen now, `size` in pixels.
    ///
    /// # Errors
    /// A usage fault for a size that the adapter can't draw; what the adapter has to say.
    pub(crate) fn shot(&mut self, size: [u32; 2], background: Background) -> Result<Shot> {
        match &mut self.shown {
            Some(shown) => shown.shot(size, background),
            None => {
                Err(Fault::usage("There is no product to take a picture of")
                    .hint("Open a model first"))
            }
        }
    }

    /// How far the animation is, in seconds.
    #[must_use]
    pub(crate) fn time(&self) -> f32 {
        self.shown.as_ref().map_or(0.0, Shown::time)
    }

    /// Shows this model beside the other.
    pub(crate) fn show_beside(&mut self, scene: PreparedScene) {
        self.beside = scene.into_ready().map(|ready| Shown::new(ready, None));
    }

    /// Shows one model alone.
    pub(crate) fn clear_beside(&mut self) {
        self.beside = None;
        self.beside_picture = None;
    }

    /// What of the model on show outlives the graphics device.
    pub(crate) fn pack(&mut self) -> Option<Packed> {
        self.expected
            .take()
            .or_else(|| self.shown.take().map(Shown::pack))
    }

    /// The model that comes next is this one, drawn again: its camera stays where it was.
    pub(crate) fn expect(&mut self, packed: Packed) {
        self.expected = Some(packed);
    }

    /// Shows nothing.
    pub(crate) fn clear(&mut self) {
        self.shown = None;
        self.clear_beside();
    }

    /// The camera back to the first view, by an eased way.
    pub(crate) fn reset_camera(&mut self, ctx: &egui::Context) {
        if let Some(shown) = &mut self.shown {
            shown.reset_camera();
            ctx.request_repaint();
        }
    }

    /// Turns the model by `angle` radians, as a hand would.
    pub(crate) fn turn(&mut self, angle: f64) {
        if let Some(shown) = &mut self.shown {
            shown.turn(angle);
        }
    }

    /// Graphics memory that all that is on show takes, once it was counted.
    #[must_use]
    pub(crate) const fn memory(&self) -> Option<Memory> {
        self.memory
    }

    /// Counts it.
    fn count_memory(&self) -> Memory {
        let models = [&self.shown, &self.beside].into_iter().flatten();
        let pictures = [&self.picture, &self.beside_picture].into_iter().flatten();
        let light = self.shown.as_ref().map(|shown| shown.context().memory());
        let all = models
            .map(Shown::memory)
            .chain(pictures.map(|(target, _)| target.memory()))
            .chain(light);
        all.fold(Memory::default(), |sum, one| sum + one)
    }

    /// Whether there is a picture to show.
    #[must_use]
    pub(crate) fn has_picture(&self) -> bool {
        self.shown.is_some() && self.blit.is_some()
    }

    /// Width and height of the picture as it was drawn last, in pixels.
    #[must_use]
    pub(crate) fn drawn_size(&self) -> [u32; 2] {
        self.picture
            .as_ref()
            .map_or([0; 2], |(target, _)| target.size())
    }

    /// Takes input over `rect` and draws the model there. It asks for another frame only while
    /// something moves.
    ///
    /// # Errors
    /// What the graphics adapter has to say, to be shown in the picture's place.
    pub(crate) fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        document: &Document,
        lengths: Lengths,
    ) -> Result<Option<PartAction>, Failure> {
        let response = input::sense(ui, rect, document, lengths);
        let (Some(shown), Some(blit)) = (&mut self.shown, &self.blit) else {
            return Ok(None);
        };
        let (first, second) = halves(rect, self.beside.is_some());
        let pixels = (first.size() * ui.pixels_per_point())
            .round()
            .max(egui::Vec2::splat(1.0));
        let size = [pixels.x as u32, pixels.y as u32];
        input::steer(ui, &response, shown.camera(size));
        if let Some((click, at)) = input::clicked(ui, &response, first) {
            shown.click(click, at, size);
        }
        let picked = match shown.answer(ui.input(|input| input.time)) {
            Answer::None => None,
            Answer::In(wait) => {
                ui.ctx().request_repaint_after(wait);
                None
            }
            Answer::Part(action) => Some(action),
        };
        let frame = f64::from(ui.input(|input| input.stable_dt));
        let due = shown.advance(document, frame.min(LONGEST));
        let moving = shown.is_moving();
        let drawn_size = self.detail.size(size, moving, frame);
        let before = self.picture.as_ref().map(|(target, _)| target.size());
        let drawn = draw(blit, &mut self.picture, shown, drawn_size, due);
        if moving {
            ui.ctx().request_repaint();
        }
        drawn
            .map_err(|fault| Failure::from(&fault))?
            .paint(ui, first);
        if let Some(beside) = &mut self.beside {
            let due = beside.advance(document, frame.min(LONGEST)) || due;
            beside.link(shown);
            let drawn = draw(blit, &mut self.beside_picture, beside, drawn_size, due);
            drawn
                .map_err(|fault| Failure::from(&fault))?
                .paint(ui, second);
            let edge = egui::Stroke::new(1.0, super::theme::LIGHT.hairline);
            ui.painter().vline(first.right(), rect.y_range(), edge);
        }
        if (due || before != Some(drawn_size)) && !moving {
            self.memory = Some(self.count_memory());
        }
        let Some(shown) = &self.shown else {
            return Ok(picked);
        };
        if document.dimensions
            && let Some(dimensions) = shown.dimensions(size)
        {
            dimensions::paint(ui, first, &dimensions, lengths);
        }
        Ok(picked)
    }
}

/// The halves of `rect` for two models, or all of it for one.
pub(crate) fn halves(rect: Rect, two: bool) -> (Rect, Rect) {
    if two {
        rect.split_left_right_at_fraction(0.5)
    } else {
        (rect, Rect::NOTHING)
    }
}

/// Draws the model into a picture of `size`, where that is `due` or the picture is new.
fn draw<'a>(
    blit: &Blitter,
    picture: &'a mut Option<(Target, Canvas)>,
    shown: &mut Shown,
    size: [u32; 2],
    due: bool,
) -> Result<&'a Canvas> {
    let context = shown.context().clone();
    let (target, canvas, fresh) = match picture.take() {
        Some((target, canvas)) if target.size() == size => (target, canvas, false),
        _ => {
            let target = Target::new(context.gpu(), size)?;
            let canvas = blit.canvas(target.view());
            (target, canvas, true)
        }
    };
    let (target, canvas) = picture.insert((target, canvas));
    if due || fresh {
        shown.draw(target)?;
    }
    context.gpu().check()?;
    Ok(canvas)
}
