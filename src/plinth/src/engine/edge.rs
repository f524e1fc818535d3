//! What customers get from the edge right now.

use std::time::Duration;

use base::{Fault, Job, Result};
use listing::api::Listing;
use listing::{Manifest, manifest_path};
use reqwest::header::{AGE, HeaderMap};
use serde::Serialize;
use url::Url;

use super::Engine;

/// How long the edge may take for a few kilobytes.
const PATIENCE: Duration = Duration::from_secs(15);
/// The header in which CDNs say whether they had it.
const X_CACHE: &str = "x-cache";

/// What the edge serves as a listing's manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EdgeState {
    /// The HTTP status of its answer.
    pub status: u16,
    /// The release in its answer; `None` where that is no manifest.
    pub release: Option<u32>,
    /// Whether it had the answer, in its own words: `Hit from edge`.
    pub cache: Option<String>,
    /// How long it has had it, in seconds.
    pub age_seconds: Option<u64>,
    /// Whether that is another release than the one that is live.
    pub stale: bool,
}

impl Engine {
    /// Asks the edge for the manifest of `listing`, as a customer's browser would.
    ///
    /// # Errors
    /// A service fault where it doesn't answer; cancelled.
    pub fn edge_state(&self, listing: &Listing, job: &Job) -> Result<EdgeState> {
        let refuse = |error: &dyn std::error::Error| {
            Fault::service(format!(
                "The edge at {} doesn't answer: {error}",
                listing.url
            ))
            .hint("Try again in a minute; the listing itself isn't touched by that")
        };
        let url = Url::parse(&listing.url)
            .and_then(|page| page.join(&manifest_path(&listing.id)))
            .map_err(|error| refuse(&error))?;
        cloud::tls::install();
        let mut builder = reqwest::Client::builder().timeout(PATIENCE);
        if url
            .host_str()
            .is_some_and(|host| host == "localhost" || host.starts_with("127."))
        {
            // A proxy can't reach this computer's own servers.
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| refuse(&error))?;
        job.stage("Asking the edge");
        self.wait(job, async {
            let answer = client
                .get(url)
                .send()
                .await
                .map_err(|error| refuse(&error))?;
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let body = answer.bytes().await.map_err(|error| refuse(&error))?;
            let manifest = serde_json::from_slice::<Manifest>(&body).ok();
            let release = manifest.map(|manifest| manifest.release);
            Ok(EdgeState {
                status,
                release,
                cache: text(&headers, X_CACHE),
                age_seconds: text(&headers, AGE.as_str()).and_then(|age| age.parse().ok()),
                stale: release != listing.live,
            })
        })
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}
