//! `plinth publish`: a file becomes a live listing.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use ::publish::Outcome;
use audit::{Allowance, Allowances};
use base::{Currency, Fault, Money, Result, Sku, units};
use clap::Args;
use listing::{Gtin, GtinError};
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{GOOD, LINK, QUIET, paint};
use crate::cli::rate::Rate;
use crate::cli::table::Facts;
use crate::cli::viewer_args::ViewerArgs;
use engine::{PageCheck, PublishRequest};

/// Publish a model as a product in the shop
///
/// Sends what the platform doesn't have, checks it as customers would get it, and then moves the
/// listing to the new release, all at once. Publishing the same again changes nothing. The SKU says
/// which listing it is. A file that customers would see nothing of isn't published; one that they
/// wouldn't see as it is meant, only where that is allowed by name. What breaks off on the way is finished by the same command, or by `plinth
/// uploads resume`; nothing that arrived is sent again.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth publish chair.glb --sku CH-1 --title \"Oak armchair\" --price 690 --currency EUR\n  \
        plinth publish chair.glb --sku CH-1 --title \"Oak armchair\" --price 690 --currency EUR \\\n    \
        --description-file chair.txt --brand Plinth --to https://shop.example"
)]
pub(crate) struct Publish {
    /// A .glb or .gltf file
    model: PathBuf,
    /// The article number
    #[arg(long)]
    sku: Sku,
    /// The product's name
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// The price, such as 199.00
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    price: String,
    /// The price's currency, such as EUR
    #[arg(long, value_name = "CODE")]
    currency: Currency,
    /// Text for the page; an empty line begins a paragraph
    #[arg(long, value_name = "TEXT", conflicts_with = "description_file")]
    description: Option<String>,
    /// A text file with it
    #[arg(long, value_name = "FILE")]
    description_file: Option<PathBuf>,
    /// The maker
    #[arg(long, value_name = "NAME")]
    brand: Option<String>,
    /// GTIN-8, -12, -13 or -14
    #[arg(long, value_name = "DIGITS")]
    gtin: Option<String>,
    /// Publish it though customers won't see what this code of `plinth inspect` stands for; may be
    /// given more than once
    #[arg(long, value_name = "CODE[=REASON]")]
    allow: Vec<Allowance>,
    /// Look at the page in a headless browser, before customers can and once they can; what shows
    /// nothing doesn't stay live
    #[arg(long)]
    verify_page: bool,
    /// How long one such look may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 180, requires = "verify_page",
        value_parser = clap::value_parser!(u32).range(5..=3600))]
    page_timeout: u32,
    /// The most to send a second, such as 5MB/s
    #[arg(long, value_name = "RATE")]
    limit: Option<Rate>,
    #[command(flatten)]
    platform: Platform,
    #[command(flatten)]
    viewer: ViewerArgs,
}

/// The JSON document.
#[derive(Debug, Serialize)]
pub(super) struct PublicationDocument<'a> {
    /// The page's address.
    pub(super) url: &'a str,
    /// The listing's id.
    pub(super) listing: base::ListingId,
    pub(super) sku: &'a Sku,
    /// The release that is live; `null` where the listing is off the shop.
    pub(super) release: Option<u32>,
    /// Whether it was just so before.
    pub(super) unchanged: bool,
    /// Bytes that were sent.
    pub(super) uploaded_bytes: u64,
    /// Bytes that the platform had already.
    pub(super) skipped_bytes: u64,
    /// The CDN's id of the invalidation; `null` where none was needed.
    pub(super) invalidation: Option<&'a str>,
    pub(super) seconds: f64,
}

impl<'a> PublicationDocument<'a> {
    /// What came of it, `seconds` after it began.
    pub(super) fn new(outcome: &'a Outcome, seconds: f64) -> Self {
        Self {
            url: &outcome.url,
            listing: outcome.listing.id,
            sku: &outcome.listing.sku,
            release: outcome.release,
            unchanged: outcome.unchanged,
            uploaded_bytes: outcome.uploaded_bytes,
            skipped_bytes: outcome.skipped_bytes,
            invalidation: outcome.invalidation.as_deref(),
            seconds,
        }
    }

    /// What went over the line; `None` where nothing had to.
    fn sent(&self) -> Option<String> {
        let sent = units::bytes(self.uploaded_bytes);
        let there = units::bytes(self.skipped_bytes);
        match (self.uploaded_bytes, self.skipped_bytes) {
            (0, 0) => None,
            (_, 0) => Some(sent),
            (0, _) => Some(format!("nothing, all {there} were there already")),
            _ => Some(format!(
                "{sent}  {}",
                paint(QUIET, format!("{there} were there already"))
            )),
        }
    }

