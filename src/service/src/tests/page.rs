//! The shop's pages.

use listing::VariantChoice;
use reqwest::StatusCode;
use serde_json::Value;

use super::{Bench, header};

/// The JSON-LD of a page.
fn structured(html: &str) -> Value {
    let begin = html.split("application/ld+json\">").nth(1).unwrap();
    serde_json::from_str(begin.split("</script>").next().unwrap()).unwrap()
}

#[tokio::test]
async fn a_product_page_says_it_all_without_scripts() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, manifest) = bench.live(&person, "A-1").await;
    let answer = bench.edge(&format!("/p/{}", listing.slug)).await;
    assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
    let policy = header(&answer, "content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("script-src 'unsafe-inline'")
    );
    let html = answer.text().await.unwrap();
    let poster = manifest.objects[1].path();
    for expected in [
        "<h1>Oak Armchair</h1>",
        "<data value=\"199.00\">€199.00</data>",
        "78.3\u{2009}cm <span>30.8\u{2009}in</span>",
        "<p>Solid oak.</p>",
        "<p>Made to last.</p>",
        "value=\"Moss\" checked",
        "fill=\"#5a6b3b\"",
        "camera-orbit=\"30deg 70deg 105%\"",
        "variant-name=\"Moss\"",
        "View in your room",
        "Test &amp; Sons",
        &format!("<img slot=\"poster\" class=\"poster\" src=\"{poster}\""),
        &format!(
            "property=\"og:image\" content=\"{}{poster}\"",
            bench.running.shop_url()
        ),
    ] {
        assert!(html.contains(expected), "{expected} isn't in\n{html}");
    }
    let product = structured(&html);
    assert_eq!(product["@type"], "Product");
    assert_eq!(product["offers"]["price"], "199.00");
    assert_eq!(product["width"]["value"], 78.3);
    let model = &product["subjectOf"];
    assert_eq!(model["@type"], "3DModel");
    assert_eq!(model["encoding"][0]["encodingFormat"], "model/gltf-binary");
}

#[tokio::test]
async fn hostile_texts_stay_texts() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let hostile = "\"><script>alert('x')</script><img src=x onerror=alert(1)>";
    let listing = person.create("X-1", hostile).await;
    let mut manifest = bench.manifest(&listing, b"model").await;
    manifest.description = format!("{hostile}\n\n</p></script>{{{{ 7919 * 6007 }}}}");
    manifest.brand = Some(hostile.into());
    manifest.variants = vec![VariantChoice {
        name: hostile.into(),
        swatch: None,
    }];
    manifest.attributes = [("variant-name".into(), hostile.into())].into();
    let release = person.record(&manifest).await;
    person.publish(&listing, release.number).await;
    for path in [format!("/p/{}", listing.slug), "/".into()] {
        let html = bench.edge(&path).await.text().await.unwrap();
        assert!(!html.contains("<script>alert"), "{html}");
        assert!(!html.contains("<img src=x"), "{html}");
        // The product is too long to stand in a port or an id by chance.
        assert!(
            !html.contains("47569433"),
            "templates aren't read from texts"
        );
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }
    let html = bench
        .edge(&format!("/p/{}", listing.slug))
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(structured(&html)["name"], hostile);
    let feed = bench.edge("/feeds/google.tsv").await.text().await.unwrap();
    let fields: Vec<&str> = feed.lines().nth(1).unwrap().split('\t').collect();
    assert_eq!(fields.len(), 13);
    assert_eq!(
        (fields[0], fields[1], fields[5]),
        ("X-1", hostile, "199.00 EUR")
    );
}

#[tokio::test]
async fn the_list_shows_what_is_live_and_says_when_nothing_is() {
    let bench = Bench::new().await;
    let empty = bench.edge("/").await.text().await.unwrap();
    assert!(empty.contains("Nothing on the shelves yet"));
    let person = bench.sign_in("merchant@test").await;
    let (listing, _) = bench.live(&person, "A-1").await;
    person.create("B-1", "Not live").await;
    let list = bench.edge("/").await;
    assert_eq!(header(&list, "x-cache"), "Miss from edge");
    let list = list.text().await.unwrap();
    assert!(list.contains(&format!("href=\"/p/{}\"", listing.slug)));
    assert!(list.contains("€199.00") && !list.contains("Not live"));
    let missing = bench.edge("/p/no-such-thing").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(header(&missing, "cache-control"), "no-store");
    assert!(
        missing
            .text()
            .await
            .unwrap()
            .contains("This page isn’t here")
    );
}

#[tokio::test]
async fn every_file_that_a_page_names_is_served() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, _) = bench.live(&person, "A-1").await;
    let html = bench
        .edge(&format!("/p/{}", listing.slug))
        .await
        .text()
        .await
        .unwrap();
    let mut seen = 0;
    for path in html.split('"').filter(|text| text.starts_with("/assets/")) {
        let files: &[&str] = match path.ends_with('/') {
            false => &[""],
            true if html.contains(&format!("data-draco=\"{path}\"")) => {
                &["draco_decoder.wasm", "draco_wasm_wrapper.js"]
            }
            true => &["basis_transcoder.wasm", "basis_transcoder.js"],
        };
        for file in files {
            let answer = bench.edge(&format!("{path}{file}")).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}{file}");
            assert!(header(&answer, "cache-control").contains("immutable"));
            seen += 1;
        }
    }
    assert!(seen >= 9, "only {seen}");
}
