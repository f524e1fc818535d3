//! The question for a path; it stands over the product, which moves down.

use egui::{Frame, Id, Key, Margin, Panel, Ui};

use super::action::PathAction;
use crate::action::{Action, Actions};
use crate::icon;
use crate::state::{AskedPath, PathFor, State};
use crate::theme::{CONTROL, Weight, palette, size, space};
use crate::widgets::{Button, FieldSpec, Kind, field, icon, line, paragraph};

/// The widest that a line of text is read easily, in points.
const WIDEST: f32 = 560.0;

/// The question for one purpose.
struct Words {
    title: &'static str,
    note: &'static str,
    label: &'static str,
    hint: &'static str,
    button: &'static str,
}

const fn words(purpose: PathFor) -> Words {
    match purpose {
        PathFor::Model => Words {
            title: "Which model?",
            note: "This desktop has no window to choose files in. Type or paste the model's path, \
                   or drop its file on this window.",
            label: "Path of the model",
            hint: "~/products/chair.glb",
            button: "Open this file",
        },
        PathFor::Light => Words {
            title: "Which light?",
            note: "This desktop has no window to choose files in. Type or paste the path of a \
                   Radiance HDR or a panorama.",
            label: "Path of the light",
            hint: "~/lights/studio.hdr",
            button: "Use this light",
        },
        PathFor::Picture => Words {
            title: "Save the picture where?",
            note: "This desktop has no window to choose files in. Type the path of the picture; \
                   its name ends in .png, .webp or .jpg.",
            label: "Path of the picture",
            hint: "~/chair.png",
            button: "Save",
        },
    }
}

/// Shows it, where a path is asked for.
pub(crate) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.surface)
        .inner_margin(Margin::symmetric(space::L as i8, space::S as i8));
    let mut open = state.asked.is_some();
    Panel::top("asked")
        .resizable(false)
        .frame(frame)
        .show_separator_line(true)
        .show_collapsible(ui, &mut open, |ui| {
            if let Some(asked) = &state.asked {
                question(ui, asked, actions);
            }
        });
}

fn question(ui: &mut Ui, asked: &AskedPath, actions: &mut Actions) {
    let p = palette(ui);
    let words = words(asked.purpose);
    ui.spacing_mut().item_spacing.y = space::S;
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        icon(ui, icon::FOLDER, size::TITLE, p.accent);
        line(ui, words.title, size::BODY, Weight::SemiBold, p.text);
    });
    ui.scope(|ui| {
        ui.set_max_width(WIDEST.min(ui.available_width()));
        paragraph(ui, words.note, size::NOTE, p.muted);
        let id = Id::unique("asked-path");
        let spec = FieldSpec {
            label: words.label,
            hint: words.hint,
            complaint: asked.complaint.as_deref(),
            rows: 1,
        };
        let (response, typed) = field(ui, id, spec, &asked.text);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if let Some(typed) = typed {
            actions.push(Action::of(PathAction::Edit(typed)));
        }
        // Typing goes there at once, and again after a mistake.
        if ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let take = Button::new(Kind::Primary, words.button).show(ui).clicked();
            if take || entered {
                actions.push(Action::of(PathAction::Take));
            }
            if Button::new(Kind::Quiet, "Cancel").show(ui).clicked() {
                actions.push(Action::of(PathAction::Leave));
            }
        });
    });
    ui.add_space(space::XS);
}
