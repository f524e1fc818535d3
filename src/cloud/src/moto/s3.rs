//! The store against moto.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_sdk_s3::types::{ChecksumMode, StorageClass as SdkClass};
use base::{Cancel, ContentHash, Job};
use bytes::Bytes;
use tempfile::TempDir;

use super::reporters::{Watch, interrupted};
use super::server::{BUCKET, Moto};
use crate::{Checksums, IMMUTABLE, ObjectStore, PutOptions, Source, StoreErrorKind, Written};

/// Three parts of 5 MiB at most.
const LARGE: usize = 12 * 1024 * 1024;

/// A file of `length` bytes that repeat nowhere soon.
fn file(length: usize) -> (TempDir, PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chair.glb");
    let content: Vec<u8> = (0..length as u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    std::fs::write(&path, &content).unwrap();
    (folder, path, content)
}

async fn source(path: &Path) -> Source {
    Source::read_in_parts(path, 0, &Job::quiet()).await.unwrap()
}

fn glb() -> PutOptions {
    PutOptions::immutable("model/gltf-binary")
}

#[tokio::test]
async fn a_large_file_arrives_in_parts_with_checksums_and_headers_and_only_once() {
    let moto = Moto::start().await;
    let (_folder, path, content) = file(LARGE);
    let source = source(&path).await;
    assert_eq!(source.parts().len(), 3);
    for checksums in [
        Checksums::Crc64Nvme,
        Checksums::Crc32C,
        Checksums::WhenRequired,
    ] {
        let store = moto.store(checksums);
        let key = format!("objects/{checksums:?}.glb");
        let watch = Arc::new(Watch::default());
        let job = Job::new(watch.clone(), Cancel::new());
        let written = store.upload(&key, &source, &glb(), &job).await.unwrap();
        assert_eq!(written, Written::Stored);
        assert_eq!(watch.most.load(Ordering::Relaxed), LARGE as u64);
        assert_eq!(watch.total.load(Ordering::Relaxed), LARGE as u64);

        let fetched = store.get(&key, None).await.unwrap();
        assert_eq!(
            fetched.info.content_type.as_deref(),
            Some("model/gltf-binary")
        );
        assert_eq!(fetched.info.sha256, Some(ContentHash::of(&content)));
        assert!(fetched.collect(LARGE as u64).await.unwrap() == content);
        let part = store.get(&key, Some(5_000_000..5_000_010)).await.unwrap();
        assert_eq!(part.info.length, LARGE as u64);
        assert_eq!(
            part.collect(10).await.unwrap(),
            content[5_000_000..5_000_010]
        );

        let again = store.upload(&key, &source, &glb(), &Job::quiet()).await;
        assert_eq!(again.unwrap(), Written::AlreadyThere);
    }
    let head = moto
        .s3()
        .head_object()
        .bucket(BUCKET)
        .key("objects/Crc64Nvme.glb")
        .checksum_mode(ChecksumMode::Enabled)
        .send()
        .await
        .unwrap();
    assert_eq!(head.cache_control(), Some(IMMUTABLE));
    assert_eq!(head.storage_class(), Some(&SdkClass::IntelligentTiering));
    assert!(head.e_tag().unwrap().contains("-3"), "three parts");
    assert_eq!(moto.open_uploads().await, 0);
}

#[tokio::test]
async fn what_exists_is_never_overwritten_with_something_else() {
    let moto = Moto::start().await;
    let store = moto.store(Checksums::default());
    let old = Bytes::from_static(b"old");
    let put = |content: &Bytes, options: PutOptions| {
        let (store, content) = (&store, content.clone());
        async move { store.put("key", content, &options).await }
    };
    assert_eq!(put(&old, glb()).await.unwrap(), Written::Stored);
    assert_eq!(put(&old, glb()).await.unwrap(), Written::AlreadyThere);
    let new = Bytes::from_static(b"new");
    let error = put(&new, glb()).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Exists);

    // In parts, the completion is what is refused, and nothing stays behind.
    let (_folder, path, _) = file(LARGE);
    let error = store
        .upload("key", &source(&path).await, &glb(), &Job::quiet())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Exists);
    assert_eq!(moto.open_uploads().await, 0);
    let there = store.get("key", None).await.unwrap();
    assert_eq!(there.collect(10).await.unwrap(), old);

    let mutable = PutOptions::mutable("text/plain", "max-age=60");
    assert_eq!(put(&new, mutable).await.unwrap(), Written::Stored);
    let there = store.get("key", None).await.unwrap();
    assert_eq!(there.collect(10).await.unwrap(), new);
}

