//! What of a file goes live all the same, and what stops it on its way to customers.

use std::fmt;
use std::str::FromStr;

use asset::{Defect, Effect};
use serde::{Deserialize, Serialize};

/// Leave to publish a file though customers won't see all of it as the file means it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The code of the defects that are allowed, such as `IO_ERROR`.
    pub code: String,
    /// Why, in the words of whoever allowed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `CODE` or `CODE=REASON`, as the command line and sheets write it.
impl FromStr for Allowance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, reason) = match text.split_once('=') {
            Some((code, reason)) => (code, Some(reason.trim())),
            None => (text, None),
        };
        let code = code.trim().to_ascii_uppercase();
        let is_code = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if code.is_empty() || !code.chars().all(is_code) {
            return Err(
                "write the code of what is allowed, such as IO_ERROR, or IO_ERROR=REASON".into(),
            );
        }
        Ok(Self {
            code,
            reason: reason
                .filter(|reason| !reason.is_empty())
                .map(str::to_owned),
        })
    }
}

/// As it is written on the command line.
impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Some(reason) => write!(f, "{}={reason}", self.code),
            None => f.write_str(&self.code),
        }
    }
}

/// All that is allowed; by default nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Allowances(pub Vec<Allowance>);

impl Allowances {
    /// The allowance for a code; the last one said counts.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<&Allowance> {
        self.0.iter().rfind(|allowance| allowance.code == code)
    }

    /// Whether `defect` stops a publication. What customers see nothing of can't be allowed.
    #[must_use]
    pub fn stops(&self, defect: &Defect) -> bool {
        match defect.effect {
            Effect::Drawn => false,
            Effect::Lost => self.of(defect.code).is_none(),
            Effect::Blank | Effect::Refused => true,
        }
    }
}

/// What stands between a file and its customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate<'a> {
    /// Why customers would see nothing at all.
    pub unseen: Vec<&'a Defect>,
    /// What customers won't see as the file means it, and nobody has allowed.
    pub lost: Vec<&'a Defect>,
    /// What they won't see, with leave.
    pub allowed: Vec<&'a Defect>,
}

impl<'a> Gate<'a> {
    /// Weighs `defects`.
    #[must_use]
    pub fn of(defects: impl IntoIterator<Item = &'a Defect>, allowances: &Allowances) -> Self {
        let mut gate = Self {
            unseen: Vec::new(),
            lost: Vec::new(),
            allowed: Vec::new(),
        };
        for defect in defects {
            match defect.effect {
                Effect::Drawn => {}
                Effect::Lost if allowances.stops(defect) => gate.lost.push(defect),
                Effect::Lost => gate.allowed.push(defect),
                Effect::Blank | Effect::Refused => gate.unseen.push(defect),
            }
        }
        gate
    }

    /// Whether nothing stops the file.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.unseen.is_empty() && self.lost.is_empty()
    }

    /// The worst of what customers see nothing of.
    #[must_use]
    pub fn worst(&self) -> Option<&'a Defect> {
        // The first of the worst: what comes later may only follow from it.
        self.unseen
            .iter()
            .rev()
            .copied()
            .max_by_key(|defect| defect.effect)
    }
}

/// The codes of `defects`, each once, in the order in which they come first.
#[must_use]
pub fn codes<'a>(defects: impl IntoIterator<Item = &'a Defect>) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for defect in defects {
        if !codes.contains(&defect.code) {
            codes.push(defect.code);
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_code_is_allowed_with_or_without_a_reason() {
        let bare: Allowance = " io_error ".parse().unwrap();
        assert_eq!((bare.code.as_str(), bare.reason), ("IO_ERROR", None));
        let with: Allowance = "IO_ERROR=sold without = cloth".parse().unwrap();
        assert_eq!(with.reason.as_deref(), Some("sold without = cloth"));
        assert_eq!(with.to_string(), "IO_ERROR=sold without = cloth");
        for bad in ["", "=why", "two words", "a,b"] {
            assert!(bad.parse::<Allowance>().is_err(), "{bad}");
        }
    }

    #[test]
    fn only_what_is_lost_can_be_allowed() {
        let defects = [
            Defect::new("A", Effect::Drawn, "", "a"),
            Defect::new("B", Effect::Lost, "", "b"),
            Defect::new("C", Effect::Lost, "", "c"),
            Defect::new("D", Effect::Blank, "", "d"),
            Defect::new("E", Effect::Refused, "", "e"),
            Defect::new("F", Effect::Refused, "", "f"),
        ];
        let all = ["B", "D", "E", "F"].map(|code| code.parse().unwrap());
        let gate = Gate::of(&defects, &Allowances(all.to_vec()));
        assert_eq!(codes(gate.unseen.iter().copied()), ["D", "E", "F"]);
        assert_eq!(codes(gate.lost.iter().copied()), ["C"]);
        assert_eq!(codes(gate.allowed.iter().copied()), ["B"]);
        assert_eq!(gate.worst().unwrap().code, "E");
        assert!(!gate.is_open());
        let gate = Gate::of(&defects[..3], &Allowances(all.to_vec()));
        assert_eq!((gate.is_open(), gate.worst()), (false, None));
        assert!(Gate::of(&defects[..2], &Allowances(all.to_vec())).is_open());
    }
}
