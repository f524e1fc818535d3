//! Profiles: the requirements of one place, as data with sources and dates.

use std::collections::BTreeMap;

use base::{Fault, Result};
use serde::{Deserialize, Serialize};

use crate::check::Check;

/// The files of `assets/profiles`, built in.
const BUILT_IN: [&str; 9] = [
    include_str!("../../../assets/profiles/khronos-commerce.json"),
    include_str!("../../../assets/profiles/web.json"),
    include_str!("../../../assets/profiles/mobile-ar.json"),
    include_str!("../../../assets/profiles/room-planner.json"),
    include_str!("../../../assets/profiles/banner.json"),
    include_str!("../../../assets/profiles/shopify.json"),
    include_str!("../../../assets/profiles/amazon.json"),
    include_str!("../../../assets/profiles/google-merchant.json"),
    include_str!("../../../assets/profiles/google-swirl.json"),
];

/// The requirements of one place where a product is listed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name, as the command line takes it: `google-merchant`.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// When the values were read, as `YYYY-MM`.
    pub date: String,
    /// Where the values come from, by the keys that the rules use.
    pub sources: BTreeMap<String, Source>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called.
    pub title: String,
    /// Its address; `None` for Plinth's own judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was read, as `YYYY-MM`.
    pub read: String,
}

/// How much a rule weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A model that breaks it fails.
    Must,
    /// A model that breaks it gets a warning.
    Should,
}

/// One rule: a check and what it allows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which check.
    pub check: Check,
    /// How much it weighs.
    pub level: Level,
    /// At least; the unit is the check's.
    #[serde(default)]
    pub min: Option<f64>,
    /// At most.
    #[serde(default)]
    pub max: Option<f64>,
    /// One of these.
    #[serde(default)]
    pub values: Vec<String>,
    /// Key of its source.
    pub source: String,
}

/// What the rule allows.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Limit {
    /// At least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// At most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// One of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

impl Rule {
    /// The rule that holds where a profile doesn't say how sound a file has to be.
    pub(crate) fn sound_file() -> Self {
        Self {
            check: Check::Reading,
            level: Level::Should,
            min: None,
            max: None,
            values: Vec::new(),
            source: "Plinth".into(),
        }
    }

    /// What it allows, as a finding repeats it.
    pub(crate) fn limit(&self) -> Limit {
        Limit {
            min: self.min,
            max: self.max,
            values: self.values.clone(),
        }
    }
}

impl Profile {
    /// Reads a profile from the text of a file.
    ///
    /// # Errors
    /// An input fault that says where, for broken JSON, unknown checks, fields or sources, for a
    /// limit that the check doesn't use and for one that it needs.
    pub fn parse(text: &str) -> Result<Self> {
        let hint = "Compare the file with one of those in assets/profiles";
        let profile: Self = serde_json::from_str(text).map_err(|error| {
            Fault::input(format!("The profile can't be read: {error}")).hint(hint)
        })?;
        for (number, rule) in profile.rules.iter().enumerate() {
            profile.vet(rule).map_err(|problem| {
                Fault::input(format!(
                    "The profile {} is wrong in rule {} ({}): {problem}",
                    profile.name,
                    number + 1,
                    rule.check.id()
                ))
                .hint(hint)
            })?;
        }
        Ok(profile)
    }

    /// The built-in profiles, in the order in which they are offered.
    ///
    /// # Errors
    /// Never for the files that Plinth ships, which a test reads.
    pub fn built_in() -> Result<Vec<Self>> {
        BUILT_IN.iter().map(|text| Self::parse(text)).collect()
    }

    /// The built-in profile called `name`.
    ///
    /// # Errors
    /// A usage fault that lists the names there are.
    pub fn find(name: &str) -> Result<Self> {
        let profiles = Self::built_in()?;
        let names: Vec<_> = profiles
            .iter()
            .map(|profile| profile.name.clone())
            .collect();
        profiles
            .into_iter()
            .find(|profile| profile.name == name)
            .ok_or_else(|| {
                Fault::usage(format!("There is no profile called {name}"))
                    .hint(format!("The profiles are {}", names.join(", ")))
            })
    }

