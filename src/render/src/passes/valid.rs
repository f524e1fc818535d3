//! Holds every shader against the language, in every variant.
//!
//! Surfaces have too many variants to try all. [`SURFACES`] of them are chosen at random: a material,
//! what its geometry has, and how it is drawn. Among so many, any four conditions meet in all sixteen
//! ways that are possible, dozens of times.

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use asset::model::{
    AlphaMode, Anisotropy, Bump, Clearcoat, Iridescence, Material, Sheen, Specular, TextureRef,
    Transmission, UV_SETS, Volume,
};
use glam::Vec2;
use naga::valid::{Capabilities, ValidationFlags, Validator};

use super::brush::{Brush, Side};
use super::formats::COLOR;
use super::id_pipelines::{Asked, Use, id_buffer_text};
use super::surface_text::{Style, choose, text};
use crate::LookMode;
use crate::scene::slots::Bound;
use crate::scene::{Attribute, BindingKey, MaterialClone, features};

/// How many variants of surfaces are drawn by lot.
const SURFACES: usize = 400;

#[test]
fn every_shader_is_valid_in_every_variant() {
    let mut valid = Valid::default();
    surfaces(&mut valid);
    id_buffers(&mut valid);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shaders");
    let mut files: Vec<(String, String)> = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().to_string_lossy().into_owned();
        files.push((name, std::fs::read_to_string(file.path()).unwrap()));
    }
    for (name, text) in &files {
        // Whole by itself, as it is put together of nothing.
        let stages = ["@vertex", "@fragment", "@compute"];
        let is_whole = stages.iter().any(|stage| text.contains(stage));
        if is_whole && !text.contains("//#if") {
            valid.check(text, name);
        }
    }
    assert!(files.len() > 20, "{files:?}");
    for (name, text) in &files {
        for function in functions(text) {
            assert!(valid.functions.contains(function), "{name}: {function}");
        }
        for line in text.lines() {
            let condition = line.trim_start().strip_prefix("//#if ");
            if let Some(condition) = condition.map(str::trim) {
                let seen = valid.conditions.get(condition).copied().unwrap_or_default();
                assert_eq!(seen, [true; 2], "{name}: {condition} was off, on");
            }
        }
    }
}

/// The first lines of functions.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim_start);
    lines.filter(|line| line.starts_with("fn "))
}

/// What was found to be valid.
#[derive(Default)]
struct Valid {
    /// The first lines of all functions in it.
    functions: HashSet<String>,
    /// Whether each condition was off, and on.
    conditions: BTreeMap<&'static str, [bool; 2]>,
}

impl Valid {
    fn check(&mut self, text: &str, what: &str) {
        let module = match naga::front::wgsl::parse_str(text) {
            Ok(module) => module,
            Err(error) => panic!("{what}: {}", error.emit_to_string(text)),
        };
        // Only shaders that draw IDs need more than every device has.
        let capabilities = match text.contains("enable primitive_index;") {
            true => Capabilities::PRIMITIVE_INDEX,
            false => Capabilities::empty(),
        };
        let mut validator = Validator::new(ValidationFlags::all(), capabilities);
        if let Err(error) = validator.validate(&module) {
            panic!("{what}: {}", error.emit_to_string(text));
        }
        self.functions.extend(functions(text).map(str::to_owned));
    }

