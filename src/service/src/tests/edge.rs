//! The edge as customers and their browsers meet it.

use aws_sdk_s3::primitives::ByteStream;
use base::ContentHash;
use listing::{Manifest, Role, object_key, object_path};
use reqwest::{Method, StatusCode};

use super::cloudfront::invalidate;
use super::{Bench, header, read};

#[tokio::test]
async fn the_old_page_stays_until_the_invalidation() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, first) = bench.live(&person, "A-1").await;
    let page = format!("/p/{}", listing.slug);
    let manifest = format!("/listings/{}/manifest.json", listing.id);
    let before = bench.edge(&page).await;
    assert_eq!(header(&before, "x-cache"), "Miss from edge");
    assert_eq!(
        header(&before, "cache-control"),
        "public, max-age=0, s-maxage=86400, must-revalidate"
    );
    assert!(before.text().await.unwrap().contains("€199.00"));
    assert_eq!(read::<Manifest>(bench.edge(&manifest).await).await, first);

    let mut second = first.clone();
    second.price.minor = 24_900;
    let second = person.record(&second).await;
    let published = person.publish(&listing, second.number).await;
    bench.wait(120);
    let stale = bench.edge(&page).await;
    assert_eq!(header(&stale, "x-cache"), "Hit from edge");
    let age: u64 = header(&stale, "age").parse().unwrap();
    assert!((120..180).contains(&age), "{age}");
    assert!(
        stale.text().await.unwrap().contains("€199.00"),
        "still the old one"
    );

    let paths: Vec<&str> = published.changed_paths.iter().map(String::as_str).collect();
    invalidate(&bench, "publish-2", &paths).await;
    let fresh = bench.edge(&page).await;
    assert_eq!(header(&fresh, "x-cache"), "Miss from edge");
    assert_eq!(header(&fresh, "age"), "0");
    assert!(fresh.text().await.unwrap().contains("€249.00"));
    let fresh: Manifest = read(bench.edge(&manifest).await).await;
    assert_eq!(fresh.release, 2);
}

#[tokio::test]
async fn without_an_invalidation_the_new_page_comes_after_a_day() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, first) = bench.live(&person, "A-1").await;
    let manifest = format!("/listings/{}/manifest.json", listing.id);
    assert_eq!(
        read::<Manifest>(bench.edge(&manifest).await).await.release,
        1
    );
    let mut second = first;
    second.title = "Newer".into();
    person.record(&second).await;
    person.publish(&listing, 2).await;
    bench.wait(86_390);
    assert_eq!(
        read::<Manifest>(bench.edge(&manifest).await).await.release,
        1
    );
    bench.wait(20);
    assert_eq!(
        read::<Manifest>(bench.edge(&manifest).await).await.release,
        2
    );
}

