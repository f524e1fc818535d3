//! A moto server with a bucket, for one test.

use std::sync::Arc;

use aws_sdk_s3::config::{BehaviorVersion, Region};

use crate::{Checksums, Credentials, S3Config, S3Store, aws, credentials, testing};

/// The bucket that [`Moto::store`] writes to.
pub(super) const BUCKET: &str = "shop";

/// A running server on a port of its own, with the bucket.
pub(super) struct Moto {
    _server: testing::Moto,
    pub(super) endpoint: String,
}

impl Moto {
    /// Starts moto and makes the bucket.
    pub(super) async fn start() -> Self {
        let server = testing::Moto::start().unwrap();
        let moto = Self {
            endpoint: server.endpoint().to_owned(),
            _server: server,
        };
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
