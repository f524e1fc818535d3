//! A field whose value is chosen from a list.

use egui::accesskit::Role;
use egui::{CursorIcon, Popup, Pos2, RectAlign, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::super::icon;
use super::super::theme::{CONTROL, RADIUS, Weight, font, galley, palette, size, space, text};
use super::button::paint_icon;
use super::{control_ring, menu_item, menu_width};

/// Shows a field named `label` that says `value` and offers `names`, of which `chosen` has the tick.
/// Gives the number of the one that was picked.
pub(crate) fn select(
    ui: &mut Ui,
    label: &str,
    value: &str,
    names: &[&str],
    chosen: Option<usize>,
) -> Option<usize> {
    let p = palette(ui);
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.label(text(label, size::NOTE, Weight::Medium, p.muted));
            let wanted = vec2(ui.available_width(), CONTROL);
            let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
            if ui.is_rect_visible(rect) {
                let fill = if response.hovered() {
                    p.hover
                } else {
                    p.surface
                };
                let edge = Stroke::new(1.0, p.outline);
                ui.painter()
                    .rect(rect, RADIUS, fill, edge, StrokeKind::Inside);
                let room = rect.width() - 3.0 * space::M - size::TITLE;
                let words = galley(ui, value, font(size::BODY, Weight::Regular), p.text, room);
                let top = rect.center().y - words.size().y / 2.0;
                ui.painter()
                    .galley(Pos2::new(rect.left() + space::M, top), words, p.text);
                let mark = Pos2::new(rect.right() - space::M - size::TITLE / 2.0, rect.center().y);
                paint_icon(ui, icon::DOWN, mark, p.muted);
                control_ring(ui, p, &response);
            }
            response
        })
        .inner;
    let enabled = ui.is_enabled();
    let said = format!("{label}: {value}");
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, enabled, &said));
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let mut picked = None;
    Popup::menu(&response)
        .align(RectAlign::BOTTOM_START)
        .gap(space::XS)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let width = menu_width(ui, names.iter().copied());
            ui.set_width(width.max(response.rect.width() - 2.0 * space::XS));
            for (index, name) in names.iter().enumerate() {
                ui.push_id(index, |ui| {
                    if menu_item(ui, name, chosen == Some(index)).clicked() {
                        picked = Some(index);
                    }
                });
            }
        });
    picked
}
