//! The S3 API: one method per operation, each told in its own file; what isn't here is answered
//! with `NotImplemented`.

mod access;
mod convert;
mod copy;
mod get;
mod list;
mod parts;
mod put;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, map_response};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use s3s::dto::*;
use s3s::service::S3ServiceBuilder;
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use tower_http::cors::{Any, CorsLayer};

use super::DiskStore;
use crate::config::{BUCKET, Clock, REGION};
use crate::keyring::Keyring;

/// The S3 API of one bucket.
struct S3Api {
    store: DiskStore,
}

/// The S3 API as a service of its own listener.
pub(crate) fn router(store: DiskStore, keyring: Keyring, clock: Clock) -> Router {
    let mut builder = S3ServiceBuilder::new(S3Api { store });
    builder.set_auth(access::Secrets(keyring.clone()));
    builder.set_access(access::Rights { keyring, clock });
    let service = builder.build();
    // Browsers may upload straight to the bucket with temporary keys, from any page.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(Any)
        .allow_headers(Any)
        .expose_headers(Any);
    let service = tower::ServiceBuilder::new()
        .layer(axum::error_handling::HandleErrorLayer::new(failed))
        .service(service);
    Router::new()
        .fallback_service(service)
        .layer(map_response(without_body_if_unchanged))
        .layer(from_fn(closed_if_refused_unread))
        .layer(cors)
}

/// An answer of 304 has no body (RFC 9110, 15.4.5); the protocol layer gives every error one.
async fn without_body_if_unchanged(response: Response) -> Response {
    if response.status() != StatusCode::NOT_MODIFIED {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

/// A refusal of a body that the client holds back (`Expect: 100-continue`) ends the connection: the
/// server can't know whether the body will come after all, and would take the next request for it
/// (RFC 9110, 10.1.1).
async fn closed_if_refused_unread(request: Request, next: Next) -> Response {
    let held_back = request.headers().contains_key(header::EXPECT);
    let mut response = next.run(request).await;
    if held_back && !response.status().is_success() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

/// The protocol layer failed outside of any operation.
async fn failed(error: s3s::HttpError) -> StatusCode {
    tracing::error!(?error, "the S3 API failed");
    StatusCode::INTERNAL_SERVER_ERROR
}

/// Refuses every bucket but the one there is.
fn check_bucket(bucket: &str) -> S3Result<()> {
    if bucket == BUCKET {
        Ok(())
    } else {
        Err(s3_error!(
            NoSuchBucket,
            "the only bucket is '{}', not '{}'",
            BUCKET,
            bucket
        ))
    }
}

#[async_trait::async_trait]
impl S3 for S3Api {
    async fn list_buckets(
        &self,
        _request: S3Request<ListBucketsInput>,
    ) -> S3Result<S3Response<ListBucketsOutput>> {
        Ok(S3Response::new(ListBucketsOutput {
            buckets: Some(vec![Bucket {
                bucket_region: Some(REGION.into()),
                creation_date: Some(time::OffsetDateTime::UNIX_EPOCH.into()),
                name: Some(BUCKET.into()),
            }]),
            ..Default::default()
        }))
    }

    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        check_bucket(&request.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput {
            bucket_region: Some(REGION.into()),
            ..Default::default()
        }))
    }

    async fn create_bucket(
        &self,
        request: S3Request<CreateBucketInput>,
    ) -> S3Result<S3Response<CreateBucketOutput>> {
        check_bucket(&request.input.bucket)?;
        Err(s3_error!(BucketAlreadyOwnedByYou))
    }

    async fn get_bucket_location(
        &self,
        request: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        check_bucket(&request.input.bucket)?;
        // us-east-1 is said by saying nothing.
        Ok(S3Response::new(GetBucketLocationOutput::default()))
    }

    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        check_bucket(&request.input.bucket)?;
        put::put_object(&self.store, request).await
    }

    async fn copy_object(
        &self,
        request: S3Request<CopyObjectInput>,
    ) -> S3Result<S3Response<CopyObjectOutput>> {
        check_bucket(&request.input.bucket)?;
        copy::copy_object(&self.store, request).await
    }

    async fn upload_part_copy(
        &self,
        request: S3Request<UploadPartCopyInput>,
    ) -> S3Result<S3Response<UploadPartCopyOutput>> {
        check_bucket(&request.input.bucket)?;
        copy::upload_part_copy(&self.store, request).await
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        check_bucket(&request.input.bucket)?;
        put::delete_object(&self.store, request).await
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        check_bucket(&request.input.bucket)?;
        put::delete_objects(&self.store, request).await
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        check_bucket(&request.input.bucket)?;
        get::get_object(&self.store, request).await
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        check_bucket(&request.input.bucket)?;
        get::head_object(&self.store, request).await
    }

    async fn list_objects(
        &self,
        request: S3Request<ListObjectsInput>,
    ) -> S3Result<S3Response<ListObjectsOutput>> {
        check_bucket(&request.input.bucket)?;
        list::list_objects(&self.store, request).await
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        check_bucket(&request.input.bucket)?;
        list::list_objects_v2(&self.store, request).await
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        check_bucket(&request.input.bucket)?;
        parts::create(&self.store, request).await
    }

    async fn upload_part(
        &self,
        request: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        check_bucket(&request.input.bucket)?;
        parts::upload_part(&self.store, request).await
    }

    async fn list_parts(
        &self,
        request: S3Request<ListPartsInput>,
    ) -> S3Result<S3Response<ListPartsOutput>> {
        check_bucket(&request.input.bucket)?;
        parts::list(&self.store, request).await
    }

    async fn list_multipart_uploads(
        &self,
        request: S3Request<ListMultipartUploadsInput>,
    ) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
        check_bucket(&request.input.bucket)?;
        parts::list_uploads(&self.store, request).await
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        check_bucket(&request.input.bucket)?;
        parts::complete(&self.store, request).await
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        check_bucket(&request.input.bucket)?;
        parts::abort(&self.store, request).await
    }
}
