//! Releases, going live, going back, and that nothing is ever half-live.

use listing::api::{History, Listing, NewRelease, SweepReport, SweepRequest};
use listing::{Manifest, Role};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{Bench, problem, read};

#[tokio::test]
async fn a_release_needs_every_object_whole_and_true() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let listing = person.create("A-1", "Chair").await;
    let good = bench.manifest(&listing, b"model").await;
    let refused = async |manifest: &Manifest| {
        let path = format!("/v1/listings/{}/releases", listing.id);
        let new = NewRelease {
            manifest: manifest.clone(),
        };
        let (status, detail) = problem(person.post(&path, &new).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        detail
    };
    let with = |change: &dyn Fn(&mut Manifest)| {
        let mut manifest = good.clone();
        change(&mut manifest);
        manifest
    };
    let absent = with(&|manifest| manifest.objects[0].sha256 = base::ContentHash::of(b"else"));
    assert!(refused(&absent).await.contains("isn't in the store"));
    let size = with(&|manifest| manifest.objects[0].bytes += 1);
    assert!(refused(&size).await.contains("has 5 bytes, not 6"));
    let media = with(&|manifest| manifest.objects[1].content_type = "image/png".into());
    assert!(refused(&media).await.contains("media type"));
    let no_model = with(&|manifest| manifest.objects[0].role = Role::Proof);
    assert!(refused(&no_model).await.contains("has a model"));
    let script = with(&|manifest| {
        manifest
            .attributes
            .insert("onload".into(), "alert(1)".into());
    });
    assert!(refused(&script).await.contains("onload"));
    let sku = with(&|manifest| manifest.sku = "B-2".parse().unwrap());
    assert!(refused(&sku).await.contains("isn't this listing's"));
    let size = with(&|manifest| manifest.dimensions.width = -1.0);
    assert!(refused(&size).await.contains("width"));
    let viewer = with(&|manifest| manifest.viewer = "3.0.0".into());
    assert!(refused(&viewer).await.contains("3.0.0"));
    let gtin = with(&|manifest| manifest.gtin = Some("4006381333932".into()));
    assert!(refused(&gtin).await.contains("GTIN"));

    let first = person.record(&good).await;
    assert_eq!((first.number, first.manifest.release), (1, 1));
    let path = format!("/v1/listings/{}/releases", listing.id);
    let new = NewRelease {
        manifest: good.clone(),
    };
    let same = person.post(&path, &new).await;
    assert_eq!(
        same.status(),
        StatusCode::OK,
        "the same content is the same release"
    );
    assert_eq!(read::<listing::api::Release>(same).await, first);
}

