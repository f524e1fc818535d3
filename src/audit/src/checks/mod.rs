//! The checks: one file each, and the loop that runs them.
//!
//! A check gets a [`Subject`] and a [`Rule`] and answers with an [`Outcome`]; it doesn't know
//! whether the rule is a requirement or a recommendation.

mod base_colour;
mod bones;
mod degenerate;
mod dimensions;
mod draw_calls;
mod extensions;
mod file_size;
mod ground;
mod image_formats;
mod lights;
mod materials;
mod missing_images;
mod names;
mod power_of_two;
mod reading;
#[cfg(test)]
pub(crate) mod samples;
mod texture_size;
mod triangles;
mod units;
mod uv_range;
mod uv_sets;
mod uvs;
mod vertices;

use asset::scene::Bounds;
use asset::{Effect, Facts, Model};

use crate::allow::Allowances;
use crate::check::Check;
use crate::finding::{AuditReport, Finding, Measured, Unit, Verdict};
use crate::fix::FixId;
use crate::profile::{Level, Profile, Rule};
use crate::stated::Stated;

/// The code of a check.
#[derive(Clone, Copy)]
enum Run {
    /// It comes to one outcome.
    One(fn(&Subject<'_>, &Rule) -> Outcome),
    /// It comes to one or more.
    Many(fn(&Subject<'_>, &Rule) -> Vec<Outcome>),
}

impl Run {
    fn outcomes(self, subject: &Subject<'_>, rule: &Rule) -> Vec<Outcome> {
        match self {
            Self::One(run) => vec![run(subject, rule)],
            Self::Many(run) => run(subject, rule),
        }
    }
}

/// The code of each check.
const fn code(check: Check) -> Run {
    match check {
        Check::FileSize => Run::One(file_size::run),
        Check::Triangles => Run::One(triangles::run),
        Check::Vertices => Run::One(vertices::run),
        Check::Materials => Run::One(materials::run),
        Check::DrawCalls => Run::One(draw_calls::run),
        Check::TextureSize => Run::One(texture_size::run),
        Check::PowerOfTwo => Run::One(power_of_two::run),
        Check::ImageFormats => Run::One(image_formats::run),
        Check::MissingImages => Run::One(missing_images::run),
        Check::BaseColour => Run::One(base_colour::run),
        Check::Dimensions => Run::One(dimensions::run),
        Check::Ground => Run::One(ground::run),
        Check::Units => Run::One(units::run),
        Check::Uvs => Run::One(uvs::run),
        Check::UvRange => Run::One(uv_range::run),
        Check::UvSets => Run::One(uv_sets::run),
        Check::Degenerate => Run::One(degenerate::run),
        Check::Bones => Run::One(bones::run),
        Check::Lights => Run::One(lights::run),
        Check::Extensions => Run::One(extensions::run),
        Check::Names => Run::One(names::run),
        Check::Reading => Run::Many(reading::run),
    }
}

/// What checks look at.
struct Subject<'a> {
    model: &'a Model,
    facts: &'a Facts,
    stated: Option<&'a Stated>,
    allowed: &'a Allowances,
    /// The box around everything visible, at rest.
    bounds: Option<Bounds>,
}

/// What a check found.
#[derive(Debug, PartialEq)]
struct Outcome {
    /// Whether the rule is kept; `None` where it has nothing to hold on to.
    kept: Option<bool>,
    measured: Option<Measured>,
    places: Vec<String>,
    sentence: String,
    hint: Option<String>,
    fix: Option<FixId>,
    /// Code and effect of the defects that it is about.
    defect: Option<(&'static str, Effect)>,
    /// How much it weighs, whatever the rule says.
    level: Option<Level>,
}

impl Outcome {
    /// The rule has nothing to hold on to.
    fn not_applicable(sentence: impl Into<String>) -> Self {
        Self {
            kept: None,
            ..Self::new(true, sentence)
        }
    }

    fn new(kept: bool, sentence: impl Into<String>) -> Self {
        Self {
            kept: Some(kept),
            measured: None,
            places: Vec::new(),
            sentence: sentence.into(),
            hint: None,
            fix: None,
            defect: None,
            level: None,
        }
    }

    fn measured(mut self, value: f64, unit: Unit) -> Self {
        self.measured = Some(Measured { value, unit });
        self
    }

    fn places(mut self, places: impl IntoIterator<Item = String>) -> Self {
        self.places = places.into_iter().collect();
        self
    }

    /// What to do, where the rule isn't kept.
    fn hint(mut self, hint: impl Into<String>) -> Self {
        if self.kept == Some(false) {
            self.hint = Some(hint.into());
        }
        self
    }

    /// The fix, where the rule isn't kept.
    fn fix(mut self, fix: Option<FixId>) -> Self {
        if self.kept == Some(false) {
            self.fix = fix;
        }
        self
    }
}

/// A number against `min` and `max` of a rule.
fn within(value: f64, rule: &Rule) -> bool {
    rule.min.is_none_or(|min| value >= min) && rule.max.is_none_or(|max| value <= max)
}

/// A count against the greatest that a rule allows: `what` is said with the number in front.
fn count_at_most(count: u64, rule: &Rule, what: &str, hint: &str) -> Outcome {
    let kept = within(count as f64, rule);
    let limit = rule.max.map_or_else(String::new, |max| {
        format!("; {} allowed", base::units::count(max as u64))
    });
    let sentence = format!(
        "{} {what}{}",
        base::units::count(count),
        if kept { "" } else { &limit }
    );
    Outcome::new(kept, sentence)
        .measured(count as f64, Unit::Count)
        .hint(hint)
}

/// `word` for one, `words` for more.
const fn plural(count: usize, word: &'static str, words: &'static str) -> &'static str {
    if count == 1 { word } else { words }
}

/// Holds `model` against every rule of `profile`, and against what customers see of it where no rule
/// does. `facts` are the model's own; `stated` is the product's size as the listing states it, for the
/// check of dimensions; `allowed` is what may be lost.
///
/// Some checks decode textures, so this can take a second for a large model: call it outside of
/// drawing code.
#[must_use]
pub fn audit(
    model: &Model,
    facts: &Facts,
    profile: &Profile,
    stated: Option<&Stated>,
    allowed: &Allowances,
) -> AuditReport {
    let subject = Subject {
        model,
        facts,
        stated,
        allowed,
        bounds: asset::scene::bounds(model),
    };
    let asks = |check| profile.rules.iter().any(|rule| rule.check == check);
    let own = (!asks(Check::Reading) && !model.defects.is_empty()).then(Rule::sound_file);
    let findings: Vec<Finding> = profile
        .rules
        .iter()
        .chain(&own)
        .flat_map(|rule| {
            let outcomes = code(rule.check).outcomes(&subject, rule).into_iter();
            outcomes.map(move |outcome| finding(outcome, rule, profile))
        })
        .collect();
    AuditReport {
        profile: profile.name.clone(),
        title: profile.title.clone(),
        verdict: findings
            .iter()
            .map(|finding| finding.verdict)
            .max()
            .unwrap_or(Verdict::Pass),
        findings,
    }
}

fn finding(outcome: Outcome, rule: &Rule, profile: &Profile) -> Finding {
    Finding {
        check: rule.check,
        title: rule.check.title(),
        verdict: match (outcome.kept, outcome.level.unwrap_or(rule.level)) {
            (None, _) => Verdict::NotApplicable,
            (Some(true), _) => Verdict::Pass,
            (Some(false), Level::Should) => Verdict::Warn,
            (Some(false), Level::Must) => Verdict::Fail,
        },
        code: outcome.defect.map(|(code, _)| code),
        effect: outcome.defect.map(|(_, effect)| effect),
        measured: outcome.measured,
        limit: rule.limit(),
        places: outcome.places,
        sentence: outcome.sentence,
        hint: outcome.hint,
        fix: outcome.fix,
        source: profile.source_of(rule),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::samples::{chair, rule};
    use super::*;

    fn profile(rules: Vec<Rule>) -> Profile {
        let sources = std::collections::BTreeMap::new();
        Profile {
            name: "p".into(),
            title: "P".into(),
            date: "2026-11".into(),
            sources,
            rules,
        }
    }

    #[test]
    fn the_worst_verdict_counts_and_a_recommendation_only_warns() {
        let model = chair();
        let facts = Facts::of(&model);
        let mut tight = rule(Check::Triangles, None, Some(0.0));
        let loose = rule(Check::Triangles, None, Some(1e6));
        let report = |rules| {
            audit(
                &model,
                &facts,
                &profile(rules),
                None,
                &Allowances::default(),
            )
        };

        assert!(report(vec![loose.clone()]).passes());
        let failed = report(vec![loose.clone(), tight.clone()]);
        assert_eq!((failed.verdict, failed.passes()), (Verdict::Fail, false));
        tight.level = Level::Should;
        let warned = report(vec![tight, loose]);
        assert_eq!((warned.verdict, warned.passes()), (Verdict::Warn, true));
        assert_eq!(warned.with(Verdict::Warn).count(), 1);
    }

    #[test]
    fn every_built_in_profile_judges_a_good_chair_without_a_failure() {
        let model = chair();
        let facts = Facts::of(&model);
        for profile in Profile::built_in().unwrap() {
            let report = audit(&model, &facts, &profile, None, &Allowances::default());
            // The chair's texture is small on purpose; Amazon and Khronos ask for large ones.
            let failed: Vec<_> = report
                .with(Verdict::Fail)
                .filter(|f| f.check != Check::TextureSize)
                .collect();
            assert!(failed.is_empty(), "{}: {failed:?}", profile.name);
            assert_eq!(report.findings.len(), profile.rules.len());
        }
    }

    #[test]
    fn the_json_form_is_stable() {
        let model = chair();
        let report = audit(
            &model,
            &Facts::of(&model),
            &profile(vec![rule(Check::Triangles, None, Some(1.0))]),
            None,
            &Allowances::default(),
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["verdict"], "fail");
        let finding = &json["findings"][0];
        assert_eq!(finding["check"], "triangles");
        assert_eq!(
            finding["measured"],
            serde_json::json!({"value": 12.0, "unit": "count"})
        );
        assert_eq!(finding["limit"], serde_json::json!({"max": 1.0}));
    }

    #[test]
    fn every_name_in_a_profile_is_the_name_in_json() {
        for profile in Profile::built_in().unwrap() {
            for rule in &profile.rules {
                let id = serde_json::to_string(&rule.check).unwrap();
                assert_eq!(serde_json::from_str::<Check>(&id).unwrap(), rule.check);
            }
        }
    }
}
