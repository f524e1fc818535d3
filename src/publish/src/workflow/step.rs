//! The steps, and what comes out at the end.

use listing::api::Listing;

/// A step of a publication. Each can be taken again when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Read the files and name them by their content.
    Hash,
    /// Find or make the listing, and get the right to send its objects.
    Grant,
    /// Send the objects that the store doesn't have.
    Upload,
    /// Read each object back through the edge and compare.
    Verify,
    /// Record the release.
    Record,
    /// Move the listing to the release, in one transaction.
    Publish,
    /// Take the listing off the shop, in one transaction.
    Unpublish,
    /// Have the edge forget what changed.
    Invalidate,
    /// See that the edge serves the new release.
    CheckEdge,
    /// Nothing is left to do.
    Done,
}

impl Step {
    /// What is being done, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Hash => "Reading the files",
            Self::Grant => "Finding the listing",
            Self::Upload => "Uploading",
            Self::Verify => "Checking what customers would get",
            Self::Record => "Recording the release",
            Self::Publish => "Publishing",
            Self::Unpublish => "Taking the listing off the shop",
            Self::Invalidate => "Refreshing the edge",
            Self::CheckEdge => "Checking the shop",
            Self::Done => "Done",
        }
    }

    /// All steps in their order.
    pub const ALL: [Self; 10] = [
        Self::Hash,
        Self::Grant,
        Self::Upload,
        Self::Verify,
        Self::Record,
        Self::Publish,
        Self::Unpublish,
        Self::Invalidate,
        Self::CheckEdge,
        Self::Done,
    ];

    /// A stable word for the journal and for `--json`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hash => "hash",
            Self::Grant => "grant",
            Self::Upload => "upload",
            Self::Verify => "verify",
            Self::Record => "record",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Invalidate => "invalidate",
            Self::CheckEdge => "check-edge",
            Self::Done => "done",
        }
    }

    /// The step that [`word`](Self::word) stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// Whether the listing has moved already, so that customers may see what is new.
    #[must_use]
    pub fn is_live(self) -> bool {
        self > Self::Unpublish
    }

    /// Whether it is the one request that moves the listing.
    #[must_use]
    pub const fn moves(self) -> bool {
        matches!(self, Self::Publish | Self::Unpublish)
    }
}

/// What a publication came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The listing as it is now.
    pub listing: Listing,
    /// The release that is live; `None` where the listing is off the shop.
    pub release: Option<u32>,
    /// The public address of its page.
    pub url: String,
    /// Bytes that were sent.
    pub uploaded_bytes: u64,
    /// Bytes that the store had already.
    pub skipped_bytes: u64,
    /// Whether it was just so before.
    pub unchanged: bool,
    /// The CDN's id of the invalidation, where one was needed.
    pub invalidation: Option<String>,
}
