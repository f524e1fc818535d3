//! Listings taken off the shop, and what happens where that breaks off.

use std::sync::Arc;

use base::{FaultKind, Job};
use cloud::{StoreErrorKind, testing::Call};

use super::super::{Intent, Ledger, Publication, Step, unfinished};
use super::fakes::Fakes;
use super::{chair, last_forgotten, ledger, noted, publish, resumed};
use crate::Client;
use listing::{manifest_path, page_path};

/// The only listing on its way off the shop, noted in `ledger`.
async fn off(fakes: &Fakes, ledger: &Ledger) -> Publication {
    let listing = fakes.platform.state().listing.clone().unwrap();
    let (platform, world) = (fakes.platform.clone(), Arc::new(fakes.clone()));
    Publication::of_off(platform, world, listing.id)
        .noted_in(ledger, &listing.sku, &listing.title)
        .await
        .unwrap()
}

/// Takes steps until `step` is next, and begins that.
async fn dies_at(mut dying: Publication, step: Step) {
    while dying.step() != step {
        dying.advance(&Job::quiet()).await.unwrap();
    }
    let job = Job::quiet();
    job.cancel().cancel();
    let _ = dying.advance(&job).await;
}

#[tokio::test]
async fn a_listing_goes_off_for_customers_too_and_comes_back() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(folder.path()).await;
    let bundle = chair(folder.path(), "first");
    publish(&fakes, &bundle).await.unwrap();
    assert_eq!(fakes.served(), Some(1));
    let job = Job::quiet();
    let outcome = off(&fakes, &ledger).await.run(&job).await.unwrap();
    assert_eq!((outcome.release, outcome.unchanged), (None, false));
    assert_eq!((outcome.listing.live, fakes.served()), (None, None));

    // To take off what is off changes nothing and tells nobody.
    let told = fakes.cdn.invalidations().len();
    let again = off(&fakes, &ledger).await.run(&job).await.unwrap();
    assert!(again.unchanged && again.invalidation.is_none());
    assert_eq!(fakes.platform.count("unpublish"), 1);
    assert_eq!(fakes.cdn.invalidations().len(), told);

    let back = publish(&fakes, &bundle).await.unwrap();
    assert_eq!((back.release, fakes.served()), (Some(1), Some(1)));
}

#[tokio::test]
async fn whatever_step_it_dies_at_the_listing_is_taken_off_later() {
    for died in [
        Step::Grant,
        Step::Unpublish,
        Step::Invalidate,
        Step::CheckEdge,
    ] {
        let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
        let ledger = ledger(folder.path()).await;
        let bundle = chair(folder.path(), "first");
        publish(&fakes, &bundle).await.unwrap();
        // The edge has it.
        assert_eq!(fakes.served(), Some(1));
        dies_at(off(&fakes, &ledger).await, died).await;
        let left = unfinished(&ledger.journal).await.unwrap();
        assert_eq!(left.len(), 1, "{died:?}");
        assert_eq!((&left[0].intent, left[0].step), (&Intent::Unpublish, died));
        assert!(!left[0].under_way);

        let mut later = resumed(&fakes, &bundle.sku, &ledger).await.unwrap();
        let outcome = later.run(&Job::quiet()).await.unwrap();
        assert_eq!((outcome.release, fakes.served()), (None, None), "{died:?}");
        assert_eq!(fakes.platform.count("unpublish"), 1, "{died:?}");
        let forgotten = last_forgotten(&fakes);
        for path in [
            manifest_path(&outcome.listing.id),
            page_path(&outcome.listing.slug),
        ] {
            assert!(forgotten.contains(&path), "{died:?}: {path}");
        }
        assert_eq!(unfinished(&ledger.journal).await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_a_broken_off_unpublishing_owes_is_made_good_by_the_next_publication() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(folder.path()).await;
    publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    assert_eq!(fakes.served(), Some(1));
    dies_at(off(&fakes, &ledger).await, Step::Invalidate).await;
    assert_eq!(fakes.served(), Some(1), "the edge has not been told");

    // It fails before it moves the listing: the debt is paid all the same.
    fakes.failures.next(Call::Upload, StoreErrorKind::Denied);
    let second = chair(folder.path(), "second");
    let mut next = noted(&fakes, &second, &ledger).await;
    next.run(&Job::quiet()).await.unwrap_err();
    assert_eq!((next.step(), fakes.served()), (Step::Upload, None));
    next.run(&Job::quiet()).await.unwrap();
    assert_eq!(fakes.served(), Some(2));
}

#[tokio::test]
async fn what_may_be_off_already_is_not_given_up() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(folder.path()).await;
    let bundle = chair(folder.path(), "first");
    publish(&fakes, &bundle).await.unwrap();
    let nobody = Client::new("http://127.0.0.1:1", None).unwrap();
    dies_at(off(&fakes, &ledger).await, Step::Unpublish).await;
    let fault = ledger.give_up(&nobody, &bundle.sku).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Refused);
    assert!(fault.message().contains("off the shop already"), "{fault}");

    resumed(&fakes, &bundle.sku, &ledger)
        .await
        .unwrap()
        .run(&Job::quiet())
        .await
        .unwrap();
    publish(&fakes, &bundle).await.unwrap();
    // Before that it can be, and nothing has to be asked of anyone.
    dies_at(off(&fakes, &ledger).await, Step::Grant).await;
    ledger.give_up(&nobody, &bundle.sku).await.unwrap();
    assert_eq!(unfinished(&ledger.journal).await.unwrap(), []);
    assert_eq!(fakes.served(), Some(1));
}

#[tokio::test]
async fn what_was_refused_before_it_did_anything_is_not_kept_to_be_finished() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(folder.path()).await;
    publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    let listing = fakes.platform.state().listing.clone().unwrap();
    let (platform, world) = (fakes.platform.clone(), Arc::new(fakes.clone()));
    let mut back = Publication::of_release(platform, world, listing.id, 9)
        .noted_in(&ledger, &listing.sku, &listing.title)
        .await
        .unwrap();
    let fault = back.run(&Job::quiet()).await.unwrap_err();
    assert!(fault.message().contains("no release 9"), "{fault}");
    assert_eq!(unfinished(&ledger.journal).await.unwrap(), []);
}