    fn note(&mut self, all: &[&'static str], on: impl Fn(&str) -> bool) {
        for name in all {
            self.conditions.entry(name).or_default()[usize::from(on(name))] = true;
        }
    }
}

/// Surfaces of all kinds, with every brush.
fn surfaces(valid: &mut Valid) {
    let mut brushes = vec![Brush::Lines, Brush::Cover];
    brushes.extend(LookMode::ALL.map(|(mode, _)| Brush::of(mode)));
    let mut lot = Lot(0x9E37_79B9_7F4A_7C15);
    let mut known = Vec::new();
    let mut variants = Vec::new();
    for number in 0..SURFACES {
        // Every other one is lit; the rest take turns.
        let brush = match number % 2 {
            0 => Brush::Shaded,
            _ => brushes[number / 2 % brushes.len()],
        };
        let material = lot.material();
        let (material, key) = lot.bound_to_geometry(material);
        let bound = lot.bound(&material, key);
        let features = features(&material, &bound, key);
        let style = Style {
            side: [Side::Front, Side::Back, Side::Both][lot.below(3)],
            mirrored: false,
            lit_by_file: lot.coin(),
            format: COLOR,
            samples: crate::passes::SAMPLES,
            brush,
            double_sided: material.double_sided,
        };
        let (normals, colors) = (lot.coin(), lot.coin());
        let has = |attribute| match attribute {
            Attribute::Position => true,
            Attribute::Normal => normals || key.tangents,
            Attribute::Tangent => key.tangents,
            Attribute::Color => colors,
            Attribute::Uv0 | Attribute::Uv1 | Attribute::Uv2 | Attribute::Uv3 => {
                let set = Attribute::UVS.iter().position(|own| *own == attribute);
                set.is_some_and(|set| key.uvs[set])
            }
        };
        let (features, attributes) = choose(&features, &bound, has, style);
        assert!(attributes.into_iter().all(has));
        valid.check(
            &text(&features, &bound, style),
            &format!("{style:?} {features:?}"),
        );
        known.extend(features.iter().copied());
        variants.push(features);
    }
    known.sort_unstable();
    known.dedup();
    for features in &variants {
        valid.note(&known, |name| features.contains(name));
    }
}

/// All that is drawn into ID buffers.
fn id_buffers(valid: &mut Valid) {
    let bound = |uv_set| Bound {
        slot: asset::model::Slot::BaseColor,
        texture: 0,
        sampler: 0,
        uv_set,
        anisotropic: true,
    };
    let mut materials = vec![None];
    for is_masked in [false, true] {
        let sets = [None, Some(0), Some(1), Some(2), Some(3)].map(|set| Some(bound(set)));
        materials.extend(sets.into_iter().chain([None]).map(|base| {
            Some(Asked {
                is_masked,
                base,
                counts: (1, 1),
            })
        }));
    }
    let uses = [
        Use::Pick,
        Use::Triangle,
        Use::Cast,
        Use::Mark,
        Use::Samples,
        Use::SampleMark,
    ];
    for to in uses {
        for material in materials
            .iter()
            .filter(|own| !(to.marks() || to == Use::Cast) || own.is_none())
        {
            for colors in [false, true] {
                let has = |attribute| attribute != Attribute::Color || colors;
                let (text, _) = id_buffer_text(material.as_ref(), has, to);
                valid.check(&text, &format!("{to:?} {material:?} {colors}"));
            }
            valid.note(&["PICK"], |_| to == Use::Pick);
            valid.note(&["MARK"], |_| to.marks());
            valid.note(&["SAMPLES"], |_| {
                matches!(to, Use::Samples | Use::SampleMark)
            });
            valid.note(&["ALPHA"], |_| material.is_some());
        }
    }
}

/// Draws by lot; the same every time.
struct Lot(u64);

impl Lot {
    fn below(&mut self, end: usize) -> usize {
        // Xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) as usize) % end
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    /// A factor that is nothing, or something.
    fn factor(&mut self) -> f32 {
        if self.coin() { 0.5 } else { 0.0 }
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        // A part that is there may still have a factor of 0.
        (self.below(4) > 0).then(|| make(self))
    }

    fn texture(&mut self) -> Option<TextureRef> {
        self.coin().then(|| TextureRef {
            texture: 0,
            uv_set: self.below(UV_SETS),
            offset: Vec2::ZERO,
            rotation: 0.0,
            scale: Vec2::ONE,
        })
    }

    fn material(&mut self) -> Material {
        let alpha_mode = match self.below(3) {
            0 => AlphaMode::Opaque,
            1 => AlphaMode::Mask { cutoff: 0.5 },
            _ => AlphaMode::Blend,
        };
        Material {
            alpha_mode,
            unlit: self.below(6) == 0,
            double_sided: self.coin(),
            dispersion: self.factor(),
            base_color_texture: self.texture(),
            metallic_roughness_texture: self.texture(),
            normal_texture: self.texture(),
            occlusion_texture: self.texture(),
            emissive_texture: self.texture(),
            clearcoat: self.maybe(|lot| Clearcoat {
                factor: lot.factor(),
                texture: lot.texture(),
                roughness: 0.5,
                roughness_texture: lot.texture(),
                normal_texture: lot.texture(),
                normal_scale: 1.0,
            }),
            sheen: self.maybe(|lot| Sheen {
                color: [1.0; 3],
                color_texture: lot.texture(),
                roughness: 0.5,
                roughness_texture: lot.texture(),
            }),
            specular: self.maybe(|lot| Specular {
                factor: 1.0,
                texture: lot.texture(),
                color: [1.0; 3],
                color_texture: lot.texture(),
            }),
            transmission: self.maybe(|lot| Transmission {
                factor: lot.factor(),
                texture: lot.texture(),
            }),
            volume: self.maybe(|lot| Volume {
                thickness: 1.0,
                thickness_texture: lot.texture(),
                attenuation_distance: if lot.coin() { 1.0 } else { f32::INFINITY },
                attenuation_color: [1.0; 3],
            }),
            iridescence: self.maybe(|lot| Iridescence {
                factor: lot.factor(),
                texture: lot.texture(),
                ior: 1.3,
                thickness_minimum: 100.0,
                thickness_maximum: 400.0,
                thickness_texture: lot.texture(),
            }),
            anisotropy: self.maybe(|lot| Anisotropy {
                strength: lot.factor(),
                rotation: 0.0,
                texture: lot.texture(),
            }),
            bump: self.texture().map(|texture| Bump {
                factor: 1.0,
                texture,
            }),
            ..Material::default()
        }
    }

    /// As it is bound for a geometry.
    fn bound_to_geometry(&mut self, mut material: Material) -> (Material, BindingKey) {
        let surface = self.below(6) > 0;
        material.unlit |= !surface;
        let key = BindingKey {
            tangents: self.coin(),
            uvs: std::array::from_fn(|_| self.below(4) > 0),
            cloned: MaterialClone {
                surface,
                toned: self.coin(),
                turned: self.coin(),
                flat: self.below(4) == 0,
                colored: self.coin(),
            },
        };
        (material, key)
    }

    fn bound(&mut self, material: &Material, key: BindingKey) -> Vec<Bound> {
        let drawn = material.drawn_textures().enumerate();
        let mut bound: Vec<Bound> = drawn
            .map(|(index, (slot, texture))| Bound {
                slot,
                texture: index,
                sampler: index % 2,
                uv_set: Some(texture.uv_set).filter(|set| key.uvs[*set]),
                anisotropic: self.coin(),
            })
            .collect();
        let place = |slot| bound.iter().position(|bound| bound.slot == slot);
        let both =
            place(asset::model::Slot::MetallicRoughness).zip(place(asset::model::Slot::Occlusion));
        if let Some((roughness, occlusion)) = both.filter(|_| self.coin()) {
            bound[occlusion] = Bound {
                slot: asset::model::Slot::Occlusion,
                ..bound[roughness]
            };
        }
        bound
    }
}
