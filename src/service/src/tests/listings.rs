//! Listings, the surface of the API, and its refusals.

use listing::api::{Listing, ListingPage};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Bench, header, problem, read};

#[tokio::test]
async fn a_listing_is_made_once_for_a_sku() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let body = json!({ "sku": "CH-1", "title": "Oak Armchair" });
    let first = person.post("/v1/listings", &body).await;
    assert_eq!(first.status(), StatusCode::CREATED);
    let first: Listing = read(first).await;
    assert_eq!(first.slug.as_str(), "oak-armchair-ch-1");
    assert_eq!(
        first.url,
        format!("{}/p/oak-armchair-ch-1", bench.running.shop_url())
    );
    let again = person.post("/v1/listings", &body).await;
    assert_eq!(again.status(), StatusCode::OK);
    assert_eq!(read::<Listing>(again).await, first);

    // Another SKU that gives the same slug gets one of its own.
    let second = person.create("ch.1", "Oak Armchair").await;
    assert_ne!(second.slug, first.slug);
    assert!(second.slug.as_str().starts_with("oak-armchair-ch-1-"));
}

#[tokio::test]
async fn lists_come_in_pages_newest_change_first() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    for number in 0..5 {
        person.create(&format!("S-{number}"), "Stool").await;
    }
    let mut seen = Vec::new();
    let mut path = "/v1/listings?limit=2".to_owned();
    for _ in 0..3 {
        let page: ListingPage = read(person.get(&path).await).await;
        seen.extend(
            page.listings
                .into_iter()
                .map(|listing| listing.sku.to_string()),
        );
        match page.next {
            Some(next) => path = format!("/v1/listings?limit=2&after={next}"),
            None => path.clear(),
        }
    }
    assert!(path.is_empty(), "the third page is the last");
    assert_eq!(seen, ["S-4", "S-3", "S-2", "S-1", "S-0"]);
    let one: ListingPage = read(person.get("/v1/listings?sku=S-2").await).await;
    assert_eq!(one.listings.len(), 1);
    let bad = person.get("/v1/listings?after=nonsense").await;
    assert_eq!(problem(bad).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn bad_requests_are_problems_with_one_clear_sentence() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let cases = [
        (json!({ "sku": "../x", "title": "A" }), "SKU"),
        (json!({ "sku": "A", "title": "" }), "title"),
        (json!({ "sku": "A" }), "title"),
        (json!([]), "body"),
    ];
    for (body, word) in cases {
        let (status, detail) = problem(person.post("/v1/listings", &body).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{detail}");
        assert!(detail.contains(word), "{detail}");
    }
    let missing = person.get("/v1/nothing").await;
    assert_eq!(problem(missing).await.0, StatusCode::NOT_FOUND);
    let method = person.request(Method::PUT, "/v1/listings");
    assert_eq!(
        problem(method.send().await.unwrap()).await.0,
        StatusCode::METHOD_NOT_ALLOWED
    );
    let no_uuid = person.get("/v1/listings/7").await;
    assert_eq!(problem(no_uuid).await.0, StatusCode::NOT_FOUND);
    let huge = json!({ "sku": "A", "title": "x".repeat(300_000) });
    let huge = person.post("/v1/listings", &huge).await;
    assert_eq!(huge.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

/// That the description is complete, `tests/house/openapi.rs` holds against the code.
#[tokio::test]
async fn what_the_description_of_the_api_says_is_served_and_no_other_method() {
    let bench = Bench::new().await;
    let api = bench.running.api_url();
    let ask = |method: &str, path: &str| {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let path = path
            .replace("{id}", "0190a1b2-0000-7000-8000-000000000000")
            .replace("{number}", "1");
        bench.http.request(method, format!("{api}{path}")).send()
    };
    let description: Value = read(ask("get", "/openapi.json").await.unwrap()).await;
    let paths = description["paths"].as_object().unwrap();
    for (path, item) in paths {
        // These are at the shop's own address.
        if item.get("servers").is_some() {
            continue;
        }
        for method in ["get", "post", "put", "patch", "delete"] {
            let status = ask(method, path).await.unwrap().status();
            // Nobody is signed in: whatever there is says that first.
            let is_served =
                ![StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&status);
            let is_described = item.get(method).is_some();
            assert_eq!(is_served, is_described, "{method} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn health_metrics_and_request_ids() {
    let bench = Bench::new().await;
    let get = |path: &str| bench.http.get(format!("{}{path}", bench.running.api_url()));
    assert_eq!(
        get("/healthz").send().await.unwrap().text().await.unwrap(),
        "ok\n"
    );
    let ready = get("/readyz")
        .header("x-request-id", "abc")
        .send()
        .await
        .unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
    assert_eq!(header(&ready, "x-request-id"), "abc");
    assert_eq!(header(&ready, "x-content-type-options"), "nosniff");
    let beacon = bench
        .http
        .post(format!("{}/v1/beacons", bench.running.shop_url()))
        .json(&json!({ "page": "chair", "largest_paint_ms": 400, "model_load_ms": 1800 }));
    assert_eq!(
        beacon.send().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    let metrics = get("/metrics").send().await.unwrap().text().await.unwrap();
    assert!(
        metrics.contains("plinth_http_requests_total{status=\"2xx\"} 3"),
        "{metrics}"
    );
    assert!(
        metrics.contains("plinth_page_model_load_seconds_sum 1.8"),
        "{metrics}"
    );
}
