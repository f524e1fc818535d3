//! What is done now and then: forgetting what has expired, removing what was replaced.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::platform::Platform;

const EVERY: Duration = Duration::from_secs(5 * 60);
/// How long first answers are kept; a client that repeats a request does so within minutes.
const REPLAYS_KEPT: time::Duration = time::Duration::days(2);
/// How long an upload in parts may rest; whoever goes on later begins anew. S3 itself keeps them for
/// ever, unless a rule of the bucket says otherwise.
pub(crate) const UPLOADS_KEPT: time::Duration = time::Duration::days(7);

/// Runs until `stop`; a failure is logged and tried again the next time.
pub(crate) async fn run(platform: Arc<Platform>, stop: CancellationToken) {
    while stop
        .run_until_cancelled(tokio::time::sleep(EVERY))
        .await
        .is_some()
    {
        platform.metrics.tidy();
        let now = platform.clock.now();
        if let Err(error) = platform.store.sweep_sessions(now).await {
            tracing::warn!(?error, "expired sessions can't be forgotten");
        }
        if let Err(error) = platform.store.sweep_replays(now - REPLAYS_KEPT).await {
            tracing::warn!(?error, "old answers can't be forgotten");
        }
        match platform.objects.expire_uploads(now - UPLOADS_KEPT).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "uploads that were left behind are removed"),
            Err(error) => tracing::warn!(?error, "uploads that were left behind stay"),
        }
        if let Err(error) = platform.objects.sweep_replaced().await {
            tracing::warn!(?error, "replaced objects can't be removed");
        }
    }
}
