//! What went wrong, as the window shows it.

use base::{Fault, FaultKind};

use super::advice::in_window;

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
        // Whoever helps may well type.
        lines.extend(engine::advice::typed(fault));
        lines.extend(
            fault
                .causes()
                .into_iter()
                .map(|cause| format!("because: {cause}")),
        );
        lines.push(format!("Plinth {}", env!("CARGO_PKG_VERSION")));
        Self {
            message: fault.message().to_owned(),
            hint: advice(fault),
            details: lines.join("\n"),
            stopped: fault.kind() == FaultKind::Cancelled,
        }
    }
}

/// What to do now, as far as it can be done in the window.
fn advice(fault: &Fault) -> Option<String> {
    let hint = fault.hint_text().map(str::to_owned);
    let way = fault.way_out().and_then(in_window).map(str::to_owned);
    let parts: Vec<String> = hint.into_iter().chain(way).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

#[cfg(test)]
mod tests {
    use base::Remedy;

    use super::*;

    #[test]
    fn hints_keep_to_what_can_be_done_in_the_window() {
        let input = |hint: &str| Fault::input("It failed").hint(hint);
        let cases = [
            (input("Check the file"), Some("Check the file")),
            (
                input("Check the address and the network").remedy(Remedy::StartPlatform),
                Some("Check the address and the network"),
            ),
            (
                Fault::refused("None is").remedy(Remedy::SeeUnfinished),
                Some("It may have come to its end meanwhile"),
            ),
            (
                input("Look at it").remedy(Remedy::GoOnOrGiveUp { sku: "A".into() }),
                Some("Look at it; Choose Go on to finish it"),
            ),
            (
                Fault::service("It is read-only").remedy(Remedy::ChooseDataFolder {
                    on_local_disk: false,
                }),
                Some("Check that the folder may be written and that the disk has room"),
            ),
            (
                Fault::service("No thread").remedy(Remedy::FewerAtOnce),
                None,
            ),
        ];
        for (fault, shown) in cases {
            assert_eq!(advice(&fault).as_deref(), shown, "{fault:?}");
        }
        let fault = Fault::denied("Nobody is logged in").remedy(Remedy::SignIn {
            to: Some("X".into()),
        });
        let failure = Failure::from(&fault);
        assert!(failure.hint.is_some_and(|hint| !hint.contains("plinth")));
        assert!(failure.details.contains("plinth login --to X"));
    }
}
