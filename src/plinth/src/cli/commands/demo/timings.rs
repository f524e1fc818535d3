//! How long each stretch of the way took.

use std::time::Duration;

use ::publish::Step;
use base::units;
use serde::Serialize;

use engine::PublishStage;

/// Headings of the stretches, in the order of the way.
pub(super) const HEADINGS: [&str; 6] = ["Read", "Pictures", "Upload", "Verify", "Publish", "Edge"];

/// Seconds of each stretch of one product's way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct Timings {
    /// Reading the file.
    read: f64,
    /// Drawing its pictures.
    pictures: f64,
    /// Hashing, finding the listing, sending.
    upload: f64,
    /// Reading everything back through the edge.
    verify: f64,
    /// Recording the release and moving the listing.
    publish: f64,
    /// Having the edge forget what was, and seeing that it did.
    edge: f64,
}

impl Timings {
    /// Adds the time of a stage.
    pub(super) fn add(&mut self, stage: PublishStage, took: Duration) {
        let stretch = match stage {
            PublishStage::Read => &mut self.read,
            PublishStage::Pictures | PublishStage::Page => &mut self.pictures,
            PublishStage::Step(Step::Hash | Step::Grant | Step::Upload) => &mut self.upload,
            PublishStage::Step(Step::Verify) => &mut self.verify,
            PublishStage::Step(Step::Record | Step::Publish | Step::Unpublish) => &mut self.publish,
            PublishStage::Step(Step::Invalidate | Step::CheckEdge | Step::Done) => &mut self.edge,
        };
        *stretch += took.as_secs_f64();
    }

    /// All stretches together.
    pub(super) fn total(&self) -> f64 {
        self.stretches().iter().sum()
    }

    /// Each stretch, for people, in the order of [`HEADINGS`].
    pub(super) fn texts(&self) -> [String; 6] {
        self.stretches().map(units::seconds)
    }

    const fn stretches(&self) -> [f64; 6] {
        [
            self.read,
            self.pictures,
            self.upload,
            self.verify,
            self.publish,
            self.edge,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_add_up_in_their_stretch() {
        let mut timings = Timings::default();
        let stages = [
            (PublishStage::Read, 1),
            (PublishStage::Step(Step::Hash), 2),
            (PublishStage::Step(Step::Upload), 3),
            (PublishStage::Step(Step::Invalidate), 4),
        ];
        for (stage, seconds) in stages {
            timings.add(stage, Duration::from_secs(seconds));
        }
        let texts = timings.texts().map(|text| text.replace('\u{2009}', " "));
        assert_eq!(texts, ["1.0 s", "0 ms", "5.0 s", "0 ms", "0 ms", "4.0 s"]);
        assert_eq!(timings.total(), 10.0);
    }
}
