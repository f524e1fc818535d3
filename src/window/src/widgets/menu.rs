//! Items of menus.

use egui::accesskit::{Role, Toggled};
use egui::{CursorIcon, Pos2, Response, Sense, Ui, WidgetInfo, vec2};

use super::super::icon;
use super::super::theme::{CONTROL, RADIUS, Weight, font, galley, palette, size, space};
use super::button::paint_icon;
use super::control_ring;

/// Widest an item gets before its text is cut, in points.
const WIDEST: f32 = 280.0;
/// Narrowest menu, in points.
const NARROWEST: f32 = 160.0;
/// Room of the tick.
const TICK: f32 = 24.0;

/// The width of a menu of `labels`; set it before the items.
pub(crate) fn menu_width<'a>(ui: &Ui, labels: impl Iterator<Item = &'a str>) -> f32 {
    let p = palette(ui);
    let font = || font(size::BODY, Weight::Regular);
    let text = labels.map(|label| galley(ui, label, font(), p.text, WIDEST).size().x);
    (text.fold(0.0, f32::max) + TICK + 2.0 * space::S + space::M).max(NARROWEST)
}

/// A row of a list, on a bed where it is `chosen`.
pub(crate) fn choice(ui: &mut Ui, label: &str, chosen: bool) -> Response {
    let p = palette(ui);
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, CONTROL), Sense::click());
    if ui.is_rect_visible(rect) {
        if chosen || response.hovered() {
            let bed = if chosen { p.accent_soft } else { p.hover };
            ui.painter()
                .rect_filled(rect.expand2(vec2(space::S, 0.0)), RADIUS, bed);
        }
        let text = galley(ui, label, font(size::BODY, Weight::Regular), p.text, width);
        let top = rect.center().y - text.size().y / 2.0;
        ui.painter()
            .galley(Pos2::new(rect.left(), top), text, p.text);
        control_ring(ui, p, &response);
    }
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, label));
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// An item with a tick where it is `chosen`.
pub(crate) fn menu_item(ui: &mut Ui, label: &str, chosen: bool) -> Response {
    let p = palette(ui);
    let text = galley(ui, label, font(size::BODY, Weight::Regular), p.text, WIDEST);
    let width = ui.available_width();
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
        ui.painter()
            .galley(Pos2::new(rect.left() + space::S + TICK, top), text, p.text);
        control_ring(ui, p, &response);
    }
    response.widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, true, chosen, label));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_toggled(if chosen {
            Toggled::True
        } else {
            Toggled::False
        });
    });
    response.on_hover_cursor(CursorIcon::PointingHand)
}
