//! A file that is held against the format, and how rules read its JSON.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::defect::{Defect, Defects, Effect};
use crate::model::Model;

/// A file held against the format.
pub(super) struct Form<'a> {
    pub(super) root: &'a Value,
    pub(super) model: &'a Model,
    /// What is told already, by code and place.
    pub(super) known: BTreeSet<(&'static str, String)>,
    found: Defects,
}

impl<'a> Form<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        let known = model.defects.iter();
        let known = known.map(|defect| (defect.code, defect.at.clone()));
        Self {
            root: &model.document.json,
            model,
            known: known.collect(),
            found: Defects::default(),
        }
    }

    /// All that was noted.
    pub(super) fn into_list(self) -> Vec<Defect> {
        self.found.into_list()
    }

    /// Notes something, once a place.
    pub(super) fn note(
        &mut self,
        code: &'static str,
        at: impl Into<String>,
        problem: impl Into<String>,
    ) {
        let at = at.into();
        if self.known.insert((code, at.clone())) {
            self.found
                .push(Defect::new(code, Effect::Drawn, at, problem));
        }
    }

    /// The entries of the root's array `key`, each with its number.
    pub(super) fn entries(&self, key: &str) -> impl Iterator<Item = (usize, &'a Value)> + use<'a> {
        list(&self.root[key]).iter().enumerate()
    }

    /// The entry of the root's array `key` that `index` names.
    pub(super) fn entry(&self, key: &str, index: &Value) -> Option<&'a Value> {
        self.root[key].get(number(index)?)
    }

    /// The numbers of the accessor that `index` names; none where they can't be read.
    pub(super) fn values(&self, index: &Value) -> Vec<f32> {
        let limits = crate::Limits::default();
        let read = number(index).map(|index| crate::elements(&self.model.document, index, &limits));
        let read = read.and_then(Result::ok);
        read.map(|read| read.values).unwrap_or_default()
    }

    /// The accessor that `index` names.
    pub(super) fn accessor(&self, index: &Value) -> Option<Accessor<'a>> {
        let json = self.entry("accessors", index)?;
        let width = match json["type"].as_str()? {
            "SCALAR" => 1,
            "VEC2" => 2,
            "VEC3" => 3,
            "VEC4" | "MAT2" => 4,
            "MAT3" => 9,
            "MAT4" => 16,
            _ => return None,
        };
        Some(Accessor {
            at: format!("/accessors/{}", number(index)?),
            json,
            kind: json["type"].as_str()?,
            width,
            component: json["componentType"].as_u64()?,
            normalized: json["normalized"] == true,
            count: json["count"].as_u64()?,
            view: self.entry("bufferViews", &json["bufferView"]),
        })
    }
}

/// An accessor's head.
#[derive(Debug, Clone)]
pub(super) struct Accessor<'a> {
    pub(super) at: String,
    pub(super) json: &'a Value,
    pub(super) kind: &'a str,
    pub(super) width: u64,
    pub(super) component: u64,
    pub(super) normalized: bool,
    pub(super) count: u64,
    /// The buffer view that its bytes are in.
    pub(super) view: Option<&'a Value>,
}

/// glTF's number for 32-bit floats.
pub(super) const FLOAT: u64 = 5126;

impl Accessor<'_> {
    /// Bytes of one number.
    pub(super) const fn size(&self) -> u64 {
        match self.component {
            5120 | 5121 => 1,
            5122 | 5123 => 2,
            _ => 4,
        }
    }

    pub(super) const fn is_float(&self) -> bool {
        self.component == FLOAT
    }

    /// Whether it has least and greatest values.
    pub(super) fn is_bounded(&self) -> bool {
        self.json["min"].is_array() && self.json["max"].is_array()
    }

    /// What the format calls it.
    pub(super) fn words(&self) -> String {
        let component = match self.component {
            5120 => "8-bit numbers",
            5121 => "unsigned 8-bit numbers",
            5122 => "16-bit numbers",
            5123 => "unsigned 16-bit numbers",
            5125 => "unsigned 32-bit numbers",
            FLOAT => "floats",
            _ => "numbers of no known kind",
        };
        let normalized = if self.normalized { ", normalised" } else { "" };
        format!("{} of {component}{normalized}", self.kind)
    }
}

/// A list's entries; none of what isn't one.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// An index or a size.
pub(super) fn number(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

/// The members of an object.
pub(super) fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(key, value)| (key.as_str(), value))
}
