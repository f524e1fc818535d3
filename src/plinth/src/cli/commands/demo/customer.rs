//! Looking at the shop as a customer does.

use std::time::Duration;

use base::{Fault, Result};
use reqwest::Client;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A customer of a shop on this computer.
#[derive(Debug)]
pub(super) struct Customer(Client);

impl Customer {
    /// A new customer, who has seen nothing yet.
    pub(super) fn new() -> Result<Self> {
        cloud::tls::install();
        Client::builder()
            .timeout(PATIENCE)
            // A proxy can't reach this computer's own servers.
            .no_proxy()
            .build()
            .map(Self)
            .map_err(|error| Fault::service("The HTTP client can't be set up").because(error))
    }

    /// The status with which `url` answers, once the whole answer has come.
    pub(super) async fn status_of(&self, url: &str) -> Result<u16> {
        let fail = |error: reqwest::Error| {
            Fault::service(format!("{url} doesn't answer"))
                .hint("Try again; if it stays, run with -vv and look at what is logged")
                .because(error.without_url())
        };
        let answer = self.0.get(url).send().await.map_err(fail)?;
        let status = answer.status().as_u16();
        answer.bytes().await.map_err(fail)?;
        Ok(status)
    }
}
