//! What a publication is to come to.

use std::sync::Arc;

use base::ListingId;
use serde::{Deserialize, Serialize};

use crate::Bundle;

/// What a publication is to come to. The journal keeps it; the names there are its first ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Intent {
    /// Files live as a release.
    #[serde(rename = "bundle")]
    Publish(Arc<Bundle>),
    /// An earlier release live again.
    #[serde(rename = "release")]
    Rollback(u32),
    /// The listing off the shop.
    #[serde(rename = "off")]
    Unpublish,
}

impl Intent {
    /// A stable word for `--json`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Publish(_) => "publish",
            Self::Rollback(_) => "rollback",
            Self::Unpublish => "unpublish",
        }
    }
}

/// An intent with the listing that it is for. A bundle's SKU says which that is.
#[derive(Debug, Clone)]
pub(super) enum ListingIntent {
    /// Files live as a release.
    Publish(Arc<Bundle>),
    /// A release of this listing live again.
    Rollback {
        /// Which listing.
        listing: ListingId,
        /// The release's number.
        release: u32,
    },
    /// This listing off the shop.
    Unpublish(ListingId),
}

impl ListingIntent {
    /// `intent` for `listing`; `None` where it needs one and has none.
    pub(super) fn of(intent: &Intent, listing: Option<ListingId>) -> Option<Self> {
        Some(match intent {
            Intent::Publish(bundle) => Self::Publish(bundle.clone()),
            Intent::Rollback(release) => Self::Rollback {
                listing: listing?,
                release: *release,
            },
            Intent::Unpublish => Self::Unpublish(listing?),
        })
    }

    /// The intent by itself.
    pub(super) fn intent(&self) -> Intent {
        match self {
            Self::Publish(bundle) => Intent::Publish(bundle.clone()),
            Self::Rollback { release, .. } => Intent::Rollback(*release),
            Self::Unpublish(_) => Intent::Unpublish,
        }
    }

    /// The listing; `None` where a bundle's SKU says which.
    pub(super) const fn listing(&self) -> Option<ListingId> {
        match self {
            Self::Publish(_) => None,
            Self::Rollback { listing, .. } | Self::Unpublish(listing) => Some(*listing),
        }
    }
}
