//! What is in the file.

use asset::facts::TextureFacts;
use asset::{Defect, Facts};
use base::units;
use egui::{Align, Layout, ScrollArea, Ui};
use render::Memory;

use super::action::PartAction;
use crate::action::{Action, Actions};
use crate::icon;
use crate::pieces::defects;
use crate::pieces::page::page;
use crate::screens::mark::{Mark, MarkKind};
use crate::state::{Document, Dressing, Lengths, State};
use crate::theme::{Weight, palette, size, space};
use crate::widgets::{choice, fact, icon_button, line, note_fact, section};

/// The most parts that are listed; a click on the picture finds all.
const MOST_PARTS: usize = 200;

/// Shows it.
pub(crate) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let Some(document) = &state.document else {
        return;
    };
    let p = palette(ui);
    ScrollArea::vertical()
        .id_salt("inspect")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            page().show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let facts = &document.facts;
                ui.add_space(space::XS);
                line(
                    ui,
                    "What is in the file",
                    size::TITLE,
                    Weight::SemiBold,
                    p.text,
                );
                ui.add_space(space::S);
                let wrong: Vec<&Defect> = document.defects().collect();
                defects::list(ui, &wrong, |_, _| {});
                overview(ui, facts, state.lengths);
                memory(ui, document, state.memory);
                parts(ui, document, actions);
                bytes(ui, facts);
                textures(ui, facts);
                list(
                    ui,
                    "Variants",
                    facts
                        .variants
                        .iter()
                        .map(|name| (name.as_str(), String::new())),
                );
                let seconds = |length: f32| units::seconds(f64::from(length));
                let animations = facts.animations.iter();
                list(
                    ui,
                    "Animations",
                    animations.map(|a| (a.name.as_str(), seconds(a.seconds))),
                );
                origin(ui, facts);
                ui.add_space(space::L);
            });
        });
}

/// What the rail says of it: how bad what is wrong with the file is.
pub(crate) fn mark(state: &State) -> Option<Mark> {
    let defects = state.document.iter().flat_map(|open| open.defects());
    let worst = defects.map(|defect| defect.effect).max()?;
    Some(if worst.is_shown() {
        Mark {
            kind: MarkKind::Warning,
            words: "has warnings",
        }
    } else {
        Mark {
            kind: MarkKind::Bad,
            words: "customers see nothing",
        }
    })
}

fn overview(ui: &mut Ui, facts: &Facts, lengths: Lengths) {
    if let Some(size) = facts.dimensions {
        fact(ui, "Width × height × depth", &lengths.show_box(size));
    }
    fact(ui, "File size", &units::bytes(facts.bytes.total));
    fact(ui, "Triangles", &units::count(facts.triangles));
    fact(ui, "Draw calls", &units::count(facts.draw_calls));
    fact(ui, "Materials", &units::count(facts.materials as u64));
    let textures = units::count(facts.textures.len() as u64);
    fact(ui, "Textures", &textures);
    fact(
        ui,
        "Graphics memory of textures",
        &units::bytes(facts.texture_gpu_bytes),
    );
}

/// Graphics memory that the preview takes.
fn memory(ui: &mut Ui, document: &Document, memory: Option<Memory>) {
    let Some(memory) = memory else {
        return;
    };
    section(ui, "Graphics memory here");
    fact(ui, "Shapes", &units::bytes(memory.geometry));
    let textures = match document.dressing {
        Dressing::Running { .. } => "on their way".to_owned(),
        _ => units::bytes(memory.textures),
    };
    fact(ui, "Textures", &textures);
    fact(ui, "Picture", &units::bytes(memory.targets));
    fact(ui, "Light", &units::bytes(memory.environments));
    fact(ui, "Together", &units::bytes(memory.total()));
}

/// The model's parts: a click picks one, the eye hides it.
fn parts(ui: &mut Ui, document: &Document, actions: &mut Actions) {
    if document.parts.all.len() < 2 {
        return;
    }
    section(ui, "Parts");
    for part in document.parts.all.iter().take(MOST_PARTS) {
        let hidden = document.parts.hidden.contains(&part.id);
        ui.push_id(part.id, |ui| {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let (mark, verb) = if hidden {
                        (icon::HIDDEN, "Show")
                    } else {
                        (icon::EYE, "Hide")
                    };
                    if icon_button(ui, mark, &format!("{verb} {}", part.name)).clicked() {
                        actions.push(Action::of(if hidden {
                            PartAction::Show(part.id)
                        } else {
                            PartAction::Hide(part.id)
                        }));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let row = choice(ui, &part.name, document.parts.picked == Some(part.id));
                        if row.clicked() {
                            actions.push(Action::of(PartAction::Pick(Some(part.id))));
                        }
                    });
                });
            });
        });
    }
    if let Some(more) = document.parts.all.len().checked_sub(MOST_PARTS + 1) {
        fact(ui, &format!("{} more", more + 1), "");
    }
}

fn bytes(ui: &mut Ui, facts: &Facts) {
    section(ui, "Where the bytes go");
    let bytes = &facts.bytes;
    let parts = [
        ("Pictures", bytes.images),
        ("Shapes", bytes.geometry),
        ("Movement", bytes.animation),
        ("Everything else", bytes.other),
    ];
    for (label, part) in parts {
        if part > 0 {
            fact(ui, label, &units::bytes(part));
        }
    }
}

fn textures(ui: &mut Ui, facts: &Facts) {
    if facts.textures.is_empty() {
        return;
    }
    section(ui, "Textures");
    for texture in &facts.textures {
        if texture.missing {
            note_fact(ui, &texture.name, &purpose(texture), "missing");
        } else {
            let note = format!(
                "{} · {} × {}",
                purpose(texture),
                texture.width,
                texture.height
            );
            note_fact(ui, &texture.name, &note, &units::bytes(texture.bytes));
        }
    }
}

/// What a texture is for, in words.
fn purpose(texture: &TextureFacts) -> String {
    if texture.slots.is_empty() {
        return "unused".to_owned();
    }
    texture.slots.join(", ")
}

fn list<'a>(ui: &mut Ui, title: &str, rows: impl ExactSizeIterator<Item = (&'a str, String)>) {
    if rows.len() == 0 {
        return;
    }
    section(ui, title);
    for (label, value) in rows {
        fact(ui, label, &value);
    }
}

fn origin(ui: &mut Ui, facts: &Facts) {
    if facts.generator.is_none() && facts.extensions_used.is_empty() {
        return;
    }
    section(ui, "How it was made");
    if let Some(generator) = &facts.generator {
        fact(ui, "Program", generator);
    }
    if let Some(copyright) = &facts.copyright {
        fact(ui, "Copyright", copyright);
    }
    for extension in &facts.extensions_used {
        fact(ui, extension, "");
    }
}
