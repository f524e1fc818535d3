//! When a step fails.

use base::{ContentHash, FaultKind, Job};
use cloud::StoreErrorKind;
use cloud::testing::Call;

use super::super::Step;
use super::fakes::Fakes;
use super::{chair, publication, publish};
use listing::object_key;

/// Enough failures to outlast every repetition within a step.
const MANY: u32 = 100;

/// A way for one step to fail.
type Doom = fn(&Fakes);

/// Every failure before the listing moves: the step, and what makes it fail.
const BEFORE: &[(Step, Doom)] = &[
    (Step::Grant, |fakes| {
        fakes.platform.state().doomed = Some("create")
    }),
    (Step::Grant, |fakes| {
        fakes.platform.state().doomed = Some("history")
    }),
    (Step::Grant, |fakes| {
        fakes.platform.state().doomed = Some("grant")
    }),
    (Step::Upload, |fakes| {
        fakes.failures.next(Call::Upload, StoreErrorKind::Network)
    }),
    (Step::Upload, |fakes| {
        fakes.failures.next(Call::Upload, StoreErrorKind::Denied)
    }),
    (Step::Verify, |fakes| {
        *fakes.edge_doomed.lock().unwrap() = MANY
    }),
    (Step::Record, |fakes| {
        fakes.platform.state().doomed = Some("record")
    }),
    (Step::Publish, |fakes| {
        fakes.platform.state().doomed = Some("publish")
    }),
];

#[tokio::test]
async fn any_failure_before_the_move_leaves_the_old_release_live_and_can_be_repeated() {
    for (step, doom) in BEFORE {
        let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
        publish(&fakes, &chair(folder.path(), "first"))
            .await
            .unwrap();
        assert_eq!(fakes.served(), Some(1));

        doom(&fakes);
        let mut next = publication(&fakes, &chair(folder.path(), "second"));
        next.run(&Job::quiet()).await.unwrap_err();
        assert_eq!(next.step(), *step);
        assert_eq!(fakes.served(), Some(1), "{step:?}");
        assert_eq!(fakes.platform.count("publish"), 1, "{step:?}");
        assert_eq!(fakes.cdn.invalidations().len(), 1, "{step:?}");

        *fakes.edge_doomed.lock().unwrap() = 0;
        let outcome = next.run(&Job::quiet()).await.unwrap();
        assert_eq!(outcome.release, Some(2), "{step:?}");
        assert_eq!(fakes.served(), Some(2), "{step:?}");
        // "first", "second", the poster and two manifests: nothing was sent twice.
        let objects = 5 + 6 + 9;
        let manifests = fakes.store.bytes_received() - objects;
        let one = listing::manifest_key(&outcome.listing.id);
        let manifest = fakes.store.object(&one).unwrap().content.len() as u64;
        assert!(manifests < manifest * 2 + 10, "{step:?}");
    }
}

#[tokio::test]
async fn a_failure_after_the_move_says_what_is_live_and_a_repetition_only_refreshes_the_edge() {
    for call in [Call::Invalidate, Call::Status] {
        let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
        publish(&fakes, &chair(folder.path(), "first"))
            .await
            .unwrap();
        assert_eq!(fakes.served(), Some(1));

        fakes.failures.next(call, StoreErrorKind::Unavailable);
        let mut next = publication(&fakes, &chair(folder.path(), "second"));
        let fault = next.run(&Job::quiet()).await.unwrap_err();
        assert!(fault.message().contains("new release is live"), "{fault}");
        assert_eq!(next.step(), Step::Invalidate);

        next.run(&Job::quiet()).await.unwrap();
        assert_eq!(fakes.served(), Some(2));
        assert_eq!(fakes.platform.count("publish"), 2);
        // One for each release, however often it was asked for.
        assert_eq!(fakes.cdn.invalidations().len(), 2, "{call:?}");
    }
}

#[tokio::test]
async fn a_publication_that_died_before_the_invalidation_is_made_good_by_the_next() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    assert_eq!(fakes.served(), Some(1));
    let bundle = chair(folder.path(), "second");
    fakes
        .failures
        .next(Call::Invalidate, StoreErrorKind::Network);
    publish(&fakes, &bundle).await.unwrap_err();
    assert_eq!(fakes.served(), Some(1));

    let outcome = publish(&fakes, &bundle).await.unwrap();
    assert!(outcome.unchanged);
    assert!(outcome.invalidation.is_some());
    assert_eq!(fakes.served(), Some(2));
    assert_eq!(fakes.platform.count("publish"), 2);
}

#[tokio::test]
async fn an_object_that_comes_back_damaged_is_refused() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let mut next = publication(&fakes, &chair(folder.path(), "first"));
    let job = Job::quiet();
    while next.step() != Step::Verify {
        next.advance(&job).await.unwrap();
    }
    let key = object_key(&ContentHash::of(b"first"), "glb");
    fakes.store.corrupt(&key, "f1rst");
    let fault = next.run(&job).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Service);
    assert!(fault.message().contains(&key), "{fault}");
    assert!(fault.message().contains("other bytes"), "{fault}");
    assert_eq!(fakes.platform.count("record"), 0);
    assert_eq!(fakes.platform.count("publish"), 0);
}

#[tokio::test]
async fn an_object_with_another_media_type_is_refused() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    let mut bundle = chair(folder.path(), "first");
    bundle.files[0].content_type = "model/other".into();
    let fault = publish(&fakes, &bundle).await.unwrap_err();
    assert!(fault.message().contains("media type"), "{fault}");
    assert_eq!(fakes.served(), Some(1));
}

#[tokio::test]
async fn a_file_that_is_missing_is_named() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let bundle = chair(folder.path(), "first");
    std::fs::remove_file(&bundle.files[1].path).unwrap();
    let fault = publish(&fakes, &bundle).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Input);
    assert!(fault.message().contains("chair.webp"), "{fault}");
    assert!(fakes.platform.state().calls.is_empty());
}
