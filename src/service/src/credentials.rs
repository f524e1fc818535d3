//! The platform's own secrets, kept in `credentials.json` in the data folder, readable by the
//! owner alone: whoever may read that file may sign in without typing a password.

use std::path::Path;

use base::{Fault, Remedy};
use serde::{Deserialize, Serialize};

use crate::{files, secret};

const FILE: &str = "credentials.json";
const LOCAL_ACCOUNT: &str = "owner@plinth.local";

/// What a local tool needs to sign in and a local administrator to use the object store.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalCredentials {
    /// The local account; its role is staff.
    pub account: String,
    /// Its password.
    pub password: String,
    /// A token of the local account: tools on this computer sign in with it. It is good for as long as
    /// it stands in this file.
    #[serde(default)]
    pub token: String,
    /// The object store's root access key.
    pub s3_access_key: String,
    /// The object store's root secret key; temporary keys are derived from it too.
    pub s3_secret_key: String,
    /// Where the API was last served.
    #[serde(default)]
    pub api_url: String,
}

impl std::fmt::Debug for LocalCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalCredentials")
            .field("account", &self.account)
            .field("api_url", &self.api_url)
            .finish_non_exhaustive()
    }
}

impl LocalCredentials {
    /// Those of the platform whose data is in `data_dir`.
    ///
    /// # Errors
    /// When no platform was ever started there, or the file can't be read.
    pub fn read(data_dir: &Path) -> Result<Self, Fault> {
        Self::read_if_there(data_dir)?.ok_or_else(|| {
            Fault::input(format!(
                "No platform has its data in {}",
                data_dir.display()
            ))
            .remedy(Remedy::StartOrFindPlatform)
        })
    }

    /// Reads them, or makes them on the first start.
    pub(crate) fn read_or_make(data_dir: &Path) -> Result<Self, Fault> {
        if let Some(mut credentials) = Self::read_if_there(data_dir)? {
            // Older platforms made none; the file is written at each start.
            if credentials.token.is_empty() {
                credentials.token = secret::random_token();
            }
            return Ok(credentials);
        }
        let credentials = Self {
            account: LOCAL_ACCOUNT.into(),
            password: secret::random_token(),
            token: secret::random_token(),
            s3_access_key: format!("PLINTH{}", &secret::random_token()[..14].to_uppercase()),
            s3_secret_key: secret::random_token(),
            api_url: String::new(),
        };
        credentials.write(data_dir)?;
        Ok(credentials)
    }

    pub(crate) fn write(&self, data_dir: &Path) -> Result<(), Fault> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| Fault::service("The credentials can't be written").because(error))?;
        files::write_private(&data_dir.join(FILE), &text)
    }

    fn read_if_there(data_dir: &Path) -> Result<Option<Self>, Fault> {
        let path = data_dir.join(FILE);
        let refuse = |error: Box<dyn std::error::Error + Send + Sync>| {
            Fault::input(format!("{} can't be read", path.display()))
                .hint("Move the file away; the platform then makes new credentials")
                .because(error)
        };
        match std::fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|error| refuse(error.into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refuse(error.into())),
        }
    }
}
