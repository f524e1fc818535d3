//! Multipart uploads.

use s3s::dto::*;
use s3s::{S3Request, S3Response, S3Result, s3_error};

use super::convert::{
    algorithm, allowed_headers, announced, checksum_fields, claims, composition, etag, is_granted,
    metadata, page_size, set_checksum, signed, timestamp, write_conditions,
};
use super::list::encode;
use super::put::body;
use crate::config::BUCKET;
use crate::objects::DiskStore;
use crate::objects::digest::Algorithm;
use crate::objects::index::ObjectHeaders;
use crate::objects::uploads::{ClaimedPart, Completion};

pub(super) async fn create(
    store: &DiskStore,
    request: S3Request<CreateMultipartUploadInput>,
) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
    let granted = is_granted(&request);
    let input = request.input;
    let given = ObjectHeaders {
        content_type: input.content_type,
        cache_control: input.cache_control,
        content_disposition: input.content_disposition,
        content_encoding: input.content_encoding,
        content_language: input.content_language,
        storage_class: input.storage_class.map(|class| class.as_str().to_owned()),
        metadata: metadata(input.metadata),
    };
    let upload = store
        .begin_upload(
            &input.key,
            allowed_headers(granted, &input.key, given)?,
            algorithm(input.checksum_algorithm.as_ref())?,
            composition(input.checksum_type.as_ref())?,
        )
        .await?;
    Ok(S3Response::new(CreateMultipartUploadOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(upload.id),
        checksum_algorithm: Some(ChecksumAlgorithm::from_static(upload.algorithm.word())),
        checksum_type: Some(ChecksumType::from_static(upload.composition.word())),
        ..Default::default()
    }))
}

pub(super) async fn upload_part(
    store: &DiskStore,
    request: S3Request<UploadPartInput>,
) -> S3Result<S3Response<UploadPartOutput>> {
    let sums = checksum_fields!(request.input);
    let wanted = announced(&request, request.input.checksum_algorithm.as_ref(), &sums)?;
    let trailers = request.trailing_headers;
    let input = request.input;
    let upload = store.upload(&input.upload_id, &input.key).await?;
    let md5 = input.content_md5;
    let part = store
        .put_part(
            &upload,
            input.part_number,
            body(input.body),
            &wanted,
            || Ok(claims(md5, sums, trailers.as_ref())),
        )
        .await?;
    let mut output = UploadPartOutput {
        e_tag: Some(etag(&part.digests.etag())),
        ..Default::default()
    };
    let algorithm = wanted.first().copied().unwrap_or(upload.algorithm);
    set_checksum!(output, algorithm, part.digests.text(algorithm));
    Ok(S3Response::new(output))
}

pub(super) async fn list(
    store: &DiskStore,
    request: S3Request<ListPartsInput>,
) -> S3Result<S3Response<ListPartsOutput>> {
    let input = request.input;
    let upload = store.upload(&input.upload_id, &input.key).await?;
    let marker = input.part_number_marker.unwrap_or(0);
    let limit = page_size(input.max_parts)?;
    // One more than asked says whether there is more.
    let mut parts = store.parts(&upload, marker, limit + 1).await?;
    let more = parts.len() > limit as usize;
    parts.truncate(limit as usize);
    let last = parts.last().map_or(marker, |part| part.number);
    let listed = parts
        .into_iter()
        .map(|part| {
            let mut listed = Part {
                part_number: Some(part.number),
                size: Some(signed(part.size)),
                e_tag: Some(etag(&part.digests.etag())),
                last_modified: Some(timestamp(part.modified)),
                ..Default::default()
            };
            set_checksum!(
                listed,
                upload.algorithm,
                part.digests.text(upload.algorithm)
            );
            listed
        })
        .collect();
    Ok(S3Response::new(ListPartsOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(upload.id),
        checksum_algorithm: Some(ChecksumAlgorithm::from_static(upload.algorithm.word())),
        checksum_type: Some(ChecksumType::from_static(upload.composition.word())),
        max_parts: Some(i32::try_from(limit).unwrap_or(i32::MAX)),
        part_number_marker: Some(marker),
        next_part_number_marker: Some(last),
        is_truncated: Some(more),
        storage_class: upload.headers.storage_class.map(StorageClass::from),
        parts: Some(listed),
        ..Default::default()
    }))
}

