//! What follows from what is done about a picture to save, and how that ended.

use std::path::PathBuf;

use super::state::{Ground, POSTER_SIZES};
use crate::action::ScreenAction;
use crate::effect::Effect;
use crate::state::{Failure, JobId, JobKind, Notice, State, file_name};

/// What is done about a picture to save.
#[derive(Debug)]
pub enum PosterAction {
    /// This size: an index into [`POSTER_SIZES`].
    Size(usize),
    /// This behind it.
    Ground(Ground),
    /// The text of its colour changed.
    Color(String),
    /// Ask where to save it.
    Save,
    /// Save it here.
    SaveTo(PathBuf),
}

impl ScreenAction for PosterAction {
    fn apply(self: Box<Self>, state: &mut State) -> Vec<Effect> {
        state.save_picture(*self)
    }
}

impl State {
    /// Follows what is done about the picture to save.
    fn save_picture(&mut self, action: PosterAction) -> Vec<Effect> {
        match action {
            PosterAction::Size(size) => self.poster.size = size.min(POSTER_SIZES.len() - 1),
            PosterAction::Ground(ground) => self.poster.ground = ground,
            PosterAction::Color(color) => self.poster.color = color,
            PosterAction::Save => return self.ask_where(),
            PosterAction::SaveTo(path) => return self.save_poster(path),
        }
        Vec::new()
    }

    fn ask_where(&mut self) -> Vec<Effect> {
        let stem = self
            .document
            .as_ref()
            .and_then(|open| open.path.file_stem());
        let Some(stem) = stem.filter(|_| self.poster.background().is_ok()) else {
            return Vec::new();
        };
        let name = format!("{}.png", stem.to_string_lossy());
        vec![Effect::AskWhereToSave(name)]
    }

    fn save_poster(&mut self, path: PathBuf) -> Vec<Effect> {
        let Ok(background) = self.poster.background() else {
            return Vec::new();
        };
        if self.document.is_none() {
            return Vec::new();
        }
        self.poster.failure = None;
        let (job, switches) = self.jobs.begin(JobKind::Poster, file_name(&path));
        vec![Effect::SavePoster {
            job,
            path,
            size: self.poster.pixels(),
            background,
            switches,
        }]
    }

    /// The end of saving it.
    pub(crate) fn poster_saved(&mut self, job: JobId, result: Result<(), Failure>) {
        self.ended(job, result.as_ref().err());
        match result {
            Ok(()) => self.notice = Some(Notice::Done("The picture is saved")),
            Err(failure) if failure.stopped => {}
            Err(failure) => {
                let hint = failure
                    .hint
                    .map(|hint| format!(" {hint}."))
                    .unwrap_or_default();
                self.poster.failure = Some(format!("{}.{hint}", failure.message));
            }
        }
    }
}
