//! What failed, why, and what to do.

use egui::{Label, Ui};

use crate::action::{Action, Actions};
use crate::icon;
use crate::state::Failure;
use crate::theme::{Weight, palette, size, space, text};
use crate::widgets::{Button, Kind, paragraph, state_mark};

/// What failed, why, what to do. Gives whether the next step was chosen; `more` adds other steps.
pub(crate) fn show(
    ui: &mut Ui,
    title: &str,
    why: &Failure,
    next: &str,
    actions: &mut Actions,
    more: impl FnOnce(&mut Ui, &mut Actions),
) -> bool {
    let p = palette(ui);
    ui.spacing_mut().item_spacing.y = space::S;
    ui.add_space(space::S);
    state_mark(ui, icon::FAILED, p.bad, p.bad_soft);
    ui.add_space(space::S);
    ui.add(Label::new(text(title, size::HEADING, Weight::SemiBold, p.text)).wrap());
    paragraph(ui, &sentence(&why.message), size::BODY, p.text);
    if let Some(hint) = &why.hint {
        paragraph(ui, &sentence(hint), size::BODY, p.muted);
    }
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        let chosen = Button::new(Kind::Primary, next).show(ui).clicked();
        more(ui, actions);
        let copy = Button::new(Kind::Quiet, "Copy details").icon(icon::COPY);
        if copy.show(ui).clicked() {
            actions.push(Action::Copy(why.details.clone(), "Details copied"));
        }
        chosen
    })
    .inner
}

/// Faults begin as they like and end without a full stop; here they stand as sentences. A file's
/// name at the beginning stays as it is.
pub(crate) fn sentence(words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    let is_word = first
        .chars()
        .all(|letter| letter.is_alphabetic() || letter == '\'');
    let mut letters = words.chars();
    let mut sentence: String = match letters.next() {
        Some(letter) if is_word => letter.to_uppercase().chain(letters).collect(),
        _ => words.to_owned(),
    };
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn faults_become_sentences() {
        let cases = [
            ("this isn't a GLB file", "This isn't a GLB file."),
            (
                "chair.glb: the end is missing",
                "chair.glb: the end is missing.",
            ),
            ("Try again!", "Try again!"),
        ];
        for (fault, said) in cases {
            assert_eq!(sentence(fault), said);
        }
    }
}
