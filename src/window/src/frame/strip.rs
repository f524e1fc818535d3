//! The strip at the bottom: what runs now; a click opens the list of jobs.

use egui::accesskit::Role;
use egui::{
    Align, CursorIcon, Frame, Layout, Margin, Panel, Popup, PopupCloseBehavior, RectAlign,
    Response, Sense, Ui, UiBuilder, WidgetInfo,
};

use base::units;
use render::Memory;

use crate::action::{Action, Actions};
use crate::blit::fill;
use crate::icon::{self, Icon};
use crate::pieces::job::{Doing, doing, pause_button};
use crate::state::{JobEntry, JobStatus, Notice, State};
use crate::theme::{CONTROL, Palette, QUICK, RADIUS, Weight, follow, palette, size, space};
use crate::widgets::{bar, icon, icon_button, line, paragraph};

/// Height of the strip.
const HEIGHT: f32 = 36.0;
/// Width of the bar in the strip.
const BAR: f32 = 120.0;
/// Width of the list of jobs.
const LIST: f32 = 360.0;

/// Shows it.
pub(crate) fn strip(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let p = palette(ui);
    let margin = Margin::symmetric(space::S as i8, 0);
    let frame = Frame::new().inner_margin(margin);
    Panel::bottom("strip")
        .exact_size(HEIGHT)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            fill(ui, ui.max_rect() + margin, p.ground);
            ui.horizontal_centered(|ui| {
                let summary = summary(ui, p, state);
                if summary.clicked() {
                    actions.push(Action::ToggleJobs);
                }
                list(&summary, state, actions);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.add_space(space::S);
                    if let Some(notice) = state.notice {
                        let (words, mark, color) = match notice {
                            Notice::Done(words) => (words, icon::CHECK, p.good),
                            Notice::First(words) => (words, icon::WARNING, p.warn),
                        };
                        line(ui, words, size::NOTE, Weight::Medium, p.text);
                        icon(ui, mark, size::BODY, color);
                    } else if let Some(memory) = state.memory.filter(|_| state.has_panel()) {
                        graphics(ui, p, &memory);
                    }
                });
            });
        });
}

/// What runs now, in one line that can be clicked.
fn summary(ui: &mut Ui, p: &Palette, state: &State) -> Response {
    let builder = UiBuilder::new().id_salt("jobs").sense(Sense::click());
    let response = ui
        .scope_builder(builder, |ui| {
            let response = ui.response();
            let hover = follow(ui, response.id.with("hover"), response.hovered(), QUICK);
            let frame = Frame::new()
                .fill(p.hover.gamma_multiply(hover))
                .corner_radius(RADIUS)
                .inner_margin(Margin::symmetric(space::S as i8, 0));
            frame.show(ui, |ui| {
                ui.set_height(HEIGHT - space::S);
                ui.spacing_mut().item_spacing.x = space::S;
                ui.spacing_mut().interact_size.y = HEIGHT - space::S;
                match state.jobs.running() {
                    Some(job) => running(ui, p, job),
                    None => resting(ui, p, state.jobs.newest_first().next()),
                }
            });
        })
        .response;
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Jobs"));
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Graphics memory that all that is on show takes.
fn graphics(ui: &mut Ui, p: &Palette, memory: &Memory) {
    let words = format!("{} of graphics memory", units::bytes(memory.total()));
    let parts = [
        ("Shapes", memory.geometry),
        ("Textures", memory.textures),
        ("Picture", memory.targets),
        ("Light", memory.environments),
    ];
    let parts = parts.map(|(name, bytes)| format!("{name}: {}", units::bytes(bytes)));
    line(ui, &words, size::NOTE, Weight::Regular, p.muted).on_hover_text(parts.join("\n"));
}

fn running(ui: &mut Ui, p: &Palette, job: &JobEntry) {
    let stage = job.stages.last();
    ui.scope(|ui| {
        ui.set_max_width(BAR);
        bar(ui, stage.and_then(|stage| stage.fraction()), &title(job));
    });
    line(ui, &title(job), size::NOTE, Weight::Medium, p.text);
    if let Some(stage) = stage {
        line(ui, &stage.name, size::NOTE, Weight::Regular, p.muted);
    }
}

fn resting(ui: &mut Ui, p: &Palette, last: Option<&JobEntry>) {
    match last {
        Some(job) => {
            let (mark, color) = mark(p, job.status);
            icon(ui, mark, size::BODY, color);
            line(ui, &title(job), size::NOTE, Weight::Regular, p.muted);
        }
        None => {
            line(
                ui,
                "Nothing is running",
                size::NOTE,
                Weight::Regular,
                p.muted,
            );
        }
    }
}

/// The list of jobs, above the strip.
fn list(anchor: &Response, state: &State, actions: &mut Actions) {
    let shown = Popup::from_response(anchor)
        .open(state.jobs_open)
        .align(RectAlign::TOP_START)
        .gap(space::S)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .accessible_name("Jobs")
        .show(|ui| {
            ui.set_width(LIST);
            Frame::new()
                .inner_margin(Margin::same(space::S as i8))
                .show(ui, |ui| {
                    let p = palette(ui);
                    line(ui, "Jobs", size::BODY, Weight::SemiBold, p.text);
                    let mut any = false;
                    for job in state.jobs.newest_first() {
                        any = true;
                        row(ui, p, job, actions);
                    }
                    if !any {
                        let words = "Opening and publishing show up here while they run.";
                        line(ui, words, size::NOTE, Weight::Regular, p.muted);
                    }
                });
        });
    let outside =
        shown.is_some_and(|list| list.response.clicked_elsewhere() && !anchor.contains_pointer());
    if outside {
        actions.push(Action::ToggleJobs);
    }
}

fn row(ui: &mut Ui, p: &Palette, job: &JobEntry, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        let (mark, color) = mark(p, job.status);
        icon(ui, mark, size::TITLE, color);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if job.status == JobStatus::Running {
                let label = format!("Stop: {}", title(job));
                if icon_button(ui, icon::CLOSE, &label).clicked() {
                    actions.push(Action::Cancel(job.id));
                }
                pause_button(ui, job, actions);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                line(ui, &title(job), size::BODY, Weight::Regular, p.text);
            });
        });
    });
    if job.is_running() {
        let stage = job.stages.last();
        bar(ui, stage.and_then(|stage| stage.fraction()), &title(job));
        if let Some(stage) = stage {
            line(ui, &stage.name, size::NOTE, Weight::Regular, p.muted);
        }
    }
    for warning in &job.warnings {
        paragraph(ui, warning, size::NOTE, p.warn);
    }
}

/// What a job does, or how it ended, in a few words.
fn title(job: &JobEntry) -> String {
    let subject = &job.subject;
    let Doing {
        doing,
        done,
        undone,
    } = doing(job.kind);
    match job.status {
        JobStatus::Running if job.paused => format!("Paused: {subject}"),
        JobStatus::Running => format!("{doing} {subject}"),
        JobStatus::Stopping => format!("Stopping: {subject}"),
        JobStatus::Done => format!("{subject} {done}"),
        JobStatus::Failed => format!("{subject} {undone}"),
        JobStatus::Stopped => format!("{doing} {subject} was stopped"),
    }
}

const fn mark(p: &Palette, status: JobStatus) -> (Icon, egui::Color32) {
    match status {
        JobStatus::Running | JobStatus::Stopping => (icon::WORKING, p.accent),
        JobStatus::Done => (icon::DONE, p.good),
        JobStatus::Failed => (icon::FAILED, p.bad),
        JobStatus::Stopped => (icon::STOPPED, p.muted),
    }
}
