//! Publications whose process died, taken up from the journal.

use base::{FaultKind, Job};
use cloud::{StoreErrorKind, testing::Call};

use super::super::{Step, unfinished};
use super::fakes::Fakes;
use super::{chair, last_forgotten, ledger, noted, publication, publish, resumed};
use listing::{manifest_path, page_path};

#[tokio::test]
async fn whatever_step_it_dies_at_it_is_finished_later_and_nothing_is_done_twice() {
    const STEPS: [Step; 8] = [
        Step::Hash,
        Step::Grant,
        Step::Upload,
        Step::Verify,
        Step::Record,
        Step::Publish,
        Step::Invalidate,
        Step::CheckEdge,
    ];
    for died in STEPS {
        let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
        publish(&fakes, &chair(folder.path(), "first"))
            .await
            .unwrap();
        let bundle = chair(folder.path(), "second");
        let ledger = ledger(folder.path()).await;
        {
            let mut dying = noted(&fakes, &bundle, &ledger).await;
            while dying.step() != died {
                dying.advance(&Job::quiet()).await.unwrap();
            }
            // What is noted is the step that was begun, whether it was done or not.
            let job = Job::quiet();
            job.cancel().cancel();
            let _ = dying.advance(&job).await;
        }
        let left = unfinished(&ledger.journal).await.unwrap();
        assert_eq!(left.len(), 1, "{died:?}");
        assert!(!left[0].under_way);

        let mut later = resumed(&fakes, &bundle.sku, &ledger).await.unwrap();
        let outcome = later.run(&Job::quiet()).await.unwrap();
        assert_eq!(outcome.release, Some(2), "{died:?}");
        assert_eq!(fakes.served(), Some(2), "{died:?}");
        assert_eq!(fakes.platform.count("publish"), 2, "{died:?}");
        assert_eq!(fakes.platform.state().releases.len(), 2, "{died:?}");
        let id = outcome.listing.id;
        let forgotten = last_forgotten(&fakes);
        assert!(forgotten.contains(&manifest_path(&id)), "{died:?}");
        assert!(
            forgotten.contains(&page_path(&outcome.listing.slug)),
            "{died:?}"
        );
        assert_eq!(unfinished(&ledger.journal).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_move_whose_answer_was_lost_still_has_the_edge_forget_page_and_manifest() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    publish(&fakes, &chair(folder.path(), "first"))
        .await
        .unwrap();
    let bundle = chair(folder.path(), "second");
    let ledger = ledger(folder.path()).await;
    let job = Job::quiet();
    {
        let mut dying = noted(&fakes, &bundle, &ledger).await;
        while dying.step() != Step::Invalidate {
            dying.advance(&job).await.unwrap();
        }
    }
    // The manifest alone is fresh at the edge already: that must not pass for the whole.
    let listing = fakes.platform.state().listing.clone().unwrap();
    let manifest = manifest_path(&listing.id);
    cloud::Cdn::invalidate(&*fakes.cdn, &[manifest], "someone else")
        .await
        .unwrap();
    assert_eq!(fakes.served(), Some(2));

    let mut again = noted(&fakes, &bundle, &ledger).await;
    let outcome = again.run(&job).await.unwrap();
    assert!(outcome.unchanged && outcome.invalidation.is_some());
    assert!(last_forgotten(&fakes).contains(&page_path(&listing.slug)));

    // Once it is made good, nothing is owed any more.
    let told = fakes.cdn.invalidations().len();
    let mut third = noted(&fakes, &bundle, &ledger).await;
    third.run(&job).await.unwrap();
    assert_eq!(fakes.cdn.invalidations().len(), told);
}

#[tokio::test]
async fn other_content_makes_good_what_the_publication_before_it_owed() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(folder.path()).await;
    let first = chair(folder.path(), "first");
    let job = Job::quiet();
    {
        let mut dying = noted(&fakes, &first, &ledger).await;
        while dying.step() != Step::Invalidate {
            dying.advance(&job).await.unwrap();
        }
    }
    // The next one fails before it moves the listing: the debt is paid all the same.
    let second = chair(folder.path(), "second");
    fakes.failures.next(Call::Upload, StoreErrorKind::Denied);
    let mut next = noted(&fakes, &second, &ledger).await;
    next.run(&job).await.unwrap_err();
    assert_eq!(next.step(), Step::Upload);
    assert_eq!(last_forgotten(&fakes).len(), 2);
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_refused_by_name() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(folder.path()).await;
    let bundle = chair(folder.path(), "first");
    fakes.failures.next(Call::Upload, StoreErrorKind::Network);
    let mut dying = noted(&fakes, &bundle, &ledger).await;
    dying.run(&Job::quiet()).await.unwrap_err();
    drop(dying);
    std::fs::write(&bundle.files[0].path, "other").unwrap();

    let mut later = resumed(&fakes, &bundle.sku, &ledger).await.unwrap();
    let fault = later.run(&Job::quiet()).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Input);
    assert!(fault.message().contains("chair.glb has changed"), "{fault}");
    let anew = base::Remedy::PublishAnew { sku: "CH-1".into() };
    assert_eq!(fault.way_out(), Some(&anew));
    drop(later);

    // To publish anew is to mean the new content.
    let mut anew = noted(&fakes, &bundle, &ledger).await;
    anew.run(&Job::quiet()).await.unwrap();
    assert_eq!(fakes.served(), Some(1));
}

#[tokio::test]
async fn one_listing_is_published_by_one_process_at_a_time() {
    let (fakes, folder) = (Fakes::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(folder.path()).await;
    let bundle = chair(folder.path(), "first");
    let mut one = noted(&fakes, &bundle, &ledger).await;
    let refused = publication(&fakes, &bundle)
        .noted_in(&ledger, &bundle.sku, &bundle.title)
        .await;
    let fault = refused.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Refused);
    assert!(fault.message().contains("CH-1"), "{fault}");
    one.run(&Job::quiet()).await.unwrap();
    drop(one);
    let none = resumed(&fakes, &bundle.sku, &ledger).await.unwrap_err();
    assert_eq!(none.kind(), FaultKind::Refused);
}
