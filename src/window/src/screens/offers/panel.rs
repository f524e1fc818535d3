//! The offer to go on with publications that broke off; it stands over the product, which moves down.

use ::publish::Intent;
use egui::{Align, Frame, Layout, Margin, Panel, ScrollArea, Ui};

use super::action::OfferAction;
use crate::action::{Action, Actions};
use crate::icon::{self, Icon};
use crate::pieces::failure::sentence;
use crate::pieces::job::{amount, doing, pause_button};
use crate::state::{JobEntry, Jobs, Offer, Settled, State, Way};
use crate::theme::{CONTROL, Weight, palette, size, space};
use crate::widgets::{Button, Kind, bar, icon, icon_button, line, paragraph};

/// The most of the list that is seen at once, in points.
const HIGHEST: f32 = 160.0;

/// Shows it, where there is something to offer.
pub(crate) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.surface)
        .inner_margin(Margin::symmetric(space::L as i8, space::S as i8));
    let mut open = state.has_offers();
    Panel::top("offers")
        .resizable(false)
        .frame(frame)
        .show_separator_line(true)
        .show_collapsible(ui, &mut open, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.horizontal(|ui| {
                ui.set_height(CONTROL);
                icon(ui, icon::UPLOAD, size::TITLE, p.accent);
                let words = match state.unsettled() {
                    0 => "Everything has come to its end".to_owned(),
                    1 => "A publication didn't come to its end".to_owned(),
                    count => format!("{count} publications didn't come to their end"),
                };
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if icon_button(ui, icon::CLOSE, "Later").clicked() {
                        actions.push(Action::of(OfferAction::PutOff));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        line(ui, &words, size::BODY, Weight::SemiBold, p.text);
                    });
                });
            });
            ScrollArea::vertical()
                .id_salt("offers")
                .min_scrolled_height(HIGHEST)
                .max_height(HIGHEST)
                .show(ui, |ui| {
                    for (index, offer) in state.offers.iter().enumerate() {
                        ui.push_id(index, |ui| row(ui, offer, &state.jobs, actions));
                    }
                });
        });
}

fn row(ui: &mut Ui, offer: &Offer, jobs: &Jobs, actions: &mut Actions) {
    let p = palette(ui);
    let running = match offer.way {
        Way::Running { job } => jobs.get(job),
        _ => None,
    };
    let (mark, color) = mark(ui, offer, running);
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        ui.spacing_mut().item_spacing.x = space::S;
        icon(ui, mark, size::TITLE, color);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            buttons(ui, offer, running, actions);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = format!("{} ({})", offer.left.title, offer.left.sku);
                line(ui, &title, size::BODY, Weight::Medium, p.text)
                    .on_hover_text(format!("To {}", offer.left.place));
                let words = words(offer, running);
                line(ui, &words, size::NOTE, Weight::Regular, p.muted);
            });
        });
    });
    if let Way::Failed(_, failure) = &offer.way {
        // Under the name, beside the mark.
        let margin = Margin {
            left: space::XL as i8,
            bottom: space::S as i8,
            ..Margin::ZERO
        };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let message = sentence(&failure.message);
            paragraph(ui, &message, size::NOTE, p.text);
            if let Some(hint) = &failure.hint {
                paragraph(ui, &sentence(hint), size::NOTE, p.muted);
            }
        });
    }
    if let Some(job) = running {
        let stage = job.stages.last();
        bar(
            ui,
            stage.and_then(|stage| stage.fraction()),
            &offer.left.title,
        );
    }
}

fn mark(ui: &Ui, offer: &Offer, running: Option<&JobEntry>) -> (Icon, egui::Color32) {
    let p = palette(ui);
    match offer.way {
        Way::Running { .. } if running.is_some_and(|job| job.paused) => (icon::PAUSE, p.accent),
        Way::Waiting | Way::Asking => (icon::PAUSE, p.muted),
        Way::Running { .. } => (icon::WORKING, p.accent),
        Way::Settled(_) => (icon::DONE, p.good),
        Way::Failed(..) => (icon::FAILED, p.bad),
    }
}

/// How it stands, in words.
fn words(offer: &Offer, running: Option<&JobEntry>) -> String {
    match &offer.way {
        Way::Waiting => match &offer.left.intent {
            Intent::Publish(_) => format!("stopped while {}", offer.left.step.to_lowercase()),
            Intent::Rollback(release) => format!("stopped on its way back to release {release}"),
            Intent::Unpublish => "stopped on its way off the shop".to_owned(),
        },
        Way::Asking => match &offer.left.intent {
            Intent::Publish(_) => "What has been sent of it is dropped. Sure?".to_owned(),
            Intent::Rollback(_) | Intent::Unpublish => {
                "The listing stays as it is. Sure?".to_owned()
            }
        },
        Way::Running { .. } => running.map_or_else(String::new, progress),
        Way::Settled(Settled::Live(_)) => "is live".to_owned(),
        Way::Settled(Settled::Off) => "is off the shop".to_owned(),
        Way::Failed(tried, _) => doing(*tried).undone.to_owned(),
    }
}

/// How far it is.
fn progress(job: &JobEntry) -> String {
    let Some(stage) = job.stages.last() else {
        return "Starting".to_owned();
    };
    let name = if job.paused { "Paused" } else { &stage.name };
    match amount(stage) {
        Some(amount) => format!("{name}, {amount}"),
        None => name.to_owned(),
    }
}

fn buttons(ui: &mut Ui, offer: &Offer, running: Option<&JobEntry>, actions: &mut Actions) {
    let sku = || offer.left.sku.clone();
    let named = |verb: &str| format!("{verb}: {}", offer.left.title);
    let button = |ui: &mut Ui, kind: Kind, label: &str| Button::new(kind, label).show(ui).clicked();
    let act = |action: OfferAction| Action::of(action);
    match &offer.way {
        Way::Waiting | Way::Failed(..) => {
            if button(ui, Kind::Secondary, "Go on") {
                actions.push(act(OfferAction::GoOn(sku())));
            }
            if !offer.left.may_be_live && button(ui, Kind::Quiet, "Give up") {
                actions.push(act(OfferAction::AskToGiveUp(sku())));
            }
        }
        Way::Asking => {
            if button(ui, Kind::Secondary, "Drop it") {
                actions.push(act(OfferAction::GiveUp(sku())));
            }
            if button(ui, Kind::Quiet, "Keep it") {
                actions.push(act(OfferAction::Keep(sku())));
            }
        }
        Way::Running { job } => {
            // Where "Go on" was, a second press holds it and doesn't stop it.
            if let Some(entry) = running {
                pause_button(ui, entry, actions);
            }
            if icon_button(ui, icon::CLOSE, &named("Stop")).clicked() {
                actions.push(Action::Cancel(*job));
            }
        }
        Way::Settled(settled) => {
            if icon_button(ui, icon::CLOSE, &named("Put away")).clicked() {
                actions.push(act(OfferAction::PutAway(sku())));
            }
            if let Settled::Live(live) = settled
                && button(ui, Kind::Secondary, "Open in shop")
            {
                actions.push(Action::OpenUrl(live.url.clone()));
            }
        }
    }
}
