//! Small models for the tests of checks.
#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use asset::model::{
    Image, Material, Mesh, Mime, Model, Node, Primitive, Scene, Texture, TextureRef,
};
use asset::{Document, Facts};
use glam::Vec2;

use super::{Check, Outcome, Subject};
use crate::allow::Allowances;
use crate::profile::{Level, Rule};
use crate::stated::Stated;

/// A rule with level `must`.
pub(crate) fn rule(check: Check, min: Option<f64>, max: Option<f64>) -> Rule {
    Rule {
        check,
        level: Level::Must,
        min,
        max,
        values: Vec::new(),
        source: "s".into(),
    }
}

/// A rule that allows some values.
pub(crate) fn rule_of(check: Check, values: &[&str]) -> Rule {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Rule {
        values,
        ..rule(check, None, None)
    }
}

/// Runs one check.
pub(super) fn run(model: &Model, rule: &Rule) -> Outcome {
    run_stated(model, rule, None)
}

/// Runs one check with stated dimensions.
pub(super) fn run_stated(model: &Model, rule: &Rule, stated: Option<&Stated>) -> Outcome {
    let facts = Facts::of(model);
    let subject = Subject {
        model,
        facts: &facts,
        stated,
        allowed: &Allowances::default(),
        bounds: asset::scene::bounds(model),
    };
    let mut outcomes = super::code(rule.check).outcomes(&subject, rule);
    outcomes.remove(0)
}

/// A PNG of one colour.
pub(crate) fn picture(width: u32, height: u32, rgba: [u8; 4]) -> Image {
    let pixels = image::RgbaImage::from_pixel(width, height, image::Rgba(rgba));
    let mut data = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut data, image::ImageFormat::Png).unwrap();
    Image {
        name: Some("cloth".into()),
        uri: None,
        mime: Mime::Png,
        data: data.into_inner().into(),
        width,
        height,
    }
}

/// A box of 0.5 x 1 x 0.6 m that stands on the floor, in one mesh with one grey texture.
pub(crate) fn chair() -> Model {
    let corner = |i: u32| {
        let side = |bit: u32, low: f32, high: f32| if i & bit == 0 { low } else { high };
        [side(1, -0.25, 0.25), side(2, 0.0, 1.0), side(4, -0.3, 0.3)]
    };
    let indices = vec![
        0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6,
        1, 3, 5, 3, 7, 5,
    ];
    let primitive = Primitive {
        indices: Some(indices),
        positions: (0..8).map(corner).collect(),
        uvs: [
            Some((0..8).map(|i| [(i & 1) as f32, (i >> 2) as f32]).collect()),
            None,
            None,
            None,
        ],
        material: Some(0),
        ..Primitive::default()
    };
    let texture = TextureRef {
        texture: 0,
        uv_set: 0,
        offset: Vec2::ZERO,
        rotation: 0.0,
        scale: Vec2::ONE,
    };
    let named = |name: &str| Some(name.to_owned());
    Model {
        name: "chair.glb".into(),
        source_bytes: 20_000,
        document: Document {
            json: serde_json::json!({
                "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
                "nodes": [{"name": "chair", "mesh": 0}],
            }),
            ..Document::default()
        },
        scenes: vec![Scene {
            name: None,
            nodes: vec![0],
        }],
        scene: Some(0),
        nodes: vec![Node {
            name: named("chair"),
            mesh: Some(0),
            ..Node::default()
        }],
        meshes: vec![Mesh {
            name: named("chair"),
            primitives: vec![primitive],
            weights: vec![],
        }],
        materials: vec![Material {
            name: named("cloth"),
            base_color_texture: Some(texture),
            ..Material::default()
        }],
        textures: vec![Texture {
            image: Some(0),
            ..Texture::default()
        }],
        images: vec![picture(64, 64, [128, 120, 100, 255])],
        animations: Vec::new(),
        skins: Vec::new(),
        cameras: Vec::new(),
        lights: Vec::new(),
        variants: Vec::new(),
        defects: Vec::new(),
    }
}
