//! Signing in and out, and who may do what.

use listing::api::{Event, ListingPage, UserRole};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{Bench, PASSWORD, header, problem, read};
use crate::store::{Account, AccountStore as _, Sqlite};

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
async fn guesses_lock_nobody_else_out_and_no_token() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let url = format!("{}/v1/sessions", bench.running.api_url());
    for number in 0..30 {
        let body = json!({ "account": "merchant@test", "password": format!("guess {number}") });
        let answer = bench.http.post(&url).json(&body).send().await.unwrap();
        let expected = if number < 10 {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        assert_eq!(answer.status(), expected, "{number}");
    }
    // From the same address: somebody else, somebody who is signed in, and this computer's own tool.
    bench.sign_in("other@test").await;
    assert_eq!(person.get("/v1/listings").await.status(), StatusCode::OK);
    let own = bench.local_tool();
    assert_eq!(own.get("/v1/listings").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn many_sign_ins_at_once_are_no_more_guesses_than_one_by_one() {
    let bench = Bench::new().await;
    let url = format!("{}/v1/sessions", bench.running.api_url());
    let body = json!({ "account": "merchant@test", "password": "guess" });
    let all = (0..40).map(|_| bench.http.post(&url).json(&body).send());
    let answers = futures::future::join_all(all).await;
    let verified = answers
        .into_iter()
        .filter(|answer| answer.as_ref().unwrap().status() == StatusCode::UNAUTHORIZED);
    assert_eq!(verified.count(), 10);
}

#[tokio::test]
async fn many_right_passwords_at_once_are_all_let_in() {
    let bench = Bench::new().await;
    let url = format!("{}/v1/sessions", bench.running.api_url());
    let body = json!({ "account": "merchant@test", "password": PASSWORD });
    let all = (0..40).map(|_| bench.http.post(&url).json(&body).send());
    for answer in futures::future::join_all(all).await {
        assert_eq!(answer.unwrap().status(), StatusCode::CREATED);
    }
}

#[tokio::test]
async fn the_local_tool_needs_no_password() {
    let bench = Bench::new().await;
    let own = bench.local_tool();
    let listing = own.create("A-1", "Chair").await;
    assert_eq!(listing.owner, bench.running.credentials().account);
    // Its token is good for as long as the file holds it, however long the platform runs.
    bench.wait(400 * 24 * 3600);
    assert_eq!(own.get("/v1/listings").await.status(), StatusCode::OK);
    for wrong in ["", "x", &own.token[1..]] {
        let answer = own
            .http
            .get(format!("{}/v1/listings", own.api))
            .bearer_auth(wrong);
        let answer = answer.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{wrong}");
    }
}

#[tokio::test]
async fn the_scheme_of_a_token_is_in_any_case() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    for scheme in ["bearer", "BEARER", "Bearer"] {
        let answer = bench
            .http
            .get(format!("{}/v1/listings", person.api))
            .header("authorization", format!("{scheme} {}", person.token));
        assert_eq!(answer.send().await.unwrap().status(), StatusCode::OK);
    }
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

#[tokio::test]
async fn hashes_of_older_platforms_verify_and_are_kept_anew_where_the_password_is_known() {
    // Of "correct horse", as platforms wrote it before PHC strings.
    const OLDER: &str = "argon2id$19456$2$1$000102030405060708090a0b0c0d0e0f$d00b90c40f918cf889780d7d3a9ec3c2b1719df87dc5e4d4d93ea6163db04e17";
    let Bench {
        running, folder, ..
    } = Bench::new().await;
    running.shutdown().await;
    let database = folder.path().join("platform.db");
    let names = ["merchant@test", "elsewhere@test"];
    let store = Sqlite::open(&database).await.unwrap();
    for name in names {
        let account = Account {
            name: name.into(),
            password: OLDER.into(),
            role: UserRole::Merchant,
        };
        let now = time::OffsetDateTime::now_utc();
        store.put_account(&account, now).await.unwrap();
    }
    drop(store);

    let bench = Bench::with_folder(folder, |config| {
        config.accounts[0].password = "correct horse".into();
    })
    .await;
    for name in names {
        let person = bench.sign_in_with(name, "correct horse").await;
        assert_eq!(person.get("/v1/listings").await.status(), StatusCode::OK);
    }
    let Bench {
        running, folder, ..
    } = bench;
    running.shutdown().await;
    let store = Sqlite::open(&database).await.unwrap();
    let mut kept = Vec::new();
    for name in names {
        kept.push(store.account(name).await.unwrap().unwrap().password);
    }
    assert!(kept[0].starts_with("$argon2id$v=19$"), "{}", kept[0]);
    assert_eq!(kept[1], OLDER);
    drop(folder);
}
