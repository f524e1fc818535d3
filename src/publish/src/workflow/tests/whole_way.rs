//! When nothing fails.

use base::{ContentHash, FaultKind, Job};
use cloud::{IMMUTABLE, StorageClass};

use super::fakes::Fakes;
use super::{chair, publication, publish, rollback};
use listing::{Role, object_key, page_path};

#[tokio::test]
async fn a_new_bundle_goes_live_with_immutable_objects() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let outcome = publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    assert_eq!(outcome.release, Some(1));
    assert!(!outcome.unchanged);
    assert_eq!(outcome.uploaded_bytes, 5 + 9);
    assert_eq!(outcome.skipped_bytes, 0);
    assert_eq!(outcome.url, "http://shop.test/p/oak-chair-ch-1");
    assert_eq!(fakes.served(), Some(1));

    let key = object_key(&ContentHash::of(b"first"), "glb");
    let stored = fakes.store.object(&key).unwrap();
    assert_eq!(stored.content, "first");
    assert_eq!(stored.options.content_type, "model/gltf-binary");
    assert_eq!(stored.options.cache_control.as_deref(), Some(IMMUTABLE));
    assert_eq!(stored.options.storage, StorageClass::IntelligentTiering);
    assert!(!stored.options.overwrite);
}

#[tokio::test]
async fn identical_content_sends_records_and_invalidates_nothing() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let bundle = chair(folder.path(), "first");
    publish(&fakes, &bundle).await.unwrap();
    let (bytes, invalidations) = (fakes.store.bytes_received(), fakes.cdn.invalidations());

    let again = publish(&fakes, &bundle).await.unwrap();
    assert!(again.unchanged);
    assert_eq!((again.release, again.uploaded_bytes), (Some(1), 0));
    assert_eq!(again.skipped_bytes, 5 + 9);
    assert_eq!(again.invalidation, None);
    assert_eq!(fakes.store.bytes_received(), bytes);
    assert_eq!(fakes.cdn.invalidations(), invalidations);
    assert_eq!(fakes.platform.count("record"), 1);
    assert_eq!(fakes.platform.count("publish"), 1);
}

#[tokio::test]
async fn a_change_sends_what_is_new_and_invalidates_what_changed() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    assert_eq!(fakes.served(), Some(1));
    let outcome = publish(&fakes, &chair(folder.path(), "second"))
        .await
        .unwrap();
    assert_eq!((outcome.release, outcome.unchanged), (Some(2), false));
    // The poster was there.
    assert_eq!((outcome.uploaded_bytes, outcome.skipped_bytes), (6, 9));
    assert_eq!(fakes.served(), Some(2));
    let invalidations = fakes.cdn.invalidations();
    let (_, paths) = invalidations.last().unwrap();
    assert_eq!(paths.len(), 2);
    assert!(paths.contains(&page_path(&outcome.listing.slug)));
}

#[tokio::test]
async fn a_changed_price_sends_no_bytes_but_goes_live() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let mut bundle = chair(folder.path(), "first");
    publish(&fakes, &bundle).await.unwrap();
    bundle.price.minor = 17_900;
    let outcome = publish(&fakes, &bundle).await.unwrap();
    assert_eq!((outcome.release, outcome.uploaded_bytes), (Some(2), 0));
    assert_eq!(fakes.served(), Some(2));
}

#[tokio::test]
async fn a_rollback_moves_back_and_each_move_is_an_invalidation_of_its_own() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let second = chair(folder.path(), "second");
    let first = chair(folder.path(), "first");
    publish(&fakes, &first).await.unwrap();
    std::fs::write(&second.files[0].path, "second").unwrap();
    publish(&fakes, &second).await.unwrap();

    let back = rollback(&fakes, 1).await.unwrap();
    assert_eq!((back.release, back.uploaded_bytes), (Some(1), 0));
    assert_eq!(fakes.served(), Some(1));
    let forth = rollback(&fakes, 2).await.unwrap();
    assert_eq!(forth.release, Some(2));
    assert_eq!(fakes.served(), Some(2));
    assert_eq!(fakes.cdn.invalidations().len(), 4);

    let same = rollback(&fakes, 2).await.unwrap();
    assert!(same.unchanged);
    assert_eq!(fakes.platform.count("publish"), 4);
}

#[tokio::test]
async fn a_rollback_to_nothing_is_refused() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    let fault = rollback(&fakes, 7).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Refused);
    assert!(fault.message().contains("no release 7"), "{fault}");
}

#[tokio::test]
async fn a_bundle_without_a_model_is_refused_before_anything_happens() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let mut bundle = chair(folder.path(), "first");
    bundle.files.retain(|file| file.role != Role::Model);
    let refused = super::Publication::of_bundle(
        fakes.platform.clone(),
        std::sync::Arc::new(fakes.clone()),
        std::sync::Arc::new(bundle),
    );
    assert_eq!(refused.unwrap_err().kind(), FaultKind::Usage);
}

#[tokio::test]
async fn a_stopped_publication_changes_nothing() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    let mut next = publication(&fakes, &chair(folder.path(), "second"));
    let job = Job::quiet();
    job.cancel().cancel();
    let fault = next.run(&job).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Cancelled);
    assert_eq!(fakes.served(), Some(1));
    assert_eq!(fakes.platform.count("publish"), 1);
}
