//! `plinth login`: sign in to a platform and keep the session.

use std::io::BufRead as _;

use base::{Fault, Result};
use clap::Args;

use crate::cli::commands::whoami;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::shell::Shell;

/// The longest password that is read.
const MOST_BYTES: u64 = 4096;

/// Sign in to a platform
///
/// The session is kept in the data folder, in a file that only its owner may read. A platform that
/// runs on this computer needs no login.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth login --to https://shop.example --account ann@shop.example\n  \
        plinth login --account ann@shop.example --password-stdin < password.txt"
)]
pub(crate) struct Login {
    /// The account's name, an e-mail address
    #[arg(long, value_name = "NAME")]
    account: String,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    platform: Platform,
}

impl Login {
    /// Signs in.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let engine = context.engine_for(&self.platform)?;
        // Without a platform, or with one that must not get it, there is nothing to type a password
        // for.
        engine.check_private()?;
        let place = engine.endpoint()?.api_url;
        let password = self.password(context.shell(), &place)?;
        let job = context.job()?;
        let identity = engine.log_in(&self.account, &password, &job)?;
        context
            .shell()
            .result(&identity, || whoami::text(&identity))?;
        Ok(Ending::Done)
    }

    fn password(&self, shell: &Shell, place: &str) -> Result<String> {
        if !self.password_stdin {
            return shell.ask_secret(&format!("Password of {} at {place}", self.account));
        }
        let mut line = String::new();
        let mut input = std::io::Read::take(std::io::stdin().lock(), MOST_BYTES);
        input.read_line(&mut line).map_err(|error| {
            Fault::usage("The password on standard input can't be read")
                .hint("Give one line of text")
                .because(error)
        })?;
        let password = line.trim_end_matches(['\r', '\n']);
        if password.is_empty() {
            return Err(Fault::usage("There is no password on standard input")
                .hint("Give one line of text, such as --password-stdin < password.txt"));
        }
        Ok(password.to_owned())
    }
}
