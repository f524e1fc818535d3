//! Products that stand still.

use std::f32::consts::TAU;

use asset::Document;
use base::Result;
use glam::{DVec3, Vec3};
use serde_json::json;

use super::shapes::{ball, bevelled, face, sheet, tube};
use super::writer::{Surface, Writer};
use crate::optimise::scan::fractal;

/// Colours of a grainy stuff that tends to `tint`.
pub(super) fn grain(x: u32, y: u32, seed: u32, tint: [f64; 3]) -> [u8; 4] {
    let at = DVec3::new(f64::from(x) / 24.0, f64::from(y) / 24.0, 0.5);
    let (coarse, fine) = (fractal(at, 3, seed), fractal(at * 6.0, 2, seed + 9));
    let [r, g, b] =
        tint.map(|part| (255.0 * part * (0.75 + 0.35 * coarse + 0.2 * fine)).clamp(0.0, 255.0));
    [r as u8, g as u8, b as u8, 255]
}

/// Normals of the same grain.
fn bumps(x: u32, y: u32, seed: u32) -> [u8; 4] {
    let height = |dx: f64, dy: f64| {
        let at = DVec3::new(f64::from(x) + dx, f64::from(y) + dy, 4.0) / 16.0;
        fractal(at, 2, seed)
    };
    let slope = DVec3::new(
        height(-1.0, 0.0) - height(1.0, 0.0),
        height(0.0, 1.0) - height(0.0, -1.0),
        0.4,
    );
    let [r, g, b] = (slope.normalize() * 127.0 + 128.0)
        .to_array()
        .map(|part| part.round().clamp(0.0, 255.0) as u8);
    [r, g, b, 255]
}

/// A basket of thin wires.
pub(super) fn thin_parts() -> Result<Document> {
    let mut writer = Writer::new();
    let metal = writer.plain([0.55, 0.5, 0.42]);
    let mut wires = Surface::default();
    for wire in 0..14 {
        let turn = TAU * wire as f32 / 14.0;
        wires.add(&tube(16, 8, 0.004, |t| {
            let out = 0.05 + 0.12 * t;
            Vec3::new(out * turn.sin(), 0.18 * t * t, out * turn.cos())
        }));
    }
    for ring in 0..4 {
        let part = ring as f32 / 3.0;
        let out = 0.05 + 0.12 * part;
        wires.add(&tube(48, 8, 0.003, |t| {
            Vec3::new(
                out * (TAU * t).sin(),
                0.18 * part * part,
                out * (TAU * t).cos(),
            )
        }));
    }
    let mesh = writer.mesh(&wires, metal);
    writer.node(json!({"name": "basket", "mesh": mesh}));
    Ok(writer.done())
}

/// A keyboard: two hundred keys, each a node and a mesh of its own, of three sizes and two materials.
pub(super) fn small_parts() -> Result<Document> {
    let mut writer = Writer::new();
    let keys = [
        writer.plain([0.82, 0.8, 0.76]),
        writer.plain([0.25, 0.28, 0.33]),
    ];
    for row in 0..10_u32 {
        for column in 0..20_u32 {
            let number = row * 20 + column;
            let wide = [0.008, 0.0085, 0.009][(number % 3) as usize];
            let key = bevelled(Vec3::new(wide, 0.004, 0.008), 0.0015);
            let mesh = writer.mesh(&key, keys[usize::from(number % 7 == 0)]);
            let at = [column as f32 * 0.02, 0.0, row as f32 * 0.019];
            writer.node(json!({"name": format!("key {number}"), "mesh": mesh, "translation": at}));
        }
    }
    let board = writer.plain([0.1, 0.1, 0.12]);
    let board = writer.mesh(&bevelled(Vec3::new(0.21, 0.004, 0.11), 0.002), board);
    writer.node(json!({"name": "board", "mesh": board, "translation": [0.19, -0.009, 0.085]}));
    Ok(writer.done())
}

