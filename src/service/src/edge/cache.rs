//! The cache: the least recently used goes first, and the sum of bytes is bounded.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use time::OffsetDateTime;

use super::encoding::{self, Encoding};
use super::origin::Answer;

/// What the headers of an entry are taken to weigh.
const ENTRY_OVERHEAD: u64 = 1024;

/// Something cached.
pub(super) struct Entry {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// The body compressed, where that makes it smaller.
    pub gzip: Option<Bytes>,
    /// The body compressed harder, where that makes it smaller still; there a moment later.
    brotli: OnceLock<Bytes>,
    pub stored: OffsetDateTime,
    /// Seconds.
    pub lifetime: u64,
}

impl Entry {
    pub(super) async fn new(
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        stored: OffsetDateTime,
        lifetime: u64,
    ) -> Arc<Self> {
        let gzip = encoding::gzip_if_smaller(&headers, &body).await;
        Arc::new(Self {
            status,
            headers,
            body,
            gzip,
            brotli: OnceLock::new(),
            stored,
            lifetime,
        })
    }

    /// Packs the body harder, beside the answers that are given meanwhile.
    pub(super) fn pack_harder(self: &Arc<Self>) {
        if self.gzip.is_none() {
            return;
        }
        let entry = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let gzip = entry.gzip.as_ref()?;
            let packed = encoding::brotli_if_smaller(&entry.body, gzip)?;
            entry.brotli.set(packed).ok()
        });
    }

    /// The body as the client of `asked` likes it best: compressed where it takes that.
    pub(super) fn encoded(&self, asked: &HeaderMap) -> Option<(Encoding, &Bytes)> {
        let brotli = self.brotli.get().map(|body| (Encoding::Brotli, body));
        let gzip = self.gzip.as_ref().map(|body| (Encoding::Gzip, body));
        let there: Vec<_> = brotli.into_iter().chain(gzip).collect();
        let names: Vec<_> = there.iter().map(|(encoding, _)| *encoding).collect();
        let chosen = encoding::preferred(asked, &names)?;
        there.into_iter().find(|(encoding, _)| *encoding == chosen)
    }

    /// Seconds since it was stored.
    pub(super) fn age(&self, now: OffsetDateTime) -> u64 {
        u64::try_from((now - self.stored).whole_seconds()).unwrap_or(0)
    }

    fn weight(&self) -> u64 {
        // Twice: what is packed harder comes later and is smaller.
        let packed = self.gzip.as_ref().map_or(0, Bytes::len) * 2;
        (self.body.len() + packed) as u64 + ENTRY_OVERHEAD
    }
}

/// The cache of one edge.
pub(crate) struct Cache {
    capacity: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entries: HashMap<String, (Arc<Entry>, u64)>,
    /// Paths by the tick of their last use.
    order: BTreeMap<u64, String>,
    tick: u64,
    weight: u64,
    generation: u64,
}

impl Cache {
    /// A cache that holds at most `capacity` bytes.
    pub(crate) fn new(capacity: u64) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
        }
    }

    /// No code under the lock can leave the state half-changed, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entry of a path, where it is fresh.
    pub(super) fn get(&self, path: &str, now: OffsetDateTime) -> Option<Arc<Entry>> {
        let mut state = self.lock();
        let state = &mut *state;
        let (entry, used) = state.entries.get_mut(path)?;
        if entry.age(now) >= entry.lifetime {
            state.remove(path);
            return None;
        }
        state.tick += 1;
        state.order.remove(used);
        state.order.insert(state.tick, path.to_owned());
        *used = state.tick;
        Some(Arc::clone(entry))
    }

    /// A number that changes with each purge: what was fetched before a purge isn't stored after it.
    pub(super) fn generation(&self) -> u64 {
        self.lock().generation
    }

    /// Stores what was fetched in `generation`.
    pub(super) fn put(&self, path: &str, entry: Arc<Entry>, generation: u64) {
        let mut state = self.lock();
        let weight = entry.weight();
        if state.generation != generation || weight > self.capacity {
            return;
        }
        state.remove(path);
        while state.weight + weight > self.capacity {
            let Some((_, oldest)) = state.order.pop_first() else {
                break;
            };
            state.remove(&oldest);
        }
        state.tick += 1;
        let tick = state.tick;
        state.order.insert(tick, path.to_owned());
        state.entries.insert(path.to_owned(), (entry, tick));
        state.weight += weight;
    }

    /// Forgets the paths that a pattern names: one path, or with `*` at the end all that begin so.
    pub(crate) fn purge(&self, pattern: &str) {
        let mut state = self.lock();
        state.generation += 1;
        match pattern.strip_suffix('*') {
            None => state.remove(pattern),
            Some(stem) => {
                let named: Vec<String> = state
                    .entries
                    .keys()
                    .filter(|path| path.starts_with(stem))
                    .cloned()
                    .collect();
                for path in named {
                    state.remove(&path);
                }
            }
        }
    }

    /// Bytes held now.
    pub(crate) fn weight(&self) -> u64 {
        self.lock().weight
    }
}

