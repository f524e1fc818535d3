//! One sample product on its way into the shop.

use base::{Job, Result, units};
use console::{Alignment, measure_text_width, pad_str};
use serde::Serialize;

use super::customer::Customer;
use super::timings::{HEADINGS, Timings};
use crate::cli::paint::{BAD, GOOD, QUIET, paint};
use engine::{Engine, PublishRequest};

/// Columns for the product's name and for each number: lines are printed one by one, so the table
/// can't be measured first.
const NAME: usize = 22;
const NUMBER: usize = 10;

/// A product that was published, and how its page answers.
#[derive(Debug, Serialize)]
pub(super) struct Live {
    sku: base::Sku,
    title: String,
    /// The page's address.
    url: String,
    release: Option<u32>,
    /// Whether just this was live before.
    unchanged: bool,
    /// Bytes that were sent.
    uploaded_bytes: u64,
    /// The HTTP status of the page.
    page_status: u16,
    /// The HTTP status of the manifest.
    manifest_status: u16,
    /// Seconds of each stretch.
    stages: Timings,
    /// Seconds until page and manifest had answered.
    page_seconds: f64,
}

impl Live {
    /// Publishes the product and looks at its page as a customer.
    pub(super) fn publish(
        engine: &Engine,
        request: &PublishRequest,
        shop_url: &str,
        job: &Job,
    ) -> Result<Self> {
        let mut stages = Timings::default();
        let outcome = engine.publish_watched(request, job, &mut |stage, took| {
            stages.add(stage, took);
        })?;
        let customer = Customer::new()?;
        let manifest = format!(
            "{}{}",
            shop_url.trim_end_matches('/'),
            listing::manifest_path(&outcome.listing.id)
        );
        job.stage("Opening the page");
        let started = std::time::Instant::now();
        let (page_status, manifest_status) = engine.wait(job, async {
            Ok((
                customer.status_of(&outcome.url).await?,
                customer.status_of(&manifest).await?,
            ))
        })?;
        Ok(Self {
            sku: outcome.listing.sku,
            title: outcome.listing.title,
            url: outcome.url,
            release: outcome.release,
            unchanged: outcome.unchanged,
            uploaded_bytes: outcome.uploaded_bytes,
            page_status,
            manifest_status,
            stages,
            page_seconds: started.elapsed().as_secs_f64(),
        })
    }

    /// Whether page and manifest are there for customers.
    pub(super) const fn answered(&self) -> bool {
        self.page_status == 200 && self.manifest_status == 200
    }

    /// The product's name.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// The line of the table.
    pub(super) fn line(&self) -> String {
        let mark = if self.answered() {
            paint(GOOD, "✓")
        } else {
            paint(BAD, "✗")
        };
        let page = if self.answered() {
            units::seconds(self.page_seconds)
        } else {
            format!("{} {}", self.page_status, self.manifest_status)
        };
        let total = units::seconds(self.stages.total() + self.page_seconds);
        let numbers = self.stages.texts().into_iter().chain([page, total]);
        format!("{mark} {}", cells(&self.title, numbers))
    }
}

/// The table's headings.
pub(super) fn heading() -> String {
    let headings = HEADINGS.into_iter().chain(["Page", "Total"]);
    paint(
        QUIET,
        format!("  {}", cells("Product", headings.map(str::to_owned))),
    )
}

fn cells(name: &str, numbers: impl Iterator<Item = String>) -> String {
    let mut line = pad_str(name, NAME, Alignment::Left, Some("…")).into_owned();
    for number in numbers {
        let width = measure_text_width(&number).max(NUMBER);
        line += &pad_str(&number, width, Alignment::Right, None);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_headings_have_the_same_columns() {
        let line = cells(
            "Armchair",
            ["0.1 s", "75 min"].map(str::to_owned).into_iter(),
        );
        assert_eq!(measure_text_width(&line), NAME + 2 * NUMBER);
        assert!(line.ends_with("     0.1 s    75 min"), "{line:?}");
        let long = cells("A name that is longer than its column", [].into_iter());
        assert_eq!(measure_text_width(&long), NAME);
    }
}
