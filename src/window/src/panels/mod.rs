//! The parts of the window. Each reads the state and says what people did; none changes anything.

mod asked;
mod bar;
mod defects;
mod dressing;
mod inspect;
mod live;
mod offers;
mod parts;
mod pills;
mod poster;
mod publish;
mod rail;
mod stage;
mod states;
mod strip;
mod support;
mod view;

pub(crate) use asked::asked;
pub(crate) use bar::bar;
pub(crate) use offers::offers;
pub(crate) use rail::rail;
pub(crate) use stage::stage;
pub(crate) use strip::strip;

use egui::{Frame, Margin, Panel, Ui};

use super::action::Action;
use super::blit::fill;
use super::state::{Place, State};
use super::theme::{palette, space};

/// What people did in this frame.
pub(crate) type Actions = Vec<Action>;

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
            if state.place == Place::Support {
                support::show(ui, state, actions);
                return;
            }
            let Some(document) = &state.document else {
                return;
            };
            match state.place {
                Place::Inspect => inspect::show(ui, document, state.lengths, state.memory, actions),
                Place::View => view::show(ui, state, document, actions),
                Place::Support => {}
                Place::Publish => publish::show(ui, state, document, actions),
            }
        });
}

/// The frame of a panel's content.
fn page() -> Frame {
    Frame::new().inner_margin(Margin::symmetric(space::L as i8, space::M as i8))
}
