//! The second stage: what a row asks of the platform.

use std::time::Instant;

use ::publish::sheets::{Action, Condition, Entry, Item, Record, State};
use ::publish::{Bundle, Client, Outcome, Publication};
use base::{Fault, Job, Remedy, Result};
use listing::Manifest;
use listing::api::Listing;

use super::BatchOptions;
use super::journal::Journal;
use super::prepare::{Parcel, Prepared};
use crate::Engine;

/// Does what `prepared` asks of the platform; the record says what came of it.
///
/// # Errors
/// Refused where the row's action doesn't fit what is there; service and denied faults; cancelled,
/// which leaves what is live as it was unless it was too late.
pub(super) fn deliver(
    engine: &Engine,
    prepared: Prepared,
    options: &BatchOptions,
    journal: &Journal,
    state: &State,
    job: &Job,
) -> Result<Record> {
    let Prepared {
        item,
        fingerprint,
        mut record,
        parcel,
    } = prepared;
    let started = Instant::now();
    let client = engine.connect(job)?;
    let listing = engine.wait(job, client.listing_by_sku(&item.sku))?;
    let is_own = state.begun(&item.sku, &fingerprint);
    allow(&item, listing.as_ref(), is_own)?;
    journal.write(&Entry::Begun {
        sku: item.sku.clone(),
        fingerprint,
    })?;
    match parcel {
        Some(parcel) => {
            let live = live(engine, &client, listing.as_ref(), job)?;
            let bundle = bundle(&item, &parcel, live.as_ref())?;
            record.title.clone_from(&bundle.title);
            let before = listing.and_then(|listing| listing.live);
            let outcome = send(engine, &client, bundle, parcel, job)?;
            if let Some(check) = options.page {
                engine.keep_live(before, &outcome, &options.allowed, check, job)?;
            }
            tell(&mut record, outcome);
        }
        None => {
            if let Some(listing) = listing.filter(|listing| listing.live.is_some()) {
                record.title.clone_from(&listing.title);
                engine.unpublish(&listing.id.to_string(), job)?;
            } else {
                record.unchanged = true;
            }
        }
    }
    record.condition = Condition::Done;
    record.seconds += started.elapsed().as_secs_f64();
    Ok(record)
}

/// Refuses an action that doesn't fit what is there. A listing that this very row has made before
/// is no reason to refuse to create it.
fn allow(item: &Item, listing: Option<&Listing>, is_own: bool) -> Result<()> {
    let is_live = listing.is_some_and(|listing| listing.live.is_some());
    match item.action {
        Action::Create if is_live && !is_own => {
            Err(Fault::refused(format!("{} is live already", item.sku))
                .hint("Write 'update' in the row's action to replace it"))
        }
        Action::Update if !is_live => Err(Fault::refused(format!(
            "There is no live listing with the SKU {}",
            item.sku
        ))
        .hint("Write 'create' in the row's action, with a title and a price")
        .remedy(Remedy::PriceFolder)),
        _ => Ok(()),
    }
}

/// The manifest that customers see of `listing` now.
fn live(
    engine: &Engine,
    client: &Client,
    listing: Option<&Listing>,
    job: &Job,
) -> Result<Option<Manifest>> {
    let Some((listing, number)) = listing.and_then(|listing| Some((listing, listing.live?))) else {
        return Ok(None);
    };
    let history = engine.wait(job, client.history(listing.id))?;
    let mut releases = history.releases.into_iter();
    let release = releases.find(|release| release.number == number);
    Ok(release.map(|release| release.manifest))
}

/// What the row says, and what is live where it says nothing.
fn bundle(item: &Item, parcel: &Parcel, live: Option<&Manifest>) -> Result<Bundle> {
    let missing = |what: &str| {
        Fault::input(format!("{} has no {what}", item.sku))
            .hint("Fill in the row: nothing is live yet that it could be taken from")
    };
    let title = item
        .title
        .clone()
        .or_else(|| live.map(|live| live.title.clone()));
    let price = item.price.or_else(|| live.map(|live| live.price));
    let description = item
        .description
        .clone()
        .or_else(|| live.map(|live| live.description.clone()));
    Ok(Bundle {
        sku: item.sku.clone(),
        title: title.ok_or_else(|| missing("title"))?,
        description: description.unwrap_or_default(),
        brand: item.brand.clone().or_else(|| live?.brand.clone()),
        gtin: item.gtin.clone().or_else(|| live?.gtin.clone()),
        price: price.ok_or_else(|| missing("price"))?,
        dimensions: parcel.dimensions,
        variants: parcel.variants.clone(),
        attributes: parcel.attributes.clone(),
        proof: parcel.proof.clone(),
        files: parcel.files.clone(),
    })
}

/// Publishes the bundle; where that breaks off, the files stay for whoever goes on.
fn send(
    engine: &Engine,
    client: &Client,
    bundle: Bundle,
    parcel: Parcel,
    job: &Job,
) -> Result<Outcome> {
    let ledger = engine.ledger()?;
    let (sku, title) = (bundle.sku.clone(), bundle.title.clone());
    let publication = Publication::new(client, bundle)?;
    let outcome = engine.block_on(async {
        let mut publication = publication.noted_in(&ledger, &sku, &title).await?;
        publication.run(job).await
    });
    if outcome.is_err() {
        parcel.place.keep();
    }
    outcome
}

fn tell(record: &mut Record, outcome: Outcome) {
    record.url = Some(outcome.url);
    record.release = outcome.release;
    record.unchanged = outcome.unchanged;
    record.uploaded_bytes = outcome.uploaded_bytes;
    record.skipped_bytes = outcome.skipped_bytes;
}
