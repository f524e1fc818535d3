//! A listing is live: what came out, and the next step.

use base::units;
use egui::{ScrollArea, Ui};

use super::action::PublishAction;
use crate::action::{Action, Actions};
use crate::icon;
use crate::pieces::page::page;
use crate::state::Live;
use crate::theme::{Weight, palette, size, space};
use crate::widgets::{Button, Kind, fact, link, paragraph, state_mark};

/// Shows it.
pub(crate) fn show(ui: &mut Ui, live: &Live, actions: &mut Actions) {
    let p = palette(ui);
    ScrollArea::vertical()
        .id_salt("live")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            page().show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                ui.add_space(space::M);
                state_mark(ui, icon::DONE, p.good, p.good_soft);
                ui.add_space(space::S);
                paragraph_title(ui, &format!("{} is live", live.title));
                paragraph(
                    ui,
                    "Customers can see and turn it now.",
                    size::BODY,
                    p.muted,
                );
                if link(ui, &live.url)
                    .on_hover_text("Open the page in the browser")
                    .clicked()
                {
                    actions.push(Action::OpenUrl(live.url.clone()));
                }
                ui.add_space(space::S);
                let open = Button::new(Kind::Primary, "Open in shop")
                    .icon(icon::OUT)
                    .full();
                if open.show(ui).clicked() {
                    actions.push(Action::OpenUrl(live.url.clone()));
                }
                if Button::new(Kind::Secondary, "Copy link")
                    .icon(icon::COPY)
                    .full()
                    .show(ui)
                    .clicked()
                {
                    actions.push(Action::Copy(live.url.clone(), "Link copied"));
                }
                ui.add_space(space::S);
                ui.scope(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    fact(ui, "Release", &live.release.to_string());
                    fact(ui, "Size in the shop", &units::bytes(live.total_bytes));
                    let sent = match live.sent_bytes {
                        0 => "nothing, the shop had it all".to_owned(),
                        bytes => units::bytes(bytes),
                    };
                    fact(ui, "Sent", &sent);
                    fact(ui, "Took", &units::seconds(live.seconds));
                });
                ui.add_space(space::S);
                if Button::new(Kind::Quiet, "Change the listing")
                    .full()
                    .show(ui)
                    .clicked()
                {
                    actions.push(Action::of(PublishAction::EditAgain));
                }
            });
        });
}

/// The title of the state; a product's name may take more than a line.
fn paragraph_title(ui: &mut Ui, words: &str) {
    let p = palette(ui);
    let text = crate::theme::text(words, size::HEADING, Weight::SemiBold, p.text);
    ui.add(egui::Label::new(text).wrap());
}
