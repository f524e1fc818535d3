//! Pills: controls that float over the picture.

use egui::accesskit::Role;
use egui::{
    CursorIcon, Pos2, Rect, Response, Sense, Shadow, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use super::super::icon::{self, Icon};
use super::super::theme::{
    CONTROL, Palette, QUICK, Weight, follow, font, galley, palette, size, space,
};
use super::button::paint_icon;
use super::focus_ring;

/// Half of a pill's height.
const ROUND: u8 = (CONTROL / 2.0) as u8;
/// Widest text of a pill, in points.
const WIDEST: f32 = 168.0;

/// One pill.
#[derive(Debug, Clone, Copy)]
#[must_use = "show it"]
pub(crate) struct Pill<'a> {
    icon: Icon,
    name: &'a str,
    text: Option<&'a str>,
    menu: bool,
}

impl<'a> Pill<'a> {
    /// A pill with an icon; `name` says what it does.
    pub(crate) const fn new(icon: Icon, name: &'a str) -> Self {
        Self {
            icon,
            name,
            text: None,
            menu: false,
        }
    }

    /// With a text on it.
    pub(crate) const fn text(mut self, text: &'a str) -> Self {
        self.text = Some(text);
        self
    }

    /// With the mark of something that opens a menu.
    pub(crate) const fn menu(mut self) -> Self {
        self.menu = true;
        self
    }

    /// Shows it.
    pub(crate) fn show(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let label = self
            .text
            .map(|text| galley(ui, text, font(size::BODY, Weight::Medium), p.text, WIDEST));
        let text_room = label
            .as_ref()
            .map_or(0.0, |label| label.size().x + space::S);
        let menu_room = if self.menu {
            size::TITLE + space::XS
        } else {
            0.0
        };
        let width = if label.is_some() {
            2.0 * space::M + size::TITLE + text_room + menu_room
        } else {
            CONTROL + menu_room
        };
        let (rect, response) = ui.allocate_exact_size(vec2(width, CONTROL), Sense::click());
        if ui.is_rect_visible(rect) {
            let hover = follow(ui, response.id.with("hover"), response.hovered(), QUICK);
            ui.painter().add(bed_shape(p, rect, ROUND));
            ui.painter()
                .rect_filled(rect.shrink(1.0), ROUND, p.hover.gamma_multiply(hover));
            let edge = if label.is_some() {
                space::M
            } else {
                (CONTROL - size::TITLE) / 2.0
            };
            let mut at = rect.left() + edge + size::TITLE / 2.0;
            paint_icon(ui, self.icon, Pos2::new(at, rect.center().y), p.text);
            at += size::TITLE / 2.0 + space::S;
            if let Some(label) = label {
                let top = rect.center().y - label.size().y / 2.0;
                ui.painter().galley(Pos2::new(at, top), label, p.text);
            }
            if self.menu {
                let x = rect.right() - space::M - size::TITLE / 2.0 + 2.0;
                paint_icon(ui, icon::DOWN, Pos2::new(x, rect.center().y), p.muted);
            }
            focus_ring(ui, p, &response, rect, ROUND);
        }
        let said = self
            .text
            .map_or_else(|| self.name.to_owned(), |t| format!("{}: {t}", self.name));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
        response
            .on_hover_cursor(CursorIcon::PointingHand)
            .on_hover_text(self.name)
    }
}

/// A pill around `content`, as high as the others.
pub(crate) fn pill_bed<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let place = ui.painter().add(egui::Shape::Noop);
    let shown = egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(space::M as i8, 0))
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                ui.set_height(CONTROL);
                content(ui)
            })
            .inner
        });
    let p = palette(ui);
    let rect = shown.response.rect;
    ui.painter().set(place, bed_shape(p, rect, ROUND));
    shown.inner
}

/// The bed of something that floats: raised, with a hairline and a soft shadow.
fn bed_shape(p: &Palette, rect: Rect, radius: u8) -> egui::Shape {
    let shadow = Shadow {
        offset: [0, 2],
        blur: 10,
        spread: 0,
        color: p.shadow,
    };
    let stroke = Stroke::new(1.0, p.hairline);
    let bed = egui::epaint::RectShape::new(rect, radius, p.raised, stroke, StrokeKind::Inside);
    egui::Shape::Vec(vec![shadow.as_shape(rect, radius).into(), bed.into()])
}