    /// For people.
    pub(super) fn text(&self, title: &str) -> String {
        let what = match self.release {
            None => format!("{title} is off the shop"),
            Some(release) if self.unchanged => {
                format!("{title} is live as it was, as release {release}")
            }
            Some(release) => format!("{title} is live as release {release}"),
        };
        let mut facts = Facts::about(format!("{} {what}", paint(GOOD, "✓")));
        if self.release.is_some() {
            facts.row("Page", paint(LINK, self.url));
        }
        facts.maybe("Sent", self.sent());
        facts.row("Took", units::seconds(self.seconds));
        facts.text()
    }
}

impl Publish {
    /// Publishes the model.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let started = Instant::now();
        let request = self.request()?;
        let job = context.job()?;
        let engine = context
            .engine_for(&self.platform)?
            .with_upload_limit(self.limit.map(Rate::bytes_per_second));
        let outcome = engine.publish(&request, &job)?;
        let report = PublicationDocument::new(&outcome, started.elapsed().as_secs_f64());
        context
            .shell()
            .result(&report, || report.text(&request.title))?;
        Ok(Ending::Done)
    }

    /// The options as a request.
    fn request(&self) -> Result<PublishRequest> {
        let price = Money::parse(&self.price, self.currency).map_err(|error| {
            Fault::usage(format!("--price: {error}")).hint("Write --price 199.00")
        })?;
        let title = self.title.trim();
        if title.is_empty() {
            return Err(Fault::usage("--title is empty").hint("Give the product's name"));
        }
        Ok(PublishRequest {
            path: self.model.clone(),
            sku: self.sku.clone(),
            title: title.to_owned(),
            price,
            description: self.description()?,
            brand: self.brand.clone(),
            gtin: self.gtin()?,
            attributes: self.viewer.attributes()?,
            allowed: Allowances(self.allow.clone()),
            page: page_check(self.verify_page, self.page_timeout),
        })
    }

    fn description(&self) -> Result<String> {
        let Some(path) = &self.description_file else {
            return Ok(self.description.clone().unwrap_or_default());
        };
        std::fs::read_to_string(path).map_err(|error| {
            Fault::input(format!("{} can't be read: {error}", path.display()))
                .hint("Give a text file in UTF-8")
                .because(error)
        })
    }

    /// A GTIN whose check digit is right.
    fn gtin(&self) -> Result<Option<String>> {
        let Some(gtin) = &self.gtin else {
            return Ok(None);
        };
        let gtin: Gtin = gtin.parse().map_err(|error: GtinError| {
            Fault::usage(format!("--gtin: {error}")).hint(
                "Copy the 8, 12, 13 or 14 digits under the barcode; the last is a check digit",
            )
        })?;
        Ok(Some(gtin.to_string()))
    }
}

/// How the page is looked at, where that is asked for.
pub(super) fn page_check(verify: bool, seconds: u32) -> Option<PageCheck> {
    verify.then(|| PageCheck {
        patience: Duration::from_secs(seconds.into()),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Words {
        #[command(flatten)]
        publish: Publish,
    }

    fn request(words: &[&str]) -> Result<PublishRequest> {
        let must = ["publish", "chair.glb", "--sku", "CH-1", "--currency", "eur"];
        let words = must.iter().chain(words);
        Words::try_parse_from(words).unwrap().publish.request()
    }

    #[test]
    fn options_become_a_request() {
        let words = [
            "--title",
            " Oak armchair ",
            "--price",
            "690",
            "--gtin",
            "4006381333931",
        ];
        let request = request(&words).unwrap();
        assert_eq!(request.title, "Oak armchair");
        assert_eq!(request.price.minor, 69_000);
        assert_eq!(request.gtin.as_deref(), Some("4006381333931"));
        assert_eq!(request.description, "");
    }

    #[test]
    fn wrong_words_are_named() {
        let cases = [
            (["--title", "Chair", "--price", "-1"].as_slice(), "--price"),
            (["--title", " ", "--price", "1"].as_slice(), "--title"),
            (
                ["--title", "C", "--price", "1", "--gtin", "4006381333932"].as_slice(),
                "--gtin",
            ),
        ];
        for (words, option) in cases {
            let fault = request(words).unwrap_err();
            assert_eq!(fault.kind(), FaultKind::Usage);
            assert!(fault.message().starts_with(option), "{fault}");
        }
    }
}
