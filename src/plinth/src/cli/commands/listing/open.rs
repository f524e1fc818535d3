//! `plinth listing open`: a release as customers get it.

use std::path::{Path, PathBuf};

use ::publish::CacheState;
use audit::{AuditReport, Verdict};
use base::{Fault, Job, Result, units};
use clap::Args;
use listing::Manifest;
use serde::Serialize;

use super::words::cache_words;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::open_window::show;
use crate::cli::options::Platform;
use crate::cli::paint::{BAD, GOOD, LINK, QUIET, WARNING, paint};
use crate::cli::table::Facts;
use crate::cli::when::when;
use crate::cli::words::number;
use engine::platform::has_display;
use engine::{Engine, Opened, OpenedObject, Since, openable};

/// Open a listing as customers get it
///
/// Every byte comes through the CDN and its hash is compared with the manifest's. The model opens in
/// the window with the listing's own camera and light; without a display the files are left where
/// the command says.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth listing open CH-1\n  plinth listing open CH-1 --release 2 -o ./r2\n  \
        plinth listing open https://shop.example/p/oak-chair-ch-1\n  plinth listing open CH-1 --browser"
)]
pub(super) struct Open {
    /// The SKU, the listing id, or the address of the product's page
    #[arg(value_name = "SKU|URL")]
    listing: String,
    /// Another release than the one that customers get
    #[arg(long, value_name = "N", conflicts_with_all = ["browser", "print"])]
    release: Option<u32>,
    /// Folder for the files [default: in the data folder, for a week]
    #[arg(short, long, value_name = "DIR", conflicts_with_all = ["browser", "print"])]
    output: Option<PathBuf>,
    /// Fetch and verify, and open no window
    #[arg(long)]
    no_window: bool,
    /// Open the page in the browser instead
    #[arg(long, conflicts_with = "print")]
    browser: bool,
    /// Print the page's address alone
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document of the page's address.
#[derive(Debug, Serialize)]
struct Address {
    url: String,
    /// Whether a browser was asked to open it.
    opened: bool,
}

/// The JSON document of an opened release.
#[derive(Debug, Serialize)]
pub(crate) struct ReleaseDocument<'a> {
    url: &'a str,
    release: u32,
    /// The release that is live; `null` where the platform wasn't asked.
    live: Option<u32>,
    live_since: Option<&'a Since>,
    /// Whether the edge serves another release than the one that is live.
    stale: bool,
    /// How the edge answered for the manifest; `null` where a release was asked for by number.
    manifest_from: Option<&'a CacheState>,
    manifest: &'a Manifest,
    /// All objects; each has the hash that the manifest names.
    objects: &'a [OpenedObject],
    /// How the model keeps the shop page's rules; `null` where there is no model.
    audit: Option<AuditReport>,
    folder: &'a Path,
    model: Option<&'a Path>,
}

impl Open {
    /// Opens the release, or its page.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        if self.print || self.browser {
            return self.address(context, &engine, &job);
        }
        let opened =
            engine.open_release(&self.listing, self.release, self.output.as_deref(), &job)?;
        let report = ReleaseDocument::of(&opened, &engine, &job)?;
        let shows = !self.no_window && has_display() && opened.model().is_some();
        context.shell().result(&report, || report.text(shows))?;
        if shows {
            show(&opened, context)?;
        }
        Ok(Ending::Done)
    }

    /// Prints the page's address, and opens it in the browser where that is asked for.
    fn address(&self, context: &Context, engine: &Engine, job: &Job) -> Result<Ending> {
        let url = if engine::is_address(&self.listing) {
            self.listing.clone()
        } else {
            let listing = engine.listing(&self.listing, job)?;
            if listing.live.is_none() {
                return Err(
                    Fault::refused(format!("{} is not live", listing.sku)).hint(format!(
                        "Put a release live with `plinth publish` or `plinth listing rollback {}`",
                        listing.sku
                    )),
                );
            }
            openable(&listing.url, &engine.endpoint()?.api_url)?.into()
        };
        if self.browser {
            open::that_detached(&url).map_err(|error| {
                Fault::service(format!("No browser could be opened for {url}"))
                    .hint("Open the address by hand, or print it with --print")
                    .because(error)
            })?;
        }
        let report = Address {
            url,
            opened: self.browser,
        };
        context
            .shell()
            .result(&report, || paint(LINK, &report.url))?;
        Ok(Ending::Done)
    }
}

