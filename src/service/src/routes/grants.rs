//! `POST /v1/listings/{id}/upload-grants`: short-lived credentials for the keys to be written.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::{ContentHash, ListingId};
use http::StatusCode;
use listing::api::{CdnGrant, GrantRequest, UploadGrant};
use listing::{manifest_path, page_path};
use time::Duration;

use super::auth::Caller;
use super::problem::{ApiError, ApiResult, Body, Path};
use crate::config::{BUCKET, DISTRIBUTION, REGION};
use crate::keyring::Scope;
use crate::platform::Platform;
use crate::told;

/// Long enough for a large model over a slow line; a client that needs longer asks again.
const LASTS: Duration = Duration::hours(1);
/// The keys stand in the session token, which travels in a header.
const MOST_KEYS: usize = 100;
const LONGEST_EXTENSION: usize = 8;

pub(super) async fn create(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Body(asked): Body<GrantRequest>,
) -> ApiResult<(StatusCode, Json<UploadGrant>)> {
    let listing = platform.store.listing(id).await?;
    caller.check_may_change(&listing)?;
    if asked.keys.len() > MOST_KEYS {
        return Err(
            ApiError::unprocessable(format!("A grant is for at most {MOST_KEYS} keys"))
                .hint("Ask for several grants"),
        );
    }
    if let Some(key) = asked.keys.iter().find(|key| !is_object_key(key)) {
        return Err(ApiError::unprocessable(format!(
            "'{key}' can't be written: keys are objects/<sha256>.<extension>, with the extension of \
             something that a release has"
        )));
    }
    let now = platform.clock.now();
    let expires = now + LASTS;
    platform.grants.note(&asked.keys, expires, now);
    let scope = Scope {
        keys: asked.keys,
        paths: vec![manifest_path(&id), page_path(&listing.slug)],
    };
    let key = platform.keyring.grant(scope, expires);
    let grant = UploadGrant {
        endpoint: Some(platform.addresses.s3.clone()),
        region: REGION.into(),
        bucket: BUCKET.into(),
        access_key: key.access,
        secret_key: key.secret,
        session_token: key.token,
        expires,
        cdn: CdnGrant {
            edge: platform.addresses.edge.clone(),
            api: Some(platform.addresses.api.clone()),
            distribution: DISTRIBUTION.into(),
        },
    };
    Ok((StatusCode::CREATED, Json(grant)))
}

fn is_object_key(key: &str) -> bool {
    let Some((hash, extension)) = key
        .strip_prefix("objects/")
        .and_then(|name| name.split_once('.'))
    else {
        return false;
    };
    // Lower case only, so that one content has one key.
    hash.parse::<ContentHash>()
        .is_ok_and(|parsed| parsed.to_string() == hash)
        && (1..=LONGEST_EXTENSION).contains(&extension.len())
        && extension
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        && told::media_type(extension).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_content_addressed_keys_are_granted() {
        let hash = "ab".repeat(32);
        assert!(is_object_key(&format!("objects/{hash}.glb")));
        for bad in [
            format!("objects/{}.glb", hash.to_uppercase()),
            format!("objects/{hash}"),
            format!("objects/{hash}.GLB"),
            format!("objects/{hash}.glb/../x"),
            format!("listings/{hash}.glb"),
            format!("objects/{hash}.exe"),
            "objects/../x.glb".into(),
        ] {
            assert!(!is_object_key(&bad), "{bad}");
        }
    }
}
