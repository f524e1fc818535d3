//! Signing in, and waiting for answers that may be called off.

use std::time::Duration;

use ::publish::Client;
use base::{Fault, Job, Remedy, Result, env};
use listing::api::{Session, UserRole};
use serde::Serialize;
use service::LocalCredentials;

use super::{DataDir, Endpoint, Engine, Origin, session};

/// How often a wait looks whether its job was cancelled.
const LOOK: Duration = Duration::from_millis(50);

/// How the tool is known to a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The platform's address.
    pub endpoint: String,
    /// The account; `None` where only a token is known.
    pub account: Option<String>,
    /// What it may do; `None` where only a token is known.
    pub role: Option<UserRole>,
    /// Where that comes from: `login`, `PLINTH_TOKEN`, or `local` for a platform of this computer.
    pub by: &'static str,
}

/// A token and whose it is.
struct Signed {
    token: String,
    identity: Identity,
}

impl Engine {
    /// A client of the platform, signed in.
    pub(super) fn connect(&self, job: &Job) -> Result<Client> {
        let endpoint = self.endpoint()?;
        let client = self.client(&endpoint, None)?;
        let signed = self.sign_in(&endpoint, &client, job)?;
        Ok(client.signed_in(signed.token))
    }

    fn client(&self, endpoint: &Endpoint, token: Option<String>) -> Result<Client> {
        Ok(Client::new(&endpoint.api_url, token)?.openly(self.insecure))
    }

    /// Who the platform takes us for: `PLINTH_TOKEN`, then the session that [`Engine::log_in`] kept,
    /// then the local account of a platform on this computer.
    fn sign_in(&self, endpoint: &Endpoint, client: &Client, job: &Job) -> Result<Signed> {
        if let Some(token) = env::PLINTH_TOKEN.get() {
            let identity = Identity {
                endpoint: endpoint.api_url.clone(),
                account: None,
                role: None,
                by: env::PLINTH_TOKEN.name,
            };
            return Ok(Signed { token, identity });
        }
        if let Some(session) = session::kept(&self.data, &endpoint.api_url)? {
            return Ok(signed(endpoint, session, "login"));
        }
        match &endpoint.origin {
            Origin::Named => {
                // A login helps only where something answers.
                self.wait(job, client.check_health())?;
                Err(not_logged_in(endpoint))
            }
            Origin::Local { data, .. } => local(endpoint, data),
        }
    }

    /// Whether a password may be sent to the platform.
    ///
    /// # Errors
    /// A usage fault where it could be read on the way; a service fault where there is no platform.
    pub fn check_private(&self) -> Result<()> {
        let endpoint = self.endpoint()?;
        self.client(&endpoint, None)?.check_private("password")
    }

    /// Signs in with a password and keeps the session in the data folder, for its owner alone.
    ///
    /// # Errors
    /// A denied fault for a wrong account or password; service faults; cancelled.
    pub fn log_in(&self, account: &str, password: &str, job: &Job) -> Result<Identity> {
        let endpoint = self.endpoint()?;
        let client = self.client(&endpoint, None)?;
        let session = self.wait(job, client.sign_in(account, password))?;
        self.data.create()?;
        session::keep(&self.data, &endpoint.api_url, session.clone())?;
        Ok(signed(&endpoint, session, "login").identity)
    }

    /// Ends the kept session, here even where the platform can't be told; `None` where there was
    /// none.
    ///
    /// # Errors
    /// A service fault where the data folder can't be written; cancelled.
    pub fn log_out(&self, job: &Job) -> Result<Option<Identity>> {
        let endpoint = self.endpoint()?;
        let Some(session) = session::forget(&self.data, &endpoint.api_url)? else {
            return Ok(None);
        };
        let client = self.client(&endpoint, Some(session.token.clone()))?;
        if let Err(fault) = self.wait(job, client.sign_out()) {
            job.warn(format!(
                "The session is forgotten here, but not ended there: {fault}"
            ));
        }
        Ok(Some(signed(&endpoint, session, "login").identity))
    }

