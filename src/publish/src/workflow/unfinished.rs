//! Publications that broke off: what there are, and giving them up.

use std::path::PathBuf;
use std::sync::Arc;

use base::{Fault, Job, ListingId, Remedy, Result, Sku};
use cloud::{Leftovers, ObjectStore};
use time::{Duration, OffsetDateTime};

use super::ports::{Internet, RenewedGrant, World};
use super::record::{Notes, Record};
use super::{Intent, Ledger, Step};
use crate::journal::{Entry, Publications, Signal};
use crate::{Client, ListingQuery};

/// The most keys that a platform grants at once.
const MOST_KEYS: usize = 100;
/// How long an upload that nobody owns may stay: another computer may still be sending it.
const ORPHAN_AGE: Duration = Duration::days(1);

/// A publication that has not come to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfinished {
    /// Its id.
    pub id: String,
    /// The platform's name.
    pub place: String,
    /// Which listing.
    pub sku: Sku,
    /// The product's name.
    pub title: String,
    /// The step that is next.
    pub step: Step,
    /// What it is to come to.
    pub intent: Intent,
    /// Its files; none where nothing new is published.
    pub files: Vec<PathBuf>,
    /// When it was begun.
    pub begun: OffsetDateTime,
    /// Whether it is being done at the moment, by this process or another.
    pub under_way: bool,
    /// Whether it waits, because it was asked to.
    pub held: bool,
    /// Whether the listing may have moved already, so that customers may see what is new.
    pub may_be_live: bool,
}

/// What a sweep for orphans came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Keys that were looked at.
    pub keys: u64,
    /// Uploads that were dropped there.
    pub uploads: u64,
}

/// All publications of `journal` that have not come to their end, to whatever platform, oldest
/// first.
///
/// # Errors
/// Where the journal can't be read.
pub async fn unfinished(journal: &Publications) -> Result<Vec<Unfinished>> {
    let mut all = Vec::new();
    for entry in journal.entries().await? {
        let under_way = journal.is_under_way(&entry)?;
        let signal = journal.signal(&entry.place, &entry.name).await?;
        let held = under_way && signal == Some(Signal::Pause);
        all.push(Unfinished {
            held,
            ..describe(entry, under_way)?
        });
    }
    Ok(all)
}

fn describe(entry: Entry, under_way: bool) -> Result<Unfinished> {
    let record = Record::of(&entry)?;
    let files = match &record.intent {
        Intent::Publish(bundle) => bundle.files.iter().map(|file| file.path.clone()).collect(),
        Intent::Rollback(_) | Intent::Unpublish => Vec::new(),
    };
    let step = Step::from_word(&entry.step).ok_or_else(|| {
        Fault::service(format!(
            "The journal's note on {} has a step that this Plinth doesn't know",
            entry.name
        ))
        .remedy(Remedy::UpdateOrPublishAgain)
    })?;
    Ok(Unfinished {
        id: entry.id,
        place: entry.place,
        sku: record.sku,
        title: record.title,
        step,
        intent: record.intent,
        files,
        begun: entry.begun,
        under_way,
        held: false,
        may_be_live: record.owes,
    })
}

impl Ledger {
    /// Makes the publication of `sku` that is under way wait before its next part, or go on. It may be
    /// in another process.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where none is under way; those of the
    /// journal.
    pub async fn hold(&self, sku: &Sku, held: bool) -> Result<()> {
        if !self.is_under_way(sku).await? {
            return Err(
                Fault::refused(format!("No publication of {sku} is under way"))
                    .remedy(Remedy::SeeUnderWay),
            );
        }
        let signal = held.then_some(Signal::Pause);
        let (place, name) = (&self.place, sku.as_str());
        Ok(self.journal.send_signal(place, name, signal).await?)
    }

    async fn is_under_way(&self, sku: &Sku) -> Result<bool> {
        let entries = self.journal.entries().await?;
        let entry = entries
            .iter()
            .find(|entry| entry.place == self.place && entry.name == sku.as_str());
        Ok(match entry {
            Some(entry) => self.journal.is_under_way(entry)?,
            None => false,
        })
    }

