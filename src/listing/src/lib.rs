//! What a listing is, what the platform and its clients say to each other, and how a listing goes
//! live: all at once or not at all.
//!
//! It doesn't serve HTTP (see `service`), talk S3 itself (see `cloud`) or draw. Entry points:
//! [`Manifest`], [`api`], [`Client`], [`publish()`]. May be imported by `service` and `plinth`;
//! imports `base` and `cloud`. Never egui, wgpu or axum.

pub mod api;
pub mod batch;
mod bundle;
mod client;
mod http;
mod layout;
mod manifest;
pub mod publish;
mod shopfront;

pub use bundle::{Bundle, BundleFile};
pub use client::{Client, ListingQuery};
pub use http::is_loopback;
pub use layout::{MANIFEST_FILE, manifest_key, manifest_path, object_key, object_path, page_path};
pub use manifest::{
    Dimensions, LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_TITLE, Manifest, ManifestObject, Role,
    Target, VIEWER_VERSION, VariantChoice, ViewerAttributes,
};
pub use publish::{
    Aim, CacheState, Ledger, Outcome, Publication, Step, Swept, Unfinished, publish, rollback,
};
pub use shopfront::{ServedManifest, Shopfront};
