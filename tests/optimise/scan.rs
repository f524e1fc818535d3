//! A generated product as a scanner would leave it: a stone of two million triangles with 4096²
//! colour and normal maps. Integers and a few exact operations on floats make it, so that it is the
//! same to the bit on every machine.

use std::path::{Path, PathBuf};

use asset::Document;
use base::{Fault, Result};
use glam::{DVec3, Vec3};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use serde_json::json;

/// Quads along each side of the six faces of the cube that is blown up: 1 997 568 triangles.
const QUADS: u32 = 408;
/// Pixels along each side of the maps.
const SIDE: u32 = 4096;
/// The six faces lie in three columns and two rows of the maps, with a gap around.
const GAP: f64 = 4.0 / 4096.0;
/// Quality of the maps' JPEG.
const QUALITY: u8 = 92;
/// The stone's radius in metres.
const RADIUS: f64 = 0.2;

/// The scan in `folder`, made if it isn't there yet.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if it can't be written.
pub fn scan(folder: &Path) -> Result<PathBuf> {
    let path = folder.join("scan.glb");
    if path.is_file() {
        return Ok(path);
    }
    let glb = asset::write_glb(&document()?)?;
    std::fs::create_dir_all(folder).map_err(|error| {
        Fault::service(format!("{} can't be made", folder.display())).because(error)
    })?;
    asset::save(&path, &glb)?;
    Ok(path)
}

fn document() -> Result<Document> {
    let (positions, normals, uvs) = vertices();
    let indices = indices();
    let [color, normal] = maps()?;
    let mut bin: Vec<u8> = Vec::new();
    let mut views = Vec::new();
    let mut put = |bytes: &[u8], target: Option<u32>| {
        bin.resize(bin.len().next_multiple_of(4), 0);
        let mut view = json!({"buffer": 0, "byteOffset": bin.len(), "byteLength": bytes.len()});
        if let Some(target) = target {
            view["target"] = target.into();
        }
        bin.extend_from_slice(bytes);
        views.push(view);
    };
    let floats =
        |values: &[f32]| -> Vec<u8> { values.iter().flat_map(|v| v.to_le_bytes()).collect() };
    put(&floats(positions.as_flattened()), Some(34962));
    put(&floats(normals.as_flattened()), Some(34962));
    put(&floats(uvs.as_flattened()), Some(34962));
    let corners: Vec<u8> = indices
        .iter()
        .flat_map(|index| index.to_le_bytes())
        .collect();
    put(&corners, Some(34963));
    put(&color, None);
    put(&normal, None);
    let bound = |fold: fn(f32, f32) -> f32| -> [f32; 3] {
        [0, 1, 2].map(|axis| {
            positions
                .iter()
                .map(|p| p[axis])
                .reduce(fold)
                .unwrap_or(0.0)
        })
    };
    let count = positions.len();
    let json = json!({
        "asset": {"version": "2.0", "generator": "Plinth's benchmark"},
        "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"name": "stone", "mesh": 0}],
        "meshes": [{"name": "stone", "primitives": [{
            "attributes": {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2}, "indices": 3, "material": 0,
        }]}],
        "materials": [{
            "name": "stone", "normalTexture": {"index": 1},
            "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}, "metallicFactor": 0.0, "roughnessFactor": 0.8},
        }],
        "textures": [{"source": 0}, {"source": 1}],
        "images": [
            {"name": "colour", "mimeType": "image/jpeg", "bufferView": 4},
            {"name": "normals", "mimeType": "image/jpeg", "bufferView": 5},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3", "min": bound(f32::min), "max": bound(f32::max)},
            {"bufferView": 1, "componentType": 5126, "count": count, "type": "VEC3"},
            {"bufferView": 2, "componentType": 5126, "count": count, "type": "VEC2"},
            {"bufferView": 3, "componentType": 5125, "count": indices.len(), "type": "SCALAR"},
        ],
        "bufferViews": views, "buffers": [{"byteLength": bin.len()}],
    });
    Ok(Document {
        json,
        buffers: vec![bin.into()],
        ..Document::default()
    })
}

