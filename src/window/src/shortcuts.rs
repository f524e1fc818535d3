//! The keys that work everywhere in the window: one list says what each does, and what a hint says of it.

use egui::{Context, Key, KeyboardShortcut, Modifiers};

use crate::action::Action;

/// A chord, and what follows from it.
pub(crate) struct Shortcut {
    /// What it does, for people.
    text: &'static str,
    /// `COMMAND` is Ctrl, and Cmd on a Mac.
    chord: KeyboardShortcut,
    action: fn() -> Action,
}

const fn command(text: &'static str, key: Key, action: fn() -> Action) -> Shortcut {
    Shortcut {
        text,
        chord: KeyboardShortcut::new(Modifiers::COMMAND, key),
        action,
    }
}

/// Asks for a model.
pub(crate) const OPEN: Shortcut = command("Open a model", Key::O, || Action::AskForFile);
/// Puts the model away.
pub(crate) const CLOSE: Shortcut = command("Close the model", Key::W, || Action::CloseFile);
/// Closes the window.
pub(crate) const QUIT: Shortcut = command("Quit", Key::Q, || Action::Quit);

const ALL: [Shortcut; 3] = [OPEN, CLOSE, QUIT];

impl Shortcut {
    /// What it does and its keys, as this system writes them: `Open a model (Ctrl+O)`.
    pub(crate) fn hint(&self, ctx: &Context) -> String {
        format!("{} ({})", self.text, self.keys(ctx))
    }

    /// Its keys, as this system writes them.
    pub(crate) fn keys(&self, ctx: &Context) -> String {
        ctx.format_shortcut(&self.chord)
    }
}

/// What the keys ask for that were pressed since the last frame.
pub(crate) fn pressed(ctx: &Context) -> Vec<Action> {
    ctx.input_mut(|input| {
        ALL.iter()
            .filter(|shortcut| input.consume_shortcut(&shortcut.chord))
            .map(|shortcut| (shortcut.action)())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use egui::os::OperatingSystem;

    use super::*;

    fn hint(os: OperatingSystem) -> String {
        let ctx = Context::default();
        ctx.set_os(os);
        // What can be written depends on the fonts, which come with the first frame.
        let mut shown = ctx.run_ui(egui::RawInput::default(), |_| {});
        shown.textures_delta.clear();
        OPEN.hint(&ctx)
    }

    #[test]
    fn keys_are_written_as_the_system_writes_them() {
        assert_eq!(hint(OperatingSystem::Nix), "Open a model (Ctrl+O)");
        assert_eq!(hint(OperatingSystem::Windows), "Open a model (Ctrl+O)");
        let mac = hint(OperatingSystem::Mac);
        assert!(!mac.contains("Ctrl") && mac.ends_with("O)"), "{mac}");
    }

    #[test]
    fn no_chord_does_two_things() {
        for (place, one) in ALL.iter().enumerate() {
            assert!(
                ALL.iter()
                    .skip(place + 1)
                    .all(|other| other.chord != one.chord)
            );
        }
    }
}