    /// Asks the process that publishes `sku` to stop, and waits until it did.
    async fn stop(&self, sku: &Sku) -> Result<()> {
        const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
        const LOOK: std::time::Duration = std::time::Duration::from_millis(100);
        let (place, name) = (&self.place, sku.as_str());
        let stop = Some(Signal::Stop);
        self.journal.send_signal(place, name, stop).await?;
        let begin = std::time::Instant::now();
        while begin.elapsed() < PATIENCE && self.is_under_way(sku).await? {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Gives up the publication of `sku`: what arrived of it is dropped at the store, and forgotten
    /// here. One that is under way is stopped first, whichever process it is in. What is live stays.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where there is none, another process doesn't
    /// let go of it, or its release may be live already; those of the platform and the store.
    pub async fn give_up(&self, client: &Client, sku: &Sku) -> Result<()> {
        if self.is_under_way(sku).await? {
            self.stop(sku).await?;
        }
        let (claim, entry) = Notes::take(self, sku).await?;
        let entry = entry.ok_or_else(|| none_of(sku))?;
        let record = Record::of(&entry)?;
        if record.owes {
            let off = matches!(record.intent, Intent::Unpublish);
            let moved = if off {
                "That listing may be off the shop already"
            } else {
                "The new release may be live already"
            };
            return Err(Fault::refused(format!(
                "{sku} can't be given up. {moved}, and the edge has not been told"
            ))
            .remedy(Remedy::FinishOrTakeBack {
                sku: sku.to_string(),
                off,
            }));
        }
        if let Some(listing) = record.listing {
            let keys = record.clone().into_keys();
            for keys in keys.chunks(MOST_KEYS) {
                let store = self.store(client, listing, keys).await?;
                for key in keys {
                    store.drop_uploads(key, Leftovers::Noted).await?;
                }
            }
        }
        Ok(self.journal.end(&claim).await?)
    }

    /// Drops uploads at the store that no journal knows. A process leaves one where it dies after it
    /// has asked for an upload and before it learns the upload's id. Only keys to which this computer
    /// has sent are looked at, and only what is older than a day goes.
    ///
    /// # Errors
    /// Those of the platform, the store and the journal.
    pub async fn sweep(&self, client: &Client, job: &Job) -> Result<Swept> {
        let before = OffsetDateTime::now_utc() - ORPHAN_AGE;
        let names = self
            .journal
            .uploads()
            .asked_before(&self.place, before)
            .await?;
        let query = ListingQuery {
            limit: Some(1),
            ..ListingQuery::default()
        };
        // A grant is for a listing; without one, nothing can ever have been sent.
        let Some(listing) = client.listings(&query).await?.listings.pop() else {
            return Ok(Swept::default());
        };
        let mut swept = Swept::default();
        for names in names.chunks(MOST_KEYS) {
            let keys: Vec<String> = names.iter().map(|name| name.key.clone()).collect();
            let store = self.store(client, listing.id, &keys).await?;
            for name in names {
                job.check()?;
                swept.keys += 1;
                swept.uploads += store
                    .drop_uploads(&name.key, Leftovers::Orphans(before))
                    .await?;
                self.journal.uploads().forget_key(name).await?;
            }
        }
        Ok(swept)
    }

    /// The store behind a grant for `keys`.
    async fn store(
        &self,
        client: &Client,
        listing: ListingId,
        keys: &[String],
    ) -> Result<Arc<dyn ObjectStore>> {
        let grant = client.upload_grant(listing, keys).await?;
        let platform = Arc::new(client.clone());
        let credentials = RenewedGrant::new(platform, listing, keys.to_vec(), &grant);
        let world = Internet {
            ledger: Some(self.clone()),
        };
        Ok(world.open(&grant, Arc::new(credentials))?.store)
    }
}

/// The fault for a listing without an unfinished publication.
pub(super) fn none_of(sku: &Sku) -> Fault {
    Fault::refused(format!("No publication of {sku} is unfinished")).remedy(Remedy::SeeUnfinished)
}