/// A painted lump without any texture.
pub(super) fn vertex_colors() -> Result<Document> {
    let mut writer = Writer::new();
    let mut lump = ball(40, 0.1, |direction| {
        0.2 * fractal(direction.as_dvec3() * 2.0, 2, 5) as f32
    });
    lump.colors = lump
        .positions
        .iter()
        .map(|place| {
            let at = Vec3::from(*place).as_dvec3() * 30.0;
            let part = |seed| (0.5 + 0.6 * fractal(at, 2, seed)).clamp(0.0, 1.0) as f32;
            [part(3), part(17), part(29), 1.0]
        })
        .collect();
    lump.uvs.clear();
    let white = writer.plain([1.0, 1.0, 1.0]);
    let mesh = writer.mesh(&lump, white);
    writer.node(json!({"name": "lump", "mesh": mesh}));
    Ok(writer.done())
}

/// A vase in one texture that is far finer than its shape.
pub(super) fn one_big_texture() -> Result<Document> {
    let mut writer = Writer::new();
    let clay = writer.texture(768, |x, y| grain(x, y, 41, [0.8, 0.45, 0.3]))?;
    let clay = writer.colored(clay);
    let vase = ball(24, 0.1, |direction| 0.25 * (direction.y * 4.0).sin());
    let mesh = writer.mesh(&vase, clay);
    writer.node(json!({"name": "vase", "mesh": mesh}));
    Ok(writer.done())
}

/// Six cushions, each in a fabric of its own; three have normals as well.
pub(super) fn many_textures() -> Result<Document> {
    let mut writer = Writer::new();
    for number in 0..6_u32 {
        let tint = [0.9, 0.6, 0.35].map(|part| part - 0.08 * f64::from(number));
        let color = writer.texture(160, |x, y| grain(x, y, 60 + number, tint))?;
        let fabric = writer.colored(color);
        if number % 2 == 0 {
            let normal = writer.texture(128, |x, y| bumps(x, y, 90 + number))?;
            writer.json["materials"][fabric]["normalTexture"] = json!({"index": normal});
        }
        let cushion = ball(14, 0.05, |direction| -0.3 * direction.y.abs());
        let mesh = writer.mesh(&cushion, fabric);
        let at = [(number % 3) as f32 * 0.11, 0.0, (number / 3) as f32 * 0.11];
        writer.node(json!({"name": format!("cushion {number}"), "mesh": mesh, "translation": at}));
    }
    Ok(writer.done())
}

/// A plant: leaves that are cut out of squares.
pub(super) fn cutouts() -> Result<Document> {
    let mut writer = Writer::new();
    let leaf = writer.texture(128, |x, y| {
        let [r, g, b, _] = grain(x, y, 7, [0.3, 0.7, 0.25]);
        let (u, v) = (x as f32 / 64.0 - 1.0, y as f32 / 128.0);
        let inside = u.abs() < 0.9 * (v * std::f32::consts::PI).sin();
        [r, g, b, if inside { 255 } else { 0 }]
    })?;
    let green = writer.colored(leaf);
    let material = &mut writer.json["materials"][green];
    material["alphaMode"] = "MASK".into();
    material["doubleSided"] = true.into();
    let mut leaves = Surface::default();
    for number in 0..24 {
        let turn = number as f32 * 2.4;
        let rise = 0.01 * number as f32;
        leaves.add(&sheet(4, 4, |u, v| {
            let out = 0.02 + 0.12 * v;
            let (across, height) = ((u - 0.5) * 0.07, rise + 0.06 * v - 0.09 * v * v);
            Vec3::new(
                out * turn.sin() + across * turn.cos(),
                height,
                out * turn.cos() - across * turn.sin(),
            )
        }));
    }
    let mesh = writer.mesh(&leaves, green);
    writer.node(json!({"name": "leaves", "mesh": mesh}));
    let wood = writer.plain([0.35, 0.25, 0.15]);
    let stem = tube(8, 8, 0.012, |t| Vec3::new(0.0, 0.26 * t - 0.03, 0.0));
    let stem = writer.mesh(&stem, wood);
    writer.node(json!({"name": "stem", "mesh": stem}));
    Ok(writer.done())
}

