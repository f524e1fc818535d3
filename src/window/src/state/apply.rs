//! What follows from what happened. It only dispatches; each kind of action has its own function.

use std::path::PathBuf;

use super::jobs::{JobKind, JobStage, JobStatus};
use super::{
    Document, Draft, Dressing, Failure, Form, JobId, Live, Notice, Opened, Opening, Publishing,
    State, file_name,
};
use crate::action::{Action, News, OfferAction, ViewAction};
use crate::effect::{Effect, Work};
use crate::viewport::{DrawnReport, PreparedScene, PreparedTextures};

impl State {
    /// Changes the state by one action and says what is to be done outside it.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        if !matches!(
            action,
            Action::Job(..)
                | Action::ReduceMotion(_)
                | Action::Drawn(..)
                | Action::Memory(_)
                | Action::Offer(OfferAction::Found(_))
                | Action::View(ViewAction::Preparing | ViewAction::Ready(_))
        ) {
            self.notice = None;
        }
        match action {
            Action::AskForFile => vec![Effect::AskForFile],
            Action::Open(path) => self.open(path),
            Action::TryAgain => self.try_again(),
            Action::CloseFile => self.close_file(),
            Action::Go(place) => {
                if self.document.is_some() || place == super::Place::Support {
                    self.place = place;
                }
                Vec::new()
            }
            Action::Cancel(job) => self.cancel(job),
            Action::Pause(job, paused) => self.pause(job, paused),
            Action::Offer(action) => self.offer(action),
            Action::Job(job, news) => self.news(job, news),
            Action::ChooseVariant(variant) => self.choose_variant(variant),
            Action::ChooseAnimation(animation) => self.choose_animation(animation),
            Action::TogglePlaying => self.toggle_playing(),
            Action::ResetCamera => vec![Effect::ResetCamera],
            Action::View(action) => self.change_view(action),
            Action::Support(action) => self.support(action),
            Action::Part(action) => {
                self.part(action);
                Vec::new()
            }
            Action::Poster(action) => self.poster(action),
            Action::Path(action) => self.path(action),
            Action::ToggleTurning => {
                if let Some(document) = &mut self.document {
                    document.turning = !document.turning;
                }
                Vec::new()
            }
            Action::ShowDimensions(lengths) => {
                let before = self.settings();
                self.lengths = lengths.unwrap_or(self.lengths);
                if let Some(document) = &mut self.document {
                    document.dimensions = lengths.is_some();
                }
                self.keep_since(before)
            }
            Action::Edit(field, text) => {
                self.form.edit(field, text);
                Vec::new()
            }
            Action::Leave(field) => {
                self.form.leave(field);
                Vec::new()
            }
            Action::Allow(code, allowed) => {
                if let Some(document) = &mut self.document {
                    document.allow(&code, allowed);
                }
                Vec::new()
            }
            Action::Publish => self.publish(),
            Action::EditAgain => {
                if !self.is_publishing() {
                    self.publishing = Publishing::Editing;
                }
                Vec::new()
            }
            Action::OpenUrl(url) => vec![Effect::OpenUrl(url)],
            Action::Copy(text, notice) => {
                self.notice = Some(Notice::Done(notice));
                vec![Effect::Copy(text)]
            }
            Action::Appear(appearance) => {
                let before = self.settings();
                self.appearance = appearance;
                self.keep_since(before)
            }
            Action::ReduceMotion(reduced) => {
                self.reduced_motion = reduced;
                Vec::new()
            }
            Action::ToggleJobs => {
                self.jobs_open = !self.jobs_open;
                Vec::new()
            }
            Action::Escape => self.escape(),
            Action::Drawn(report) => {
                self.drawn(*report);
                Vec::new()
            }
            Action::Memory(memory) => {
                self.memory = Some(memory);
                Vec::new()
            }
            Action::PictureLost(failure) => {
                self.picture_lost = Some(failure);
                Vec::new()
            }
            Action::Redraw => self.redraw(),
            Action::Quit => self.quit(),
        }
    }

    fn open(&mut self, path: PathBuf) -> Vec<Effect> {
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

    fn try_again(&mut self) -> Vec<Effect> {
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

    fn close_file(&mut self) -> Vec<Effect> {
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
        if self.place != super::Place::Support {
            self.place = super::Place::Inspect;
        }
        effects
    }

    fn cancel(&mut self, job: JobId) -> Vec<Effect> {
        match self.jobs.get_mut(job) {
            Some(entry) if entry.status == JobStatus::Running => {
                entry.status = JobStatus::Stopping;
                vec![Effect::Cancel(entry.switches.cancel.clone())]
            }
            _ => Vec::new(),
        }
    }

    /// Holds a job back, or lets it go on.
    fn pause(&mut self, job: JobId, paused: bool) -> Vec<Effect> {
        match self.jobs.get_mut(job) {
            Some(entry) if entry.is_running() && entry.kind.can_pause() => {
                entry.paused = paused;
                vec![Effect::Pause(entry.switches.pause.clone(), paused)]
            }
            _ => Vec::new(),
        }
    }

    fn news(&mut self, job: JobId, news: News) -> Vec<Effect> {
        match news {
            News::Stage(name) => self.stage(job, name),
            News::Progress(progress) => {
                if let Some(stage) = self.jobs.get_mut(job).and_then(|job| job.stages.last_mut()) {
                    stage.progress = Some(progress);
                }
            }
            News::Warning(warning) => {
                if let Some(job) = self.jobs.get_mut(job) {
                    job.warnings.push(warning);
                }
            }
            News::Opened(opened) => return self.opened(job, *opened),
            News::ListingOpened(listing) => {
                let (opened, attributes, card) = *listing;
                return self.listing_opened(job, opened, attributes, card);
            }
            News::Beside(result) => return self.beside_opened(job, result),
            News::Redrawn(scene) => return self.redrawn(job, *scene),
            News::Loaded(result) => return self.loaded(job, result),
            News::Published(result) => return self.published(job, result),
            News::PosterSaved(result) => self.poster_saved(job, result),
            News::Resumed(result) => self.resumed(job, result),
            News::GivenUp(result) => self.given_up(job, result),
        }
        Vec::new()
    }

    fn stage(&mut self, job: JobId, name: String) {
        if let Some(job) = self.jobs.get_mut(job) {
            job.stages.push(JobStage {
                name,
                progress: None,
            });
        }
    }

    /// Notes how a job ended.
    pub(super) fn ended(&mut self, job: JobId, failure: Option<&Failure>) {
        if let Some(job) = self.jobs.get_mut(job) {
            job.status = match failure {
                None => JobStatus::Done,
                Some(failure) if failure.stopped => JobStatus::Stopped,
                Some(_) => JobStatus::Failed,
            };
        }
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

    fn opened(&mut self, job: JobId, opened: Opened) -> Vec<Effect> {
        if self.take_opening(job).is_none() {
            return Vec::new();
        }
        self.show_opened(job, opened)
    }

    /// Shows a model whose textures are still on their way.
    pub(super) fn show_opened(&mut self, job: JobId, opened: Opened) -> Vec<Effect> {
        let Opened { path, facts, scene } = opened;
        // The textures of the model that was open aren't needed any more.
        let mut effects = self.stop_dressing();
        self.form = Form::for_file(&path);
        self.publishing = Publishing::Editing;
        self.place = super::Place::Inspect;
        self.document = Some(Document::new(path, facts, job));
        effects.push(Effect::Show(scene));
        effects
    }

    /// The end of a load, with the textures or with what kept it from its end.
    fn loaded(&mut self, job: JobId, result: Result<PreparedTextures, Failure>) -> Vec<Effect> {
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
    fn redraw(&mut self) -> Vec<Effect> {
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

    fn redrawn(&mut self, job: JobId, scene: PreparedScene) -> Vec<Effect> {
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

    fn drawn(&mut self, report: DrawnReport) {
        if let Some(document) = &mut self.document {
            document.found = report.defects;
            document.parts = report.parts;
        }
    }

    fn publish(&mut self) -> Vec<Effect> {
        let Some(document) = &self.document else {
            return Vec::new();
        };
        if self.is_publishing() {
            return Vec::new();
        }
        let Some(draft) = self.form.check(&document.path, document.view.attributes()) else {
            return Vec::new();
        };
        // The panel says what stops it.
        if !document.gate().is_open() {
            return Vec::new();
        }
        let draft = Draft {
            allowed: document.allowed.clone(),
            ..draft
        };
        let (job, switches) = self.jobs.begin(JobKind::Publish, draft.title.clone());
        self.publishing = Publishing::Running { job };
        vec![Effect::Start {
            job,
            work: Work::Publish(Box::new(draft)),
            switches,
        }]
    }

    fn published(&mut self, job: JobId, result: Result<Live, Failure>) -> Vec<Effect> {
        self.ended(job, result.as_ref().err());
        if !matches!(self.publishing, Publishing::Running { job: waited } if waited == job) {
            return Vec::new();
        }
        // What was stopped on its way can be gone on with.
        let broke_off = result.is_err();
        self.publishing = match result {
            Ok(live) => Publishing::Live(live),
            Err(failure) if failure.stopped => {
                self.notice = Some(Notice::Done(
                    "Publishing stopped; nothing changed in the shop",
                ));
                Publishing::Editing
            }
            Err(failure) => Publishing::Failed(failure),
        };
        if broke_off {
            vec![Effect::FindLeftovers]
        } else {
            Vec::new()
        }
    }

    fn choose_variant(&mut self, variant: Option<usize>) -> Vec<Effect> {
        if let Some(document) = &mut self.document {
            document.variant = variant.filter(|index| *index < document.facts.variants.len());
        }
        Vec::new()
    }

    fn choose_animation(&mut self, animation: Option<usize>) -> Vec<Effect> {
        if let Some(document) = &mut self.document {
            document.animation = animation.filter(|index| *index < document.facts.animations.len());
            document.playing = document.animation.is_some();
        }
        Vec::new()
    }

    fn toggle_playing(&mut self) -> Vec<Effect> {
        if let Some(document) = &mut self.document
            && !document.facts.animations.is_empty()
        {
            document.animation.get_or_insert(0);
            document.playing = !document.playing;
        }
        Vec::new()
    }

    /// The topmost thing that can be left.
    fn escape(&mut self) -> Vec<Effect> {
        if self.asked.take().is_some() {
            return Vec::new();
        }
        if self.jobs_open {
            self.jobs_open = false;
            return Vec::new();
        }
        match &self.opening {
            Opening::Running { job, .. } => return self.cancel(*job),
            Opening::Failed { .. } => {
                self.opening = Opening::Idle;
                return Vec::new();
            }
            Opening::Idle => {}
        }
        if let Some(document) = &mut self.document
            && document.picked.take().is_some()
        {
            return Vec::new();
        }
        match self.publishing {
            Publishing::Live(_) | Publishing::Failed(_) => self.publishing = Publishing::Editing,
            Publishing::Running { .. } => {}
            Publishing::Editing => {
                if self.place != super::Place::Support {
                    self.place = super::Place::Inspect;
                }
            }
        }
        Vec::new()
    }

    /// Stops everything and closes.
    fn quit(&mut self) -> Vec<Effect> {
        let running = self.jobs.newest_first().filter(|job| job.is_running());
        let stops: Vec<_> = running
            .map(|job| Effect::Cancel(job.switches.cancel.clone()))
            .collect();
        stops.into_iter().chain([Effect::Quit]).collect()
    }
}
