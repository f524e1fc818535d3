//! Trying again what failed for now.

use std::future::Future;

use base::Job;

use crate::credentials::CredentialSource;
use crate::{SigningClock, StoreErrorKind, StoreResult, pause};

/// Tries `attempt` again, after jittered and growing delays, while its failures are passing ones; once
/// at once with other credentials, where those it had have run out, and once with the service's own
/// time, where this computer's is wrong.
pub(crate) async fn persistently<T, F>(
    clock: &SigningClock,
    credentials: &dyn CredentialSource,
    job: &Job,
    mut attempt: impl FnMut() -> F,
) -> StoreResult<T>
where
    F: Future<Output = StoreResult<T>> + Send,
    T: Send,
{
    const ATTEMPTS: u32 = 6;
    let (mut failed, mut renewed, mut set) = (0, false, false);
    loop {
        match attempt().await {
            Err(error) if !set && clock.learns_from(&error) => set = true,
            Err(error) if error.kind() == StoreErrorKind::Expired && !renewed => {
                credentials.run_out();
                renewed = true;
            }
            Err(error) if error.kind().is_passing() && failed + 1 < ATTEMPTS => {
                tracing::debug!(%error, failed, "trying again");
                pause::sleep(pause::backoff(failed), job).await?;
                failed += 1;
            }
            outcome => return outcome,
        }
    }
}
