//! Items of menus.

use egui::accesskit::{Role, Toggled};
use egui::{CursorIcon, Pos2, Response, Sense, Ui, WidgetInfo, vec2};

use super::super::icon;
use super::super::theme::{CONTROL, RADIUS, Weight, font, galley, palette, size, space};
use super::button::paint_icon;
use super::control_ring;

/// Widest an item gets before its text is cut, in points.
const WIDEST: f32 = 280.0;
/// Room of the tick.
const TICK: f32 = 24.0;

/// An item with a tick where it is `chosen`.
pub fn menu_item(ui: &mut Ui, label: &str, chosen: bool) -> Response {
    let p = palette(ui);
    let text = galley(ui, label, font(size::BODY, Weight::Regular), p.text, WIDEST);
    let needed = text.size().x + TICK + 2.0 * space::S;
    let width = needed.max(ui.available_width().min(WIDEST)).max(160.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, CONTROL), Sense::click());
    if ui.is_rect_visible(rect) {
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, RADIUS, p.hover);
        }
        if chosen {
            let at = Pos2::new(rect.left() + space::S + size::BODY / 2.0, rect.center().y);
            paint_icon(ui, icon::CHECK, at, p.accent);
        }
        let top = rect.center().y - text.size().y / 2.0;
        ui.painter().galley(Pos2::new(rect.left() + space::S + TICK, top), text, p.text);
        control_ring(ui, p, &response);
    }
    response.widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, true, chosen, label));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_toggled(if chosen { Toggled::True } else { Toggled::False });
    });
    response.on_hover_cursor(CursorIcon::PointingHand)
}
