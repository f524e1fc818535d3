//! What the window needs from the rest of Plinth and from the desktop, and no more: tests put their
//! own in its place.

use std::path::Path;
use std::time::Instant;

use ::publish::{CacheState, Outcome};
use asset::Model;
use base::{Fault, FaultKind, Job, Remedy, Result, Sku, units};

use super::chooser::{self, Choice};
use super::state::{
    Draft, FetchedListing, Leftover, ListingCard, Live, ObjectRow, Settings, Settled,
};
use engine::{Engine, Opened, PublishRequest, title_of};

/// Work that the window has done for it. Calls block; the window makes them from worker threads.
pub trait Backend: Send + Sync {
    /// Reads the model at `path`.
    ///
    /// # Errors
    /// An input fault that names the file; cancelled.
    fn load(&self, path: &Path, job: &Job) -> Result<Model>;

    /// Takes a listing live.
    ///
    /// # Errors
    /// Those of every step on the way; cancelled. Until the last step nothing in the shop changes.
    fn publish(&self, draft: &Draft, job: &Job) -> Result<Live>;

    /// Publications that broke off and that nobody is at.
    ///
    /// # Errors
    /// A service fault where the journal can't be read.
    fn leftovers(&self) -> Result<Vec<Leftover>> {
        Ok(Vec::new())
    }

    /// Finishes the publication of `sku` that broke off.
    ///
    /// # Errors
    /// Those of [`publish`](Self::publish); refused where there is none.
    fn resume(&self, sku: &Sku, _job: &Job) -> Result<Settled> {
        Err(none_unfinished(sku))
    }

    /// Gives up the publication of `sku` that broke off.
    ///
    /// # Errors
    /// Service and denied faults; refused where there is none.
    fn give_up(&self, sku: &Sku, _job: &Job) -> Result<()> {
        Err(none_unfinished(sku))
    }

    /// Fetches a release as customers get it, every hash compared: the one that is live, or
    /// `release`. `name` is a SKU or the address of a page.
    ///
    /// # Errors
    /// Refused where there is no such listing or release; a service fault where the edge serves other
    /// bytes than the manifest says; denied; cancelled.
    fn open_listing(
        &self,
        name: &str,
        _release: Option<u32>,
        _job: &Job,
    ) -> Result<FetchedListing> {
        Err(Fault::refused(format!("There is no listing {name}"))
            .hint("Check the SKU or the address"))
    }

    /// What people chose in an earlier start.
    fn settings(&self) -> Settings {
        Settings::default()
    }

    /// Keeps what people chose for the next start.
    ///
    /// # Errors
    /// A service fault where it can't be written.
    fn keep_settings(&self, _settings: &Settings) -> Result<()> {
        Ok(())
    }

    /// Asks the user for a file.
    fn choose_file(&self) -> Choice {
        chooser::model()
    }

    /// Asks the user for a picture of a light.
    fn choose_light(&self) -> Choice {
        chooser::light()
    }

    /// Asks the user where to save a picture that is called `name`.
    fn choose_place(&self, name: &str) -> Choice {
        chooser::place(name)
    }

    /// Opens an address in the user's browser.
    ///
    /// # Errors
    /// A service fault where there is no browser.
    fn open_url(&self, url: &str) -> Result<()> {
        let page = engine::web_page(url)?;
        open::that_detached(page.as_str()).map_err(|error| {
            Fault::service(format!("No browser could be opened for {url}"))
                .hint("Copy the link and open it yourself")
                .because(error)
        })
    }
}

impl Backend for Engine {
    fn load(&self, path: &Path, job: &Job) -> Result<Model> {
        Self::load(self, path, job)
    }

    fn publish(&self, draft: &Draft, job: &Job) -> Result<Live> {
        let began = Instant::now();
        let request = PublishRequest {
            path: draft.path.clone(),
            sku: draft.sku.clone(),
            title: draft.title.clone(),
            price: draft.price,
            description: draft.description.clone(),
            brand: None,
            gtin: None,
            attributes: draft.attributes.clone(),
            allowed: draft.allowed.clone(),
            page: None,
        };
        let outcome = Self::publish(self, &request, job)?;
        match settled(outcome, began) {
            Settled::Live(live) => Ok(live),
            Settled::Off => Err(Fault::refused(format!("{} is off the shop", draft.title))
                .hint("Somebody took it off meanwhile: publish it again")),
        }
    }

