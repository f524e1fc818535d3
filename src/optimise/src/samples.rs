//! Small models for tests.
#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use asset::{Limits, Model};
use serde_json::{Value, json};

use crate::options::Geometry;
use crate::work::{Array, Picture, Shape, Stored, Stream, TRIANGLES, Work, pack};

fn stream(name: &str, width: usize, values: Vec<f32>) -> Stream {
    Stream {
        name: name.into(),
        width,
        values,
        stored: Stored::FLOAT,
    }
}

/// A shape with positions alone.
pub(crate) fn shape_of(positions: &[[f32; 3]], indices: &[u32]) -> Shape {
    Shape {
        mode: TRIANGLES,
        indices: indices.to_vec(),
        streams: vec![stream("POSITION", 3, positions.as_flattened().to_vec())],
        targets: Vec::new(),
        part_quality: Default::default(),
        order: Default::default(),
        held: Vec::new(),
        stuck: Vec::new(),
    }
}

/// A flat square of `side` x `side` quads in the plane z = 0, one metre wide, from x = `left` on,
/// with normals and texture coordinates.
pub(crate) fn grid(side: u32, left: f32) -> Shape {
    let points = || (0..=side).flat_map(|y| (0..=side).map(move |x| (x, y)));
    let part = |n: u32| n as f32 / side as f32;
    let positions = points()
        .flat_map(|(x, y)| [left + part(x), part(y), 0.0])
        .collect();
    let uvs = points().flat_map(|(x, y)| [part(x), part(y)]).collect();
    let normals = points().flat_map(|_| [0.0, 0.0, 1.0]).collect();
    let quads = (0..side).flat_map(|y| (0..side).map(move |x| y * (side + 1) + x));
    Shape {
        mode: TRIANGLES,
        indices: quads
            .flat_map(|a| [a, a + 1, a + side + 1, a + 1, a + side + 2, a + side + 1])
            .collect(),
        streams: vec![
            stream("POSITION", 3, positions),
            stream("NORMAL", 3, normals),
            stream("TEXCOORD_0", 2, uvs),
        ],
        targets: Vec::new(),
        part_quality: Default::default(),
        order: Default::default(),
        held: Vec::new(),
        stuck: Vec::new(),
    }
}

/// A PNG with a soft pattern.
pub(crate) fn picture(width: u32, height: u32) -> Picture {
    picture_of(image::RgbaImage::from_fn(width, height, |x, y| {
        image::Rgba([
            (x * 7 % 256) as u8,
            (y * 5 % 256) as u8,
            ((x + y) * 3 % 256) as u8,
            255,
        ])
    }))
}

/// A PNG of one colour.
pub(crate) fn plain(width: u32, height: u32, texel: [u8; 4]) -> Picture {
    picture_of(image::RgbaImage::from_pixel(
        width,
        height,
        image::Rgba(texel),
    ))
}

/// A PNG.
pub(crate) fn picture_of(pixels: image::RgbaImage) -> Picture {
    let (width, height) = pixels.dimensions();
    let mut data = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut data, image::ImageFormat::Png).unwrap();
    let bytes = bytes::Bytes::from(data.into_inner());
    Picture {
        source: bytes.clone(),
        bytes,
        mime: "image/png",
        width,
        height,
        halvings: 0,
        part_quality: Default::default(),
        finest: None,
    }
}

/// A square with a textured material on a node called `seat`.
pub(crate) fn work() -> Work {
    Work {
        json: json!({
            "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
            "nodes": [{"name": "seat", "mesh": 0}],
            "meshes": [{"name": "seat", "primitives": [{"material": 0}]}],
            "materials": [{"name": "cloth", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
            "textures": [{"source": 0}], "images": [{"name": "cloth"}],
        }),
        meshes: vec![vec![grid(2, 0.0)]],
        arrays: Default::default(),
        images: vec![picture(8, 8)],
        views: Default::default(),
        seen: Default::default(),
        fixed: false,
    }
}

/// An animation that lifts the node by a metre in a second.
pub(crate) fn animate(work: &mut Work) {
    let array = |head: Value, values: &[f32]| Array {
        size: if head["type"] == "SCALAR" { 4 } else { 12 },
        head,
        bytes: bytemuck::cast_slice(values).to_vec().into(),
    };
    let times =
        json!({"componentType": 5126, "count": 2, "type": "SCALAR", "min": [0.0], "max": [1.0]});
    work.arrays.insert(0, array(times, &[0.0, 1.0]));
    let places = json!({"componentType": 5126, "count": 2, "type": "VEC3"});
    work.arrays
        .insert(1, array(places, &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0]));
    work.json["animations"] = json!([{
        "name": "lift", "samplers": [{"input": 0, "output": 1}],
        "channels": [{"sampler": 0, "target": {"node": 0, "path": "translation"}}],
    }]);
}

/// The model that `work` would be read as.
pub(crate) fn model(work: &Work) -> Model {
    let bytes = asset::write_glb(&pack(work, Geometry::Plain)).unwrap();
    asset::read_bytes("sample.glb", bytes.into(), &Limits::default()).unwrap()
}
