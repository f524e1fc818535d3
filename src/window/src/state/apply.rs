//! What follows from what happened. It only dispatches; each kind of action has its own function.

use super::{
    DrawnFacts, Failure, JobId, JobStage, JobStatus, Notice, Opening, Place, Publishing, Settings,
    State,
};
use crate::action::{Action, News};
use crate::effect::Effect;

impl State {
    /// Changes the state by one action and says what is to be done outside it.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        let is_news = match &action {
            Action::Job(..) | Action::ReduceMotion(_) | Action::Drawn(..) | Action::Memory(_) => {
                true
            }
            Action::Screen(action) => action.is_news(),
            _ => false,
        };
        if !is_news {
            self.notice = None;
        }
        match action {
            Action::AskForFile => vec![Effect::AskForFile],
            Action::Open(path) => self.open(path),
            Action::TryAgain => self.try_again(),
            Action::CloseFile => self.close_file(),
            Action::Go(place) => {
                if self.document.is_some() || !place.needs_model() {
                    self.place = place;
                }
                Vec::new()
            }
            Action::Cancel(job) => self.cancel(job),
            Action::Pause(job, paused) => self.pause(job, paused),
            Action::Job(job, news) => self.news(job, news),
            Action::ChooseVariant(variant) => self.choose_variant(variant),
            Action::ChooseAnimation(animation) => self.choose_animation(animation),
            Action::TogglePlaying => self.toggle_playing(),
            Action::ResetCamera => vec![Effect::ResetCamera],
            Action::Screen(action) => action.apply(self),
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
            Action::Drawn(facts) => {
                self.drawn(*facts);
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

    pub(super) fn cancel(&mut self, job: JobId) -> Vec<Effect> {
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
            News::Redrawn(scene) => return self.redrawn(job, scene),
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
    pub(crate) fn ended(&mut self, job: JobId, failure: Option<&Failure>) {
        if let Some(job) = self.jobs.get_mut(job) {
            job.status = match failure {
                None => JobStatus::Done,
                Some(failure) if failure.stopped => JobStatus::Stopped,
                Some(_) => JobStatus::Failed,
            };
        }
    }

    fn drawn(&mut self, facts: DrawnFacts) {
        if let Some(document) = &mut self.document {
            document.found = facts.defects;
            document.parts.all = facts.parts;
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
            && document.parts.picked.take().is_some()
        {
            return Vec::new();
        }
        match self.publishing {
            Publishing::Live(_) | Publishing::Failed(_) => self.publishing = Publishing::Editing,
            Publishing::Running { .. } => {}
            Publishing::Editing => {
                if self.place.needs_model() {
                    self.place = Place::Inspect;
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

    /// What is kept of it.
    #[must_use]
    pub const fn settings(&self) -> Settings {
        Settings {
            lengths: self.lengths,
            appearance: self.appearance,
        }
    }

    /// Keeps the settings where they aren't `before` any more.
    fn keep_since(&self, before: Settings) -> Vec<Effect> {
        let now = self.settings();
        if now == before {
            Vec::new()
        } else {
            vec![Effect::KeepSettings(now)]
        }
    }
}