    /// Where `rule` comes from; a rule that isn't of this profile has Plinth's own name.
    #[must_use]
    pub fn source_of(&self, rule: &Rule) -> Source {
        self.sources
            .get(&rule.source)
            .cloned()
            .unwrap_or_else(|| Source {
                title: rule.source.clone(),
                url: None,
                read: self.date.clone(),
            })
    }

    fn vet(&self, rule: &Rule) -> Result<(), String> {
        if !self.sources.contains_key(&rule.source) {
            return Err(format!(
                "its source '{}' isn't among the sources",
                rule.source
            ));
        }
        let needs = rule.check.needs();
        let given = [
            rule.min.is_some(),
            rule.max.is_some(),
            !rule.values.is_empty(),
        ];
        let allowed = [needs.min, needs.max, needs.values];
        for ((name, given), allowed) in ["min", "max", "values"].iter().zip(given).zip(allowed) {
            if given && !allowed {
                return Err(format!("this check has no use for '{name}'"));
            }
        }
        if allowed.contains(&true) && !given.contains(&true) {
            return Err("it has no limit".into());
        }
        if rule.min.zip(rule.max).is_some_and(|(min, max)| min > max) {
            return Err("'min' is more than 'max'".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_built_in_profiles_can_be_read_and_have_names_of_their_own() {
        let profiles = Profile::built_in().unwrap();
        let names: std::collections::BTreeSet<_> = profiles.iter().map(|p| &p.name).collect();
        assert_eq!(names.len(), BUILT_IN.len());
        for profile in &profiles {
            assert!(!profile.rules.is_empty(), "{} has no rules", profile.name);
            for source in profile.sources.keys() {
                assert!(
                    profile.rules.iter().any(|rule| &rule.source == source),
                    "{}: no rule comes from {source}",
                    profile.name
                );
            }
        }
    }

    #[test]
    fn an_unknown_name_lists_the_names_there_are() {
        let fault = Profile::find("etsy").unwrap_err();
        assert_eq!(fault.kind(), base::FaultKind::Usage);
        assert!(fault.hint_text().unwrap().contains("google-merchant"));
    }

    fn profile_with(rule: &str) -> Result<Profile> {
        Profile::parse(&format!(
            r#"{{"name": "p", "title": "P", "date": "2026-11",
                "sources": {{"s": {{"title": "S", "read": "2026-11"}}}}, "rules": [{rule}]}}"#
        ))
    }

    #[test]
    fn a_wrong_rule_is_refused_with_its_place() {
        let good = r#"{"check": "triangles", "level": "must", "max": 10, "source": "s"}"#;
        assert_eq!(profile_with(good).unwrap().rules.len(), 1);
        let bad = [
            (
                r#"{"check": "triangles", "level": "must", "source": "s"}"#,
                "no limit",
            ),
            (
                r#"{"check": "triangles", "level": "must", "max": 1, "source": "t"}"#,
                "'t'",
            ),
            (
                r#"{"check": "file-size", "level": "must", "min": 9, "max": 1, "source": "s"}"#,
                "more than",
            ),
            (
                r#"{"check": "triangles", "level": "must", "values": ["a"], "source": "s"}"#,
                "no use",
            ),
            (
                r#"{"check": "smell", "level": "must", "max": 1, "source": "s"}"#,
                "smell",
            ),
            (
                r#"{"check": "triangles", "level": "must", "maxx": 1, "source": "s"}"#,
                "maxx",
            ),
        ];
        for (rule, word) in bad {
            let message = profile_with(rule).unwrap_err().to_string();
            assert!(message.contains(word), "{message}");
        }
    }
}
