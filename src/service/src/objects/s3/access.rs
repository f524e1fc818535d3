//! Who may do what: the root key everything, a temporary key its own keys alone, nobody else
//! anything.

use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{S3Auth, SecretKey};
use s3s::path::S3Path;
use s3s::{S3Error, S3Result, s3_error};

use crate::config::Clock;
use crate::keyring::{Access, KeyError, Keyring, Scope};

/// Tells the protocol layer the secrets that it checks signatures with.
pub(super) struct Secrets(pub Keyring);

#[async_trait::async_trait]
impl S3Auth for Secrets {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        self.0
            .secret_of(access_key)
            .map(SecretKey::from)
            .map_err(refuse)
    }
}

/// Checks, once a signature is right, what its key may do.
pub(super) struct Rights {
    pub keyring: Keyring,
    pub clock: Clock,
}

/// Says that content which was verified must stay: set on requests with temporary keys.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeepVerified;

#[async_trait::async_trait]
impl S3Access for Rights {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        let Some(credentials) = context.credentials() else {
            return Err(s3_error!(AccessDenied, "the request isn't signed"));
        };
        let token = session_token(context);
        let access = self
            .keyring
            .access(&credentials.access_key, token.as_deref(), self.clock.now())
            .map_err(refuse)?;
        match access {
            Access::Root => Ok(()),
            Access::Granted(scope) if in_scope(&scope, context) => {
                context.extensions_mut().insert(KeepVerified);
                Ok(())
            }
            Access::Granted(_) => Err(s3_error!(
                AccessDenied,
                "the upload grant doesn't cover this; ask for a grant with this key"
            )),
        }
    }
}

/// From the header, or from the query of a presigned address.
fn session_token(context: &S3AccessContext<'_>) -> Option<String> {
    if let Some(header) = context.headers().get("x-amz-security-token") {
        return header.to_str().ok().map(str::to_owned);
    }
    query_value(context, "X-Amz-Security-Token")
}

fn query_value(context: &S3AccessContext<'_>, name: &str) -> Option<String> {
    let query = context.uri().query()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn in_scope(scope: &Scope, context: &S3AccessContext<'_>) -> bool {
    let granted = |key: &str| scope.keys.iter().any(|granted| granted == key);
    match (context.s3_op().name(), context.s3_path()) {
        (
            "PutObject"
            | "GetObject"
            | "HeadObject"
            | "CreateMultipartUpload"
            | "UploadPart"
            | "CompleteMultipartUpload"
            | "AbortMultipartUpload"
            | "ListParts",
            S3Path::Object { key, .. },
        ) => granted(key),
        // To find an upload again, one key at a time.
        ("ListMultipartUploads", S3Path::Bucket { .. }) => {
            query_value(context, "prefix").is_some_and(|prefix| granted(&prefix))
        }
        ("HeadBucket" | "GetBucketLocation", S3Path::Bucket { .. }) => true,
        _ => false,
    }
}

fn refuse(error: KeyError) -> S3Error {
    match error {
        KeyError::Unknown => s3_error!(InvalidAccessKeyId, "there is no such access key"),
        KeyError::BadToken => s3_error!(InvalidToken, "the session token doesn't fit the key"),
        KeyError::Expired => s3_error!(ExpiredToken, "the upload grant has expired"),
    }
}
