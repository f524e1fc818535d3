//! What floats over the product: back to the first view, variants, animations.

use egui::{Align, Area, Layout, Order, Popup, Rect, RectAlign, Response, Ui, vec2};
use render::LookMode;

use crate::action::{Action, Actions};
use crate::icon;
use crate::screens::inspect::action::PartAction;
use crate::screens::view::action::ViewAction;
use crate::state::{Document, Lengths};
use crate::theme::{CONTROL, Weight, palette, size, space};
use crate::viewport::Viewport;
use crate::widgets::{Pill, line, menu_item, menu_width, pill_bed, scale};

/// Width of the scale of an animation, in points.
const TIMELINE: f32 = 200.0;

/// Shows them along the lower edge of `rect`: what moves above what doesn't.
pub(crate) fn show(
    ui: &mut Ui,
    rect: Rect,
    lengths: Lengths,
    document: &Document,
    viewport: &Viewport,
    actions: &mut Actions,
) {
    row(ui, rect, "pills", 0.0, |ui| {
        if Pill::new(icon::RESET, "Back to the first view (Home)")
            .show(ui)
            .clicked()
        {
            actions.push(Action::ResetCamera);
        }
        let (turning, name) = if document.turning {
            (icon::PAUSE, "Stop turning")
        } else {
            (icon::TURN, "Turntable")
        };
        if Pill::new(turning, name).show(ui).clicked() {
            actions.push(Action::ToggleTurning);
        }
        looks(ui, document.parts.look, actions);
        dimensions(ui, document.dimensions.then_some(lengths), actions);
        variants(ui, document, actions);
    });
    if !document.facts.animations.is_empty() {
        row(ui, rect, "animation", CONTROL + space::S, |ui| {
            animations(ui, document, viewport.time(), actions);
        });
    }
}

/// A row of pills, `up` points over the lowest.
fn row(ui: &Ui, rect: Rect, name: &str, up: f32, content: impl FnOnce(&mut Ui)) {
    let place = rect.center_bottom() - vec2(0.0, space::L + up);
    Area::new(ui.scope_id().with(name))
        .order(Order::Middle)
        .fixed_pos(place)
        .pivot(egui::Align2::CENTER_BOTTOM)
        .constrain_to(rect)
        .fade_in(false)
        .show(ui.ctx(), |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                content(ui);
            });
        });
}

/// What of the surfaces is seen.
fn looks(ui: &mut Ui, now: LookMode, actions: &mut Actions) {
    let pill = Pill::new(icon::LOOKS, "Look")
        .text(now.label())
        .menu()
        .show(ui);
    let names = LookMode::ALL.map(|(look, _)| look.label());
    menu(
        &pill,
        &names,
        |index| LookMode::ALL[index].0 == now,
        |index| {
            actions.push(Action::of(PartAction::Look(LookMode::ALL[index].0)));
        },
    );
}

/// Whether the product's size is drawn on it, and in which lengths.
fn dimensions(ui: &mut Ui, now: Option<Lengths>, actions: &mut Actions) {
    const CHOICES: [(Option<Lengths>, &str); 3] = [
        (None, "No dimensions"),
        (Some(Lengths::Centimetres), "In centimetres"),
        (Some(Lengths::Inches), "In inches"),
    ];
    let pill = Pill::new(icon::RULER, "Dimensions").menu().show(ui);
    let names = CHOICES.map(|(_, name)| name);
    menu(
        &pill,
        &names,
        |index| CHOICES[index].0 == now,
        |index| {
            actions.push(Action::ShowDimensions(CHOICES[index].0));
        },
    );
}

/// The menu of a pill.
fn menu(
    pill: &Response,
    names: &[&str],
    is_chosen: impl Fn(usize) -> bool,
    mut choose: impl FnMut(usize),
) {
    Popup::menu(pill)
        .align(RectAlign::TOP_START)
        .gap(space::S)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_width(menu_width(ui, names.iter().copied()));
            for (index, name) in names.iter().enumerate() {
                ui.push_id(index, |ui| {
                    if menu_item(ui, name, is_chosen(index)).clicked() {
                        choose(index);
                    }
                });
            }
        });
}

fn variants(ui: &mut Ui, document: &Document, actions: &mut Actions) {
    let names = &document.facts.variants;
    if names.is_empty() {
        return;
    }
    let chosen = document.variant.and_then(|index| names.get(index));
    let text = chosen.map_or("As authored", String::as_str);
    let pill = Pill::new(icon::PALETTE, "Variant")
        .text(text)
        .menu()
        .show(ui);
    choices(&pill, "As authored", names, document.variant, |choice| {
        actions.push(Action::ChooseVariant(choice));
    });
}

fn animations(ui: &mut Ui, document: &Document, time: f32, actions: &mut Actions) {
    let animations = &document.facts.animations;
    let (mark, name) = if document.playing {
        (icon::PAUSE, "Pause the animation")
    } else {
        (icon::PLAY, "Play the animation")
    };
    if Pill::new(mark, name).show(ui).clicked() {
        actions.push(Action::TogglePlaying);
    }
    let names: Vec<String> = animations
        .iter()
        .map(|animation| animation.name.clone())
        .collect();
    let chosen = document.animation.and_then(|index| names.get(index));
    let text = chosen.map_or("At rest", String::as_str);
    let pill = Pill::new(icon::FILM, "Animation")
        .text(text)
        .menu()
        .show(ui);
    choices(&pill, "At rest", &names, document.animation, |choice| {
        actions.push(Action::ChooseAnimation(choice));
    });
    let clip = document.animation.and_then(|index| animations.get(index));
    if let Some(clip) = clip.filter(|clip| clip.seconds > 0.0)
        && let Some(moved) = timeline(ui, time, clip.seconds)
    {
        actions.push(Action::of(ViewAction::Scrub(moved)));
    }
}

/// A pill with a scale of `length` seconds that stands at `time`; gives where it was moved to.
fn timeline(ui: &mut Ui, time: f32, length: f32) -> Option<f32> {
    let p = palette(ui);
    pill_bed(ui, |ui| {
        ui.set_width(TIMELINE);
        let said = format!("{time:.1} / {length:.1}\u{2009}s");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            line(ui, &said, size::NOTE, Weight::Medium, p.text);
            scale(ui, time, 0.0..=length, 0.0, "Time in the animation", None)
        })
        .inner
    })
}

/// The menu of a pill: `none`, then all names.
fn choices(
    pill: &Response,
    none: &str,
    names: &[String],
    chosen: Option<usize>,
    mut choose: impl FnMut(Option<usize>),
) {
    Popup::menu(pill)
        .align(RectAlign::TOP_START)
        .gap(space::S)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let labels = names.iter().map(String::as_str).chain([none]);
            ui.set_width(menu_width(ui, labels));
            if menu_item(ui, none, chosen.is_none()).clicked() {
                choose(None);
            }
            for (index, name) in names.iter().enumerate() {
                ui.push_id(index, |ui| {
                    if menu_item(ui, name, chosen == Some(index)).clicked() {
                        choose(Some(index));
                    }
                });
            }
        });
}
