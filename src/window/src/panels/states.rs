//! The states of the middle: nothing there, on its way, failed.

use base::{Unit, units};
use egui::{Align, Frame, Label, Layout, Margin, Rect, Stroke, StrokeKind, Ui, UiBuilder, vec2};

use super::super::action::Action;
use super::super::icon;
use super::super::shortcuts;
use super::super::state::{Failure, JobEntry, JobStage, JobStatus, file_name};
use super::super::theme::{Weight, font, palette, size, space, text};
use super::super::widgets::{Button, Kind, bar, line, paragraph, state_mark};
use super::Actions;

/// Width of what stands in the middle.
const WIDTH: f32 = 400.0;

/// Nothing is open.
pub(crate) fn empty(ui: &mut Ui, rect: Rect, hovering: bool, actions: &mut Actions) {
    let p = palette(ui);
    drop_frame(ui, rect, hovering);
    middle(ui, rect, 248.0, |ui| {
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            state_mark(ui, icon::DROP, p.accent, p.accent_soft);
            ui.add_space(space::S);
            let title = if hovering {
                "Let go to open it"
            } else {
                "Drop a 3D model here"
            };
            line(ui, title, size::HEADING, Weight::SemiBold, p.text);
            let words = "A GLB or glTF file. You see it as your customers will, and nothing leaves \
                         this computer until you publish.";
            paragraph(ui, words, size::BODY, p.muted);
            ui.add_space(space::S);
            let open = Button::new(Kind::Primary, "Open a model").icon(icon::FOLDER);
            let keys = shortcuts::OPEN.keys(ui.ctx());
            if open.show(ui).on_hover_text(keys).clicked() {
                actions.push(Action::AskForFile);
            }
        });
    });
}

/// A file hangs over the product that is open.
pub(crate) fn let_go(ui: &mut Ui, rect: Rect) {
    let p = palette(ui);
    drop_frame(ui, rect, true);
    let words = "Let go to open it";
    let font = font(size::HEADING, Weight::SemiBold);
    ui.painter().text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        words,
        font,
        p.text,
    );
}

/// The place to drop a file.
fn drop_frame(ui: &Ui, rect: Rect, hovering: bool) {
    let p = palette(ui);
    let place = rect.shrink(space::XL);
    if hovering {
        ui.painter().rect_filled(place, 12, p.accent_soft);
    }
    let stroke = Stroke::new(
        if hovering { 2.0 } else { 1.0 },
        if hovering { p.accent } else { p.hairline },
    );
    ui.painter()
        .rect_stroke(place, 12, stroke, StrokeKind::Inside);
}

/// A file is on its way.
pub(crate) fn loading(ui: &mut Ui, rect: Rect, job: &JobEntry, actions: &mut Actions) {
    let p = palette(ui);
    middle(ui, rect, 148.0, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let title = format!("Opening {}", job.subject);
        line(ui, &title, size::HEADING, Weight::SemiBold, p.text);
        let stage = job.stages.last();
        ui.add_space(space::XS);
        bar(ui, stage.and_then(JobStage::fraction), &title);
        ui.horizontal(|ui| {
            let words = match (job.status, stage) {
                (JobStatus::Stopping, _) => "Stopping",
                (_, Some(stage)) => stage.name.as_str(),
                (_, None) => "Starting",
            };
            let amount = stage.and_then(amount);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(amount) = amount {
                    line(ui, &amount, size::BODY, Weight::Regular, p.muted);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    line(ui, words, size::BODY, Weight::Regular, p.muted);
                });
            });
        });
        ui.add_space(space::XS);
        ui.add_enabled_ui(job.status == JobStatus::Running, |ui| {
            if Button::new(Kind::Secondary, "Stop")
                .show(ui)
                .on_hover_text("Esc")
                .clicked()
            {
                actions.push(Action::Cancel(job.id));
            }
        });
    });
}

/// A file couldn't be opened.
pub(crate) fn not_opened(
    ui: &mut Ui,
    rect: Rect,
    path: &std::path::Path,
    why: &Failure,
    actions: &mut Actions,
) {
    middle(ui, rect, 260.0, |ui| {
        let title = format!("{} can't be opened", file_name(path));
        let again = |ui: &mut Ui, actions: &mut Actions| {
            if Button::new(Kind::Secondary, "Try again").show(ui).clicked() {
                actions.push(Action::TryAgain);
            }
        };
        if failure(ui, &title, why, "Open another model", actions, again) {
            actions.push(Action::AskForFile);
        }
    });
}

/// The picture can't be drawn.
pub(crate) fn no_picture(ui: &mut Ui, rect: Rect, why: &Failure, actions: &mut Actions) {
    middle(ui, rect, 260.0, |ui| {
        let title = "The picture can't be drawn";
        let again = |ui: &mut Ui, actions: &mut Actions| {
            if Button::new(Kind::Secondary, "Try again").show(ui).clicked() {
                actions.push(Action::Redraw);
            }
        };
        if failure(ui, title, why, "Open another model", actions, again) {
            actions.push(Action::AskForFile);
        }
    });
}

/// What failed, why, what to do. Gives whether the next step was chosen; `more` adds other steps.
pub(crate) fn failure(
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
pub(super) fn sentence(words: &str) -> String {
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

/// How much of how much.
pub(crate) fn amount(stage: &JobStage) -> Option<String> {
    let progress = stage.progress?;
    let show = |number| match progress.unit {
        Unit::Bytes => units::bytes(number),
        Unit::Items => units::count(number),
    };
    Some(match progress.total {
        Some(total) => format!("{} of {}", show(progress.done), show(total)),
        None => show(progress.done),
    })
}

/// Lays `content`, about `height` high, in the middle of `rect`.
fn middle(ui: &mut Ui, rect: Rect, height: f32, content: impl FnOnce(&mut Ui)) {
    let width = WIDTH.min(rect.width() - 2.0 * space::XXL);
    let place = Rect::from_center_size(rect.center(), vec2(width, height.min(rect.height())));
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        Frame::new().inner_margin(Margin::ZERO).show(ui, content);
    });
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
