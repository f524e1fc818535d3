//! Repeated POSTs.

use listing::api::{IDEMPOTENCY_KEY, Listing};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{Bench, header, problem, read};

#[tokio::test]
async fn the_same_key_gets_the_first_answer_and_another_request_a_conflict() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let post = |key: &str, title: &str| {
        person
            .request(Method::POST, "/v1/listings")
            .header(IDEMPOTENCY_KEY, key)
            .json(&json!({ "sku": "A-1", "title": title }))
            .send()
    };
    let first = post("k1", "Chair").await.unwrap();
    assert_eq!(first.status(), StatusCode::CREATED);
    assert_eq!(header(&first, "idempotency-replayed"), "");
    let first: Listing = read(first).await;
    let again = post("k1", "Chair").await.unwrap();
    assert_eq!(
        again.status(),
        StatusCode::CREATED,
        "the first answer, not 200"
    );
    assert_eq!(header(&again, "idempotency-replayed"), "true");
    assert_eq!(read::<Listing>(again).await, first);
    let (status, detail) = problem(post("k1", "Table").await.unwrap()).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(detail.contains("another request"), "{detail}");
    assert_eq!(post("k2", "Chair").await.unwrap().status(), StatusCode::OK);

    // Keys are each account's own.
    let other = bench.sign_in("other@test").await;
    let theirs = other
        .request(Method::POST, "/v1/listings")
        .header(IDEMPOTENCY_KEY, "k1")
        .json(&json!({ "sku": "B-1", "title": "Lamp" }))
        .send()
        .await
        .unwrap();
    assert_eq!(theirs.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let listing = person.create("A-1", "Chair").await;
    let publish = || {
        let path = format!("/v1/listings/{}/releases/1/publish", listing.id);
        person
            .request(Method::POST, &path)
            .header(IDEMPOTENCY_KEY, "publish-1")
            .send()
    };
    assert_eq!(
        problem(publish().await.unwrap()).await.0,
        StatusCode::NOT_FOUND
    );
    let manifest = bench.manifest(&listing, b"model").await;
    person.record(&manifest).await;
    assert_eq!(publish().await.unwrap().status(), StatusCode::OK);
    let again = publish().await.unwrap();
    assert_eq!(header(&again, "idempotency-replayed"), "true");
    let again: listing::api::Published = read(again).await;
    assert_eq!(
        again.changed_paths.len(),
        2,
        "the first answer's paths, to be invalidated"
    );
}

#[tokio::test]
async fn many_at_once_with_one_key_make_one_listing() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let posts = (0..8).map(|_| {
        person
            .request(Method::POST, "/v1/listings")
            .header(IDEMPOTENCY_KEY, "k")
            .json(&json!({ "sku": "A-1", "title": "Chair" }))
            .send()
    });
    let mut created = 0;
    for answer in futures::future::join_all(posts).await {
        let status = answer.unwrap().status();
        assert!(
            matches!(status, StatusCode::CREATED | StatusCode::CONFLICT),
            "{status}"
        );
        created += usize::from(status == StatusCode::CREATED);
    }
    assert!(created >= 1);
}
