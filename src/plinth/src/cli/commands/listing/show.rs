//! `plinth listing show`: one listing with its live release.

use base::{Result, units};
use clap::Args;
use listing::Manifest;
use listing::api::Listing;
use serde::Serialize;

use super::{live, when};
use crate::cli::Ending;
use crate::cli::args::Platform;
use crate::cli::context::Context;
use crate::cli::paint::{LINK, paint};
use crate::cli::table::{Column, Facts, Table};
use crate::cli::words::box_size;

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
    /// The live release's manifest; `null` where none is live.
    manifest: Option<Manifest>,
}

impl Show {
    /// Prints the listing.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let (listing, history) = engine.history(&self.listing, &job)?;
        let manifest = history
            .releases
            .into_iter()
            .find(|release| Some(release.number) == listing.live)
            .map(|release| release.manifest);
        let report = Report { listing, manifest };
        context.shell().result(&report, || report.text())?;
        Ok(Ending::Done)
    }
}

impl Report {
    fn text(&self) -> String {
        let listing = &self.listing;
        let mut facts = Facts::about(&listing.title);
        facts.row("SKU", listing.sku.as_str());
        facts.row("Live", live(listing.live));
        facts.row("Page", paint(LINK, &listing.url));
        facts.row("Owner", &listing.owner);
        facts.row("Made", when(listing.created));
        facts.row("Changed", when(listing.changed));
        facts.row("Id", listing.id.to_string());
        let Some(manifest) = &self.manifest else {
            return facts.text();
        };
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
