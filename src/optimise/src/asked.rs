//! What an optimisation was asked for, as its report tells it.

use serde::Serialize;

use crate::care::Care;
use crate::options::{Effort, Options, Target};
use crate::passes::Pass;
use crate::search::Bound;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// Where the output goes.
    pub target: &'static str,
    /// How much work was put into it: `fast`, `normal` or `best`.
    pub effort: &'static str,
    /// The bound that was held; `None` where nothing was drawn.
    pub bound: Option<Bound>,
    /// Parts that were held nearer or farther than the rest, or left as they were.
    pub parts: Vec<Held>,
    /// The passes, where not all of them could run.
    pub only: Option<Vec<Pass>>,
}

/// A part and how it was held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// The part's name in the file.
    pub part: String,
    /// How many times nearer than the rest; `None` where it was left as it was.
    pub times: Option<f32>,
}

impl Asked {
    pub(crate) fn new(options: &Options, bound: Option<&Bound>) -> Self {
        Self {
            target: options.target.name(),
            effort: match options.effort {
                Effort::Fast => "fast",
                Effort::Normal => "normal",
                Effort::Best => "best",
            },
            bound: bound.copied(),
            parts: options.care.iter().map(Held::of).collect(),
            only: options.only.clone(),
        }
    }

    /// In sentences, for people.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let target = Target::ALL.iter().find(|one| one.name() == self.target);
        let mut told = vec![match target.unwrap_or(&Target::Web) {
            Target::Web => "A file for the shop's page".to_owned(),
            Target::Mobile => "A file for phones".to_owned(),
            Target::Shopify => "A file for Shopify".to_owned(),
            Target::Amazon => "A file for Amazon".to_owned(),
            Target::Google => "A file for Google Merchant Center".to_owned(),
        }];
        told.extend(self.bound.iter().flat_map(Bound::sentences));
        if self.bound.is_none() {
            told.push("Quick work: settings by experience, none judged by pictures".to_owned());
        }
        told.extend(self.parts.iter().map(Held::sentence));
        if let Some(only) = &self.only {
            let names: Vec<_> = only.iter().map(|pass| pass.name()).collect();
            told.push(format!("No other steps than {}", names.join(", ")));
        }
        told
    }
}

impl Held {
    fn of(care: &Care) -> Self {
        Self {
            part: care.part.clone(),
            times: Some(care.times).filter(|times| times.is_finite()),
        }
    }

    fn sentence(&self) -> String {
        let part = &self.part;
        match self.times {
            None => format!("{part} left as it was"),
            Some(times) if times >= 1.0 => {
                format!("{part} held {times} times nearer to the original than the rest")
            }
            Some(times) => format!(
                "{part} allowed to differ {:.1} times as much as the rest",
                1.0 / times
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_told_in_sentences() {
        let mut options = Options::new(Target::Google);
        options.care = vec![
            Care::lock("Logo"),
            Care {
                part: "Seat".into(),
                times: 2.0,
            },
            Care {
                part: "Underside".into(),
                times: 0.5,
            },
        ];
        options.only = Some(vec![Pass::Weld, Pass::Prune]);
        let asked = Asked::new(&options, Some(&Bound::psnr(35.0)));
        assert_eq!(
            asked.sentences(),
            [
                "A file for Google Merchant Center",
                "At least 35\u{2009}dB in the four usual orbits",
                "Logo left as it was",
                "Seat held 2 times nearer to the original than the rest",
                "Underside allowed to differ 2.0 times as much as the rest",
                "No other steps than weld, prune",
            ]
        );
        let quick = Asked::new(&Options::new(Target::Web), None).sentences();
        assert!(quick[1].starts_with("Quick work"), "{quick:?}");
        let usual = Asked::new(&Options::new(Target::Web), Some(&Bound::default()));
        assert_eq!(usual.sentences()[1], "No difference that customers can see");
        let most = Asked::new(&Options::new(Target::Web), Some(&Bound::bytes(500_000)));
        assert_eq!(
            most.sentences()[1],
            "As little difference as 500\u{2009}KB allow"
        );
    }
}
