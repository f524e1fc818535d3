//! Multipart uploads, called by the AWS SDK.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, ChecksumMode, ChecksumType, CompletedMultipartUpload, CompletedPart,
};

use super::Bench;

const PART: usize = 5 << 20;

/// A part's content: bytes that differ by place and by part.
fn content(seed: usize, length: usize) -> Vec<u8> {
    (0..length)
        .map(|place| ((place * 31 + seed * 7) % 251) as u8)
        .collect()
}

async fn begin(client: &Client, key: &str) -> String {
    let upload = client
        .create_multipart_upload()
        .bucket("plinth")
        .key(key)
        .content_type("model/gltf-binary")
        .checksum_algorithm(ChecksumAlgorithm::Crc64Nvme)
        .checksum_type(ChecksumType::FullObject)
        .send()
        .await
        .unwrap();
    upload.upload_id().unwrap().to_owned()
}

/// Sends one part and says what completion says of it.
async fn send(client: &Client, key: &str, id: &str, number: i32, part: Vec<u8>) -> CompletedPart {
    let sent = client
        .upload_part()
        .bucket("plinth")
        .key(key)
        .upload_id(id)
        .part_number(number)
        .checksum_algorithm(ChecksumAlgorithm::Crc64Nvme)
        .body(ByteStream::from(part))
        .send()
        .await
        .unwrap();
    CompletedPart::builder()
        .part_number(number)
        .e_tag(sent.e_tag().unwrap())
        .set_checksum_crc64_nvme(sent.checksum_crc64_nvme().map(str::to_owned))
        .build()
}

async fn complete(
    client: &Client,
    key: &str,
    id: &str,
    parts: Vec<CompletedPart>,
    sum: Option<&str>,
) -> Result<String, String> {
    let upload = CompletedMultipartUpload::builder()
        .set_parts(Some(parts))
        .build();
    let request = client
        .complete_multipart_upload()
        .bucket("plinth")
        .key(key)
        .upload_id(id)
        .multipart_upload(upload)
        .set_checksum_crc64_nvme(sum.map(str::to_owned));
    match request.send().await {
        Ok(output) => Ok(output.e_tag().unwrap().to_owned()),
        Err(error) => Err(error.into_service_error().code().unwrap_or("?").to_owned()),
    }
}

/// Sends all parts of an upload and completes it.
pub(super) async fn upload_and_complete(
    client: &Client,
    key: &str,
    id: &str,
    parts: &[Vec<u8>],
) -> Result<String, String> {
    let mut sent = Vec::new();
    for (number, part) in (1..).zip(parts) {
        sent.push(send(client, key, id, number, part.clone()).await);
    }
    complete(client, key, id, sent, None).await
}

async fn get(client: &Client, key: &str) -> Vec<u8> {
    let output = client
        .get_object()
        .bucket("plinth")
        .key(key)
        .checksum_mode(ChecksumMode::Enabled)
        .send()
        .await
        .unwrap();
    output.body.collect().await.unwrap().to_vec()
}

fn crc64(content: &[u8]) -> String {
    use base64::Engine;
    let sum = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc64Nvme, content);
    base64::engine::general_purpose::STANDARD.encode(sum.to_be_bytes())
}

