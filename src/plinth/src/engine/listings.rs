//! What is on the platform: listings, their releases, and moving between them.

use base::{Job, ListingId, Result, Sku};
use listing::api::{History, Listing, Published};

use super::Engine;

impl Engine {
    /// All listings that the account may see, newest change first.
    ///
    /// # Errors
    /// Service and denied faults; cancelled.
    pub fn listings(&self, job: &Job) -> Result<Vec<Listing>>;

    /// The listing that `name` means: a SKU or a listing id.
    pub fn listing(&self, name: &str, job: &Job) -> Result<Listing>;

    /// A listing's releases and events, newest first.
    pub fn history(&self, name: &str, job: &Job) -> Result<(Listing, History)>;

    /// Puts an earlier release live again: `release`, or the one that was live before.
    pub fn rollback(&self, name: &str, release: Option<u32>, job: &Job) -> Result<Published>;

    /// Takes a listing off the shop; it keeps its releases.
    pub fn unpublish(&self, name: &str, job: &Job) -> Result<Listing>;
}
