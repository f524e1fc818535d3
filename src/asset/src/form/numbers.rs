//! Numbers that must lie in a range.

use serde_json::Value;

use super::subject::{Form, list, members};

/// The least and the greatest that a member may be, wherever in materials, cameras or lights it is.
const RANGES: [(&str, f64, f64); 41] = [
    ("alphaCutoff", 0.0, f64::MAX),
    ("anisotropyStrength", 0.0, 1.0),
    ("aspectRatio", f64::MIN_POSITIVE, f64::MAX),
    ("attenuationColor", 0.0, 1.0),
    ("attenuationDistance", f64::MIN_POSITIVE, f64::MAX),
    ("baseColorFactor", 0.0, 1.0),
    ("clearcoatFactor", 0.0, 1.0),
    ("clearcoatRoughnessFactor", 0.0, 1.0),
    ("color", 0.0, 1.0),
    ("diffuseFactor", 0.0, 1.0),
    ("diffuseTransmissionColorFactor", 0.0, f64::MAX),
    ("diffuseTransmissionFactor", 0.0, 1.0),
    ("dispersion", 0.0, f64::MAX),
    ("emissiveFactor", 0.0, 1.0),
    ("emissiveStrength", 0.0, f64::MAX),
    ("glossinessFactor", 0.0, 1.0),
    ("index", 0.0, f64::MAX),
    ("innerConeAngle", 0.0, std::f64::consts::FRAC_PI_2),
    ("intensity", 0.0, f64::MAX),
    ("iridescenceFactor", 0.0, 1.0),
    ("iridescenceIor", 1.0, f64::MAX),
    ("iridescenceThicknessMaximum", 0.0, f64::MAX),
    ("iridescenceThicknessMinimum", 0.0, f64::MAX),
    ("metallicFactor", 0.0, 1.0),
    (
        "outerConeAngle",
        f64::MIN_POSITIVE,
        std::f64::consts::FRAC_PI_2,
    ),
    ("range", f64::MIN_POSITIVE, f64::MAX),
    ("roughnessFactor", 0.0, 1.0),
    ("sheenColorFactor", 0.0, 1.0),
    ("sheenRoughnessFactor", 0.0, 1.0),
    ("specularColorFactor", 0.0, f64::MAX),
    ("specularFactor", 0.0, 1.0),
    ("strength", 0.0, 1.0),
    ("texCoord", 0.0, f64::MAX),
    ("thicknessFactor", 0.0, f64::MAX),
    ("transmissionFactor", 0.0, 1.0),
    ("yfov", f64::MIN_POSITIVE, f64::MAX),
    ("zfar", f64::MIN_POSITIVE, f64::MAX),
    ("znear", 0.0, f64::MAX),
    ("byteLength", 1.0, f64::MAX),
    ("byteOffset", 0.0, f64::MAX),
    ("count", 1.0, f64::MAX),
];

pub(super) fn check(form: &mut Form<'_>) {
    for key in [
        "materials",
        "cameras",
        "accessors",
        "bufferViews",
        "buffers",
    ] {
        let root = form.root;
        walk(form, &root[key], &format!("/{key}"), 10);
    }
    let root = form.root;
    let lights = &root["extensions"]["KHR_lights_punctual"];
    walk(form, lights, "/extensions/KHR_lights_punctual", 10);
    cameras(form);
    lamps(form);
    strides(form);
}

fn walk(form: &mut Form<'_>, value: &Value, at: &str, steps: usize) {
    if steps == 0 {
        return;
    }
    for (key, member) in members(value).filter(|(key, _)| *key != "extras") {
        let at = || format!("{at}/{key}");
        let range = RANGES.iter().find(|(name, ..)| *name == key);
        let Some((_, least, greatest)) = range else {
            if member.is_object() || member.is_array() {
                walk(form, member, &at(), steps - 1);
            }
            continue;
        };
        let outside = |value: &Value| {
            let number = value.as_f64();
            number.is_some_and(|number| !(*least..=*greatest).contains(&number))
        };
        // Specular gloss knows a colour, where others know a number.
        let wrong = list(member)
            .iter()
            .chain([member])
            .find(|value| outside(value));
        // An index of refraction of 0 is infinite.
        if let Some(wrong) = wrong {
            let problem = format!("{wrong} is out of its range");
            form.note("VALUE_NOT_IN_RANGE", at(), problem);
        }
    }
    for (index, entry) in list(value).iter().enumerate() {
        if entry.is_object() {
            walk(form, entry, &format!("{at}/{index}"), steps - 1);
        }
    }
}

fn cameras(form: &mut Form<'_>) {
    for (index, camera) in form.entries("cameras") {
        for key in ["perspective", "orthographic"] {
            let at = || format!("/cameras/{index}/{key}");
            let shape = &camera[key];
            if let (Some(near), Some(far)) = (shape["znear"].as_f64(), shape["zfar"].as_f64())
                && far <= near
            {
                let problem = "ends before it begins";
                form.note("CAMERA_ZFAR_LEQUAL_ZNEAR", at(), problem);
            }
            let zero = |side: &str| shape[side].as_f64() == Some(0.0);
            if zero("xmag") || zero("ymag") {
                form.note(
                    "CAMERA_XMAG_YMAG_ZERO",
                    at(),
                    "sees nothing, as it has no size",
                );
            }
        }
        let kind = camera["type"].as_str();
        if kind.is_some_and(|kind| !["perspective", "orthographic"].contains(&kind)) {
            let at = format!("/cameras/{index}/type");
            form.note("VALUE_NOT_IN_LIST", at, "is no kind of camera");
        }
    }
}

fn lamps(form: &mut Form<'_>) {
    let root = form.root;
    let lights = &root["extensions"]["KHR_lights_punctual"]["lights"];
    for (index, light) in list(lights).iter().enumerate() {
        let at = format!("/extensions/KHR_lights_punctual/lights/{index}");
        if light["type"] != "spot" {
            continue;
        }
        let Some(spot) = light.get("spot") else {
            form.note(
                "UNDEFINED_PROPERTY",
                at,
                "is a spot and doesn't say how wide",
            );
            continue;
        };
        let angle = |key: &str, usual| spot[key].as_f64().unwrap_or(usual);
        let (inner, outer) = (
            angle("innerConeAngle", 0.0),
            angle("outerConeAngle", std::f64::consts::FRAC_PI_4),
        );
        if outer <= inner {
            let problem = "is narrower outside than inside";
            let code = "KHR_LIGHTS_PUNCTUAL_LIGHT_SPOT_ANGLES";
            form.note(code, format!("{at}/spot"), problem);
        }
    }
}

fn strides(form: &mut Form<'_>) {
    for (index, view) in form.entries("bufferViews") {
        let Some(stride) = view["byteStride"].as_u64() else {
            continue;
        };
        let at = format!("/bufferViews/{index}/byteStride");
        if !(4..=252).contains(&stride) {
            let problem = format!("{stride} isn't from 4 to 252");
            form.note("VALUE_NOT_IN_RANGE", at.as_str(), problem);
        }
        if !stride.is_multiple_of(4) {
            form.note(
                "VALUE_MULTIPLE_OF",
                at,
                format!("{stride} is no multiple of 4"),
            );
        }
    }
}
