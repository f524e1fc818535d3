//! Objects of glTF that are built anew, by the types of `gltf-json`.
//!
//! A document stays JSON, since its author may have written what no type has a field for. What is
//! added to one has nothing of that kind, and with types its words and numbers are glTF's.

use gltf_json::Index;
use gltf_json::accessor::{Accessor, ComponentType, GenericComponentType, Type};
use gltf_json::buffer::{Buffer, View};
use gltf_json::validation::{Checked, USize64};
use serde::Serialize;
use serde_json::{Map, Value};

/// The members of `object`, to go into a document.
///
/// # Panics
/// Where `object` doesn't become a JSON object: it isn't one of glTF's then.
#[must_use]
pub fn members(object: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(object) {
        Ok(Value::Object(members)) => members,
        other => unreachable!("an object of glTF became {other:?}"),
    }
}

/// `object` as JSON.
///
/// # Panics
/// As [`members`].
#[must_use]
pub fn value(object: &impl Serialize) -> Value {
    Value::Object(members(object))
}

/// A buffer of `length` bytes.
#[must_use]
pub fn buffer(length: usize) -> Buffer {
    Buffer {
        byte_length: length.into(),
        uri: None,
        extensions: None,
        extras: Default::default(),
    }
}

/// A view of `length` bytes of a buffer, from `offset` on.
#[must_use]
pub fn view(buffer: usize, offset: Option<usize>, length: usize) -> View {
    View {
        buffer: Index::new(buffer as u32),
        byte_length: length.into(),
        byte_offset: offset.map(USize64::from),
        byte_stride: None,
        target: None,
        extensions: None,
        extras: Default::default(),
    }
}

/// An accessor of `count` elements, in no view yet.
#[must_use]
pub fn accessor(component: ComponentType, kind: Type, count: usize) -> Accessor {
    Accessor {
        buffer_view: None,
        byte_offset: None,
        count: count.into(),
        component_type: Checked::Valid(GenericComponentType(component)),
        extensions: None,
        extras: Default::default(),
        type_: Checked::Valid(kind),
        min: None,
        max: None,
        normalized: false,
        sparse: None,
    }
}
