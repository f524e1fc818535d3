//! After the listing moved: the edge must forget what was.

use std::time::{Duration, Instant};

use base::{Fault, FaultKind, Job, Result};
use cloud::{Cdn, pause};

use super::edge::Edge;
use super::state::Live;
use crate::{Manifest, manifest_path, page_path};

/// How long a CDN may take to forget: CloudFront says minutes, and seldom takes more than two.
pub(super) const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How long the edge may serve the old release after its invalidation is complete.
const GRACE: Duration = Duration::from_secs(30);

/// The largest manifest that is read.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Has the CDN forget what changed, and waits until it did.
pub(super) async fn invalidate(live: &Live, cdn: &dyn Cdn, job: &Job) -> Result<Live> {
    let reference = caller_reference(live);
    let id = cloud::invalidate(cdn, &live.changed_paths, &reference, PATIENCE, job).await?;
    Ok(Live {
        invalidation: Some(id),
        ..live.clone()
    })
}

/// Names the move of a listing to a release, once and for all: a repeated request is the same
/// invalidation, while a later move to the same release is another.
fn caller_reference(live: &Live) -> String {
    format!(
        "plinth-{}-r{}-{}",
        live.listing.id,
        live.release,
        live.listing.changed.unix_timestamp_nanos()
    )
}

/// Looks whether the edge serves the live release. `None` where it does; otherwise, where nothing
/// has been invalidated yet, what must be.
pub(super) async fn check(live: &Live, edge: &dyn Edge, job: &Job) -> Result<Option<Live>> {
    let path = manifest_path(&live.listing.id);
    let begin = Instant::now();
    let mut attempt = 0;
    loop {
        let served = served_release(edge, &path).await;
        match served {
            Ok(Some(release)) if release == live.release => return Ok(None),
            // A publication that was cut short before it told the edge: tell it now.
            Ok(_) if live.invalidation.is_none() => {
                let page = page_path(&live.listing.slug);
                return Ok(Some(Live {
                    changed_paths: vec![path, page],
                    ..live.clone()
                }));
            }
            Err(fault) if begin.elapsed() >= GRACE => return Err(fault),
            Ok(served) if begin.elapsed() >= GRACE => return Err(stale(live, served)),
            Ok(_) | Err(_) => {}
        }
        pause::sleep(pause::backoff(attempt), job).await?;
        attempt += 1;
    }
}

/// The release whose manifest the edge serves; `None` where it serves none.
async fn served_release(edge: &dyn Edge, path: &str) -> Result<Option<u32>> {
    let Some(answer) = edge.fetch(path).await? else {
        return Ok(None);
    };
    let manifest: Option<Manifest> = answer
        .collect(MOST_BYTES)
        .await?
        .and_then(|content| serde_json::from_slice(&content).ok());
    Ok(manifest.map(|manifest| manifest.release))
}

fn stale(live: &Live, served: Option<u32>) -> Fault {
    let what = match served {
        Some(release) => format!("release {release}"),
        None => "no manifest".to_owned(),
    };
    Fault::service(format!(
        "The edge still serves {what} of {} instead of release {}",
        live.listing.sku, live.release
    ))
    .hint("Publish again: that only refreshes the edge")
}

/// A fault after the listing moved must not sound as if nothing had happened.
pub(super) fn said_of(fault: Fault) -> Fault {
    const LAGGING: &str = "The new release is live, but the edge may show the old one for a while";
    match fault.kind() {
        FaultKind::Cancelled => {
            Fault::new(FaultKind::Cancelled, format!("Stopped early. {LAGGING}"))
                .hint("Publish again: that only refreshes the edge")
        }
        _ => fault.context(LAGGING),
    }
}
