//! A number on a scale.

use std::ops::RangeInclusive;

use egui::style::HandleShape;
use egui::{Align, Layout, Slider, Ui};

use super::super::theme::{Weight, palette, size, space};
use super::line;

/// Shows `value` on its scale, `label` and the value in words above it. Gives the value that it was
/// moved to.
pub(crate) fn slider(
    ui: &mut Ui,
    label: &str,
    value: f32,
    range: RangeInclusive<f32>,
    step: f64,
    said: &str,
) -> Option<f32> {
    let p = palette(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let name = ui
            .horizontal(|ui| {
                let name = line(ui, label, size::NOTE, Weight::Medium, p.muted);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    line(ui, said, size::NOTE, Weight::Medium, p.text);
                });
                name
            })
            .inner;
        scale(ui, value, range, step, label, Some(name.id))
    })
    .inner
}

/// The scale alone, as wide as there is room; `label` is its name.
pub(crate) fn scale(
    ui: &mut Ui,
    value: f32,
    range: RangeInclusive<f32>,
    step: f64,
    label: &str,
    labelled_by: Option<egui::Id>,
) -> Option<f32> {
    let p = palette(ui);
    ui.scope(|ui| {
        ui.spacing_mut().slider_width = ui.available_width();
        ui.spacing_mut().interact_size.y = space::XL;
        ui.spacing_mut().slider_rail_height = space::XS;
        let visuals = ui.visuals_mut();
        visuals.widgets.inactive.bg_fill = p.pressed;
        visuals.selection.bg_fill = p.accent;
        for state in [
            &mut visuals.widgets.inactive,
            &mut visuals.widgets.hovered,
            &mut visuals.widgets.active,
        ] {
            state.fg_stroke.color = p.accent;
        }
        let mut moved = value;
        let slider = Slider::new(&mut moved, range)
            .step_by(step)
            .show_value(false)
            .handle_shape(HandleShape::Circle)
            .trailing_fill(true);
        let response = ui.add(slider);
        match labelled_by {
            Some(name) => {
                response.clone().labelled_by(name);
            }
            None => {
                response.widget_info(|| egui::WidgetInfo::slider(true, f64::from(value), label));
            }
        }
        response.changed().then_some(moved)
    })
    .inner
}
