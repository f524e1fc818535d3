//! What floats over the product: back to the first view, variants, animations.

use egui::{Align, Area, Layout, Order, Popup, Rect, RectAlign, Response, Ui, vec2};

use super::super::action::Action;
use super::super::icon;
use super::super::state::Document;
use super::super::theme::space;
use super::super::widgets::{Pill, menu_item, menu_width};
use super::Actions;

/// Shows them along the lower edge of `rect`.
pub(crate) fn show(ui: &mut Ui, rect: Rect, document: &Document, actions: &mut Actions) {
    let place = rect.center_bottom() - vec2(0.0, space::L);
    Area::new(ui.scope_id().with("pills"))
        .order(Order::Middle)
        .fixed_pos(place)
        .pivot(egui::Align2::CENTER_BOTTOM)
        .constrain_to(rect)
        .fade_in(false)
        .show(ui.ctx(), |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                if Pill::new(icon::RESET, "Back to the first view (Home)")
                    .show(ui)
                    .clicked()
                {
                    actions.push(Action::ResetCamera);
                }
                variants(ui, document, actions);
                animations(ui, document, actions);
            });
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

fn animations(ui: &mut Ui, document: &Document, actions: &mut Actions) {
    let animations = &document.facts.animations;
    if animations.is_empty() {
        return;
    }
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
