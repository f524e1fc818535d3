//! What a device has to report: errors, too little memory, its own end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use base::{Fault, Result};

/// What a device reported and nobody has asked for yet.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    first: Mutex<Option<Heard>>,
    lost: AtomicBool,
    /// How many more times a test pretends that memory ran out.
    #[cfg(test)]
    pub(super) pretended: std::sync::atomic::AtomicU32,
}

#[derive(Debug)]
struct Heard {
    fault: Fault,
    starved: bool,
}

impl Trouble {
    /// Notes an error.
    pub(super) fn hear(&self, error: &wgpu::Error) {
        let starved = matches!(error, wgpu::Error::OutOfMemory { .. });
        let fault = if starved {
            out_of_memory()
        } else {
            refused().because(error.to_string())
        };
        tracing::error!(causes = ?fault.causes(), "{fault}");
        self.slot().get_or_insert(Heard { fault, starved });
    }

    /// Notes that the device is gone. It never comes back.
    pub(super) fn lose(&self, reason: wgpu::DeviceLostReason, message: &str) {
        self.lost.store(true, Ordering::Release);
        // Whoever destroys a device knows of it.
        if reason != wgpu::DeviceLostReason::Destroyed {
            tracing::error!("{}: {message}", lost());
        }
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Takes the first error; a lost device has one for ever.
    pub(super) fn check(&self) -> Result<()> {
        if self.is_lost() {
            return Err(lost());
        }
        self.slot().take().map_or(Ok(()), |heard| Err(heard.fault))
    }

    /// Takes the first error if it is that memory ran out, and says so.
    pub(super) fn take_out_of_memory(&self) -> bool {
        #[cfg(test)]
        self.pretend();
        let mut slot = self.slot();
        let starved = slot.as_ref().is_some_and(|heard| heard.starved);
        if starved {
            *slot = None;
        }
        starved
    }

    /// Whether an error was reported that nobody has asked for.
    pub(super) fn is_any(&self) -> bool {
        self.slot().is_some()
    }

    /// Lets memory run out, as often as a test wants.
    #[cfg(test)]
    fn pretend(&self) {
        let less = |times: u32| times.checked_sub(1);
        let order = Ordering::Relaxed;
        if self.pretended.fetch_update(order, order, less).is_ok() {
            self.slot().get_or_insert(Heard {
                fault: out_of_memory(),
                starved: true,
            });
        }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Heard>> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said when memory ran out.
pub(crate) fn out_of_memory() -> Fault {
    Fault::service("The graphics adapter has too little memory for this model")
        .hint("Close other programs, make the picture smaller, or use smaller textures")
}

fn refused() -> Fault {
    Fault::service("The graphics adapter refused to draw")
        .hint("Update its driver, or choose another adapter with PLINTH_ADAPTER")
}

fn lost() -> Fault {
    Fault::service("The graphics adapter was lost")
        .hint("It was reset, unplugged or updated; try again")
}
