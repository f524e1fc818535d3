//! What the journal keeps of a publication, and how it is written there.

use std::sync::Arc;

use base::{ContentHash, Fault, ListingId, Result, Sku};
use cloud::{Journal, Source, Work, WorkClaim};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::heed::Heed;
use super::state::What;
use super::{Ledger, Step};
use crate::{Bundle, object_key};

/// Enough to take a publication up again on any later day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) sku: Sku,
    pub(super) title: String,
    pub(super) what: Intent,
    /// The hashes of the bundle's files in its order; empty until they are known.
    pub(super) hashes: Vec<ContentHash>,
    pub(super) listing: Option<ListingId>,
    /// Whether the listing may have moved without the edge having been told.
    pub(super) owes: bool,
    /// Keys that an earlier publication of this listing was sending to, and this one isn't: what
    /// arrived there is of no use any more.
    pub(super) abandoned: Vec<String>,
}

/// What is to go live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Intent {
    Bundle(Arc<Bundle>),
    Release(u32),
    /// The listing is to be off the shop.
    Off,
}

impl Record {
    /// A record of what has not begun yet; `earlier` is what the journal has of this listing.
    pub(super) fn new(sku: &Sku, title: &str, what: &What, earlier: Option<Self>) -> Self {
        let (intent, listing) = match what {
            What::Bundle(bundle) => (Intent::Bundle(bundle.clone()), None),
            What::Release { listing, number } => (Intent::Release(*number), Some(*listing)),
            What::Off { listing } => (Intent::Off, Some(*listing)),
        };
        Self {
            sku: sku.clone(),
            title: title.into(),
            what: intent,
            hashes: Vec::new(),
            listing,
            owes: earlier.as_ref().is_some_and(|earlier| earlier.owes),
            abandoned: earlier.map(Self::into_keys).unwrap_or_default(),
        }
    }

    /// What the journal says of `work`.
    pub(super) fn of(work: &Work) -> Result<Self> {
        serde_json::from_str(&work.detail).map_err(|error| {
            Fault::service(format!(
                "The journal's note on {} can't be read: it may come from a newer Plinth",
                work.name
            ))
            .hint("Update Plinth, or publish again with `plinth publish`")
            .because(error)
        })
    }

    /// The keys to which it sends, or would have.
    pub(super) fn keys(&self) -> Vec<String> {
        let Intent::Bundle(bundle) = &self.what else {
            return Vec::new();
        };
        bundle
            .files
            .iter()
            .zip(&self.hashes)
            .map(|(file, hash)| object_key(hash, &file.extension))
            .collect()
    }

    /// All keys at which parts of it may lie.
    pub(super) fn into_keys(self) -> Vec<String> {
        let mut keys = self.keys();
        keys.extend(self.abandoned);
        keys.sort();
        keys.dedup();
        keys
    }

    /// Whether it has left nothing anywhere so far that would have to be seen to.
    pub(super) fn is_blank(&self) -> bool {
        let sent_nothing = match self.what {
            Intent::Bundle(_) => self.listing.is_none(),
            Intent::Release(_) | Intent::Off => true,
        };
        sent_nothing && !self.owes && self.abandoned.is_empty()
    }

    /// Refuses a file that isn't what it was when the publication began.
    pub(super) fn check_same(&self, place: usize, source: &Source) -> Result<()> {
        match self.hashes.get(place) {
            Some(hash) if hash != source.sha256() => Err(Fault::input(format!(
                "{} has changed since its publication as {} began",
                source.path().display(),
                self.sku
            ))
            .hint(format!(
                "Publish it anew with `plinth publish`, or give the old one up with \
                 `plinth uploads abort {}`",
                self.sku
            ))),
            _ => Ok(()),
        }
    }
}

/// A publication's place in the journal, held as long as it is under way.
#[derive(Debug)]
pub(super) struct Notes {
    journal: Arc<Journal>,
    place: String,
    claim: WorkClaim,
    pub(super) record: Record,
}

impl Notes {
    /// Takes the listing `sku` for this publication; gives what the journal has of it.
    pub(super) async fn take(ledger: &Ledger, sku: &Sku) -> Result<(WorkClaim, Option<Work>)> {
        let claim = ledger
            .journal
            .claim_work(&ledger.place, sku.as_str())
            .await?
            .ok_or_else(|| {
                Fault::refused(format!(
                    "{sku} is being published already, by another Plinth"
                ))
                .hint("Wait until that is done, or stop it first")
            })?;
        // Whatever was asked of the one before: this one is wanted.
        let (place, name) = (&ledger.place, sku.as_str());
        ledger.journal.wish(place, name, None).await?;
        let work = ledger.journal.work(&claim).await?;
        Ok((claim, work))
    }

    pub(super) fn new(ledger: &Ledger, claim: WorkClaim, record: Record) -> Self {
        Self {
            journal: ledger.journal.clone(),
            place: ledger.place.clone(),
            claim,
            record,
        }
    }

    /// What others ask of this publication.
    pub(super) fn heed(&self) -> Heed {
        Heed {
            journal: self.journal.clone(),
            place: self.place.clone(),
            name: self.record.sku.to_string(),
            wish: None,
        }
    }

    /// Notes that `step` is about to be taken.
    pub(super) async fn write(&mut self, intent: Uuid, step: Step) -> Result<()> {
        // From here on customers may see what is new before this process learns that they do.
        self.record.owes |= step.moves();
        let detail = serde_json::to_string(&self.record).map_err(|error| {
            Fault::service(format!("{} can't be noted in the journal", self.record.sku))
                .hint("Give files whose names are valid Unicode")
                .because(error)
        })?;
        let id = intent.to_string();
        Ok(self
            .journal
            .note_work(&self.claim, &id, step.word(), &detail)
            .await?)
    }

    /// Notes that nothing is left to do.
    pub(super) async fn end(&self) -> Result<()> {
        Ok(self.journal.end_work(&self.claim).await?)
    }
}
