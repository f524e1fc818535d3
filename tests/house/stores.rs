//! Stores that run for a test, the line to them that may do harm, and a file for them.

pub(crate) mod moto;

use std::net::SocketAddr;
use std::sync::Arc;

use base::Job;
use cloud::testing::Moto;
use cloud::{
    Bandwidth, Checksums, Credentials, Journal, MIN_PART_BYTES, PutOptions, S3Config, S3Store,
    Source,
};
use tempfile::TempDir;
use tests::proxy::Proxy;

/// The length of the file: three parts.
pub(crate) const LENGTH: u64 = 2 * MIN_PART_BYTES + 1_000_000;

/// A store that runs until this is dropped.
pub(crate) struct Place {
    endpoint: String,
    bucket: String,
    credentials: Arc<Credentials>,
    _runs: Runs,
}

/// What keeps a store running.
pub(crate) enum Runs {
    Embedded {
        _service: Box<service::Running>,
        _data: TempDir,
    },
    Moto {
        _server: Moto,
    },
}

/// The way to a store through a proxy.
pub(crate) struct Far {
    pub(crate) proxy: Proxy,
    bucket: String,
    credentials: Arc<Credentials>,
}

impl Place {
    pub(crate) fn new(
        endpoint: String,
        bucket: &str,
        credentials: Arc<Credentials>,
        runs: Runs,
    ) -> Self {
        Self {
            endpoint,
            bucket: bucket.into(),
            credentials,
            _runs: runs,
        }
    }

    /// A store there, with nothing between.
    pub(crate) fn near(&self, checksums: Checksums) -> S3Store {
        S3Store::new(S3Config {
            checksums,
            concurrency: 3,
            ..config(&self.endpoint, &self.bucket, self.credentials())
        })
    }

    /// The same, over a line so slow that a file of [`LENGTH`] is most of a second on its way.
    pub(crate) fn near_slowly(&self) -> S3Store {
        S3Store::new(S3Config {
            concurrency: 3,
            bandwidth: Some(Arc::new(Bandwidth::new(16_000_000))),
            ..config(&self.endpoint, &self.bucket, self.credentials())
        })
    }

    /// Where it answers.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub(crate) fn bucket(&self) -> &str {
        &self.bucket
    }

    /// Keys that it knows.
    pub(crate) fn credentials(&self) -> Arc<Credentials> {
        self.credentials.clone()
    }

    /// A new line to it, good so far.
    pub(crate) fn far(&self) -> Far {
        let behind: SocketAddr = self
            .endpoint
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .parse()
            .unwrap();
        Far {
            proxy: Proxy::start(behind).unwrap(),
            bucket: self.bucket.clone(),
            credentials: self.credentials.clone(),
        }
    }
}

impl Far {
    pub(crate) fn config(&self, checksums: Checksums, journal: Option<Arc<Journal>>) -> S3Config {
        S3Config {
            checksums,
            journal,
            // Lines to one store have different addresses.
            place: Some("store".into()),
            ..config(&self.proxy.url(), &self.bucket, self.credentials.clone())
        }
    }

    pub(crate) fn store(&self, checksums: Checksums, journal: Option<Arc<Journal>>) -> S3Store {
        S3Store::new(self.config(checksums, journal))
    }
}

/// A store at `endpoint`.
pub(crate) fn config(endpoint: &str, bucket: &str, credentials: Arc<Credentials>) -> S3Config {
    S3Config {
        endpoint: Some(endpoint.into()),
        ..S3Config::new("us-east-1", bucket, credentials)
    }
}

/// Keys that no store knows, and moto doesn't mind.
pub(crate) fn nobody() -> Arc<Credentials> {
    Arc::new(Credentials {
        access_key: "test".into(),
        secret_key: "test".into(),
        session_token: None,
        expires: None,
    })
}

/// The embedded platform's store, with its root key.
pub(crate) async fn embedded() -> Place {
    let data = tempfile::tempdir().unwrap();
    let running = service::start(service::Config::embedded(data.path()))
        .await
        .unwrap();
    let keys = running.credentials();
    let credentials = Arc::new(Credentials {
        access_key: keys.s3_access_key.clone(),
        secret_key: keys.s3_secret_key.clone(),
        session_token: None,
        expires: None,
    });
    let (endpoint, bucket) = (running.s3_endpoint().to_owned(), running.bucket());
    let runs = Runs::Embedded {
        _service: Box::new(running),
        _data: data,
    };
    Place::new(endpoint, bucket, credentials, runs)
}

pub(crate) struct File {
    pub(crate) source: Source,
    pub(crate) content: Vec<u8>,
    _folder: TempDir,
}

/// A file of three parts whose content `name` decides.
pub(crate) async fn file(name: &str) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chair.glb");
    let seed = name
        .bytes()
        .fold(7_u32, |seed, byte| seed * 31 % 65_521 + u32::from(byte));
    let content: Vec<u8> = (0..LENGTH as u32)
        .map(|place| (place.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 24) as u8)
        .collect();
    std::fs::write(&path, &content).unwrap();
    let source = Source::read_in_parts(&path, MIN_PART_BYTES, &Job::quiet())
        .await
        .unwrap();
    assert_eq!(source.parts().len(), 3);
    File {
        source,
        content,
        _folder: folder,
    }
}

pub(crate) fn options() -> PutOptions {
    PutOptions::immutable("model/gltf-binary")
}
