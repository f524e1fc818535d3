//! Where publications are noted.

use std::sync::Arc;

use cloud::Bandwidth;

use crate::journal::Publications;

/// Where publications to one platform are noted, and how fast they may send.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The journal of this computer.
    pub journal: Publications,
    /// The platform's name, one that it keeps when its address changes.
    pub place: String,
    /// The cap on what is sent; `None` for none.
    pub bandwidth: Option<Arc<Bandwidth>>,
}
