//! The middle: the product, or what stands in its place.

use egui::{CentralPanel, Color32, Frame, Rect, Ui};

use super::super::action::Action;
use super::super::state::{Document, Opening, State};
use super::super::theme::palette;
use super::super::viewport::Viewport;
use super::{Actions, dressing, parts, pills, states};

/// The page that customers see the product on.
const PAGE: Color32 = Color32::WHITE;

/// Shows it.
pub(crate) fn stage(ui: &mut Ui, state: &State, viewport: &mut Viewport, actions: &mut Actions) {
    let p = palette(ui);
    let shows_product = state.has_panel();
    let fill = if shows_product { PAGE } else { p.surface };
    CentralPanel::default()
        .frame(Frame::new().fill(fill))
        .show(ui, |ui| {
            let rect = ui.max_rect();
            let hovering = ui.input(|input| !input.raw.hovered_files.is_empty());
            match (&state.opening, &state.document) {
                (Opening::Running { job, .. }, _) => {
                    if let Some(job) = state.jobs.get(*job) {
                        states::loading(ui, rect, job, actions);
                    }
                }
                (Opening::Failed { path, failure }, _) => {
                    states::not_opened(ui, rect, path, failure, actions);
                }
                (Opening::Idle, Some(document)) => {
                    product(ui, rect, state, document, viewport, actions);
                }
                (Opening::Idle, None) => states::empty(ui, rect, hovering, actions),
            }
        });
}

fn product(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    document: &Document,
    viewport: &mut Viewport,
    actions: &mut Actions,
) {
    if let Some(lost) = &state.picture_lost {
        ui.painter().rect_filled(rect, 0, palette(ui).surface);
        states::no_picture(ui, rect, lost, actions);
        return;
    }
    match viewport.show(ui, rect, document, state.lengths) {
        Ok(picked) => actions.extend(picked.map(Action::Part)),
        Err(failure) => actions.push(Action::PictureLost(failure)),
    }
    if ui.input(|input| !input.raw.hovered_files.is_empty()) {
        states::let_go(ui, rect);
        return;
    }
    dressing::show(ui, rect, document, &state.jobs, actions);
    parts::show(ui, rect, document, actions);
    pills::show(ui, rect, state.lengths, document, viewport, actions);
}
