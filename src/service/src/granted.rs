//! Keys that somebody has a grant for at the moment: what lies there must stay.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use time::OffsetDateTime;

/// Keys by the time at which the last grant for them ends.
#[derive(Debug, Default)]
pub(crate) struct Granted(Mutex<HashMap<String, OffsetDateTime>>);

impl Granted {
    /// Notes a grant for `keys` until `expires`; forgets those that ended before `now`.
    pub(crate) fn note(&self, keys: &[String], expires: OffsetDateTime, now: OffsetDateTime) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, end| *end > now);
        all.extend(keys.iter().map(|key| (key.clone(), expires)));
    }

    /// Whether somebody has a grant for `key`.
    pub(crate) fn holds(&self, key: &str, now: OffsetDateTime) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(key).is_some_and(|end| *end > now)
    }
}
