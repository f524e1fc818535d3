//! What only people know: which file, which light, where to save.

use std::path::PathBuf;
use std::sync::Arc;

use viewer::Environment;

use super::Executor;
use crate::action::Action;
use crate::backend::Backend;
use crate::chooser::Choice;
use crate::screens::asked::action::PathAction;
use crate::screens::poster::action::PosterAction;
use crate::screens::view::action::ViewAction;
use crate::state::PathFor;
use crate::typed_path;

impl Executor {
    /// Asks for a file; nothing happens where none is chosen.
    pub(crate) fn ask_for_file(&self) {
        self.ask(PathFor::Model, String::new(), |backend| {
            backend.choose_file()
        });
    }

    /// Asks for a light; nothing happens where none is chosen.
    pub(crate) fn ask_for_light(&self) {
        self.ask(PathFor::Light, String::new(), |backend| {
            backend.choose_light()
        });
    }

    /// Asks where to save a picture; nothing happens where no place is chosen.
    pub(crate) fn ask_where_to_save(&self, name: String) {
        let at_home = format!("~/{name}");
        self.ask(PathFor::Picture, at_home, move |backend| {
            backend.choose_place(&name)
        });
    }

    /// Lets the desktop ask for a path, or the window itself where the desktop can't; what is typed
    /// there begins with `suggestion`.
    fn ask(
        &self,
        purpose: PathFor,
        suggestion: String,
        choose: impl FnOnce(&dyn Backend) -> Choice + Send + 'static,
    ) {
        let (backend, inbox) = (Arc::clone(&self.backend), self.inbox.clone());
        self.thread("plinth-dialog", move || match choose(&*backend) {
            Choice::Path(path) => inbox.send(chosen(purpose, path)),
            Choice::Nothing => {}
            Choice::NoChooser => inbox.send(Action::of(PathAction::Ask(purpose, suggestion))),
        });
    }

    /// Uses the path that was typed, or says what is wrong with it.
    pub(crate) fn take_path(&self, purpose: PathFor, text: String, replace: bool) {
        let inbox = self.inbox.clone();
        self.thread("plinth-path", move || {
            let user = directories::UserDirs::new();
            let home = user.as_ref().map(directories::UserDirs::home_dir);
            match typed_path::read(&text, purpose, replace, home) {
                Ok(path) => {
                    inbox.send(Action::of(PathAction::Leave));
                    inbox.send(chosen(purpose, path));
                }
                Err(complaint) => inbox.send(Action::of(PathAction::Wrong(text, complaint))),
            }
        });
    }
}

/// What follows from the choice of `path`.
fn chosen(purpose: PathFor, path: PathBuf) -> Action {
    match purpose {
        PathFor::Model => Action::Open(path),
        PathFor::Light => Action::of(ViewAction::Light(Environment::File(path))),
        PathFor::Picture => Action::of(PosterAction::SaveTo(path)),
    }
}
