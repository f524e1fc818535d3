//! How a fault is told: to people on stderr, to programs on stdout.

use std::io::Write as _;

use base::Fault;
use serde::Serialize;

use super::paint::{BAD, HINT, QUIET, paint};
use engine::advice;

/// The JSON document of a command that failed.
#[derive(Debug, Serialize)]
struct Failure<'a> {
    error: FailureBody<'a>,
}

/// What failed.
#[derive(Debug, Serialize)]
struct FailureBody<'a> {
    /// `refused`, `usage`, `input`, `service`, `denied` or `cancelled`.
    kind: &'static str,
    /// One sentence.
    message: &'a str,
    /// What to do now; `null` where there is nothing to do.
    hint: Option<String>,
}

/// Prints `fault` on stderr, with the errors underneath where `causes` asks for them, and as the
/// JSON document on stdout where `json` does. A stream that nobody reads any more is left alone.
pub(crate) fn print(fault: &Fault, json: bool, causes: bool) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text(fault, causes).as_bytes());
    if json {
        let mut out = anstream::stdout().lock();
        let _ = writeln!(out, "{}", document(fault));
    }
}

/// The lines for people.
fn text(fault: &Fault, causes: bool) -> String {
    let mut text = format!("{} {}\n", paint(BAD, "error:"), fault.message());
    if causes {
        for cause in fault.causes() {
            text += &format!("{} {cause}\n", paint(QUIET, "because:"));
        }
    }
    if let Some(hint) = advice::typed(fault) {
        text += &format!("{} {hint}\n", paint(HINT, "hint:"));
    }
    text
}

/// The document for programs.
fn document(fault: &Fault) -> String {
    let failure = Failure {
        error: FailureBody {
            kind: fault.kind().word(),
            message: fault.message(),
            hint: advice::typed(fault),
        },
    };
    // Texts and nothing else: writing them as JSON can't fail.
    serde_json::to_string_pretty(&failure).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn fault() -> Fault {
        Fault::input("chair.glb: the header is cut short")
            .hint("Export the file again")
            .because(std::io::Error::other("end of file"))
    }

    /// `text` without colours.
    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn people_read_a_sentence_and_a_hint() {
        assert_eq!(
            plain(&text(&fault(), false)),
            "error: chair.glb: the header is cut short\nhint: Export the file again\n"
        );
        assert!(plain(&text(&fault(), true)).contains("because: end of file\n"));
    }

    #[test]
    fn programs_read_the_same_as_json() {
        let value: serde_json::Value = serde_json::from_str(&document(&fault())).unwrap();
        assert_eq!(
            value,
            serde_json::json!({"error": {
                "kind": "input",
                "message": "chair.glb: the header is cut short",
                "hint": "Export the file again",
            }})
        );
        assert!(document(&Fault::cancelled()).contains("\"hint\": null"));
    }
}