#[tokio::test]
async fn parts_in_any_order_become_one_object_with_the_checksum_of_the_whole() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let id = begin(&client, "big.glb").await;
    let (a, b, c) = (content(1, PART), content(2, PART), content(3, 1000));
    let third = send(&client, "big.glb", &id, 3, c.clone()).await;
    let first = send(&client, "big.glb", &id, 1, a.clone()).await;
    send(&client, "big.glb", &id, 2, content(9, PART)).await;
    let second = send(&client, "big.glb", &id, 2, b.clone()).await;
    let whole = [a, b, c].concat();
    let parts = vec![first, second, third];
    let wrong = complete(
        &client,
        "big.glb",
        &id,
        parts.clone(),
        Some(&crc64(b"else")),
    )
    .await;
    assert_eq!(wrong, Err("BadDigest".into()));
    let etag = complete(&client, "big.glb", &id, parts, Some(&crc64(&whole)))
        .await
        .unwrap();
    assert!(etag.ends_with("-3\""), "{etag}");
    assert!(get(&client, "big.glb").await == whole);
    let head = client
        .head_object()
        .bucket("plinth")
        .key("big.glb")
        .checksum_mode(ChecksumMode::Enabled)
        .send()
        .await
        .unwrap();
    assert_eq!(head.checksum_crc64_nvme(), Some(crc64(&whole).as_str()));
    assert_eq!(head.checksum_type(), Some(&ChecksumType::FullObject));
    assert_eq!(head.content_type(), Some("model/gltf-binary"));
    // A range across the border of two parts.
    let range = client
        .get_object()
        .bucket("plinth")
        .key("big.glb")
        .range(format!("bytes={}-{}", PART - 2, PART + 1))
        .send()
        .await
        .unwrap();
    let range = range.body.collect().await.unwrap().to_vec();
    assert_eq!(range, whole[PART - 2..PART + 2]);
    let part = client
        .get_object()
        .bucket("plinth")
        .key("big.glb")
        .part_number(3)
        .send()
        .await
        .unwrap();
    assert_eq!(part.parts_count(), Some(3));
    assert_eq!(
        part.body.collect().await.unwrap().to_vec(),
        whole[2 * PART..]
    );
    let gone = complete(&client, "big.glb", &id, vec![], None).await;
    assert_eq!(gone, Err("NoSuchUpload".into()));
}

#[tokio::test]
async fn completion_checks_parts_order_etags_and_sizes() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let id = begin(&client, "k").await;
    let one = send(&client, "k", &id, 1, content(1, 1000)).await;
    let two = send(&client, "k", &id, 2, content(2, 1000)).await;
    let outcome = async |parts: Vec<CompletedPart>| {
        complete(&client, "k", &id, parts, None).await.unwrap_err()
    };
    assert_eq!(
        outcome(vec![two.clone(), one.clone()]).await,
        "InvalidPartOrder"
    );
    assert_eq!(
        outcome(vec![one.clone(), one.clone()]).await,
        "InvalidPartOrder"
    );
    assert_eq!(
        outcome(vec![one.clone(), two.clone()]).await,
        "EntityTooSmall"
    );
    let other_etag = CompletedPart::builder()
        .part_number(1)
        .e_tag(two.e_tag().unwrap())
        .build();
    assert_eq!(outcome(vec![other_etag]).await, "InvalidPart");
    let absent = CompletedPart::builder()
        .part_number(7)
        .e_tag(one.e_tag().unwrap())
        .build();
    assert_eq!(outcome(vec![absent]).await, "InvalidPart");
    let other_key = complete(&client, "other", &id, vec![one.clone()], None).await;
    assert_eq!(other_key, Err("NoSuchUpload".into()));
    // After all that refused, the upload is still whole.
    complete(&client, "k", &id, vec![two], None).await.unwrap();
    assert_eq!(get(&client, "k").await, content(2, 1000));
}

#[tokio::test]
async fn a_part_with_a_wrong_checksum_is_not_kept() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let id = begin(&client, "k").await;
    let bad = client
        .upload_part()
        .bucket("plinth")
        .key("k")
        .upload_id(&id)
        .part_number(1)
        .checksum_crc64_nvme(crc64(b"hello"))
        .body(ByteStream::from_static(b"hellp"))
        .send()
        .await;
    assert_eq!(
        bad.unwrap_err().into_service_error().code(),
        Some("BadDigest")
    );
    let parts = client
        .list_parts()
        .bucket("plinth")
        .key("k")
        .upload_id(&id)
        .send()
        .await
        .unwrap();
    assert!(parts.parts().is_empty());
}

