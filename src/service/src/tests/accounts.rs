//! Signing in and out, and who may do what.

use listing::api::{Event, ListingPage};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{Bench, PASSWORD, header, problem, read};

#[tokio::test]
async fn a_session_begins_with_the_password_and_ends_with_sign_out() {
    let bench = Bench::new().await;
    let url = format!("{}/v1/sessions", bench.running.api_url());
    let wrong = bench
        .http
        .post(&url)
        .json(&json!({ "account": "merchant@test", "password": "guess" }));
    let (status, detail) = problem(wrong.send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(detail, "The account or the password is wrong");

    let person = bench.sign_in("merchant@test").await;
    assert_eq!(person.get("/v1/listings").await.status(), StatusCode::OK);
    let out = person.request(Method::DELETE, "/v1/sessions");
    assert_eq!(out.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let after = person.get("/v1/listings").await;
    assert_eq!(header(&after, "www-authenticate"), "Bearer");
    assert_eq!(problem(after).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn sessions_expire() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    bench.wait(31 * 24 * 3600);
    let answer = person.get("/v1/listings").await;
    assert_eq!(problem(answer).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn ten_wrong_passwords_make_one_wait() {
    let bench = Bench::new().await;
    let url = format!("{}/v1/sessions", bench.running.api_url());
    let sign_in = |password: &'static str| {
        bench
            .http
            .post(&url)
            .json(&json!({ "account": "merchant@test", "password": password }))
            .send()
    };
    for _ in 0..10 {
        assert_eq!(
            sign_in("guess").await.unwrap().status(),
            StatusCode::UNAUTHORIZED
        );
    }
    let refused = sign_in(PASSWORD).await.unwrap();
    let seconds: u64 = header(&refused, "retry-after").parse().unwrap();
    assert!((1..=300).contains(&seconds));
    assert_eq!(problem(refused).await.0, StatusCode::TOO_MANY_REQUESTS);
    bench.wait(301);
    assert_eq!(
        sign_in(PASSWORD).await.unwrap().status(),
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn merchants_see_their_own_support_changes_nothing_staff_does_all() {
    let bench = Bench::new().await;
    let merchant = bench.sign_in("merchant@test").await;
    let other = bench.sign_in("other@test").await;
    let support = bench.sign_in("support@test").await;
    let staff = bench.staff().await;
    let listing = merchant.create("A-1", "Chair").await;
    let path = format!("/v1/listings/{}", listing.id);
    let rename = |title: &str| json!({ "title": title });
    let patch = |person: &super::Person, title: &str| {
        person
            .request(Method::PATCH, &path)
            .json(&rename(title))
            .send()
    };

    assert_eq!(
        problem(other.get(&path).await).await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        problem(patch(&other, "Mine").await.unwrap()).await.0,
        StatusCode::NOT_FOUND
    );
    let taken = other
        .post("/v1/listings", &json!({ "sku": "A-1", "title": "Mine" }))
        .await;
    assert_eq!(problem(taken).await.0, StatusCode::CONFLICT);
    let page: ListingPage = read(other.get("/v1/listings").await).await;
    assert!(page.listings.is_empty());
    let log: Vec<Event> = read(other.get("/v1/audit-log").await).await;
    assert!(log.is_empty());

    assert_eq!(support.get(&path).await.status(), StatusCode::OK);
    assert_eq!(
        problem(patch(&support, "No").await.unwrap()).await.0,
        StatusCode::FORBIDDEN
    );
    let new = support
        .post("/v1/listings", &json!({ "sku": "B", "title": "No" }))
        .await;
    assert_eq!(problem(new).await.0, StatusCode::FORBIDDEN);
    let grant = support
        .post(&format!("{path}/upload-grants"), &json!({ "keys": [] }))
        .await;
    assert_eq!(problem(grant).await.0, StatusCode::FORBIDDEN);

    assert_eq!(
        patch(&staff, "Better chair").await.unwrap().status(),
        StatusCode::OK
    );
    let log: Vec<Event> = read(support.get("/v1/audit-log").await).await;
    let told: Vec<(&str, &str)> = log
        .iter()
        .map(|event| (event.what.as_str(), event.by.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("listing.renamed", "owner@plinth.local"),
            ("listing.created", "merchant@test"),
        ]
    );
}
