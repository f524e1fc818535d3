//! Who signs requests: short-lived credentials that can be fetched anew when they run out.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use time::OffsetDateTime;

/// Access to the store or the CDN.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: String,
    /// Session token, for short-lived keys.
    pub session_token: Option<String>,
    /// Until when they are good; `None` for ever.
    pub expires: Option<OffsetDateTime>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key", &self.access_key)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Where credentials come from: asked before the first request, and again shortly before those in
/// use run out, also in the middle of an upload.
#[async_trait]
pub trait CredentialSource: Send + Sync + fmt::Debug {
    /// Credentials that are good from now on.
    ///
    /// # Errors
    /// Whatever keeps them from being had.
    async fn credentials(&self) -> base::Result<Credentials>;

    /// The service says that those last given have run out, whatever their time: others must be
    /// given from now on, where there are others.
    fn run_out(&self) {}
}

#[async_trait]
impl CredentialSource for Credentials {
    async fn credentials(&self) -> base::Result<Credentials> {
        Ok(self.clone())
    }
}

/// A [`CredentialSource`] as the AWS SDK wants it.
#[derive(Debug)]
struct Bridge(Arc<dyn CredentialSource>);

impl ProvideCredentials for Bridge {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let credentials = self
                .0
                .credentials()
                .await
                .map_err(CredentialsError::provider_error)?;
            Ok(aws_credential_types::Credentials::new(
                credentials.access_key,
                credentials.secret_key,
                credentials.session_token,
                credentials.expires.map(Into::into),
                "plinth",
            ))
        })
    }
}

/// The SDK's handle on `source`.
pub(crate) fn provider(source: Arc<dyn CredentialSource>) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Bridge(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_out_of_logs() {
        let credentials = Credentials {
            access_key: "AKIA".into(),
            secret_key: "hidden-secret".into(),
            session_token: Some("hidden-token".into()),
            expires: None,
        };
        let text = format!("{credentials:?}");
        assert!(text.contains("AKIA") && !text.contains("hidden"), "{text}");
    }
}
