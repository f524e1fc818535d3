//! The object store and the CDN in front of it: what Plinth needs of them as two small ports, AWS
//! behind each, and fakes in memory for tests.
//!
//! It knows bytes, keys and paths; what they mean is said in `listing`. Entry points:
//! [`ObjectStore`] with [`S3Store`], [`Cdn`] with [`CloudFront`], [`Source`] for the file that is
//! sent, [`Journal`] for uploads that must outlive a crash. May be imported by `publish` and
//! `plinth`; imports `base` alone. Never egui or wgpu.

mod attempts;
mod aws;
mod cdn;
mod checksum;
mod clock;
mod cloudfront;
mod credentials;
mod error;
mod journal;
#[cfg(test)]
mod moto;
pub mod pause;
mod s3;
mod source;
mod store;
pub mod testing;
pub mod tls;

pub use cdn::{Cdn, InvalidationStatus, invalidate, wait_for_invalidation};
pub use checksum::{Checksums, PartSums};
pub use clock::SigningClock;
pub use cloudfront::{CloudFront, CloudFrontConfig};
pub use credentials::{CredentialSource, Credentials};
pub use error::{StoreError, StoreErrorKind, StoreResult};
pub use journal::{Journal, JournalEntry, Lock, UploadName};
pub use s3::{Bandwidth, S3Config, S3Store};
pub use source::{DEFAULT_PART_BYTES, MAX_PARTS, MIN_PART_BYTES, Source};
pub use store::{
    ByteStream, Fetched, IMMUTABLE, Leftovers, ListPage, ObjectInfo, ObjectStore, PutOptions,
    StorageClass, Written,
};
