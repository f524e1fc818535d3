//! What can be done about a fault, as a value.

/// What can be done about a fault where that is more than a sentence: each face of Plinth has its own
/// way to it (a command, a button), and words it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Sign in, to the platform at an address where it is known.
    SignIn {
        /// The address of its API.
        to: Option<String>,
    },
    /// Sign in again, or ask for the right to publish.
    SignInAgain,
    /// Start a platform on this computer.
    StartPlatform,
    /// Start a platform, or say where the data of one lies.
    StartOrFindPlatform,
    /// Start a platform, or name one elsewhere.
    StartOrNamePlatform,
    /// Look up the address of the platform's API.
    FindAddress,
    /// Mend the file first.
    Mend {
        /// The defect's code.
        code: String,
        /// The file's name.
        file: String,
    },
    /// Look at the listings that there are.
    SeeListings,
    /// Look at a listing's releases.
    SeeReleases {
        /// Its SKU.
        sku: String,
    },
    /// Look at what happened to a listing.
    SeeHistory {
        /// Its SKU.
        sku: String,
    },
    /// Look at the objects of a listing's release.
    SeeObjects,
    /// Look at the publications that are under way.
    SeeUnderWay,
    /// Look at the publications that are unfinished.
    SeeUnfinished,
    /// Let an unfinished publication go on, or give it up.
    GoOnOrGiveUp {
        /// The listing's SKU.
        sku: String,
    },
    /// Finish a publication that may be live already; a rollback takes it back.
    FinishOrTakeBack {
        /// The listing's SKU.
        sku: String,
        /// Whether it takes the listing off the shop.
        off: bool,
    },
    /// Publish from the file anew, or give up what was begun.
    PublishAnew {
        /// The listing's SKU.
        sku: String,
    },
    /// Update Plinth, or publish again.
    UpdateOrPublishAgain,
}
