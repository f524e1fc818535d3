//! Where the JSON names its own parts by number.

use serde_json::Value;

/// A list of the JSON whose entries are named by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum List {
    Meshes,
    Materials,
    Textures,
    Images,
    Samplers,
}

impl List {
    /// Its key in the root.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Meshes => "meshes",
            Self::Materials => "materials",
            Self::Textures => "textures",
            Self::Images => "images",
            Self::Samplers => "samplers",
        }
    }
}

/// The extensions of a texture that give it another image.
const IMAGE_EXTENSIONS: [&str; 3] = ["KHR_texture_basisu", "EXT_texture_webp", "EXT_texture_avif"];

/// The entries of the array `key` of `value`.
pub(crate) fn entries<'a>(value: &'a mut Value, key: &str) -> &'a mut [Value] {
    value
        .get_mut(key)
        .and_then(Value::as_array_mut)
        .map_or(&mut [], Vec::as_mut_slice)
}

/// The entries of an array; none of what is no array.
pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The nodes that animations move or skins hang on, each as often as it is named.
pub(crate) fn addressed(json: &Value) -> impl Iterator<Item = usize> {
    let channels = list(&json["animations"]).flat_map(|animation| list(&animation["channels"]));
    let moved = channels.map(|channel| &channel["target"]["node"]);
    let held =
        list(&json["skins"]).flat_map(|skin| list(&skin["joints"]).chain([&skin["skeleton"]]));
    let numbers = moved.chain(held).filter_map(Value::as_u64);
    numbers.filter_map(|number| usize::try_from(number).ok())
}

/// How many entries the array `key` of `value` has.
pub(crate) fn count(value: &Value, key: &str) -> usize {
    value.get(key).and_then(Value::as_array).map_or(0, Vec::len)
}

/// Calls `visit` with every number that names an entry of `list`.
pub(crate) fn visit(json: &mut Value, list: List, visit: &mut dyn FnMut(&mut Value)) {
    match list {
        List::Meshes => {
            for node in entries(json, "nodes") {
                node.get_mut("mesh").map(&mut *visit);
            }
        }
        List::Materials => {
            let meshes = entries(json, "meshes").iter_mut();
            for primitive in meshes.flat_map(|mesh| entries(mesh, "primitives")) {
                primitive.get_mut("material").map(&mut *visit);
                let variants = primitive.pointer_mut("/extensions/KHR_materials_variants");
                let mappings =
                    variants.map_or(&mut [][..], |variants| entries(variants, "mappings"));
                for mapping in mappings {
                    mapping.get_mut("material").map(&mut *visit);
                }
            }
        }
        List::Textures => {
            for material in entries(json, "materials") {
                visit_textures(material, &mut |_, used| {
                    used.get_mut("index").map(&mut *visit);
                });
            }
        }
        List::Images => {
            for texture in entries(json, "textures") {
                texture.get_mut("source").map(&mut *visit);
                for name in IMAGE_EXTENSIONS {
                    let source = texture
                        .get_mut("extensions")
                        .and_then(|all| all.get_mut(name));
                    source
                        .and_then(|extension| extension.get_mut("source"))
                        .map(&mut *visit);
                }
            }
        }
        List::Samplers => {
            for texture in entries(json, "textures") {
                texture.get_mut("sampler").map(&mut *visit);
            }
        }
    }
}

/// Calls `visit` with every use of a texture in a material and its key: in glTF and all its
/// extensions these are the objects with an `index` under a key that ends in `texture`.
pub(crate) fn visit_textures(value: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    let Some(object) = value.as_object_mut() else {
        return;
    };
    for (key, child) in object.iter_mut().filter(|(key, _)| *key != "extras") {
        let named = key.ends_with("Texture") || key == "texture";
        if named && child.get("index").is_some() {
            visit(key, child);
        } else {
            visit_textures(child, visit);
        }
    }
}

