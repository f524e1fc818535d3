//! The S3 API, called by the AWS SDK: objects in one piece, lists, rights.

use std::time::Duration;

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode, StorageClass};
use base::ContentHash;
use listing::object_key;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Bench, s3_client};

async fn put(client: &aws_sdk_s3::Client, key: &str, content: &'static [u8]) -> Result<(), String> {
    client
        .put_object()
        .bucket("plinth")
        .key(key)
        .body(ByteStream::from_static(content))
        .send()
        .await
        .map(|_| ())
        .map_err(|error| error.into_service_error().code().unwrap_or("?").to_owned())
}

async fn get(client: &aws_sdk_s3::Client, key: &str) -> Result<Vec<u8>, String> {
    match client.get_object().bucket("plinth").key(key).send().await {
        Ok(output) => Ok(output.body.collect().await.unwrap().to_vec()),
        Err(error) => Err(error.into_service_error().code().unwrap_or("?").to_owned()),
    }
}

#[tokio::test]
async fn an_object_comes_back_with_all_that_was_said_of_it() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let put = client
        .put_object()
        .bucket("plinth")
        .key("a/b.glb")
        .body(ByteStream::from_static(b"hello world"))
        .content_type("model/gltf-binary")
        .cache_control("public, max-age=31536000, immutable")
        .storage_class(StorageClass::IntelligentTiering)
        .metadata("who", "me")
        .send()
        .await
        .unwrap();
    assert_eq!(put.e_tag(), Some("\"5eb63bbbe01eeed093cb22bb8f5acdc3\""));
    let head = client
        .head_object()
        .bucket("plinth")
        .key("a/b.glb")
        .checksum_mode(ChecksumMode::Enabled)
        .send()
        .await
        .unwrap();
    assert_eq!(head.content_length(), Some(11));
    assert_eq!(head.content_type(), Some("model/gltf-binary"));
    assert_eq!(
        head.storage_class(),
        Some(&StorageClass::IntelligentTiering)
    );
    assert_eq!(head.metadata().unwrap()["who"], "me");
    assert_eq!(head.checksum_crc32(), Some("DUoRhQ=="));
    let range = client
        .get_object()
        .bucket("plinth")
        .key("a/b.glb")
        .range("bytes=6-")
        .send()
        .await
        .unwrap();
    assert_eq!(range.content_range(), Some("bytes 6-10/11"));
    assert_eq!(range.body.collect().await.unwrap().to_vec(), b"world");
    let unchanged = client
        .get_object()
        .bucket("plinth")
        .key("a/b.glb")
        .if_none_match(put.e_tag().unwrap())
        .send()
        .await
        .unwrap_err();
    assert_eq!(unchanged.raw_response().unwrap().status().as_u16(), 304);
    let other = client
        .get_object()
        .bucket("plinth")
        .key("a/b.glb")
        .if_match("\"other\"")
        .send()
        .await
        .unwrap_err();
    assert_eq!(other.raw_response().unwrap().status().as_u16(), 412);
    let beyond = client
        .get_object()
        .bucket("plinth")
        .key("a/b.glb")
        .range("bytes=11-")
        .send()
        .await
        .unwrap_err();
    assert_eq!(beyond.raw_response().unwrap().status().as_u16(), 416);
    let elsewhere = client.get_object().bucket("other").key("a").send().await;
    assert_eq!(
        elsewhere.unwrap_err().into_service_error().code(),
        Some("NoSuchBucket")
    );
}

#[tokio::test]
async fn every_checksum_is_verified_before_anything_is_visible() {
    let bench = Bench::new().await;
    let client = bench.s3();
    // The right ones for "hello world", as S3 writes them.
    let right = [
        (ChecksumAlgorithm::Crc32, "DUoRhQ=="),
        (ChecksumAlgorithm::Crc32C, "yZRlqg=="),
        (ChecksumAlgorithm::Crc64Nvme, "jSnVw/bqjr4="),
        (ChecksumAlgorithm::Sha1, "Kq5sNclPz7QV2+lfQIuc6R7oRu0="),
        (
            ChecksumAlgorithm::Sha256,
            "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
        ),
    ];
    for (algorithm, sum) in right {
        for (content, good) in [(&b"hello world"[..], true), (&b"hello worle"[..], false)] {
            let key = format!("{}-{good}", algorithm.as_str());
            let mut request = client
                .put_object()
                .bucket("plinth")
                .key(&key)
                .body(ByteStream::from_static(content));
            request = match algorithm {
                ChecksumAlgorithm::Crc32 => request.checksum_crc32(sum),
                ChecksumAlgorithm::Crc32C => request.checksum_crc32_c(sum),
                ChecksumAlgorithm::Crc64Nvme => request.checksum_crc64_nvme(sum),
                ChecksumAlgorithm::Sha1 => request.checksum_sha1(sum),
                _ => request.checksum_sha256(sum),
            };
            let answer = request.send().await;
            if good {
                answer.unwrap();
            } else {
                let error = answer.unwrap_err().into_service_error();
                assert_eq!(error.code(), Some("BadDigest"), "{key}");
                assert_eq!(get(&client, &key).await, Err("NoSuchKey".into()), "{key}");
            }
        }
    }
    let md5 = client
        .put_object()
        .bucket("plinth")
        .key("md5")
        .content_md5("XrY7u+Ae7tCTyyK7j1rNww==")
        .body(ByteStream::from_static(b"hello worle"))
        .send()
        .await;
    assert_eq!(
        md5.unwrap_err().into_service_error().code(),
        Some("BadDigest")
    );
    let blobs = walk(&bench.folder.path().join("objects/blobs"));
    assert_eq!(blobs, 5, "what was refused left no file");
}

