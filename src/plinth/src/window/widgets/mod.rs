//! The window's own controls. They draw themselves in the palette, name themselves for assistive
//! technology, and know nothing of the state.

mod button;
mod field;
mod fact;
mod menu;
mod pill;
mod progress;
mod say;

pub use button::{Button, Kind, icon_button, link};
pub use fact::{fact, note_fact, section};
pub use field::{FieldSpec, field};
pub use menu::menu_item;
pub use pill::{Pill, bed};
pub use progress::bar;
pub use say::{icon, line, paragraph, state_mark};

use egui::{Rect, Response, Stroke, StrokeKind, Ui};

use super::theme::{Palette, RADIUS};

/// The ring around a control that has the keyboard.
fn focus_ring(ui: &Ui, palette: &Palette, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(rect.expand(2.0), radius + 2, stroke, StrokeKind::Middle);
    }
}

/// The ring around a control of usual corners.
fn control_ring(ui: &Ui, palette: &Palette, response: &Response) {
    focus_ring(ui, palette, response, response.rect, RADIUS);
}
