//! Idempotency keys: a POST that is repeated with the same key gets the first answer again.

use std::future::Future;

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use listing::api::IDEMPOTENCY_KEY;
use serde::Serialize;
use sha2::{Digest, Sha256};
use time::Duration;

use super::auth::Caller;
use super::problem::ApiError;
use crate::platform::Platform;
use crate::store::Replay;

/// After this a claim without an answer counts as given up: what it did can safely be repeated.
const CLAIM_LASTS: Duration = Duration::minutes(1);
const LONGEST_KEY: usize = 255;

/// A POST as far as its repetition is concerned.
pub(super) struct Asked<'a> {
    pub caller: &'a Caller,
    pub headers: &'a HeaderMap,
    /// Method and path.
    pub what: String,
    pub body: &'a Bytes,
}

/// Does `work` once for a key. Without a key it is simply done. Only successes are kept: after a
/// failure the same key may be tried again.
pub(super) async fn once<T, F>(
    platform: &Platform,
    asked: Asked<'_>,
    work: F,
) -> Result<Response, ApiError>
where
    T: Serialize,
    F: Future<Output = Result<(StatusCode, T), ApiError>>,
{
    let Some(key) = asked.headers.get(IDEMPOTENCY_KEY) else {
        let (status, value) = work.await?;
        return Ok(answer(status, serde_json::to_string(&value)?, false));
    };
    let key = key
        .to_str()
        .ok()
        .filter(|key| (1..=LONGEST_KEY).contains(&key.len()))
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "The Idempotency-Key isn't 1 to 255 ASCII characters",
            )
        })?;
    let account = &asked.caller.account;
    let request = {
        let mut digest = Sha256::new();
        digest.update(&asked.what);
        digest.update(b"\n");
        digest.update(asked.body);
        hex::encode(digest.finalize())
    };
    let now = platform.clock.now();
    let store = &platform.store;
    match store
        .claim(account, key, &request, now, now - CLAIM_LASTS)
        .await?
    {
        Replay::Claimed => {}
        Replay::Answered { status, body } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            return Ok(answer(status, body, true));
        }
        Replay::InProgress => {
            return Err(ApiError::conflict("The same request is being worked on").retry_after(1));
        }
        Replay::OtherRequest => {
            return Err(
                ApiError::conflict("The Idempotency-Key was used for another request")
                    .hint("Use a new key for each new request"),
            );
        }
    }
    match work.await {
        Ok((status, value)) => {
            let body = serde_json::to_string(&value)?;
            store.answer(account, key, status.as_u16(), &body).await?;
            Ok(answer(status, body, false))
        }
        Err(error) => {
            store.release_claim(account, key).await?;
            Err(error)
        }
    }
}

fn answer(status: StatusCode, body: String, replayed: bool) -> Response {
    let json = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    )];
    let mut response = (status, json, body).into_response();
    if replayed {
        response
            .headers_mut()
            .insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    response
}
