//! What vertices say: directions of unit length, colours and weights in their range, joints once each,
//! and bounds that are those of the positions.

use glam::{Vec3, Vec4};
use serde_json::Value;

use super::subject::{Form, list};
use crate::model::Primitive;

/// How far the length of a direction may be from 1, and a sum of weights for each of them; the
/// validator's own bounds.
const UNIT: f32 = 0.006_74;
const SUM: f32 = 2e-7;

pub(super) fn check(form: &mut Form<'_>) {
    let model = form.model;
    // By mesh, the fewest joints of a skin that poses it.
    let mut least: std::collections::BTreeMap<usize, usize> = Default::default();
    for node in &model.nodes {
        let skin = node.skin.and_then(|skin| model.skins.get(skin));
        if let Some((mesh, skin)) = node.mesh.zip(skin) {
            let joints = least.entry(mesh).or_insert(usize::MAX);
            *joints = skin.joints.len().min(*joints);
        }
    }
    for (index, mesh) in model.meshes.iter().enumerate() {
        for (place, primitive) in mesh.primitives.iter().enumerate() {
            let at = format!("/meshes/{index}/primitives/{place}/attributes");
            let json = &form.root["meshes"][index]["primitives"][place];
            // Compression rounds, and nobody holds what it unpacks against the format.
            let packed = &json["extensions"]["KHR_draco_mesh_compression"];
            if packed.is_object() || primitive.positions.is_empty() {
                continue;
            }
            directions(form, primitive, &json["attributes"], &at);
            colors(form, primitive, &at);
            joints(form, &json["attributes"], &at, least.get(&index).copied());
            bounds(form, primitive, &json["attributes"], &at);
        }
    }
    sparse(form);
}

/// Whether an attribute is stored as floats: of smaller numbers no direction is of unit length.
fn is_float(form: &Form<'_>, attributes: &Value, name: &str) -> bool {
    let accessor = attributes.get(name).and_then(|index| form.accessor(index));
    accessor.is_some_and(|accessor| accessor.is_float() && !is_packed(accessor.view))
}

fn is_packed(view: Option<&Value>) -> bool {
    let extensions = view.map(|view| &view["extensions"]);
    extensions.is_some_and(|extensions| {
        let packed = |name: &&str| extensions.get(*name).is_some();
        crate::codec::meshopt::EXTENSIONS.iter().any(packed)
    })
}

fn directions(form: &mut Form<'_>, primitive: &Primitive, attributes: &Value, at: &str) {
    if is_float(form, attributes, "NORMAL") {
        let normals = primitive.normals.as_deref().unwrap_or_default();
        let at = format!("{at}/NORMAL");
        if normals
            .as_flattened()
            .iter()
            .any(|number| !number.is_finite())
        {
            form.note(
                "ACCESSOR_INVALID_FLOAT",
                at.as_str(),
                "has what is no number",
            );
        }
        let wrong = |normal: &[f32; 3]| (Vec3::from_array(*normal).length() - 1.0).abs() > UNIT;
        if normals.iter().any(wrong) {
            let problem = "has directions that aren't of unit length";
            form.note("ACCESSOR_VECTOR3_NON_UNIT", at, problem);
        }
    }
    if is_float(form, attributes, "TANGENT") {
        let tangents = primitive.tangents.as_deref().unwrap_or_default();
        let at = format!("{at}/TANGENT");
        let length = |tangent: &[f32; 4]| Vec4::from_array(*tangent).truncate().length();
        if tangents
            .iter()
            .any(|tangent| (length(tangent) - 1.0).abs() > UNIT)
        {
            let problem = "has directions that aren't of unit length";
            form.note("ACCESSOR_VECTOR3_NON_UNIT", at.as_str(), problem);
        }
        if tangents.iter().any(|tangent| tangent[3].abs() != 1.0) {
            let problem = "has signs that are neither 1 nor -1";
            form.note("ACCESSOR_INVALID_SIGN", at, problem);
        }
    }
}

fn colors(form: &mut Form<'_>, primitive: &Primitive, at: &str) {
    let colors = primitive.colors.as_deref().unwrap_or_default();
    let outside = |number: &f32| !(0.0..=1.0).contains(number);
    if colors.as_flattened().iter().any(outside) {
        let problem = "has colours below 0 or above 1";
        form.note("ACCESSOR_NON_CLAMPED", format!("{at}/COLOR_0"), problem);
    }
}

