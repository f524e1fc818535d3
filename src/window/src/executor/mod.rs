//! Carries effects out: threads for work, the browser, file dialogs.

mod asking;
mod works;

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use base::{Fault, Job, Progress, Reporter};
use egui::mutex::Mutex;

use crate::action::{Action, News};
use crate::backend::Backend;
use crate::screens::offers::action::OfferAction;
use crate::screens::view::action::ViewAction;
use crate::state::{Failure, JobId, Settings, Switches};
use crate::viewport::{PreparedStore, Preparer, ViewOrder};

/// How often a job's progress is worth a new picture of the window.
const NEWS_EVERY: Duration = Duration::from_millis(33);

/// Where workers leave their news: a queue, and a nudge so that the window looks at it.
#[derive(Clone)]
pub(crate) struct Inbox {
    queue: Sender<Action>,
    /// The window that is to look; another one where the graphics device was lost.
    ctx: Arc<Mutex<egui::Context>>,
    /// What comes with the news and only whoever draws can use.
    pub(crate) prepared: PreparedStore,
}

impl Inbox {
    /// An inbox that wakes the window of `ctx`.
    #[must_use]
    pub(crate) fn new(queue: Sender<Action>, ctx: egui::Context) -> Self {
        Self {
            queue,
            ctx: Arc::new(Mutex::new(ctx)),
            prepared: PreparedStore::default(),
        }
    }

    /// From now on wakes the window of `ctx`.
    pub(crate) fn wake(&self, ctx: &egui::Context) {
        *self.ctx.lock() = ctx.clone();
    }

    /// Leaves an action. It is lost where the window is gone, which no longer matters then.
    pub(crate) fn send(&self, action: Action) {
        let _ = self.queue.send(action);
        let ctx = self.ctx.lock().clone();
        ctx.request_repaint();
    }
}

/// Does the window's work on threads of its own.
pub(crate) struct Executor {
    backend: Arc<dyn Backend>,
    preparer: Option<Preparer>,
    inbox: Inbox,
    /// The settings to keep.
    latest: Arc<Mutex<Settings>>,
    /// Held while they are written.
    keeping: Arc<Mutex<()>>,
}

impl Executor {
    /// An executor. Without a preparer models are read and never drawn.
    #[must_use]
    pub(crate) fn new(backend: Arc<dyn Backend>, preparer: Option<Preparer>, inbox: Inbox) -> Self {
        Self {
            backend,
            preparer,
            inbox,
            latest: Arc::default(),
            keeping: Arc::default(),
        }
    }

    /// Whether the graphics device is lost.
    #[must_use]
    pub(crate) fn is_device_lost(&self) -> bool {
        self.preparer.as_ref().is_some_and(Preparer::is_lost)
    }

    /// Loses the graphics device, for tests.
    pub(crate) fn lose_device(&self) {
        if let Some(preparer) = &self.preparer {
            preparer.lose();
        }
    }

    /// Looks for publications that broke off. That none can be looked for is nothing to bother
    /// people with: whoever publishes hears of it.
    pub(crate) fn find_leftovers(&self) {
        let (backend, inbox) = (Arc::clone(&self.backend), self.inbox.clone());
        self.thread("plinth-leftovers", move || match backend.leftovers() {
            Ok(all) => inbox.send(Action::of(OfferAction::Found(all))),
            Err(fault) => tracing::warn!(causes = ?fault.causes(), "{fault}"),
        });
    }

    /// Makes ready what a view needs.
    pub(crate) fn refit(&self, order: ViewOrder) {
        let inbox = self.inbox.clone();
        self.thread("plinth-view", move || {
            let work = std::panic::AssertUnwindSafe(|| order.prepare());
            let result = std::panic::catch_unwind(work).unwrap_or_else(|_| Err(broke_off()));
            let result = result.map_err(|fault| Failure::from(&fault));
            let result = result.map(|view| inbox.prepared.keep_view(view));
            inbox.send(Action::of(ViewAction::Ready(result)));
        });
    }

    /// Opens an address in the browser.
    pub(crate) fn open_url(&self, url: String) {
        let (backend, inbox) = (Arc::clone(&self.backend), self.inbox.clone());
        self.thread("plinth-browser", move || {
            if let Err(fault) = backend.open_url(&url) {
                tracing::warn!(causes = ?fault.causes(), "{fault}");
                inbox.send(Action::Copy(
                    url,
                    "No browser could be opened; the link is copied",
                ));
            }
        });
    }

