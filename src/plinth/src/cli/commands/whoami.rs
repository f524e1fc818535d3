//! `plinth whoami`: who the platform takes us for.

use base::Result;
use clap::Args;
use listing::api::UserRole;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::table::Facts;
use engine::Identity;

/// Say which account is used on which platform
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth whoami --to https://shop.example")]
pub(crate) struct Whoami {
    #[command(flatten)]
    platform: Platform,
}

impl Whoami {
    /// Asks the platform.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let identity = context.engine_for(&self.platform)?.who_am_i(&job)?;
        context.shell().result(&identity, || text(&identity))?;
        Ok(Ending::Done)
    }
}

/// An identity for people.
pub(super) fn text(identity: &Identity) -> String {
    let account = identity
        .account
        .as_deref()
        .unwrap_or("whoever has the token");
    let mut facts = Facts::about(account);
    facts.row("Platform", &identity.endpoint);
    facts.maybe("May", identity.role.map(may));
    facts.row(
        "By",
        match identity.by {
            "login" => "plinth login",
            "local" => "running the platform on this computer",
            other => other,
        },
    );
    facts.text()
}

/// What a role may do.
const fn may(role: UserRole) -> &'static str {
    match role {
        UserRole::Merchant => "change own listings (merchant)",
        UserRole::Staff => "change all listings of the shop (staff)",
        UserRole::Support => "read everything, change nothing (support)",
    }
}
