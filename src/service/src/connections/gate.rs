//! All connections of a platform: the limit of their number, and the end of those that stall.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::progress::Progress;
use super::{ConnectionLimits, files};

/// How often connections are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// One in so many places is for connections on which nothing was asked yet.
const NEWCOMERS: usize = 4;

/// Lets connections in; clones of the `Arc` are shared by all listeners.
pub(crate) struct Gate {
    limits: ConnectionLimits,
    most: usize,
    all: Mutex<All>,
    /// Told when a connection ends.
    freed: Notify,
}

#[derive(Default)]
struct All {
    next: u64,
    open: HashMap<u64, Arc<Connection>>,
}

/// One connection, and its progress.
pub(super) struct Connection {
    progress: Mutex<Progress>,
    /// Cancelled where the connection has to end.
    pub(super) end: CancellationToken,
}

impl Connection {
    /// Reports to the connection's progress.
    pub(super) fn report(&self, report: impl FnOnce(&mut Progress, Instant)) {
        report(&mut self.progress(), Instant::now());
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place; given back when it is dropped.
pub(super) struct Place {
    gate: Arc<Gate>,
    number: u64,
    pub(super) connection: Arc<Connection>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.gate.all().open.remove(&self.number);
        self.gate.freed.notify_one();
    }
}

impl Gate {
    pub(crate) fn new(limits: ConnectionLimits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            most: limits.most.min(files::connections()),
            all: Mutex::default(),
            freed: Notify::new(),
        })
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection that has just come, once there is one.
    pub(super) async fn enter(self: &Arc<Self>) -> Place {
        loop {
            let freed = self.freed.notified();
            if let Some(place) = self.try_enter() {
                return place;
            }
            self.make_room();
            // A connection that works gives its place back by itself; those that stall are checked
            // again soon.
            let _ = tokio::time::timeout(LOOK, freed).await;
        }
    }

    fn try_enter(self: &Arc<Self>) -> Option<Place> {
        let mut all = self.all();
        if all.open.len() >= self.most {
            return None;
        }
        let number = all.next;
        all.next += 1;
        let connection = Arc::new(Connection {
            progress: Mutex::new(Progress::new(Instant::now())),
            end: CancellationToken::new(),
        });
        all.open.insert(number, Arc::clone(&connection));
        drop(all);
        Some(Place {
            gate: Arc::clone(self),
            number,
            connection,
        })
    }

    /// Ends the connection that has kept us waiting for longest. Where connections on which nothing
    /// was ever asked take more than their share, it is one of those, so that newcomers don't push out
    /// customers between two requests. Otherwise it is one of the others, so that newcomers always
    /// have some room.
    pub(super) fn make_room(&self) {
        let now = Instant::now();
        let all = self.all();
        let (mut new, mut others) = (Vec::new(), Vec::new());
        for connection in all.open.values() {
            if connection.end.is_cancelled() {
                continue;
            }
            let progress = connection.progress();
            if let Some(waited) = progress.may_go(now) {
                let group = if progress.is_new() {
                    &mut new
                } else {
                    &mut others
                };
                group.push((waited, connection));
            }
        }
        let share = self.most / NEWCOMERS;
        let group = if new.len() > share || others.is_empty() {
            new
        } else {
            others
        };
        if let Some((_, connection)) = group.into_iter().max_by_key(|(waited, _)| *waited) {
            connection.end.cancel();
        }
    }

    /// Ends connections that keep us waiting for too long, until `stop`.
    pub(crate) async fn watch(self: Arc<Self>, stop: CancellationToken) {
        while stop
            .run_until_cancelled(tokio::time::sleep(LOOK))
            .await
            .is_some()
        {
            let now = Instant::now();
            for connection in self.all().open.values() {
                if connection.progress().is_over(&self.limits, now) {
                    connection.end.cancel();
                }
            }
        }
    }
}
