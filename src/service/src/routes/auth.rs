//! Who asks, and what they may do.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{StatusCode, header};
use listing::api::UserRole;

use super::problem::ApiError;
use crate::platform::Platform;
use crate::secret;
use crate::store::{Change, ListingRecord};

/// The signed-in account that asks.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub account: String,
    pub role: UserRole,
    /// Of the token that came.
    pub digest: String,
}

impl FromRequestParts<Arc<Platform>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        platform: &Arc<Platform>,
    ) -> Result<Self, ApiError> {
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(bearer)
            .ok_or_else(|| unauthorized("This needs a session"))?;
        let digest = secret::token_digest(token);
        if secret::same(digest.as_bytes(), platform.local_token.as_bytes()) {
            return Ok(Self {
                account: platform.local_account.clone(),
                role: UserRole::Staff,
                digest,
            });
        }
        let (account, role) = platform
            .store
            .session(&digest, platform.clock.now())
            .await?
            .ok_or_else(|| unauthorized("The session isn't known or has expired"))?;
        Ok(Self {
            account,
            role,
            digest,
        })
    }
}

/// The token of an `Authorization` header. The scheme's name is in any case (RFC 9110, 11.1).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// How to sign in is the client's to say: it knows its own way to POST /v1/sessions.
fn unauthorized(detail: &str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, detail)
}

impl Caller {
    /// Refuses those who may change nothing.
    pub(super) fn check_may_write(&self) -> Result<(), ApiError> {
        if self.role == UserRole::Support {
            Err(
                ApiError::forbidden("Support staff read everything and change nothing")
                    .hint("Ask the merchant or the shop's staff to make this change"),
            )
        } else {
            Ok(())
        }
    }

    /// Refuses those who may not see this listing; to them it isn't there.
    pub(super) fn check_may_read(&self, listing: &ListingRecord) -> Result<(), ApiError> {
        if self.role == UserRole::Merchant && listing.owner != self.account {
            Err(ApiError::missing("listing"))
        } else {
            Ok(())
        }
    }

    /// Refuses those who may not change this listing.
    pub(super) fn check_may_change(&self, listing: &ListingRecord) -> Result<(), ApiError> {
        self.check_may_read(listing)?;
        self.check_may_write()
    }

    /// The owner whose listings the caller sees; `None` for all.
    pub(super) fn sees_only(&self) -> Option<String> {
        (self.role == UserRole::Merchant).then(|| self.account.clone())
    }

    /// A change by this caller, now.
    pub(super) fn change(&self, platform: &Platform) -> Change {
        Change {
            by: self.account.clone(),
            at: platform.clock.now(),
        }
    }
}
