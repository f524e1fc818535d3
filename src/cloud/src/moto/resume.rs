//! Uploads that break off, against moto.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use base::{Cancel, Job};
use time::{Duration, OffsetDateTime};
use tokio::sync::oneshot;

use super::reporters::{Watch, interrupted};
use super::respell::OnePartAPage;
use super::server::Moto;
use crate::{
    Bandwidth, Journal, Leftovers, MIN_PART_BYTES, ObjectStore, PutOptions, S3Config, S3Store,
    Source, StoreErrorKind, Written,
};

const KEY: &str = "objects/a.glb";

/// A store with the journal in `folder`, as a new process would open it; one part at a time, so
/// that it is known which have arrived, and so slowly that it leaves a part's rest unsent while an
/// upload is interrupted in its middle: a local connection would swallow it at once.
async fn store(moto: &Moto, folder: &Path) -> (S3Store, Arc<Journal>) {
    let journal = Arc::new(Journal::open(folder).await.unwrap());
    let store = S3Store::new(S3Config {
        concurrency: 1,
        bandwidth: Some(Arc::new(Bandwidth::new(16 * 1024 * 1024))),
        journal: Some(journal.clone()),
        ..moto.config()
    });
    (store.intercepted(OnePartAPage), journal)
}

/// A file of three parts whose bytes `seed` decides.
async fn source(folder: &Path, seed: u8) -> (Source, Vec<u8>) {
    let path = folder.join("chair.glb");
    let content: Vec<u8> = (0..12 * 1024 * 1024_u32)
        .map(|i| (i >> 10) as u8 ^ seed)
        .collect();
    std::fs::write(&path, &content).unwrap();
    let source = Source::read_in_parts(&path, 0, &Job::quiet()).await;
    (source.unwrap(), content)
}

/// What has arrived of a file when [`send_and_die`] is gone.
const ARRIVED: u64 = 2 * MIN_PART_BYTES;

/// Begins to send `source` and is gone, as if killed, in the middle of its third part.
async fn send_and_die(store: &S3Store, source: &Source) {
    let (say, heard) = oneshot::channel();
    let job = interrupted(Cancel::new(), ARRIVED, move || {
        let _ = say.send(());
    });
    let options = PutOptions::immutable("model/gltf-binary");
    tokio::select! {
        biased;
        _ = heard => {}
        sent = store.upload(KEY, source, &options, &job) => panic!("too fast: {sent:?}"),
    }
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_killed() {
    let (moto, folder) = (Moto::start().await, tempfile::tempdir().unwrap());
    let (source, content) = source(folder.path(), 1).await;
    let before = {
        let (store, journal) = store(&moto, folder.path()).await;
        send_and_die(&store, &source).await;
        journal.uploads().await.unwrap()
    };
    assert_eq!(before.len(), 1);
    assert_eq!(moto.open_uploads().await, 1);

    let (store, journal) = store(&moto, folder.path()).await;
    let watch = Arc::new(Watch::default());
    let job = Job::new(watch.clone(), Cancel::new());
    let options = PutOptions::immutable("model/gltf-binary");
    let written = store.upload(KEY, &source, &options, &job).await.unwrap();
    assert_eq!(written, Written::Rest(source.length() - ARRIVED));
    // The parts that had arrived count before anything is sent, and all parts together count once.
    assert_eq!(*watch.beginning.lock().unwrap(), [MIN_PART_BYTES, ARRIVED]);
    assert_eq!(watch.most.load(Ordering::Relaxed), source.length());
    let there = store.get(KEY, None).await.unwrap();
    assert!(there.collect(source.length()).await.unwrap() == content);
    assert_eq!(journal.uploads().await.unwrap(), []);
    assert_eq!(moto.open_uploads().await, 0);
}

#[tokio::test]
async fn an_upload_of_other_content_is_dropped_and_begins_anew() {
    let (moto, folder) = (Moto::start().await, tempfile::tempdir().unwrap());
    let (store, journal) = store(&moto, folder.path()).await;
    let (first, _) = source(folder.path(), 1).await;
    send_and_die(&store, &first).await;
    let (second, content) = source(folder.path(), 2).await;
    let options = PutOptions::immutable("model/gltf-binary");
    store
        .upload(KEY, &second, &options, &Job::quiet())
        .await
        .unwrap();
    let there = store.get(KEY, None).await.unwrap();
    assert!(there.collect(second.length()).await.unwrap() == content);
    assert_eq!(journal.uploads().await.unwrap(), []);
    assert_eq!(moto.open_uploads().await, 0);
}

#[tokio::test]
async fn an_upload_that_the_store_forgot_begins_anew() {
    let (moto, folder) = (Moto::start().await, tempfile::tempdir().unwrap());
    let (store, journal) = store(&moto, folder.path()).await;
    let (source, content) = source(folder.path(), 1).await;
    send_and_die(&store, &source).await;
    let entry = journal.uploads().await.unwrap().remove(0);
    moto.s3()
        .abort_multipart_upload()
        .bucket(&entry.name.bucket)
        .key(&entry.name.key)
        .upload_id(entry.upload.unwrap())
        .send()
        .await
        .unwrap();
    let options = PutOptions::immutable("model/gltf-binary");
    store
        .upload(KEY, &source, &options, &Job::quiet())
        .await
        .unwrap();
    let there = store.get(KEY, None).await.unwrap();
    assert!(there.collect(source.length()).await.unwrap() == content);
}

#[tokio::test]
async fn a_stopped_upload_keeps_its_parts_until_it_is_given_up() {
    let (moto, folder) = (Moto::start().await, tempfile::tempdir().unwrap());
    let (store, journal) = store(&moto, folder.path()).await;
    let (source, _) = source(folder.path(), 1).await;
    let cancel = Cancel::new();
    let job = interrupted(cancel.clone(), MIN_PART_BYTES, move || cancel.cancel());
    let options = PutOptions::immutable("model/gltf-binary");
    let error = store
        .upload(KEY, &source, &options, &job)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Cancelled);
    assert_eq!(journal.uploads().await.unwrap().len(), 1);
    assert_eq!(moto.open_uploads().await, 1);

    let dropped = store.drop_uploads(KEY, Leftovers::Noted).await.unwrap();
    assert_eq!(dropped, 1);
    assert_eq!(journal.uploads().await.unwrap(), []);
    assert_eq!(moto.open_uploads().await, 0);
}

