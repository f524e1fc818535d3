//! `plinth listing show`: one listing with its live release, and what the edge serves of it.

use base::{Job, Result, units};
use clap::Args;
use listing::Manifest;
use listing::api::Listing;
use serde::Serialize;

use super::open::audit_words;
use super::words::{cache_words, live};
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{BAD, GOOD, LINK, paint};
use crate::cli::table::{Column, Facts, Table};
use crate::cli::when::when;
use crate::cli::words::box_size;
use engine::{EdgeState, Engine, ObjectState, Since};

/// Show what is live: since when, by whom, and what the edge serves
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth listing show CH-1\n  plinth listing show CH-1 --verify"
)]
pub(super) struct Show {
    /// The SKU or listing id
    #[arg(value_name = "SKU")]
    listing: String,
    /// Fetch every object through the CDN, compare its hash, and audit the model
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct ListingDocument {
    listing: Listing,
    /// When it was put live, and by whom; `null` where it isn't.
    live_since: Option<Since>,
    /// The live release's manifest; `null` where none is live.
    manifest: Option<Manifest>,
    /// What customers get from the edge; `null` where nothing is live or the edge doesn't answer.
    edge: Option<EdgeState>,
    /// How the edge stands to each object; empty where it doesn't answer.
    objects: Vec<ObjectState>,
    /// Whether every object has come through the CDN with the hash that the manifest names; `null`
    /// where that wasn't asked for.
    verified: Option<bool>,
    /// How the model keeps the shop page's rules; `null` without `--verify`.
    audit: Option<audit::AuditReport>,
}

impl Show {
    /// Prints the listing.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let (listing, history) = engine.history(&self.listing, &job)?;
        let live_since = Since::of(&listing, &history.events);
        let manifest = history
            .releases
            .into_iter()
            .find(|release| Some(release.number) == listing.live)
            .map(|release| release.manifest);
        let mut report = ListingDocument {
            listing,
            live_since,
            manifest,
            edge: None,
            objects: Vec::new(),
            verified: None,
            audit: None,
        };
        report.ask_the_edge(&engine, &job);
        if self.verify && report.manifest.is_some() {
            let opened = engine.open_release(&self.listing, report.listing.live, None, &job)?;
            report.verified = Some(true);
            report.audit = engine.audit_opened(&opened, &job)?;
        }
        context.shell().result(&report, || report.text())?;
        Ok(Ending::Done)
    }
}

impl ListingDocument {
    /// What the platform says is worth showing without the edge, too: its faults are warnings.
    fn ask_the_edge(&mut self, engine: &Engine, job: &Job) {
        let Some(manifest) = &self.manifest else {
            return;
        };
        let states = engine.edge_state(&self.listing, job).and_then(|edge| {
            let objects = engine.object_states(&self.listing, manifest, job)?;
            Ok((edge, objects))
        });
        match states {
            Ok((edge, objects)) => {
                self.edge = Some(edge);
                self.objects = objects;
            }
            Err(fault) => job.warn(fault.message()),
        }
    }

    fn text(&self) -> String {
        let listing = &self.listing;
        let mut facts = Facts::about(&listing.title);
        facts.row("SKU", listing.sku.as_str());
        let since = self.live_since.as_ref();
        let since = since.map(|since| format!(" since {}, by {}", when(since.at), since.by));
        facts.row("Live", live(listing.live) + &since.unwrap_or_default());
        facts.row("Page", paint(LINK, &listing.url));
        facts.row("Owner", &listing.owner);
        facts.row("Made", when(listing.created));
        facts.row("Changed", when(listing.changed));
        facts.row("Id", listing.id.to_string());
        let Some(manifest) = &self.manifest else {
            return facts.text();
        };
        facts.maybe("Edge", self.edge.as_ref().map(edge_words));
        facts.row("Price", manifest.price.to_string());
        facts.maybe("Brand", manifest.brand.clone());
        facts.maybe("GTIN", manifest.gtin.clone());
        let size = manifest.dimensions;
        facts.row("Size", box_size([size.width, size.height, size.depth]));
        let variants: Vec<&str> = manifest
            .variants
            .iter()
            .map(|variant| variant.name.as_str())
            .collect();
        facts.maybe(
            "Variants",
            Some(variants.join(", ")).filter(|text| !text.is_empty()),
        );
        let attributes: Vec<String> = manifest
            .attributes
            .iter()
            .map(|(name, value)| format!("{name}=\"{value}\""))
            .collect();
        facts.maybe(
            "Viewer",
            Some(attributes.join("\n")).filter(|text| !text.is_empty()),
        );
        facts.maybe("Proof", manifest.proof.clone());
        facts.maybe(
            "Hashes",
            self.verified
                .map(|_| paint(GOOD, "every object came through the CDN as it was meant")),
        );
        facts.maybe("Audit", self.audit.as_ref().map(audit_words));
        format!("{}\n{}", facts.text(), self.objects(manifest).text())
    }

    fn objects(&self, manifest: &Manifest) -> Table<5> {
        let mut table = Table::new(
            ["Object", "Size", "Form", "Edge", "Key"],
            [
                Column::Left,
                Column::Right,
                Column::Left,
                Column::Left,
                Column::Left,
            ],
        );
        for object in &manifest.objects {
            let state = self.objects.iter().find(|state| state.object == *object);
            table.row([
                object.role.word().into(),
                units::bytes(object.bytes),
                object.content_type.clone(),
                state.map_or_else(|| "not known".into(), object_words),
                object.key(),
            ]);
        }
        table
    }
}

/// `hit, 12 s old`, or that the edge answers something else.
fn object_words(state: &ObjectState) -> String {
    match state.status {
        200 => cache_words(&state.from),
        status => paint(BAD, format!("answers {status}")),
    }
}

/// `serves release 3, from its cache, 12 s old`
fn edge_words(edge: &EdgeState) -> String {
    let mut words = match edge.release {
        Some(release) => format!("serves release {release}"),
        None => format!("answers {} instead of the manifest", edge.status),
    };
    if edge.stale {
        words += &format!(" {}", paint(BAD, "(stale)"));
    }
    format!("{words}, {}", cache_words(&edge.from))
}
