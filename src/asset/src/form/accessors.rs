//! Accessors and buffer views: where their bytes lie, and how long they are.

use serde_json::Value;

use super::subject::{Form, list, number};

pub(super) fn check(form: &mut Form<'_>) {
    views(form);
    for (index, json) in form.entries("accessors") {
        let at = format!("/accessors/{index}");
        references(form, json, &at);
        let Some(accessor) = form.accessor(&index.into()) else {
            continue;
        };
        if accessor.normalized && matches!(accessor.component, 5125 | 5126) {
            let problem = "is said to be normalised, which numbers of 32 bits can't be";
            form.note("ACCESSOR_NORMALIZED_INVALID", at.as_str(), problem);
        }
        for key in ["min", "max"] {
            let bounds = list(&json[key]);
            if json[key].is_array() && bounds.len() as u64 != accessor.width {
                let problem = format!("has {} numbers for {}", bounds.len(), accessor.width);
                form.note("ARRAY_LENGTH_NOT_IN_LIST", format!("{at}/{key}"), problem);
            }
        }
        let replaced = json["sparse"]["count"].as_u64();
        if replaced.is_some_and(|replaced| replaced > accessor.count) {
            let problem = "replaces more elements than there are";
            form.note("ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE", at.as_str(), problem);
        }
        let Some(view) = accessor.view else { continue };
        let (size, width) = (accessor.size(), accessor.width);
        let offset = json["byteOffset"].as_u64().unwrap_or_default();
        let start = view["byteOffset"].as_u64().unwrap_or_default();
        if !offset.is_multiple_of(size) {
            let problem = format!("begins at no multiple of its numbers' {size} bytes");
            form.note("ACCESSOR_OFFSET_ALIGNMENT", at.as_str(), problem);
        }
        if !(offset.saturating_add(start)).is_multiple_of(size) {
            let problem =
                format!("begins at no multiple of its numbers' {size} bytes in the buffer");
            form.note("ACCESSOR_TOTAL_OFFSET_ALIGNMENT", at.as_str(), problem);
        }
        if accessor.kind.starts_with("MAT") && !offset.is_multiple_of(4) {
            let problem = "is of matrices and begins at no multiple of four bytes";
            form.note("ACCESSOR_MATRIX_ALIGNMENT", at.as_str(), problem);
        }
        let stride = view["byteStride"].as_u64().unwrap_or(size * width);
        let last = accessor.count.saturating_sub(1).saturating_mul(stride);
        let end = offset.saturating_add(last).saturating_add(size * width);
        let length = view["byteLength"].as_u64().unwrap_or(u64::MAX);
        if accessor.count > 0 && end > length {
            let problem = format!("needs {end} bytes of a buffer view of {length}");
            form.note("ACCESSOR_TOO_LONG", at, problem);
        }
    }
}

/// Accessors that nothing uses aren't read, so nobody has found that they name nothing.
fn references(form: &mut Form<'_>, json: &Value, at: &str) {
    let views = list(&form.root["bufferViews"]).len();
    let named = json.get("bufferView").filter(|view| view.is_u64());
    if named.is_some_and(|view| number(view).is_none_or(|view| view >= views)) {
        let problem = "names no bufferView";
        form.note("UNRESOLVED_REFERENCE", format!("{at}/bufferView"), problem);
    }
    let known = [5120, 5121, 5122, 5123, 5125, 5126];
    let component = json["componentType"].as_u64();
    if component.is_some_and(|component| !known.contains(&component)) {
        let at = format!("{at}/componentType");
        form.note("VALUE_NOT_IN_LIST", at, "is no component type");
    }
    let component = json["sparse"]["indices"]["componentType"].as_u64();
    if component.is_some_and(|component| ![5121, 5123, 5125].contains(&component)) {
        let at = format!("{at}/sparse/indices/componentType");
        form.note("VALUE_NOT_IN_LIST", at, "is no component type of indices");
    }
}

fn views(form: &mut Form<'_>) {
    let buffers = list(&form.root["buffers"]);
    for (index, view) in form.entries("bufferViews") {
        let at = format!("/bufferViews/{index}");
        let named = view.get("buffer").filter(|buffer| buffer.is_u64());
        let Some(buffer) = named.and_then(number) else {
            continue;
        };
        let Some(buffer) = buffers.get(buffer) else {
            form.note(
                "UNRESOLVED_REFERENCE",
                format!("{at}/buffer"),
                "names no buffer",
            );
            continue;
        };
        let size = |key: &str| view[key].as_u64().unwrap_or_default();
        let end = size("byteOffset").saturating_add(size("byteLength"));
        if let Some(length) = buffer["byteLength"].as_u64().filter(|length| end > *length) {
            let problem = format!("needs bytes up to {end} of a buffer that says it has {length}");
            form.note("BUFFER_VIEW_TOO_LONG", at, problem);
        }
    }
    for (index, buffer) in buffers.iter().enumerate() {
        let head = buffer["uri"]
            .as_str()
            .and_then(|uri| uri.strip_prefix("data:"));
        let kind = head.and_then(|uri| uri.split([';', ',']).next());
        let kinds = ["application/octet-stream", "application/gltf-buffer"];
        if let Some(kind) = kind.filter(|kind| !kinds.contains(kind)) {
            let at = format!("/buffers/{index}/uri");
            let problem = format!("is said to be {kind}, where it must be bytes");
            form.note("BUFFER_DATA_URI_MIME_TYPE_INVALID", at, problem);
        }
    }
}