/// How many files are below a folder.
pub(super) fn walk(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

#[tokio::test]
async fn conditions_of_writes_hold() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let put_if = |none: Option<&str>, matching: Option<&str>, content: &'static [u8]| {
        client
            .put_object()
            .bucket("plinth")
            .key("k")
            .set_if_none_match(none.map(str::to_owned))
            .set_if_match(matching.map(str::to_owned))
            .body(ByteStream::from_static(content))
            .send()
    };
    let status = |error: aws_sdk_s3::error::SdkError<_, _>| {
        let response: &aws_sdk_s3::config::http::HttpResponse = error.raw_response().unwrap();
        response.status().as_u16()
    };
    let first = put_if(Some("*"), None, b"one").await.unwrap();
    assert_eq!(
        status(put_if(Some("*"), None, b"two").await.unwrap_err()),
        412
    );
    assert_eq!(get(&client, "k").await.unwrap(), b"one");
    let etag = first.e_tag().unwrap();
    put_if(None, Some(etag), b"two").await.unwrap();
    assert_eq!(
        status(put_if(None, Some(etag), b"three").await.unwrap_err()),
        412
    );
    assert_eq!(get(&client, "k").await.unwrap(), b"two");
}

#[tokio::test]
async fn hostile_keys_are_only_names() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let long = "x".repeat(1000);
    let keys = [
        "../../escape",
        "/leading",
        "n",
        "n/b",
        "n/b/",
        "..",
        "a//b",
        "ünïcode 椅子",
        "with space & <xml> \"quotes\" %2e",
        "CON.txt",
        long.as_str(),
    ];
    for key in keys {
        put(&client, key, b"content").await.unwrap();
    }
    for key in keys {
        assert_eq!(get(&client, key).await.unwrap(), b"content", "{key}");
    }
    let listed = client
        .list_objects_v2()
        .bucket("plinth")
        .send()
        .await
        .unwrap();
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    let listed: Vec<&str> = listed.contents().iter().map(|o| o.key().unwrap()).collect();
    assert_eq!(listed, sorted);
    assert!(!bench.folder.path().join("../escape").exists());
    client
        .delete_object()
        .bucket("plinth")
        .key("n")
        .send()
        .await
        .unwrap();
    assert_eq!(get(&client, "n").await, Err("NoSuchKey".into()));
    assert_eq!(get(&client, "n/b").await.unwrap(), b"content");
}

#[tokio::test]
async fn lists_are_sorted_paged_and_folded() {
    let bench = Bench::new().await;
    let client = bench.s3();
    for key in ["a", "d/1", "d/2", "d/e/3", "f", "g/1", "h"] {
        put(&client, key, b"").await.unwrap();
    }
    let mut seen = Vec::new();
    let mut token = None;
    for _ in 0..3 {
        let page = client
            .list_objects_v2()
            .bucket("plinth")
            .delimiter("/")
            .max_keys(2)
            .set_continuation_token(token)
            .send()
            .await
            .unwrap();
        let prefixes = page.common_prefixes().iter().map(|p| p.prefix().unwrap());
        let keys = page.contents().iter().map(|object| object.key().unwrap());
        let mut both: Vec<String> = prefixes.chain(keys).map(str::to_owned).collect();
        both.sort_unstable();
        seen.extend(both);
        token = page.next_continuation_token().map(str::to_owned);
        assert_eq!(page.is_truncated(), Some(token.is_some()));
    }
    assert_eq!(token, None);
    assert_eq!(seen, ["a", "d/", "f", "g/", "h"]);
    let below = client
        .list_objects_v2()
        .bucket("plinth")
        .prefix("d/")
        .start_after("d/1")
        .send()
        .await
        .unwrap();
    let below: Vec<&str> = below.contents().iter().map(|o| o.key().unwrap()).collect();
    assert_eq!(below, ["d/2", "d/e/3"]);
}