/// The point of face `face` at `u`, `v` from 0 to 1 on the cube from -1 to 1.
fn on_cube(face: u32, u: f64, v: f64) -> DVec3 {
    let (s, t) = (2.0 * u - 1.0, 2.0 * v - 1.0);
    match face {
        0 => DVec3::new(1.0, t, -s),
        1 => DVec3::new(-1.0, t, s),
        2 => DVec3::new(s, 1.0, -t),
        3 => DVec3::new(s, -1.0, t),
        4 => DVec3::new(s, t, 1.0),
        _ => DVec3::new(-s, t, -1.0),
    }
}

/// The stone's surface in the direction of a point on the cube: lumps, dents, and the tremble of a
/// scanner's measurements.
fn surface(cube: DVec3) -> DVec3 {
    let direction = cube.normalize();
    let lumps = fractal(direction * 1.7, 3, 11) * 0.28;
    let dents = fractal(direction * 9.0, 3, 23) * 0.03;
    let tremble = fractal(direction * 90.0, 2, 37) * 0.0012;
    direction * DVec3::new(1.0, 0.8, 1.15) * (RADIUS * (1.0 + lumps + dents + tremble))
}

type Vertices = (Vec<[f32; 3]>, Vec<[f32; 3]>, Vec<[f32; 2]>);

fn vertices() -> Vertices {
    let per_face = ((QUADS + 1) * (QUADS + 1)) as usize;
    let mut all: Vertices = Default::default();
    // Faces side by side: each thread makes some.
    let faces: Vec<Vertices> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .map(|face| scope.spawn(move || face_vertices(face)))
            .collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .collect()
    });
    all.0.reserve(6 * per_face);
    for (positions, normals, uvs) in faces {
        all.0.extend(positions);
        all.1.extend(normals);
        all.2.extend(uvs);
    }
    all
}

fn face_vertices(face: u32) -> Vertices {
    /// The step of the slopes.
    const STEP: f64 = 0.25 / QUADS as f64;
    let mut all: Vertices = Default::default();
    for row in 0..=QUADS {
        for column in 0..=QUADS {
            let (u, v) = (
                f64::from(column) / f64::from(QUADS),
                f64::from(row) / f64::from(QUADS),
            );
            let at = |du: f64, dv: f64| surface(on_cube(face, u + du, v + dv));
            let along = |du: f64, dv: f64| at(du, dv) - at(-du, -dv);
            let normal = along(STEP, 0.0).cross(along(0.0, STEP)).normalize();
            all.0.push(at(0.0, 0.0).as_vec3().to_array());
            all.1.push(normal.as_vec3().to_array());
            all.2.push(place(face, u, v));
        }
    }
    all
}

/// Where a point of a face lies in the maps.
fn place(face: u32, u: f64, v: f64) -> [f32; 2] {
    let within = |cell: u32, cells: u32, at: f64| {
        let width = 1.0 / f64::from(cells);
        (f64::from(cell) * width + GAP + at * (width - 2.0 * GAP)) as f32
    };
    [within(face % 3, 3, u), within(face / 3, 2, 1.0 - v)]
}

fn indices() -> Vec<u32> {
    let row = QUADS + 1;
    let quads = (0..6).flat_map(move |face| {
        (0..QUADS).flat_map(move |y| (0..QUADS).map(move |x| face * row * row + y * row + x))
    });
    quads
        .flat_map(|a| [a, a + 1, a + row + 1, a, a + row + 1, a + row])
        .collect()
}

/// The colour and normal maps as JPEG.
fn maps() -> Result<[Vec<u8>; 2]> {
    /// Rows that a thread makes at once.
    const BAND: u32 = SIDE / 16;
    let bands: Vec<(Vec<u8>, Vec<u8>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..SIDE / BAND)
            .map(|band| scope.spawn(move || rows(band * BAND..(band + 1) * BAND)))
            .collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .collect()
    });
    let (color, normal): (Vec<_>, Vec<_>) = bands.into_iter().unzip();
    let encode = |pixels: Vec<u8>| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY)
            .write_image(&pixels, SIDE, SIDE, ExtendedColorType::Rgb8)
            .map_err(|error| Fault::service("The scan's maps can't be written").because(error))?;
        Ok(bytes)
    };
    Ok([encode(color.concat())?, encode(normal.concat())?])
}

