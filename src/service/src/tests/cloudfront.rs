//! The CDN's API, called by the AWS SDK.

use aws_sdk_cloudfront::config::retry::RetryConfig;
use aws_sdk_cloudfront::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_cloudfront::error::ProvideErrorMetadata;
use aws_sdk_cloudfront::types::{InvalidationBatch, Paths};

use super::Bench;

/// An SDK client with these keys.
pub(super) fn client(
    endpoint: &str,
    access: &str,
    secret: &str,
    token: Option<&str>,
) -> aws_sdk_cloudfront::Client {
    let config = aws_sdk_cloudfront::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new(
            access,
            secret,
            token.map(str::to_owned),
            None,
            "test",
        ))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .build();
    aws_sdk_cloudfront::Client::from_conf(config)
}

fn root(bench: &Bench) -> aws_sdk_cloudfront::Client {
    let local = bench.running.credentials();
    client(
        bench.running.api_url(),
        &local.s3_access_key,
        &local.s3_secret_key,
        None,
    )
}

/// Invalidates with this client; the id, or the error's code.
async fn create(
    client: &aws_sdk_cloudfront::Client,
    reference: &str,
    paths: &[&str],
) -> Result<String, String> {
    let items = paths.iter().map(|path| (*path).to_owned()).collect();
    let paths = Paths::builder()
        .quantity(i32::try_from(paths.len()).unwrap())
        .set_items(Some(items))
        .build()
        .unwrap();
    let batch = InvalidationBatch::builder()
        .caller_reference(reference)
        .paths(paths)
        .build()
        .unwrap();
    let answer = client
        .create_invalidation()
        .distribution_id("EPLINTH")
        .invalidation_batch(batch)
        .send()
        .await;
    match answer {
        Ok(output) => Ok(output.invalidation().unwrap().id().to_owned()),
        Err(error) => Err(error.into_service_error().code().unwrap_or("?").to_owned()),
    }
}

/// Invalidates with the root key.
pub(super) async fn invalidate(bench: &Bench, reference: &str, paths: &[&str]) {
    create(&root(bench), reference, paths).await.unwrap();
}

#[tokio::test]
async fn one_reference_is_one_invalidation() {
    let bench = Bench::new().await;
    let client = root(&bench);
    let first = create(&client, "r", &["/p/a", "/p/b & c"]).await.unwrap();
    assert_eq!(
        create(&client, "r", &["/p/a", "/p/b & c"]).await.unwrap(),
        first
    );
    assert_eq!(
        create(&client, "r", &["/p/other"]).await.unwrap_err(),
        "InvalidArgument"
    );
    let got = client
        .get_invalidation()
        .distribution_id("EPLINTH")
        .id(&first)
        .send()
        .await
        .unwrap();
    let got = got.invalidation().unwrap();
    assert_eq!(got.status(), "Completed");
    let batch = got.invalidation_batch().unwrap();
    assert_eq!(batch.paths().unwrap().items(), ["/p/a", "/p/b & c"]);
    assert_eq!(batch.caller_reference(), "r");
}

#[tokio::test]
async fn lists_come_in_pages() {
    let bench = Bench::new().await;
    let client = root(&bench);
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(
            create(&client, &format!("r{number}"), &["/*"])
                .await
                .unwrap(),
        );
    }
    ids.reverse();
    let page = |marker: Option<String>| {
        client
            .list_invalidations()
            .distribution_id("EPLINTH")
            .max_items(2)
            .set_marker(marker)
            .send()
    };
    let first = page(None).await.unwrap();
    let first = first.invalidation_list().unwrap();
    assert!(first.is_truncated());
    let second = page(first.next_marker().map(str::to_owned)).await.unwrap();
    let second = second.invalidation_list().unwrap();
    assert!(!second.is_truncated());
    let listed: Vec<&str> = first
        .items()
        .iter()
        .chain(second.items())
        .map(|item| item.id())
        .collect();
    assert_eq!(listed, ids);
}

#[tokio::test]
async fn bad_paths_keys_and_names_are_refused() {
    let bench = Bench::new().await;
    let client_of_root = root(&bench);
    for path in ["p/a", "/p/*/x"] {
        let code = create(&client_of_root, path, &[path]).await.unwrap_err();
        assert_eq!(code, "InvalidArgument", "{path}");
    }
    let local = bench.running.credentials();
    let forged = client(bench.running.api_url(), &local.s3_access_key, "wrong", None);
    assert_eq!(
        create(&forged, "r", &["/*"]).await.unwrap_err(),
        "AccessDenied"
    );
    let unknown = client_of_root
        .get_invalidation()
        .distribution_id("EPLINTH")
        .id("INONE")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(unknown.is_no_such_invalidation());
}

#[tokio::test]
async fn a_grant_covers_its_listing_alone_and_expires() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let listing = person.create("A-1", "Chair").await;
    let grant = person.grant(&listing, &[]).await;
    let granted = client(
        grant.cdn.api.as_deref().unwrap(),
        &grant.access_key,
        &grant.secret_key,
        Some(&grant.session_token),
    );
    let page = format!("/p/{}", listing.slug);
    let manifest = format!("/listings/{}/manifest.json", listing.id);
    create(&granted, "r1", &[&manifest, &page]).await.unwrap();
    for other in ["/*", "/p/other", "/p/*"] {
        let code = create(&granted, other, &[other]).await.unwrap_err();
        assert_eq!(code, "AccessDenied", "{other}");
    }
}

#[tokio::test]
async fn a_grant_reads_its_own_invalidations_alone() {
    let bench = Bench::new().await;
    let granted = async |account: &str, sku: &str| {
        let person = bench.sign_in(account).await;
        let listing = person.create(sku, "Chair").await;
        let grant = person.grant(&listing, &[]).await;
        let client = client(
            bench.running.api_url(),
            &grant.access_key,
            &grant.secret_key,
            Some(&grant.session_token),
        );
        (client, format!("/p/{}", listing.slug))
    };
    let (own, page) = granted("merchant@test", "A-1").await;
    let (other, _) = granted("other@test", "B-1").await;
    let id = create(&own, "r", &[&page]).await.unwrap();
    let read = |client: &aws_sdk_cloudfront::Client| {
        let asked = client.get_invalidation().distribution_id("EPLINTH").id(&id);
        asked.send()
    };
    assert!(read(&own).await.is_ok());
    let refused = read(&other).await.unwrap_err().into_service_error();
    assert!(refused.is_no_such_invalidation());
    let listed = other.list_invalidations().distribution_id("EPLINTH").send();
    let refused = listed.await.unwrap_err().into_service_error();
    assert_eq!(refused.code(), Some("AccessDenied"));
}
