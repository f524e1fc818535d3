//! Uploads through a line that does harm: each ends well, or with one clear sentence. Against the
//! embedded object store and, where that is faithful enough, against moto.

mod answers;
mod clock;
mod full;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use base::{Cancel, Fault, FaultKind, Job, Progress, Reporter};
use cloud::{
    Bandwidth, Checksums, CredentialSource, Credentials, Journal, ObjectStore, S3Store,
    StoreErrorKind, Written,
};
use tests::proxy::{Harm, Request};

use crate::stores::{self, Far, LENGTH, Place, embedded, file, moto, options};

fn error(code: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>harm</Message></Error>")
}

fn refusal(status: u16, code: &str) -> Harm {
    Harm::Answer {
        status,
        body: error(code),
    }
}

fn is_part(request: &Request) -> bool {
    request.part().is_some()
}

/// Sends a file of three parts through `far`, where harm waits, and expects it to arrive whole.
async fn arrives(far: &Far, key: &str) {
    let file = file(key).await;
    let store = far.store(Checksums::default(), None);
    let written = store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await
        .unwrap();
    assert_eq!(written, Written::Stored, "{key}");
    assert!(far.proxy.harm_done(), "{key}: the harm was never done");
    let there = store.get(key, None).await.unwrap();
    let content = there.collect(LENGTH).await.unwrap();
    assert!(content == file.content, "{key}: other bytes arrived");
}

