//! The panel at the right: that of the place one is in.

use egui::{Frame, Margin, Panel, Ui};

use crate::action::Actions;
use crate::blit::fill;
use crate::screens::SCREENS;
use crate::state::State;
use crate::theme::palette;

/// Least and greatest width of the side panel, and its share of the window between.
const WIDTHS: std::ops::RangeInclusive<f32> = 320.0..=400.0;
const SHARE: f32 = 0.28;

/// The panel of the place one is in.
pub(crate) fn side(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let p = palette(ui);
    let width = (ui.ctx().content_rect().width() * SHARE).clamp(*WIDTHS.start(), *WIDTHS.end());
    let frame = Frame::new().inner_margin(Margin::ZERO);
    let mut open = state.shows_panel();
    Panel::right("side")
        .exact_size(width.round())
        .resizable(false)
        .frame(frame)
        .show_separator_line(true)
        .show_collapsible(ui, &mut open, |ui| {
            fill(ui, ui.max_rect(), p.surface);
            if let Some(screen) = SCREENS.iter().find(|screen| screen.place == state.place) {
                (screen.show)(ui, state, actions);
            }
        });
}