#[tokio::test]
async fn a_stopped_upload_leaves_nothing_behind() {
    let moto = Moto::start().await;
    let store = moto.store(Checksums::default());
    let (_folder, path, _) = file(LARGE);
    let source = source(&path).await;
    let cancel = Cancel::new();
    let job = interrupted(cancel.clone(), 0, move || cancel.cancel());
    let error = store
        .upload("objects/a.glb", &source, &glb(), &job)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Cancelled);
    assert_eq!(moto.open_uploads().await, 0);
    assert_eq!(store.head("objects/a.glb").await.unwrap(), None);
}

#[tokio::test]
async fn a_file_that_changes_on_the_way_is_not_completed() {
    let moto = Moto::start().await;
    let store = moto.store(Checksums::WhenRequired);
    for length in [100, LARGE] {
        let (_folder, path, _) = file(length);
        let source = source(&path).await;
        let changing = path.clone();
        let job = interrupted(Cancel::new(), 0, move || {
            std::fs::write(changing, b"other").unwrap();
        });
        let key = format!("objects/{length}.glb");
        let sent = store.upload(&key, &source, &glb(), &job).await;
        if length == LARGE {
            assert_eq!(sent.unwrap_err().kind(), StoreErrorKind::SourceChanged);
            assert_eq!(store.head(&key).await.unwrap(), None);
        } else {
            // A small file is in memory, as it was hashed, before the first byte leaves.
            let there = store.get(&key, None).await.unwrap().collect(100).await;
            assert_eq!(ContentHash::of(&there.unwrap()), *source.sha256());
        }
    }
    assert_eq!(moto.open_uploads().await, 0);
}

#[tokio::test]
async fn small_objects_are_put_listed_and_deleted() {
    let moto = Moto::start().await;
    let store = moto.store(Checksums::Crc32C);
    let (_folder, path, content) = file(1000);
    store
        .upload("a/1", &source(&path).await, &glb(), &Job::quiet())
        .await
        .unwrap();
    store.put("a/2", Bytes::new(), &glb()).await.unwrap();
    store.put("b/1", Bytes::new(), &glb()).await.unwrap();
    let head = store.head("a/1").await.unwrap().unwrap();
    assert_eq!(head.length, 1000);
    assert_eq!(head.sha256, Some(ContentHash::of(&content)));

    let keys = |page: crate::ListPage| -> Vec<String> {
        page.objects.into_iter().map(|object| object.key).collect()
    };
    assert_eq!(keys(store.list("a/", None).await.unwrap()), ["a/1", "a/2"]);
    assert_eq!(keys(store.list("a/", Some("a/1")).await.unwrap()), ["a/2"]);
    store.delete("a/1").await.unwrap();
    store.delete("a/1").await.unwrap();
    assert_eq!(store.head("a/1").await.unwrap(), None);
    let error = store.get("a/1", None).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::NotFound);
}

#[tokio::test]
async fn a_store_that_is_not_there_is_named() {
    let endpoint = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let store = crate::S3Store::new(crate::S3Config {
        endpoint: Some(endpoint.clone()),
        ..crate::S3Config::new("us-east-1", BUCKET, Moto::credentials())
    });
    let error = store.head("a").await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Network);
    let message = error.to_string();
    assert!(
        message.contains("Cannot reach") && message.contains(&endpoint),
        "{message}"
    );
}
