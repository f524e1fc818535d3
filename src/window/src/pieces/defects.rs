//! What is wrong with the file, and what customers see of it: one card a code, the worst first.

use std::cmp::Reverse;

use asset::{Defect, Effect};
use egui::{Color32, Frame, Margin, Ui};

use super::failure::sentence;
use crate::icon::{self, Icon};
use crate::theme::{Palette, RADIUS, Weight, palette, size, space};
use crate::widgets::{icon, line, paragraph};

/// The most places of one code that are listed.
const PLACES: usize = 3;

/// Icon, colour and bed of an effect, and what customers see, as a heading.
pub(crate) fn effect_style(p: &Palette, effect: Effect) -> (Icon, Color32, Color32, &'static str) {
    match effect {
        Effect::Drawn => (
            icon::WARNING,
            p.muted,
            p.sunken,
            "Customers see it as it is meant",
        ),
        Effect::Lost => (
            icon::WARNING,
            p.warn,
            p.warn_soft,
            "Customers won't see it as it is meant",
        ),
        Effect::Blank => (icon::FAILED, p.bad, p.bad_soft, "Customers see nothing"),
        Effect::Refused => (
            icon::FAILED,
            p.bad,
            p.bad_soft,
            "Customers see nothing: it doesn't open",
        ),
    }
}

/// The defects of one code.
struct Group<'a> {
    code: &'static str,
    defects: Vec<&'a Defect>,
}

impl Group<'_> {
    fn effect(&self) -> Effect {
        let effects = self.defects.iter().map(|defect| defect.effect);
        effects.max().unwrap_or(Effect::Drawn)
    }
}

/// The defects by code, the worst first.
fn groups<'a>(defects: &[&'a Defect]) -> Vec<Group<'a>> {
    let codes = audit::codes(defects.iter().copied());
    let groups = codes.into_iter().map(|code| {
        let of = defects.iter().copied().filter(|defect| defect.code == code);
        Group {
            code,
            defects: of.collect(),
        }
    });
    let mut groups: Vec<_> = groups.collect();
    groups.sort_by_key(|group| Reverse(group.effect()));
    groups
}

/// Lists `defects`; `below` adds to the card of a code.
pub(crate) fn list(ui: &mut Ui, defects: &[&Defect], mut below: impl FnMut(&mut Ui, &'static str)) {
    for group in groups(defects) {
        card(ui, &group, &mut below);
        ui.add_space(space::S);
    }
}

fn card(ui: &mut Ui, group: &Group<'_>, below: &mut impl FnMut(&mut Ui, &'static str)) {
    let p = palette(ui);
    let (mark, color, bed, heading) = effect_style(p, group.effect());
    Frame::new()
        .fill(bed)
        .corner_radius(RADIUS)
        .inner_margin(Margin::same(space::M as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.horizontal(|ui| {
                icon(ui, mark, size::TITLE, color);
                line(ui, heading, size::BODY, Weight::Medium, p.text);
            });
            for defect in group.defects.iter().take(PLACES) {
                paragraph(ui, &sentence(&defect.problem), size::BODY, p.text);
                if !defect.at.is_empty() {
                    line(ui, &defect.at, size::NOTE, Weight::Regular, p.muted);
                }
            }
            if let Some(more) = group.defects.len().checked_sub(PLACES + 1) {
                let words = format!("{} more of the kind", more + 1);
                line(ui, &words, size::NOTE, Weight::Regular, p.muted);
            }
            line(ui, group.code, size::NOTE, Weight::Regular, p.muted);
            if let Some(fix) = audit::fix_for(group.code) {
                let words = format!("plinth audit can mend it: --fix {}", fix.name());
                line(ui, &words, size::NOTE, Weight::Regular, p.muted);
            }
            below(ui, group.code);
        });
}
