//! A record player: lacquered walnut, a machined platter, a record, a tonearm; it plays.

mod arm;
mod deck;
mod hidden;
mod play;
mod record;

use crate::Failure;
use crate::gltf::assembly::{Assembly, Place};
use crate::gltf::material::Material;
use crate::numeric::{HALF, colour};
use crate::texture::{brushed, grooves, label, wood};
use serde_json::json;

/// The spindle's place on the plinth, (x, z) in metres.
pub(crate) const SPINDLE: (f64, f64) = (-0.047, 0.0);

/// The tonearm's pivot, (x, z) in metres.
pub(crate) const PIVOT: (f64, f64) = (0.1625, -0.107);

/// Height of the plinth's top above the floor.
pub(crate) const TOP: f64 = 0.086;

/// The record player as GLB.
pub(crate) fn glb() -> Result<Vec<u8>, Failure> {
    let mut player = Assembly::new("Record player", 0.12, 1024);
    let grain = player.texture(
        "Walnut veneer",
        &wood::walnut(wood::Cut {
            size: 2048,
            rings: 15,
            figure: 0.13,
            seed: 23,
        }),
    )?;
    let lines = player.texture("Machined aluminium", &brushed::brushed(256, 0.20, 0.40, 9))?;
    let groove = player.texture("Groove normal", &grooves::normals())?;
    let gloss = player.texture("Groove roughness", &grooves::roughness())?;
    let print = player.texture("Record label", &label::label(1024))?;

    let lacquer = json!({ "clearcoatFactor": 1.0, "clearcoatRoughnessFactor": 0.05 });
    let walnut = Material::new("Lacquered walnut", [1.0; 3], 0.0, 0.5)
        .painted(grain)
        .extended("KHR_materials_clearcoat", lacquer);
    let walnut = player.material(walnut);
    // Lines run round the part, so light is drawn out across them.
    let machined = Material::new("Machined aluminium", colour(0xDC_DDDF), 1.0, 1.0)
        .roughened(lines)
        .combed(0.6, HALF * 0.5);
    let machined = player.material(machined);
    let satin = player.material(Material::new(
        "Satin aluminium",
        colour(0xC8_C9CC),
        1.0,
        0.32,
    ));
    let chrome = player.material(Material::new(
        "Polished steel",
        colour(0xD8_D8D6),
        1.0,
        0.08,
    ));
    let vinyl = Material::new("Vinyl", [0.012, 0.012, 0.013], 0.0, 1.0)
        .roughened(gloss)
        .embossed(groove, 1.0);
    let vinyl = player.material(vinyl.combed(0.75, HALF * 0.5));
    let paper = player.material(Material::new("Label", [1.0; 3], 0.0, 0.55).painted(print));
    let cork = player.material(Material::new("Slipmat", colour(0x2B_2A2A), 0.0, 0.95));
    let rubber = player.material(Material::new("Rubber", colour(0x1A_1A1B), 0.0, 0.75));
    let black = player.material(Material::new(
        "Black anodised",
        colour(0x24_2426),
        1.0,
        0.42,
    ));
    let accent = player.material(Material::new("Cartridge", colour(0xC6_4A25), 0.0, 0.35));
    let mut lamp = Material::new("Pilot light", colour(0xE9_E2D0), 0.0, 0.3).unbaked();
    lamp.json["emissiveFactor"] = json!([1.0, 0.72, 0.38]);
    let lamp = player.material(lamp);
    let board =
        player.material(Material::new("Circuit board", colour(0x1F_5A3C), 0.0, 0.5).unbaked());
    let copper = player.material(Material::new("Copper", colour(0xC8_7F4F), 1.0, 0.35).unbaked());

    let base = player.group("Base", 0, Place::HERE);
    deck::build(
        &mut player,
        base,
        &deck::Finishes {
            walnut,
            satin,
            black,
            rubber,
            lamp,
            chrome,
        },
    );
    let turning = player.group("Turning", base, Place::at(SPINDLE.0, TOP, SPINDLE.1));
    record::build(
        &mut player,
        turning,
        &record::Finishes {
            machined,
            chrome,
            cork,
            vinyl,
            paper,
        },
    );
    let arm = arm::build(
        &mut player,
        base,
        &arm::Finishes {
            satin,
            chrome,
            black,
            accent,
            rubber,
        },
    );
    let inside = player.group("Mechanism", base, Place::HERE);
    hidden::build(
        &mut player,
        inside,
        &hidden::Finishes {
            black,
            satin,
            rubber,
            board,
            copper,
        },
    );
    player.animate("Play", play::play(turning, &arm));
    player.finish()
}
