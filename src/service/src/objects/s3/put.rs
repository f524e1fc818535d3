//! PutObject, DeleteObject, DeleteObjects.

use futures::stream::{self, StreamExt};
use s3s::dto::*;
use s3s::{S3Request, S3Response, S3Result, s3_error};

use super::convert::{
    algorithm, allowed_headers, announced, checksum_fields, claims, etag, is_granted, metadata,
    set_checksum, signed, write_conditions,
};
use crate::objects::digest::Algorithm;
use crate::objects::index::ObjectHeaders;
use crate::objects::put::NewObject;
use crate::objects::{DiskStore, ObjectError};

pub(super) async fn put_object(
    store: &DiskStore,
    request: S3Request<PutObjectInput>,
) -> S3Result<S3Response<PutObjectOutput>> {
    let sums = checksum_fields!(request.input);
    let announced = announced(&request, request.input.checksum_algorithm.as_ref(), &sums)?;
    let conditions = write_conditions(
        &request,
        request.input.if_none_match.as_ref(),
        request.input.if_match.as_ref(),
    )?;
    let granted = is_granted(&request);
    let trailers = request.trailing_headers;
    let input = request.input;
    if input.write_offset_bytes.is_some() {
        return Err(s3_error!(NotImplemented, "objects can't be appended to"));
    }
    let given = ObjectHeaders {
        content_type: input.content_type,
        cache_control: input.cache_control,
        content_disposition: input.content_disposition,
        content_encoding: input.content_encoding,
        content_language: input.content_language,
        storage_class: input.storage_class.map(|class| class.as_str().to_owned()),
        metadata: metadata(input.metadata),
    };
    let new = NewObject {
        headers: allowed_headers(granted, &input.key, given)?,
        key: input.key,
        conditions,
        algorithm: announced.first().copied().unwrap_or(Algorithm::Crc64Nvme),
    };
    let md5 = input.content_md5;
    let body = body(input.body);
    let info = store
        .put(new, body, || Ok(claims(md5, sums, trailers.as_ref())))
        .await?;
    let mut output = PutObjectOutput {
        e_tag: Some(etag(&info.etag)),
        checksum_type: Some(ChecksumType::from_static(ChecksumType::FULL_OBJECT)),
        size: Some(signed(info.size)),
        ..Default::default()
    };
    set_checksum!(output, info.checksum.algorithm, Some(info.checksum.text));
    Ok(S3Response::new(output))
}

/// A body, empty where the request has none.
pub(super) fn body(
    body: Option<StreamingBlob>,
) -> impl futures::Stream<Item = Result<bytes::Bytes, s3s::StdError>> + Unpin {
    body.map_or_else(|| stream::empty().left_stream(), StreamExt::right_stream)
}

pub(super) async fn delete_object(
    store: &DiskStore,
    request: S3Request<DeleteObjectInput>,
) -> S3Result<S3Response<DeleteObjectOutput>> {
    if request.input.if_match.is_some() {
        return Err(s3_error!(NotImplemented, "a deletion has no conditions"));
    }
    store.delete(&request.input.key).await?;
    Ok(S3Response::new(DeleteObjectOutput::default()))
}

pub(super) async fn delete_objects(
    store: &DiskStore,
    request: S3Request<DeleteObjectsInput>,
) -> S3Result<S3Response<DeleteObjectsOutput>> {
    algorithm(request.input.checksum_algorithm.as_ref())?;
    let delete = request.input.delete;
    let quiet = delete.quiet.unwrap_or(false);
    let mut deleted = Vec::new();
    for object in delete.objects {
        store
            .delete(&object.key)
            .await
            .map_err(|error: ObjectError| s3s::S3Error::from(error))?;
        if !quiet {
            deleted.push(DeletedObject {
                key: Some(object.key),
                ..Default::default()
            });
        }
    }
    Ok(S3Response::new(DeleteObjectsOutput {
        deleted: Some(deleted),
        ..Default::default()
    }))
}
