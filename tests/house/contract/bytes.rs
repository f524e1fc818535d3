//! Small objects: written, read, replaced.

use base::ContentHash;
use bytes::Bytes;
use cloud::{IMMUTABLE, PutOptions, StorageClass, StoreErrorKind, Written};

use super::subject::{Headers, Subject};

const HELLO: Bytes = Bytes::from_static(b"hello world");

fn text() -> PutOptions {
    PutOptions::immutable("text/plain")
}

pub(super) async fn what_is_missing_is_said_to_be_and_may_be_deleted(subject: &Subject) {
    let (store, key) = (&subject.store, "missing/a.glb");
    assert_eq!(store.head(key).await.unwrap(), None);
    for range in [None, Some(0..5)] {
        let error = store.get(key, range).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::NotFound);
    }
    store.delete(key).await.unwrap();
    let page = store.list("missing/", None).await.unwrap();
    assert_eq!((page.objects, page.next), (Vec::new(), None));
}

pub(super) async fn what_is_put_comes_back_with_what_was_said_of_it(subject: &Subject) {
    for (key, content) in [("put/some", HELLO), ("put/none", Bytes::new())] {
        let written = subject.store.put(key, content.clone(), &text()).await;
        assert_eq!(written.unwrap(), Written::Stored);
        let head = subject.store.head(key).await.unwrap().unwrap();
        let fetched = subject.store.get(key, None).await.unwrap();
        for info in [&head, &fetched.info] {
            assert_eq!(info.key, key);
            assert_eq!(info.length, content.len() as u64);
            assert_eq!(info.content_type.as_deref(), Some("text/plain"));
            assert_eq!(info.sha256, Some(ContentHash::of(&content)));
        }
        assert_eq!(head.etag, fetched.info.etag);
        assert_eq!(fetched.collect(20).await.unwrap(), content);
    }
}

pub(super) async fn ranges_end_with_the_object_and_are_refused_beyond_it(subject: &Subject) {
    let (store, key) = (&subject.store, "ranges/a");
    store.put(key, HELLO, &text()).await.unwrap();
    for (range, content) in [
        (0..1, "h"),
        (0..11, "hello world"),
        (6..11, "world"),
        (6..1000, "world"),
    ] {
        let part = store.get(key, Some(range.clone())).await.unwrap();
        assert_eq!(part.info.length, 11, "{range:?}: that of the whole");
        assert_eq!(part.collect(20).await.unwrap(), content, "{range:?}");
    }
    for range in [11..12, 500..1000, 3..3, 0..0] {
        let error = store.get(key, Some(range.clone())).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Refused, "{range:?}: {error}");
    }
}

pub(super) async fn more_than_a_reader_allows_is_too_large(subject: &Subject) {
    let (store, key) = (&subject.store, "large/a");
    store.put(key, HELLO, &text()).await.unwrap();
    let fetched = store.get(key, None).await.unwrap();
    assert_eq!(fetched.collect(11).await.unwrap(), HELLO);
    let fetched = store.get(key, None).await.unwrap();
    let error = fetched.collect(10).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::TooLarge);
}

pub(super) async fn what_is_there_is_replaced_only_where_that_is_asked_for(subject: &Subject) {
    let (store, key) = (&subject.store, "replace/a");
    let new = Bytes::from_static(b"something else");
    let first = store.put(key, HELLO, &text()).await.unwrap();
    let again = store.put(key, HELLO, &text()).await.unwrap();
    assert_eq!((first, again), (Written::Stored, Written::AlreadyThere));
    let error = store.put(key, new.clone(), &text()).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Exists);
    assert_eq!(subject.content(key).await, HELLO);

    let mutable = PutOptions::mutable("text/html", "max-age=60");
    let replaced = store.put(key, new.clone(), &mutable).await.unwrap();
    assert_eq!(replaced, Written::Stored);
    assert_eq!(subject.content(key).await, new);
    let head = store.head(key).await.unwrap().unwrap();
    assert_eq!(head.content_type.as_deref(), Some("text/html"));
    assert_eq!(head.sha256, Some(ContentHash::of(&new)));
}

pub(super) async fn headers_are_those_that_were_written(subject: &Subject) {
    let immutable = Headers {
        content_type: "model/gltf-binary".into(),
        cache_control: Some(IMMUTABLE.into()),
        storage: StorageClass::IntelligentTiering,
    };
    let mutable = Headers {
        content_type: "text/html; charset=utf-8".into(),
        cache_control: Some("max-age=60".into()),
        storage: StorageClass::Standard,
    };
    let options = PutOptions::immutable("model/gltf-binary");
    subject
        .store
        .put("headers/a", HELLO, &options)
        .await
        .unwrap();
    let options = PutOptions::mutable("text/html; charset=utf-8", "max-age=60");
    subject
        .store
        .put("headers/b", HELLO, &options)
        .await
        .unwrap();
    assert_eq!(subject.headers("headers/a").await, immutable);
    assert_eq!(subject.headers("headers/b").await, mutable);
}
