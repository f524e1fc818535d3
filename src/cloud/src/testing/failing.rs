//! A store and a CDN that fail when they are told to.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use base::Job;
use bytes::Bytes;

use crate::{
    Cdn, Fetched, InvalidationStatus, Leftovers, ListPage, ObjectInfo, ObjectStore, PutOptions,
    Source, StoreError, StoreErrorKind, StoreResult, Written,
};

/// A call that can be made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// [`ObjectStore::head`].
    Head,
    /// [`ObjectStore::get`].
    Get,
    /// [`ObjectStore::put`].
    Put,
    /// [`ObjectStore::upload`].
    Upload,
    /// [`ObjectStore::delete`].
    Delete,
    /// [`ObjectStore::list`].
    List,
    /// [`Cdn::invalidate`].
    Invalidate,
    /// [`Cdn::status`].
    Status,
}

/// The failures to come, shared by the fakes that are given it.
#[derive(Debug, Clone, Default)]
pub struct Failures(Arc<Mutex<VecDeque<(Call, StoreErrorKind)>>>);

impl Failures {
    /// Lets the next `call` that isn't doomed yet fail with `kind`.
    pub fn next(&self, call: Call, kind: StoreErrorKind) {
        self.queue(|queue| queue.push_back((call, kind)));
    }

    /// Whether all failures have happened.
    #[must_use]
    pub fn all_happened(&self) -> bool {
        self.queue(|queue| queue.is_empty())
    }

    fn happen(&self, call: Call) -> StoreResult<()> {
        let doomed = self.queue(|queue| {
            let place = queue.iter().position(|(doomed, _)| *doomed == call)?;
            queue.remove(place)
        });
        match doomed {
            Some((_, kind)) => Err(StoreError::new(kind, format!("{call:?} failed"))),
            None => Ok(()),
        }
    }

    fn queue<T>(&self, act: impl FnOnce(&mut VecDeque<(Call, StoreErrorKind)>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A store that fails as [`Failures`] say and otherwise does what the one behind it does.
#[derive(Debug)]
pub struct FailingStore {
    behind: Arc<dyn ObjectStore>,
    failures: Failures,
}

impl FailingStore {
    /// Fails before `behind` is asked.
    #[must_use]
    pub fn new(behind: Arc<dyn ObjectStore>, failures: Failures) -> Self {
        Self { behind, failures }
    }
}

#[async_trait]
impl ObjectStore for FailingStore {
    async fn head(&self, key: &str) -> StoreResult<Option<ObjectInfo>> {
        self.failures.happen(Call::Head)?;
        self.behind.head(key).await
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> StoreResult<Fetched> {
        self.failures.happen(Call::Get)?;
        self.behind.get(key, range).await
    }

    async fn put(&self, key: &str, content: Bytes, options: &PutOptions) -> StoreResult<Written> {
        self.failures.happen(Call::Put)?;
        self.behind.put(key, content, options).await
    }

    async fn upload(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        self.failures.happen(Call::Upload)?;
        self.behind.upload(key, source, options, job).await
    }

    async fn delete(&self, key: &str) -> StoreResult<()> {
        self.failures.happen(Call::Delete)?;
        self.behind.delete(key).await
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> StoreResult<ListPage> {
        self.failures.happen(Call::List)?;
        self.behind.list(prefix, after).await
    }

    async fn drop_uploads(&self, key: &str, which: Leftovers) -> StoreResult<u64> {
        self.behind.drop_uploads(key, which).await
    }
}

/// A CDN that fails as [`Failures`] say and otherwise does what the one behind it does.
#[derive(Debug)]
pub struct FailingCdn {
    behind: Arc<dyn Cdn>,
    failures: Failures,
}

impl FailingCdn {
    /// Fails before `behind` is asked.
    #[must_use]
    pub fn new(behind: Arc<dyn Cdn>, failures: Failures) -> Self {
        Self { behind, failures }
    }
}

#[async_trait]
impl Cdn for FailingCdn {
    async fn invalidate(&self, paths: &[String], caller_reference: &str) -> StoreResult<String> {
        self.failures.happen(Call::Invalidate)?;
        self.behind.invalidate(paths, caller_reference).await
    }

    async fn status(&self, invalidation: &str) -> StoreResult<InvalidationStatus> {
        self.failures.happen(Call::Status)?;
        self.behind.status(invalidation).await
    }
}
