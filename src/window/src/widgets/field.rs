//! Text fields with a label above and, where something is wrong, a sentence below.

use egui::{Align2, Frame, Id, Margin, Response, Stroke, TextEdit, Ui, vec2};

use super::super::icon;
use super::super::theme::{CONTROL, RADIUS, Weight, font, palette, size, space, text};

/// What a field is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldSpec<'a> {
    /// Its name.
    pub(crate) label: &'a str,
    /// Shown in grey while it is empty.
    pub(crate) hint: &'a str,
    /// What is wrong with what it says.
    pub(crate) complaint: Option<&'a str>,
    /// Rows of text; 1 takes no line breaks.
    pub(crate) rows: usize,
}

/// Shows a field that says `value`. Gives the response, and what was typed where it changed.
pub(crate) fn field(
    ui: &mut Ui,
    id: Id,
    spec: FieldSpec<'_>,
    value: &str,
) -> (Response, Option<String>) {
    let p = palette(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        // What egui paints the hint with.
        ui.visuals_mut().weak_text_color = Some(p.hint);
        let label = ui.label(text(spec.label, size::NOTE, Weight::Medium, p.muted));
        let focused = ui.memory(|memory| memory.has_focus(id));
        let (edge, width) = match (spec.complaint, focused) {
            (_, true) => (p.accent, 2.0),
            (Some(_), false) => (p.bad, 1.0),
            (None, false) => (p.outline, 1.0),
        };
        // The margin gives what the edge takes, so that the text stays where it is on focus.
        let inset = |points: f32| (points - width) as i8;
        let frame = Frame::new()
            .fill(p.surface)
            .stroke(Stroke::new(width, edge))
            .corner_radius(RADIUS)
            .inner_margin(Margin::symmetric(inset(space::M), inset(space::S - 1.0)));
        let mut typed = value.to_owned();
        let edit = if spec.rows > 1 {
            TextEdit::multiline(&mut typed).desired_rows(spec.rows)
        } else {
            TextEdit::singleline(&mut typed)
                .min_size(vec2(0.0, CONTROL))
                .align(Align2::LEFT_CENTER)
        };
        let response = ui
            .add(
                edit.id(id)
                    .font(font(size::BODY, Weight::Regular))
                    .text_color(p.text)
                    .hint_text(text(spec.hint, size::BODY, Weight::Regular, p.hint))
                    .frame(frame)
                    .desired_width(f32::INFINITY),
            )
            .labelled_by(label.id);
        if let Some(complaint) = spec.complaint {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                super::icon(ui, icon::FAILED, size::BODY, p.bad);
                ui.add(
                    egui::Label::new(text(complaint, size::NOTE, Weight::Regular, p.bad)).wrap(),
                );
            });
        }
        let changed = response.changed().then_some(typed);
        (response, changed)
    })
    .inner
}
