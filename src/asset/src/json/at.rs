//! A value of the JSON that knows where it is, so that every refusal can say it.

use std::fmt::Write;

use serde_json::Value;

use crate::Error;
use crate::defect::{Defect, Effect, Notes};

/// One step from a value into it.
#[derive(Debug, Clone, Copy)]
enum Step {
    Key(&'static str),
    Index(usize),
}

/// glTF's deepest place that is read has eleven steps:
/// `/materials/0/extensions/KHR_materials_clearcoat/clearcoatTexture/extensions/…/offset/0`.
const STEPS: usize = 12;

/// A value of the JSON and its place. Cheap to copy: its path is only spelled out for an error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    value: &'a Value,
    /// Where it is noted what isn't as it should be, yet read.
    notes: Option<&'a Notes>,
    steps: [Step; STEPS],
    depth: usize,
}

impl<'a> At<'a> {
    /// The root.
    pub(crate) const fn root(value: &'a Value) -> Self {
        Self {
            value,
            notes: None,
            steps: [Step::Index(0); STEPS],
            depth: 0,
        }
    }

    /// The same, which notes in `notes` what it finds.
    pub(crate) const fn noting(self, notes: &'a Notes) -> Self {
        Self {
            notes: Some(notes),
            ..self
        }
    }

    /// Notes something that isn't as it should be.
    pub(crate) fn note(&self, code: &'static str, effect: Effect, problem: impl Into<String>) {
        if let Some(notes) = self.notes {
            notes.push(Defect::new(code, effect, self.pointer(), problem));
        }
    }