#[tokio::test]
async fn composite_checksums_are_those_of_s3() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let upload = client
        .create_multipart_upload()
        .bucket("plinth")
        .key("k")
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .send()
        .await
        .unwrap();
    let id = upload.upload_id().unwrap();
    let sent = client
        .upload_part()
        .bucket("plinth")
        .key("k")
        .upload_id(id)
        .part_number(1)
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .body(ByteStream::from_static(b"hello"))
        .send()
        .await
        .unwrap();
    let part = CompletedPart::builder()
        .part_number(1)
        .e_tag(sent.e_tag().unwrap())
        .set_checksum_sha256(sent.checksum_sha256().map(str::to_owned))
        .build();
    let done = client
        .complete_multipart_upload()
        .bucket("plinth")
        .key("k")
        .upload_id(id)
        .multipart_upload(CompletedMultipartUpload::builder().parts(part).build())
        .send()
        .await
        .unwrap();
    // Python: b64encode(sha256(sha256(b"hello").digest()).digest()) + "-1"
    assert_eq!(
        done.checksum_sha256(),
        Some("lZXJ35AHUUjrBoYDZd8zWEt1v/eCpRDGzUiDpBmDPVA=-1")
    );
    assert_eq!(done.checksum_type(), Some(&ChecksumType::Composite));
}

#[tokio::test]
async fn parts_and_uploads_are_listed_in_order_and_pages() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let id = begin(&client, "k").await;
    for number in [3, 1, 10, 2] {
        send(&client, "k", &id, number, content(1, 10)).await;
    }
    let mut numbers = Vec::new();
    let mut marker = None;
    for _ in 0..2 {
        let page = client
            .list_parts()
            .bucket("plinth")
            .key("k")
            .upload_id(&id)
            .max_parts(2)
            .set_part_number_marker(marker)
            .send()
            .await
            .unwrap();
        numbers.extend(page.parts().iter().map(|part| part.part_number().unwrap()));
        assert_eq!(page.is_truncated(), Some(numbers.len() < 4));
        marker = page.next_part_number_marker().map(str::to_owned);
    }
    assert_eq!(numbers, [1, 2, 3, 10]);

    let second = begin(&client, "k").await;
    let other = begin(&client, "a").await;
    let mut seen = Vec::new();
    let (mut key, mut upload) = (None, None);
    for _ in 0..3 {
        let page = client
            .list_multipart_uploads()
            .bucket("plinth")
            .max_uploads(1)
            .set_key_marker(key)
            .set_upload_id_marker(upload)
            .send()
            .await
            .unwrap();
        seen.extend(
            page.uploads()
                .iter()
                .map(|u| u.upload_id().unwrap().to_owned()),
        );
        key = page.next_key_marker().map(str::to_owned);
        upload = page.next_upload_id_marker().map(str::to_owned);
    }
    assert_eq!(seen, [other.clone(), id.clone(), second]);
    client
        .abort_multipart_upload()
        .bucket("plinth")
        .key("a")
        .upload_id(&other)
        .send()
        .await
        .unwrap();
    let left = client
        .list_multipart_uploads()
        .bucket("plinth")
        .prefix("a")
        .send()
        .await
        .unwrap();
    assert!(left.uploads().is_empty());
}

#[tokio::test]
async fn what_was_left_behind_goes_after_a_week_without_a_part() {
    let bench = Bench::new().await;
    let client = bench.s3();
    let left = begin(&client, "left.glb").await;
    send(&client, "left.glb", &left, 1, content(0, 100)).await;
    let slow = begin(&client, "slow.glb").await;
    let store = bench.running.objects();
    let expire = async || {
        let before = bench.now() - crate::housekeeping::UPLOADS_KEPT;
        store.expire_uploads(before).await.unwrap()
    };
    bench.wait(6 * 24 * 3600);
    assert_eq!(expire().await, 0);
    // One that moves stays, however long ago it was begun.
    let part = send(&client, "slow.glb", &slow, 1, content(1, 100)).await;
    bench.wait(2 * 24 * 3600);
    assert_eq!(expire().await, 1);
    let gone = client
        .list_parts()
        .bucket("plinth")
        .key("left.glb")
        .upload_id(&left)
        .send()
        .await;
    let gone = gone.unwrap_err().into_service_error();
    assert_eq!(gone.code(), Some("NoSuchUpload"));
    complete(&client, "slow.glb", &slow, vec![part], None)
        .await
        .unwrap();
    assert_eq!(get(&client, "slow.glb").await, content(1, 100));
}
