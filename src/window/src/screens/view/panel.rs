//! View: how customers first see the product, in the web viewer's own words.

use egui::{Id, ScrollArea, Ui};
use viewer::{Environment, ToneMapping};

use super::action::ViewAction;
use crate::action::{Action, Actions};
use crate::icon;
use crate::pieces::page::{group, page};
use crate::screens::poster::panel as poster;
use crate::state::{Dial, Document, State, ViewField, ViewForm, file_name};
use crate::theme::{Weight, palette, size, space};
use crate::widgets::{Button, FieldSpec, Kind, field, icon, line, paragraph, select, slider};

/// The brightest that the slider gives; more can be typed on the command line.
const BRIGHTEST: f32 = 3.0;

/// Shows it.
pub(crate) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let Some(document) = &state.document else {
        return;
    };
    let p = palette(ui);
    ScrollArea::vertical()
        .id_salt("view")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            page().show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                ui.add_space(space::XS);
                line(ui, "View", size::TITLE, Weight::SemiBold, p.text);
                let words = "How customers first see it. The shop page gets the same words.";
                paragraph(ui, words, size::BODY, p.muted);
                let keep = Button::new(Kind::Secondary, "Use the present view")
                    .icon(icon::KEEP)
                    .full();
                let why = "Customers first see the product from where you see it now";
                if keep.show(ui).on_hover_text(why).clicked() {
                    actions.push(Action::of(ViewAction::Keep));
                }
                camera(ui, &document.view, actions);
                light(ui, &document.view, actions);
                shadow(ui, &document.view, actions);
                first(ui, document, actions);
                limits(ui, &document.view, actions);
                if Button::new(Kind::Quiet, "Back to the viewer's defaults")
                    .full()
                    .show(ui)
                    .clicked()
                {
                    actions.push(Action::of(ViewAction::Reset));
                }
                poster::show(ui, &state.poster, actions);
                ui.add_space(space::L);
            });
        });
}

fn camera(ui: &mut Ui, view: &ViewForm, actions: &mut Actions) {
    group(ui, "Camera");
    entry(
        ui,
        view,
        ViewField::Orbit,
        "Camera orbit",
        "0deg 75deg 105%",
        actions,
    );
    entry(
        ui,
        view,
        ViewField::Target,
        "Camera target",
        "auto auto auto",
        actions,
    );
    entry(
        ui,
        view,
        ViewField::FieldOfView,
        "Field of view",
        "auto",
        actions,
    );
}

fn limits(ui: &mut Ui, view: &ViewForm, actions: &mut Actions) {
    group(ui, "How far customers may go");
    let entries = [
        (ViewField::MinOrbit, "Least camera orbit", "auto auto auto"),
        (
            ViewField::MaxOrbit,
            "Greatest camera orbit",
            "auto auto auto",
        ),
        (ViewField::MinFieldOfView, "Narrowest field of view", "auto"),
        (ViewField::MaxFieldOfView, "Widest field of view", "auto"),
    ];
    for (part, label, hint) in entries {
        entry(ui, view, part, label, hint, actions);
    }
}

fn light(ui: &mut Ui, view: &ViewForm, actions: &mut Actions) {
    let p = palette(ui);
    group(ui, "Light");
    let environment = &view.attributes().environment;
    let own = match environment {
        Environment::File(path) => Some(file_name(path)),
        _ => None,
    };
    let mut names = vec!["Neutral", "Legacy", "A file (.hdr)"];
    names.extend(own.as_deref());
    let chosen = match environment {
        Environment::Neutral => 0,
        Environment::Legacy => 1,
        Environment::File(_) => 3,
    };
    let picked = select(ui, "Environment", names[chosen], &names, Some(chosen));
    match picked {
        Some(0) => actions.push(Action::of(ViewAction::Light(Environment::Neutral))),
        Some(1) => actions.push(Action::of(ViewAction::Light(Environment::Legacy))),
        Some(2) => actions.push(Action::of(ViewAction::AskForLight)),
        _ => {}
    }
    let note = match (&view.light_failure, &own) {
        (Some(failure), _) => Some((icon::FAILED, p.bad, failure.as_str())),
        (None, Some(_)) if view.preparing => Some((icon::WORKING, p.accent, "Reading the light")),
        (None, Some(_)) => Some((
            icon::CHECK,
            p.good,
            "It goes live with the model; the shop page is lit by it.",
        )),
        (None, None) => None,
    };
    if let Some((mark, color, words)) = note {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            icon(ui, mark, size::TITLE, color);
            paragraph(ui, words, size::NOTE, p.text);
        });
    }
    let exposure = view.dial(Dial::Exposure);
    let said = format!("{exposure:.2}");
    if let Some(value) = slider(ui, "Exposure", exposure, 0.0..=BRIGHTEST, 0.05, &said) {
        actions.push(Action::of(ViewAction::Turn(Dial::Exposure, value)));
    }
    let tones = ToneMapping::ALL.map(|(tone, _)| tone_name(tone));
    let now = view.attributes().tone_mapping;
    let index = ToneMapping::ALL.iter().position(|(tone, _)| *tone == now);
    if let Some(picked) = select(ui, "Tone mapping", tone_name(now), &tones, index) {
        let (tone, _) = ToneMapping::ALL[picked];
        actions.push(Action::of(ViewAction::Tone(tone)));
    }
}

