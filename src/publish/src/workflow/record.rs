//! What the journal keeps of a publication, and how it is written there.

use base::{ContentHash, Fault, ListingId, Remedy, Result, Sku};
use cloud::Source;
use listing::object_key;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::signals::SignalWatch;
use super::{Intent, Ledger, ListingIntent, Step};
use crate::journal::{Entry, EntryClaim, Publications};

/// Enough to take a publication up again on any later day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) sku: Sku,
    pub(super) title: String,
    #[serde(rename = "what")]
    pub(super) intent: Intent,
    /// The hashes of the bundle's files in its order; empty until they are known.
    pub(super) hashes: Vec<ContentHash>,
    pub(super) listing: Option<ListingId>,
    /// Whether the listing may have moved without the edge having been told.
    pub(super) owes: bool,
    /// Keys to which an earlier publication of this listing was sending and this one isn't. What
    /// arrived there is of no use any more.
    pub(super) abandoned: Vec<String>,
}

impl Record {
    /// A record of what has not begun yet; `earlier` is what the journal has of this listing.
    pub(super) fn new(
        sku: &Sku,
        title: &str,
        intent: &ListingIntent,
        earlier: Option<Self>,
    ) -> Self {
        Self {
            sku: sku.clone(),
            title: title.into(),
            intent: intent.intent(),
            hashes: Vec::new(),
            listing: intent.listing(),
            owes: earlier.as_ref().is_some_and(|earlier| earlier.owes),
            abandoned: earlier.map(Self::into_keys).unwrap_or_default(),
        }
    }

    /// What the journal says of `entry`.
    pub(super) fn of(entry: &Entry) -> Result<Self> {
        serde_json::from_str(&entry.detail).map_err(|error| {
            Fault::service(format!(
                "The journal's note on {} can't be read: it may come from a newer Plinth",
                entry.name
            ))
            .remedy(Remedy::UpdateOrPublishAgain)
            .because(error)
        })
    }

    /// The keys to which it sends, or would have.
    pub(super) fn keys(&self) -> Vec<String> {
        let Intent::Publish(bundle) = &self.intent else {
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
        let sent_nothing = match self.intent {
            Intent::Publish(_) => self.listing.is_none(),
            Intent::Rollback(_) | Intent::Unpublish => true,
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
            .remedy(Remedy::PublishAnew {
                sku: self.sku.to_string(),
            })),
            _ => Ok(()),
        }
    }
}

/// A publication's place in the journal, held as long as it is under way.
#[derive(Debug)]
pub(super) struct Notes {
    journal: Publications,
    place: String,
    claim: EntryClaim,
    pub(super) record: Record,
}

impl Notes {
    /// Takes the listing `sku` for this publication; gives what the journal has of it.
    pub(super) async fn take(ledger: &Ledger, sku: &Sku) -> Result<(EntryClaim, Option<Entry>)> {
        let claim = ledger
            .journal
            .claim(&ledger.place, sku.as_str())
            .await?
            .ok_or_else(|| {
                Fault::refused(format!(
                    "{sku} is being published already, by another Plinth"
                ))
                .hint("Wait until that is done, or stop it first")
            })?;
        // Whatever was asked of the one before: this one is wanted.
        let (place, name) = (&ledger.place, sku.as_str());
        ledger.journal.send_signal(place, name, None).await?;
        let entry = ledger.journal.entry(&claim).await?;
        Ok((claim, entry))
    }

    pub(super) fn new(ledger: &Ledger, claim: EntryClaim, record: Record) -> Self {
        Self {
            journal: ledger.journal.clone(),
            place: ledger.place.clone(),
            claim,
            record,
        }
    }

    /// What others ask of this publication.
    pub(super) fn signals(&self) -> SignalWatch {
        SignalWatch {
            journal: self.journal.clone(),
            place: self.place.clone(),
            name: self.record.sku.to_string(),
            signal: None,
        }
    }

    /// Notes that `step` is about to be taken.
    pub(super) async fn write(&mut self, id: Uuid, step: Step) -> Result<()> {
        // From here on customers may see what is new before this process learns that they do.
        self.record.owes |= step.moves();
        let detail = serde_json::to_string(&self.record).map_err(|error| {
            Fault::service(format!("{} can't be noted in the journal", self.record.sku))
                .hint("Give files whose names are valid Unicode")
                .because(error)
        })?;
        let id = id.to_string();
        Ok(self
            .journal
            .note(&self.claim, &id, step.word(), &detail)
            .await?)
    }

    /// Notes that nothing is left to do.
    pub(super) async fn end(&self) -> Result<()> {
        Ok(self.journal.end(&self.claim).await?)
    }
}
