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
mod subject;
mod values;

use crate::defect::Defect;
use crate::model::Model;
use subject::Form;

/// What of `model` isn't as the format wants it, beside what reading it has found.
pub(crate) fn defects(model: &Model) -> Vec<Defect> {
    let mut form = Form::of(model);
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
    form.into_list()
}
