//! Publish: the words of the listing, its way to the shop, and how that ended.

use asset::Effect;
use egui::{Align, Frame, Id, Layout, Margin, Panel, ScrollArea, Ui};

use super::action::PublishAction;
use super::live;
use crate::action::{Action, Actions};
use crate::icon;
use crate::pieces::job::amount;
use crate::pieces::page::page;
use crate::pieces::{defects, failure};
use crate::screens::mark::{Mark, MarkKind};
use crate::state::{
    Document, Failure, Field, Form, JobEntry, JobStage, JobStatus, Publishing, State,
};
use crate::theme::{Palette, Weight, palette, size, space};
use crate::widgets::{Button, FieldSpec, Kind, bar, field, icon, line, paragraph, tick};

/// Width of the currency's field.
const CURRENCY: f32 = 88.0;

/// Shows it.
pub(crate) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let Some(document) = &state.document else {
        return;
    };
    match &state.publishing {
        Publishing::Editing => editing(ui, &state.form, document, actions),
        Publishing::Running { job } => {
            if let Some(job) = state.jobs.get(*job) {
                running(ui, job, actions);
            }
        }
        Publishing::Live(live) => live::show(ui, live, actions),
        Publishing::Failed(failure) => failed(ui, failure, actions),
    }
}

/// What the rail says of it: what stops the product, or how it is on its way.
pub(crate) fn mark(state: &State) -> Option<Mark> {
    let (kind, words) = match &state.publishing {
        Publishing::Editing => {
            let document = state.document.as_ref()?;
            if document.gate().is_open() {
                return None;
            }
            let shown = document.defects().all(|defect| defect.effect.is_shown());
            if shown {
                (MarkKind::Warning, "stopped by what is wrong with the file")
            } else {
                (MarkKind::Bad, "customers would see nothing")
            }
        }
        Publishing::Running { .. } => (MarkKind::UnderWay, "under way"),
        Publishing::Live(_) => (MarkKind::Good, "live"),
        Publishing::Failed(_) => (MarkKind::Bad, "failed"),
    };
    Some(Mark { kind, words })
}

fn editing(ui: &mut Ui, form: &Form, document: &Document, actions: &mut Actions) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.surface)
        .inner_margin(Margin::same(space::L as i8));
    Panel::bottom("publish-action")
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            let open = document.gate().is_open();
            ui.add_enabled_ui(open, |ui| {
                let publish = Button::new(Kind::Primary, "Publish to shop").icon(icon::SHOP);
                if publish.full().show(ui).clicked() {
                    actions.push(Action::of(PublishAction::Publish));
                }
            });
        });
    ScrollArea::vertical()
        .id_salt("publish")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            page().show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                ui.add_space(space::XS);
                line(ui, "Publish", size::TITLE, Weight::SemiBold, p.text);
                let what = format!("{} becomes a page in the shop.", document.name);
                paragraph(ui, &what, size::BODY, p.muted);
                stops(ui, document, actions);
                entry(ui, form, Field::Title, actions);
                entry(ui, form, Field::Sku, actions);
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = space::M;
                    let price = ui.available_width() - CURRENCY - space::M;
                    for (part, width) in [(Field::Price, price), (Field::Currency, CURRENCY)] {
                        ui.vertical(|ui| {
                            ui.set_width(width);
                            entry(ui, form, part, actions);
                        });
                    }
                });
                entry(ui, form, Field::Description, actions);
            });
        });
}

/// What customers wouldn't see, and leave to publish it all the same where that can be given.
fn stops(ui: &mut Ui, document: &Document, actions: &mut Actions) {
    let gate = document.gate();
    let unseen = gate.unseen.is_empty();
    let mut stops = gate.unseen;
    stops.extend(gate.lost);
    stops.extend(gate.allowed);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        defects::list(ui, &stops, |ui, code| {
            let lost = stops
                .iter()
                .any(|one| one.code == code && one.effect == Effect::Lost);
            let never = stops
                .iter()
                .any(|one| one.code == code && !one.effect.is_shown());
            if unseen && lost && !never {
                let allowed = document.allowed.of(code).is_some();
                if tick(ui, "Publish all the same", allowed).clicked() {
                    actions.push(Action::of(PublishAction::Allow(code.to_owned(), !allowed)));
                }
            }
        });
    });
}

