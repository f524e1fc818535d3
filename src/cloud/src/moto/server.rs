//! A moto server that ends with its test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use aws_sdk_s3::config::{BehaviorVersion, Region};

use crate::{Checksums, Credentials, S3Config, S3Store, aws, credentials};

/// How long moto may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// The bucket that [`Moto::store`] writes to.
pub(super) const BUCKET: &str = "shop";

/// A running server on a port of its own.
pub(super) struct Moto {
    process: Child,
    pub(super) endpoint: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Moto {
    /// Starts moto and makes the bucket.
    pub(super) async fn start() -> Self {
        let mut process = Command::new("moto_server")
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("moto_server doesn't start ({error}): run the tests with packaging/test.sh")
            });
        let log = BufReader::new(process.stderr.take().unwrap());
        let (send, receive) = mpsc::channel();
        // Reads to the end, so that moto never waits for its log to be read.
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                if let Some((_, endpoint)) = line.split_once("Running on ") {
                    let _ = send.send(endpoint.trim().to_owned());
                }
            }
        });
        let mut moto = Self {
            process,
            endpoint: String::new(),
        };
        moto.endpoint = receive.recv_timeout(PATIENCE).unwrap();
        moto.s3()
            .create_bucket()
            .bucket(BUCKET)
            .send()
            .await
            .unwrap();
        moto
    }

    /// Keys that moto takes like any others.
    pub(super) fn credentials() -> Arc<Credentials> {
        Arc::new(Credentials {
            access_key: "test".into(),
            secret_key: "test".into(),
            session_token: None,
            expires: None,
        })
    }

    /// Our store in moto's bucket.
    pub(super) fn store(&self, checksums: Checksums) -> S3Store {
        S3Store::new(S3Config {
            checksums,
            ..self.config()
        })
    }

    /// How to reach moto's bucket.
    pub(super) fn config(&self) -> S3Config {
        S3Config {
            endpoint: Some(self.endpoint.clone()),
            concurrency: 3,
            ..S3Config::new("us-east-1", BUCKET, Self::credentials())
        }
    }

    /// A plain client, to look at what our store did.
    pub(super) fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(credentials::provider(Self::credentials()))
            .http_client(aws::http_client())
            .endpoint_url(&self.endpoint)
            .force_path_style(true)
            .build();
        aws_sdk_s3::Client::from_conf(config)
    }

    /// How many uploads are neither completed nor aborted.
    pub(super) async fn open_uploads(&self) -> usize {
        let answer = self
            .s3()
            .list_multipart_uploads()
            .bucket(BUCKET)
            .send()
            .await
            .unwrap();
        answer.uploads().len()
    }
}
