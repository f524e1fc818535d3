//! `plinth logout`: end a kept session.

use base::Result;
use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{GOOD, paint};
use engine::Identity;

/// End the session that `plinth login` keeps
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth logout --to https://shop.example")]
pub(crate) struct Logout {
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct SignedOut {
    /// Whose session ended; `null` where none was kept.
    ended: Option<Identity>,
}

impl Logout {
    /// Ends and forgets the session.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let report = SignedOut {
            ended: context.engine_for(&self.platform)?.log_out(&job)?,
        };
        context.shell().result(&report, || match &report.ended {
            Some(identity) => format!("{} Logged out of {}", paint(GOOD, "✓"), identity.endpoint),
            None => "No session was kept for this platform".into(),
        })?;
        Ok(Ending::Done)
    }
}
