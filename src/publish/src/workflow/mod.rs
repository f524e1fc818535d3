//! How a listing goes live: all at once or not at all.
//!
//! The objects are sent first, under keys that nobody names yet, and each is read back as a customer
//! would get it. Then the release is recorded, and one transaction at the platform moves the listing
//! to it. Only then the edge is told to forget the few paths that changed. Until that transaction,
//! any failure leaves the old release live; after it, the edge is all that can lag behind.
//!
//! [`publish`] and [`rollback`] go the whole way; [`Publication`] goes it step by step, and any step
//! that failed can be taken again. With a [`Ledger`], each step is noted before it is taken: a
//! publication whose process died is taken up by [`Publication::resume`], or by publishing again.
//! [`Publication::unpublish`] takes a listing off the shop in the same way.

pub(crate) mod edge;
mod grant;
mod intent;
mod ledger;
mod live;
mod ports;
mod publication;
mod record;
mod send;
mod signals;
mod state;
mod step;
mod unfinished;
mod unpublish;
pub(crate) mod verify;

#[cfg(test)]
mod tests;

use base::{Job, ListingId, Result};

pub use edge::CacheState;
pub use intent::Intent;
pub use ledger::Ledger;
pub use publication::Publication;
pub use step::{Outcome, Step};
pub use unfinished::{Swept, Unfinished, unfinished};

use crate::{Bundle, Client};
use intent::ListingIntent;

/// Publishes `bundle` on the platform behind `client`.
///
/// Identical content sends nothing, records nothing and invalidates nothing.
///
/// # Errors
/// Whatever keeps it from being published; see the module's page for what is live then.
pub async fn publish(client: &Client, bundle: &Bundle, job: &Job) -> Result<Outcome> {
    Publication::new(client, bundle.clone())?.run(job).await
}

/// Moves `listing` to `release`, one that it has had before, in the same way: its objects are read
/// back first, then the platform moves the listing, then the edge is told.
///
/// # Errors
/// As [`publish`]; [`FaultKind::Refused`](base::FaultKind::Refused) where there is no such release.
pub async fn rollback(
    client: &Client,
    listing: ListingId,
    release: u32,
    job: &Job,
) -> Result<Outcome> {
    Publication::rollback(client, listing, release)
        .run(job)
        .await
}
