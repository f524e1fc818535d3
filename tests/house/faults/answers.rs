//! What is written though the answer says otherwise, and what isn't though the answer looks well: the
//! store's state decides. Each row of the table is one fault and how the call ends.

use std::sync::Arc;
use std::time::Duration;

use base::Job;
use cloud::{
    Cdn, Checksums, CloudFront, CloudFrontConfig, Credentials, InvalidationStatus, Journal,
    ObjectStore, PutOptions, SigningClock, StoreErrorKind, Written,
};
use tests::proxy::{Gate, Harm, Proxy, Request, Side};

use super::{error, is_part, refusal};
use crate::stores::{Far, LENGTH, Place, embedded, file, moto, options};

/// The server does its work, and says this.
fn said(status: u16, code: &str) -> Harm {
    Harm::Instead {
        status,
        body: error(code),
    }
}

/// The server does nothing, and yet something answers well.
fn hollow() -> Harm {
    Harm::Answer {
        status: 200,
        body: String::new(),
    }
}

/// The same harm in CloudFront's words, which stand in one more element than S3's.
fn wrapped(mut harm: Harm) -> Harm {
    if let Harm::Answer { body, .. } | Harm::Instead { body, .. } = &mut harm
        && let Some(error) = body.find("<Error>")
    {
        let error = body.split_off(error);
        *body += &format!("<ErrorResponse>{error}</ErrorResponse>");
    }
    harm
}

/// How often the request is made in all, with the harmed ones.
struct Row {
    fault: &'static str,
    times: u32,
    harm: Harm,
    /// How often the request that was harmed is made, harm included.
    requests: usize,
}

fn row(fault: &'static str, times: u32, harm: Harm, requests: usize) -> Row {
    Row {
        fault,
        times,
        harm,
        requests,
    }
}

/// What can happen to a request that writes. Where the server has done its work, it isn't asked to
/// do it again.
fn writes() -> Vec<Row> {
    vec![
        row("500", 2, refusal(500, "InternalError"), 3),
        row(
            "200 with an error inside",
            2,
            refusal(200, "InternalError"),
            3,
        ),
        row("200 with SlowDown inside", 1, refusal(200, "SlowDown"), 2),
        row("503 SlowDown", 2, refusal(503, "SlowDown"), 3),
        row("400 RequestTimeout", 1, refusal(400, "RequestTimeout"), 2),
        row(
            "409 conflict",
            1,
            refusal(409, "ConditionalRequestConflict"),
            2,
        ),
        row(
            "502 of a proxy",
            1,
            Harm::Answer {
                status: 502,
                body: "<html>".into(),
            },
            2,
        ),
        row("401 expired", 1, refusal(400, "ExpiredToken"), 2),
        row("done, 500", 1, said(500, "InternalError"), 1),
        row(
            "done, 200 with an error inside",
            1,
            said(200, "InternalError"),
            1,
        ),
        row("done, 503", 1, said(503, "SlowDown"), 1),
        row("done, no answer", 1, Harm::CutAnswer { after: 0 }, 1),
        row("done, cut in the head", 1, Harm::CutAnswer { after: 20 }, 1),
        row(
            "done, cut in the body",
            1,
            Harm::CutAnswer { after: 500 },
            1,
        ),
    ]
}

/// A key that tells which row it is of.
fn key(what: &str, fault: &str) -> String {
    let fault: String = fault
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    format!("answers/{what}-{fault}.glb")
}

async fn content(far: &Far, key: &str) -> Vec<u8> {
    let store = far.store(Checksums::default(), None);
    let there = store.get(key, None).await.unwrap();
    there.collect(LENGTH).await.unwrap().to_vec()
}

/// How often `applies` picks what went through `far`.
fn count(far: &Far, applies: fn(&Request) -> bool) -> usize {
    let log = far.proxy.log();
    log.iter().filter(|seen| applies(&seen.request)).count()
}