#[tokio::test]
async fn going_live_going_back_and_going_off() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, first) = bench.live(&person, "A-1").await;
    assert_eq!(listing.live, Some(1));
    let mut second = first.clone();
    second.title = "Oak Armchair, oiled".into();
    let second = person.record(&second).await;
    let published = person.publish(&listing, second.number).await;
    assert_eq!(published.previous, Some(1));
    assert_eq!(published.listing.title, "Oak Armchair, oiled");
    let paths = [
        format!("/listings/{}/manifest.json", listing.id),
        format!("/p/{}", listing.slug),
    ];
    assert_eq!(published.changed_paths, paths);
    let again = person.publish(&listing, second.number).await;
    assert!(again.changed_paths.is_empty(), "nothing changed");
    let back = person.publish(&listing, 1).await;
    assert_eq!((back.previous, back.listing.live), (Some(2), Some(1)));

    let path = format!("/v1/listings/{}", listing.id);
    let remove = || person.request(Method::DELETE, &path).send();
    assert_eq!(
        problem(remove().await.unwrap()).await.0,
        StatusCode::CONFLICT
    );
    let off = person
        .request(Method::PATCH, &path)
        .json(&json!({ "unpublish": true }))
        .send()
        .await
        .unwrap();
    assert_eq!(read::<Listing>(off).await.live, None);

    let history: History = read(person.get(&format!("{path}/history")).await).await;
    let numbers: Vec<u32> = history
        .releases
        .iter()
        .map(|release| release.number)
        .collect();
    assert_eq!(numbers, [2, 1]);
    let events: Vec<(&str, Option<u32>)> = history
        .events
        .iter()
        .map(|event| (event.what.as_str(), event.release))
        .collect();
    assert_eq!(
        events,
        [
            ("listing.unpublished", Some(1)),
            ("release.published", Some(1)),
            ("release.published", Some(2)),
            ("release.recorded", Some(2)),
            ("release.published", Some(1)),
            ("release.recorded", Some(1)),
            ("listing.created", None),
        ]
    );
    assert_eq!(remove().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(
        problem(person.get(&path).await).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn readers_see_one_whole_release_while_the_pointer_moves() {
    let bench = Bench::new().await;
    let person = bench.staff().await;
    let (listing, first) = bench.live(&person, "A-1").await;
    let mut second = bench.manifest(&listing, b"another model").await;
    second.title = "Another".into();
    second.description = "Other words.".into();
    let second = person.record(&second).await.manifest;
    let path = format!("/listings/{}/manifest.json", listing.id);
    let page = format!("/p/{}", listing.slug);
    let mut seen = [false; 2];
    for round in 0..20 {
        let number = if round % 2 == 0 { 2 } else { 1 };
        let (_, manifest, html) = tokio::join!(
            async {
                person.publish(&listing, number).await;
                super::cloudfront::invalidate(&bench, &format!("round {round}"), &[&path, &page])
                    .await;
            },
            async { read::<Manifest>(bench.edge(&path).await).await },
            async { bench.edge(&page).await.text().await.unwrap() },
        );
        assert!(manifest == first || manifest == second);
        let shown = [&first, &second].map(|one| {
            html.contains(&one.objects[0].path())
                && html.contains(&format!("<h1>{}</h1>", one.title))
        });
        assert!(
            shown[0] != shown[1],
            "the page is of one release: {shown:?}"
        );
        seen = [seen[0] || shown[0], seen[1] || shown[1]];
        let after: Manifest = read(bench.edge(&path).await).await;
        assert_eq!(
            after.release, number,
            "after the invalidation the new one is seen"
        );
    }
    assert_eq!(seen, [true, true]);
}

#[tokio::test]
async fn objects_go_only_when_no_release_names_them() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let staff = bench.staff().await;
    let (listing, first) = bench.live(&person, "A-1").await;
    let mut second = first.clone();
    second.title = "Oiled".into();
    let stray = bench
        .upload(Role::Model, "glb", "model/gltf-binary", b"nobody names me")
        .await;
    let granted = bench
        .upload(
            Role::Model,
            "glb",
            "model/gltf-binary",
            b"about to be named",
        )
        .await;
    let sweep = async |person: &super::Person, hours: u32, remove: bool| {
        let request = SweepRequest {
            older_than_hours: hours,
            remove,
        };
        person.post("/v1/objects/sweep", &request).await
    };
    let (status, _) = problem(sweep(&person, 0, true).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let young: SweepReport = read(sweep(&staff, 1, true).await).await;
    assert_eq!(
        (young.unnamed, young.removed),
        (0, 0),
        "all are younger than an hour"
    );

    bench.wait(2 * 60 * 60);
    let (person, staff) = (bench.sign_in("merchant@test").await, bench.staff().await);
    person.grant(&listing, &[granted.key()]).await;
    let found: SweepReport = read(sweep(&staff, 1, false).await).await;
    assert_eq!((found.unnamed, found.removed), (1, 0));
    assert_eq!(found.first[0].key, stray.key());
    assert_eq!(found.unnamed_bytes, 15);
    let swept: SweepReport = read(sweep(&staff, 1, true).await).await;
    assert_eq!((swept.unnamed, swept.removed), (1, 1));
    assert_eq!(
        bench.edge(&stray.path()).await.status(),
        StatusCode::NOT_FOUND
    );
    // A release that isn't live any more still names its objects: a rollback needs them.
    let second = person.record(&second).await;
    person.publish(&listing, second.number).await;
    let again: SweepReport = read(sweep(&staff, 1, true).await).await;
    assert_eq!(again.removed, 0);
    for object in first.objects.iter().chain([&granted]) {
        let answer = bench.edge(&object.path()).await;
        assert_eq!(answer.status(), StatusCode::OK, "{}", object.key());
    }
    // Without a grant, what nobody came to name goes.
    bench.wait(2 * 60 * 60);
    let last: SweepReport = read(sweep(&bench.staff().await, 1, true).await).await;
    assert_eq!(last.removed, 1);
}
