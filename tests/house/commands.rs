//! Every command as people and programs call it: help, JSON, exit codes, and one clear sentence
//! where something is wrong.

mod gate;
mod refusals;
mod results;
mod shop;

pub(crate) use gate::square;
