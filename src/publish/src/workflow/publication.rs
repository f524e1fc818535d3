//! The state of one publication, and the way from step to step.

use std::fmt;
use std::sync::Arc;

use base::{Fault, FaultKind, Job, ListingId, Result, Sku};
use cloud::pause;
use uuid::Uuid;

use super::ports::{Internet, Platform, World};
use super::record::{Notes, Record};
use super::state::{Content, Live, Ready, State, Tally, outcome};
use super::unfinished::none_of;
use super::{Ledger, ListingIntent, Outcome, Step, live, send, verify};
use crate::{Bundle, Client};
use listing::Role;

/// A bundle, or an earlier release, on its way to customers.
///
/// After a step that failed, [`run`](Self::run) or [`advance`](Self::advance) takes that step again.
/// To begin anew with the same bundle does no harm either: what the store has isn't sent again, what
/// the platform has isn't recorded again, and a listing that is live already isn't moved.
pub struct Publication {
    pub(super) platform: Arc<dyn Platform>,
    pub(super) world: Arc<dyn World>,
    /// Names this publication, so that the platform takes a repeated request for what it is.
    id: Uuid,
    pub(super) intent: ListingIntent,
    state: State,
    /// Where its steps are noted before they are taken.
    pub(super) notes: Option<Notes>,
}

impl fmt::Debug for Publication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publication")
            .field("step", &self.step())
            .finish_non_exhaustive()
    }
}

impl Publication {
    /// `bundle` on its way to the platform behind `client`. Nothing is read or sent yet.
    ///
    /// # Errors
    /// [`FaultKind::Usage`](base::FaultKind::Usage) for a bundle without a model.
    pub fn new(client: &Client, bundle: Bundle) -> Result<Self> {
        Self::of_bundle(
            Arc::new(client.clone()),
            Arc::new(Internet::default()),
            Arc::new(bundle),
        )
    }

    /// `listing` on its way back to `release`, one that it has had before.
    #[must_use]
    pub fn rollback(client: &Client, listing: ListingId, release: u32) -> Self {
        Self::of_release(
            Arc::new(client.clone()),
            Arc::new(Internet::default()),
            listing,
            release,
        )
    }

    /// The same, with each upload and each step noted in `ledger` before it is taken. So whatever
    /// breaks off, for whatever reason, can go on where it was. It takes the place of an unfinished
    /// publication of the same listing and sees to what that one left undone. `sku` and `title` are
    /// the listing's.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) while another process publishes this
    /// listing; those of the journal.
    pub async fn noted_in(mut self, ledger: &Ledger, sku: &Sku, title: &str) -> Result<Self> {
        let (claim, earlier) = Notes::take(ledger, sku).await?;
        let earlier = earlier.as_ref().map(Record::of).transpose()?;
        let record = Record::new(sku, title, &self.intent, earlier);
        self.notes = Some(Notes::new(ledger, claim, record));
        self.world = self.world.noting(ledger);
        Ok(self)
    }

    /// The unfinished publication of `sku` in `ledger`, to go on on the platform behind `client`.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where there is none or another process is at
    /// it; those of the journal.
    pub async fn resume(client: &Client, ledger: &Ledger, sku: &Sku) -> Result<Self> {
        Self::resume_in(
            Arc::new(client.clone()),
            Arc::new(Internet::default()),
            ledger,
            sku,
        )
        .await
    }

    pub(super) async fn resume_in(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        ledger: &Ledger,
        sku: &Sku,
    ) -> Result<Self> {
        let (claim, entry) = Notes::take(ledger, sku).await?;
        let entry = entry.ok_or_else(|| none_of(sku))?;
        let record = Record::of(&entry)?;
        let intent = ListingIntent::of(&record.intent, record.listing);
        let mut publication = Self::of(platform, world, intent.ok_or_else(|| none_of(sku))?)?;
        // The same id: a request whose answer was lost is the same request again.
        publication.id = entry.id.parse().unwrap_or(publication.id);
        publication.world = publication.world.noting(ledger);
        publication.notes = Some(Notes::new(ledger, claim, record));
        Ok(publication)
    }

