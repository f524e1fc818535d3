//! The files of `cases.json`: sound ones, and what makes each wrong.

#![allow(
    clippy::unwrap_used,
    reason = "the data lies beside this file, and a panic is a test's way to fail"
)]

use serde_json::{Map, Value, json};

/// What `cases.json` says.
pub(crate) fn table() -> Value {
    serde_json::from_str(include_str!("cases.json")).unwrap()
}

/// The bytes of a case, as GLB.
pub(crate) fn glb(table: &Value, case: &Value) -> Vec<u8> {
    let base = &table["bases"][case["base"].as_str().unwrap()];
    let mut root = base["json"].clone();
    let mut data = base["data"].as_array().unwrap().clone();
    for change in list(&case["data"]) {
        let index = change[0].as_u64().unwrap() as usize;
        let empty = json!(["u8", []]);
        data.resize(data.len().max(index + 1), empty);
        data[index] = json!([change[1], change[2]]);
    }
    let mut bin = Vec::new();
    let mut views = Vec::new();
    for entry in &data {
        bin.resize(bin.len().next_multiple_of(4), 0);
        let offset = bin.len();
        bin.extend(numbers(&entry[0], &entry[1]));
        views.push(json!({"buffer": 0, "byteOffset": offset, "byteLength": bin.len() - offset}));
    }
    root["bufferViews"] = views.into();
    root["buffers"] = json!([{ "byteLength": bin.len() }]);
    for edit in list(&case["edit"]) {
        change(&mut root, edit[0].as_str().unwrap(), edit.get(1));
    }
    if let Some(depth) = case["deep"].as_u64() {
        let nest = |inner, _| json!({ "a": inner });
        root["extras"] = (0..depth).fold(json!({}), nest);
    }
    if let Some(count) = case["below"].as_u64() {
        // Each below the one before, and the mesh at the end.
        let inner = (1..count).map(|child| json!({ "children": [child] }));
        let nodes: Vec<Value> = inner.chain([json!({ "mesh": 0 })]).collect();
        root["nodes"] = nodes.into();
    }
    frame(&root, bin, &case["glb"])
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Numbers of a kind as bytes.
fn numbers(kind: &Value, values: &Value) -> Vec<u8> {
    // A text stands for what isn't a number.
    let float = |value: &Value| value.as_f64().unwrap_or(f64::NAN) as f32;
    let whole = |value: &Value| value.as_i64().unwrap();
    let all = list(values).iter();
    match kind.as_str().unwrap() {
        "f32" => all.flat_map(|value| float(value).to_le_bytes()).collect(),
        "u32" => all
            .flat_map(|value| (whole(value) as u32).to_le_bytes())
            .collect(),
        "u16" | "i16" => all
            .flat_map(|value| (whole(value) as u16).to_le_bytes())
            .collect(),
        "u8" | "i8" => all.map(|value| whole(value) as u8).collect(),
        "base64" => {
            use base64::Engine;
            let text = values.as_str().unwrap();
            base64::prelude::BASE64_STANDARD.decode(text).unwrap()
        }
        other => panic!("{other} is no kind of numbers"),
    }
}

/// Sets the value at a pointer, or takes it out. What is missing on the way is made.
fn change(root: &mut Value, pointer: &str, value: Option<&Value>) {
    let mut steps = pointer[1..].split('/').peekable();
    let mut at = root;
    while let Some(step) = steps.next() {
        let last = steps.peek().is_none();
        let index = step.parse::<usize>();
        if at.is_null() {
            *at = if index.is_ok() { json!([]) } else { json!({}) };
        }
        match at {
            Value::Array(list) => {
                let index = index.unwrap();
                if last && value.is_none() {
                    list.remove(index);
                    return;
                }
                list.resize(list.len().max(index + 1), Value::Null);
                at = &mut list[index];
            }
            _ => {
                let members: &mut Map<String, Value> = at.as_object_mut().unwrap();
                if last && value.is_none() {
                    members.remove(step);
                    return;
                }
                at = members.entry(step).or_insert(Value::Null);
            }
        }
    }
    *at = value.unwrap().clone();
}

/// The GLB, with what `odd` says of its frame.
fn frame(root: &Value, mut bin: Vec<u8>, odd: &Value) -> Vec<u8> {
    let bytes = |value: &Value| -> Vec<u8> {
        list(value)
            .iter()
            .map(|byte| byte.as_u64().unwrap() as u8)
            .collect()
    };
    let mut text = match odd["json"].as_str() {
        Some(text) => text.to_owned(),
        None => root.to_string(),
    };
    if let [from, to] = list(&odd["replace"]) {
        let from = from.as_str().unwrap();
        assert!(text.contains(from), "{from} isn't in {text}");
        text = text.replace(from, to.as_str().unwrap());
    }
    // Latin letters as single bytes aren't UTF-8.
    let text = match odd["latin1"].as_bool() {
        Some(true) => text.chars().map(|c| c as u8).collect(),
        _ => text.into_bytes(),
    };
    let mut json = [bytes(&odd["json_head"]), text, bytes(&odd["json_tail"])].concat();
    if odd["bin"].is_array() {
        bin = bytes(&odd["bin"]);
    }
    if odd["pad"] == false {
        if json.len() % 4 == 0 {
            json.push(b' ');
        }
    } else {
        json.resize(json.len().next_multiple_of(4), b' ');
        bin.resize(bin.len().next_multiple_of(4), 0);
    }
    let mut chunks = vec![
        (*b"JSON", json, 0),
        (*b"BIN\0", bin, odd["bin_length"].as_u64().unwrap_or(0)),
    ];
    if odd["no_bin"] == true {
        chunks.pop();
    }
    let chunk = |odd: &Value| match list(odd) {
        [kind, more] => {
            let kind = kind.as_str().unwrap().as_bytes().try_into().unwrap();
            Some((kind, bytes(more), 0))
        }
        _ => None,
    };
    if let Some(chunk) = chunk(&odd["between"]) {
        chunks.insert(1, chunk);
    }
    if odd["swap"] == true {
        chunks.reverse();
    }
    chunks.extend(chunk(&odd["chunk"]));
    let mut body = Vec::new();
    for (kind, bytes, more) in chunks {
        body.extend((bytes.len() as u32 + more as u32).to_le_bytes());
        body.extend(kind);
        body.extend(bytes);
    }
    let length = body.len() as i64 + 12 + odd["length"].as_i64().unwrap_or(0);
    let length = odd["set_length"].as_i64().unwrap_or(length) as u32;
    let version = odd["version"].as_u64().unwrap_or(2) as u32;
    let mut file = odd["magic"].as_str().unwrap_or("glTF").as_bytes().to_vec();
    file.extend(version.to_le_bytes());
    file.extend(length.to_le_bytes());
    file.extend(body);
    file.extend(bytes(&odd["tail"]));
    match odd["cut"].as_i64() {
        Some(end @ 0..) => file.truncate(end as usize),
        Some(end) => file.truncate(file.len() - end.unsigned_abs() as usize),
        None => {}
    }
    file
}