/// A shield whose left half shows the mirrored texels of its right one, with normals.
pub(super) fn mirrored_uvs() -> Result<Document> {
    let mut writer = Writer::new();
    let color = writer.texture(256, |x, y| grain(x, y, 23, [0.6, 0.6, 0.75]))?;
    let normal = writer.texture(256, |x, y| bumps(x, y, 29))?;
    let steel = writer.colored(color);
    let material = &mut writer.json["materials"][steel];
    material["normalTexture"] = json!({"index": normal});
    material["doubleSided"] = true.into();
    let mut shield = sheet(24, 24, |u, v| {
        let (x, y) = (u * 2.0 - 1.0, v * 2.0 - 1.0);
        Vec3::new(0.1 * x, 0.12 * y, 0.05 * (1.0 - x * x) * (1.0 - y * y))
    });
    for [u, _] in &mut shield.uvs {
        *u = (*u * 2.0 - 1.0).abs();
    }
    let mesh = writer.mesh(&shield, steel);
    writer.node(json!({"name": "shield", "mesh": mesh}));
    Ok(writer.done())
}

/// A cut stone: every facet has vertices of its own.
pub(super) fn hard_edges() -> Result<Document> {
    let mut writer = Writer::new();
    let rounds = 18;
    let ring = |radius: f32, height: f32, shift: f32| -> Vec<Vec3> {
        (0..rounds)
            .map(|number| {
                let turn = TAU * (number as f32 + shift) / rounds as f32;
                Vec3::new(radius * turn.sin(), height, radius * turn.cos())
            })
            .collect()
    };
    let rings = [
        ring(0.001, -0.09, 0.0),
        ring(0.05, -0.04, 0.5),
        ring(0.1, 0.0, 0.0),
        ring(0.1, 0.012, 0.5),
        ring(0.075, 0.035, 0.0),
        ring(0.055, 0.045, 0.5),
        ring(0.001, 0.046, 0.0),
    ];
    let mut stone = Surface::default();
    for pair in rings.windows(2) {
        let [low, high] = pair else {
            continue;
        };
        for number in 0..rounds {
            let next = (number + 1) % rounds;
            face(&mut stone, &[low[number], low[next], high[number]]);
            face(&mut stone, &[low[next], high[next], high[number]]);
        }
    }
    let red = writer.plain([0.6, 0.05, 0.1]);
    let mesh = writer.mesh(&stone, red);
    writer.node(json!({"name": "stone", "mesh": mesh}));
    Ok(writer.done())
}

/// Forty pebbles, drawn at once.
pub(super) fn instanced() -> Result<Document> {
    let mut writer = Writer::new();
    let color = writer.texture(128, |x, y| grain(x, y, 77, [0.6, 0.58, 0.55]))?;
    let stone = writer.colored(color);
    let pebble = ball(12, 0.02, |direction| -0.35 * direction.y.abs());
    let mesh = writer.mesh(&pebble, stone);
    let places: Vec<[f32; 3]> = (0..40)
        .map(|number| {
            let turn = number as f32 * 2.4;
            let out = 0.025 * (number as f32).sqrt();
            [
                out * turn.sin(),
                0.004 * (number % 3) as f32,
                out * turn.cos(),
            ]
        })
        .collect();
    let places = writer.floats(&places);
    writer.node(json!({"name": "pebbles", "mesh": mesh, "extensions":
        {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": places}}}}));
    writer.json["extensionsUsed"] = json!(["EXT_mesh_gpu_instancing"]);
    writer.json["extensionsRequired"] = json!(["EXT_mesh_gpu_instancing"]);
    Ok(writer.done())
}

/// A trembling surface of many triangles, as scanners leave it.
pub(super) fn scan() -> Result<Document> {
    let mut writer = Writer::new();
    let color = writer.texture(512, |x, y| grain(x, y, 51, [0.7, 0.62, 0.5]))?;
    let stone = writer.colored(color);
    let lump = ball(72, 0.1, |direction| {
        let at = direction.as_dvec3();
        (0.25 * fractal(at * 1.7, 2, 11) + 0.003 * fractal(at * 40.0, 2, 37)) as f32
    });
    let mesh = writer.mesh(&lump, stone);
    writer.node(json!({"name": "stone", "mesh": mesh}));
    Ok(writer.done())
}
