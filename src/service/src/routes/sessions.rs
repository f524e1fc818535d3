//! `/v1/sessions`: signing in and out.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use http::StatusCode;
use listing::api::{Session, SignIn};
use time::Duration;

use super::auth::Caller;
use super::problem::{ApiError, ApiResult, Body};
use crate::platform::Platform;
use crate::store::SessionRecord;
use crate::throttle::Names;
use crate::{password, secret};

/// How long a session lasts.
const LASTS: Duration = Duration::days(30);

pub(super) async fn sign_in(
    State(platform): State<Arc<Platform>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Body(asked): Body<SignIn>,
) -> ApiResult<(StatusCode, Json<Session>)> {
    let now = platform.clock.now();
    let names = Names::of(&asked.account, peer.ip());
    let waits = |wait: Duration| too_many(wait.whole_seconds());
    // Whoever has to wait anyway doesn't stand in the queue before others.
    platform.sign_ins.check(&names, now).map_err(waits)?;
    let turn = platform.hashing.turn().await.ok_or_else(busy)?;
    // It is counted as wrong before it is verified, so that many attempts at once get no further than
    // one by one.
    platform.sign_ins.count(&names, now).map_err(waits)?;
    let account = platform.store.account(&asked.account).await?;
    let kept = account.as_ref().map_or_else(
        || password::NOBODY.to_owned(),
        |account| account.password.clone(),
    );
    let right = turn.verify(asked.password, kept).await?;
    let Some(account) = account.filter(|_| right) else {
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "The account or the password is wrong",
        )
        .hint("Check both; after ten wrong ones the account waits for five minutes"));
    };
    platform.sign_ins.take_back(&names, now);
    let token = secret::random_token();
    let expires = now + LASTS;
    platform
        .store
        .put_session(&SessionRecord {
            digest: secret::token_digest(&token),
            account: account.name.clone(),
            created: now,
            expires,
        })
        .await?;
    let session = Session {
        token,
        account: account.name,
        role: account.role,
        expires,
    };
    Ok((StatusCode::CREATED, Json(session)))
}

pub(super) async fn sign_out(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
) -> ApiResult<StatusCode> {
    platform.store.end_session(&caller.digest).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Many passwords are being verified already.
fn busy() -> ApiError {
    ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "Too many are signing in at the moment",
    )
    .hint("Try again in a few seconds")
    .retry_after(2)
}

fn too_many(seconds: i64) -> ApiError {
    let seconds = u64::try_from(seconds).unwrap_or(0).max(1);
    ApiError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "There were too many wrong passwords",
    )
    .hint(format!("Try again in {seconds} seconds"))
    .retry_after(seconds)
}
