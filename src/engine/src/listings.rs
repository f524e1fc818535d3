//! What is on the platform: listings, their releases, and moving between them.

use ::publish::{Client, ListingQuery, Outcome, Publication};
use base::{Fault, Job, ListingId, Remedy, Result, Sku};
use listing::api::{Event, History, Listing};

use super::{Engine, uploads};

/// The most listings that are fetched; more are left to a search on the platform.
const MOST_LISTINGS: usize = 10_000;

impl Engine {
    /// All listings that the account may see, newest change first.
    ///
    /// # Errors
    /// Service and denied faults; cancelled.
    pub fn listings(&self, job: &Job) -> Result<Vec<Listing>> {
        let client = self.connect(job)?;
        job.stage("Reading the listings");
        self.wait(job, async {
            let mut all = Vec::new();
            let mut query = ListingQuery::default();
            loop {
                let page = client.listings(&query).await?;
                all.extend(page.listings);
                match page.next {
                    Some(next)
                        if all.len() < MOST_LISTINGS && Some(&next) != query.after.as_ref() =>
                    {
                        query.after = Some(next);
                    }
                    _ => return Ok(all),
                }
            }
        })
    }

    /// The listing that `name` means: a SKU or a listing id.
    ///
    /// # Errors
    /// Refused where there is none; service and denied faults; cancelled.
    pub fn listing(&self, name: &str, job: &Job) -> Result<Listing> {
        let client = self.connect(job)?;
        self.wait(job, find(&client, name))
    }

    /// A listing with its releases and events, newest first.
    ///
    /// # Errors
    /// Those of [`Engine::listing`].
    pub fn history(&self, name: &str, job: &Job) -> Result<(Listing, History)> {
        let client = self.connect(job)?;
        job.stage(format!("Reading the history of {name}"));
        self.wait(job, async {
            let listing = find(&client, name).await?;
            let history = client.history(listing.id).await?;
            Ok((listing, history))
        })
    }

    /// Puts an earlier release live again: `release`, or the one that was live before this one.
    ///
    /// # Errors
    /// Those of [`Engine::listing`]; refused where there is no such release.
    pub fn rollback(&self, name: &str, release: Option<u32>, job: &Job) -> Result<Outcome> {
        let client = self.connect(job)?;
        let (listing, release) = self.wait(job, async {
            let listing = find(&client, name).await?;
            let release = match release {
                Some(release) => release,
                None => previous(&listing, &client.history(listing.id).await?.events)?,
            };
            Ok((listing, release))
        })?;
        self.move_listing(
            Publication::rollback(&client, listing.id, release),
            &listing,
            job,
        )
    }

    /// Takes a listing off the shop; it keeps its releases. Each step is noted in the journal before
    /// it is taken: what breaks off is finished by [`Engine::resume`], or by this again.
    ///
    /// # Errors
    /// Those of [`Engine::listing`]; refused while another Plinth publishes it.
    pub fn unpublish(&self, name: &str, job: &Job) -> Result<Listing> {
        let client = self.connect(job)?;
        let listing = self.wait(job, find(&client, name))?;
        let outcome =
            self.move_listing(Publication::unpublish(&client, listing.id), &listing, job)?;
        Ok(outcome.listing)
    }

    /// Takes all steps of `publication`, which sends nothing, and notes each.
    fn move_listing(
        &self,
        publication: Publication,
        listing: &Listing,
        job: &Job,
    ) -> Result<Outcome> {
        let ledger = self.ledger()?;
        let outcome = self.block_on(async {
            let noted = publication.noted_in(&ledger, &listing.sku, &listing.title);
            noted.await?.run(job).await
        });
        outcome.map_err(|fault| uploads::can_go_on(fault, &listing.sku))
    }
}

/// The listing that `name` means. An id may be a SKU too, so the id counts first.
pub(super) async fn find(client: &Client, name: &str) -> Result<Listing> {
    if let Ok(id) = name.parse::<ListingId>() {
        return client.listing(id).await;
    }
    let sku: Sku = name
        .parse()
        .map_err(|error: base::IdError| Fault::usage(error.to_string()))?;
    client.listing_by_sku(&sku).await?.ok_or_else(|| {
        Fault::refused(format!("There is no listing with the SKU {sku}"))
            .remedy(Remedy::SeeListings)
    })
}

/// The release that was live before the one that is; of an unpublished listing, the last one live.
/// `events` are newest first.
pub(super) fn previous(listing: &Listing, events: &[Event]) -> Result<u32> {
    events
        .iter()
        .filter(|event| event.what == "release.published")
        .filter_map(|event| event.release)
        .find(|release| Some(*release) != listing.live)
        .ok_or_else(|| {
            Fault::refused(format!(
                "{} has no earlier release to go back to",
                listing.sku
            ))
            .remedy(Remedy::SeeHistory {
                sku: listing.sku.to_string(),
            })
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;
    use time::OffsetDateTime;

    use super::*;

    fn listing(live: Option<u32>) -> Listing {
        let sku: Sku = "CH-1".parse().unwrap();
        Listing {
            id: ListingId::generate(),
            slug: base::Slug::from_title("Chair", &sku),
            sku,
            title: "Chair".into(),
            owner: "ann@example.com".into(),
            live,
            newest: Some(3),
            created: OffsetDateTime::UNIX_EPOCH,
            changed: OffsetDateTime::UNIX_EPOCH,
            url: "http://shop.example/p/chair-ch-1".into(),
        }
    }

    fn event(what: &str, release: u32) -> Event {
        Event {
            at: OffsetDateTime::UNIX_EPOCH,
            by: "ann@example.com".into(),
            what: what.into(),
            listing: None,
            release: Some(release),
        }
    }

    #[test]
    fn a_rollback_goes_to_what_was_live_before() {
        let events = [
            event("release.published", 3),
            event("release.recorded", 3),
            event("release.recorded", 2),
            event("release.published", 1),
        ];
        assert_eq!(previous(&listing(Some(3)), &events).unwrap(), 1);
        assert_eq!(previous(&listing(None), &events).unwrap(), 3);
        let fault = previous(&listing(Some(1)), &events[3..]).unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Refused);
        assert!(fault.message().contains("CH-1"), "{fault}");
    }
}