/// One field of the form.
fn entry(ui: &mut Ui, form: &Form, part: Field, actions: &mut Actions) {
    let (label, hint, rows) = match part {
        Field::Title => ("Title", "What customers call it", 1),
        Field::Sku => ("Article number (SKU)", "CHAIR-01", 1),
        Field::Price => ("Price", "199.00", 1),
        Field::Currency => ("Currency", "EUR", 1),
        Field::Description => ("Description", "Material, care, what comes with it", 5),
    };
    let complaint = form.complaint(part);
    let spec = FieldSpec {
        label,
        hint,
        complaint: complaint.as_deref(),
        rows,
    };
    let id = Id::unique("publish").with(part as usize);
    let (response, typed) = field(ui, id, spec, form.text(part));
    if let Some(typed) = typed {
        actions.push(Action::of(PublishAction::Edit(part, typed)));
    }
    if response.lost_focus() {
        actions.push(Action::of(PublishAction::Leave(part)));
        if rows == 1 && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
            actions.push(Action::of(PublishAction::Publish));
        }
    }
}

fn running(ui: &mut Ui, job: &JobEntry, actions: &mut Actions) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.surface)
        .inner_margin(Margin::same(space::L as i8));
    Panel::bottom("publish-action")
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            let stopping = job.status == JobStatus::Stopping;
            ui.add_enabled_ui(!stopping, |ui| {
                let (mark, label) = if job.paused {
                    (icon::PLAY, "Go on publishing")
                } else {
                    (icon::PAUSE, "Pause")
                };
                let pause = Button::new(Kind::Secondary, label).icon(mark).full();
                if pause.show(ui).clicked() {
                    actions.push(Action::Pause(job.id, !job.paused));
                }
                let label = if stopping {
                    "Stopping"
                } else {
                    "Stop publishing"
                };
                if Button::new(Kind::Quiet, label).full().show(ui).clicked() {
                    actions.push(Action::Cancel(job.id));
                }
            });
        });
    page().show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.add_space(space::XS);
        let title = if job.paused { "Paused" } else { "Publishing" };
        line(ui, title, size::TITLE, Weight::SemiBold, p.text);
        let words = format!(
            "Nothing changes in the shop until the last step. Then customers see {}.",
            job.subject
        );
        paragraph(ui, &words, size::BODY, p.muted);
        ui.add_space(space::S);
        let last = job.stages.len().saturating_sub(1);
        for (index, stage) in job.stages.iter().enumerate() {
            step(ui, p, stage, index == last);
        }
    });
}

/// One step of the way: done, or under way with its bar.
fn step(ui: &mut Ui, p: &Palette, stage: &JobStage, present: bool) {
    ui.horizontal(|ui| {
        let (mark, color) = if present {
            (icon::WORKING, p.accent)
        } else {
            (icon::DONE, p.good)
        };
        icon(ui, mark, size::TITLE, color);
        let (weight, color) = if present {
            (Weight::Medium, p.text)
        } else {
            (Weight::Regular, p.muted)
        };
        let amount = present.then(|| amount(stage)).flatten();
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(amount) = amount {
                line(ui, &amount, size::NOTE, Weight::Regular, p.muted);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                line(ui, &stage.name, size::BODY, weight, color);
            });
        });
    });
    if present {
        bar(ui, stage.fraction(), &stage.name);
    }
}

fn failed(ui: &mut Ui, failure: &Failure, actions: &mut Actions) {
    ScrollArea::vertical()
        .id_salt("publish-failed")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            page().show(ui, |ui| {
                let title = "It isn't published";
                let next =
                    failure::show(ui, title, failure, "Back to the form", actions, |_, _| {});
                if next {
                    actions.push(Action::of(PublishAction::EditAgain));
                }
            });
        });
}
