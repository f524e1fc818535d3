//! What a publication knows after each step.

use std::sync::Arc;

use cloud::Source;

use super::ports::Sites;
use super::{Outcome, Step};
use listing::api::Listing;
use listing::{Manifest, ManifestObject, manifest_path, page_path};

/// What is known after each step, and so what the next one works with.
pub(super) enum State {
    Hash,
    Grant(Vec<Source>),
    Upload(Arc<Ready>, Arc<Content>),
    Verify(Arc<Ready>, Arc<Content>, Tally),
    Record(Arc<Ready>, Arc<Content>, Tally),
    Publish(Arc<Ready>, Tally, u32),
    Unpublish(Arc<Ready>),
    Invalidate(Arc<Ready>, Tally, Live),
    CheckEdge(Arc<Ready>, Tally, Live),
    Done(Box<Outcome>),
}

/// What holds from the moment the listing is known.
pub(super) struct Ready {
    pub(super) listing: Listing,
    pub(super) sites: Sites,
    /// Abandoned keys whose parts could not be dropped.
    pub(super) still_abandoned: Vec<String>,
}

/// What customers are to get.
pub(super) struct Content {
    pub(super) manifest: Manifest,
    /// The bundle's files in its order; empty for an earlier release.
    pub(super) sources: Vec<Source>,
}

impl Content {
    /// The keys of its objects.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> {
        self.manifest.objects.iter().map(ManifestObject::key)
    }

    /// The length of the bundle's files.
    pub(super) fn length(&self) -> u64 {
        self.sources.iter().map(Source::length).sum()
    }
}

/// What went over the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) uploaded: u64,
    pub(super) skipped: u64,
}

/// What customers get from now on.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) listing: Listing,
    /// `None` where the listing is off the shop.
    pub(super) release: Option<u32>,
    /// Edge paths that must be forgotten.
    pub(super) changed_paths: Vec<String>,
    /// The CDN's id of the invalidation that is complete.
    pub(super) invalidation: Option<String>,
    pub(super) unchanged: bool,
}

impl State {
    /// The step that is next.
    pub(super) const fn step(&self) -> Step {
        match self {
            Self::Hash => Step::Hash,
            Self::Grant(_) => Step::Grant,
            Self::Upload(..) => Step::Upload,
            Self::Verify(..) => Step::Verify,
            Self::Record(..) => Step::Record,
            Self::Publish(..) => Step::Publish,
            Self::Unpublish(_) => Step::Unpublish,
            Self::Invalidate(..) => Step::Invalidate,
            Self::CheckEdge(..) => Step::CheckEdge,
            Self::Done(_) => Step::Done,
        }
    }
}

/// A listing that moved to where it is without the edge having been told.
pub(super) fn moved_unsaid(listing: &Listing) -> Live {
    Live {
        changed_paths: vec![manifest_path(&listing.id), page_path(&listing.slug)],
        listing: listing.clone(),
        release: listing.live,
        invalidation: None,
        unchanged: true,
    }
}

/// The state where the listing is already as it should be and `skipped` bytes needn't be sent. Only
/// the edge may still have to be told; where that is `owed`, it is told.
pub(super) fn unchanged(ready: Arc<Ready>, skipped: u64, owed: bool) -> State {
    let live = moved_unsaid(&ready.listing);
    let tally = Tally {
        uploaded: 0,
        skipped,
    };
    if owed {
        State::Invalidate(ready, tally, live)
    } else {
        let live = Live {
            changed_paths: Vec::new(),
            ..live
        };
        State::CheckEdge(ready, tally, live)
    }
}

/// What a publication came to whose edge has been told.
pub(super) fn outcome(tally: Tally, live: &Live) -> Outcome {
    Outcome {
        url: live.listing.url.clone(),
        listing: live.listing.clone(),
        release: live.release,
        uploaded_bytes: tally.uploaded,
        skipped_bytes: tally.skipped,
        unchanged: live.unchanged,
        invalidation: live.invalidation.clone(),
    }
}
