//! Stores behind a line that may do harm, and a file for them.

use std::net::SocketAddr;
use std::sync::Arc;

use base::Job;
use cloud::twins::Moto;
use cloud::{
    Checksums, Credentials, Journal, MIN_PART_BYTES, PutOptions, S3Config, S3Store, Source,
};
use tempfile::TempDir;
use tests::proxy::Proxy;

/// The length of the file: three parts.
pub(super) const LENGTH: u64 = 2 * MIN_PART_BYTES + 1_000_000;

/// A store that runs until this is dropped.
pub(super) struct Place {
    endpoint: String,
    bucket: String,
    credentials: Arc<Credentials>,
    _runs: Runs,
}

/// What keeps a store running.
pub(super) enum Runs {
    Embedded {
        _service: Box<service::Running>,
        _data: TempDir,
    },
    Moto {
        _server: Moto,
    },
}

/// The way to a store through a proxy.
pub(super) struct Far {
    pub(super) proxy: Proxy,
    bucket: String,
    credentials: Arc<Credentials>,
}

impl Place {
    pub(super) fn new(
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

    /// Keys that it knows.
    pub(super) fn credentials(&self) -> Arc<Credentials> {
        self.credentials.clone()
    }

    /// A new line to it, good so far.
    pub(super) fn far(&self) -> Far {
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
    pub(super) fn config(&self, checksums: Checksums, journal: Option<Arc<Journal>>) -> S3Config {
        S3Config {
            checksums,
            journal,
            // Lines to one store have different addresses.
            place: Some("store".into()),
            ..config(&self.proxy.url(), &self.bucket, self.credentials.clone())
        }
    }

    pub(super) fn store(&self, checksums: Checksums, journal: Option<Arc<Journal>>) -> S3Store {
        S3Store::new(self.config(checksums, journal))
    }
}

/// A store at `endpoint`.
pub(super) fn config(endpoint: &str, bucket: &str, credentials: Arc<Credentials>) -> S3Config {
    S3Config {
        endpoint: Some(endpoint.into()),
        ..S3Config::new("us-east-1", bucket, credentials)
    }
}

/// Keys that no store knows, and moto doesn't mind.
pub(super) fn nobody() -> Arc<Credentials> {
    Arc::new(Credentials {
        access_key: "test".into(),
        secret_key: "test".into(),
        session_token: None,
        expires: None,
    })
}

/// The embedded platform's store, with its root key.
pub(super) async fn embedded() -> Place {
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

pub(super) struct File {
    pub(super) source: Source,
    pub(super) content: Vec<u8>,
    _folder: TempDir,
}

/// A file of three parts whose content `name` decides.
pub(super) async fn file(name: &str) -> File {
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

pub(super) fn options() -> PutOptions {
    PutOptions::immutable("model/gltf-binary")
}
