//! What the format forbids and the web viewer draws all the same: one kind a file.
//!
//! Other programs may refuse such a file, or draw it otherwise. Reading goes on as the viewer does, so
//! it stumbles over none of this; here the file is held against the format, as far as that is cheap.
//! The codes are the Khronos validator's.

mod accessors;
mod animations;
mod bytes;
mod extensions;
mod members;
mod nodes;
mod numbers;
mod primitives;
mod skins;
mod values;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::defect::{Defect, Defects, Effect};
use crate::model::Model;

/// What of `model` isn't as the format wants it, beside what reading it has found.
pub(crate) fn defects(model: &Model) -> Vec<Defect> {
    let known = model.defects.iter();
    let known = known.map(|defect| (defect.code, defect.at.clone()));
    let mut form = Form {
        root: &model.document.json,
        model,
        known: known.collect(),
        found: Defects::default(),
    };
    for rule in [
        members::check,
        nodes::check,
        extensions::check,
        accessors::check,
        bytes::check,
        primitives::check,
        skins::check,
        animations::check,
        values::check,
    ] {
        rule(&mut form);
    }
    form.found.into_list()
}

/// A file held against the format.
struct Form<'a> {
    root: &'a Value,
    model: &'a Model,
    /// What is told already, by code and place.
    known: BTreeSet<(&'static str, String)>,
    found: Defects,
}

impl<'a> Form<'a> {
    /// Notes something, once a place.
    fn note(&mut self, code: &'static str, at: impl Into<String>, problem: impl Into<String>) {
        let at = at.into();
        if self.known.insert((code, at.clone())) {
            self.found
                .push(Defect::new(code, Effect::Drawn, at, problem));
        }
    }

    /// The entries of the root's array `key`, each with its number.
    fn entries(&self, key: &str) -> impl Iterator<Item = (usize, &'a Value)> + use<'a> {
        list(&self.root[key]).iter().enumerate()
    }

    /// The entry of the root's array `key` that `index` names.
    fn entry(&self, key: &str, index: &Value) -> Option<&'a Value> {
        self.root[key].get(number(index)?)
    }

    /// The numbers of the accessor that `index` names; none where they can't be read.
    fn values(&self, index: &Value) -> Vec<f32> {
        let limits = crate::Limits::default();
        let read = number(index).map(|index| crate::elements(&self.model.document, index, &limits));
        let read = read.and_then(Result::ok);
        read.map(|read| read.values).unwrap_or_default()
    }

    /// The accessor that `index` names.
    fn accessor(&self, index: &Value) -> Option<Accessor<'a>> {
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
struct Accessor<'a> {
    at: String,
    json: &'a Value,
    kind: &'a str,
    width: u64,
    component: u64,
    normalized: bool,
    count: u64,
    /// The buffer view that its bytes are in.
    view: Option<&'a Value>,
}

/// glTF's number for 32-bit floats.
const FLOAT: u64 = 5126;

impl Accessor<'_> {
    /// Bytes of one number.
    const fn size(&self) -> u64 {
        match self.component {
            5120 | 5121 => 1,
            5122 | 5123 => 2,
            _ => 4,
        }
    }

    const fn is_float(&self) -> bool {
        self.component == FLOAT
    }

    /// Whether it has least and greatest values.
    fn is_bounded(&self) -> bool {
        self.json["min"].is_array() && self.json["max"].is_array()
    }

    /// What the format calls it.
    fn words(&self) -> String {
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
fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// An index or a size.
fn number(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

/// The members of an object.
fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(key, value)| (key.as_str(), value))
}
