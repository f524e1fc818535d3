//! What follows from what is done about publications that broke off, and how that ended.

use ::publish::Intent;
use base::Sku;

use super::state::{Leftover, Offer, Settled, Way};
use crate::action::ScreenAction;
use crate::effect::{Effect, Work};
use crate::state::{Failure, JobId, JobKind, State, Switches};

/// What is done about publications that broke off.
#[derive(Debug)]
pub enum OfferAction {
    /// These there are.
    Found(Vec<Leftover>),
    /// Finish this one.
    GoOn(Sku),
    /// Give this one up; it is asked again first.
    AskToGiveUp(Sku),
    /// Don't give it up.
    Keep(Sku),
    /// Give it up: what arrived of it is dropped.
    GiveUp(Sku),
    /// Don't show this one any more; it is done.
    PutAway(Sku),
    /// Ask another time.
    PutOff,
}

impl ScreenAction for OfferAction {
    fn apply(self: Box<Self>, state: &mut State) -> Vec<Effect> {
        state.offer(*self)
    }

    fn is_news(&self) -> bool {
        matches!(self, Self::Found(_))
    }
}

impl State {
    /// Follows what is done about publications that broke off.
    fn offer(&mut self, action: OfferAction) -> Vec<Effect> {
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
    fn begin_offer(&mut self, sku: &Sku, kind: JobKind) -> Option<(JobId, Switches)> {
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
    pub(crate) fn resumed(&mut self, job: JobId, result: Result<Settled, Failure>) {
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
    pub(crate) fn given_up(&mut self, job: JobId, result: Result<(), Failure>) {
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
