//! Tests against moto: AWS's API in a process of its own, by other hands than ours.
//!
//! `packaging/test.sh` installs `moto_server`; without it on the path these tests fail and say so.

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

mod cloudfront;
mod reporters;
mod respell;
mod resume;
mod server;