    /// Where this notes what it finds.
    pub(crate) const fn notes(&self) -> Option<&'a Notes> {
        self.notes
    }

    /// The value itself.
    pub(crate) const fn value(&self) -> &'a Value {
        self.value
    }

    /// Where it is, as a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut text = String::new();
        for step in &self.steps[..self.depth] {
            // Writing to a string can't fail. No key that is read needs escaping.
            let _ = match step {
                Step::Key(key) => write!(text, "/{key}"),
                Step::Index(index) => write!(text, "/{index}"),
            };
        }
        text
    }

    /// A refusal of this value.
    pub(crate) fn invalid(&self, problem: impl Into<String>) -> Error {
        Error::Invalid {
            at: self.pointer(),
            problem: problem.into(),
        }
    }

    /// Another value, told as at this place.
    const fn with(&self, value: &'a Value) -> Self {
        Self { value, ..*self }
    }

    fn step(&self, value: &'a Value, step: Step) -> Self {
        let mut child = Self { value, ..*self };
        // Deeper than anything that is read: the place is then told less exactly.
        if let Some(slot) = child.steps.get_mut(self.depth) {
            *slot = step;
            child.depth += 1;
        }
        child
    }

    /// The member `key`; `None` where there is none, it is null, or this isn't an object.
    pub(crate) fn get(&self, key: &'static str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(self.step(value, Step::Key(key)))
    }

    /// The member `key`, where the web viewer only asks whether it is there at all. It can't open a
    /// file that has null in its place.
    pub(crate) fn given(&self, key: &'static str) -> Option<Self> {
        let value = self.value.get(key)?;
        let at = self.step(value, Step::Key(key));
        if value.is_null() {
            let problem = "is null, with which the web viewer can't open the file";
            at.note("TYPE_MISMATCH", Effect::Refused, problem);
            return None;
        }
        Some(at)
    }

    /// The member `key`, which must be there.
    pub(crate) fn need(&self, key: &'static str) -> Result<Self, Error> {
        self.get(key)
            .ok_or_else(|| self.invalid(format!("has no {key}")))
    }

    /// The element `index` of an array.
    pub(crate) fn element(&self, index: usize) -> Option<Self> {
        Some(self.step(self.value.get(index)?, Step::Index(index)))
    }

    /// The members of an object, each by its name. Their places are told as this one's.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let members = self.value.as_object().into_iter().flatten();
        let at = *self;
        members.map(move |(name, value)| (name.as_str(), at.with(value)))
    }

    /// The extension `name`.
    pub(crate) fn extension(&self, name: &'static str) -> Option<Self> {
        self.get("extensions")?.get(name)
    }

    /// The elements of the array `key`; none where it is absent.
    pub(crate) fn list(
        &self,
        key: &'static str,
    ) -> Result<impl Iterator<Item = Self> + use<'a>, Error> {
        let at = self.get(key);
        let array: &'a [Value] = match &at {
            Some(at) => at.value.as_array().ok_or_else(|| at.mistaken("an array"))?,
            None => &[],
        };
        let elements = array.iter().enumerate();
        Ok(elements.filter_map(move |(index, value)| Some(at?.step(value, Step::Index(index)))))
    }

    /// The elements of the array `key`; none where it is something else, which is noted.
    pub(crate) fn items(&self, key: &'static str) -> impl Iterator<Item = Self> + use<'a> {
        self.list(key)
            .inspect_err(|_| {
                if let Some(at) = self.get(key) {
                    at.note(
                        "TYPE_MISMATCH",
                        Effect::Drawn,
                        "isn't an array and is passed over",
                    );
                }
            })
            .into_iter()
            .flatten()
    }

    /// How many elements the array `key` has; 0 where it is absent.
    pub(crate) fn count(&self, key: &'static str) -> usize {
        self.value
            .get(key)
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
    }

    /// `name` as text. A name that is no text isn't worth a refusal.
    pub(crate) fn name(&self) -> Option<String> {
        Some(self.value.get("name")?.as_str()?.to_owned())
    }

    /// This value as text.
    pub(crate) fn text(&self) -> Result<&'a str, Error> {
        self.value.as_str().ok_or_else(|| self.mistaken("a text"))
    }

    /// This value as a whole number that isn't negative. `3.0` is one too.
    pub(crate) fn whole(&self) -> Result<u64, Error> {
        /// Whole numbers up to 2^53 are exact as floating-point numbers.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let float = self
            .value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && (0.0..=EXACT).contains(number));
        let whole = self
            .value
            .as_u64()
            .or_else(|| float.map(|number| number as u64));
        whole.ok_or_else(|| self.mistaken("a whole number"))
    }

    /// This value as a size or count of this computer.
    pub(crate) fn size(&self) -> Result<usize, Error> {
        let whole = self.whole()?;
        usize::try_from(whole).map_err(|_| self.invalid(format!("{whole} is too large")))
    }

    /// The member `key` as a size, `default` where it is absent.
    pub(crate) fn size_or(&self, key: &'static str, default: usize) -> Result<usize, Error> {
        self.get(key).map_or(Ok(default), |at| at.size())
    }

    /// This value as a finite number, as JavaScript takes it for one: it knows texts and null too.
    pub(crate) fn number(&self) -> f32 {
        self.number_or_note("TYPE_MISMATCH")
    }

    /// The same; what isn't a number is noted by `code`.
    fn number_or_note(&self, code: &'static str) -> f32 {
        let number = match self.value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if text.trim().is_empty() => Some(0.0),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null => Some(0.0),
            Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
            Value::Array(_) | Value::Object(_) => None,
        };
        if !self.value.is_number() {
            let effect = match number.is_some() && !self.value.is_null() {
                true => Effect::Drawn,
                false => Effect::Lost,
            };
            let taken = number.map_or("nothing", |_| "one");
            let problem = format!(
                "must be a number, not {}; it is taken for {taken}",
                self.found()
            );
            self.note(code, effect, problem);
        }
        let number = number.filter(|number| !number.is_nan()).unwrap_or_default();
        (number as f32).clamp(f32::MIN, f32::MAX)
    }

    /// The member `key` as a number, `default` where it is absent.
    pub(crate) fn number_or(&self, key: &'static str, default: f32) -> f32 {
        self.member(key).map_or(default, |at| at.number())
    }

    /// The member `key`, null or not.
    fn member(&self, key: &'static str) -> Option<Self> {
        Some(self.step(self.value.get(key)?, Step::Key(key)))
    }

    /// This value as an array of `N` numbers. Those that it lacks are `default`'s, which is noted;
    /// those that it has too many are passed over.
    pub(crate) fn numbers<const N: usize>(&self, default: [f32; N]) -> [f32; N] {
        let array = self.value.as_array().map_or(&[][..], Vec::as_slice);
        if !self.value.is_array() {
            let problem = format!("must be an array of {N} numbers, not {}", self.found());
            self.note("TYPE_MISMATCH", Effect::Lost, problem);
        } else if array.len() != N {
            let effect = match array.len() < N {
                true => Effect::Lost,
                false => Effect::Drawn,
            };
            let problem = format!("must be an array of {N} numbers, not of {}", array.len());
            self.note("ARRAY_LENGTH_NOT_IN_LIST", effect, problem);
        }
        let mut numbers = default;
        for (index, number) in numbers.iter_mut().enumerate().take(array.len()) {
            if let Some(at) = self.element(index) {
                *number = at.number_or_note("ARRAY_TYPE_MISMATCH");
            }
        }
        numbers
    }

    /// The member `key` as an array of `N` numbers, `default` where it is absent.
    pub(crate) fn numbers_or<const N: usize>(
        &self,
        key: &'static str,
        default: [f32; N],
    ) -> [f32; N] {
        self.get(key).map_or(default, |at| at.numbers(default))
    }

    /// Whether the member `key` is true; anything else than true or false is noted and false.
    pub(crate) fn truth(&self, key: &'static str) -> bool {
        let Some(at) = self.get(key) else {
            return false;
        };
        if !at.value.is_boolean() {
            let problem = format!(
                "must be true or false, not {}; it is taken for false",
                at.found()
            );
            at.note("TYPE_MISMATCH", Effect::Drawn, problem);
        }
        *at.value == Value::Bool(true)
    }

    /// This value as the index of one of `count` things called `what`; a text of digits is one too.
    pub(crate) fn index(&self, what: &'static str, count: usize) -> Result<usize, Error> {
        let text = self.value.as_str().and_then(|text| text.parse().ok());
        let index = match text {
            Some(index) => {
                self.note(
                    "TYPE_MISMATCH",
                    Effect::Drawn,
                    "is a text and taken for a number",
                );
                index
            }
            None => self.whole()?,
        };
        match usize::try_from(index) {
            Ok(index) if index < count => Ok(index),
            _ => Err(Error::Dangling {
                at: self.pointer(),
                what,
                index,
                count,
            }),
        }
    }

    /// The member `key` as such an index; `None` where it is absent or null, which is noted.
    pub(crate) fn index_in(
        &self,
        key: &'static str,
        what: &'static str,
        count: usize,
    ) -> Result<Option<usize>, Error> {
        self.given(key).map(|at| at.index(what, count)).transpose()
    }

    /// A refusal of a value of the wrong type.
    fn mistaken(&self, wanted: &str) -> Error {
        self.invalid(format!("must be {wanted}, not {}", self.found()))
    }

    /// What this value is, for people.
    fn found(&self) -> String {
        /// Longer values aren't repeated in a sentence.
        const SHORT: usize = 40;
        match self.value {
            Value::Null | Value::Bool(_) | Value::Number(_) => self.value.to_string(),
            Value::String(text) if text.len() <= SHORT => format!("\"{text}\""),
            Value::String(_) => "a text".to_owned(),
            Value::Array(array) => format!("an array of {}", array.len()),
            Value::Object(_) => "an object".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use serde_json::json;

    use super::*;

    #[test]
    fn values_know_their_place() {
        let json = json!({"a": [{"b": "x"}, 3.0, -1, 1e300, [1, "y"]]});
        let a: Vec<At<'_>> = At::root(&json).list("a").unwrap().collect();
        assert_eq!(a[0].need("b").unwrap().pointer(), "/a/0/b");
        assert_eq!(a[1].whole().unwrap(), 3);
        let refusals = [
            (a[0].need("c").unwrap_err(), "/a/0: has no c"),
            (
                a[0].need("b").unwrap().whole().unwrap_err(),
                "/a/0/b: must be a whole number, not \"x\"",
            ),
            (
                a[2].whole().unwrap_err(),
                "/a/2: must be a whole number, not -1",
            ),
            (
                a[1].index("mesh", 3).unwrap_err(),
                "/a/1: names mesh 3, but there are 3",
            ),
        ];
        for (refusal, expected) in refusals {
            assert_eq!(refusal.to_string(), expected);
        }
    }

    #[test]
    fn numbers_are_what_javascript_takes_for_one() {
        let json =
            json!({"n": ["1.5", " ", "x", null, true, 1e300, [], 2], "short": [7], "i": "1"});
        let notes = Notes::default();
        let root = At::root(&json).noting(&notes);
        let numbers: Vec<f32> = root.items("n").map(|at| at.number()).collect();
        assert_eq!(numbers, [1.5, 0.0, 0.0, 0.0, 1.0, f32::MAX, 0.0, 2.0]);
        assert_eq!(root.numbers_or("short", [1.0, 2.0]), [7.0, 2.0]);
        assert_eq!(root.numbers_or("i", [1.0, 2.0]), [1.0, 2.0]);
        assert_eq!(root.need("i").unwrap().index("mesh", 2).unwrap(), 1);
        assert!(root.given("none").is_none());
        let defects = notes.into_list();
        let lost = defects
            .iter()
            .filter(|defect| defect.effect == Effect::Lost);
        let places: Vec<&str> = lost.map(|defect| defect.at.as_str()).collect();
        assert_eq!(places, ["/n/2", "/n/3", "/n/6", "/short", "/i"]);
        assert_eq!(defects.len(), 9);
    }

    #[test]
    fn places_deeper_than_any_that_is_read_are_cut() {
        let mut json = json!(1);
        for _ in 0..20 {
            json = json!({ "a": json });
        }
        let mut at = At::root(&json);
        while let Some(inner) = at.get("a") {
            at = inner;
        }
        assert_eq!(at.pointer(), "/a".repeat(STEPS));
    }
}
