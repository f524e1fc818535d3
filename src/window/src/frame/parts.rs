//! The card of the part that was picked, and the legend of a look.

use egui::{Align2, Area, Frame, Margin, Order, Rect, Sense, Stroke, Ui, vec2};
use render::{LookMode, PartInfo};

use base::units;

use crate::action::{Action, Actions};
use crate::icon;
use crate::screens::inspect::action::PartAction;
use crate::state::Document;
use crate::theme::{RADIUS, Weight, palette, size, space};
use crate::widgets::{Button, Kind, fact, icon_button, line};

/// Width of the card, in points.
const WIDTH: f32 = 232.0;

/// Shows the card of the part that is picked, in the upper left of `rect`; without one, how many
/// parts are hidden.
pub(crate) fn show(ui: &mut Ui, rect: Rect, document: &Document, actions: &mut Actions) {
    let hidden = document.parts.hidden.len();
    match document.parts.picked() {
        Some(part) => float(ui, rect, Align2::LEFT_TOP, "part", |ui| {
            ui.set_width(WIDTH);
            card(ui, part, hidden, actions);
        }),
        None if hidden > 0 => float(ui, rect, Align2::LEFT_TOP, "hidden", |ui| {
            let words = match hidden {
                1 => "1 part is hidden".to_owned(),
                count => format!("{count} parts are hidden"),
            };
            ui.horizontal(|ui| {
                line(ui, &words, size::BODY, Weight::Medium, palette(ui).text);
                show_all(ui, actions);
            });
        }),
        None => {}
    }
    legend(ui, rect, document.parts.look);
}

fn card(ui: &mut Ui, part: &PartInfo, hidden: usize, actions: &mut Actions) {
    let p = palette(ui);
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, icon::CLOSE, "Let go of the part").clicked() {
                actions.push(Action::of(PartAction::Pick(None)));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                line(ui, &part.name, size::BODY, Weight::SemiBold, p.text);
            });
        });
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let material = match (&part.material_name, part.material) {
            (Some(name), _) => name.clone(),
            (None, Some(number)) => format!("Material {}", number + 1),
            (None, None) => "none".to_owned(),
        };
        fact(ui, "Material", &material);
        fact(ui, "Triangles", &units::count(part.triangles));
        if part.instances > 1 {
            fact(ui, "Drawn", &format!("{} times", part.instances));
        }
    });
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        let hide = Button::new(Kind::Secondary, "Hide").icon(icon::HIDDEN);
        if hide.show(ui).clicked() {
            actions.push(Action::of(PartAction::Hide(part.id)));
        }
        let alone = Button::new(Kind::Secondary, "Only this").icon(icon::ALONE);
        if alone.show(ui).clicked() {
            actions.push(Action::of(PartAction::Alone(part.id)));
        }
        if hidden > 0 {
            show_all(ui, actions);
        }
    });
}

fn show_all(ui: &mut Ui, actions: &mut Actions) {
    let all = Button::new(Kind::Quiet, "Show all").icon(icon::EYE);
    if all.show(ui).clicked() {
        actions.push(Action::of(PartAction::ShowAll));
    }
}

/// What the colours of a look stand for, in the upper right.
fn legend(ui: &Ui, rect: Rect, look: LookMode) {
    let entries = look.legend();
    if entries.is_empty() {
        return;
    }
    // Each of its own: the width of one isn't that of another.
    float(ui, rect, Align2::RIGHT_TOP, look.label(), |ui| {
        let p = palette(ui);
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        ui.spacing_mut().interact_size.y = space::L;
        line(ui, look.label(), size::NOTE, Weight::SemiBold, p.muted);
        for entry in &entries {
            ui.horizontal(|ui| {
                let (swatch, _) = ui.allocate_exact_size(vec2(space::L, space::M), Sense::hover());
                let [red, green, blue] = entry.color;
                let color = egui::Color32::from_rgb(red, green, blue);
                ui.painter().rect_filled(swatch, 2, color);
                line(ui, &entry.label, size::NOTE, Weight::Regular, p.text);
            });
        }
    });
}

/// A card that floats in a corner of `rect`.
fn float(ui: &Ui, rect: Rect, corner: Align2, name: &str, content: impl FnOnce(&mut Ui)) {
    let p = palette(ui);
    let place = corner.pos_in_rect(&rect.shrink(space::M));
    Area::new(ui.scope_id().with(name))
        .order(Order::Middle)
        .fixed_pos(place)
        .pivot(corner)
        .constrain_to(rect)
        .fade_in(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(p.raised)
                .stroke(Stroke::new(1.0, p.hairline))
                .corner_radius(RADIUS)
                .inner_margin(Margin::symmetric(space::M as i8, space::S as i8))
                .show(ui, content);
        });
}
