//! `POST /v1/objects/sweep`: objects that no release names.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use listing::api::{SweepReport, SweepRequest, UnnamedObject, UserRole};
use time::Duration;

use super::auth::Caller;
use super::problem::{ApiError, ApiResult, Body};
use crate::objects::ObjectInfo;
use crate::platform::Platform;

/// Objects that are looked at, and removed, at a time: releases wait that long to be recorded.
const AT_ONCE: u32 = 500;
/// The most objects that an answer names.
const MOST_NAMED: usize = 1000;
/// Where content named by its hash lies; nothing else is ever swept.
const OBJECTS: &str = "objects/";

pub(super) async fn sweep(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Body(asked): Body<SweepRequest>,
) -> ApiResult<Json<SweepReport>> {
    if caller.role != UserRole::Staff {
        return Err(ApiError::forbidden("Only the shop's staff sweeps objects")
            .hint("Ask the shop's staff"));
    }
    let before = platform.clock.now() - Duration::hours(asked.older_than_hours.into());
    let mut report = SweepReport::default();
    let mut after = String::new();
    loop {
        let page = platform.objects.page(OBJECTS, &after, AT_ONCE).await?;
        let Some(last) = page.last() else {
            return Ok(Json(report));
        };
        after.clone_from(&last.key);
        report.objects += page.len() as u64;
        let old = page.into_iter().filter(|info| info.modified < before);
        sweep_page(&platform, old.collect(), asked.remove, &mut report).await?;
    }
}

/// Finds those of `page` that no release names, and removes them where `remove` says so. No release
/// is recorded meanwhile, so none can come to name what is being removed.
async fn sweep_page(
    platform: &Platform,
    page: Vec<ObjectInfo>,
    remove: bool,
    report: &mut SweepReport,
) -> ApiResult<()> {
    let _alone = platform.naming.write().await;
    let keys: Vec<String> = page.iter().map(|info| info.key.clone()).collect();
    let named = platform.store.named_objects(&keys).await?;
    let now = platform.clock.now();
    for info in page {
        // Whoever has a grant for it counts on finding what is there.
        if named.contains(&info.key) || platform.grants.holds(&info.key, now) {
            continue;
        }
        report.unnamed += 1;
        report.unnamed_bytes += info.size;
        if remove {
            platform.objects.delete(&info.key).await?;
            platform.cache.purge(&format!("/{}", info.key));
            report.removed += 1;
        }
        if report.first.len() < MOST_NAMED {
            report.first.push(UnnamedObject {
                key: info.key,
                bytes: info.size,
                written: info.modified,
            });
        }
    }
    Ok(())
}
