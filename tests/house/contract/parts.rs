//! Files: small ones, and large ones in parts.

use std::sync::atomic::Ordering;

use base::{Cancel, ContentHash, Job};
use bytes::Bytes;
use cloud::{Checksums, MIN_PART_BYTES, Source, StoreErrorKind, Written};

use super::subject::Subject;
use super::watch::{interrupted, watched};
use crate::stores::{LENGTH, file, options};

pub(super) async fn a_small_file_arrives_whole(subject: &Subject) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lamp.glb");
    let content: Vec<u8> = (0..1000_u32).map(|place| (place % 251) as u8).collect();
    std::fs::write(&path, &content).unwrap();
    let source = Source::read_in_parts(&path, 0, &Job::quiet())
        .await
        .unwrap();
    let (watch, job) = watched();
    let key = "files/small.glb";
    let written = subject.store.upload(key, &source, &options(), &job).await;
    assert_eq!(written.unwrap(), Written::Stored);
    assert_eq!(watch.most.load(Ordering::Relaxed), 1000);
    assert_eq!(watch.total.load(Ordering::Relaxed), 1000);
    assert_eq!(subject.content(key).await, content);
    let head = subject.store.head(key).await.unwrap().unwrap();
    assert_eq!(head.sha256, Some(ContentHash::of(&content)));
}

pub(super) async fn a_large_file_arrives_in_parts_whatever_its_checksums_and_only_once(
    subject: &Subject,
) {
    for checksums in [
        Checksums::Crc64Nvme,
        Checksums::Crc32C,
        Checksums::WhenRequired,
    ] {
        let key = format!("files/{checksums:?}.glb");
        let store = subject.with(checksums);
        let file = file(&key).await;
        let (watch, job) = watched();
        let written = store.upload(&key, &file.source, &options(), &job).await;
        assert_eq!(written.unwrap(), Written::Stored, "{key}");
        assert_eq!(watch.most.load(Ordering::Relaxed), LENGTH, "{key}");
        assert_eq!(watch.total.load(Ordering::Relaxed), LENGTH, "{key}");
        assert!(subject.content(&key).await == file.content, "{key}");
        let head = store.head(&key).await.unwrap().unwrap();
        assert_eq!(head.length, LENGTH, "{key}");
        assert_eq!(head.sha256, Some(ContentHash::of(&file.content)), "{key}");
        assert_eq!(head.content_type.as_deref(), Some("model/gltf-binary"));
        let in_parts = head.etag.as_deref().is_some_and(|tag| tag.contains("-3"));
        assert_eq!(in_parts, subject.takes_parts(), "{key}: {:?}", head.etag);

        // Across the seam of two parts.
        let seam = MIN_PART_BYTES - 3..MIN_PART_BYTES + 3;
        let part = store.get(&key, Some(seam.clone())).await.unwrap();
        let content = &file.content[seam.start as usize..seam.end as usize];
        assert_eq!(part.collect(6).await.unwrap(), content, "{key}");

        let again = store
            .upload(&key, &file.source, &options(), &Job::quiet())
            .await;
        assert_eq!(again.unwrap(), Written::AlreadyThere, "{key}");
        assert_eq!(subject.open_uploads().await, 0, "{key}");
    }
}

pub(super) async fn another_file_under_the_key_is_refused_and_leaves_nothing(subject: &Subject) {
    let (store, key) = (&subject.store, "files/taken.glb");
    let old = Bytes::from_static(b"old");
    store.put(key, old.clone(), &options()).await.unwrap();
    let file = file(key).await;
    let sent = store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await;
    assert_eq!(sent.unwrap_err().kind(), StoreErrorKind::Exists);
    assert_eq!(subject.open_uploads().await, 0);
    assert_eq!(subject.content(key).await, old);
}

pub(super) async fn a_file_that_has_changed_is_not_sent(subject: &Subject) {
    let (store, key) = (&subject.store, "files/changed.glb");
    let file = file(key).await;
    std::fs::write(file.source.path(), b"other").unwrap();
    let sent = store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await;
    assert_eq!(sent.unwrap_err().kind(), StoreErrorKind::SourceChanged);
    assert_eq!(store.head(key).await.unwrap(), None);
}

pub(super) async fn a_file_that_changes_on_its_way_is_not_completed(subject: &Subject) {
    // What takes files whole has none on its way.
    if !subject.takes_parts() {
        return;
    }
    // Without checksums, that the parts changed shows at the end alone.
    let store = subject.with(Checksums::WhenRequired);
    let key = "files/changing.glb";
    let file = file(key).await;
    let path = file.source.path().to_owned();
    let job = interrupted(Cancel::new(), move || {
        std::fs::write(path, b"other").unwrap();
    });
    let sent = store.upload(key, &file.source, &options(), &job).await;
    assert_eq!(sent.unwrap_err().kind(), StoreErrorKind::SourceChanged);
    assert_eq!(store.head(key).await.unwrap(), None);
    assert_eq!(subject.open_uploads().await, 0);
}

pub(super) async fn a_stopped_upload_leaves_nothing(subject: &Subject) {
    // A fast line would have taken all of it before the upload notices.
    let (store, key) = (subject.slowly(), "files/stopped.glb");
    let file = file(key).await;
    let cancel = Cancel::new();
    let job = if subject.takes_parts() {
        let at_first = cancel.clone();
        interrupted(cancel, move || at_first.cancel())
    } else {
        cancel.cancel();
        Job::new(watched().0, cancel)
    };
    let sent = store.upload(key, &file.source, &options(), &job).await;
    assert_eq!(sent.unwrap_err().kind(), StoreErrorKind::Cancelled);
    assert_eq!(store.head(key).await.unwrap(), None);
    assert_eq!(subject.open_uploads().await, 0);
}
