//! The middle: the product, or what stands in its place.

use egui::{CentralPanel, Color32, Frame, Rect, Ui};

use super::{dressing, parts, pills, states, unseen};
use crate::action::{Action, Actions};
use crate::blit::fill;
use crate::state::{Document, Opening, State};
use crate::theme::{Weight, palette, size, space};
use crate::viewport::{Viewport, halves};
use crate::widgets::{line, pill_bed};

/// The page that customers see the product on.
const PAGE: Color32 = Color32::WHITE;

/// Shows it.
pub(crate) fn stage(ui: &mut Ui, state: &State, viewport: &mut Viewport, actions: &mut Actions) {
    let p = palette(ui);
    let shows_product = state.has_panel();
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        let rect = ui.max_rect();
        if !shows_product {
            fill(ui, rect, p.surface);
        } else if !viewport.has_picture() {
            fill(ui, rect, PAGE);
        }
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
        fill(ui, rect, palette(ui).surface);
        states::no_picture(ui, rect, lost, actions);
        return;
    }
    match viewport.show(ui, rect, document, state.lengths) {
        Ok(picked) => actions.extend(picked.map(Action::of)),
        Err(failure) => actions.push(Action::PictureLost(failure)),
    }
    if ui.input(|input| !input.raw.hovered_files.is_empty()) {
        states::let_go(ui, rect);
        return;
    }
    releases(ui, rect, document);
    unseen::show(ui, rect, document);
    dressing::show(ui, rect, document, &state.jobs, actions);
    parts::show(ui, rect, document, actions);
    pills::show(ui, rect, state.lengths, document, viewport, actions);
}

/// Which release is which, where two are side by side.
fn releases(ui: &mut Ui, rect: Rect, document: &Document) {
    let (Some(first), Some(second)) = (&document.listing, &document.beside) else {
        return;
    };
    let (left, right) = halves(rect, true);
    for (rect, card) in [(left, first), (right, second)] {
        let words = if card.live == Some(card.release) {
            format!("Release {}, live", card.release)
        } else {
            format!("Release {}", card.release)
        };
        let place = rect.center_top() + egui::vec2(0.0, space::M);
        egui::Area::new(ui.scope_id().with(("release", card.release)))
            .fixed_pos(place)
            .pivot(egui::Align2::CENTER_TOP)
            .fade_in(false)
            .show(ui.ctx(), |ui| {
                pill_bed(ui, |ui| {
                    ui.horizontal_centered(|ui| {
                        line(ui, &words, size::BODY, Weight::Medium, palette(ui).text);
                    });
                });
            });
    }
}
