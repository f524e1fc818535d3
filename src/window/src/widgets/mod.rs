//! The window's own controls. They draw themselves in the palette, name themselves for assistive
//! technology, and know nothing of the state.

mod button;
mod fact;
mod field;
mod menu;
mod pill;
mod progress;
mod say;
mod select;
mod slider;
mod tick;

pub(crate) use button::{Button, Kind, icon_button, link};
pub(crate) use fact::{fact, note_fact, section};
pub(crate) use field::{FieldSpec, field};
pub(crate) use menu::{choice, menu_item, menu_width};
pub(crate) use pill::{Pill, pill_bed};
pub(crate) use progress::bar;
pub(crate) use say::{icon, line, paragraph, state_mark};
pub(crate) use select::select;
pub(crate) use slider::{scale, slider};
pub(crate) use tick::tick;

use egui::{Rect, Response, Stroke, StrokeKind, Ui};

use super::theme::{Palette, RADIUS};

/// The ring around a control that has the keyboard.
fn focus_ring(ui: &Ui, palette: &Palette, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter()
            .rect_stroke(rect.expand(2.0), radius + 2, stroke, StrokeKind::Middle);
    }
}

/// The ring around a control of usual corners.
fn control_ring(ui: &Ui, palette: &Palette, response: &Response) {
    focus_ring(ui, palette, response, response.rect, RADIUS);
}
