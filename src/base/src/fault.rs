//! What goes wrong, said once: a kind (and so an exit code), one sentence, and what to do about it.

use std::error::Error as StdError;
use std::fmt;

use crate::Remedy;

/// A result whose error is a [`Fault`].
pub type Result<T, E = Fault> = std::result::Result<T, E>;

/// What kind of thing went wrong; it decides the exit code of the command line and the place where
/// the window shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The work itself says no: an audit failed, a difference is over its bound.
    Refused,
    /// The command was called wrongly.
    Usage,
    /// A file that came in is missing, unreadable or broken.
    Input,
    /// The network, a service or a device of this computer (disk, graphics adapter) failed.
    Service,
    /// The caller may not do this.
    Denied,
    /// The user stopped the work.
    Cancelled,
}

impl FaultKind {
    /// The exit code of the command line: 1 refused, 2 usage, 3 input, 4 service, 5 denied,
    /// 130 cancelled.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Service => 4,
            Self::Denied => 5,
            Self::Cancelled => 130,
        }
    }

    /// A stable word for `--json` output and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Usage => "usage",
            Self::Input => "input",
            Self::Service => "service",
            Self::Denied => "denied",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One thing that went wrong: one clear sentence (what and where), and what to do: a hint that reads the
/// same everywhere, a [`Remedy`] that each face of Plinth words for itself, or both.
#[derive(Debug)]
pub struct Fault {
    kind: FaultKind,
    message: String,
    hint: Option<String>,
    /// Boxed, since few faults have one and results carry them all.
    remedy: Option<Box<Remedy>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Fault {
    /// A fault of `kind` with one sentence that says what happened and where, without a full stop.
    ///
    /// The number that the system gives its errors ("os error 2") is left out: it says nothing to
    /// whom the sentence is for.
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: without_os_error(message.into()),
            hint: None,
            remedy: None,
            source: None,
        }
    }

    /// The work says no.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Refused, message)
    }

    /// The command was called wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Usage, message)
    }

    /// A file that came in is missing or broken.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Input, message)
    }

    /// The network, a service or a device of this computer failed.
    pub fn service(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Service, message)
    }

    /// The caller may not do this.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Denied, message)
    }

    /// The user stopped the work.
    #[must_use]
    pub fn cancelled() -> Self {
        Self::new(
            FaultKind::Cancelled,
            "Stopped before it was done; nothing was changed",
        )
    }

    /// What the user can do now, in place of what was said before.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self.remedy = None;
        self
    }

    /// Adds what the user can do now, beside the hint, where each face has its own way to it.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = Some(Box::new(remedy));
        self
    }

    /// Takes over what can be done about `other`.
    #[must_use]
    pub fn advised_as(mut self, other: &Self) -> Self {
        self.hint.clone_from(&other.hint);
        self.remedy.clone_from(&other.remedy);
        self
    }

    /// Adds the error underneath, for `-v` and logs.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Puts what was being done in front of the message: `context: message`.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.message = format!("{context}: {}", self.message);
        self
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> FaultKind {
        self.kind
    }

    /// The sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do now, where there is something to do.
    #[must_use]
    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The way out that each face words for itself, where there is one.
    #[must_use]
    pub fn way_out(&self) -> Option<&Remedy> {
        self.remedy.as_deref()
    }

    /// Whether it says what to do.
    #[must_use]
    pub const fn is_advised(&self) -> bool {
        self.hint.is_some() || self.remedy.is_some()
    }

    /// The errors underneath, outermost first, each as its own sentence.
    #[must_use]
    pub fn causes(&self) -> Vec<String> {
        let mut causes = Vec::new();
        let mut next = StdError::source(self);
        while let Some(error) = next {
            causes.push(error.to_string());
            next = error.source();
        }
        causes
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Fault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_ref()
            .map(|source| &**source as &(dyn StdError + 'static))
    }
}

/// `message` without the numbers of system errors, as `std::io::Error` writes them.
fn without_os_error(mut message: String) -> String {
    const BEFORE: &str = " (os error ";
    let mut from = 0;
    while let Some(at) = message[from..].find(BEFORE).map(|at| from + at) {
        let rest = &message[at + BEFORE.len()..];
        match rest.find(')') {
            Some(end) if end > 0 && rest[..end].bytes().all(|digit| digit.is_ascii_digit()) => {
                message.replace_range(at..=at + BEFORE.len() + end, "");
                from = at;
            }
            _ => from = at + BEFORE.len(),
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_the_contract() {
        let codes = [
            FaultKind::Refused,
            FaultKind::Usage,
            FaultKind::Input,
            FaultKind::Service,
            FaultKind::Denied,
            FaultKind::Cancelled,
        ]
        .map(FaultKind::exit_code);
        assert_eq!(codes, [1, 2, 3, 4, 5, 130]);
    }

    #[test]
    fn numbers_of_system_errors_are_for_developers() {
        let missing = std::io::Error::from_raw_os_error(2);
        assert!(missing.to_string().contains("(os error 2)"), "{missing}");
        let fault = Fault::input(format!("a.glb can't be read: {missing} (twice: {missing})"));
        let words = fault.to_string();
        assert!(!words.contains("os error"), "{words}");
        assert!(words.starts_with("a.glb can't be read: "), "{words}");
        assert!(words.ends_with(')'), "{words}");
        let text = "a (os error x), b (os error ), c (os error 3";
        assert_eq!(Fault::input(text).to_string(), text);
    }

    #[test]
    fn context_hint_and_causes_are_kept_apart() {
        let fault = Fault::input("the header is cut short")
            .context("chair.glb")
            .hint("Export the file again")
            .because(std::io::Error::other("end of file"));
        assert_eq!(fault.to_string(), "chair.glb: the header is cut short");
        assert_eq!(fault.hint_text(), Some("Export the file again"));
        assert_eq!(fault.causes(), ["end of file"]);
    }

    #[test]
    fn a_remedy_stands_beside_a_hint_until_another_hint_takes_their_place() {
        let fault = Fault::denied("No").hint("Ask").remedy(Remedy::SignInAgain);
        assert_eq!(
            (fault.hint_text(), fault.way_out()),
            (Some("Ask"), Some(&Remedy::SignInAgain))
        );
        let other = Fault::refused("No").advised_as(&fault);
        assert_eq!(other.way_out(), Some(&Remedy::SignInAgain));
        let fault = fault.hint("Don't");
        assert_eq!((fault.hint_text(), fault.way_out()), (Some("Don't"), None));
        assert!(fault.is_advised() && !Fault::cancelled().is_advised());
    }
}
