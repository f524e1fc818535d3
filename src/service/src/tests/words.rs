//! The words of a listing: what a change of them says, and what customers then read.

use listing::Manifest;
use listing::api::{History, Listing};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Bench, Person, problem, read};

/// Asks for `change`; gives the answer.
async fn patch(person: &Person, listing: &Listing, change: &Value) -> reqwest::Response {
    let path = format!("/v1/listings/{}", listing.id);
    let request = person.request(Method::PATCH, &path).json(change);
    request.send().await.unwrap()
}

/// What customers get at `path`; the edge keeps it.
async fn customers_read(bench: &Bench, path: &str) -> String {
    let answer = bench.edge_request(path).send().await.unwrap();
    answer.text().await.unwrap()
}

#[tokio::test]
async fn new_words_are_a_release_that_customers_read_at_once() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, first) = bench.live(&person, "A-1").await;
    let page = format!("/p/{}", listing.slug);
    let manifest = format!("/listings/{}/manifest.json", listing.id);
    let places = [page.as_str(), &manifest, "/feeds/google.tsv", "/"];
    for place in places {
        assert!(customers_read(&bench, place).await.contains("Oak Armchair"));
    }
    let change = json!({
        "title": "Walnut Armchair",
        "description": "Solid walnut.",
        "price": { "minor": 24_900, "currency": "EUR" },
    });
    let changed: Listing = read(patch(&person, &listing, &change).await).await;
    assert_eq!(
        (changed.title.as_str(), changed.live),
        ("Walnut Armchair", Some(2))
    );
    assert_eq!(changed.slug, listing.slug, "the address stays");
    for place in places {
        let text = customers_read(&bench, place).await;
        assert!(
            text.contains("Walnut Armchair") && !text.contains("Oak Armchair"),
            "{place}"
        );
        assert!(text.contains("249") || place == "/", "{place}: {text}");
    }
    let live: Manifest = serde_json::from_str(&customers_read(&bench, &manifest).await).unwrap();
    assert_eq!(live.description, "Solid walnut.");
    assert_eq!(
        (live.objects, live.attributes, live.dimensions, live.brand),
        (
            first.objects,
            first.attributes,
            first.dimensions,
            first.brand
        )
    );

    // The same again changes nothing; the old words again are the old release.
    let same: Listing = read(patch(&person, &listing, &change).await).await;
    assert_eq!(same, changed);
    let back = json!({
        "title": first.title,
        "description": first.description,
        "price": first.price,
    });
    let back: Listing = read(patch(&person, &listing, &back).await).await;
    assert_eq!((back.title.as_str(), back.live), ("Oak Armchair", Some(1)));
    assert!(customers_read(&bench, &page).await.contains("Oak Armchair"));

    let path = format!("/v1/listings/{}/history", listing.id);
    let history: History = read(person.get(&path).await).await;
    let events: Vec<_> = history
        .events
        .iter()
        .map(|it| (it.what.as_str(), it.release))
        .collect();
    assert_eq!(
        events[..5],
        [
            ("release.published", Some(1)),
            ("listing.reworded", Some(1)),
            ("release.published", Some(2)),
            ("listing.reworded", Some(2)),
            ("release.recorded", Some(2)),
        ]
    );
}

#[tokio::test]
async fn what_a_change_cannot_do_is_refused_and_changes_nothing() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, _) = bench.live(&person, "A-1").await;
    let cases = [
        (json!({ "name": "Walnut" }), "name"),
        (json!({ "slug": "walnut" }), "slug"),
        (json!({ "title": "" }), "title"),
        (json!({ "title": "One\nTwo" }), "title"),
        (json!({ "description": "x".repeat(20_001) }), "description"),
        (
            json!({ "price": { "minor": -1, "currency": "EUR" } }),
            "price",
        ),
        (json!({ "price": 5 }), "price"),
    ];
    for (change, word) in cases {
        let (status, detail) = problem(patch(&person, &listing, &change).await).await;
        assert_eq!(
            status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{change}: {detail}"
        );
        assert!(detail.contains(word), "{change}: {detail}");
    }
    let path = format!("/v1/listings/{}", listing.id);
    assert_eq!(read::<Listing>(person.get(&path).await).await, listing);
    let other = bench.sign_in("other@test").await;
    let others = patch(&other, &listing, &json!({ "title": "Mine" })).await;
    assert_eq!(problem(others).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_listing_that_is_not_live_has_a_title_alone() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let listing = person.create("A-1", "Chair").await;
    let named: Listing = read(patch(&person, &listing, &json!({ "title": "Stool" })).await).await;
    assert_eq!((named.title.as_str(), named.live), ("Stool", None));
    let words = patch(&person, &listing, &json!({ "description": "Solid." })).await;
    let (status, detail) = problem(words).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(detail.contains("isn't live"), "{detail}");
}

#[tokio::test]
async fn a_listing_that_is_taken_off_is_gone_from_the_edge_too() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, _) = bench.live(&person, "A-1").await;
    let page = format!("/p/{}", listing.slug);
    assert!(customers_read(&bench, &page).await.contains("Oak Armchair"));
    let off: Listing = read(patch(&person, &listing, &json!({ "unpublish": true })).await).await;
    assert_eq!(off.live, None);
    let gone = bench.edge_request(&page).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_shop_says_where_its_api_is() {
    let bench = Bench::new().await;
    let answer = bench
        .edge_request(listing::api::WELL_KNOWN)
        .send()
        .await
        .unwrap();
    let known: listing::api::WellKnown = read(answer).await;
    assert_eq!(known.shop, bench.running.shop_url());
    assert_eq!(known.api.as_deref(), Some(bench.running.api_url()));
}
