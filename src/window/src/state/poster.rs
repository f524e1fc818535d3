//! A picture of the product to save.

use std::path::PathBuf;

use viewer::Background;

use super::jobs::JobKind;
use super::{Failure, JobId, Notice, State, file_name};
use crate::action::PosterAction;
use crate::effect::Effect;

/// Sizes that are offered: width and height in pixels, and what they are for.
pub const POSTER_SIZES: [([u32; 2], &str); 5] = [
    ([1200, 1200], "1200 × 1200, product page"),
    ([2048, 2048], "2048 × 2048, marketplaces"),
    ([4096, 4096], "4096 × 4096, print"),
    ([1920, 1080], "1920 × 1080, wide"),
    ([1080, 1350], "1080 × 1350, tall"),
];

/// What is behind the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// The white of a page.
    #[default]
    White,
    /// Nothing.
    Transparent,
    /// The colour that is typed.
    Color,
}

/// What the picture is to be.
#[derive(Debug, Clone)]
pub struct PosterForm {
    /// Its size: an index into [`POSTER_SIZES`].
    pub size: usize,
    /// What is behind the product.
    pub ground: Ground,
    /// The colour as it is typed, such as `#f2efe9`.
    pub color: String,
    /// Why the last one couldn't be saved.
    pub failure: Option<String>,
}

impl Default for PosterForm {
    fn default() -> Self {
        Self {
            size: 0,
            ground: Ground::White,
            color: "#f2efe9".to_owned(),
            failure: None,
        }
    }
}

impl PosterForm {
    /// Width and height in pixels.
    #[must_use]
    pub fn pixels(&self) -> [u32; 2] {
        POSTER_SIZES.get(self.size).unwrap_or(&POSTER_SIZES[0]).0
    }

    /// What is behind the product; the error says what is wrong with the colour.
    ///
    /// # Errors
    /// In one sentence.
    pub fn background(&self) -> Result<Background, String> {
        match self.ground {
            Ground::White => Ok(Background::WHITE),
            Ground::Transparent => Ok(Background::Transparent),
            Ground::Color => match self.color.trim().parse() {
                Ok(color @ Background::Color(_)) => Ok(color),
                _ => Err("A colour such as #f2efe9.".to_owned()),
            },
        }
    }
}

impl State {
    /// Follows what is done about the picture to save.
    pub(super) fn poster(&mut self, action: PosterAction) -> Vec<Effect> {
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
    pub(super) fn poster_saved(&mut self, job: JobId, result: Result<(), Failure>) {
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
