//! What floats over the upper edge of the product while its textures are on their way, or where they
//! aren't there.

use egui::{Align2, Area, Frame, Margin, Order, Rect, Stroke, Ui, vec2};

use crate::action::{Action, Actions};
use crate::icon;
use crate::pieces::job::amount;
use crate::state::{Document, Dressing, JobEntry, JobStatus, Jobs};
use crate::theme::{RADIUS, Weight, palette, size, space};
use crate::widgets::{Button, Kind, bar, icon, icon_button, line};

/// Width of the card, in points.
const WIDTH: f32 = 320.0;

/// Shows it along the upper edge of `rect`; nothing where all is there.
pub(crate) fn show(
    ui: &mut Ui,
    rect: Rect,
    document: &Document,
    jobs: &Jobs,
    actions: &mut Actions,
) {
    match &document.dressing {
        Dressing::Running { job } => {
            if let Some(job) = jobs.get(*job) {
                card(ui, rect, |ui| running(ui, job, actions));
            }
        }
        Dressing::Without(failure) => card(ui, rect, |ui| {
            let words = if failure.stopped {
                "Shown without its textures"
            } else {
                "Its textures couldn't be loaded"
            };
            without(ui, words, &failure.message, document, actions);
        }),
        Dressing::Done => {}
    }
}

fn running(ui: &mut Ui, job: &JobEntry, actions: &mut Actions) {
    let p = palette(ui);
    let stage = job.stages.last();
    let words = match (job.status, stage) {
        (JobStatus::Stopping, _) => "Stopping".to_owned(),
        (_, Some(stage)) => match amount(stage) {
            Some(amount) => format!("{}, {amount}", stage.name),
            None => stage.name.clone(),
        },
        (_, None) => "Reading textures".to_owned(),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_enabled_ui(job.status == JobStatus::Running, |ui| {
                if icon_button(ui, icon::CLOSE, "Stop loading the textures").clicked() {
                    actions.push(Action::Cancel(job.id));
                }
            });
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                line(ui, &words, size::BODY, Weight::Medium, p.text);
            });
        });
    });
    bar(ui, stage.and_then(|stage| stage.fraction()), &words);
    ui.add_space(space::S);
}

fn without(ui: &mut Ui, words: &str, why: &str, document: &Document, actions: &mut Actions) {
    let p = palette(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        icon(ui, icon::WARNING, size::TITLE, p.warn);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if Button::new(Kind::Quiet, "Load them").show(ui).clicked() {
                actions.push(Action::Open(document.path.clone()));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                line(ui, words, size::BODY, Weight::Medium, p.text).on_hover_text(why);
            });
        });
    });
}

/// The card that it stands on.
fn card(ui: &mut Ui, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let p = palette(ui);
    let width = WIDTH.min(rect.width() - 2.0 * space::L);
    Area::new(ui.scope_id().with("dressing"))
        .order(Order::Middle)
        .fixed_pos(rect.center_top() + vec2(0.0, space::M))
        .pivot(Align2::CENTER_TOP)
        .constrain_to(rect)
        .fade_in(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(p.raised)
                .stroke(Stroke::new(1.0, p.hairline))
                .corner_radius(RADIUS)
                .inner_margin(Margin {
                    left: space::M as i8,
                    right: space::XS as i8,
                    top: space::XS as i8,
                    bottom: space::XS as i8,
                })
                .show(ui, |ui| {
                    ui.set_width(width - space::L);
                    ui.spacing_mut().item_spacing.y = space::XS;
                    content(ui);
                });
        });
}
