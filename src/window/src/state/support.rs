//! Support: a live listing as customers get it, and another of its releases beside it.

use std::path::PathBuf;

use viewer::Attributes;

use super::jobs::JobKind;
use super::{Document, Failure, Form, JobId, Notice, Opened, Place, State, ViewForm};
use crate::action::SupportAction;
use crate::effect::{Effect, Work};
use crate::viewport::PreparedScene;

/// What support knows of a release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListingCard {
    /// The product's name.
    pub title: String,
    /// The merchant's article number.
    pub sku: String,
    /// The release's number.
    pub release: u32,
    /// The release that is live, where the platform was asked.
    pub live: Option<u32>,
    /// Since when it is live.
    pub since: Option<String>,
    /// Who put it live.
    pub by: Option<String>,
    /// What it costs.
    pub price: String,
    /// The address of its page.
    pub url: String,
    /// Where the edge had the manifest from, in words.
    pub edge: Option<String>,
    /// The optimiser's proof, in a sentence.
    pub proof: Option<String>,
    /// Its objects: every byte came through the edge, and every hash agrees.
    pub objects: Vec<ObjectRow>,
    /// What the preview can't follow.
    pub not_followed: Vec<String>,
}

/// One object of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRow {
    /// What it is for.
    pub role: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes, as text.
    pub sha256: String,
    /// Where the edge had it from, in words.
    pub edge: String,
}

/// A release that was fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchedListing {
    /// The model's file, on this computer.
    pub path: PathBuf,
    /// The listing's own camera and light.
    pub attributes: Attributes,
    /// What support knows of it.
    pub card: ListingCard,
}

/// A listing that is to be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// It is to be fetched: a SKU or the address of a page.
    Name(String),
    /// It was fetched.
    Fetched(Box<FetchedListing>),
}

/// The way of the listing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Seeking {
    /// Nothing is looked for.
    #[default]
    Idle,
    /// A release is on its way.
    Running {
        /// Its job.
        job: JobId,
    },
    /// It couldn't be opened.
    Failed(Failure),
}

/// The words of the support place.
#[derive(Debug, Clone, Default)]
pub struct Support {
    /// A SKU or the address of a page.
    pub name: String,
    /// The number of another release.
    pub other: String,
    /// The way of what is looked for.
    pub seeking: Seeking,
}

impl ListingCard {
    /// How the objects of `other`, another release of the listing, differ from those of this one: a
    /// line for each role, with its length and whether it has the same bytes.
    #[must_use]
    pub fn beside(&self, other: &Self) -> Vec<(String, bool, u64)> {
        let same = |object: &ObjectRow| {
            let mut own = self.objects.iter();
            own.any(|own| own.role == object.role && own.sha256 == object.sha256)
        };
        let all = other.objects.iter();
        all.map(|object| (object.role.clone(), same(object), object.bytes))
            .collect()
    }
}

impl Support {
    /// Whether there is a name to look for.
    #[must_use]
    pub fn has_name(&self) -> bool {
        !self.name.trim().is_empty()
    }

    /// The other release's number; the error says what is wrong with it.
    ///
    /// # Errors
    /// In one sentence.
    pub fn other_release(&self) -> Result<u32, String> {
        match self.other.trim().parse::<u32>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err("A release's number, such as 2.".to_owned()),
        }
    }
}

impl State {
    /// Whether the side panel has anything to show.
    #[must_use]
    pub fn shows_panel(&self) -> bool {
        self.has_panel() || self.place == Place::Support
    }

    /// Follows what is done in the support place.
    pub(super) fn support(&mut self, action: SupportAction) -> Vec<Effect> {
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
    pub(super) fn listing_opened(
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
    pub(super) fn beside_opened(
        &mut self,
        job: JobId,
        result: Result<Box<(PreparedScene, ListingCard)>, Failure>,
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
    pub(super) fn seeking_ended(&mut self, job: JobId, failure: &Failure) {
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