    /// One that comes to `intent`.
    ///
    /// # Errors
    /// [`FaultKind::Usage`] for a bundle without a model.
    fn of(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        intent: ListingIntent,
    ) -> Result<Self> {
        match intent {
            ListingIntent::Publish(bundle) => Self::of_bundle(platform, world, bundle),
            ListingIntent::Rollback { listing, release } => {
                Ok(Self::of_release(platform, world, listing, release))
            }
            ListingIntent::Unpublish(listing) => Ok(Self::of_off(platform, world, listing)),
        }
    }

    pub(super) fn of_bundle(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        bundle: Arc<Bundle>,
    ) -> Result<Self> {
        if !bundle.files.iter().any(|file| file.role == Role::Model) {
            return Err(
                Fault::usage(format!("{} has no model to publish", bundle.sku))
                    .hint("Give the model's file"),
            );
        }
        let intent = ListingIntent::Publish(bundle);
        Ok(Self::begun(platform, world, intent, State::Hash))
    }

    pub(super) fn of_release(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        listing: ListingId,
        release: u32,
    ) -> Self {
        let intent = ListingIntent::Rollback { listing, release };
        Self::begun(platform, world, intent, State::Grant(Vec::new()))
    }

    pub(super) fn of_off(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        listing: ListingId,
    ) -> Self {
        let intent = ListingIntent::Unpublish(listing);
        Self::begun(platform, world, intent, State::Grant(Vec::new()))
    }

    /// One that begins with `state`.
    fn begun(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        intent: ListingIntent,
        state: State,
    ) -> Self {
        Self {
            platform,
            world,
            id: Uuid::new_v4(),
            intent,
            state,
            notes: None,
        }
    }

