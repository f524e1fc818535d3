//! What a window takes along when its graphics device is lost: it closes, and another one opens in
//! its place with the same state, the same jobs and the same model.

use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

use super::action::Action;
use super::executor::Inbox;
use super::state::State;
use super::viewport::Packed;

/// How often in a row the device may be lost before that is called a failure.
pub(super) const MOST_RESETS: u32 = 3;

/// What is taken along.
pub(super) struct Recovery {
    pub(super) state: State,
    /// Where jobs that run on leave their news.
    pub(super) inbox: Inbox,
    pub(super) news: Receiver<Action>,
    /// The model and its camera, where one was on show.
    pub(super) packed: Option<Packed>,
}

/// Where a window that closes leaves its recovery.
#[derive(Clone, Default)]
pub(super) struct RecoverySlot(Arc<Mutex<Option<Recovery>>>);

impl RecoverySlot {
    pub(super) fn leave(&self, recovery: Recovery) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(recovery);
    }

    pub(super) fn is_filled(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    pub(super) fn take(&self) -> Option<Recovery> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
