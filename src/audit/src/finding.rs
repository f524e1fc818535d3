//! What an audit says.

use asset::Effect;
use serde::Serialize;

use crate::check::Check;
use crate::fix::FixId;
use crate::profile::{Limit, Source};

/// How a model stands against one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The rule has nothing to hold on to: no textures, no stated dimensions.
    NotApplicable,
    /// Kept.
    Pass,
    /// A recommendation isn't kept.
    Warn,
    /// A requirement isn't kept.
    Fail,
}

impl Verdict {
    /// A stable word for JSON and logs: `not-applicable`, `pass`, `warn` or `fail`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What a measured number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Things.
    Count,
    /// Pixels.
    Pixels,
    /// Metres.
    Metres,
    /// A part of a whole or a relative deviation: 0.03 is 3 %.
    Share,
    /// Steps of an 8-bit colour channel, 0 to 255, sRGB.
    Steps,
}

/// The number that decided a verdict: of several, the one farthest from the rule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
}

/// One rule, held against a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Which check.
    pub check: Check,
    /// Its name for people.
    pub title: &'static str,
    /// How the model stands.
    pub verdict: Verdict,
    /// The code of the defects that it is about, such as `IO_ERROR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// What the web viewer makes of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// What was measured, where it is a number.
    pub measured: Option<Measured>,
    /// What the rule allows.
    pub limit: Limit,
    /// Names of the textures, meshes, nodes or materials that the sentence is about.
    pub places: Vec<String>,
    /// One sentence for people, without a full stop.
    pub sentence: String,
    /// What to do, where something should be done.
    pub hint: Option<String>,
    /// The fix that Plinth can make by itself.
    pub fix: Option<FixId>,
    /// Where the rule comes from.
    pub source: Source,
}

/// A model held against a profile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditReport {
    /// Name of the profile.
    pub profile: String,
    /// Its name for people.
    pub title: String,
    /// The worst verdict.
    pub verdict: Verdict,
    /// One finding for each of the profile's rules, in the profile's order; of what is wrong with the
    /// file itself one for each code, whether a rule asks for it or not.
    pub findings: Vec<Finding>,
}

impl AuditReport {
    /// Whether every requirement is kept; recommendations don't count.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.verdict != Verdict::Fail
    }

    /// The findings with `verdict`.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.verdict == verdict)
    }
}
