//! Support: what customers get of a live listing, byte by byte, and another release beside it.

use base::units;
use egui::{Id, Key, ScrollArea, Ui};

use super::action::SupportAction;
use crate::action::{Action, Actions};
use crate::icon;
use crate::pieces::failure::sentence;
use crate::pieces::page::page;
use crate::state::{Document, JobStatus, ListingCard, Seeking, State};
use crate::theme::{Weight, palette, size, space};
use crate::widgets::{
    Button, FieldSpec, Kind, bar, fact, field, icon, line, link, note_fact, paragraph, section,
};

/// Characters of a hash that are shown; all of it is in its tooltip.
const HASH: usize = 8;

/// Shows it.
pub(crate) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let p = palette(ui);
    ScrollArea::vertical()
        .id_salt("support")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            page().show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                ui.add_space(space::XS);
                line(ui, "Support", size::TITLE, Weight::SemiBold, p.text);
                let words = "See exactly what customers get: every byte comes through the shop's \
                             edge, and every hash is compared.";
                paragraph(ui, words, size::BODY, p.muted);
                seek(ui, state, actions);
                let listing = state.document.as_ref().and_then(|open| {
                    let card = open.listing.as_ref()?;
                    Some((open, card))
                });
                if let Some((document, card)) = listing {
                    release(ui, card, actions);
                    beside(ui, state, document, actions);
                }
                ui.add_space(space::L);
            });
        });
}

/// The field for a listing, and the way of what is looked for.
fn seek(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let p = palette(ui);
    let spec = FieldSpec {
        label: "SKU or address of the page",
        hint: "CHAIR-01",
        complaint: None,
        rows: 1,
    };
    let (response, typed) = field(ui, Id::unique("support-name"), spec, &state.support.name);
    if let Some(typed) = typed {
        actions.push(Action::of(SupportAction::Name(typed)));
    }
    let ready = state.support.has_name();
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let running = match state.support.seeking {
        Seeking::Running { job } => state.jobs.get(job),
        _ => None,
    };
    ui.add_enabled_ui(ready && running.is_none(), |ui| {
        let open = Button::new(Kind::Primary, "Open the listing")
            .icon(icon::SEARCH)
            .full();
        if open.show(ui).clicked() || entered {
            actions.push(Action::of(SupportAction::Open));
        }
    });
    if let Some(job) = running {
        let stage = job.stages.last();
        let words = stage.map_or("Starting", |stage| stage.name.as_str());
        line(ui, words, size::NOTE, Weight::Regular, p.muted);
        bar(ui, stage.and_then(|stage| stage.fraction()), words);
        ui.add_enabled_ui(job.status == JobStatus::Running, |ui| {
            if Button::new(Kind::Quiet, "Stop").full().show(ui).clicked() {
                actions.push(Action::Cancel(job.id));
            }
        });
    }
    if let Seeking::Failed(failure) = &state.support.seeking {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            icon(ui, icon::FAILED, size::TITLE, p.bad);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                paragraph(ui, &sentence(&failure.message), size::BODY, p.text);
                if let Some(hint) = &failure.hint {
                    paragraph(ui, &sentence(hint), size::NOTE, p.muted);
                }
            });
        });
    }
}

/// What is known of the release that is open.
fn release(ui: &mut Ui, card: &ListingCard, actions: &mut Actions) {
    let p = palette(ui);
    section(ui, &card.title);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        fact(ui, "SKU", &card.sku);
        let live = card.live == Some(card.release);
        let release = if live {
            format!("{}, live", card.release)
        } else {
            card.release.to_string()
        };
        fact(ui, "Release", &release);
        if let Some(since) = &card.since {
            fact(ui, "Live since", since);
        }
        if let Some(by) = &card.by {
            fact(ui, "Put live by", by);
        }
        fact(ui, "Price", &card.price);
        if let Some(edge) = &card.edge {
            fact(ui, "Manifest", edge);
        }
    });
    if link(ui, &card.url)
        .on_hover_text("Open the page in the browser")
        .clicked()
    {
        actions.push(Action::OpenUrl(card.url.clone()));
    }
    if let Some(proof) = &card.proof {
        paragraph(ui, proof, size::NOTE, p.muted);
    }
    section(ui, "What customers get");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        icon(ui, icon::DONE, size::TITLE, p.good);
        let words = match card.objects.len() {
            1 => "1 file, its hash agrees".to_owned(),
            count => format!("{count} files, every hash agrees"),
        };
        line(ui, &words, size::BODY, Weight::Medium, p.text);
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for object in &card.objects {
            let short = object.sha256.get(..HASH).unwrap_or(&object.sha256);
            let note = format!("{short}…, {}", object.edge);
            note_fact(ui, &object.role, &note, &units::bytes(object.bytes))
                .on_hover_text(&object.sha256);
        }
    });
    for attribute in &card.not_followed {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            icon(ui, icon::WARNING, size::TITLE, p.warn);
            let words = format!("The preview can't follow {attribute}.");
            paragraph(ui, &words, size::NOTE, p.text);
        });
    }
}

/// Another release beside it.
fn beside(ui: &mut Ui, state: &State, document: &Document, actions: &mut Actions) {
    section(ui, "Beside another release");
    if let (Some(card), Some(other)) = (&document.listing, &document.beside) {
        let label = format!("Close release {}", other.release);
        if Button::new(Kind::Secondary, &label)
            .full()
            .show(ui)
            .clicked()
        {
            actions.push(Action::of(SupportAction::CloseBeside));
        }
        differences(ui, card, other);
        return;
    }
    let release = state.support.other_release();
    let ready = release.is_ok();
    let typed_wrong = !state.support.other.trim().is_empty();
    let complaint = release.err().filter(|_| typed_wrong);
    let spec = FieldSpec {
        label: "Release",
        hint: "1",
        complaint: complaint.as_deref(),
        rows: 1,
    };
    let (_, typed) = field(ui, Id::unique("support-other"), spec, &state.support.other);
    if let Some(typed) = typed {
        actions.push(Action::of(SupportAction::Other(typed)));
    }
    ui.add_enabled_ui(ready, |ui| {
        let show = Button::new(Kind::Secondary, "Show both")
            .icon(icon::COLUMNS)
            .full();
        if show.show(ui).clicked() {
            actions.push(Action::of(SupportAction::Beside));
        }
    });
}

/// How the release beside this one differs from it.
fn differences(ui: &mut Ui, card: &ListingCard, other: &ListingCard) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        fact(ui, "Release", &other.release.to_string());
        let price = if other.price == card.price {
            format!("{}, the same", other.price)
        } else {
            other.price.clone()
        };
        fact(ui, "Price", &price);
        for (role, same, bytes) in card.beside(other) {
            let bytes = units::bytes(bytes);
            let value = if same {
                "the same bytes".to_owned()
            } else {
                format!("other bytes, {bytes}")
            };
            fact(ui, &role, &value);
        }
    });
}
