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

/// What is to be done instead of an option that a hint of the engine names, and of the command that older
/// platforms answer with.
const INSTEAD: [(&str, &str); 2] = [
    (
        "plinth login",
        "Ask whoever looks after the shop to sign this computer in; the details say how",
    ),
    (
        "--data",
        "Check that the folder may be written and that the disk has room",
    ),
];

/// A hint as far as it can be followed in the window, where there are no commands and options.
fn doable(hint: &str) -> Option<String> {
    without_commands(hint).or_else(|| {
        let instead = INSTEAD.iter().find(|(command, _)| hint.contains(command));
        instead.map(|(_, instead)| (*instead).to_owned())
    })
}

/// What to do now, as far as it can be done in the window.
fn advice(fault: &Fault) -> Option<String> {
    let hint = fault.hint_text().and_then(doable);
    let way = fault.way_out().and_then(in_window).map(str::to_owned);
    let parts: Vec<String> = hint.into_iter().chain(way).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The parts of a sentence that name neither a command nor an option; `None` where none is left. Sentences
/// of the engine, and of older platforms, name some.
pub(super) fn without_commands(sentence: &str) -> Option<String> {
    let names_command = |part: &str| part.contains("`plinth ") || part.contains(" --");
    let parts = sentence.split("; ");
    let rest: Vec<&str> = parts.filter(|part| !names_command(part)).collect();
    (!rest.is_empty()).then(|| rest.join("; "))
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
                input(
                    "Open what the platform has with --release 3; publishing again refreshes the edge",
                ),
                Some("publishing again refreshes the edge"),
            ),
            (
                Fault::denied("Who are you")
                    .hint("Sign in with `plinth login`, or POST /v1/sessions"),
                Some(
                    "Ask whoever looks after the shop to sign this computer in; the details say how",
                ),
            ),
            (input("Ask for fewer at once with --jobs"), None),
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
