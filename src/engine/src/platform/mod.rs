//! The embedded platform: API, shop, object store and edge in this process, on one data folder.
//!
//! One folder belongs to one running platform: a lock file holds that, and a record beside it says
//! where the platform answers, so that every other `plinth` on this computer finds it.

mod display;
mod embedded;
mod lock;
mod record;

pub use display::has_display;
pub use embedded::{DEFAULT_PORT, Embedded, Port, runtime};
pub use record::Record;
