//! What is wrong with a file, and what the customers' viewer makes of it.
//!
//! A file is read as leniently as the web viewer reads it: what it draws, Plinth draws. What is wrong
//! all the same is a [`Defect`], so that it can be told, looked up and mended. Entry points:
//! [`Model::defects`](crate::Model::defects), [`Model::effect`](crate::Model::effect).

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::Serialize;

/// What a defect does to what customers see. The greater, the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The web viewer draws the file as it is meant; other programs may not.
    Drawn,
    /// A picture, a part or a pose isn't shown, or not as the file means it.
    Lost,
    /// The web viewer says that it has loaded the file and never shows anything.
    Blank,
    /// The web viewer can't load the file; the page says so.
    Refused,
}

impl Effect {
    /// What customers see, as the second half of a sentence; empty where they see what is meant.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Drawn => "",
            Self::Lost => "customers won't see it as the file means it",
            Self::Blank => "the web viewer shows nothing of the file",
            Self::Refused => "the web viewer can't open the file",
        }
    }

    /// Whether customers see anything at all.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Drawn | Self::Lost)
    }
}

/// Something that isn't as it should be in a file that can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// Its name: the Khronos glTF Validator's code where it has one, such as `SCENE_NON_ROOT_NODE`;
    /// otherwise Plinth's own in the same style. Publications allow a defect by this name.
    pub code: &'static str,
    /// Where, as a JSON pointer such as `/scenes/0/nodes/0`; empty for the whole file.
    pub at: String,
    /// What is wrong, in words without a full stop.
    pub problem: String,
    /// What the web viewer makes of it.
    pub effect: Effect,
}

impl Defect {
    /// A defect at a place; `at` is a JSON pointer, empty for the whole file.
    #[must_use]
    pub fn new(
        code: &'static str,
        effect: Effect,
        at: impl Into<String>,
        problem: impl Into<String>,
    ) -> Self {
        Self {
            code,
            at: at.into(),
            problem: problem.into(),
            effect,
        }
    }
}

/// One line for people: the place, and what is wrong there.
impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.at.is_empty() {
            write!(f, "{}: ", self.at)?;
        }
        f.write_str(&self.problem)
    }
}

/// Defects of one code that are kept one by one; more are counted.
const KEPT: usize = 100;

/// Collects defects while a file is read: the first hundred of each code, and how many more there are.
#[derive(Debug, Default)]
pub(crate) struct Defects {
    list: Vec<Defect>,
    counts: std::collections::BTreeMap<(&'static str, Effect), usize>,
}

impl Defects {
    /// Notes one.
    pub(crate) fn push(&mut self, defect: Defect) {
        let count = self.counts.entry((defect.code, defect.effect)).or_default();
        *count += 1;
        if *count <= KEPT {
            self.list.push(defect);
        }
    }

    /// All of them; those that were only counted are one line a code.
    pub(crate) fn into_list(mut self) -> Vec<Defect> {
        for ((code, effect), count) in self.counts {
            if count > KEPT {
                let more = format!("and {} more of this kind", count - KEPT);
                self.list.push(Defect::new(code, effect, "", more));
            }
        }
        self.list
    }
}

/// What reading a file finds wrong, in the order in which it is found.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    defects: RefCell<Defects>,
    unused: Cell<bool>,
}

impl Notes {
    /// Notes one; of what nothing shown needs, nothing is lost.
    pub(crate) fn push(&self, mut defect: Defect) {
        if self.unused.get() {
            defect.effect = Effect::Drawn;
        }
        self.defects.borrow_mut().push(defect);
    }

    /// From here on, what is read is `unused` by anything that is shown. Returns what was said before.
    pub(crate) fn read_unused(&self, unused: bool) -> bool {
        self.unused.replace(unused)
    }

    /// All of them.
    pub(crate) fn into_list(self) -> Vec<Defect> {
        self.defects.into_inner().into_list()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_is_the_greatest() {
        let order = [Effect::Drawn, Effect::Lost, Effect::Blank, Effect::Refused];
        assert!(order.is_sorted());
        assert_eq!(order.map(Effect::is_shown), [true, true, false, false]);
    }

    #[test]
    fn no_flood_of_one_code_hides_another() {
        let mut defects = Defects::default();
        for index in 0..105 {
            let at = format!("/nodes/{index}");
            defects.push(Defect::new("NODE_EMPTY", Effect::Drawn, at, "is empty"));
        }
        defects.push(Defect::new("NO_SCENE", Effect::Refused, "", "has no scene"));
        let list = defects.into_list();
        assert_eq!(list.len(), 102);
        assert_eq!(list[100].code, "NO_SCENE");
        assert_eq!(list[101].to_string(), "and 5 more of this kind");
        assert_eq!(list[0].to_string(), "/nodes/0: is empty");
    }
}
