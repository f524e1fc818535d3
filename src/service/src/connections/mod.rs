//! Connections: how many there may be at once, and how long each may keep us waiting.
//!
//! A connection that waits for its client holds a file and some memory, so a client that says
//! nothing, half of something, or a byte now and then would cost as much as one that works. Each is
//! judged by the progress that it makes and never by how long it takes in all: a large upload over a
//! slow line is as good as any. Where there are as many as there may be, the one that has waited
//! longest makes room for the next.

mod files;
mod gate;
mod progress;
mod serve;
mod tracked;

use std::time::Duration;

pub(crate) use gate::Gate;
pub(crate) use serve::serve;

/// How many connections a platform takes, and how long they may keep it waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// How many there are at most, over all listeners; fewer where the system allows this process
    /// fewer open files.
    pub most: usize,
    /// How long the head of a request may take from its first byte on, and how long a new connection
    /// may be silent.
    pub head: Duration,
    /// How long a connection may be silent between two requests.
    pub idle: Duration,
    /// How long bodies and answers may be waited for between two pieces of
    /// `progress::PIECE` bytes.
    pub stalled: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            most: 4096,
            head: Duration::from_secs(15),
            // Longer than clients keep a connection that they don't use.
            idle: Duration::from_secs(100),
            stalled: Duration::from_secs(60),
        }
    }
}