impl State {
    fn remove(&mut self, path: &str) {
        if let Some((entry, tick)) = self.entries.remove(path) {
            self.order.remove(&tick);
            self.weight -= entry.weight();
        }
    }
}

/// For how many seconds a shared cache may keep an answer (RFC 9111, 5.2.2); 0 for not at all.
pub(super) fn lifetime(answer: &Answer) -> u64 {
    if answer.status != StatusCode::OK {
        return 0;
    }
    let control = answer
        .headers
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut lifetime = None;
    for directive in control.split(',').map(str::trim) {
        if matches!(directive, "no-store" | "private" | "no-cache") {
            return 0;
        }
        if let Some(seconds) = directive.strip_prefix("s-maxage=") {
            return seconds.parse().unwrap_or(0);
        }
        if let Some(seconds) = directive.strip_prefix("max-age=") {
            lifetime = seconds.parse().ok();
        }
    }
    lifetime.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::edge::Content;

    fn entry(bytes: usize) -> Arc<Entry> {
        Arc::new(Entry {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: vec![0; bytes].into(),
            gzip: None,
            brotli: OnceLock::new(),
            stored: OffsetDateTime::UNIX_EPOCH,
            lifetime: 60,
        })
    }

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    #[test]
    fn the_least_recently_used_goes_first_and_bytes_are_bounded() {
        let cache = Cache::new(3 * (1000 + ENTRY_OVERHEAD));
        for path in ["/a", "/b", "/c"] {
            cache.put(path, entry(1000), 0);
        }
        assert!(cache.get("/a", NOW).is_some());
        cache.put("/d", entry(1000), 0);
        assert!(cache.get("/b", NOW).is_none(), "/b was used least");
        assert!(cache.get("/a", NOW).is_some() && cache.get("/d", NOW).is_some());
        assert!(cache.weight() <= 3 * (1000 + ENTRY_OVERHEAD));
        cache.put("/huge", entry(10_000), 0);
        assert!(cache.get("/huge", NOW).is_none() && cache.get("/a", NOW).is_some());
    }

    #[test]
    fn purges_name_one_path_or_all_that_begin_so() {
        let cache = Cache::new(1_000_000);
        for path in ["/p/a", "/p/ab", "/objects/x"] {
            cache.put(path, entry(10), 0);
        }
        cache.purge("/p/a");
        assert!(cache.get("/p/a", NOW).is_none() && cache.get("/p/ab", NOW).is_some());
        cache.purge("/p/*");
        assert!(cache.get("/p/ab", NOW).is_none() && cache.get("/objects/x", NOW).is_some());
        cache.purge("/*");
        assert_eq!(cache.weight(), 0);
    }

    #[test]
    fn what_was_fetched_before_a_purge_is_not_stored_after_it() {
        let cache = Cache::new(1_000_000);
        let before = cache.generation();
        cache.purge("/p/a");
        cache.put("/p/a", entry(10), before);
        assert!(cache.get("/p/a", NOW).is_none());
    }

    #[test]
    fn lifetimes_follow_cache_control() {
        let lifetime_of = |control: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CACHE_CONTROL, control.parse().unwrap());
            lifetime(&Answer {
                status: StatusCode::OK,
                headers,
                content: Content::Whole(Bytes::new()),
            })
        };
        assert_eq!(
            lifetime_of("public, max-age=31536000, immutable"),
            31_536_000
        );
        assert_eq!(
            lifetime_of("max-age=0, s-maxage=86400, must-revalidate"),
            86_400
        );
        assert_eq!(lifetime_of("private, max-age=60"), 0);
        assert_eq!(lifetime_of("s-maxage=oops"), 0);
    }
}
