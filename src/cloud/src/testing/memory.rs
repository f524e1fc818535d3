//! A store and a CDN in memory.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use base::{ContentHash, Job};
use bytes::Bytes;
use futures::stream::{self, StreamExt};

use crate::store::check_range;
use crate::{
    Cdn, Fetched, InvalidationStatus, ListPage, ObjectInfo, ObjectStore, PutOptions, Source,
    StoreError, StoreErrorKind, StoreResult, Written,
};

/// Keys in a page of [`MemoryStore::list`]: small, so that tests see more than one.
const PAGE: usize = 3;

/// An object as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// Its bytes.
    pub content: Bytes,
    /// What was written along.
    pub options: PutOptions,
}

/// A store in memory that counts what it is sent.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<StoreState>,
}

#[derive(Debug, Default)]
struct StoreState {
    objects: BTreeMap<String, StoredObject>,
    bytes_received: u64,
}

impl MemoryStore {
    /// The object under `key`.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<StoredObject> {
        self.state().objects.get(key).cloned()
    }

    /// All bytes ever written.
    #[must_use]
    pub fn bytes_received(&self) -> u64 {
        self.state().bytes_received
    }

    /// Changes the content under `key` behind everyone's back, as a broken disk would.
    pub fn corrupt(&self, key: &str, content: impl Into<Bytes>) {
        if let Some(object) = self.state().objects.get_mut(key) {
            object.content = content.into();
        }
    }

    fn state(&self) -> MutexGuard<'_, StoreState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn info(key: &str, object: &StoredObject) -> ObjectInfo {
    ObjectInfo {
        key: key.into(),
        length: object.content.len() as u64,
        etag: None,
        content_type: Some(object.options.content_type.clone()),
        sha256: Some(ContentHash::of(&object.content)),
        modified: None,
    }
}

