//! What came of it all.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ::publish::Step;

/// Publications that were killed and finished again.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// All publications.
    pub rounds: u32,
    /// Those that were killed before they were done, by the step that was begun.
    pub killed: BTreeMap<Step, u32>,
    /// How many of those were aimed at.
    pub aimed: u32,
    /// Publications that were done before the kill came.
    pub too_late: u32,
    /// Publications that were finished after their kill.
    pub finished: u32,
    /// Objects that came back bit by bit as they were meant.
    pub identical: u32,
    /// Parts that arrived, over all publications.
    pub parts: u64,
    /// Parts that arrived although the store had them.
    pub sent_again: u64,
    /// How often the shop's page was looked at.
    pub looks: u64,
    /// What was wrong with it, each time that it wasn't one whole release.
    pub broken_pages: Vec<String>,
}

impl Tally {
    /// Counts one at `step`; `None` where it was done before the kill came.
    pub(super) fn killed(&mut self, step: Option<Step>, aimed: bool) {
        match step {
            Some(step) => {
                *self.killed.entry(step).or_default() += 1;
                self.aimed += u32::from(aimed);
            }
            None => self.too_late += 1,
        }
    }

    /// Whether nothing was lost and nothing half live.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.sent_again == 0
            && self.broken_pages.is_empty()
            && self.finished == self.rounds
            && self.identical == self.rounds
    }

    /// As lines for people.
    #[must_use]
    pub fn text(&self) -> String {
        let killed: u32 = self.killed.values().sum();
        let mut text = format!(
            "killed                {killed}, {} of them aimed; {} were done before the kill came\n",
            self.aimed, self.too_late
        );
        for (step, count) in &self.killed {
            let _ = writeln!(text, "  at {:<17} {count}", step.word());
        }
        let _ = write!(
            text,
            "finished afterwards   {}\n\
             objects identical     {}\n\
             parts that arrived    {}\n\
             parts sent again      {}\n\
             looks at the page     {}\n\
             not one whole release {}\n",
            self.finished,
            self.identical,
            self.parts,
            self.sent_again,
            self.looks,
            self.broken_pages.len(),
        );
        text
    }
}
