//! What is wrong with the file, and what the web viewer makes of it: one outcome a code.

use asset::{Defect, Effect};

use super::{Outcome, Subject, plural};
use crate::allow::codes;
use crate::fix::fix_for;
use crate::profile::{Level, Rule};

/// The most places of one code that are named.
const PLACES: usize = 20;

pub(super) fn run(subject: &Subject<'_>, _rule: &Rule) -> Vec<Outcome> {
    let defects = &subject.model.defects;
    if defects.is_empty() {
        return vec![Outcome::new(true, "The file is sound")];
    }
    let mut codes = codes(defects);
    // The worst comes first, whatever order the reader found it in.
    let of = |code: &'static str| defects.iter().filter(move |defect| defect.code == code);
    codes.sort_by_key(|code| std::cmp::Reverse(of(code).map(|defect| defect.effect).max()));
    codes
        .into_iter()
        .map(|code| outcome(subject, &of(code).collect::<Vec<_>>()))
        .collect()
}

/// What is said of the defects of one code.
fn outcome(subject: &Subject<'_>, defects: &[&Defect]) -> Outcome {
    let worst = defects.iter().rev().max_by_key(|defect| defect.effect);
    let Some(worst) = worst else {
        return Outcome::new(true, "The file is sound");
    };
    let mut sentence = worst.to_string();
    if defects.len() > 1 {
        let more = defects.len() - 1;
        sentence += &format!("; {more} more {}", plural(more, "place", "places"));
    }
    if worst.effect > Effect::Drawn {
        sentence += &format!("; {}", worst.effect.words());
    }
    let allowance = subject.allowed.of(worst.code);
    let stops = subject.allowed.stops(worst);
    if worst.effect == Effect::Lost
        && let Some(allowance) = allowance
    {
        sentence += &allowance.reason.as_ref().map_or_else(
            || " (allowed)".to_owned(),
            |reason| format!(" (allowed: {reason})"),
        );
    }
    let fix = fix_for(worst.code);
    let mend = match fix {
        Some(fix) => format!("Mend it: {}", fix.does()),
        None => "Export the file again, if possible with a newer version of the program".into(),
    };
    let places = defects.iter().map(|defect| defect.at.clone());
    let mut outcome = Outcome::new(false, sentence)
        .places(places.filter(|at| !at.is_empty()).take(PLACES))
        .hint(mend)
        .fix(fix);
    outcome.defect = Some((worst.code, worst.effect));
    // What customers don't see fails whatever a profile says of sound files; what is allowed, or
    // drawn all the same, is worth a word and no more.
    outcome.level = match (stops, worst.effect) {
        (true, _) => Some(Level::Must),
        (false, Effect::Lost) => Some(Level::Should),
        (false, _) => None,
    };
    outcome
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::{Defect, Effect, Facts, Model};

    use super::super::samples::{chair, rule};
    use super::super::{Check, audit};
    use crate::{Allowances, Finding, Profile, Rule, Verdict};

    fn with(defects: Vec<Defect>) -> Model {
        Model { defects, ..chair() }
    }

    /// The findings about the file itself where a profile has `rules`.
    fn found(model: &Model, rules: Vec<Rule>, allowed: &[&str]) -> Vec<Finding> {
        let profile = Profile {
            name: "p".into(),
            title: "P".into(),
            date: "2026-11".into(),
            sources: std::collections::BTreeMap::new(),
            rules,
        };
        let allowed = allowed.iter().map(|code| code.parse().unwrap()).collect();
        let facts = Facts::of(model);
        let report = audit(model, &facts, &profile, None, &Allowances(allowed));
        let own = |finding: &Finding| finding.check == Check::Reading;
        report.findings.into_iter().filter(own).collect()
    }

    fn should() -> Vec<Rule> {
        let level = crate::Level::Should;
        vec![Rule {
            level,
            ..rule(Check::Reading, None, None)
        }]
    }

    #[test]
    fn each_code_is_a_finding_and_the_worst_comes_first() {
        let model = with(vec![
            Defect::new("NODE_EMPTY", Effect::Drawn, "/nodes/1", "is empty"),
            Defect::new(
                "IO_ERROR",
                Effect::Lost,
                "/images/0",
                "cloth.png is missing",
            ),
            Defect::new("IO_ERROR", Effect::Lost, "/images/1", "wood.png is missing"),
            Defect::new("NO_SCENE", Effect::Refused, "", "has no scene"),
        ]);
        let found = found(&model, should(), &[]);
        let verdicts: Vec<_> = found.iter().map(|f| (f.code, f.verdict)).collect();
        let expected = [
            (Some("NO_SCENE"), Verdict::Fail),
            (Some("IO_ERROR"), Verdict::Fail),
            (Some("NODE_EMPTY"), Verdict::Warn),
        ];
        assert_eq!(verdicts, expected);
        assert_eq!(found[1].places, ["/images/0", "/images/1"]);
        assert_eq!(
            found[1].sentence,
            "/images/0: cloth.png is missing; 1 more place; customers won't see it as the file means it"
        );
        let json = serde_json::to_value(&found[0]).unwrap();
        assert_eq!(
            (&json["code"], &json["effect"]),
            (&"NO_SCENE".into(), &"refused".into())
        );
    }

    #[test]
    fn what_customers_do_not_see_fails_where_no_rule_asks_for_a_sound_file() {
        let sound = found(&chair(), Vec::new(), &[]);
        assert!(sound.is_empty(), "{sound:?}");
        for (effect, verdict) in [
            (Effect::Drawn, Verdict::Warn),
            (Effect::Lost, Verdict::Fail),
            (Effect::Blank, Verdict::Fail),
            (Effect::Refused, Verdict::Fail),
        ] {
            let model = with(vec![Defect::new("CODE", effect, "/nodes/0", "is odd")]);
            let found = found(&model, Vec::new(), &[]);
            assert_eq!(found[0].verdict, verdict, "{effect:?}");
        }
    }

    #[test]
    fn what_is_allowed_is_told_and_does_not_fail() {
        let lost = Defect::new(
            "IO_ERROR",
            Effect::Lost,
            "/images/0",
            "cloth.png is missing",
        );
        let model = with(vec![lost]);
        let must = vec![rule(Check::Reading, None, None)];
        for rules in [should(), must, Vec::new()] {
            let found = found(&model, rules, &["IO_ERROR=sold bare"]);
            assert_eq!(found[0].verdict, Verdict::Warn);
            assert!(found[0].sentence.ends_with("(allowed: sold bare)"));
        }
        let blank = Defect::new("NO_SCENE", Effect::Blank, "", "has no scene");
        let found = found(&with(vec![blank]), should(), &["NO_SCENE"]);
        assert_eq!(found[0].verdict, Verdict::Fail);
    }
}
