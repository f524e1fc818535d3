//! A value of the JSON that knows where it is, so that every refusal can say it.

use std::fmt::Write;

use serde_json::Value;

use crate::Error;

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
    steps: [Step; STEPS],
    depth: usize,
}

impl<'a> At<'a> {
    /// The root.
    pub(crate) const fn root(value: &'a Value) -> Self {
        Self {
            value,
            steps: [Step::Index(0); STEPS],
            depth: 0,
        }
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

    /// The member `key`, which must be there.
    pub(crate) fn need(&self, key: &'static str) -> Result<Self, Error> {
        self.get(key)
            .ok_or_else(|| self.invalid(format!("has no {key}")))
    }

    /// The element `index` of an array.
    pub(crate) fn element(&self, index: usize) -> Option<Self> {
        Some(self.step(self.value.get(index)?, Step::Index(index)))
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

    /// This value as a finite number.
    pub(crate) fn number(&self) -> Result<f32, Error> {
        let number = self
            .value
            .as_f64()
            .ok_or_else(|| self.mistaken("a number"))? as f32;
        if number.is_finite() {
            Ok(number)
        } else {
            Err(self.invalid(format!("{} is too large", self.value)))
        }
    }

    /// The member `key` as a number, `default` where it is absent.
    pub(crate) fn number_or(&self, key: &'static str, default: f32) -> Result<f32, Error> {
        self.get(key).map_or(Ok(default), |at| at.number())
    }

    /// This value as an array of `N` numbers.
    pub(crate) fn numbers<const N: usize>(&self) -> Result<[f32; N], Error> {
        let array = self.value.as_array().filter(|array| array.len() == N);
        if array.is_none() {
            return Err(self.mistaken(&format!("an array of {N} numbers")));
        }
        let mut numbers = [0.0; N];
        for (index, number) in numbers.iter_mut().enumerate() {
            if let Some(at) = self.element(index) {
                *number = at.number()?;
            }
        }
        Ok(numbers)
    }

    /// The member `key` as an array of `N` numbers, `default` where it is absent.
    pub(crate) fn numbers_or<const N: usize>(
        &self,
        key: &'static str,
        default: [f32; N],
    ) -> Result<[f32; N], Error> {
        self.get(key).map_or(Ok(default), |at| at.numbers())
    }

    /// The member `key` as a truth, false where it is absent.
    pub(crate) fn truth(&self, key: &'static str) -> Result<bool, Error> {
        let Some(at) = self.get(key) else {
            return Ok(false);
        };
        at.value
            .as_bool()
            .ok_or_else(|| at.mistaken("true or false"))
    }

    /// This value as the index of one of `count` things called `what`.
    pub(crate) fn index(&self, what: &'static str, count: usize) -> Result<usize, Error> {
        let index = self.whole()?;
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

    /// The member `key` as such an index; `None` where it is absent.
    pub(crate) fn index_in(
        &self,
        key: &'static str,
        what: &'static str,
        count: usize,
    ) -> Result<Option<usize>, Error> {
        self.get(key).map(|at| at.index(what, count)).transpose()
    }

    /// A refusal of a value of the wrong type.
    fn mistaken(&self, wanted: &str) -> Error {
        /// Longer values aren't repeated in a sentence.
        const SHORT: usize = 40;
        let found = match self.value {
            Value::Null | Value::Bool(_) | Value::Number(_) => self.value.to_string(),
            Value::String(text) if text.len() <= SHORT => format!("\"{text}\""),
            Value::String(_) => "a text".to_owned(),
            Value::Array(array) => format!("an array of {}", array.len()),
            Value::Object(_) => "an object".to_owned(),
        };
        self.invalid(format!("must be {wanted}, not {found}"))
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
            (a[3].number().unwrap_err(), "/a/3: 1e+300 is too large"),
            (
                a[4].numbers::<2>().unwrap_err(),
                "/a/4/1: must be a number, not \"y\"",
            ),
            (
                a[4].numbers::<3>().unwrap_err(),
                "/a/4: must be an array of 3 numbers, not an array of 2",
            ),
        ];
        for (refusal, expected) in refusals {
            assert_eq!(refusal.to_string(), expected);
        }
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