    /// The step that is next.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.state.step()
    }

    /// Takes all steps that are left.
    ///
    /// # Errors
    /// That of the step that failed.
    pub async fn run(&mut self, job: &Job) -> Result<Outcome> {
        loop {
            if let State::Done(outcome) = &self.state {
                return Ok((**outcome).clone());
            }
            self.advance(job).await?;
        }
    }

    /// Takes the next step, if one is left. A step that fails stays the next one. A publication that
    /// is noted in a ledger also waits or stops when another process asks for that.
    ///
    /// # Errors
    /// That of the step.
    pub async fn advance(&mut self, job: &Job) -> Result<()> {
        let Some(mut signals) = self.notes.as_ref().map(Notes::signals) else {
            return self.step_on(job).await;
        };
        let own = job.branch();
        signals.pass_on(job, &own);
        tokio::select! {
            biased;
            taken = self.step_on(&own) => taken,
            never = signals.watch(job, &own) => match never {},
        }
    }

    async fn step_on(&mut self, job: &Job) -> Result<()> {
        let step = self.step();
        if let Some(notes) = &mut self.notes
            && step != Step::Done
        {
            notes.write(self.id, step).await?;
        }
        let taken = match step {
            // These look at the job themselves: an upload clears up after itself, and the one
            // request that moves the listing is never left without its answer.
            Step::Hash | Step::Upload | Step::Publish | Step::Unpublish | Step::Done => {
                self.take(job).await
            }
            _ => tokio::select! {
                biased;
                () = pause::cancelled(job.cancel()) => Err(Fault::cancelled()),
                taken = self.take(job) => taken,
            },
        };
        match taken {
            Ok(next) => {
                self.state = next;
                self.learn(step).await
            }
            Err(fault) if step.is_live() => {
                let off = matches!(self.intent, ListingIntent::Unpublish(_));
                Err(live::said_of(fault, off))
            }
            Err(fault) => {
                self.forget_if_hopeless(&fault).await?;
                Err(fault)
            }
        }
    }

    /// What was refused before anything was sent or moved would only be refused again: nobody should
    /// be offered to go on with it.
    async fn forget_if_hopeless(&self, fault: &Fault) -> Result<()> {
        let hopeless = matches!(
            fault.kind(),
            FaultKind::Usage | FaultKind::Input | FaultKind::Refused | FaultKind::Denied
        );
        match &self.notes {
            Some(notes) if hopeless && notes.record.is_blank() => notes.end().await,
            _ => Ok(()),
        }
    }

    /// Puts what `step` brought into the notes, to be written before the next one.
    async fn learn(&mut self, step: Step) -> Result<()> {
        let Some(notes) = &mut self.notes else {
            return Ok(());
        };
        let record = &mut notes.record;
        match &self.state {
            State::Grant(sources) => {
                record.hashes = sources.iter().map(|source| *source.sha256()).collect();
            }
            State::Upload(ready, _) | State::Verify(ready, ..) | State::Unpublish(ready)
                if step == Step::Grant =>
            {
                record.listing = Some(ready.listing.id);
                record.abandoned.clone_from(&ready.still_abandoned);
                // Whatever was owed for the release that was live has been made good.
                record.owes = false;
            }
            State::CheckEdge(..) => record.owes = false,
            State::Done(_) => {
                notes.end().await?;
                // Others may publish this listing from now on.
                self.notes = None;
            }
            _ => {}
        }
        Ok(())
    }

    /// Does the work of the present step; gives the state after it.
    async fn take(&self, job: &Job) -> Result<State> {
        if !matches!(self.state, State::Upload(..) | State::Done(_)) {
            job.stage(self.step().words());
        }
        match &self.state {
            State::Hash => self.hash(job).await,
            State::Grant(sources) => self.grant(sources, job).await,
            State::Upload(ready, content) => {
                let tally = match &self.intent {
                    ListingIntent::Publish(bundle) => {
                        send::upload(bundle, content, ready, job).await?
                    }
                    ListingIntent::Rollback { .. } | ListingIntent::Unpublish(_) => {
                        Tally::default()
                    }
                };
                Ok(State::Verify(ready.clone(), content.clone(), tally))
            }
            State::Verify(ready, content, tally) => {
                verify::read_back(&content.manifest, &*ready.sites.edge, job).await?;
                Ok(match self.intent {
                    ListingIntent::Rollback { release, .. } => {
                        State::Publish(ready.clone(), *tally, release)
                    }
                    _ => State::Record(ready.clone(), content.clone(), *tally),
                })
            }
            State::Record(ready, content, tally) => self.record(ready, content, *tally).await,
            State::Publish(ready, tally, number) => self.publish(ready, *tally, *number, job).await,
            State::Unpublish(ready) => self.take_off(ready, job).await,
            State::Invalidate(ready, tally, live) => {
                let live = live::invalidate(live, &*ready.sites.cdn, job).await?;
                Ok(State::CheckEdge(ready.clone(), *tally, live))
            }
            State::CheckEdge(ready, tally, live) => {
                let stale = live::check(live, &*ready.sites.edge, job).await?;
                Ok(match stale {
                    Some(stale) => State::Invalidate(ready.clone(), *tally, stale),
                    None => State::Done(Box::new(outcome(*tally, live))),
                })
            }
            State::Done(outcome) => Ok(State::Done(outcome.clone())),
        }
    }

    async fn record(&self, ready: &Arc<Ready>, content: &Content, tally: Tally) -> Result<State> {
        let key = format!("{}-record", self.id);
        let release = self
            .platform
            .record(ready.listing.id, &content.manifest, &key)
            .await?;
        Ok(State::Publish(ready.clone(), tally, release.number))
    }

    async fn publish(
        &self,
        ready: &Arc<Ready>,
        tally: Tally,
        number: u32,
        job: &Job,
    ) -> Result<State> {
        job.check()?;
        let key = format!("{}-publish", self.id);
        let published = self
            .platform
            .publish(ready.listing.id, number, &key)
            .await?;
        let live = Live {
            listing: published.listing,
            release: Some(number),
            unchanged: published.previous == Some(number),
            changed_paths: published.changed_paths,
            invalidation: None,
        };
        Ok(if live.changed_paths.is_empty() {
            State::CheckEdge(ready.clone(), tally, live)
        } else {
            State::Invalidate(ready.clone(), tally, live)
        })
    }
}
