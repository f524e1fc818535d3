//! Moto: an object store that nobody here wrote.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::stores::{Place, Runs, nobody};

/// How long moto may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
const BUCKET: &str = "plinth";

/// Starts moto on a free port and makes the bucket.
pub(super) async fn start() -> Place {
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
    let endpoint = receive.recv_timeout(PATIENCE).unwrap();
    cloud::tls::install();
    // Moto takes any signature, so a plain request makes the bucket.
    let made = reqwest::Client::new()
        .put(format!("{endpoint}/{BUCKET}"))
        .header(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, \
             SignedHeaders=host, Signature=test",
        )
        .send()
        .await
        .unwrap();
    assert!(made.status().is_success(), "{}", made.status());
    Place::new(endpoint, BUCKET, nobody(), Runs::Moto(process))
}
