//! Words and marks.

use egui::{Align2, Color32, Label, Response, Sense, Ui, Vec2};

use super::super::icon::Icon;
use super::super::theme::{Weight, icon_font, size, text};

/// What lines of a paragraph stand apart, in points.
const LEADING: f32 = 6.0;

/// One line, cut with an ellipsis where there is no room.
pub(crate) fn line(
    ui: &mut Ui,
    words: &str,
    size: f32,
    weight: Weight,
    color: Color32,
) -> Response {
    ui.add(Label::new(text(words, size, weight, color)).truncate())
}

/// Lines that break where there is no room.
pub(crate) fn paragraph(ui: &mut Ui, words: &str, size: f32, color: Color32) -> Response {
    let words = text(words, size, Weight::Regular, color).line_height(Some(size + LEADING));
    ui.add(Label::new(words).wrap())
}

/// An icon among words. It says nothing of its own to assistive technology: the words do.
pub(crate) fn icon(ui: &mut Ui, icon: Icon, size: f32, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    let font = icon_font(size);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, icon, font, color);
}

/// A large icon on a round bed: the mark of a state.
pub(crate) fn state_mark(ui: &mut Ui, icon: Icon, front: Color32, bed: Color32) {
    const BED: f32 = 56.0;
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(BED), Sense::hover());
    ui.painter().circle_filled(rect.center(), BED / 2.0, bed);
    let font = icon_font(size::DISPLAY);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, icon, font, front);
}
