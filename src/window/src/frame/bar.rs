//! The bar on top: whose window it is, the open file, day and night.

use egui::{Align, Frame, Layout, Margin, Panel, Rect, Sense, Stroke, Ui, Vec2, vec2};

use crate::action::{Action, Actions};
use crate::blit::fill;
use crate::icon;
use crate::state::{Appearance, Document, State};
use crate::theme::{CONTROL, Palette, RADIUS, Weight, palette, size, space};
use crate::widgets::{icon, icon_button, line};

/// Height of the bar.
const HEIGHT: f32 = 48.0;
/// Widest a file's name gets.
const NAME: f32 = 320.0;

/// Shows it.
pub(crate) fn bar(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let p = palette(ui);
    let margin = Margin::symmetric(space::L as i8, 0);
    let frame = Frame::new().inner_margin(margin);
    Panel::top("bar")
        .exact_size(HEIGHT)
        .frame(frame)
        .show(ui, |ui| {
            fill(ui, ui.max_rect() + margin, p.ground);
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                mark(ui, p);
                line(ui, "Plinth", size::BODY, Weight::SemiBold, p.text);
                if let Some(document) = &state.document {
                    ui.add_space(space::M);
                    tab(ui, p, document, actions);
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    appearance(ui, state.appearance, actions);
                });
            });
        });
}

/// A block on a plinth.
fn mark(ui: &mut Ui, p: &Palette) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
    let block = Rect::from_center_size(rect.center_top() + vec2(0.0, 7.0), Vec2::splat(9.0));
    let base = Rect::from_min_max(
        rect.left_top() + vec2(2.0, 13.0),
        rect.right_bottom() - vec2(2.0, 3.0),
    );
    ui.painter().rect_filled(block, 2, p.accent);
    ui.painter().rect_filled(base, 1, p.text);
}

/// The open file.
fn tab(ui: &mut Ui, p: &Palette, document: &Document, actions: &mut Actions) {
    let frame = Frame::new()
        .fill(p.surface)
        .stroke(Stroke::new(1.0, p.hairline))
        .corner_radius(RADIUS)
        .inner_margin(Margin {
            left: space::M as i8,
            right: 0,
            top: 0,
            bottom: 0,
        });
    frame.show(ui, |ui| {
        ui.set_height(CONTROL - 2.0);
        ui.spacing_mut().item_spacing.x = space::S;
        ui.spacing_mut().interact_size.y = CONTROL - 2.0;
        icon(ui, icon::CUBE, size::TITLE, p.muted);
        ui.scope(|ui| {
            ui.set_max_width(NAME);
            // A listing is known by its title; its file lies where it was fetched to.
            let name = match &document.listing {
                Some(card) => &card.title,
                None => &document.name,
            };
            line(ui, name, size::BODY, Weight::Medium, p.text)
                .on_hover_text(document.path.display().to_string());
        });
        if icon_button(ui, icon::CLOSE, "Close the model").clicked() {
            actions.push(Action::CloseFile);
        }
    });
}

/// Day, night, or as the system has it: one button that goes round.
fn appearance(ui: &mut Ui, now: Appearance, actions: &mut Actions) {
    let (icon, label, next) = match now {
        Appearance::System => (
            icon::SYSTEM,
            "Colours: as the system. Click for light",
            Appearance::Light,
        ),
        Appearance::Light => (
            icon::SUN,
            "Colours: light. Click for dark",
            Appearance::Dark,
        ),
        Appearance::Dark => (
            icon::MOON,
            "Colours: dark. Click for the system's",
            Appearance::System,
        ),
    };
    if icon_button(ui, icon, label).clicked() {
        actions.push(Action::Appear(next));
    }
}
