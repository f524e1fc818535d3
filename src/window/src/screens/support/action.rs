//! What follows from what is done in the support place, and how that ended.

use viewer::Attributes;

use super::state::{FetchedListing, ListingCard, Seeking, Wanted};
use crate::action::ScreenAction;
use crate::effect::{Effect, Work};
use crate::scene::SceneHandle;
use crate::screens::publish::state::Form;
use crate::screens::view::state::ViewForm;
use crate::state::{Document, Failure, JobId, JobKind, Notice, Opened, Place, State};

/// What is done in the support place.
#[derive(Debug)]
pub enum SupportAction {
    /// The SKU or address changed.
    Name(String),
    /// Open that listing.
    Open,
    /// Show a listing that was fetched.
    Show(Box<FetchedListing>),
    /// The other release's number changed.
    Other(String),
    /// Show that release beside the one that is open.
    Beside,
    /// Show one release alone again.
    CloseBeside,
}

impl ScreenAction for SupportAction {
    fn apply(self: Box<Self>, state: &mut State) -> Vec<Effect> {
        state.support(*self)
    }
}

impl State {
    /// Follows what is done in the support place.
    fn support(&mut self, action: SupportAction) -> Vec<Effect> {
        match action {
            SupportAction::Name(name) => self.support.name = name,
            SupportAction::Other(number) => self.support.other = number,
            SupportAction::Open => return self.open_listing(),
            SupportAction::Show(fetched) => return self.show_fetched(fetched),
            SupportAction::Beside => return self.open_beside(),
            SupportAction::CloseBeside => {
                if let Some(document) = &mut self.document
                    && document.beside.take().is_some()
                {
                    return vec![Effect::ClearBeside];
                }
            }
        }
        Vec::new()
    }

    fn is_seeking(&self) -> bool {
        matches!(self.support.seeking, Seeking::Running { .. })
    }

    fn open_listing(&mut self) -> Vec<Effect> {
        let name = self.support.name.trim().to_owned();
        if name.is_empty() || self.is_seeking() {
            return Vec::new();
        }
        if self.is_publishing() {
            self.notice = Some(Notice::First(
                "Publishing first; open the listing when it is done",
            ));
            return Vec::new();
        }
        let (job, switches) = self.jobs.begin(JobKind::Listing, name.clone());
        self.support.seeking = Seeking::Running { job };
        vec![Effect::Start {
            job,
            work: Work::OpenListing(Wanted::Name(name)),
            switches,
        }]
    }

    fn show_fetched(&mut self, fetched: Box<FetchedListing>) -> Vec<Effect> {
        self.place = Place::Support;
        self.support.name.clone_from(&fetched.card.sku);
        let (job, switches) = self.jobs.begin(JobKind::Listing, fetched.card.sku.clone());
        self.support.seeking = Seeking::Running { job };
        vec![Effect::Start {
            job,
            work: Work::OpenListing(Wanted::Fetched(fetched)),
            switches,
        }]
    }

    fn open_beside(&mut self) -> Vec<Effect> {
        let card = self
            .document
            .as_ref()
            .and_then(|open| open.listing.as_ref());
        let (Some(card), Ok(release)) = (card, self.support.other_release()) else {
            return Vec::new();
        };
        if self.is_seeking() {
            return Vec::new();
        }
        let subject = format!("{}, release {release}", card.sku);
        let name = card.sku.clone();
        let (job, switches) = self.jobs.begin(JobKind::Listing, subject);
        self.support.seeking = Seeking::Running { job };
        vec![Effect::Start {
            job,
            work: Work::OpenBeside { name, release },
            switches,
        }]
    }

    /// A listing can be shown; its textures are still on their way.
    pub(crate) fn listing_opened(
        &mut self,
        job: JobId,
        opened: Opened,
        attributes: Attributes,
        card: ListingCard,
    ) -> Vec<Effect> {
        if self.support.seeking != (Seeking::Running { job }) {
            return Vec::new();
        }
        self.support.seeking = Seeking::Idle;
        // The release before this one is what people ask for next.
        let before = card.release.saturating_sub(1);
        self.support.other = if before > 0 {
            before.to_string()
        } else {
            String::new()
        };
        let effects = self.show_opened(job, opened);
        self.place = Place::Support;
        self.form = Form::for_listing(&card);
        if let Some(document) = &mut self.document {
            document.follow(attributes);
            document.listing = Some(card);
        }
        effects
    }

    /// The end of opening another release.
    pub(crate) fn beside_opened(
        &mut self,
        job: JobId,
        result: Result<Box<(SceneHandle, ListingCard)>, Failure>,
    ) -> Vec<Effect> {
        self.ended(job, result.as_ref().err());
        if self.support.seeking != (Seeking::Running { job }) {
            return Vec::new();
        }
        self.support.seeking = Seeking::Idle;
        match (result, &mut self.document) {
            (Ok(beside), Some(document)) => {
                let (scene, card) = *beside;
                document.beside = Some(card);
                vec![Effect::ShowBeside(scene)]
            }
            (Err(failure), _) => {
                self.seek_failed(failure);
                Vec::new()
            }
            (Ok(_), None) => Vec::new(),
        }
    }

    /// Notes why a release couldn't be opened, where it was `job` that was to open it.
    pub(crate) fn seeking_ended(&mut self, job: JobId, failure: &Failure) {
        if self.support.seeking == (Seeking::Running { job }) {
            self.support.seeking = Seeking::Idle;
            self.seek_failed(failure.clone());
        }
    }

    fn seek_failed(&mut self, failure: Failure) {
        if !failure.stopped {
            self.support.seeking = Seeking::Failed(failure);
        }
    }
}

impl Document {
    /// Shows the model as these attributes say, with their variant and animation.
    fn follow(&mut self, attributes: Attributes) {
        let place = |names: &[String], name: &Option<String>| {
            let name = name.as_ref()?;
            names.iter().position(|own| own == name)
        };
        self.variant = place(&self.facts.variants, &attributes.variant);
        let animations: Vec<String> = self
            .facts
            .animations
            .iter()
            .map(|a| a.name.clone())
            .collect();
        self.animation = place(&animations, &attributes.animation);
        self.view = ViewForm::of(attributes);
    }
}
