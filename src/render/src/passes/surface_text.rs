//! The text of surface shaders, put together from what a material, a geometry and a pass ask for.

use asset::model::Slot;

use super::brush::Brush;
use crate::gpu::{Features, compose};
use crate::scene::Attribute;
use crate::scene::slots;

const COMMON: &str = include_str!("../../../../shaders/common.wgsl");
const PMREM: &str = include_str!("../../../../shaders/pmrem.wgsl");
const TONEMAP: &str = include_str!("../../../../shaders/tonemap.wgsl");
const ANISOTROPY: &str = include_str!("../../../../shaders/anisotropy.wgsl");
const BRDF: &str = include_str!("../../../../shaders/brdf.wgsl");
const BUMP: &str = include_str!("../../../../shaders/bump.wgsl");
const IRIDESCENCE: &str = include_str!("../../../../shaders/iridescence.wgsl");
const LIGHTS: &str = include_str!("../../../../shaders/lights.wgsl");
const TRANSMISSION: &str = include_str!("../../../../shaders/transmission.wgsl");
pub(super) const MATERIAL: &str = include_str!("../../../../shaders/material.wgsl");
const SURFACE: &str = include_str!("../../../../shaders/surface.wgsl");

/// Which sides of triangles are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    Front,
    Back,
    Both,
}

/// How a surface is drawn in a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Style {
    pub(super) side: Side,
    pub(super) mirrored: bool,
    pub(super) lit_by_file: bool,
    pub(super) format: wgpu::TextureFormat,
    pub(super) brush: Brush,
    /// Whether the material draws both sides.
    pub(super) double_sided: bool,
}

/// The shader for a material's `features` and textures on a geometry that has some attributes, and
/// those attributes of it that the shader takes.
pub(super) fn surface_text(
    material: &Features,
    bound: &[slots::Bound],
    has: impl Fn(Attribute) -> bool,
    style: Style,
) -> (String, Vec<Attribute>) {
    let mut features = material.clone();
    style.brush.choose_features(&mut features);
    // Looks show the normals of unlit surfaces too.
    let lit = !features.contains("UNLIT") || !style.brush.is_shaded();
    let mut attributes = vec![Attribute::Position];
    let normals = lit && has(Attribute::Normal) && !features.contains("FLAT");
    if normals {
        features.insert("NORMAL");
        attributes.push(Attribute::Normal);
    }
    if features.contains("TANGENT") && normals {
        attributes.push(Attribute::Tangent);
    } else {
        features.remove("TANGENT");
    }
    let frame = features.contains("FRAME") && !features.contains("TANGENT");
    let uses_uv = |set: usize| {
        bound.iter().any(|bound| bound.uv_set == Some(set))
            || (set == 0 && frame && !bound.iter().any(|bound| bound.slot == Slot::Normal))
    };
    let sets = ["UV0", "UV1", "UV2", "UV3"].into_iter().zip(Attribute::UVS);
    for (set, (feature, attribute)) in sets.enumerate() {
        let uses = uses_uv(set) || (set == 0 && style.brush.takes_uvs());
        if uses && has(attribute) {
            features.insert(feature);
            attributes.push(attribute);
        }
    }
    if has(Attribute::Color) {
        features.insert("COLOR");
        attributes.push(Attribute::Color);
    } else if features.contains("COLORED") {
        features.insert("NO_COLOR");
    }
    match style.side {
        Side::Front => {}
        Side::Back => {
            features.insert("FLIP_SIDED");
        }
        Side::Both => {
            features.insert("DOUBLE_SIDED");
            if normals {
                features.insert("TURN_FRAME");
            }
        }
    }
    if style.lit_by_file && lit && style.brush.is_shaded() {
        features.insert("LIGHTS");
    }
    let samplers = |index: fn(&slots::Bound) -> usize| {
        bound
            .iter()
            .map(|bound| index(bound) + 1)
            .max()
            .unwrap_or(0)
    };
    let textures = slots::wgsl(
        bound,
        samplers(|bound| bound.texture),
        samplers(|bound| bound.sampler),
    );
    let frame_uv = slots::frame_uv_wgsl(bound, features.contains("UV0"));
    let mut parts = vec![COMMON, MATERIAL, ANISOTROPY, PMREM, TONEMAP, BRDF];
    for (feature, part) in [
        ("BUMP_MAP", BUMP),
        ("IRIDESCENCE", IRIDESCENCE),
        ("LIGHTS", LIGHTS),
        ("TRANSMISSION", TRANSMISSION),
    ] {
        if features.contains(feature) {
            parts.push(part);
        }
    }
    parts.extend([textures.as_str(), frame_uv.as_str(), SURFACE]);
    let look = style.brush.text(bound, style.double_sided);
    parts.extend(look.as_deref());
    (compose(&parts, &features), attributes)
}

