//! Publications that broke off: what there are, and giving them up.

use std::path::PathBuf;
use std::sync::Arc;

use base::{Fault, Job, ListingId, Result, Sku};
use cloud::{Bandwidth, Journal, Leftovers, ObjectStore, Wish, Work};
use time::{Duration, OffsetDateTime};

use super::Step;
use super::ports::{Internet, RenewedGrant, World};
use super::record::{Intent, Notes, Record};
use crate::{Client, ListingQuery};

/// The most keys that a platform grants at once.
const MOST_KEYS: usize = 100;
/// How long an upload that nobody owns may stay: another computer may still be sending it.
const ORPHAN_AGE: Duration = Duration::days(1);

/// Where publications to one platform are noted, and how fast they may send.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The journal of this computer.
    pub journal: Arc<Journal>,
    /// The platform's name, one that it keeps when its address changes.
    pub place: String,
    /// The cap on what is sent; `None` for none.
    pub bandwidth: Option<Arc<Bandwidth>>,
}

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
    pub aim: Aim,
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

/// What a publication is to come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aim {
    /// Files live as a release.
    Publish,
    /// An earlier release live again.
    Rollback(u32),
    /// The listing off the shop.
    Unpublish,
}

impl Aim {
    /// A stable word for `--json`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Rollback(_) => "rollback",
            Self::Unpublish => "unpublish",
        }
    }
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
pub async fn unfinished(journal: &Journal) -> Result<Vec<Unfinished>> {
    let mut all = Vec::new();
    for work in journal.works().await? {
        let under_way = journal.is_under_way(&work)?;
        let wish = journal.wished(&work.place, &work.name).await?;
        let held = under_way && wish == Some(Wish::Pause);
        all.push(Unfinished {
            held,
            ..describe(work, under_way)?
        });
    }
    Ok(all)
}

fn describe(work: Work, under_way: bool) -> Result<Unfinished> {
    let record = Record::of(&work)?;
    let (aim, files) = match &record.what {
        Intent::Bundle(bundle) => {
            let files = bundle.files.iter().map(|file| file.path.clone());
            (Aim::Publish, files.collect())
        }
        Intent::Release(number) => (Aim::Rollback(*number), Vec::new()),
        Intent::Off => (Aim::Unpublish, Vec::new()),
    };
    let step = Step::from_word(&work.step).ok_or_else(|| {
        Fault::service(format!(
            "The journal's note on {} has a step that this Plinth doesn't know",
            work.name
        ))
        .hint("Update Plinth, or publish again with `plinth publish`")
    })?;
    Ok(Unfinished {
        id: work.id,
        place: work.place,
        sku: record.sku,
        title: record.title,
        step,
        aim,
        files,
        begun: work.begun,
        under_way,
        held: false,
        may_be_live: record.owes,
    })
}

impl Ledger {
    /// Has the publication of `sku` that is under way wait before its next part, or go on, whichever
    /// process it is in.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where none is under way; those of the
    /// journal.
    pub async fn hold(&self, sku: &Sku, held: bool) -> Result<()> {
        if !self.is_under_way(sku).await? {
            return Err(
                Fault::refused(format!("No publication of {sku} is under way"))
                    .hint("`plinth uploads list` shows what is"),
            );
        }
        let wish = held.then_some(Wish::Pause);
        Ok(self.journal.wish(&self.place, sku.as_str(), wish).await?)
    }

    async fn is_under_way(&self, sku: &Sku) -> Result<bool> {
        let works = self.journal.works().await?;
        let work = works
            .iter()
            .find(|work| work.place == self.place && work.name == sku.as_str());
        Ok(match work {
            Some(work) => self.journal.is_under_way(work)?,
            None => false,
        })
    }

    /// Asks the process that publishes `sku` to stop, and waits until it did.
    async fn stop(&self, sku: &Sku) -> Result<()> {
        const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
        const LOOK: std::time::Duration = std::time::Duration::from_millis(100);
        let (place, name) = (&self.place, sku.as_str());
        self.journal.wish(place, name, Some(Wish::Stop)).await?;
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
        let (claim, work) = Notes::take(self, sku).await?;
        let work = work.ok_or_else(|| none_of(sku))?;
        let record = Record::of(&work)?;
        if record.owes {
            let (moved, back) = match record.what {
                Intent::Off => ("That listing may be off the shop already", "puts it back"),
                _ => (
                    "The new release may be live already",
                    "brings the old one back",
                ),
            };
            return Err(Fault::refused(format!(
                "{sku} can't be given up. {moved}, and the edge has not been told"
            ))
            .hint(format!(
                "Finish it with `plinth uploads resume {sku}`; `plinth listing rollback {sku}` {back}"
            )));
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
        Ok(self.journal.end_work(&claim).await?)
    }

    /// Drops uploads at the store that no journal knows: what a process left behind that died
    /// between asking for an upload and learning its id. Only keys to which this computer has sent
    /// are looked at, and only what is older than a day goes.
    ///
    /// # Errors
    /// Those of the platform, the store and the journal.
    pub async fn sweep(&self, client: &Client, job: &Job) -> Result<Swept> {
        let before = OffsetDateTime::now_utc() - ORPHAN_AGE;
        let names = self.journal.asked_before(&self.place, before).await?;
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
                self.journal.forget_key(name).await?;
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
    Fault::refused(format!("No publication of {sku} is unfinished"))
        .hint("`plinth uploads list` shows those that are")
}