#[tokio::test]
async fn a_grant_writes_its_keys_alone_until_it_expires() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let listing = person.create("A-1", "Chair").await;
    let key = object_key(&ContentHash::of(b"content"), "glb");
    let grant = person.grant(&listing, std::slice::from_ref(&key)).await;
    let client = s3_client(
        grant.endpoint.as_deref().unwrap(),
        &grant.access_key,
        &grant.secret_key,
        Some(&grant.session_token),
    );
    put(&client, &key, b"content").await.unwrap();
    assert_eq!(get(&client, &key).await.unwrap(), b"content");
    // Content named by its hash never changes under a grant, not even to itself.
    assert_eq!(
        put(&client, &key, b"content").await,
        Err("PreconditionFailed".into())
    );
    let other = object_key(&ContentHash::of(b"other"), "glb");
    assert_eq!(
        put(&client, &other, b"other").await,
        Err("AccessDenied".into())
    );
    assert_eq!(
        put(&client, "listings/x/manifest.json", b"{}").await,
        Err("AccessDenied".into())
    );
    let list = client.list_objects_v2().bucket("plinth").send().await;
    assert_eq!(
        list.unwrap_err().into_service_error().code(),
        Some("AccessDenied")
    );
    let without_token = s3_client(
        grant.endpoint.as_deref().unwrap(),
        &grant.access_key,
        &grant.secret_key,
        None,
    );
    assert_eq!(get(&without_token, &key).await, Err("InvalidToken".into()));
    let wrong = s3_client(
        bench.running.s3_endpoint(),
        &grant.access_key,
        "wrong",
        Some(&grant.session_token),
    );
    assert_eq!(get(&wrong, &key).await, Err("SignatureDoesNotMatch".into()));
    bench.wait(3601);
    assert_eq!(get(&client, &key).await, Err("ExpiredToken".into()));
}

#[tokio::test]
async fn content_that_is_not_what_its_key_promises_is_refused() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let key = object_key(&ContentHash::of(b"promised"), "glb");
    assert_eq!(put(&client, &key, b"else").await, Err("BadDigest".into()));
    assert_eq!(get(&client, &key).await, Err("NoSuchKey".into()));
}

#[tokio::test]
async fn unsigned_requests_are_denied_and_browsers_may_ask() {
    let bench = Bench::new().await;
    let url = format!("{}/plinth/a", bench.running.s3_endpoint());
    let denied = bench.http.get(&url).send().await.unwrap();
    assert_eq!(denied.status().as_u16(), 403);
    let preflight = bench
        .http
        .request(reqwest::Method::OPTIONS, &url)
        .header("origin", "https://shop.example")
        .header("access-control-request-method", "PUT")
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.status().as_u16(), 200);
    assert_eq!(
        super::header(&preflight, "access-control-allow-origin"),
        "*"
    );
}

/// Reads from `stream` until `is_enough` or its end; gives what came.
async fn hear(stream: &mut TcpStream, is_enough: impl Fn(&str) -> bool) -> String {
    const PATIENCE: Duration = Duration::from_secs(60);
    let mut heard = Vec::new();
    let listening = async {
        while !is_enough(&String::from_utf8_lossy(&heard)) {
            if stream.read_buf(&mut heard).await.unwrap() == 0 {
                break;
            }
        }
    };
    let ended = tokio::time::timeout(PATIENCE, listening).await;
    let heard = String::from_utf8_lossy(&heard).into_owned();
    assert!(ended.is_ok(), "nothing more comes after: {heard}");
    heard.to_ascii_lowercase()
}

#[tokio::test]
async fn a_refusal_of_a_body_that_was_held_back_ends_the_connection() {
    let bench = Bench::new().await;
    let place = bench.running.s3_endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(&place).await.unwrap();
    let head = format!(
        "PUT /plinth/a HTTP/1.1\r\nHost: {place}\r\nContent-Length: 500\r\n\
         Expect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The client must be told: its next request on this connection may be taken for the body.
    let heard = hear(&mut stream, |_| false).await;
    assert!(heard.starts_with("http/1.1 403 "), "{heard}");
    assert!(heard.contains("\r\nconnection: close\r\n"), "{heard}");
}

#[tokio::test]
async fn a_body_that_is_asked_for_is_taken_and_the_connection_stays() {
    let bench = Bench::new().await;
    let place = bench.running.s3_endpoint().replace("http://", "");
    let signed = bench
        .s3()
        .put_object()
        .bucket("plinth")
        .key("a")
        .presigned(PresigningConfig::expires_in(Duration::from_secs(600)).unwrap())
        .await
        .unwrap();
    let target = signed.uri().split_once(&place).unwrap().1;
    let mut head = format!(
        "PUT {target} HTTP/1.1\r\nHost: {place}\r\nContent-Length: 5\r\nExpect: 100-continue\r\n"
    );
    for (name, value) in signed.headers() {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    let mut stream = TcpStream::connect(&place).await.unwrap();
    // The same connection twice.
    for _ in 0..2 {
        stream.write_all(head.as_bytes()).await.unwrap();
        let asked = hear(&mut stream, |heard| heard.ends_with("\r\n\r\n")).await;
        assert!(asked.starts_with("http/1.1 100 "), "{asked}");
        stream.write_all(b"chair").await.unwrap();
        let taken = hear(&mut stream, |heard| heard.ends_with("\r\n\r\n")).await;
        assert!(taken.starts_with("http/1.1 200 "), "{taken}");
        assert!(!taken.contains("connection: close"), "{taken}");
    }
    assert_eq!(get(&bench.s3(), "a").await.unwrap(), b"chair");
}