#[async_trait]
impl ObjectStore for MemoryStore {
    async fn head(&self, key: &str) -> StoreResult<Option<ObjectInfo>> {
        Ok(self.object(key).map(|object| info(key, &object)))
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> StoreResult<Fetched> {
        check_range(key, range.as_ref())?;
        let object = self.object(key).ok_or_else(|| {
            StoreError::new(StoreErrorKind::NotFound, format!("There is no {key}"))
        })?;
        let length = object.content.len();
        let within = |end: u64| usize::try_from(end).unwrap_or(length).min(length);
        let content = match range {
            None => object.content.clone(),
            Some(range) if within(range.start) == length => {
                return Err(StoreError::new(
                    StoreErrorKind::Refused,
                    format!("{key} ends before byte {}", range.start),
                ));
            }
            Some(range) => object.content.slice(within(range.start)..within(range.end)),
        };
        Ok(Fetched {
            info: info(key, &object),
            bytes: stream::once(async { Ok(content) }).boxed(),
        })
    }

    async fn put(&self, key: &str, content: Bytes, options: &PutOptions) -> StoreResult<Written> {
        let mut state = self.state();
        if let Some(there) = state.objects.get(key)
            && !options.overwrite
        {
            return if there.content == content {
                Ok(Written::AlreadyThere)
            } else {
                Err(StoreError::new(
                    StoreErrorKind::Exists,
                    format!("{key} is there already, with other content"),
                ))
            };
        }
        state.bytes_received += content.len() as u64;
        let options = options.clone();
        state
            .objects
            .insert(key.into(), StoredObject { content, options });
        Ok(Written::Stored)
    }

    async fn upload(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        if job.cancel().is_cancelled() {
            return Err(StoreError::cancelled());
        }
        source.check_unchanged()?;
        let content = std::fs::read(source.path()).map_err(|error| {
            StoreError::new(StoreErrorKind::Source, "The file can't be read").because(error)
        })?;
        let written = self.put(key, content.into(), options).await?;
        job.bytes(source.length(), source.length());
        Ok(written)
    }

    async fn delete(&self, key: &str) -> StoreResult<()> {
        self.state().objects.remove(key);
        Ok(())
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> StoreResult<ListPage> {
        let state = self.state();
        let mut objects: Vec<_> = state
            .objects
            .range(prefix.to_owned()..)
            .take_while(|(key, _)| key.starts_with(prefix))
            .filter(|(key, _)| after.is_none_or(|after| key.as_str() > after))
            .take(PAGE + 1)
            .map(|(key, object)| info(key, object))
            .collect();
        let more = objects.len() > PAGE;
        objects.truncate(PAGE);
        let next = objects
            .last()
            .filter(|_| more)
            .map(|object| object.key.clone());
        Ok(ListPage { objects, next })
    }
}

/// A CDN in memory before a [`MemoryStore`]: it keeps what it once served until it is invalidated.
#[derive(Debug)]
pub struct MemoryCdn {
    origin: Arc<MemoryStore>,
    state: Mutex<CdnState>,
}

#[derive(Debug, Default)]
struct CdnState {
    cache: HashMap<String, StoredObject>,
    /// Id and paths by caller reference.
    invalidations: Vec<(String, Vec<String>)>,
    in_progress_answers: u32,
}

impl MemoryCdn {
    /// An empty cache before `origin`.
    #[must_use]
    pub fn new(origin: Arc<MemoryStore>) -> Self {
        Self {
            origin,
            state: Mutex::default(),
        }
    }

    /// What a customer who asks for `path` gets.
    #[must_use]
    pub fn fetch(&self, path: &str) -> Option<StoredObject> {
        let mut state = self.state();
        if let Some(cached) = state.cache.get(path) {
            return Some(cached.clone());
        }
        let object = self.origin.object(path.trim_start_matches('/'))?;
        state.cache.insert(path.into(), object.clone());
        Some(object)
    }

    /// The caller references and paths of all invalidations, in order.
    #[must_use]
    pub fn invalidations(&self) -> Vec<(String, Vec<String>)> {
        self.state().invalidations.clone()
    }

    /// Lets the next `times` questions for a status be answered with "in progress".
    pub fn answer_in_progress(&self, times: u32) {
        self.state().in_progress_answers = times;
    }

    fn state(&self) -> MutexGuard<'_, CdnState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Cdn for MemoryCdn {
    async fn invalidate(&self, paths: &[String], caller_reference: &str) -> StoreResult<String> {
        let mut state = self.state();
        let known = state
            .invalidations
            .iter()
            .any(|(reference, _)| reference == caller_reference);
        if !known {
            for path in paths {
                state.cache.remove(path);
            }
            state
                .invalidations
                .push((caller_reference.into(), paths.to_vec()));
        }
        Ok(format!("invalidation of {caller_reference}"))
    }

    async fn status(&self, invalidation: &str) -> StoreResult<InvalidationStatus> {
        let mut state = self.state();
        let known = state
            .invalidations
            .iter()
            .any(|(reference, _)| format!("invalidation of {reference}") == invalidation);
        if !known {
            return Err(StoreError::new(
                StoreErrorKind::NotFound,
                format!("There is no invalidation {invalidation}"),
            ));
        }
        if state.in_progress_answers > 0 {
            state.in_progress_answers -= 1;
            return Ok(InvalidationStatus::InProgress);
        }
        Ok(InvalidationStatus::Completed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[tokio::test]
    async fn the_cdn_serves_what_was_until_it_is_told() {
        let store = Arc::new(MemoryStore::default());
        let cdn = MemoryCdn::new(store.clone());
        let options = PutOptions::mutable("text/plain", "max-age=60");
        store.put("page", "old".into(), &options).await.unwrap();
        assert_eq!(cdn.fetch("/page").unwrap().content, "old");
        store.put("page", "new".into(), &options).await.unwrap();
        assert_eq!(cdn.fetch("/page").unwrap().content, "old");
        cdn.invalidate(&["/page".into()], "r").await.unwrap();
        assert_eq!(cdn.fetch("/page").unwrap().content, "new");
    }
}
