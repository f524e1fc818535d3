//! What came of each row, and what the journal of earlier runs says about it.

use std::collections::BTreeMap;

use base::{ContentHash, Sku};
use serde::{Deserialize, Serialize};

use super::Action;
use listing::Target;

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// What it asked for is done.
    Done,
    /// It asked for nothing.
    Skipped,
    /// It could not be done; the record says why.
    Failed,
}

impl Condition {
    /// A stable word for JSON and CSV.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// A model as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Where it is meant to go.
    pub target: Target,
    /// Its length.
    pub bytes: u64,
    /// Triangles drawn.
    pub triangles: u64,
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audited {
    /// The profile's name.
    pub profile: String,
    /// `pass`, `warn` or `fail`.
    pub verdict: String,
    /// What isn't as it should be, in sentences.
    pub findings: Vec<String>,
}

/// What came of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The row's number in the sheet; of a folder, the file's place in it.
    pub row: u64,
    /// The article number.
    pub sku: Sku,
    /// The number under the barcode.
    pub gtin: Option<String>,
    /// The product's name.
    pub title: String,
    /// What was asked for.
    pub action: Action,
    /// How it ended.
    pub condition: Condition,
    /// Whether an earlier run did it.
    pub earlier: bool,
    /// The page's address.
    pub url: Option<String>,
    /// The release that is live.
    pub release: Option<u32>,
    /// Whether just this was live before.
    pub unchanged: bool,
    /// Bytes of the source and of every file it names.
    pub source_bytes: Option<u64>,
    /// Triangles of the source.
    pub source_triangles: Option<u64>,
    /// The models published, the one that the page shows first.
    pub outputs: Vec<OutputFile>,
    /// One entry a profile.
    pub audits: Vec<Audited>,
    /// PSNR in dB of the worst view beside the source; `None` where nothing was compared.
    pub psnr: Option<f64>,
    /// Structural similarity of the worst view.
    pub ssim: Option<f64>,
    /// Bytes that were sent.
    pub uploaded_bytes: u64,
    /// Bytes that the platform had already.
    pub skipped_bytes: u64,
    /// Seconds of work on it, waiting left out.
    pub seconds: f64,
    /// What went wrong, in one sentence.
    pub error: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// What isn't as it should be but stopped nothing.
    pub warnings: Vec<String>,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Entry {
    /// A row is about to change the platform.
    Begun {
        /// Its article number.
        sku: Sku,
        /// What was asked for: the row, the file's content, the options and the platform.
        fingerprint: ContentHash,
    },
    /// A row ended.
    Ended {
        /// What was asked for.
        fingerprint: ContentHash,
        /// What came of it.
        record: Box<Record>,
    },
}

/// What a journal says, the last word on each SKU.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    rows: BTreeMap<Sku, Known>,
}

/// What is known of a row.
#[derive(Debug, Clone, Default, PartialEq)]
struct Known {
    /// What the platform was last asked for.
    begun: Option<ContentHash>,
    /// What came of the last try, where it came to an end.
    ended: Option<(ContentHash, Record)>,
}

impl State {
    /// Reads a journal: JSON lines. A last line that was cut off by a crash doesn't count.
    #[must_use]
    pub fn replay(journal: &str) -> Self {
        let mut state = Self::default();
        for entry in journal
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
        {
            match entry {
                Entry::Begun { sku, fingerprint } => {
                    let known = state.rows.entry(sku).or_default();
                    *known = Known {
                        begun: Some(fingerprint),
                        ended: None,
                    };
                }
                Entry::Ended {
                    fingerprint,
                    record,
                } => {
                    let known = state.rows.entry(record.sku.clone()).or_default();
                    known.ended = Some((fingerprint, *record));
                }
            }
        }
        state
    }

    /// Whether nothing was ever begun.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What came of just this before, where it was done.
    #[must_use]
    pub fn done(&self, sku: &Sku, fingerprint: &ContentHash) -> Option<&Record> {
        let (known, record) = self.rows.get(sku)?.ended.as_ref()?;
        (record.condition == Condition::Done && known == fingerprint).then_some(record)
    }

    /// Whether the platform was asked for exactly this before. Then what it has may come from that
    /// request.
    #[must_use]
    pub fn begun(&self, sku: &Sku, fingerprint: &ContentHash) -> bool {
        let known = self.rows.get(sku);
        known.is_some_and(|known| known.begun.as_ref() == Some(fingerprint))
    }

    /// Whether it failed the last time.
    #[must_use]
    pub fn failed(&self, sku: &Sku) -> bool {
        let ended = self.rows.get(sku).and_then(|known| known.ended.as_ref());
        ended.is_some_and(|(_, record)| record.condition == Condition::Failed)
    }
}

impl Record {
    /// A record of a row of which nothing came yet.
    #[must_use]
    pub fn new(row: u64, sku: Sku, action: Action) -> Self {
        Self {
            row,
            sku,
            gtin: None,
            title: String::new(),
            action,
            condition: Condition::Skipped,
            earlier: false,
            url: None,
            release: None,
            unchanged: false,
            source_bytes: None,
            source_triangles: None,
            outputs: Vec::new(),
            audits: Vec::new(),
            psnr: None,
            ssim: None,
            uploaded_bytes: 0,
            skipped_bytes: 0,
            seconds: 0.0,
            error: None,
            hint: None,
            warnings: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_last_word_on_a_row_counts_and_a_torn_line_does_not() {
        let sku: Sku = "CH-1".parse().unwrap();
        let (old, new) = (ContentHash::of(b"old"), ContentHash::of(b"new"));
        let line = |entry: &Entry| serde_json::to_string(entry).unwrap() + "\n";
        let ended = |condition, fingerprint| {
            let record = Record {
                condition,
                ..Record::new(2, sku.clone(), Action::Create)
            };
            line(&Entry::Ended {
                fingerprint,
                record: Box::new(record),
            })
        };
        let begun = line(&Entry::Begun {
            sku: sku.clone(),
            fingerprint: new,
        });
        let done = ended(Condition::Done, old);
        let state = State::replay(&done);
        assert!(state.done(&sku, &old).is_some() && state.done(&sku, &new).is_none());

        let torn = format!("{done}{begun}{}", &ended(Condition::Done, new)[..90]);
        let state = State::replay(&torn);
        assert!(state.begun(&sku, &new) && state.done(&sku, &new).is_none());
        assert!(!state.failed(&sku));

        let state = State::replay(&(done + &ended(Condition::Failed, new)));
        assert!(state.failed(&sku) && state.done(&sku, &old).is_none());
        assert!(
            !state.begun(&sku, &new),
            "it failed before the platform was asked"
        );
        assert!(State::replay("").is_empty());
    }
}
