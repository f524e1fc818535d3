//! Moto: an object store that nobody here wrote.

use cloud::testing::Moto;

use super::{Place, Runs, nobody};

const BUCKET: &str = "plinth";

/// Starts moto on a free port and makes the bucket.
pub(crate) async fn start() -> Place {
    let server = Moto::start().unwrap();
    let endpoint = server.endpoint().to_owned();
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
    Place::new(endpoint, BUCKET, nobody(), Runs::Moto { _server: server })
}
