//! Publications that broke off, before this window or in it, and the offer to go on with them.

use ::publish::Intent;
use base::Sku;

use super::jobs::JobKind;
use super::{Failure, JobId, Live, State};
use crate::action::OfferAction;
use crate::effect::{Effect, Work};

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

impl State {
    /// How many publications haven't come to their end so far.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        let all = self.offers.iter();
        all.filter(|offer| !matches!(offer.way, Way::Settled(_)))
            .count()
    }

    /// Whether anything is offered.
    #[must_use]
    pub fn has_offers(&self) -> bool {
        !self.offers.is_empty() && !self.offers_put_off
    }

    /// Follows what is done about publications that broke off.
    pub(super) fn offer(&mut self, action: OfferAction) -> Vec<Effect> {
        match action {
            OfferAction::Found(all) => self.found(all),
            OfferAction::GoOn(sku) => return self.go_on(&sku),
            OfferAction::AskToGiveUp(sku) => self.set_way(&sku, Way::Asking),
            OfferAction::Keep(sku) => self.set_way(&sku, Way::Waiting),
            OfferAction::GiveUp(sku) => return self.give_up(&sku),
            OfferAction::PutAway(sku) => self.offers.retain(|offer| offer.left.sku != sku),
            OfferAction::PutOff => self.offers_put_off = true,
        }
        Vec::new()
    }

    /// Takes the list of what broke off; what is being done about some of it goes on.
    fn found(&mut self, all: Vec<Leftover>) {
        let mut before = std::mem::take(&mut self.offers);
        before.retain(|offer| !matches!(offer.way, Way::Waiting | Way::Asking));
        for left in all {
            if !before.iter().any(|offer| offer.left.sku == left.sku) {
                before.push(Offer {
                    left,
                    way: Way::Waiting,
                });
                self.offers_put_off = false;
            }
        }
        self.offers = before;
    }

    fn offer_of(&mut self, sku: &Sku) -> Option<&mut Offer> {
        self.offers.iter_mut().find(|offer| offer.left.sku == *sku)
    }

    fn set_way(&mut self, sku: &Sku, way: Way) {
        if let Some(offer) = self.offer_of(sku)
            && !matches!(offer.way, Way::Running { .. })
        {
            offer.way = way;
        }
    }

    fn go_on(&mut self, sku: &Sku) -> Vec<Effect> {
        let kind = match self.offer_of(sku).map(|offer| &offer.left.intent) {
            Some(Intent::Publish(_)) => JobKind::Publish,
            Some(Intent::Rollback(_)) => JobKind::Rollback,
            Some(Intent::Unpublish) => JobKind::Unpublish,
            None => return Vec::new(),
        };
        let Some((job, switches)) = self.begin_offer(sku, kind) else {
            return Vec::new();
        };
        vec![Effect::Start {
            job,
            work: Work::Resume(sku.clone()),
            switches,
        }]
    }

    fn give_up(&mut self, sku: &Sku) -> Vec<Effect> {
        let Some((job, switches)) = self.begin_offer(sku, JobKind::GiveUp) else {
            return Vec::new();
        };
        vec![Effect::Start {
            job,
            work: Work::GiveUp(sku.clone()),
            switches,
        }]
    }

    /// Begins a job about an offer, unless one runs.
    fn begin_offer(&mut self, sku: &Sku, kind: JobKind) -> Option<(JobId, super::Switches)> {
        let offer = self
            .offers
            .iter_mut()
            .find(|offer| offer.left.sku == *sku)?;
        if matches!(offer.way, Way::Running { .. }) {
            return None;
        }
        let (job, switches) = self.jobs.begin(kind, offer.left.title.clone());
        offer.way = Way::Running { job };
        Some((job, switches))
    }

    /// The end of going on with one.
    pub(super) fn resumed(&mut self, job: JobId, result: Result<Settled, Failure>) {
        self.ended(job, result.as_ref().err());
        let way = match result {
            Ok(settled) => Way::Settled(settled),
            Err(failure) if failure.stopped => Way::Waiting,
            Err(failure) => {
                let tried = self.jobs.get(job).map_or(JobKind::Publish, |job| job.kind);
                Way::Failed(tried, failure)
            }
        };
        let mut all = self.offers.iter_mut();
        if let Some(offer) = all.find(|offer| offer.way == Way::Running { job }) {
            offer.way = way;
        }
    }

    /// The end of giving one up.
    pub(super) fn given_up(&mut self, job: JobId, result: Result<(), Failure>) {
        self.ended(job, result.as_ref().err());
        let of_job = |offer: &&mut Offer| offer.way == Way::Running { job };
        match result {
            Ok(()) => self
                .offers
                .retain(|offer| offer.way != Way::Running { job }),
            Err(failure) => {
                if let Some(offer) = self.offers.iter_mut().find(of_job) {
                    offer.way = if failure.stopped {
                        Way::Waiting
                    } else {
                        Way::Failed(JobKind::GiveUp, failure)
                    };
                }
            }
        }
    }
}
