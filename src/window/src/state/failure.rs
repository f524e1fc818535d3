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
            hint: fault.hint_text().and_then(doable),
            details: lines.join("\n"),
            stopped: fault.kind() == FaultKind::Cancelled,
        }
    }
}

/// What is to be done instead of the commands that hints name for whoever types them.
const INSTEAD: [(&str, &str); 7] = [
    (
        "plinth login",
        "Ask whoever looks after the shop to sign this computer in; the details say how",
    ),
    (
        "plinth uploads list",
        "It may have come to its end meanwhile",
    ),
    ("plinth uploads", "Choose Go on to finish it"),
    ("plinth publish", "Open the file and publish it again"),
    ("plinth listing", "Look in Support for what is live"),
    ("plinth platform", "Start Plinth again"),
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

/// The parts of a sentence that name neither a command nor an option; `None` where none is left.
pub(super) fn without_commands(sentence: &str) -> Option<String> {
    let names_command = |part: &str| part.contains("`plinth ") || part.contains(" --");
    let parts = sentence.split("; ");
    let rest: Vec<&str> = parts.filter(|part| !names_command(part)).collect();
    (!rest.is_empty()).then(|| rest.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_keep_to_what_can_be_done_in_the_window() {
        let cases = [
            ("Check the file", Some("Check the file")),
            (
                "Check the address and the network; `plinth platform` starts a platform here",
                Some("Check the address and the network"),
            ),
            (
                "`plinth uploads list` shows those that are",
                Some("It may have come to its end meanwhile"),
            ),
            (
                "Finish it with `plinth uploads resume A`; `plinth listing rollback A` puts it back",
                Some("Choose Go on to finish it"),
            ),
            (
                "Open what the platform has with --release 3; publishing again refreshes the edge",
                Some("publishing again refreshes the edge"),
            ),
            ("Ask for fewer at once with --jobs", None),
        ];
        for (hint, shown) in cases {
            assert_eq!(doable(hint).as_deref(), shown, "{hint}");
        }
        let fault = Fault::denied("Nobody is logged in").hint("Sign in with `plinth login --to X`");
        let failure = Failure::from(&fault);
        assert!(failure.hint.is_some_and(|hint| !hint.contains("plinth")));
        assert!(failure.details.contains("plinth login --to X"));
    }
}