/// Who does harm, how often, what, and to which requests.
type Offender = (&'static str, u32, Harm, fn(&Request) -> bool);

/// Harm that passes.
fn passing() -> Vec<Offender> {
    let drip = Harm::Drip {
        piece: 16 * 1024,
        pause: Duration::from_millis(2),
    };
    vec![
        ("a-reset", 2, Harm::Reset { after: 3_000_000 }, is_part),
        ("a-reset-at-once", 1, Harm::Reset { after: 0 }, is_part),
        ("a-500", 2, refusal(500, "InternalError"), is_part),
        ("a-503-to-parts", 4, refusal(503, "SlowDown"), is_part),
        (
            "a-503-to-create",
            2,
            refusal(503, "SlowDown"),
            Request::is_create,
        ),
        (
            "a-503-to-complete",
            2,
            refusal(503, "SlowDown"),
            Request::is_complete,
        ),
        ("a-cut-part", 1, Harm::CutAnswer { after: 20 }, is_part),
        (
            "a-cut-create",
            1,
            Harm::CutAnswer { after: 60 },
            Request::is_create,
        ),
        (
            "a-cut-complete",
            1,
            Harm::CutAnswer { after: 20 },
            Request::is_complete,
        ),
        (
            "a-silent-complete",
            1,
            Harm::CutAnswer { after: 0 },
            Request::is_complete,
        ),
        ("a-slow-drip", 1, drip, is_part),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn harm_that_passes_is_outlasted_by_the_embedded_store() {
    let place = embedded().await;
    for (name, times, harm, applies) in passing() {
        let far = place.far();
        far.proxy.harm(times, harm, applies);
        arrives(&far, &format!("faults/{name}.glb")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn harm_that_passes_is_outlasted_by_moto() {
    let place = moto::start().await;
    for (name, times, harm, applies) in passing() {
        let far = place.far();
        far.proxy.harm(times, harm, applies);
        arrives(&far, &format!("faults/{name}.glb")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_part_is_caught_by_its_checksum_and_sent_again() {
    let place = embedded().await;
    for checksums in [Checksums::Crc64Nvme, Checksums::Crc32C] {
        let key = format!("faults/damaged-{checksums:?}.glb");
        let far = place.far();
        far.proxy.harm(1, Harm::Flip { at: 1_234_567 }, |request| {
            request.part() == Some(2)
        });
        let file = file(&key).await;
        let store = far.store(checksums, None);
        store
            .upload(&key, &file.source, &options(), &Job::quiet())
            .await
            .unwrap();
        let sent: Vec<_> = far
            .proxy
            .log()
            .into_iter()
            .filter(|seen| seen.request.part() == Some(2))
            .map(|seen| seen.status)
            .collect();
        assert_eq!(sent, [Some(400), Some(200)], "{checksums:?}");
        let there = store.get(&key, None).await.unwrap();
        assert!(there.collect(LENGTH).await.unwrap() == file.content);
    }
}

/// Harm that lasts: how it ends, with which words in the sentence.
fn lasting() -> Vec<(&'static str, Harm, StoreErrorKind, &'static str)> {
    vec![
        (
            "b-500",
            refusal(500, "InternalError"),
            StoreErrorKind::Unavailable,
            "500",
        ),
        (
            "b-503",
            refusal(503, "SlowDown"),
            StoreErrorKind::Throttled,
            "too much to do",
        ),
        (
            "b-expired",
            refusal(403, "ExpiredToken"),
            StoreErrorKind::Expired,
            "ran out",
        ),
        (
            "b-denied",
            refusal(403, "AccessDenied"),
            StoreErrorKind::Denied,
            "denies",
        ),
        (
            "b-clock",
            refusal(403, "RequestTimeTooSkewed"),
            StoreErrorKind::Clock,
            "clock",
        ),
        (
            "b-reset",
            Harm::Reset { after: 1000 },
            StoreErrorKind::Network,
            "while sending part",
        ),
        (
            "b-full",
            refusal(507, "InsufficientStorage"),
            StoreErrorKind::Full,
            "full",
        ),
    ]
}

/// `lists` says whether the store's list of parts can be read, so that uploads go on.
async fn every_lasting_harm_ends_in_one_sentence(place: &Place, lists: bool) {
    for (name, harm, kind, words) in lasting() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Arc::new(Journal::open(folder.path()).await.unwrap());
        let (far, key) = (place.far(), format!("faults/{name}.glb"));
        // The first part gets through; all others never do.
        far.proxy.harm(1000, harm, |request| {
            request.part().is_some_and(|number| number > 1)
        });
        let file = file(&key).await;
        let store = far.store(Checksums::default(), Some(journal.clone()));
        let error = store
            .upload(&key, &file.source, &options(), &Job::quiet())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{name}: {error}");
        assert!(error.to_string().contains(words), "{name}: {error}");
        let fault = Fault::from(error);
        assert!(fault.is_advised(), "{name}");
        assert!(!fault.message().contains('\n'), "{name}");
        assert_ne!(fault.kind(), FaultKind::Cancelled);

        // Nothing is visible, nothing that arrived is lost: once the line is good, the rest goes.
        assert!(store.head(&key).await.unwrap().is_none(), "{name}");
        assert_eq!(journal.uploads().await.unwrap().len(), 1, "{name}");
        let good = place.far();
        let store = good.store(Checksums::default(), Some(journal.clone()));
        store
            .upload(&key, &file.source, &options(), &Job::quiet())
            .await
            .unwrap();
        let first_again = good
            .proxy
            .log()
            .iter()
            .any(|seen| seen.request.part() == Some(1));
        let first_arrived = far
            .proxy
            .log()
            .iter()
            .any(|seen| seen.request.part() == Some(1) && seen.status == Some(200));
        assert!(
            !(lists && first_arrived && first_again),
            "{name}: part 1 was sent again"
        );
        assert_eq!(journal.uploads().await.unwrap(), [], "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn harm_that_lasts_ends_in_one_sentence_and_loses_nothing() {
    every_lasting_harm_ends_in_one_sentence(&embedded().await, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn harm_that_lasts_ends_in_one_sentence_and_loses_nothing_with_moto() {
    // Moto gives its list of parts a name of its own.
    every_lasting_harm_ends_in_one_sentence(&moto::start().await, false).await;
}

#[tokio::test]
async fn a_name_that_nobody_knows_and_a_port_where_nothing_listens_are_named() {
    let file = file("nowhere").await;
    for endpoint in ["http://store.invalid:9000", "http://127.0.0.1:1"] {
        let store = S3Store::new(stores::config(endpoint, "plinth", stores::nobody()));
        let error = store
            .upload(
                "faults/nowhere.glb",
                &file.source,
                &options(),
                &Job::quiet(),
            )
            .await
            .unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Network, "{error}");
        assert!(error.to_string().contains(endpoint), "{error}");
    }
}

/// Keys that are good until the store says otherwise, and then again others.
#[derive(Debug)]
struct Renewed {
    good: Arc<Credentials>,
    ran_out: AtomicU32,
    /// Whether those last given have run out.
    stale: AtomicBool,
}

#[async_trait::async_trait]
impl CredentialSource for Renewed {
    async fn credentials(&self) -> base::Result<Credentials> {
        if self.stale.swap(false, Ordering::SeqCst) {
            self.ran_out.fetch_add(1, Ordering::SeqCst);
        }
        Ok((*self.good).clone())
    }

    fn run_out(&self) {
        self.stale.store(true, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_that_run_out_in_mid_flight_are_asked_for_anew() {
    let place = embedded().await;
    let (far, key) = (place.far(), "faults/renewed.glb");
    far.proxy.harm(1, refusal(403, "ExpiredToken"), |request| {
        request.part() == Some(2)
    });
    let file = file(key).await;
    let mut config = far.config(Checksums::default(), None);
    let renewed = Arc::new(Renewed {
        good: place.credentials(),
        ran_out: AtomicU32::new(0),
        stale: AtomicBool::new(false),
    });
    config.credentials = renewed.clone();
    config.concurrency = 1;
    let store = S3Store::new(config);
    store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await
        .unwrap();
    assert_eq!(renewed.ran_out.load(Ordering::SeqCst), 1);
    let firsts = far.proxy.log();
    let firsts = firsts.iter().filter(|seen| seen.request.part() == Some(1));
    assert_eq!(firsts.count(), 1, "what had arrived isn't sent again");
    let there = store.get(key, None).await.unwrap();
    assert!(there.collect(LENGTH).await.unwrap() == file.content);
}

/// Pauses a job when bytes first move, and lets it go on when told.
struct PauseAtOnce(std::sync::Mutex<Option<base::Pause>>);

impl Reporter for PauseAtOnce {
    fn stage(&self, _name: &str) {}
    fn progress(&self, _progress: Progress) {
        if let Some(pause) = self.0.lock().unwrap().take() {
            pause.set(true);
        }
    }
    fn warn(&self, _warning: &str) {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_upload_begins_no_part_until_it_goes_on() {
    let place = embedded().await;
    let far = place.far();
    let file = file("faults/paused.glb").await;
    let mut config = far.config(Checksums::default(), None);
    config.concurrency = 1;
    let store = S3Store::new(config);
    let watch = Arc::new(PauseAtOnce(std::sync::Mutex::default()));
    let job = Job::new(watch.clone(), Cancel::new());
    *watch.0.lock().unwrap() = Some(job.pause().clone());
    let parts = || {
        far.proxy
            .log()
            .iter()
            .filter(|seen| is_part(&seen.request))
            .count()
    };
    let sending = tokio::spawn({
        let (job, source) = (job.clone(), file.source.clone());
        async move {
            store
                .upload("faults/paused.glb", &source, &options(), &job)
                .await
        }
    });
    while !job.pause().is_set() || !far.proxy.settle(Duration::from_secs(60)) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(parts(), 1, "only the part that was under way");
    job.pause().set(false);
    assert_eq!(sending.await.unwrap().unwrap(), Written::Stored);
    assert_eq!(parts(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_capped_upload_arrives_whole() {
    let place = embedded().await;
    let far = place.far();
    let key = "faults/capped.glb";
    let file = file(key).await;
    let mut config = far.config(Checksums::default(), None);
    config.bandwidth = Some(Arc::new(Bandwidth::new(LENGTH * 4)));
    let store = S3Store::new(config);
    store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await
        .unwrap();
    let there = store.get(key, None).await.unwrap();
    assert!(there.collect(LENGTH).await.unwrap() == file.content);
}
