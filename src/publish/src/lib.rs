//! How a listing goes live: all at once or not at all; and all that a publisher needs for it.
//!
//! What a listing is stands in `listing`, S3 and CloudFront in `cloud`; nothing is served or drawn
//! here. Entry points: [`Client`] for the platform's API, [`Bundle`] for what is to go live,
//! [`Publication`] for the way there step by step, [`Publications`] for the journal that lets it go on
//! after a crash, [`Shopfront`] for what customers get, [`sheets`] for many products at once. May be
//! imported by `plinth`; imports `base`, `listing` and `cloud`. Never egui, wgpu or axum.

mod bundle;
mod client;
mod http;
mod journal;
pub mod sheets;
mod shopfront;
mod workflow;

pub use bundle::{Bundle, BundleFile};
pub use client::{Client, ListingQuery};
pub use http::is_loopback;
pub use journal::Publications;
pub use shopfront::{ServedManifest, Shopfront};
pub use workflow::{
    CacheState, Intent, Ledger, Outcome, Publication, Step, Swept, Unfinished, publish, rollback,
    unfinished,
};
