//! After the listing moved: the edge must forget what was.

use std::time::{Duration, Instant};

use base::{Fault, FaultKind, Job, Result};
use cloud::{Cdn, pause};

use super::edge::Edge;
use super::state::Live;
use listing::{Manifest, manifest_path, page_path};

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

/// The name of a listing's move to a release. A request that is repeated has the same name, so it is
/// the same invalidation; a later move to the same release has another.
fn caller_reference(live: &Live) -> String {
    let where_to = match live.release {
        Some(release) => format!("r{release}"),
        None => "off".to_owned(),
    };
    format!(
        "plinth-{}-{where_to}-{}",
        live.listing.id,
        live.listing.changed.unix_timestamp_nanos()
    )
}

/// What the edge serves of a listing.
enum Served {
    Release(u32),
    Nothing,
    /// Something that is no manifest.
    Other,
}

impl Served {
    /// Whether it is what should be: a release, or nothing.
    fn is(&self, meant: Option<u32>) -> bool {
        match (self, meant) {
            (Self::Release(release), Some(meant)) => *release == meant,
            (Self::Nothing, None) => true,
            _ => false,
        }
    }
}

/// Checks that the edge serves the live release, or nothing where the listing is off the shop. `None`
/// where it does. Where it doesn't and nothing has been invalidated yet, gives what must be.
pub(super) async fn check(live: &Live, edge: &dyn Edge, job: &Job) -> Result<Option<Live>> {
    let path = manifest_path(&live.listing.id);
    let begin = Instant::now();
    let mut attempt = 0;
    loop {
        match served(edge, &path).await {
            Ok(served) if served.is(live.release) => return Ok(None),
            // A publication that was cut short before it told the edge: tell it now.
            Ok(_) if live.invalidation.is_none() => {
                let page = page_path(&live.listing.slug);
                return Ok(Some(Live {
                    changed_paths: vec![path, page],
                    ..live.clone()
                }));
            }
            Err(fault) if begin.elapsed() >= GRACE => return Err(fault),
            Ok(served) if begin.elapsed() >= GRACE => return Err(stale(live, &served)),
            Ok(_) | Err(_) => {}
        }
        pause::sleep(pause::backoff(attempt), job).await?;
        attempt += 1;
    }
}

/// The release whose manifest the edge serves at `path`.
async fn served(edge: &dyn Edge, path: &str) -> Result<Served> {
    let Some(answer) = edge.fetch(path).await? else {
        return Ok(Served::Nothing);
    };
    let manifest: Option<Manifest> = answer
        .collect(MOST_BYTES)
        .await?
        .and_then(|content| serde_json::from_slice(&content).ok());
    Ok(manifest.map_or(Served::Other, |manifest| Served::Release(manifest.release)))
}

fn stale(live: &Live, served: &Served) -> Fault {
    let sku = &live.listing.sku;
    let what = match served {
        Served::Release(release) => format!("release {release}"),
        Served::Nothing => "no manifest".to_owned(),
        Served::Other => "an unreadable manifest".to_owned(),
    };
    match live.release {
        Some(release) => Fault::service(format!(
            "The edge still serves {what} of {sku} instead of release {release}"
        )),
        None => Fault::service(format!(
            "The edge still serves {what} of {sku}, which is off the shop"
        )),
    }
    .hint(again(live.release.is_none()))
}

/// What to do where only the edge is left to be told; `off` where the listing was taken off.
const fn again(off: bool) -> &'static str {
    if off {
        "Unpublish again: that only refreshes the edge"
    } else {
        "Publish again: that only refreshes the edge"
    }
}

/// A fault after the listing moved must not sound as if nothing had happened; `off` where it was
/// taken off the shop.
pub(super) fn said_of(fault: Fault, off: bool) -> Fault {
    let lagging = if off {
        "The listing is off the shop, but the edge may show it for a while"
    } else {
        "The new release is live, but the edge may show the old one for a while"
    };
    match fault.kind() {
        FaultKind::Cancelled => {
            Fault::new(FaultKind::Cancelled, format!("Stopped early. {lagging}")).hint(again(off))
        }
        _ => fault.context(lagging),
    }
}
