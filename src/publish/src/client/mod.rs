//! The client of the HTTP contract: every endpoint as a function, failures as faults.

mod answer;
mod send;
#[cfg(test)]
mod tests;

use base::{Fault, ListingId, Remedy, Result, Sku};
use reqwest::Method;
use serde::Serialize;
use url::Url;

use crate::http;
pub(crate) use answer::parse;
use listing::Manifest;
use listing::api::{
    Event, GrantRequest, History, Listing, ListingChange, ListingPage, NewListing, NewRelease,
    Published, Release, Session, SignIn, SweepReport, SweepRequest, UploadGrant,
};
use send::{NO_BODY, Repeat};

/// A connection to a platform; clones share it.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// Scheme, host, port and a path that ends with `/`.
    endpoint: Url,
    token: Option<String>,
    /// Secrets may be sent where others can read them.
    openly: bool,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint.as_str())
            .field("signed_in", &self.token.is_some())
            .finish_non_exhaustive()
    }
}

/// Which listings to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ListingQuery {
    /// Only the one with this SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// The page behind this one: [`ListingPage::next`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many at most; the platform has its own limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

impl Client {
    /// A client of the platform at `endpoint`, signed in with `token` where there is one. Nothing
    /// is sent yet.
    ///
    /// # Errors
    /// [`FaultKind::Usage`](base::FaultKind::Usage) where `endpoint` is no http(s) address.
    pub fn new(endpoint: &str, token: Option<String>) -> Result<Self> {
        let endpoint = http::endpoint(endpoint)?;
        Ok(Self {
            http: http::client(&endpoint, http::Redirects::Never)?,
            endpoint,
            token,
            openly: false,
        })
    }

    /// The same client, signed in with `token`.
    #[must_use]
    pub fn signed_in(&self, token: impl Into<String>) -> Self {
        Self {
            token: Some(token.into()),
            ..self.clone()
        }
    }

    /// The same client, which also sends passwords and tokens to http:// addresses of other computers,
    /// where they can be read on the way.
    #[must_use]
    pub fn openly(self, openly: bool) -> Self {
        Self { openly, ..self }
    }

    /// The platform's address.
    #[must_use]
    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// Signs in; give the session's token to [`signed_in`](Self::signed_in).
    ///
    /// # Errors
    /// [`FaultKind::Denied`](base::FaultKind::Denied) for a wrong account or password.
    pub async fn sign_in(&self, account: &str, password: &str) -> Result<Session> {
        self.check_private("password")?;
        let body = SignIn {
            account: account.into(),
            password: password.into(),
        };
        self.call(Method::POST, "v1/sessions", Some(&body), Repeat::Never)
            .await
    }

    /// Refuses to send a secret where it can be read on the way.
    ///
    /// # Errors
    /// [`FaultKind::Usage`](base::FaultKind::Usage) for plain HTTP to another computer, unless that
    /// was [allowed](Self::openly).
    pub fn check_private(&self, secret: &str) -> Result<()> {
        if self.openly || !http::is_open(&self.endpoint) {
            return Ok(());
        }
        Err(Fault::usage(format!(
            "The {secret} would be sent to {} without encryption",
            http::place(&self.endpoint)
        ))
        .remedy(Remedy::EncryptOrAllow))
    }

