//! The states of the middle: nothing there, on its way, failed.

use egui::{Align, Frame, Layout, Margin, Rect, Stroke, StrokeKind, Ui, UiBuilder, vec2};

use crate::action::{Action, Actions};
use crate::icon;
use crate::pieces::failure;
use crate::pieces::job::amount;
use crate::shortcuts;
use crate::state::{Failure, JobEntry, JobStage, JobStatus, file_name};
use crate::theme::{Weight, font, palette, size, space};
use crate::widgets::{Button, Kind, bar, line, paragraph, state_mark};

/// Width of what stands in the middle.
const WIDTH: f32 = 400.0;

/// Nothing is open.
pub(crate) fn empty(ui: &mut Ui, rect: Rect, hovering: bool, actions: &mut Actions) {
    let p = palette(ui);
    drop_frame(ui, rect, hovering);
    middle(ui, rect, 248.0, |ui| {
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            state_mark(ui, icon::DROP, p.accent, p.accent_soft);
            ui.add_space(space::S);
            let title = if hovering {
                "Let go to open it"
            } else {
                "Drop a 3D model here"
            };
            line(ui, title, size::HEADING, Weight::SemiBold, p.text);
            let words = "A GLB or glTF file. You see it as your customers will, and nothing leaves \
                         this computer until you publish.";
            paragraph(ui, words, size::BODY, p.muted);
            ui.add_space(space::S);
            let open = Button::new(Kind::Primary, "Open a model").icon(icon::FOLDER);
            let keys = shortcuts::OPEN.keys(ui.ctx());
            if open.show(ui).on_hover_text(keys).clicked() {
                actions.push(Action::AskForFile);
            }
        });
    });
}

/// A file hangs over the product that is open.
pub(crate) fn let_go(ui: &mut Ui, rect: Rect) {
    let p = palette(ui);
    drop_frame(ui, rect, true);
    let words = "Let go to open it";
    let font = font(size::HEADING, Weight::SemiBold);
    ui.painter().text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        words,
        font,
        p.text,
    );
}

/// The place to drop a file.
fn drop_frame(ui: &Ui, rect: Rect, hovering: bool) {
    let p = palette(ui);
    let place = rect.shrink(space::XL);
    if hovering {
        ui.painter().rect_filled(place, 12, p.accent_soft);
    }
    let stroke = Stroke::new(
        if hovering { 2.0 } else { 1.0 },
        if hovering { p.accent } else { p.hairline },
    );
    ui.painter()
        .rect_stroke(place, 12, stroke, StrokeKind::Inside);
}

/// A file is on its way.
pub(crate) fn loading(ui: &mut Ui, rect: Rect, job: &JobEntry, actions: &mut Actions) {
    let p = palette(ui);
    middle(ui, rect, 148.0, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let title = format!("Opening {}", job.subject);
        line(ui, &title, size::HEADING, Weight::SemiBold, p.text);
        let stage = job.stages.last();
        ui.add_space(space::XS);
        bar(ui, stage.and_then(JobStage::fraction), &title);
        ui.horizontal(|ui| {
            let words = match (job.status, stage) {
                (JobStatus::Stopping, _) => "Stopping",
                (_, Some(stage)) => stage.name.as_str(),
                (_, None) => "Starting",
            };
            let amount = stage.and_then(amount);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(amount) = amount {
                    line(ui, &amount, size::BODY, Weight::Regular, p.muted);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    line(ui, words, size::BODY, Weight::Regular, p.muted);
                });
            });
        });
        ui.add_space(space::XS);
        ui.add_enabled_ui(job.status == JobStatus::Running, |ui| {
            if Button::new(Kind::Secondary, "Stop")
                .show(ui)
                .on_hover_text("Esc")
                .clicked()
            {
                actions.push(Action::Cancel(job.id));
            }
        });
    });
}

/// A file couldn't be opened.
pub(crate) fn not_opened(
    ui: &mut Ui,
    rect: Rect,
    path: &std::path::Path,
    why: &Failure,
    actions: &mut Actions,
) {
    middle(ui, rect, 260.0, |ui| {
        let title = format!("{} can't be opened", file_name(path));
        let again = |ui: &mut Ui, actions: &mut Actions| {
            if Button::new(Kind::Secondary, "Try again").show(ui).clicked() {
                actions.push(Action::TryAgain);
            }
        };
        if failure::show(ui, &title, why, "Open another model", actions, again) {
            actions.push(Action::AskForFile);
        }
    });
}

/// The picture can't be drawn.
pub(crate) fn no_picture(ui: &mut Ui, rect: Rect, why: &Failure, actions: &mut Actions) {
    middle(ui, rect, 260.0, |ui| {
        let title = "The picture can't be drawn";
        let again = |ui: &mut Ui, actions: &mut Actions| {
            if Button::new(Kind::Secondary, "Try again").show(ui).clicked() {
                actions.push(Action::Redraw);
            }
        };
        if failure::show(ui, title, why, "Open another model", actions, again) {
            actions.push(Action::AskForFile);
        }
    });
}

/// Lays `content`, about `height` high, in the middle of `rect`.
fn middle(ui: &mut Ui, rect: Rect, height: f32, content: impl FnOnce(&mut Ui)) {
    let width = WIDTH.min(rect.width() - 2.0 * space::XXL);
    let place = Rect::from_center_size(rect.center(), vec2(width, height.min(rect.height())));
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        Frame::new().inner_margin(Margin::ZERO).show(ui, content);
    });
}