/// Removes the entries of `list` that `kept` has no new number for, and renames the others.
pub(crate) fn renumber(json: &mut Value, list: List, kept: &[Option<usize>]) {
    visit(json, list, &mut |number| {
        let old = number.as_u64().and_then(|old| usize::try_from(old).ok());
        if let Some(Some(new)) = old.and_then(|old| kept.get(old)) {
            *number = (*new).into();
        }
    });
}

/// Removes entries that are `false` in `keep` from the array `key` of `json`; an array that becomes
/// empty goes, as glTF asks.
pub(crate) fn retain(json: &mut Value, key: &str, keep: &[bool]) {
    let Some(array) = json.get_mut(key).and_then(Value::as_array_mut) else {
        return;
    };
    let mut keep = keep.iter();
    array.retain(|_| keep.next().copied().unwrap_or(true));
    if array.is_empty()
        && let Some(root) = json.as_object_mut()
    {
        root.shift_remove(key);
    }
}

/// Drops the nodes that are `false` in `keep`, also from the scenes and nodes that hold them, and
/// renames the others. Nothing else may name those that go.
pub(crate) fn drop_nodes(json: &mut Value, keep: &[bool]) {
    let stays = |number: &mut Value| {
        let number = number.as_u64().and_then(|number| keep.get(number as usize));
        number != Some(&false)
    };
    for (holders, key) in [("scenes", "nodes"), ("nodes", "children")] {
        for holder in entries(json, holders) {
            let named: Vec<bool> = entries(holder, key).iter_mut().map(stays).collect();
            retain(holder, key, &named);
        }
    }
    let mut next = 0;
    let moved: Vec<u64> = keep
        .iter()
        .map(|keep| {
            next += u64::from(*keep);
            next.saturating_sub(1)
        })
        .collect();
    let rename = |number: &mut Value| {
        let new = number.as_u64().and_then(|old| moved.get(old as usize));
        if let Some(new) = new {
            *number = (*new).into();
        }
    };
    for (holders, key) in [
        ("scenes", "nodes"),
        ("nodes", "children"),
        ("skins", "joints"),
    ] {
        for holder in entries(json, holders) {
            entries(holder, key).iter_mut().for_each(rename);
        }
    }
    for skin in entries(json, "skins") {
        skin.get_mut("skeleton").map(rename);
    }
    let animations = entries(json, "animations").iter_mut();
    for channel in animations.flat_map(|animation| entries(animation, "channels")) {
        channel.pointer_mut("/target/node").map(rename);
    }
    retain(json, "nodes", keep);
}

/// Adds `name` to the array `key` (`extensionsUsed` or `extensionsRequired`) of the root.
pub(crate) fn declare(json: &mut Value, key: &str, name: &str) {
    let Some(root) = json.as_object_mut() else {
        return;
    };
    let list = root.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(list) = list.as_array_mut()
        && !list.iter().any(|entry| entry == name)
    {
        list.push(name.into());
    }
}

/// Takes `name` out of both lists of extensions.
pub(crate) fn withdraw(json: &mut Value, name: &str) {
    for key in ["extensionsUsed", "extensionsRequired"] {
        let list = json.get(key).and_then(Value::as_array);
        let keep: Vec<bool> = list
            .into_iter()
            .flatten()
            .map(|entry| entry != name)
            .collect();
        retain(json, key, &keep);
    }
}

/// A number as it is read again, to the bit, from the fewest digits: readers keep numbers of 32 bits.
pub(crate) fn short(number: f64) -> Value {
    let digits = (number as f32).to_string();
    digits.parse::<f64>().unwrap_or(number).into()
}

/// Removes `extensions` from `holder` when it is an empty object.
pub(crate) fn drop_empty_extensions(holder: &mut Value) {
    let empty = holder
        .get("extensions")
        .and_then(Value::as_object)
        .is_some_and(|all| all.is_empty());
    if empty && let Some(holder) = holder.as_object_mut() {
        holder.shift_remove("extensions");
    }
}