const fn tone_name(tone: ToneMapping) -> &'static str {
    match tone {
        ToneMapping::Auto => "Automatic (Commerce)",
        ToneMapping::Commerce => "Commerce",
        ToneMapping::Neutral => "Neutral (as Commerce)",
        ToneMapping::Aces => "ACES",
        ToneMapping::Agx => "AgX",
        ToneMapping::Reinhard => "Reinhard",
        ToneMapping::Cineon => "Cineon",
        ToneMapping::Linear => "Linear",
        ToneMapping::None => "None",
    }
}

fn shadow(ui: &mut Ui, view: &ViewForm, actions: &mut Actions) {
    group(ui, "Shadow");
    let dials = [
        (Dial::ShadowIntensity, "Intensity"),
        (Dial::ShadowSoftness, "Softness"),
    ];
    for (dial, label) in dials {
        let value = view.dial(dial);
        let said = format!("{value:.2}");
        if let Some(value) = slider(ui, label, value, 0.0..=1.0, 0.05, &said) {
            actions.push(Action::of(ViewAction::Turn(dial, value)));
        }
    }
}

/// The variant and the animation that customers see first.
fn first(ui: &mut Ui, document: &Document, actions: &mut Actions) {
    let facts = &document.facts;
    if facts.variants.is_empty() && facts.animations.is_empty() {
        return;
    }
    group(ui, "Customers see first");
    let attributes = document.view.attributes();
    let mut choose = |label: &str, none: &str, names: Vec<&str>, now: Option<&str>| {
        let chosen = now.and_then(|now| names.iter().position(|name| *name == now));
        let all: Vec<&str> = std::iter::once(none).chain(names).collect();
        let value = chosen.map_or(none, |chosen| all[chosen + 1]);
        let index = chosen.map_or(0, |chosen| chosen + 1);
        select(ui, label, value, &all, Some(index)).map(|picked| picked.checked_sub(1))
    };
    if !facts.variants.is_empty() {
        let names = facts.variants.iter().map(String::as_str).collect();
        let now = attributes.variant.as_deref();
        if let Some(picked) = choose("First variant", "As authored", names, now) {
            actions.push(Action::of(ViewAction::FirstVariant(picked)));
        }
    }
    if !facts.animations.is_empty() {
        let names = facts.animations.iter().map(|a| a.name.as_str()).collect();
        let now = attributes.animation.as_deref();
        if let Some(picked) = choose("First animation", "At rest", names, now) {
            actions.push(Action::of(ViewAction::FirstAnimation(picked)));
        }
    }
}

/// One field that is typed.
fn entry(
    ui: &mut Ui,
    view: &ViewForm,
    part: ViewField,
    label: &str,
    hint: &str,
    actions: &mut Actions,
) {
    let complaint = view.complaint(part);
    let spec = FieldSpec {
        label,
        hint,
        complaint: complaint.as_deref(),
        rows: 1,
    };
    let id = Id::unique("view").with(part as usize);
    let (_, typed) = field(ui, id, spec, view.text(part));
    if let Some(typed) = typed {
        actions.push(Action::of(ViewAction::Edit(part, typed)));
    }
}
