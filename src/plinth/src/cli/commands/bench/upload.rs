//! `plinth bench upload`: one file sent as `plinth publish` sends it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use base::{Result, units};
use clap::Args;
use cloud::{Credentials, ObjectStore as _, PutOptions, S3Config, S3Store, Source};
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::rate::Rate;

/// Send a file to an object store as `plinth publish` does
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  plinth bench upload big.bin --endpoint http://127.0.0.1:9000 --bucket b --key k \\\n    \
        --access-key A --secret-key S"
)]
pub(super) struct Upload {
    file: PathBuf,
    /// The S3 endpoint
    #[arg(long)]
    endpoint: String,
    #[arg(long)]
    bucket: String,
    #[arg(long)]
    key: String,
    #[arg(long)]
    access_key: String,
    #[arg(long)]
    secret_key: String,
    /// The most to send a second, such as 5MB/s
    #[arg(long, value_name = "RATE")]
    limit: Option<Rate>,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct MeasuredUpload {
    bytes: u64,
    /// Until the hashes were known.
    hash_seconds: f64,
    /// From then on.
    send_seconds: f64,
}

impl Upload {
    /// Sends the file and says what it took.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let credentials = Arc::new(Credentials {
            access_key: self.access_key.clone(),
            secret_key: self.secret_key.clone(),
            session_token: None,
            expires: None,
        });
        let store = S3Store::new(S3Config {
            endpoint: Some(self.endpoint.clone()),
            bandwidth: self
                .limit
                .map(|limit| Arc::new(cloud::Bandwidth::new(limit.bytes_per_second()))),
            ..S3Config::new("us-east-1", &self.bucket, credentials)
        });
        let runtime = engine::platform::runtime()?;
        let report = runtime.block_on(async {
            let started = Instant::now();
            let source = Source::read(&self.file, &job).await?;
            let hashed = started.elapsed();
            let options = PutOptions::immutable("application/octet-stream");
            store.upload(&self.key, &source, &options, &job).await?;
            Result::<MeasuredUpload>::Ok(MeasuredUpload {
                bytes: source.length(),
                hash_seconds: hashed.as_secs_f64(),
                send_seconds: (started.elapsed() - hashed).as_secs_f64(),
            })
        })?;
        context.shell().result(&report, || {
            format!(
                "{} hashed in {}, sent in {}",
                units::bytes(report.bytes),
                units::seconds(report.hash_seconds),
                units::seconds(report.send_seconds)
            )
        })?;
        Ok(Ending::Done)
    }
}
