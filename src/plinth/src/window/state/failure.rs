//! What went wrong, as the window shows it.

use base::{Fault, FaultKind};

/// What happened, why, and what to do; the details are for copying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What happened and where.
    pub message: String,
    /// What to do now.
    pub hint: Option<String>,
    /// All of it with its causes, for whoever helps.
    pub details: String,
    /// Whether the user stopped it: nothing to complain about.
    pub stopped: bool,
}

impl From<&Fault> for Failure {
    fn from(fault: &Fault) -> Self {
        let mut lines = vec![format!("{} ({})", fault.message(), fault.kind().word())];
        lines.extend(fault.hint_text().map(str::to_owned));
        lines.extend(
            fault
                .causes()
                .into_iter()
                .map(|cause| format!("because: {cause}")),
        );
        lines.push(format!("Plinth {}", env!("CARGO_PKG_VERSION")));
        Self {
            message: fault.message().to_owned(),
            hint: fault.hint_text().map(str::to_owned),
            details: lines.join("\n"),
            stopped: fault.kind() == FaultKind::Cancelled,
        }
    }
}
