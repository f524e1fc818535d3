//! The work itself: each piece on a thread of its own, with the news that it ends in.

use std::path::PathBuf;
use std::sync::Arc;

use asset::{Facts, Model};
use base::{Job, Sku};
use viewer::Attributes;

use super::{Executor, Inbox};
use crate::action::{Action, News};
use crate::effect::Work;
use crate::poster::Shot;
use crate::scene::TexturesHandle;
use crate::state::{Draft, Failure, JobId, Opened, Switches, Wanted};
use crate::viewport::{PreparedScene, Preparer, SceneOrder};

impl Executor {
    /// Begins `work` on a thread of its own.
    pub(crate) fn start(&self, id: JobId, work: Work, switches: Switches) {
        match work {
            Work::Load(path) => self.load(id, path, switches),
            Work::OpenListing(wanted) => self.open_listing(id, wanted, switches),
            Work::OpenBeside { name, release } => self.open_beside(id, name, release, switches),
            Work::Publish(draft) => self.publish(id, draft, switches),
            Work::Resume(sku) => self.resume(id, sku, switches),
            Work::GiveUp(sku) => self.give_up(id, sku, switches),
        }
    }

    /// Reads a file and makes it ready to draw: its shape first, so that it can be looked at while
    /// its textures are on their way.
    fn load(&self, id: JobId, path: PathBuf, switches: Switches) {
        let (backend, preparer) = (Arc::clone(&self.backend), self.preparer.clone());
        let inbox = self.inbox.clone();
        self.work(id, switches, News::Loaded, move |job| {
            let model = Arc::new(backend.load(&path, job)?);
            job.check()?;
            let facts = Facts::of(&model);
            let scene = match &preparer {
                Some(preparer) => preparer.prepare(&model, &Attributes::default(), job)?,
                None => PreparedScene::default(),
            };
            let scene = inbox.prepared.keep_scene(scene);
            let opened = Opened { path, facts, scene };
            inbox.send(Action::Job(id, News::Opened(Box::new(opened))));
            textures(preparer.as_ref(), &model, &inbox, job)
        });
    }

    /// Makes the model that was on show ready to draw again.
    pub(crate) fn redraw(&self, id: JobId, order: SceneOrder, switches: Switches) {
        let (preparer, inbox) = (self.preparer.clone(), self.inbox.clone());
        self.work(id, switches, News::Loaded, move |job| {
            let Some(preparer) = preparer else {
                return Ok(TexturesHandle::default());
            };
            match preparer.prepare(&order.model, &order.attributes, job) {
                Ok(scene) => inbox.send(Action::Job(
                    id,
                    News::Redrawn(inbox.prepared.keep_scene(scene)),
                )),
                Err(fault) => {
                    inbox.send(Action::PictureLost(Failure::from(&fault)));
                    return Err(fault);
                }
            }
            textures(Some(&preparer), &order.model, &inbox, job)
        });
    }

    /// Fetches a live listing and makes it ready to draw.
    fn open_listing(&self, id: JobId, wanted: Wanted, switches: Switches) {
        let (backend, preparer) = (Arc::clone(&self.backend), self.preparer.clone());
        let inbox = self.inbox.clone();
        self.work(id, switches, News::Loaded, move |job| {
            let fetched = match wanted {
                Wanted::Name(name) => backend.open_listing(&name, None, job)?,
                Wanted::Fetched(fetched) => *fetched,
            };
            let model = Arc::new(backend.load(&fetched.path, job)?);
            let facts = Facts::of(&model);
            let scene = match &preparer {
                Some(preparer) => preparer.prepare(&model, &fetched.attributes, job)?,
                None => PreparedScene::default(),
            };
            let opened = Opened {
                path: fetched.path,
                facts,
                scene: inbox.prepared.keep_scene(scene),
            };
            let listing = Box::new((opened, fetched.attributes, fetched.card));
            inbox.send(Action::Job(id, News::ListingOpened(listing)));
            textures(preparer.as_ref(), &model, &inbox, job)
        });
    }

    /// Fetches another release of a listing and makes it ready to draw.
    fn open_beside(&self, id: JobId, name: String, release: u32, switches: Switches) {
        let (backend, preparer) = (Arc::clone(&self.backend), self.preparer.clone());
        let inbox = self.inbox.clone();
        self.work(id, switches, News::Beside, move |job| {
            let fetched = backend.open_listing(&name, Some(release), job)?;
            let model = Arc::new(backend.load(&fetched.path, job)?);
            let scene = match &preparer {
                Some(preparer) => {
                    let scene = preparer.prepare(&model, &fetched.attributes, job)?;
                    scene.dressed(preparer.textures(&model, job)?)
                }
                None => PreparedScene::default(),
            };
            Ok(Box::new((inbox.prepared.keep_scene(scene), fetched.card)))
        });
    }

    /// Takes a listing live.
    fn publish(&self, job: JobId, draft: Box<Draft>, switches: Switches) {
        let backend = Arc::clone(&self.backend);
        self.work(job, switches, News::Published, move |job| {
            backend.publish(&draft, job)
        });
    }

    /// Finishes a publication that broke off.
    fn resume(&self, job: JobId, sku: Sku, switches: Switches) {
        let backend = Arc::clone(&self.backend);
        self.work(job, switches, News::Resumed, move |job| {
            backend.resume(&sku, job)
        });
    }

    /// Gives a publication up that broke off.
    fn give_up(&self, job: JobId, sku: Sku, switches: Switches) {
        let backend = Arc::clone(&self.backend);
        self.work(job, switches, News::GivenUp, move |job| {
            backend.give_up(&sku, job)
        });
    }

    /// Saves a picture that is being drawn.
    pub(crate) fn save_poster(
        &self,
        job: JobId,
        shot: base::Result<Shot>,
        path: PathBuf,
        switches: Switches,
    ) {
        self.work(job, switches, News::PosterSaved, move |job| {
            shot?.save(&path, job)
        });
    }
}

/// Makes the textures of `model` ready; none where nothing is drawn.
fn textures(
    preparer: Option<&Preparer>,
    model: &Model,
    inbox: &Inbox,
    job: &Job,
) -> base::Result<TexturesHandle> {
    match preparer {
        Some(preparer) => {
            let textures = preparer.textures(model, job)?;
            Ok(inbox.prepared.keep_textures(textures))
        }
        None => Ok(TexturesHandle::default()),
    }
}
