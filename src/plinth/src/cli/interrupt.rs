//! Ctrl-C: once asks the work to stop, twice ends the program at once.

use base::{Cancel, Fault, FaultKind, Result};

use super::leave::leave;

/// Sets `cancel` when the user presses Ctrl-C or the system asks the program to end; the second time
/// the program ends with exit code 130.
///
/// # Errors
/// A service fault where signals can't be watched.
pub(crate) fn watch(cancel: Cancel) -> Result<()> {
    let fail = |error: std::io::Error| {
        Fault::service(format!("Ctrl-C can't be watched: {error}")).because(error)
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(fail)?;
    std::thread::Builder::new()
        .name("plinth-signals".into())
        .spawn(move || {
            runtime.block_on(requests(|| {
                if cancel.is_cancelled() {
                    leave(FaultKind::Cancelled.exit_code());
                }
                cancel.cancel();
            }));
        })
        .map_err(fail)?;
    Ok(())
}

/// Calls `request` at every Ctrl-C and every request of the system to end, for ever.
#[cfg(unix)]
async fn requests(mut request: impl FnMut()) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        // Without a handler the system ends the program at the first request.
        return;
    };
    loop {
        tokio::select! {
            _ = interrupt.recv() => request(),
            _ = terminate.recv() => request(),
        }
    }
}

/// Calls `request` at every Ctrl-C, for ever.
#[cfg(not(unix))]
async fn requests(mut request: impl FnMut()) {
    while tokio::signal::ctrl_c().await.is_ok() {
        request();
    }
}