    /// Keeps what was chosen; of several choices in a row the last one stays.
    pub(crate) fn keep_settings(&self, settings: Settings) {
        *self.latest.lock() = settings;
        let (backend, latest) = (Arc::clone(&self.backend), Arc::clone(&self.latest));
        let keeping = Arc::clone(&self.keeping);
        self.thread("plinth-settings", move || {
            let _one_after_the_other = keeping.lock();
            let settings = *latest.lock();
            if let Err(fault) = backend.keep_settings(&settings) {
                tracing::warn!(causes = ?fault.causes(), "{fault}");
            }
        });
    }

    /// Asks the system whether it wants less motion.
    pub(crate) fn ask_about_motion(&self) {
        let inbox = self.inbox.clone();
        self.thread("plinth-motion", move || {
            if crate::motion::is_reduced() {
                inbox.send(Action::ReduceMotion(true));
            }
        });
    }

    /// Does `work` on a thread and reports its end as `news`. A panic in it ends the job and not the
    /// window.
    fn work<T: Send + 'static>(
        &self,
        id: JobId,
        switches: Switches,
        news: fn(Result<T, Failure>) -> News,
        work: impl FnOnce(&Job) -> base::Result<T> + Send + 'static,
    ) {
        let inbox = self.inbox.clone();
        let started = self.thread("plinth-work", move || {
            step_behind();
            let postman = Arc::new(Postman::new(id, inbox.clone()));
            let job = Job::new(postman, switches.cancel).held_by(switches.pause);
            let work = std::panic::AssertUnwindSafe(|| work(&job));
            let result = std::panic::catch_unwind(work).unwrap_or_else(|_| Err(broke_off()));
            let result = result.map_err(|fault| Failure::from(&fault));
            inbox.send(Action::Job(id, news(result)));
        });
        if !started {
            let fault = Fault::service("No thread could be started for this")
                .hint("Close other programs and try again");
            self.inbox
                .send(Action::Job(id, news(Err(Failure::from(&fault)))));
        }
    }

    /// Starts a thread; says whether it could.
    fn thread(&self, name: &str, work: impl FnOnce() + Send + 'static) -> bool {
        match std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
        {
            Ok(_) => true,
            Err(error) => {
                tracing::error!(%error, "a thread couldn't be started");
                false
            }
        }
    }
}

/// Lets the threads that show the window come before this one, and before those that it starts, where
/// processors are short.
#[cfg(target_os = "linux")]
fn step_behind() {
    /// Of 19 steps. Less is hardly noticed, and all of it would leave the work to idle moments.
    const STEPS: i32 = 10;
    // On Linux "this process" is this thread. A system that refuses leaves all as it was.
    let _ = rustix::process::setpriority_process(None, STEPS);
}

/// Other systems look after their windows themselves.
#[cfg(not(target_os = "linux"))]
fn step_behind() {}

fn broke_off() -> Fault {
    Fault::service("Plinth made a mistake and this work broke off")
        .hint("Nothing was changed. Please copy the details and send them to us")
}

/// Reports a job's news to the window.
struct Postman {
    job: JobId,
    inbox: Inbox,
    last: Mutex<Option<Instant>>,
}

impl Postman {
    fn new(job: JobId, inbox: Inbox) -> Self {
        Self {
            job,
            inbox,
            last: Mutex::default(),
        }
    }

    fn post(&self, news: News) {
        self.inbox.send(Action::Job(self.job, news));
    }
}

impl Reporter for Postman {
    fn stage(&self, name: &str) {
        *self.last.lock() = None;
        self.post(News::Stage(name.to_owned()));
    }

    fn progress(&self, progress: Progress) {
        let mut last = self.last.lock();
        let finished = progress.total.is_some_and(|total| progress.done >= total);
        if finished || last.is_none_or(|last| last.elapsed() >= NEWS_EVERY) {
            *last = Some(Instant::now());
            drop(last);
            self.post(News::Progress(progress));
        }
    }

    fn warn(&self, warning: &str) {
        self.post(News::Warning(warning.to_owned()));
    }
}
