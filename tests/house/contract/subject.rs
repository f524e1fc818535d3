//! A store under test, and a look behind it.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Region};
use aws_sdk_s3::types::{ChecksumMode, StorageClass as SdkClass};
use cloud::testing::MemoryStore;
use cloud::{Checksums, ObjectStore, StorageClass};

use crate::stores::Place;

/// A store, and how to see what it has without it.
pub(super) struct Subject {
    pub(super) store: Arc<dyn ObjectStore>,
    behind: Behind,
}

enum Behind {
    Memory(Arc<MemoryStore>),
    S3 { place: Place, client: Client },
}

/// What lies with an object besides its bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Headers {
    pub(super) content_type: String,
    pub(super) cache_control: Option<String>,
    pub(super) storage: StorageClass,
}

impl Subject {
    pub(super) fn memory() -> Self {
        let memory = Arc::new(MemoryStore::default());
        Self {
            store: memory.clone(),
            behind: Behind::Memory(memory),
        }
    }

    pub(super) fn at(place: Place) -> Self {
        let keys = place.credentials();
        let credentials = Credentials::new(&keys.access_key, &keys.secret_key, None, None, "tests");
        cloud::tls::install();
        // Plain HTTP, by a client that isn't ours.
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(credentials)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .endpoint_url(place.endpoint())
            .force_path_style(true)
            .build();
        Self {
            store: Arc::new(place.near(Checksums::default())),
            behind: Behind::S3 {
                place,
                client: Client::from_conf(config),
            },
        }
    }

    /// The same store, reached with other checksums where it has any.
    pub(super) fn with(&self, checksums: Checksums) -> Arc<dyn ObjectStore> {
        match &self.behind {
            Behind::Memory(_) => self.store.clone(),
            Behind::S3 { place, .. } => Arc::new(place.near(checksums)),
        }
    }

    /// The same store over a slow line: what stops an upload stops it in its middle.
    pub(super) fn slowly(&self) -> Arc<dyn ObjectStore> {
        match &self.behind {
            Behind::Memory(_) => self.store.clone(),
            Behind::S3 { place, .. } => Arc::new(place.near_slowly()),
        }
    }

    /// Whether it takes large files in parts.
    pub(super) const fn takes_parts(&self) -> bool {
        matches!(self.behind, Behind::S3 { .. })
    }

    /// What it keeps with the object of this key.
    pub(super) async fn headers(&self, key: &str) -> Headers {
        match &self.behind {
            Behind::Memory(memory) => {
                let options = memory.object(key).unwrap().options;
                Headers {
                    content_type: options.content_type,
                    cache_control: options.cache_control,
                    storage: options.storage,
                }
            }
            Behind::S3 { place, client } => {
                let head = client
                    .head_object()
                    .bucket(place.bucket())
                    .key(key)
                    .checksum_mode(ChecksumMode::Enabled)
                    .send()
                    .await
                    .unwrap();
                Headers {
                    content_type: head.content_type().unwrap().to_owned(),
                    cache_control: head.cache_control().map(str::to_owned),
                    storage: match head.storage_class() {
                        None | Some(SdkClass::Standard) => StorageClass::Standard,
                        Some(SdkClass::IntelligentTiering) => StorageClass::IntelligentTiering,
                        other => panic!("{other:?}"),
                    },
                }
            }
        }
    }

    /// How many uploads are neither completed nor dropped.
    pub(super) async fn open_uploads(&self) -> usize {
        match &self.behind {
            Behind::Memory(_) => 0,
            Behind::S3 { place, client } => {
                let uploads = client.list_multipart_uploads().bucket(place.bucket());
                uploads.send().await.unwrap().uploads().len()
            }
        }
    }

    /// All bytes under a key.
    pub(super) async fn content(&self, key: &str) -> Vec<u8> {
        let fetched = self.store.get(key, None).await.unwrap();
        fetched.collect(u64::MAX).await.unwrap().to_vec()
    }
}
