//! Small steps through a document's JSON.

use serde_json::{Map, Value};

/// The entries of the root's array `key`; none where it isn't there.
pub(super) fn entries<'a>(root: &'a Value, key: &str) -> &'a [Value] {
    root[key].as_array().map_or(&[], Vec::as_slice)
}

/// The same, to change.
pub(super) fn entries_mut<'a>(root: &'a mut Value, key: &str) -> &'a mut [Value] {
    let list = root.get_mut(key).and_then(Value::as_array_mut);
    list.map_or(&mut [], Vec::as_mut_slice)
}

/// Adds an entry to the root's array `key`, which is made where it isn't there; returns its index.
pub(super) fn push(root: &mut Value, key: &str, entry: Value) -> usize {
    if !root[key].is_array() {
        root[key] = Value::Array(Vec::new());
    }
    let Some(list) = root[key].as_array_mut() else {
        return 0;
    };
    list.push(entry);
    list.len() - 1
}

/// A number as an index.
pub(super) fn index(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

/// Takes an extension off an object, and its `extensions` once they are empty.
pub(super) fn take_extension(object: &mut Value, name: &str) -> Option<Value> {
    let members = object.as_object_mut()?;
    let extensions = members
        .get_mut("extensions")
        .and_then(Value::as_object_mut)?;
    let taken = extensions.shift_remove(name);
    if extensions.is_empty() {
        members.shift_remove("extensions");
    }
    taken
}

/// Takes an extension off the lists of those that the file uses and requires.
pub(super) fn disclaim(root: &mut Value, name: &str) {
    let Some(root) = root.as_object_mut() else {
        return;
    };
    for key in ["extensionsUsed", "extensionsRequired"] {
        let Some(list) = root.get_mut(key).and_then(Value::as_array_mut) else {
            continue;
        };
        list.retain(|entry| entry != name);
        if list.is_empty() {
            root.shift_remove(key);
        }
    }
}

/// Shows every object in `value`, from the outside in.
pub(super) fn each_object(value: &mut Value, visit: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| each_object(value, visit)),
        Value::Object(members) => {
            visit(members);
            let inner = members.iter_mut().filter(|(key, _)| *key != "extras");
            inner.for_each(|(_, value)| each_object(value, visit));
        }
        _ => {}
    }
}