#[tokio::test]
async fn objects_have_ranges_conditions_and_compression() {
    let bench = Bench::new().await;
    let content = b"0123456789".repeat(1000);
    let object = bench
        .upload(Role::Model, "glb", "model/gltf-binary", &content)
        .await;
    let path = object.path();
    let whole = bench.edge(&path).await;
    assert_eq!(header(&whole, "content-type"), "model/gltf-binary");
    assert_eq!(header(&whole, "accept-ranges"), "bytes");
    assert_eq!(header(&whole, "access-control-allow-origin"), "*");
    assert!(header(&whole, "cache-control").contains("immutable"));
    let etag = header(&whole, "etag").to_owned();
    assert_eq!(whole.bytes().await.unwrap(), content);

    let with =
        |name: &'static str, value: &str| bench.edge_request(&path).header(name, value).send();
    let part = with("range", "bytes=10-14").await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(header(&part, "content-range"), "bytes 10-14/10000");
    assert_eq!(part.text().await.unwrap(), "01234");
    let beyond = with("range", "bytes=10000-").await.unwrap();
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let unchanged = with("if-none-match", &etag).await.unwrap();
    assert_eq!(unchanged.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(&unchanged, "etag"), etag);
    let changed = with("if-none-match", "\"other\"").await.unwrap();
    assert_eq!(changed.status(), StatusCode::OK);

    let packed = with("accept-encoding", "gzip").await.unwrap();
    assert_eq!(header(&packed, "content-encoding"), "gzip");
    assert_eq!(header(&packed, "etag"), format!("W/{etag}"));
    assert!(header(&packed, "vary").contains("accept-encoding"));
    let packed = packed.bytes().await.unwrap();
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*packed), &mut unpacked).unwrap();
    assert_eq!(unpacked, content);

    // Packed harder a moment later; a browser's copy is good in whatever encoding it came.
    let harder = loop {
        let answer = with("accept-encoding", "gzip, deflate, br").await.unwrap();
        if header(&answer, "content-encoding") == "br" {
            break answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    assert_eq!(header(&harder, "etag"), format!("W/{etag}"));
    assert!(header(&harder, "vary").contains("accept-encoding"));
    let harder = harder.bytes().await.unwrap();
    assert!(harder.len() < packed.len());
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(
        &mut brotli::Decompressor::new(&*harder, 4096),
        &mut unpacked,
    )
    .unwrap();
    assert_eq!(unpacked, content);
    let unchanged = with("if-none-match", &format!("W/{etag}")).await.unwrap();
    assert_eq!(unchanged.status(), StatusCode::NOT_MODIFIED);
    assert!(header(&unchanged, "vary").contains("accept-encoding"));

    let url = format!("{}{path}", bench.running.edge_url());
    let head = bench.http.head(&url).send().await.unwrap();
    assert_eq!(header(&head, "content-length"), "10000");
    let put = bench.http.request(Method::PUT, &url).send().await.unwrap();
    assert_eq!(put.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn what_is_too_large_to_keep_is_passed_through() {
    let bench = Bench::new().await;
    let content = vec![7; 32_000_001];
    let object = bench
        .upload(Role::Model, "glb", "model/gltf-binary", &content)
        .await;
    for _ in 0..2 {
        let answer = bench.edge(&object.path()).await;
        assert_eq!(header(&answer, "x-cache"), "Miss from edge");
        assert_eq!(header(&answer, "content-length"), "32000001");
        assert_eq!(
            ContentHash::of(&answer.bytes().await.unwrap()),
            object.sha256
        );
    }
    let part = bench
        .edge_request(&object.path())
        .header("range", "bytes=-5");
    let part = part.send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes().await.unwrap(), content[..5]);
}

#[tokio::test]
async fn content_that_is_not_what_its_name_says_is_not_served() {
    let bench = Bench::new().await;
    let promised = ContentHash::of(b"promised");
    let key = object_key(&promised, "glb");
    // A multipart upload isn't hashed as it comes.
    let client = bench.s3();
    let upload = client
        .create_multipart_upload()
        .bucket("plinth")
        .key(&key)
        .send()
        .await
        .unwrap();
    let id = upload.upload_id().unwrap();
    super::multipart::upload_and_complete(&client, &key, id, &[b"something else".to_vec()])
        .await
        .unwrap();
    let answer = bench.edge(&object_path(&promised, "glb")).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn uploads_can_not_run_on_the_shops_address() {
    let bench = Bench::new().await;
    let page = b"<script>alert(1)</script>";
    let sha256 = ContentHash::of(page);
    bench
        .s3()
        .put_object()
        .bucket("plinth")
        .key(object_key(&sha256, "html"))
        .content_type("text/html")
        .body(ByteStream::from_static(page))
        .send()
        .await
        .unwrap();
    let answer = bench.edge(&object_path(&sha256, "html")).await;
    let policy = header(&answer, "content-security-policy");
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"));
    assert!(!policy.contains("script-src") && !policy.contains("allow-scripts"));
    assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
}