    fn open_listing(&self, name: &str, release: Option<u32>, job: &Job) -> Result<FetchedListing> {
        let opened = self.open_release(name, release, None, job);
        fetched(opened.map_err(|fault| in_this_window(fault, release))?)
    }

    fn settings(&self) -> Settings {
        self.remembered().unwrap_or_default()
    }

    fn keep_settings(&self, settings: &Settings) -> Result<()> {
        self.remember(settings)
    }

    fn leftovers(&self) -> Result<Vec<Leftover>> {
        let all = self.unfinished()?.into_iter();
        let idle = all.filter(|left| !left.under_way);
        Ok(idle
            .map(|left| Leftover {
                sku: left.sku,
                title: left.title,
                intent: left.intent,
                step: left.step.words().to_owned(),
                place: left.place,
                may_be_live: left.may_be_live,
            })
            .collect())
    }

    fn resume(&self, sku: &Sku, job: &Job) -> Result<Settled> {
        let began = Instant::now();
        let outcome = Self::resume(self, sku, job).map_err(|fault| match fault.kind() {
            FaultKind::Input => {
                fault.hint("Open the file and publish it anew, or give this one up")
            }
            _ => fault,
        })?;
        Ok(settled(outcome, began))
    }

    fn give_up(&self, sku: &Sku, job: &Job) -> Result<()> {
        Self::give_up(self, sku, job)
    }
}

/// What a publication came to that `began` then.
fn settled(outcome: Outcome, began: Instant) -> Settled {
    let Some(release) = outcome.release else {
        return Settled::Off;
    };
    Settled::Live(Live {
        title: outcome.listing.title,
        url: outcome.url,
        release,
        sent_bytes: outcome.uploaded_bytes,
        total_bytes: outcome.uploaded_bytes + outcome.skipped_bytes,
        seconds: began.elapsed().as_secs_f64(),
    })
}

fn none_unfinished(sku: &Sku) -> Fault {
    Fault::refused(format!("No publication of {sku} is unfinished here"))
        .hint("Publish it again from its file")
}

/// A release that was fetched, as the window shows it.
///
/// # Errors
/// Refused where it has no model.
pub fn fetched(opened: Opened) -> Result<FetchedListing> {
    let path = opened.model().map(Path::to_path_buf).ok_or_else(|| {
        Fault::refused(format!(
            "Release {} of {} has no model",
            opened.manifest.release, opened.manifest.sku
        ))
        .remedy(Remedy::SeeObjects)
    })?;
    Ok(FetchedListing {
        path,
        attributes: opened.attributes.clone(),
        card: card(opened),
    })
}

/// What is to be done in the window about a listing that there isn't; elsewhere that is a command.
fn in_this_window(fault: Fault, release: Option<u32>) -> Fault {
    if fault.kind() != FaultKind::Refused {
        return fault;
    }
    fault.hint(match release {
        None => "Check the SKU, or paste the address of the product's page",
        Some(_) => "Give the number of a release that the listing has had",
    })
}

/// What support is told of a release.
fn card(opened: Opened) -> ListingCard {
    let manifest = opened.manifest;
    let edge = |from: &CacheState| {
        let had = match from.is_hit() {
            Some(true) => "at the edge",
            Some(false) => "fetched for us",
            None => "the edge doesn't tell",
        };
        match from.age_seconds {
            Some(age) if from.is_hit() == Some(true) => {
                format!("{had} for {}", units::seconds(age as f64))
            }
            _ => had.to_owned(),
        }
    };
    ListingCard {
        title: manifest.title,
        sku: manifest.sku.to_string(),
        release: manifest.release,
        live: opened.live,
        since: opened.since.as_ref().map(|since| {
            let (date, time) = (since.at.date(), since.at.time());
            format!("{date} {:02}:{:02} UTC", time.hour(), time.minute())
        }),
        by: opened.since.map(|since| since.by),
        price: manifest.price.to_string(),
        url: opened.url,
        edge: opened.manifest_from.as_ref().map(edge),
        proof: manifest.proof,
        objects: opened
            .objects
            .iter()
            .map(|there| ObjectRow {
                role: title_of(there.object.role).to_owned(),
                bytes: there.object.bytes,
                sha256: there.object.sha256.to_string(),
                edge: edge(&there.from),
            })
            .collect(),
        not_followed: opened.not_followed,
    }
}
