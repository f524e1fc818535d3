//! What an optimisation was asked for, as its report tells it.

use serde::Serialize;

use crate::bound::Bound;
use crate::options::{Effort, Geometry, Options, Target, TextureFormats};
use crate::part_quality::PartQuality;
use crate::pass::Pass;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    /// Where the output goes.
    pub target: Target,
    /// How much work was put into it.
    pub effort: Effort,
    /// The bound that was held; `None` where nothing was drawn.
    pub bound: Option<Bound>,
    /// Parts that were held nearer or farther than the rest, or left as they were.
    pub parts: Vec<Held>,
    /// Forms of images, where they aren't the target's.
    pub textures: Option<&'static str>,
    /// Compression of geometry, where it isn't the target's.
    pub geometry: Option<&'static str>,
    /// Whether what stands in many places could be drawn at once.
    pub instances: bool,
    /// Whether nodes, meshes and materials stayed apart by their names.
    pub keep_nodes: bool,
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

impl Request {
    pub(crate) fn new(options: &Options, bound: Option<&Bound>) -> Self {
        Self {
            target: options.target,
            effort: options.effort,
            bound: bound.copied(),
            parts: options.parts.iter().map(Held::of).collect(),
            textures: options.textures.map(TextureFormats::name),
            geometry: options.geometry.map(Geometry::name),
            instances: options.instances,
            keep_nodes: options.keep_nodes,
            only: options.only.clone(),
        }
    }

    /// In sentences, for people.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let place = match self.target {
            Target::Web => "the shop's page",
            Target::Mobile => "phones",
            Target::Shopify => "Shopify",
            Target::Amazon => "Amazon",
            Target::Google => "Google Merchant Center",
        };
        let mut told = vec![format!("A file for {place}")];
        told.extend(self.bound.iter().flat_map(Bound::sentences));
        match (self.effort, self.bound) {
            (Effort::Fast, Some(_)) => told.push(
                "Quick work: settings by experience, looked at in the four usual orbits alone"
                    .to_owned(),
            ),
            (_, None) => {
                told.push("Quick work: settings by experience, none judged by pictures".to_owned());
            }
            _ => {}
        }
        told.extend(self.parts.iter().map(Held::sentence));
        let forms = self.textures;
        told.extend(forms.map(|forms| format!("Forms of textures: {forms}")));
        let form = self.geometry;
        told.extend(form.map(|form| format!("Compression of geometry: {form}")));
        if self.instances {
            told.push("Parts that stand in many places drawn at once".to_owned());
        }
        if self.keep_nodes {
            told.push("Nodes and names kept".to_owned());
        }
        if let Some(only) = &self.only {
            let names: Vec<_> = only.iter().map(|pass| pass.name()).collect();
            told.push(format!("No other steps than {}", names.join(", ")));
        }
        told
    }
}

impl Held {
    fn of(quality: &PartQuality) -> Self {
        Self {
            part: quality.part.clone(),
            times: Some(quality.times).filter(|times| times.is_finite()),
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
        options.parts = vec![
            PartQuality::lock("Logo"),
            PartQuality {
                part: "Seat".into(),
                times: 2.0,
            },
            PartQuality {
                part: "Underside".into(),
                times: 0.5,
            },
        ];
        options.geometry = Some(Geometry::Plain);
        options.textures = Some(TextureFormats::Web);
        options.only = Some(vec![Pass::Weld, Pass::Prune]);
        let request = Request::new(&options, Some(&Bound::psnr(35.0)));
        assert_eq!(
            request.sentences(),
            [
                "A file for Google Merchant Center",
                "At least 35\u{2009}dB in the four usual orbits",
                "Logo left as it was",
                "Seat held 2 times nearer to the original than the rest",
                "Underside allowed to differ 2.0 times as much as the rest",
                "Forms of textures: webp",
                "Compression of geometry: none",
                "No other steps than weld, prune",
            ]
        );
        let told = serde_json::to_value(&request).unwrap_or_default();
        assert_eq!(told["target"], "google");
        assert_eq!(told["effort"], "normal");
        let quick = Request::new(&Options::new(Target::Web), None).sentences();
        assert!(quick[1].starts_with("Quick work"), "{quick:?}");
        let usual = Request::new(&Options::new(Target::Web), Some(&Bound::default()));
        assert_eq!(usual.sentences()[1], "No difference that customers can see");
        // A promise of one's own beside a difference is told, the difference's own isn't.
        let mut strict = Bound::difference(20.0);
        assert_eq!(strict.sentences().len(), 1);
        strict.psnr = Some(40.0);
        assert!(strict.sentences()[1].starts_with("At least 40"));
        let most = Request::new(&Options::new(Target::Web), Some(&Bound::bytes(500_000)));
        assert_eq!(
            most.sentences()[1],
            "As little difference as 500\u{2009}KB allow"
        );
    }
}
