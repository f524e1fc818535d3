//! A box to tick, with words beside it.

use egui::accesskit::Role;
use egui::{
    CursorIcon, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use super::super::icon;
use super::super::theme::{CONTROL, Weight, font, galley, palette, size, space};
use super::button::paint_icon;
use super::control_ring;

/// Side of the box, in points.
const BOX: f32 = 16.0;

/// A box that is ticked where it is `on`, and what ticking it means.
pub(crate) fn tick(ui: &mut Ui, label: &str, on: bool) -> Response {
    let p = palette(ui);
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, CONTROL), Sense::click());
    if ui.is_rect_visible(rect) {
        let middle = Pos2::new(rect.left() + BOX / 2.0, rect.center().y);
        let square = Rect::from_center_size(middle, Vec2::splat(BOX));
        let (fill, edge) = match (on, response.hovered()) {
            (true, _) => (p.accent, p.accent),
            (false, true) => (p.hover, p.outline),
            (false, false) => (p.surface, p.outline),
        };
        let stroke = Stroke::new(1.0, edge);
        ui.painter()
            .rect(square, 4, fill, stroke, StrokeKind::Inside);
        if on {
            paint_icon(ui, icon::CHECK, middle, p.on_accent);
        }
        let left = square.right() + space::S;
        let words = font(size::BODY, Weight::Regular);
        let text = galley(ui, label, words, p.text, rect.right() - left);
        let top = rect.center().y - text.size().y / 2.0;
        ui.painter().galley(Pos2::new(left, top), text, p.text);
        control_ring(ui, p, &response);
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, label));
    response.on_hover_cursor(CursorIcon::PointingHand)
}
