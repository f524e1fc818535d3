//! Objects that would be something else in a browser than their key says: who may store them, and
//! what becomes of those that are there.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use base::ContentHash;
use listing::api::NewRelease;
use listing::{Role, object_key};
use reqwest::StatusCode;

use super::{Bench, Person, header, problem, s3_client};

/// A client with a grant of `person` for `key`.
async fn granted(person: &Person, sku: &str, key: &str) -> Client {
    let listing = person.create(sku, "Chair").await;
    let grant = person.grant(&listing, &[key.to_owned()]).await;
    s3_client(
        grant.endpoint.as_deref().unwrap(),
        &grant.access_key,
        &grant.secret_key,
        Some(&grant.session_token),
    )
}

/// Writes `content` to `key`, said to be `kind` in `encoding`, where nothing is there yet.
async fn put(
    client: &Client,
    key: &str,
    content: &[u8],
    kind: &str,
    encoding: Option<&str>,
) -> Result<(), String> {
    let sent = client
        .put_object()
        .bucket("plinth")
        .key(key)
        .content_type(kind)
        .set_content_encoding(encoding.map(str::to_owned))
        .if_none_match("*")
        .body(ByteStream::from(content.to_vec()))
        .send()
        .await;
    sent.map(drop)
        .map_err(|error| error.into_service_error().code().unwrap_or("?").to_owned())
}

const GLB: &str = "model/gltf-binary";

#[tokio::test]
async fn with_a_grant_an_object_is_stored_as_what_its_key_says() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let key = object_key(&ContentHash::of(b"model"), "glb");
    let client = granted(&person, "A-1", &key).await;
    for (kind, encoding) in [
        ("text/html", None),
        (GLB, Some("gzip")),
        (GLB, Some("br")),
        ("image/svg+xml", None),
    ] {
        let refused = put(&client, &key, b"model", kind, encoding).await;
        assert_eq!(refused, Err("AccessDenied".into()), "{kind} {encoding:?}");
        let begun = client
            .create_multipart_upload()
            .bucket("plinth")
            .key(&key)
            .content_type(kind)
            .set_content_encoding(encoding.map(str::to_owned))
            .send()
            .await;
        let code = begun.unwrap_err().into_service_error();
        assert_eq!(code.code(), Some("AccessDenied"), "{kind} {encoding:?}");
    }
    // Who says nothing gets what the grant says.
    put(&client, &key, b"model", "application/octet-stream", None)
        .await
        .unwrap();
    let got = bench.edge(&format!("/{key}")).await;
    assert_eq!(header(&got, "content-type"), GLB);
    assert!(header(&got, "cache-control").contains("immutable"));

    let listing = person.create("A-2", "Chair").await;
    let page = format!("objects/{}.exe", ContentHash::of(b"model"));
    let path = format!("/v1/listings/{}/upload-grants", listing.id);
    let asked = serde_json::json!({ "keys": [page] });
    let asked = person.post(&path, &asked);
    assert_eq!(
        problem(asked.await).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn what_is_stored_wrongly_is_not_served_not_recorded_and_replaced() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let listing = person.create("A-1", "Chair").await;
    let root = bench.s3();
    for (content, kind, encoding) in [
        (&b"one model"[..], "text/html", None),
        (&b"another"[..], GLB, Some("gzip")),
    ] {
        let key = object_key(&ContentHash::of(content), "glb");
        let client = granted(&person, "A-1", &key).await;
        let manifest = bench.manifest(&listing, content).await;
        // As an older platform let it be stored.
        let delete = root.delete_object().bucket("plinth").key(&key);
        delete.send().await.unwrap();
        put(&root, &key, content, kind, encoding).await.unwrap();
        let served = bench.edge(&format!("/{key}")).await;
        assert_eq!(served.status(), StatusCode::NOT_FOUND);

        let path = format!("/v1/listings/{}/releases", listing.id);
        let new = NewRelease { manifest };
        let (status, detail) = problem(person.post(&path, &new).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(detail.contains("was stored"), "{detail}");

        // A publication looks first, and sends what isn't there.
        let seen = client.head_object().bucket("plinth").key(&key).send();
        assert!(seen.await.unwrap_err().into_service_error().is_not_found());
        put(&client, &key, content, GLB, None).await.unwrap();
        assert!(person.post(&path, &new).await.status().is_success());
        let served = bench.edge(&format!("/{key}")).await;
        assert_eq!(header(&served, "content-type"), GLB);
        // From now on it stays.
        let again = put(&client, &key, content, GLB, None).await;
        assert_eq!(again, Err("PreconditionFailed".into()));
    }
}

#[tokio::test]
async fn parts_that_come_to_something_else_than_their_key_are_replaced() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let key = object_key(&ContentHash::of(b"model"), "glb");
    let client = granted(&person, "A-1", &key).await;
    let upload = client.create_multipart_upload().bucket("plinth").key(&key);
    let upload = upload.content_type(GLB).send().await.unwrap();
    let id = upload.upload_id().unwrap();
    let part = client
        .upload_part()
        .bucket("plinth")
        .key(&key)
        .upload_id(id);
    let sent = part
        .part_number(1)
        .body(ByteStream::from_static(b"other"))
        .send()
        .await
        .unwrap();
    let parts = CompletedMultipartUpload::builder().parts(
        CompletedPart::builder()
            .part_number(1)
            .e_tag(sent.e_tag().unwrap())
            .build(),
    );
    client
        .complete_multipart_upload()
        .bucket("plinth")
        .key(&key)
        .upload_id(id)
        .multipart_upload(parts.build())
        .send()
        .await
        .unwrap();
    let served = bench.edge(&format!("/{key}")).await;
    assert_eq!(served.status(), StatusCode::NOT_FOUND);
    let seen = client.head_object().bucket("plinth").key(&key).send().await;
    assert!(seen.unwrap_err().into_service_error().is_not_found());
    put(&client, &key, b"model", GLB, None).await.unwrap();
    let served = bench.edge(&format!("/{key}")).await;
    assert_eq!(served.text().await.unwrap(), "model");
}

#[tokio::test]
async fn whatever_is_uploaded_never_runs_at_the_shops_address() {
    let bench = Bench::new().await;
    let page = bench
        .upload(
            Role::Proof,
            "html",
            "text/html",
            b"<script>alert(1)</script>",
        )
        .await;
    let got = bench.edge(&page.path()).await;
    let policy = header(&got, "content-security-policy").to_owned();
    assert!(policy.contains("sandbox"), "{policy}");
    assert_eq!(header(&got, "x-content-type-options"), "nosniff");
}
