//! Access keys for the object store and the CDN's API: one root key, and temporary ones that are
//! good for a few keys and paths and expire by themselves.
//!
//! A temporary key needs no memory: its secret is derived from the root secret, and what it may do
//! stands in its session token, which the root secret signs. So it outlives a restart, and any
//! process that knows the root secret can check it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::credentials::LocalCredentials;
use crate::secret;

/// How every temporary access key begins; root keys begin otherwise.
const TEMPORARY: &str = "PLTEMP";

/// The keys of one platform.
#[derive(Clone)]
pub(crate) struct Keyring {
    root_access: String,
    root_secret: String,
}

/// What the bearer of an access key may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everything.
    Root,
    /// What a grant says.
    Granted(Scope),
}

/// What a temporary key is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scope {
    /// Keys of the bucket that may be written and read.
    pub keys: Vec<String>,
    /// Paths of the edge that may be invalidated.
    pub paths: Vec<String>,
}

/// A temporary key.
#[derive(Clone)]
pub(crate) struct TemporaryKey {
    /// The access key.
    pub access: String,
    /// The secret key.
    pub secret: String,
    /// The session token, sent with every request.
    pub token: String,
}

/// Why a key isn't accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyError {
    /// No such access key.
    Unknown,
    /// The session token is missing, of another key, or not ours.
    BadToken,
    /// The session token has expired.
    Expired,
}

#[derive(Serialize, Deserialize)]
struct Token {
    access: String,
    expires: i64,
    scope: Scope,
}

impl Keyring {
    pub(crate) fn new(credentials: &LocalCredentials) -> Self {
        Self {
            root_access: credentials.s3_access_key.clone(),
            root_secret: credentials.s3_secret_key.clone(),
        }
    }

    /// The secret of an access key, whatever it may do.
    pub(crate) fn secret_of(&self, access: &str) -> Result<String, KeyError> {
        if access == self.root_access {
            Ok(self.root_secret.clone())
        } else if access.starts_with(TEMPORARY) {
            Ok(hex::encode(self.sign("secret", access.as_bytes())))
        } else {
            Err(KeyError::Unknown)
        }
    }

    /// What an access key may do, by the session token that came with it.
    pub(crate) fn access(
        &self,
        access: &str,
        token: Option<&str>,
        now: OffsetDateTime,
    ) -> Result<Access, KeyError> {
        if access == self.root_access {
            return Ok(Access::Root);
        }
        let (payload, signature) = token
            .and_then(|token| token.split_once('.'))
            .ok_or(KeyError::BadToken)?;
        let expected = BASE64.encode(self.sign("token", payload.as_bytes()));
        if !secret::same(expected.as_bytes(), signature.as_bytes()) {
            return Err(KeyError::BadToken);
        }
        let payload = BASE64.decode(payload).map_err(|_| KeyError::BadToken)?;
        let token: Token = serde_json::from_slice(&payload).map_err(|_| KeyError::BadToken)?;
        if token.access != access {
            return Err(KeyError::BadToken);
        }
        if token.expires <= now.unix_timestamp() {
            return Err(KeyError::Expired);
        }
        Ok(Access::Granted(token.scope))
    }

    /// A new key for `scope` until `expires`.
    pub(crate) fn grant(&self, scope: Scope, expires: OffsetDateTime) -> TemporaryKey {
        let access = format!(
            "{TEMPORARY}{}",
            &secret::random_token()[..18].to_uppercase()
        );
        let token = Token {
            access: access.clone(),
            expires: expires.unix_timestamp(),
            scope,
        };
        // Texts and numbers always serialise.
        let payload = BASE64.encode(serde_json::to_vec(&token).unwrap_or_default());
        let signature = BASE64.encode(self.sign("token", payload.as_bytes()));
        TemporaryKey {
            secret: hex::encode(self.sign("secret", access.as_bytes())),
            token: format!("{payload}.{signature}"),
            access,
        }
    }

    /// A signature for one purpose that can't pass for one of another.
    fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        let key = secret::hmac_sha256(self.root_secret.as_bytes(), purpose.as_bytes());
        secret::hmac_sha256(&key, message)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use time::Duration;

    use super::*;

    fn keyring(secret: &str) -> Keyring {
        Keyring {
            root_access: "PLINTHROOT".into(),
            root_secret: secret.into(),
        }
    }

    #[test]
    fn a_temporary_key_is_good_for_its_scope_until_it_expires() {
        let ring = keyring("s");
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let scope = Scope {
            keys: vec!["objects/a.glb".into()],
            paths: vec![],
        };
        let key = ring.grant(scope.clone(), now + Duration::hours(1));
        assert_eq!(ring.secret_of(&key.access).unwrap(), key.secret);
        let access = |token: Option<&str>, at| ring.access(&key.access, token, at);
        assert_eq!(access(Some(&key.token), now), Ok(Access::Granted(scope)));
        assert_eq!(
            access(Some(&key.token), now + Duration::hours(1)),
            Err(KeyError::Expired)
        );
        assert_eq!(access(None, now), Err(KeyError::BadToken));
        let mut forged = key.token.clone();
        forged.replace_range(0..1, if forged.starts_with('A') { "B" } else { "A" });
        assert_eq!(access(Some(&forged), now), Err(KeyError::BadToken));
        // Neither another platform's key nor another key of this one fits the token.
        assert!(
            keyring("t")
                .access(&key.access, Some(&key.token), now)
                .is_err()
        );
        assert!(ring.access("PLTEMPX", Some(&key.token), now).is_err());
        assert_eq!(ring.secret_of("AKIAOTHER"), Err(KeyError::Unknown));
    }
}