impl<'a> ReleaseDocument<'a> {
    /// What there is to say of `opened`, its model's audit included.
    pub(crate) fn of(opened: &'a Opened, engine: &Engine, job: &Job) -> Result<Self> {
        let manifest = &opened.manifest;
        let audited = engine.audit_opened(opened, job)?;
        Ok(Self {
            url: &opened.url,
            release: manifest.release,
            live: opened.live,
            live_since: opened.since.as_ref(),
            stale: opened.manifest_from.is_some()
                && opened.live.is_some_and(|live| live != manifest.release),
            manifest_from: opened.manifest_from.as_ref(),
            manifest,
            objects: &opened.objects,
            audit: audited,
            folder: &opened.folder,
            model: opened.model(),
        })
    }

    /// As lines for people; `shows` says whether the window follows.
    pub(crate) fn text(&self, shows: bool) -> String {
        let manifest = self.manifest;
        let total = self.objects.iter().map(|there| there.object.bytes).sum();
        let mut facts = Facts::about(format!(
            "{} {} ({}), release {}  {}",
            paint(GOOD, "✓"),
            manifest.title,
            manifest.sku,
            manifest.release,
            paint(
                QUIET,
                format!("{}, every hash as the manifest says", units::bytes(total))
            ),
        ));
        let since = self
            .live_since
            .map(|since| format!("since {}, by {}", when(since.at), since.by));
        facts.maybe("Live", since);
        if self.stale {
            facts.row(
                "Edge",
                paint(BAD, "stale: it serves another release than the live one"),
            );
        }
        facts.maybe("Manifest", self.manifest_from.map(cache_words));
        facts.row("Page", paint(LINK, self.url));
        for there in self.objects {
            let object = &there.object;
            let hash = object.sha256.to_string();
            let name = object.role.word();
            let line = format!(
                "{}  {}  {}",
                units::bytes(object.bytes),
                &hash[..12],
                cache_words(&there.from)
            );
            let line = format!("{line}\n{}", paint(QUIET, there.path.display()));
            facts.row(capitalised(name), line);
        }
        facts.maybe("Audit", self.audit.as_ref().map(audit_words));
        facts.maybe("Proof", manifest.proof.clone());
        let text = facts.text();
        if shows {
            return text;
        }
        let end = match self.model {
            Some(model) => format!("  See it with `plinth {}`", model.display()),
            None => "  It has no model to show".into(),
        };
        text + &paint(QUIET, end)
    }
}

/// `keeps all rules of the shop page`, or what it doesn't keep.
pub(super) fn audit_words(report: &AuditReport) -> String {
    let count = |verdict: Verdict| report.with(verdict).count() as u64;
    let words = match (count(Verdict::Fail), count(Verdict::Warn)) {
        (0, 0) => paint(GOOD, format!("keeps all rules of {}", report.title)),
        (0, warnings) => paint(
            WARNING,
            format!(
                "keeps the rules of {}; {} missed",
                report.title,
                number(warnings, "recommendation")
            ),
        ),
        (failures, _) => paint(
            BAD,
            format!("{} of {} not kept", number(failures, "rule"), report.title),
        ),
    };
    let details: Vec<String> = report
        .with(Verdict::Fail)
        .chain(report.with(Verdict::Warn))
        .map(|finding| format!("\n{}", paint(QUIET, &finding.sentence)))
        .collect();
    words + &details.concat()
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
