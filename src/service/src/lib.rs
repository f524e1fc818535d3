//! The platform: the HTTP API, the object store with its S3 API, the edge with the CDN's API, and
//! the shop that customers see, in one process over SQLite and a folder.
//!
//! It doesn't read models, draw or optimise, and it never imports wgpu or egui. Entry points:
//! [`Config`], [`start`], [`Running`]. May be imported by `plinth`, which embeds it; imports `base`,
//! `viewer`, by whose words it checks manifests, and `listing`, whose `api` is its contract.
//!
//! A request for a product page goes `routes` → `edge` → `shop::origin` → `store`; one that
//! publishes goes `routes::releases` → `store`, in one transaction, and the pages and manifests
//! that the origin renders follow from it, so nothing is ever half-published.

mod config;
mod connections;
mod credentials;
mod edge;
mod files;
mod granted;
mod housekeeping;
mod keyring;
mod lock;
mod metrics;
mod objects;
mod password;
mod platform;
mod routes;
mod secret;
mod shop;
mod sigv4;
mod start;
mod store;
#[cfg(test)]
mod tests;
mod throttle;
mod told;

pub use config::{Clock, Config, EdgeSettings, NewAccount};
pub use connections::ConnectionLimits;
pub use credentials::LocalCredentials;
pub use shop::ViewerFiles;
pub use start::{Running, start};