    /// Ends the session.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn sign_out(&self) -> Result<()> {
        self.call_for_nothing(Method::DELETE, "v1/sessions").await
    }

    /// Whether the platform answers.
    ///
    /// # Errors
    /// [`FaultKind::Service`](base::FaultKind::Service) where it doesn't.
    pub async fn check_health(&self) -> Result<()> {
        self.call_for_nothing(Method::GET, "healthz").await
    }

    /// Makes a listing, or finds the one with this SKU.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn create_listing(&self, new: &NewListing) -> Result<Listing> {
        self.call(Method::POST, "v1/listings", Some(new), Repeat::keyed())
            .await
    }

    /// A listing.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where there is none with that id.
    pub async fn listing(&self, id: ListingId) -> Result<Listing> {
        self.get(&format!("v1/listings/{id}")).await
    }

    /// A page of listings, newest change first.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn listings(&self, query: &ListingQuery) -> Result<ListingPage> {
        self.get(&with_query("v1/listings", query)).await
    }

    /// The listing with this SKU, where there is one.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn listing_by_sku(&self, sku: &Sku) -> Result<Option<Listing>> {
        let query = ListingQuery {
            sku: Some(sku.clone()),
            ..ListingQuery::default()
        };
        let page = self.listings(&query).await?;
        Ok(page.listings.into_iter().find(|found| found.sku == *sku))
    }

    /// Renames a listing or takes it off the shop.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn change_listing(&self, id: ListingId, change: &ListingChange) -> Result<Listing> {
        self.call(
            Method::PATCH,
            &format!("v1/listings/{id}"),
            Some(change),
            Repeat::Freely,
        )
        .await
    }

    /// Removes a listing with all its releases.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn delete_listing(&self, id: ListingId) -> Result<()> {
        self.call_for_nothing(Method::DELETE, &format!("v1/listings/{id}"))
            .await
    }

    /// Credentials to write `keys`, all of them under `objects/`.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn upload_grant(&self, id: ListingId, keys: &[String]) -> Result<UploadGrant> {
        let body = GrantRequest {
            keys: keys.to_vec(),
        };
        self.call(
            Method::POST,
            &format!("v1/listings/{id}/upload-grants"),
            Some(&body),
            Repeat::Freely,
        )
        .await
    }

    /// Records a release. `idempotency_key` names this intent: repeated, it has no second effect.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where an object isn't in the store.
    pub async fn record_release(
        &self,
        id: ListingId,
        manifest: &Manifest,
        idempotency_key: &str,
    ) -> Result<Release> {
        let body = NewRelease {
            manifest: manifest.clone(),
        };
        self.call(
            Method::POST,
            &format!("v1/listings/{id}/releases"),
            Some(&body),
            Repeat::Keyed(idempotency_key.into()),
        )
        .await
    }

    /// Lets the listing point to release `number`. `idempotency_key` names this intent: repeated,
    /// it has no second effect.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where there is no such release.
    pub async fn publish_release(
        &self,
        id: ListingId,
        number: u32,
        idempotency_key: &str,
    ) -> Result<Published> {
        self.call(
            Method::POST,
            &format!("v1/listings/{id}/releases/{number}/publish"),
            NO_BODY,
            Repeat::Keyed(idempotency_key.into()),
        )
        .await
    }

    /// All releases and events of a listing, newest first.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn history(&self, id: ListingId) -> Result<History> {
        self.get(&format!("v1/listings/{id}/history")).await
    }

    /// What happened to all listings that the account may see, newest first.
    ///
    /// # Errors
    /// Those of the platform.
    pub async fn audit_log(&self) -> Result<Vec<Event>> {
        self.get("v1/audit-log").await
    }
}

impl Client {
    /// Finds objects that no release names, and removes them where that is asked for.
    ///
    /// # Errors
    /// [`FaultKind::Denied`](base::FaultKind::Denied) for all but the shop's staff; those of the
    /// platform.
    pub async fn sweep_objects(&self, request: &SweepRequest) -> Result<SweepReport> {
        self.call(
            Method::POST,
            "v1/objects/sweep",
            Some(request),
            Repeat::Freely,
        )
        .await
    }
}

/// `path` with `query` behind it.
fn with_query(path: &str, query: &ListingQuery) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    if let Some(sku) = &query.sku {
        pairs.append_pair("sku", sku.as_str());
    }
    if let Some(after) = &query.after {
        pairs.append_pair("after", after);
    }
    if let Some(limit) = query.limit {
        pairs.append_pair("limit", &limit.to_string());
    }
    let pairs = pairs.finish();
    if pairs.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{pairs}")
    }
}
