//! Members that are empty, null or out of range, whatever they are of.

use serde_json::Value;

use super::numbers;
use super::subject::{Form, list, members};

/// Lists and objects that the format wants to have something in them, or not to be there.
const FILLED: [&str; 25] = [
    "accessors",
    "animations",
    "attributes",
    "bufferViews",
    "buffers",
    "cameras",
    "channels",
    "children",
    "extensionsRequired",
    "extensionsUsed",
    "images",
    "joints",
    "lights",
    "mappings",
    "materials",
    "meshes",
    "nodes",
    "primitives",
    "samplers",
    "scenes",
    "skins",
    "targets",
    "textures",
    "variants",
    "weights",
];
/// Steps into the file; glTF's own members lie no deeper.
const STEPS: usize = 24;

pub(super) fn check(form: &mut Form<'_>) {
    let root = form.root;
    walk(form, root, &mut String::new(), STEPS);
    numbers::check(form);
    buffers(form);
}

fn walk(form: &mut Form<'_>, value: &Value, at: &mut String, steps: usize) {
    if steps == 0 {
        return;
    }
    let length = at.len();
    for (key, member) in members(value).filter(|(key, _)| *key != "extras") {
        at.push('/');
        at.push_str(key);
        let is_empty = match member {
            Value::Array(list) => list.is_empty(),
            Value::Object(members) => members.is_empty() && key == "attributes",
            _ => false,
        };
        if member.is_null() {
            let problem = "is null, where the format wants it left out";
            form.note("TYPE_MISMATCH", at.as_str(), problem);
        } else if is_empty && FILLED.contains(&key) {
            let problem = "is empty, where the format wants it left out";
            form.note("EMPTY_ENTITY", at.as_str(), problem);
        } else if key == "extensions" {
            extensions(form, member, at, steps - 1);
        } else {
            walk(form, member, at, steps - 1);
        }
        at.truncate(length);
    }
    // Lists of numbers have nothing in them that could be wrong in this way.
    let entries = list(value).iter().enumerate();
    for (index, entry) in entries.filter(|(_, entry)| entry.is_object() || entry.is_array()) {
        at.push('/');
        at.push_str(&index.to_string());
        walk(form, entry, at, steps - 1);
        at.truncate(length);
    }
}

/// Why an address is none.
fn mistaken(uri: &str) -> Option<&'static str> {
    let Some(data) = uri.strip_prefix("data:") else {
        // A host in brackets that nothing closes.
        let host = uri.split_once("://").map(|(_, host)| host);
        let open = host.is_some_and(|host| host.starts_with('[') && !host.contains(']'));
        return open.then_some("is no address");
    };
    let Some((head, body)) = data.split_once(',') else {
        return Some("is no data URI: it has no comma");
    };
    // Letters of both alphabets of base64, and what pads it, as it is or escaped.
    let coded = |letter: u8| letter.is_ascii_alphanumeric() || b"+/-_=%".contains(&letter);
    let wrong = head.ends_with(";base64") && !body.bytes().all(coded);
    wrong.then_some("is no data URI: its bytes aren't base64")
}

/// What other extensions than those that are read hold is theirs to say.
fn extensions(form: &mut Form<'_>, value: &Value, at: &mut String, steps: usize) {
    let length = at.len();
    for (name, extension) in members(value) {
        at.push('/');
        at.push_str(name);
        if extension.is_null() {
            let problem = "is null, where the format wants it left out";
            form.note("TYPE_MISMATCH", at.as_str(), problem);
        } else if crate::is_read(name) {
            walk(form, extension, at, steps);
        }
        at.truncate(length);
    }
}

/// Buffers and images say how long they are and where they are, one way each.
fn buffers(form: &mut Form<'_>) {
    for (index, buffer) in form.entries("buffers") {
        if buffer.get("byteLength").is_none() {
            let at = format!("/buffers/{index}");
            form.note("UNDEFINED_PROPERTY", at, "has no byteLength");
        }
    }
    for (index, image) in form.entries("images") {
        let both = image.get("uri").is_some() && image.get("bufferView").is_some();
        let neither = image.get("uri").is_none() && image.get("bufferView").is_none();
        if both || neither {
            let problem = "must have either a uri or a bufferView";
            form.note("ONE_OF_MISMATCH", format!("/images/{index}"), problem);
        }
    }
    for key in ["buffers", "images"] {
        for (index, entry) in form.entries(key) {
            let wrong = entry["uri"].as_str().and_then(mistaken);
            if let Some(problem) = wrong {
                form.note("INVALID_URI", format!("/{key}/{index}/uri"), problem);
            }
        }
    }
    for (index, mesh) in form.entries("meshes") {
        if mesh.get("primitives").is_none() {
            let at = format!("/meshes/{index}");
            form.note("UNDEFINED_PROPERTY", at, "has no primitives");
        }
    }
}