/// Colours and normals of some rows of the maps.
fn rows(rows: std::ops::Range<u32>) -> (Vec<u8>, Vec<u8>) {
    let (mut color, mut normal) = (Vec::new(), Vec::new());
    for y in rows {
        for x in 0..SIDE {
            let (u, v) = (
                f64::from(x) / f64::from(SIDE),
                f64::from(y) / f64::from(SIDE),
            );
            let at = DVec3::new(u * 24.0, v * 24.0, 0.5);
            let grain = fractal(at * 8.0, 3, 51);
            let veins = (1.0 - fractal(at, 3, 67).abs() * 5.0).clamp(0.0, 1.0);
            let light = 0.55 + 0.22 * grain - 0.25 * veins;
            let tint = Vec3::new(1.0, 0.93, 0.82);
            color.extend(
                (tint * (light.clamp(0.0, 1.0) as f32) * 255.0)
                    .to_array()
                    .map(|c| c.round() as u8),
            );
            let bump = |dx: f64, dy: f64| fractal((at + DVec3::new(dx, dy, 0.0)) * 8.0, 2, 79);
            let slope = Vec3::new(
                (grain - bump(0.02, 0.0)) as f32,
                (bump(0.0, 0.02) - grain) as f32,
                0.6,
            );
            let slope = slope.normalize() * 127.0 + Vec3::splat(128.0);
            normal.extend(slope.to_array().map(|c| c.round().clamp(0.0, 255.0) as u8));
        }
    }
    (color, normal)
}

/// `octaves` of noise, each twice as fine and half as strong as the one before, about -1 to 1.
pub(super) fn fractal(at: DVec3, octaves: u32, seed: u32) -> f64 {
    let mut sum = 0.0;
    let (mut scale, mut weight) = (1.0, 0.5);
    for octave in 0..octaves {
        sum += weight * noise(at * scale, seed + octave);
        (scale, weight) = (scale * 2.0, weight * 0.5);
    }
    sum
}

/// Smooth noise between random numbers on the whole coordinates, -1 to 1.
fn noise(at: DVec3, seed: u32) -> f64 {
    let floor = at.floor();
    let [x, y, z] = (at - floor).to_array().map(|t| t * t * (3.0 - 2.0 * t));
    let corner = |dx: i64, dy: i64, dz: i64| {
        let axis = |value: f64, step: i64| (value as i64 + step) as u32;
        let mut hash = axis(floor.x, dx).wrapping_mul(0x9E37_79B1)
            ^ axis(floor.y, dy).wrapping_mul(0x85EB_CA77)
            ^ axis(floor.z, dz).wrapping_mul(0xC2B2_AE3D)
            ^ seed.wrapping_mul(0x27D4_EB2F);
        hash = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D);
        hash = (hash ^ (hash >> 12)).wrapping_mul(0x297A_2D39);
        f64::from(hash ^ (hash >> 15)) / f64::from(u32::MAX) * 2.0 - 1.0
    };
    let mix = |a: f64, b: f64, t: f64| a + (b - a) * t;
    let edge = |dy: i64, dz: i64| mix(corner(0, dy, dz), corner(1, dy, dz), x);
    mix(
        mix(edge(0, 0), edge(1, 0), y),
        mix(edge(0, 1), edge(1, 1), y),
        z,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_join_without_a_gap() {
        // The right edge of the front is the left edge of the right side.
        for step in 0..=4 {
            let v = f64::from(step) / 4.0;
            let (front, right) = (on_cube(4, 1.0, v), on_cube(0, 0.0, v));
            assert!(front.distance(right) < 1e-12, "{front} {right}");
        }
        // Every face looks outwards.
        for face in 0..6 {
            let at = |u, v| on_cube(face, u, v);
            let out = (at(1.0, 0.5) - at(0.0, 0.5)).cross(at(0.5, 1.0) - at(0.5, 0.0));
            assert!(out.dot(at(0.5, 0.5)) > 0.0, "face {face}");
        }
    }

    #[test]
    fn noise_is_the_same_everywhere() {
        let sum: f64 = (0..100)
            .map(|n| noise(DVec3::new(f64::from(n) * 0.37, 1.5, -2.25), 7))
            .sum();
        assert_eq!(sum.to_bits(), EXPECTED.to_bits(), "{sum:?}");
        assert!((0..500).all(|n| noise(DVec3::splat(f64::from(n) * 0.713), 3).abs() <= 1.0));
    }

    const EXPECTED: f64 = -6.471_694_530_522_965;
}
