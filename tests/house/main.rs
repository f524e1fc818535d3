//! Tests that cross crates, in one binary because linking is slow: the rules of the house, every
//! command, the window, and the shop in a real browser.

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

mod adapters;
mod architecture;
mod batch;
mod before;
mod browser;
mod circles;
mod clients;
mod commands;
mod contract;
mod converges;
mod crates;
mod exact;
mod faults;
mod fixes;
mod hostile;
mod kills;
mod look_modes;
mod openapi;
mod oracle;
mod outputs;
mod page;
mod papers;
mod parity;
mod program;
mod reading;
mod stores;
mod unseen;
mod validator;
mod window;
