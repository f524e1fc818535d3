//! A picture of the product to save.

use egui::{Id, Ui};

use super::action::PosterAction;
use crate::action::{Action, Actions};
use crate::icon;
use crate::pieces::page::group;
use crate::state::{Ground, POSTER_SIZES, PosterForm};
use crate::theme::{palette, size, space};
use crate::widgets::{Button, FieldSpec, Kind, field, icon, paragraph, select};

/// What may be behind the product.
const GROUNDS: [(Ground, &str); 3] = [
    (Ground::White, "White"),
    (Ground::Transparent, "Transparent"),
    (Ground::Color, "A colour"),
];

/// Shows what it is to be.
pub(crate) fn show(ui: &mut Ui, form: &PosterForm, actions: &mut Actions) {
    let p = palette(ui);
    group(ui, "Picture");
    let names = POSTER_SIZES.map(|(_, name)| name);
    let now = names.get(form.size).copied().unwrap_or(names[0]);
    if let Some(picked) = select(ui, "Size in pixels", now, &names, Some(form.size)) {
        actions.push(Action::of(PosterAction::Size(picked)));
    }
    let names = GROUNDS.map(|(_, name)| name);
    let chosen = GROUNDS
        .iter()
        .position(|(ground, _)| *ground == form.ground);
    let now = chosen.map_or(names[0], |chosen| names[chosen]);
    if let Some(picked) = select(ui, "Background", now, &names, chosen) {
        actions.push(Action::of(PosterAction::Ground(GROUNDS[picked].0)));
    }
    if form.ground == Ground::Color {
        let complaint = form.background().err();
        let spec = FieldSpec {
            label: "Colour",
            hint: "#f2efe9",
            complaint: complaint.as_deref(),
            rows: 1,
        };
        let (_, typed) = field(ui, Id::unique("poster-colour"), spec, &form.color);
        if let Some(typed) = typed {
            actions.push(Action::of(PosterAction::Color(typed)));
        }
    }
    let save = Button::new(Kind::Secondary, "Save a picture")
        .icon(icon::CAMERA)
        .full();
    let why = "A picture of the product as you see it now";
    if save.show(ui).on_hover_text(why).clicked() {
        actions.push(Action::of(PosterAction::Save));
    }
    if let Some(failure) = &form.failure {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            icon(ui, icon::FAILED, size::TITLE, p.bad);
            paragraph(ui, failure, size::NOTE, p.text);
        });
    }
}
