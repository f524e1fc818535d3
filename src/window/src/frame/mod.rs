//! What stands around the panels, and the product in the middle of them.

mod bar;
mod dressing;
mod parts;
mod pills;
mod rail;
mod side;
mod stage;
mod states;
mod strip;
mod unseen;

pub(crate) use bar::bar;
pub(crate) use rail::rail;
pub(crate) use side::side;
pub(crate) use stage::stage;
pub(crate) use strip::strip;