pub(super) async fn list_uploads(
    store: &DiskStore,
    request: S3Request<ListMultipartUploadsInput>,
) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
    let input = request.input;
    if input
        .delimiter
        .as_deref()
        .is_some_and(|text| !text.is_empty())
    {
        return Err(s3_error!(NotImplemented, "uploads aren't folded"));
    }
    let limit = page_size(input.max_uploads)?;
    let key_marker = input.key_marker.clone().unwrap_or_default();
    // Without an id, the marker stands behind all uploads of its key: no id begins with '~'.
    let id_marker = match &input.upload_id_marker {
        Some(id) if !id.is_empty() => id.clone(),
        _ if key_marker.is_empty() => String::new(),
        _ => "~".into(),
    };
    let prefix = input.prefix.clone().unwrap_or_default();
    let mut uploads = store
        .uploads(&prefix, (&key_marker, &id_marker), limit + 1)
        .await?;
    let more = uploads.len() > limit as usize;
    uploads.truncate(limit as usize);
    let encoding = input.encoding_type.clone();
    let last = uploads
        .last()
        .filter(|_| more)
        .map(|upload| (upload.key.clone(), upload.id.clone()));
    let (next_key_marker, next_upload_id_marker) = last.unzip();
    let listed = uploads
        .into_iter()
        .map(|upload| MultipartUpload {
            key: Some(encode(upload.key, encoding.as_ref())),
            upload_id: Some(upload.id),
            initiated: Some(timestamp(upload.initiated)),
            checksum_algorithm: Some(ChecksumAlgorithm::from_static(upload.algorithm.word())),
            checksum_type: Some(ChecksumType::from_static(upload.composition.word())),
            storage_class: upload.headers.storage_class.map(StorageClass::from),
            ..Default::default()
        })
        .collect();
    Ok(S3Response::new(ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        prefix: input.prefix,
        key_marker: input.key_marker,
        upload_id_marker: input.upload_id_marker,
        next_key_marker,
        next_upload_id_marker,
        max_uploads: Some(i32::try_from(limit).unwrap_or(i32::MAX)),
        is_truncated: Some(more),
        encoding_type: input.encoding_type,
        uploads: Some(listed),
        ..Default::default()
    }))
}

pub(super) async fn complete(
    store: &DiskStore,
    request: S3Request<CompleteMultipartUploadInput>,
) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
    let conditions = write_conditions(
        &request,
        request.input.if_none_match.as_ref(),
        request.input.if_match.as_ref(),
    )?;
    let sums = checksum_fields!(request.input);
    let input = request.input;
    let claimed = input.multipart_upload.and_then(|upload| upload.parts);
    let mut parts = Vec::new();
    for part in claimed.unwrap_or_default() {
        let sums = checksum_fields!(part);
        let (Some(number), Some(etag)) = (part.part_number, part.e_tag) else {
            return Err(s3_error!(MalformedXML, "a part has a number and an ETag"));
        };
        parts.push(ClaimedPart {
            number,
            etag: etag.into_value(),
            sums,
        });
    }
    let completion = Completion {
        upload: input.upload_id,
        key: input.key.clone(),
        parts,
        sums,
        size: input
            .mpu_object_size
            .and_then(|size| u64::try_from(size).ok()),
        conditions,
    };
    let info = store.complete_upload(&completion).await?;
    let mut output = CompleteMultipartUploadOutput {
        bucket: Some(input.bucket),
        location: Some(format!("/{BUCKET}/{}", input.key)),
        key: Some(input.key),
        e_tag: Some(etag(&info.etag)),
        checksum_type: Some(ChecksumType::from_static(info.checksum.composition.word())),
        ..Default::default()
    };
    set_checksum!(output, info.checksum.algorithm, Some(info.checksum.text));
    Ok(S3Response::new(output))
}

pub(super) async fn abort(
    store: &DiskStore,
    request: S3Request<AbortMultipartUploadInput>,
) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
    let input = request.input;
    store.abort_upload(&input.upload_id, &input.key).await?;
    Ok(S3Response::new(AbortMultipartUploadOutput::default()))
}
