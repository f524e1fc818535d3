//! Logs for developers, on stderr.

use base::env;
use tracing_subscriber::EnvFilter;

/// Logs what `PLINTH_LOG` asks for; otherwise nothing, or with `-vv` Plinth's own crates in detail.
pub(crate) fn start(verbose: u8) {
    const OWN: &str = "warn,plinth=debug,window=debug,engine=debug,asset=debug,render=debug,\
        cloud=debug,publish=debug,service=debug,optimise=debug,audit=debug";
    let default = if verbose > 1 { OWN } else { "off" };
    let wanted = env::PLINTH_LOG.get();
    let filter = wanted
        .and_then(|wanted| EnvFilter::try_new(wanted).ok())
        .unwrap_or_else(|| EnvFilter::new(default));
    // A program that uses this one as a library may log in its own way already.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(env::NO_COLOR.get().is_none() && console::Term::stderr().is_term())
        .try_init();
}