#[cfg(test)]
mod tests {
    use super::super::COLOR;
    use super::super::outline::OUTLINE;
    use super::super::pipelines::{DOWNSAMPLE, FLATTEN};
    use super::super::shadow::SHADERS as SHADOW;
    use super::*;
    use crate::LookMode;
    use asset::model::SLOTS;

    const MATERIALS: [&[&str]; 12] = [
        &[],
        &["UNLIT"],
        &["UNLIT", "MASK", "TONED"],
        &["BLEND"],
        &["MASK", "FRAME", "TANGENT"],
        &["CLEARCOAT"],
        &["SHEEN"],
        &["IRIDESCENCE"],
        &["ANISOTROPY", "FRAME"],
        &["TRANSMISSION"],
        &["TRANSMISSION", "ATTENUATION", "DISPERSION"],
        &[
            "BLEND",
            "CLEARCOAT",
            "SHEEN",
            "IRIDESCENCE",
            "ANISOTROPY",
            "FRAME",
            "TANGENT",
            "TRANSMISSION",
            "ATTENUATION",
            "DISPERSION",
        ],
    ];

    fn assert_valid(text: &str, what: &str) {
        let module = match naga::front::wgsl::parse_str(text) {
            Ok(module) => module,
            Err(error) => panic!("{what}: {}", error.emit_to_string(text)),
        };
        let mut validator = naga::valid::Validator::new(
            naga::valid::ValidationFlags::all(),
            naga::valid::Capabilities::empty(),
        );
        if let Err(error) = validator.validate(&module) {
            panic!("{what}: {}", error.emit_to_string(text));
        }
    }

    #[test]
    fn every_surface_shader_is_valid() {
        let bound: Vec<slots::Bound> = SLOTS
            .iter()
            .enumerate()
            .map(|(index, row)| slots::Bound {
                slot: row.slot,
                texture: index,
                sampler: index % 2,
                uv_set: [Some(0), Some(1), Some(2), Some(3), None][index % 5],
                anisotropic: index % 2 == 0,
            })
            .collect();
        for (material, textured, side, plain) in MATERIALS
            .into_iter()
            .flat_map(|material| [false, true].map(|textured| (material, textured)))
            .flat_map(|(m, t)| [Side::Front, Side::Back, Side::Both].map(|side| (m, t, side)))
            .flat_map(|(m, t, side)| [false, true].map(|plain| (m, t, side, plain)))
        {
            let mut features: Features = material.iter().copied().collect();
            let used = if textured { &bound[..] } else { &[] };
            if textured && !features.contains("UNLIT") {
                features.extend(used.iter().map(|bound| slots::feature(bound.slot)));
                features.insert("FRAME");
            } else if textured {
                features.insert("BASE_MAP");
            }
            let style = Style {
                side,
                mirrored: false,
                lit_by_file: !plain,
                format: COLOR,
                brush: Brush::Shaded,
                double_sided: side != Side::Front,
            };
            let has = |attribute| !plain || attribute == Attribute::Position;
            // A geometry without UVs has textures with none.
            let used: Vec<slots::Bound> = used
                .iter()
                .map(|bound| slots::Bound {
                    uv_set: bound.uv_set.filter(|_| !plain),
                    ..*bound
                })
                .collect();
            let (text, attributes) = surface_text(&features, &used, has, style);
            assert!(attributes.contains(&Attribute::Position));
            assert_valid(&text, &format!("{material:?} {textured} {side:?} {plain}"));
        }
    }

    #[test]
    fn every_look_is_valid() {
        let bound: Vec<slots::Bound> = SLOTS
            .iter()
            .enumerate()
            .map(|(index, row)| slots::Bound {
                slot: row.slot,
                texture: index,
                sampler: 0,
                uv_set: Some(index % 2),
                anisotropic: true,
            })
            .collect();
        let looks = LookMode::ALL.map(|(mode, _)| Brush::of(mode));
        for brush in looks.into_iter().chain([Brush::Lines, Brush::Cover]) {
            for material in MATERIALS {
                for textured in [false, true] {
                    let mut features: Features = material.iter().copied().collect();
                    let used = if textured { &bound[..] } else { &[] };
                    features.extend(used.iter().map(|bound| slots::feature(bound.slot)));
                    if textured {
                        features.insert("FRAME");
                    }
                    let style = Style {
                        side: Side::Both,
                        mirrored: false,
                        lit_by_file: true,
                        format: COLOR,
                        brush,
                        double_sided: true,
                    };
                    let has = |_| textured;
                    let (text, _) = surface_text(&features, used, has, style);
                    assert_valid(&text, &format!("{brush:?} {material:?} {textured}"));
                }
            }
        }
    }

    #[test]
    fn the_other_shaders_are_valid() {
        assert_valid(FLATTEN, "flatten");
        assert_valid(OUTLINE, "outline");
        assert_valid(DOWNSAMPLE, "downsample");
        assert_valid(SHADOW[0], "shadow");
        assert_valid(SHADOW[1], "shadow_blur");
        assert_valid(SHADOW[2], "floor");
    }
}
