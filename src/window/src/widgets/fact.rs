//! Rows of facts: what on the left, how much on the right.

use egui::accesskit::Role;
use egui::{Pos2, Response, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::super::theme::{ROW, Weight, font, galley, palette, size, space};

/// A row: `label`, and `value` flush right. A hairline divides it from the row above.
pub(crate) fn fact(ui: &mut Ui, label: &str, value: &str) -> Response {
    row(ui, label, value, None)
}

/// A row with a note under the label.
pub(crate) fn note_fact(ui: &mut Ui, label: &str, note: &str, value: &str) -> Response {
    row(ui, label, value, Some(note))
}

fn row(ui: &mut Ui, label: &str, value: &str, note: Option<&str>) -> Response {
    let p = palette(ui);
    let width = ui.available_width();
    let height = if note.is_some() { ROW + space::M } else { ROW };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let value_text = galley(
        ui,
        value,
        font(size::BODY, Weight::Medium),
        p.text,
        width * 0.7,
    );
    let room = width - value_text.size().x - space::M;
    let label_font = font(size::BODY, Weight::Regular);
    let label_color = if note.is_some() { p.text } else { p.muted };
    let label_text = galley(ui, label, label_font, label_color, room);
    let cut = label_text.elided || value_text.elided;
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        painter.hline(
            rect.x_range(),
            rect.bottom() - 0.5,
            Stroke::new(1.0, p.hairline),
        );
        let middle = |height: f32| rect.center().y - height / 2.0;
        let value_at = Pos2::new(
            rect.right() - value_text.size().x,
            middle(value_text.size().y),
        );
        painter.galley(value_at, value_text, p.text);
        match note {
            None => {
                let at = Pos2::new(rect.left(), middle(label_text.size().y));
                painter.galley(at, label_text, p.muted);
            }
            Some(note) => {
                let note = galley(ui, note, font(size::NOTE, Weight::Regular), p.muted, room);
                let block = label_text.size().y + note.size().y + 2.0;
                let top = middle(block);
                let below = top + label_text.size().y + 2.0;
                ui.painter()
                    .galley(Pos2::new(rect.left(), top), label_text, p.text);
                ui.painter()
                    .galley(Pos2::new(rect.left(), below), note, p.muted);
            }
        }
    }
    let said = note.map_or_else(
        || format!("{label}: {value}"),
        |note| format!("{label}, {note}: {value}"),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
    if cut {
        response.on_hover_text(said)
    } else {
        response
    }
}

/// The title of a group of rows.
pub(crate) fn section(ui: &mut Ui, title: &str) {
    let p = palette(ui);
    ui.add_space(space::L);
    ui.label(super::super::theme::text(
        title,
        size::NOTE,
        Weight::SemiBold,
        p.muted,
    ));
}
