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
    /// Choose another folder for Plinth's data.
    ChooseDataFolder {
        /// Whether it has to lie on a disk of this computer.
        on_local_disk: bool,
    },
    /// Use the platform that runs on the data folder, stop it, or choose another folder.
    UseRunningPlatform,
    /// Stop the platform that runs on the data folder, or choose another folder.
    StopPlatform,
    /// Choose another port, or let the platform take a free one.
    ChoosePort,
    /// Name the platform where something is.
    NamePlatform {
        /// The platform's name.
        place: String,
    },
    /// Name a platform's API, where whoever asks trusts it.
    NameApi {
        /// Its address.
        api: String,
    },
    /// Give the platform's https:// address, or allow that secrets are sent without encryption.
    EncryptOrAllow,
    /// Open the release that the platform has; publishing again refreshes the edge.
    OpenReleaseOrRefresh {
        /// The release that is live.
        release: u32,
    },
    /// Open an earlier release, or put one live.
    OpenEarlierOrPutLive {
        /// The listing's SKU.
        sku: String,
    },
    /// Name the two releases to compare.
    NameReleases,
    /// Install a browser, name one, or publish without a look at the page.
    InstallBrowser,
    /// Name another browser, or publish without a look at the page.
    NameBrowser,
    /// Give the page longer to show the product.
    WaitLonger,
    /// Have a fix made in the file.
    Fix {
        /// The fix's name.
        fix: String,
        /// The file's name.
        file: String,
    },
    /// Mend the file, or publish it though customers miss something.
    MendOrAllow {
        /// The name of a fix that mends it, where there is one.
        fix: Option<String>,
        /// The file's name.
        file: String,
        /// The codes of what customers miss.
        codes: Vec<String>,
    },
    /// Look at all that is wrong with the file.
    SeeDefects,
    /// Say in what encoding a sheet is.
    SayEncoding {
        /// The likeliest.
        name: String,
    },
    /// Say which column of a sheet is the article number.
    SayColumn,
    /// Say what a column of a sheet means, in a word that is known.
    SayMeaning,
    /// Leave a column of a sheet out.
    LeaveColumnOut {
        /// Its header.
        header: String,
    },
    /// Name the currency of prices that name none.
    SayCurrency {
        /// The likeliest.
        code: String,
    },
    /// Give new products of a folder a price and a currency.
    PriceFolder,
    /// Have every cell of a sheet checked, and nothing changed.
    CheckSheet,
    /// Choose another folder for what a batch writes.
    ChooseReportFolder {
        /// What else can be done, or what the folder has to be.
        need: ReportFolderNeed,
    },
    /// Begin the batch, or say where it was begun.
    BeginBatch,
    /// Go on with the batch.
    ResumeBatch,
    /// Work on fewer models at once.
    FewerAtOnce,
}

/// What the folder for what a batch writes has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFolderNeed {
    /// One that can be made.
    Other,
    /// One in which no other batch is at work.
    Free,
    /// One on a disk of this computer with space left.
    LocalWithSpace,
}
