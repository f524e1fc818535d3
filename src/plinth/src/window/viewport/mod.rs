//! The product in the middle of the window: how it gets there, how it is turned, how it is drawn.

mod detail;
mod dimensions;
mod input;
mod prepare;
mod shown;

use std::sync::Arc;

use base::{Fault, Result};
use egui::mutex::RwLock;
use egui::{Rect, TextureId, Ui};
use egui_wgpu::wgpu::FilterMode;
use render::Target;

use detail::Detail;
pub(crate) use prepare::{Belongings, SceneOrder, Studio, ViewOrder};
pub use prepare::{PreparedScene, PreparedTextures, PreparedView};
use render::viewer::{Attributes, Background};
pub use shown::DrawnReport;
use shown::Shown;

use super::action::PartAction;
use super::poster::Shot;
use super::state::{Document, Failure, Lengths};

/// The most time that passes for camera and animation between two frames, in seconds.
const LONGEST: f64 = 0.25;

/// Draws the open model into a texture that the window shows.
pub(crate) struct Viewport {
    renderer: Option<Arc<RwLock<egui_wgpu::Renderer>>>,
    shown: Option<Shown>,
    /// The model beside it, seen by the same camera.
    beside: Option<Shown>,
    /// The model that is drawn again, with its camera.
    expected: Option<Belongings>,
    texture: Option<(Target, TextureId)>,
    beside_texture: Option<(Target, TextureId)>,
    detail: Detail,
}

impl Viewport {
    /// A viewport that shows nothing yet. Without a render state (a test without a graphics adapter)
    /// it never shows a picture.
    #[must_use]
    pub(crate) fn new(render_state: Option<&egui_wgpu::RenderState>) -> Self {
        Self {
            renderer: render_state.map(|state| Arc::clone(&state.renderer)),
            shown: None,
            beside: None,
            beside_texture: None,
            expected: None,
            texture: None,
            detail: Detail::default(),
        }
    }

    /// Shows this model from its first view.
    /// Gives what there is to say of it.
    pub(crate) fn show_scene(&mut self, scene: PreparedScene) -> Option<DrawnReport> {
        self.clear_beside();
        let expected = self.expected.take();
        self.shown = scene.into_ready().map(|ready| Shown::new(ready, expected));
        self.shown.as_ref().map(Shown::report)
    }

    /// Puts its textures on the model on show. Gives what there is to say of it then.
    pub(crate) fn dress(&mut self, textures: PreparedTextures) -> Option<DrawnReport> {
        let shown = self.shown.as_mut()?;
        if let Some(textures) = textures.into_textures() {
            shown.dress(textures);
        }
        Some(shown.report())
    }

    /// Shows the model with other attributes; where they need time, gives what is to be made ready.
    pub(crate) fn look(&mut self, attributes: Attributes) -> Option<ViewOrder> {
        self.shown.as_mut()?.look(attributes)
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
    }

    /// What of the model on show outlives the graphics device.
    pub(crate) fn pack(&mut self) -> Option<Belongings> {
        self.expected
            .take()
            .or_else(|| self.shown.take().map(Shown::pack))
    }

    /// The model that comes next is this one, drawn again: its camera stays where it was.
    pub(crate) fn expect(&mut self, belongings: Belongings) {
        self.expected = Some(belongings);
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

    /// Width and height of the picture as it was drawn last, in pixels.
    #[must_use]
    pub(crate) fn drawn_size(&self) -> [u32; 2] {
        self.texture
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
        let (Some(shown), Some(renderer)) = (&mut self.shown, &self.renderer) else {
            return Ok(None);
        };
        let (first, second) = halves(rect, self.beside.is_some());
        let pixels = (first.size() * ui.pixels_per_point())
            .round()
            .max(egui::Vec2::splat(1.0));
        let size = [pixels.x as u32, pixels.y as u32];
        input::steer(ui, &response, shown.camera(size));
        let at = response
            .interact_pointer_pos()
            .filter(|at| first.contains(*at))
            .map(|at| ((at - first.min) * ui.pixels_per_point()).max(egui::Vec2::ZERO))
            .map(|at| [at.x as u32, at.y as u32]);
        let picked = at.and_then(|at| shown.click(&response, at, size));
        let frame = f64::from(ui.input(|input| input.stable_dt));
        let due = shown.advance(document, frame.min(LONGEST));
        let moving = shown.is_moving();
        let drawn_size = self.detail.size(size, moving, frame);
        let drawn = draw(renderer, &mut self.texture, shown, drawn_size, due);
        if moving {
            ui.ctx().request_repaint();
        }
        let texture = drawn.map_err(|fault| Failure::from(&fault))?;
        let whole = Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
        ui.painter()
            .image(texture, first, whole, egui::Color32::WHITE);
        if let Some(beside) = &mut self.beside {
            let due = beside.advance(document, frame.min(LONGEST)) || due;
            beside.link(shown);
            let drawn = draw(renderer, &mut self.beside_texture, beside, drawn_size, due);
            let texture = drawn.map_err(|fault| Failure::from(&fault))?;
            ui.painter()
                .image(texture, second, whole, egui::Color32::WHITE);
            let edge = egui::Stroke::new(1.0, super::theme::LIGHT.hairline);
            ui.painter().vline(first.right(), rect.y_range(), edge);
        }
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

/// Draws the model into a texture of `size`, where that is `due` or the texture is new.
fn draw(
    renderer: &RwLock<egui_wgpu::Renderer>,
    texture: &mut Option<(Target, TextureId)>,
    shown: &mut Shown,
    size: [u32; 2],
    due: bool,
) -> Result<TextureId> {
    let stage = shown.stage().clone();
    let device = stage.gpu().device();
    let (target, id, fresh) = match texture.take() {
        Some((target, id)) if target.size() == size => (target, id, false),
        old => {
            let target = Target::new(&stage, size)?;
            let mut renderer = renderer.write();
            let id = match old {
                Some((_, id)) => {
                    let filter = FilterMode::Linear;
                    let view = target.view();
                    renderer.update_egui_texture_from_wgpu_texture(device, view, filter, id);
                    id
                }
                None => renderer.register_native_texture(device, target.view(), FilterMode::Linear),
            };
            (target, id, true)
        }
    };
    let (target, id) = texture.insert((target, id));
    if due || fresh {
        shown.draw(target)?;
    }
    stage.gpu().check()?;
    Ok(*id)
}