/// Joints and weights as the file has them: what was read is made fit to be posed.
fn joints(form: &mut Form<'_>, attributes: &Value, at: &str, least: Option<usize>) {
    let numbers = |index: Option<&Value>| -> Vec<[f32; 4]> {
        let index = index.filter(|index| form.accessor(index).is_some_and(|one| one.width == 4));
        let values = index.map(|index| form.values(index));
        values.unwrap_or_default().as_chunks::<4>().0.to_vec()
    };
    let joints = numbers(attributes.get("JOINTS_0"));
    let weights = numbers(attributes.get("WEIGHTS_0"));
    if joints.is_empty() || weights.is_empty() {
        return;
    }
    let beyond = |joint: &f32| least.is_some_and(|least| *joint >= least as f32);
    if joints.as_flattened().iter().any(beyond) {
        let problem = "names joints that the skin doesn't have";
        form.note(
            "ACCESSOR_JOINTS_INDEX_OOB",
            format!("{at}/JOINTS_0"),
            problem,
        );
    }
    let sum = |weights: &[f32; 4]| weights.iter().sum::<f32>();
    let share = |weights: &[f32; 4]| weights.iter().filter(|weight| **weight != 0.0).count() as f32;
    let further = attributes.get("WEIGHTS_1").is_some();
    let at_weights = || format!("{at}/WEIGHTS_0");
    if weights.as_flattened().iter().any(|weight| *weight < 0.0) {
        form.note(
            "ACCESSOR_WEIGHTS_NEGATIVE",
            at_weights(),
            "has weights below 0",
        );
    }
    // Small numbers are rounded to their steps, of which the sum may be off by some.
    let step = match is_float(form, attributes, "WEIGHTS_0") {
        true => SUM,
        false => 1.0 / 255.0,
    };
    let off = |weights: &&[f32; 4]| {
        let bound = step * share(weights).max(1.0) + f32::EPSILON;
        (sum(weights) - 1.0).abs() > bound
    };
    if !further && weights.iter().any(|weights| off(&weights)) {
        let problem = "has weights that don't sum up to 1";
        form.note("ACCESSOR_WEIGHTS_NON_NORMALIZED", at_weights(), problem);
    }
    let twice = joints.iter().zip(&weights).any(|(joints, weights)| {
        (0..4).any(|a| {
            (0..a).any(|b| joints[a] == joints[b] && weights[a] != 0.0 && weights[b] != 0.0)
        })
    });
    if twice {
        let problem = "has vertices that hang on a joint twice";
        form.note(
            "ACCESSOR_JOINTS_INDEX_DUPLICATE",
            format!("{at}/JOINTS_0"),
            problem,
        );
    }
}

/// Bounds of positions against the positions.
fn bounds(form: &mut Form<'_>, primitive: &Primitive, attributes: &Value, at: &str) {
    if !is_float(form, attributes, "POSITION") {
        return;
    }
    let Some(accessor) = attributes
        .get("POSITION")
        .and_then(|index| form.accessor(index))
    else {
        return;
    };
    let finite = primitive
        .positions
        .iter()
        .filter(|place| place.iter().all(|number| number.is_finite()));
    let (mut least, mut most) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
    for place in finite {
        for axis in 0..3 {
            least[axis] = least[axis].min(place[axis]);
            most[axis] = most[axis].max(place[axis]);
        }
    }
    let at = format!("{at}/POSITION");
    let told = |key: &str| -> Vec<f32> {
        let numbers = list(&accessor.json[key]).iter().filter_map(Value::as_f64);
        numbers.map(|number| number as f32).collect()
    };
    let (min, max) = (told("min"), told("max"));
    if min.len() == 3 && min != least {
        let inside = min.iter().zip(least).any(|(told, is)| is < *told);
        form.note(
            "ACCESSOR_MIN_MISMATCH",
            at.as_str(),
            "doesn't say rightly where its positions begin",
        );
        if inside {
            let problem = "has positions before where it says that they begin";
            form.note("ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND", at.as_str(), problem);
        }
    }
    if max.len() == 3 && max != most {
        let outside = max.iter().zip(most).any(|(told, is)| is > *told);
        form.note(
            "ACCESSOR_MAX_MISMATCH",
            at.as_str(),
            "doesn't say rightly where its positions end",
        );
        if outside {
            let problem = "has positions behind where it says that they end";
            form.note("ACCESSOR_ELEMENT_OUT_OF_MAX_BOUND", at, problem);
        }
    }
}

/// The elements that sparse accessors replace rise.
fn sparse(form: &mut Form<'_>) {
    for (index, accessor) in form.entries("accessors") {
        let sparse = &accessor["sparse"];
        let size = match sparse["indices"]["componentType"].as_u64() {
            Some(5121) => 1,
            Some(5123) => 2,
            Some(5125) => 4,
            _ => continue,
        };
        let bytes = (|| {
            let view = form.entry("bufferViews", &sparse["indices"]["bufferView"])?;
            let number = |value: &Value| usize::try_from(value.as_u64().unwrap_or_default()).ok();
            let buffer = form.model.document.buffers.get(number(&view["buffer"])?)?;
            let start = number(&view["byteOffset"])?
                .checked_add(number(&sparse["indices"]["byteOffset"])?)?;
            let length = number(&sparse["count"])?.checked_mul(size)?;
            buffer.get(start..start.checked_add(length)?)
        })();
        let Some(bytes) = bytes else { continue };
        let number = |bytes: &[u8]| {
            bytes
                .iter()
                .rev()
                .fold(0_u32, |all, byte| all << 8 | u32::from(*byte))
        };
        let places: Vec<u32> = bytes.chunks_exact(size).map(number).collect();
        if places.windows(2).any(|pair| pair[0] >= pair[1]) {
            let at = format!("/accessors/{index}/sparse/indices");
            let problem = "names elements in no rising order";
            form.note("ACCESSOR_SPARSE_INDICES_NON_INCREASING", at, problem);
        }
    }
}
