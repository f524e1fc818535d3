//! The platform as a server of its own: `plinth-service serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use base::{Fault, Remedy, env};
use clap::{Args, Parser, Subcommand};
use service::{Config, start};
use tracing_subscriber::EnvFilter;
use url::Url;

/// The Plinth platform: HTTP API, object store, edge cache and shop in one process.
#[derive(Debug, Parser)]
#[command(name = "plinth-service", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves until it is interrupted.
    #[command(
        after_help = "Example:\n  plinth-service serve --data /var/lib/plinth --shop 127.0.0.1:8080"
    )]
    Serve(Serve),
}

#[derive(Debug, Args)]
struct Serve {
    /// The folder that keeps everything; made where missing.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// Where the shop and the edge listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    shop: SocketAddr,
    /// Where the HTTP API and the CDN's API listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    api: SocketAddr,
    /// Where the S3 API listens.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8082")]
    s3: SocketAddr,
    /// The shop's public address, where a proxy stands in front of it.
    #[arg(long, value_name = "URL")]
    public_url: Option<Url>,
    /// The shop's name, on every page.
    #[arg(long, value_name = "NAME", default_value = "Plinth")]
    name: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = env::PLINTH_LOG.get().unwrap_or_else(|| "info".into());
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .init();
    let Command::Serve(options) = Cli::parse().command;
    match serve(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let (causes, hint) = (fault.causes(), hint(&fault));
            tracing::error!(hint, ?causes, "{fault}");
            ExitCode::from(fault.kind().exit_code())
        }
    }
}

/// What to do about `fault`, in this program's own options.
fn hint(fault: &Fault) -> &str {
    match fault.way_out() {
        Some(Remedy::StopPlatform) => "Stop it first, or choose another folder with --data",
        _ => fault.hint_text().unwrap_or_default(),
    }
}

async fn serve(options: Serve) -> Result<(), Fault> {
    let mut config = Config::embedded(options.data);
    config.listen = options.shop;
    config.api_listen = options.api;
    config.s3_listen = options.s3;
    config.public_url = options.public_url;
    config.shop_name = options.name;
    let running = start(config).await?;
    tracing::info!(
        shop = running.shop_url(),
        api = running.api_url(),
        s3 = running.s3_endpoint(),
        "serving"
    );
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Fault::service("Ctrl-C can't be waited for").because(error))?;
    tracing::info!("stopping");
    running.shutdown().await;
    Ok(())
}