#[tokio::test]
async fn an_upload_that_was_completed_unheard_is_recognised() {
    let (moto, folder) = (Moto::start().await, tempfile::tempdir().unwrap());
    let (source, _) = source(folder.path(), 1).await;
    let (killed, journal) = store(&moto, folder.path()).await;
    send_and_die(&killed, &source).await;
    // Someone without a journal sends the same: to the journal it looks as if the killed upload
    // had been completed.
    let options = PutOptions::immutable("model/gltf-binary");
    let other = moto.store(Default::default());
    other
        .upload(KEY, &source, &options, &Job::quiet())
        .await
        .unwrap();
    assert_eq!(journal.uploads().await.unwrap().len(), 1);

    let (resumed, _) = store(&moto, folder.path()).await;
    drop(killed);
    let written = resumed
        .upload(KEY, &source, &options, &Job::quiet())
        .await
        .unwrap();
    assert_eq!(written, Written::AlreadyThere);
    assert_eq!(journal.uploads().await.unwrap(), []);
    assert_eq!(moto.open_uploads().await, 0);
}

#[tokio::test]
async fn orphans_go_once_they_are_old_and_what_the_journal_knows_stays() {
    let (moto, folder) = (Moto::start().await, tempfile::tempdir().unwrap());
    let (source, _) = source(folder.path(), 1).await;
    let (store, journal) = store(&moto, folder.path()).await;
    send_and_die(&store, &source).await;
    for key in [KEY, "objects/a.glb.other"] {
        moto.s3()
            .create_multipart_upload()
            .bucket(super::server::BUCKET)
            .key(key)
            .send()
            .await
            .unwrap();
    }
    assert_eq!(moto.open_uploads().await, 3);
    let now = OffsetDateTime::now_utc();
    let sweep = |before| store.drop_uploads(KEY, Leftovers::Orphans(before));
    // For moto, all uploads were begun in 2010.
    assert_eq!(sweep(OffsetDateTime::UNIX_EPOCH).await.unwrap(), 0);
    assert_eq!(sweep(now).await.unwrap(), 1);
    assert_eq!(moto.open_uploads().await, 2);
    assert_eq!(journal.uploads().await.unwrap().len(), 1);

    let place = &journal.uploads().await.unwrap()[0].name.place;
    let asked = journal
        .asked_before(place, now + Duration::minutes(1))
        .await
        .unwrap();
    assert_eq!(asked.len(), 1);
    journal.forget_key(&asked[0]).await.unwrap();
    let asked = journal
        .asked_before(place, now + Duration::minutes(1))
        .await;
    assert_eq!(asked.unwrap(), []);
}
