//! Taking a listing off the shop, for customers too.

use std::sync::Arc;

use base::{Job, ListingId, Result};

use super::Publication;
use super::ports::Internet;
use super::state::{Live, Ready, State, Tally, moved_unsaid};
use crate::Client;

impl Publication {
    /// `listing` on its way off the shop: the platform takes it off, then the edge is told to forget
    /// its page and manifest. It keeps its releases. Where it is off already and the edge still
    /// serves it, as after a process that died in between, the edge is told all the same.
    #[must_use]
    pub fn unpublish(client: &Client, listing: ListingId) -> Self {
        let platform = Arc::new(client.clone());
        Self::of_off(platform, Arc::new(Internet::default()), listing)
    }

    /// Has the platform take the listing off.
    pub(super) async fn take_off(&self, ready: &Arc<Ready>, job: &Job) -> Result<State> {
        job.check()?;
        let listing = self.platform.unpublish(ready.listing.id).await?;
        let live = Live {
            unchanged: false,
            ..moved_unsaid(&listing)
        };
        Ok(State::Invalidate(ready.clone(), Tally::default(), live))
    }
}
