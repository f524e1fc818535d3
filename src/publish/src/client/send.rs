//! Sending one request, again where that is safe.

use std::time::Duration;

use base::{Fault, Result};
use cloud::pause;
use reqwest::header::RETRY_AFTER;
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Client, answer};
use crate::http;
use listing::api::IDEMPOTENCY_KEY;

/// For calls without a body.
pub(super) const NO_BODY: Option<&()> = None;

/// How long an answer may take, body and all.
const ANSWER: Duration = Duration::from_secs(30);

/// Attempts at one call.
const ATTEMPTS: u32 = 4;

/// The longest that a platform can ask us to wait before the next attempt.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Whether a request may be sent again when its answer didn't come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Repeat {
    /// It has no effect, or the same effect each time.
    Freely,
    /// It carries this key, by which the platform knows it again.
    Keyed(String),
    /// Never.
    Never,
}

impl Repeat {
    /// With a key of its own.
    pub(super) fn keyed() -> Self {
        Self::Keyed(Uuid::new_v4().to_string())
    }
}

impl Client {
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.call(Method::GET, path, NO_BODY, Repeat::Freely).await
    }

    pub(super) async fn call_for_nothing(&self, method: Method, path: &str) -> Result<()> {
        self.send(method, path, NO_BODY, &Repeat::Freely)
            .await
            .map(drop)
    }

    /// Sends `body` as JSON and reads the answer as JSON.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
        repeat: Repeat,
    ) -> Result<T> {
        let answer = self.send(method, path, body, &repeat).await?;
        answer::json(&http::place(&self.endpoint), answer).await
    }

    /// Sends until an answer comes that isn't a passing failure, and refuses all but 2xx.
    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
        repeat: &Repeat,
    ) -> Result<Response> {
        let url = self.endpoint.join(path).map_err(|error| {
            Fault::usage(format!("'{path}' is not a path of the platform")).because(error)
        })?;
        if self.token.is_some() {
            self.check_private("token")?;
        }
        let mut attempt = 0;
        loop {
            let mut request = self
                .http
                .request(method.clone(), url.clone())
                .timeout(ANSWER);
            if let Some(token) = &self.token {
                request = request.bearer_auth(token);
            }
            if let Repeat::Keyed(key) = repeat {
                request = request.header(IDEMPOTENCY_KEY, key);
            }
            if let Some(body) = body {
                request = request.json(body);
            }
            let outcome = request.send().await;
            let last = attempt + 1 >= ATTEMPTS || *repeat == Repeat::Never;
            let asked = match &outcome {
                Err(_) => None,
                Ok(answer) if is_passing(answer.status()) => retry_after(answer),
                Ok(_) => return answer::accept(&http::place(&self.endpoint), outcome).await,
            };
            if last {
                return answer::accept(&http::place(&self.endpoint), outcome).await;
            }
            tracing::debug!(%url, attempt, "trying again");
            tokio::time::sleep(asked.unwrap_or_else(|| pause::backoff(attempt))).await;
            attempt += 1;
        }
    }
}

/// Whether the same request may well succeed a moment later.
fn is_passing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// The pause that the platform asks for, in whole seconds.
fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    let pause = Duration::from_secs(seconds.trim().parse().ok()?);
    Some(pause.min(LONGEST_WAIT))
}