    /// Who the platform takes us for.
    ///
    /// # Errors
    /// A denied fault where nobody is logged in; service faults; cancelled.
    pub fn who_am_i(&self, job: &Job) -> Result<Identity> {
        let endpoint = self.endpoint()?;
        let client = self.client(&endpoint, None)?;
        let signed = self.sign_in(&endpoint, &client, job)?;
        // The platform has the last word on whether the token is still good.
        let query = ::publish::ListingQuery {
            limit: Some(1),
            ..::publish::ListingQuery::default()
        };
        let client = client.signed_in(signed.token);
        self.wait(job, client.listings(&query))?;
        Ok(signed.identity)
    }

    /// Waits for `future`, or until `job` is cancelled: then it is dropped where it stands, which is
    /// right for calls that change nothing or change it at once.
    ///
    /// # Errors
    /// That of `future`; cancelled.
    pub fn wait<T>(&self, job: &Job, future: impl Future<Output = Result<T>>) -> Result<T> {
        self.block_on(async {
            let cancelled = async {
                while !job.cancel().is_cancelled() {
                    tokio::time::sleep(LOOK).await;
                }
            };
            tokio::select! {
                outcome = future => outcome,
                () = cancelled => Err(Fault::cancelled()),
            }
        })
    }
}

/// The local account of a platform on this computer, by the token in that platform's private file:
/// no password is sent, so nobody who guesses at passwords can keep the owner's own tool out.
fn local(endpoint: &Endpoint, data: &DataDir) -> Result<Signed> {
    let local = LocalCredentials::read(&data.platform())?;
    if local.token.is_empty() {
        return Err(Fault::service(format!(
            "The platform at {} was started by an older Plinth",
            endpoint.api_url
        ))
        .hint("Stop it and start it again"));
    }
    Ok(Signed {
        token: local.token,
        identity: Identity {
            endpoint: endpoint.api_url.clone(),
            account: Some(local.account),
            role: Some(UserRole::Staff),
            by: "local",
        },
    })
}

fn not_logged_in(endpoint: &Endpoint) -> Fault {
    Fault::denied(format!("Nobody is logged in to {}", endpoint.api_url)).remedy(Remedy::SignIn {
        to: Some(endpoint.api_url.to_string()),
    })
}

fn signed(endpoint: &Endpoint, session: Session, by: &'static str) -> Signed {
    Signed {
        token: session.token,
        identity: Identity {
            endpoint: endpoint.api_url.clone(),
            account: Some(session.account),
            role: Some(session.role),
            by,
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::{Cancel, FaultKind, Quiet};

    use super::*;
    use crate::EngineOptions;

    fn engine(folder: &std::path::Path, endpoint: &str) -> Engine {
        Engine::new(EngineOptions {
            data_dir: Some(folder.to_path_buf()),
            endpoint: Some(endpoint.into()),
            ..EngineOptions::default()
        })
        .unwrap()
    }

    #[test]
    fn a_platform_elsewhere_asks_for_a_login_once_it_answers() {
        let folder = tempfile::tempdir().unwrap();
        // Port 1 on this computer: nothing answers there.
        let engine = engine(folder.path(), "http://127.0.0.1:1");
        let fault = engine.listings(&Job::quiet()).unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Service);
        let fault = not_logged_in(&engine.endpoint().unwrap());
        assert_eq!(fault.kind(), FaultKind::Denied);
        let hint = crate::advice::typed(&fault).unwrap();
        assert!(
            hint.contains("plinth login --to http://127.0.0.1:1"),
            "{hint}"
        );
    }

    #[test]
    fn a_wait_ends_when_its_job_is_cancelled() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path(), "https://shop.invalid");
        let cancel = Cancel::new();
        let job = Job::new(std::sync::Arc::new(Quiet), cancel.clone());
        cancel.cancel();
        let fault = engine
            .wait(&job, std::future::pending::<Result<()>>())
            .unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Cancelled);
    }
}
