//! An upholstered barrel chair with a channelled back, a boxed seat cushion, a small pillow, and turned legs; its fabric comes in three colours.

mod cushion;
mod frame;
mod legs;
mod pillow;
mod shell;

use glam::DVec3;
use serde_json::json;

use crate::Failure;
use crate::gltf::assembly::{Assembly, Place};
use crate::gltf::material::Material;
use crate::numeric::{colour, rotation};
use crate::shape::sweep;
use crate::shape::tile::Tile;
use crate::texture::{fabric, wood};

/// Radius of the piping in metres.
const PIPING: f64 = 0.0058;

/// How the cloth lies.
pub(crate) const CLOTH: Tile = Tile {
    metres: fabric::REPEAT,
    turned: false,
};

/// The armchair as GLB.
pub(crate) fn glb() -> Result<Vec<u8>, Failure> {
    let mut chair = Assembly::new("Armchair", 0.42, 1024);
    let cloth = fabric::weave(1024);
    let shade = chair.texture("Wool shade", &cloth.shade)?;
    let normal = chair.texture("Wool normal", &cloth.normal)?;
    let roughness = chair.texture("Wool roughness", &cloth.roughness)?;
    let grain = chair.texture(
        "Walnut",
        &wood::walnut(wood::Cut {
            size: 512,
            rings: 7,
            figure: 0.18,
            seed: 5,
        }),
    )?;
    let mut wool = |name: &str, base: [f64; 3], sheen: [f64; 3]| {
        let material = Material::new(name, base, 0.0, 1.0)
            .painted(shade)
            .roughened(roughness)
            .embossed(normal, 1.0);
        chair.material(material.extended(
            "KHR_materials_sheen",
            json!({ "sheenColorFactor": sheen, "sheenRoughnessFactor": 0.5 }),
        ))
    };
    let moss = wool("Wool Moss", [0.132, 0.140, 0.070], [0.075, 0.080, 0.05]);
    let clay = wool("Wool Clay", [0.42, 0.138, 0.078], [0.12, 0.06, 0.045]);
    let ink = wool("Wool Ink", [0.025, 0.034, 0.058], [0.03, 0.036, 0.05]);
    let oat = wool("Wool Oat", [0.70, 0.60, 0.46], [0.10, 0.09, 0.08]);
    let walnut = chair.material(Material::new("Oiled walnut", [1.0; 3], 0.0, 0.46).painted(grain));
    let brass = chair.material(Material::new("Brushed brass", colour(0xE3_BE7A), 1.0, 0.27));
    let beech = chair.material(Material::new("Beech frame", colour(0xC9_A679), 0.0, 0.7).unbaked());
    let steel =
        chair.material(Material::new("Spring steel", colour(0x8A_8D92), 1.0, 0.4).unbaked());
    let lining =
        chair.material(Material::new("Dust cover", colour(0x1C_1B1A), 0.0, 0.95).unbaked());
    chair.vary(
        &["Moss", "Clay", "Ink"],
        vec![(moss, vec![moss, clay, ink])],
    );

    let upholstery = chair.group("Upholstery", 0, Place::HERE);
    let shell = shell::Shell::new();
    chair.part("Shell", upholstery, moss, shell.mesh());
    chair.part(
        "Shell piping",
        upholstery,
        moss,
        sweep::bar(&shell.seam(), 10, CLOTH, |_| PIPING),
    );
    chair.part("Seat deck", upholstery, moss, cushion::deck());
    let seat = cushion::Cushion::seat();
    chair.part("Seat cushion", upholstery, moss, seat.mesh());
    chair.part("Seat piping", upholstery, moss, seat.piping(PIPING));
    let leaning = Place::at(0.012, 0.578, -0.160)
        .turned(rotation(DVec3::Y, 0.06) * rotation(DVec3::X, -0.30) * rotation(DVec3::Z, 0.03));
    let pillow = chair.group("Pillow", 0, leaning);
    chair.part("Pillow cover", pillow, oat, pillow::cover());
    chair.part("Pillow piping", pillow, oat, pillow::piping(PIPING * 0.8));

    let base = chair.group("Legs", 0, Place::HERE);
    legs::stand(&mut chair, base, walnut, brass);
    let hidden = chair.group("Frame", 0, Place::HERE);
    frame::build(&mut chair, hidden, beech, steel, lining);
    chair.centre();
    chair.finish()
}
