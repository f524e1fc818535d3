//! `plinth listing show`: one listing with its live release.

use base::{Result, units};
use clap::Args;
use listing::Manifest;
use listing::api::{Event, Listing};
use serde::Serialize;
use time::OffsetDateTime;

use super::{live, when};
use crate::cli::Ending;
use crate::cli::args::Platform;
use crate::cli::context::Context;
use crate::cli::paint::{LINK, paint};
use crate::cli::table::{Column, Facts, Table};
use crate::cli::words::box_size;
use crate::engine::EdgeState;

/// Show a listing and its live release
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth listing show CH-1")]
pub(super) struct Show {
    /// The SKU or listing id
    #[arg(value_name = "SKU")]
    listing: String,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct Report {
    listing: Listing,
    /// When it was put live, and by whom; `null` where it isn't.
    live_since: Option<Since>,
    /// The live release's manifest; `null` where none is live.
    manifest: Option<Manifest>,
    /// What customers get from the edge; `null` where nothing is live or the edge doesn't answer.
    edge: Option<EdgeState>,
}

/// When something happened, and by whom.
#[derive(Debug, Serialize)]
struct Since {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    by: String,
}

impl Show {
    /// Prints the listing.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let (listing, history) = engine.history(&self.listing, &job)?;
        let live_since = since(&listing, &history.events);
        let manifest = history
            .releases
            .into_iter()
            .find(|release| Some(release.number) == listing.live)
            .map(|release| release.manifest);
        let edge = manifest.as_ref().and_then(|_| {
            let state = engine.edge_state(&listing, &job);
            // What the platform says is worth showing without the edge, too.
            state.map_err(|fault| job.warn(fault.message())).ok()
        });
        let report = Report {
            listing,
            live_since,
            manifest,
            edge,
        };
        context.shell().result(&report, || report.text())?;
        Ok(Ending::Done)
    }
}

impl Report {
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
        format!("{}\n{}", facts.text(), objects(manifest).text())
    }
}

/// The publication after which customers see what they see; `events` are newest first.
fn since(listing: &Listing, events: &[Event]) -> Option<Since> {
    listing.live?;
    let published = events
        .iter()
        .find(|event| event.what == "release.published" && event.release == listing.live)?;
    Some(Since {
        at: published.at,
        by: published.by.clone(),
    })
}

/// `serves release 3, from its cache, 12 s old`
fn edge_words(edge: &EdgeState) -> String {
    let mut words = match edge.release {
        Some(release) => format!("serves release {release}"),
        None => format!("answers {} instead of the manifest", edge.status),
    };
    if edge.stale {
        words += " (stale)";
    }
    match &edge.cache {
        Some(cache) if cache.to_lowercase().starts_with("hit") => words += ", from its cache",
        Some(_) => words += ", fetched for this",
        None => {}
    }
    if let Some(age) = edge.age_seconds {
        words += &format!(", {} old", units::seconds(age as f64));
    }
    words
}

fn objects(manifest: &Manifest) -> Table<4> {
    let mut table = Table::new(
        ["Object", "Size", "Form", "Key"],
        [Column::Left, Column::Right, Column::Left, Column::Left],
    );
    for object in &manifest.objects {
        table.row([
            format!("{:?}", object.role).to_lowercase(),
            units::bytes(object.bytes),
            object.content_type.clone(),
            object.key(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edge_is_said_in_words() {
        let state = EdgeState {
            status: 200,
            release: Some(3),
            cache: Some("Hit from edge".into()),
            age_seconds: Some(12),
            stale: true,
        };
        assert_eq!(
            edge_words(&state).replace('\u{2009}', " "),
            "serves release 3 (stale), from its cache, 12.0 s old"
        );
        let broken = EdgeState {
            status: 503,
            release: None,
            cache: None,
            age_seconds: None,
            stale: true,
        };
        assert_eq!(
            edge_words(&broken),
            "answers 503 instead of the manifest (stale)"
        );
    }
}