async fn every_completion_ends_with_the_object(place: &Place, exact: bool) {
    let mut rows = writes();
    rows.push(row("200 with nothing in it", 1, hollow(), 2));
    rows.push(row(
        "the upload is gone",
        1,
        refusal(404, "NoSuchUpload"),
        2,
    ));
    // Moto gives its list of parts a name of its own, so that what it has can't be found out.
    if exact {
        rows.push(row("other parts", 1, refusal(400, "InvalidPart"), 2));
    }
    for Row {
        fault,
        times,
        harm,
        requests,
    } in rows
    {
        let (far, key) = (place.far(), key("complete", fault));
        far.proxy.harm(times, harm, Request::is_complete);
        let file = file(&key).await;
        let folder = tempfile::tempdir().unwrap();
        let journal = Arc::new(Journal::open(folder.path()).await.unwrap());
        let store = far.store(Checksums::default(), Some(journal.clone()));
        let written = store
            .upload(&key, &file.source, &options(), &Job::quiet())
            .await;
        assert_eq!(written.ok(), Some(Written::Stored), "{fault}");
        assert!(far.proxy.harm_done(), "{fault}");
        assert!(content(&far, &key).await == file.content, "{fault}");
        assert_eq!(journal.uploads().await.unwrap(), [], "{fault}");
        if exact {
            assert_eq!(count(&far, Request::is_complete), requests, "{fault}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completed_upload_is_there_whatever_its_answer_says() {
    every_completion_ends_with_the_object(&embedded().await, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completed_upload_is_there_whatever_its_answer_says_with_moto() {
    every_completion_ends_with_the_object(&moto::start().await, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_object_is_there_whatever_its_answer_says() {
    let place = embedded().await;
    let replaced = PutOptions::mutable("model/gltf-binary", "no-cache");
    for (name, options) in [("once", options()), ("replaced", replaced)] {
        for Row {
            fault,
            times,
            harm,
            requests,
        } in writes()
        {
            let (far, key) = (place.far(), key(name, fault));
            let store = far.store(Checksums::default(), None);
            if options.overwrite {
                // As long as what replaces it.
                let earlier = vec![7_u8; 3000].into();
                store.put(&key, earlier, &options).await.unwrap();
            }
            let before = count(&far, Request::is_put);
            far.proxy.harm(times, harm, Request::is_put);
            let written = store.put(&key, vec![8_u8; 3000].into(), &options).await;
            assert_eq!(written.ok(), Some(Written::Stored), "{name} {fault}");
            assert!(far.proxy.harm_done(), "{fault}");
            assert!(content(&far, &key).await == vec![8; 3000], "{name} {fault}");
            let asked = count(&far, Request::is_put) - before;
            assert_eq!(asked, requests, "{name} {fault}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_or_a_beginning_whose_answer_is_lost_is_asked_for_again() {
    let place = embedded().await;
    for (name, applies) in [
        ("part", is_part as fn(&Request) -> bool),
        ("create", Request::is_create),
    ] {
        for Row {
            fault, times, harm, ..
        } in writes()
        {
            let (far, key) = (place.far(), key(name, fault));
            far.proxy.harm(times, harm, applies);
            let file = file(&key).await;
            let store = far.store(Checksums::default(), None);
            let written = store
                .upload(&key, &file.source, &options(), &Job::quiet())
                .await;
            assert_eq!(written.ok(), Some(Written::Stored), "{name} {fault}");
            assert!(far.proxy.harm_done(), "{name} {fault}");
            assert!(content(&far, &key).await == file.content, "{name} {fault}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_was_dropped_under_way_begins_anew_once() {
    let place = embedded().await;
    let (far, key) = (place.far(), "answers/dropped.glb");
    far.proxy.harm(1, refusal(404, "NoSuchUpload"), |request| {
        request.part() == Some(2)
    });
    let file = file(key).await;
    let store = far.store(Checksums::default(), None);
    let written = store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await;
    assert_eq!(written.ok(), Some(Written::Stored));
    assert_eq!(count(&far, Request::is_create), 2);
    assert!(content(&far, key).await == file.content);

    // Where it is dropped each time, it ends with a sentence.
    let (far, key) = (place.far(), "answers/dropped-again.glb");
    far.proxy.harm(1000, refusal(404, "NoSuchUpload"), is_part);
    let store = far.store(Checksums::default(), None);
    let gone = store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await;
    let gone = gone.unwrap_err();
    assert_eq!(gone.kind(), StoreErrorKind::Gone, "{gone}");
    assert!(gone.to_string().contains("dropped the upload"), "{gone}");
    assert_eq!(count(&far, Request::is_create), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_removed_stays_so_whatever_the_answer_says() {
    let place = embedded().await;
    for Row {
        fault, times, harm, ..
    } in writes()
    {
        // An object.
        let (far, gone) = (place.far(), key("delete", fault));
        let store = far.store(Checksums::default(), None);
        store
            .put(&gone, vec![8_u8; 30].into(), &options())
            .await
            .unwrap();
        far.proxy
            .harm(times, harm.clone(), |request| request.method == "DELETE");
        store
            .delete(&gone)
            .await
            .unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert!(far.proxy.harm_done(), "{fault}");
        assert!(store.head(&gone).await.unwrap().is_none(), "{fault}");

        // The parts of an upload that fails.
        let (far, key) = (place.far(), key("abort", fault));
        let file = file(&key).await;
        let store = far.store(Checksums::default(), None);
        far.proxy
            .harm(1000, refusal(403, "AccessDenied"), |request| {
                request.part() == Some(3)
            });
        far.proxy.harm(times, harm, Request::is_abort);
        let denied = store
            .upload(&key, &file.source, &options(), &Job::quiet())
            .await;
        assert_eq!(
            denied.unwrap_err().kind(),
            StoreErrorKind::Denied,
            "{fault}"
        );
        let later = time::OffsetDateTime::now_utc() + time::Duration::days(1);
        let left = store
            .drop_uploads(&key, cloud::Leftovers::Orphans(later))
            .await;
        assert_eq!(left.unwrap(), 0, "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_is_elsewhere_is_said_to_be() {
    let place = embedded().await;
    for (status, code) in [
        (307, "TemporaryRedirect"),
        (301, "PermanentRedirect"),
        (400, "AuthorizationHeaderMalformed"),
    ] {
        let (far, key) = (place.far(), format!("answers/{code}.glb"));
        far.proxy.harm(1000, refusal(status, code), |request| {
            request.method == "PUT"
        });
        let store = far.store(Checksums::default(), None);
        let moved = store.put(&key, vec![8_u8; 30].into(), &options()).await;
        let moved = moved.unwrap_err();
        assert_eq!(moved.kind(), StoreErrorKind::Moved, "{code}: {moved}");
        assert_eq!(count(&far, Request::is_put), 1, "{code}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invalidation_is_made_once_whatever_its_answer_says() {
    let data = tempfile::tempdir().unwrap();
    let running = service::start(service::Config::embedded(data.path()))
        .await
        .unwrap();
    let keys = running.credentials();
    let credentials = Arc::new(Credentials {
        access_key: keys.s3_access_key.clone(),
        secret_key: keys.s3_secret_key.clone(),
        session_token: None,
        expires: None,
    });
    for Row {
        fault, times, harm, ..
    } in writes()
    {
        let api = running.api_url().trim_start_matches("http://");
        let proxy = Proxy::start(api.parse().unwrap()).unwrap();
        let cdn = |endpoint: String| {
            CloudFront::new(CloudFrontConfig {
                endpoint: Some(endpoint),
                distribution: running.distribution().into(),
                credentials: credentials.clone(),
                clock: SigningClock::default(),
            })
        };
        proxy.harm(times, wrapped(harm), |request| request.method == "POST");
        let (near, far) = (cdn(running.api_url().to_owned()), cdn(proxy.url()));
        let paths = [format!("/p/{}", times)];
        let made = far.invalidate(&paths, fault).await;
        let made = made.unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert!(proxy.harm_done(), "{fault}");
        // The same reference is the same invalidation.
        assert_eq!(
            near.invalidate(&paths, fault).await.unwrap(),
            made,
            "{fault}"
        );
        let status = near.status(&made).await.unwrap();
        assert!(matches!(
            status,
            InvalidationStatus::Completed | InvalidationStatus::InProgress
        ));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_that_another_writer_made_vain_are_dropped() {
    let place = embedded().await;
    let (far, near, key) = (place.far(), place.far(), "answers/raced.glb");
    let gate = Arc::new(Gate::default());
    let hold = Harm::Hold {
        gate: gate.clone(),
        side: Side::Before,
    };
    far.proxy.harm(1, hold, Request::is_complete);
    let file = file(key).await;
    let (slow, source) = (far.store(Checksums::default(), None), file.source.clone());
    let slow =
        tokio::spawn(async move { slow.upload(key, &source, &options(), &Job::quiet()).await });
    let arrived = gate.clone();
    let arrived =
        tokio::task::spawn_blocking(move || arrived.wait_for_arrival(Duration::from_secs(60)));
    assert!(arrived.await.unwrap());
    let quick = near.store(Checksums::default(), None);
    let written = quick
        .upload(key, &file.source, &options(), &Job::quiet())
        .await;
    assert_eq!(written.ok(), Some(Written::Stored));
    gate.open();
    assert!(slow.await.unwrap().is_ok());
    assert!(content(&near, key).await == file.content);
    let later = time::OffsetDateTime::now_utc() + time::Duration::days(1);
    let left = quick
        .drop_uploads(key, cloud::Leftovers::Orphans(later))
        .await;
    assert_eq!(left.unwrap(), 0);
}
