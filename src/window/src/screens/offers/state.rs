//! Publications that broke off, before this window or in it, and the offer to go on with them.

use ::publish::Intent;
use base::Sku;

use crate::screens::publish::state::Live;
use crate::state::{Failure, JobId, JobKind};

/// A publication that has not come to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Leftover {
    /// Which listing.
    pub sku: Sku,
    /// The product's name.
    pub title: String,
    /// What it is to come to.
    pub intent: Intent,
    /// The step that is next, in words.
    pub step: String,
    /// The platform's name.
    pub place: String,
    /// Whether customers may see the new release already.
    pub may_be_live: bool,
}

/// What came of a publication that was gone on with.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled {
    /// It is live.
    Live(Live),
    /// Its listing is off the shop, as it was to be.
    Off,
}

/// The way of an offer.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// Nothing is done about it yet.
    Waiting,
    /// It is to be given up, and that is asked again.
    Asking,
    /// It is finished or given up at the moment.
    Running {
        /// By this job.
        job: JobId,
    },
    /// It came to its end.
    Settled(Settled),
    /// It couldn't be finished or given up: what was tried, and why not.
    Failed(JobKind, Failure),
}

/// A publication that broke off and what is done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What broke off.
    pub left: Leftover,
    /// Where it is.
    pub way: Way,
}
