//! A place on the line where a request, or its answer, waits.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// On which side of the server a request waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The server doesn't get it; when the gate opens, the connection breaks.
    Before,
    /// The server has done what was asked, and its answer waits.
    After,
}

/// Holds one request until it is opened.
#[derive(Debug, Default)]
pub struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    reached: bool,
    open: bool,
}

impl Gate {
    /// Waits, for `patience` at most, until something stands before it; says whether it does.
    pub fn wait_for_arrival(&self, patience: Duration) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.changed
            .wait_timeout_while(state, patience, |state| !state.reached)
            .is_ok_and(|(state, _)| state.reached)
    }

    /// Lets through what stands before it, and whatever comes.
    pub fn open(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.open = true;
        self.changed.notify_all();
    }

    /// Whether it has been opened.
    pub fn is_open(&self) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.open
    }

    /// Waits until it is open.
    pub(super) fn pass(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.reached = true;
        self.changed.notify_all();
        while !state.open {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}
