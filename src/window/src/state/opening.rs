//! The way of a file: it opens, its textures follow, and it is drawn again where the device was lost.

use std::path::PathBuf;

use super::{
    Document, Dressing, Failure, Form, JobId, JobKind, Notice, Opened, Opening, Place, Publishing,
    State, file_name,
};
use crate::effect::{Effect, Work};
use crate::scene::{SceneHandle, TexturesHandle};

impl State {
    pub(super) fn open(&mut self, path: PathBuf) -> Vec<Effect> {
        // A publish reads the file that is open; another one comes after it.
        if self.is_publishing() {
            self.notice = Some(Notice::First(
                "Publishing first; open another model when it is done",
            ));
            return Vec::new();
        }
        self.picture_lost = None;
        self.asked = None;
        let mut effects = self.stop_opening();
        let (job, switches) = self.jobs.begin(JobKind::Open, file_name(&path));
        self.opening = Opening::Running {
            job,
            path: path.clone(),
        };
        effects.push(Effect::Start {
            job,
            work: Work::Load(path),
            switches,
        });
        effects
    }

    pub(super) fn try_again(&mut self) -> Vec<Effect> {
        match &self.opening {
            Opening::Failed { path, .. } => self.open(path.clone()),
            _ => Vec::new(),
        }
    }

    /// Stops a load that is under way; nobody waits for it any more.
    fn stop_opening(&mut self) -> Vec<Effect> {
        match std::mem::take(&mut self.opening) {
            Opening::Running { job, .. } => self.cancel(job),
            _ => Vec::new(),
        }
    }

    pub(super) fn close_file(&mut self) -> Vec<Effect> {
        if self.is_publishing() {
            self.notice = Some(Notice::First(
                "Publishing first; close the model when it is done",
            ));
            return Vec::new();
        }
        let mut effects = self.stop_opening();
        effects.extend(self.stop_dressing());
        if self.document.take().is_some() {
            effects.push(Effect::Clear);
        }
        self.publishing = Publishing::Editing;
        if self.place.needs_model() {
            self.place = Place::Inspect;
        }
        effects
    }

    /// Takes the path of the load that `job` does; nothing where nobody waits for it any more.
    fn take_opening(&mut self, job: JobId) -> Option<PathBuf> {
        match std::mem::take(&mut self.opening) {
            Opening::Running { job: waited, path } if waited == job => Some(path),
            other => {
                self.opening = other;
                None
            }
        }
    }

    pub(super) fn opened(&mut self, job: JobId, opened: Opened) -> Vec<Effect> {
        if self.take_opening(job).is_none() {
            return Vec::new();
        }
        self.show_opened(job, opened)
    }

    /// Shows a model whose textures are still on their way.
    pub(crate) fn show_opened(&mut self, job: JobId, opened: Opened) -> Vec<Effect> {
        let Opened { path, facts, scene } = opened;
        // The textures of the model that was open aren't needed any more.
        let mut effects = self.stop_dressing();
        self.form = Form::for_file(&path);
        self.publishing = Publishing::Editing;
        self.place = Place::Inspect;
        self.document = Some(Document::new(path, facts, job));
        effects.push(Effect::Show(scene));
        effects
    }

    /// The end of a load, with the textures or with what kept it from its end.
    pub(super) fn loaded(
        &mut self,
        job: JobId,
        result: Result<TexturesHandle, Failure>,
    ) -> Vec<Effect> {
        self.ended(job, result.as_ref().err());
        if let Err(failure) = &result {
            self.seeking_ended(job, failure);
        }
        let path = self.take_opening(job);
        let dressed = |document: &&mut Document| document.dressing_job() == Some(job);
        let document = self.document.as_mut().filter(dressed);
        match (result, path, document) {
            (Ok(textures), _, Some(document)) => {
                document.dressing = Dressing::Done;
                vec![Effect::Dress(textures)]
            }
            (Err(failure), _, Some(document)) => {
                document.dressing = Dressing::Without(failure);
                Vec::new()
            }
            (Err(failure), Some(path), None) if !failure.stopped => {
                self.opening = Opening::Failed { path, failure };
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Begins to draw the open model again; a file that was on its way begins anew, too.
    pub(super) fn redraw(&mut self) -> Vec<Effect> {
        self.picture_lost = None;
        let mut effects = self.stop_dressing();
        if let Some(document) = &mut self.document {
            let (job, switches) = self.jobs.begin(JobKind::Redraw, document.name.clone());
            document.dressing = Dressing::Running { job };
            effects.push(Effect::Redraw { job, switches });
        }
        if let Opening::Running { path, .. } = &self.opening {
            effects.extend(self.open(path.clone()));
        }
        effects
    }

    pub(super) fn redrawn(&mut self, job: JobId, scene: SceneHandle) -> Vec<Effect> {
        let document = self.document.as_ref();
        if document.and_then(Document::dressing_job) != Some(job) {
            return Vec::new();
        }
        self.notice = Some(Notice::Done(
            "The graphics card was reset; the picture was rebuilt",
        ));
        vec![Effect::Show(scene)]
    }

    /// Stops the textures of the open model where they are on their way.
    fn stop_dressing(&mut self) -> Vec<Effect> {
        let job = self.document.as_ref().and_then(Document::dressing_job);
        job.map_or_else(Vec::new, |job| self.cancel(job))
    }
}
