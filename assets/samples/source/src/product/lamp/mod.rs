//! A table lamp: a ribbed glass globe over an opal bulb, on brass, walnut and green marble, with a braided cord.

mod body;
mod cord;
mod glass;
mod hidden;

use serde_json::json;

use crate::Failure;
use crate::gltf::assembly::{Assembly, Place};
use crate::gltf::material::Material;
use crate::numeric::colour;
use crate::texture::{braid, brushed, stone, wood};

/// The lamp as GLB.
pub(crate) fn glb() -> Result<Vec<u8>, Failure> {
    let mut lamp = Assembly::new("Table lamp", 0.16, 512);
    let marble = lamp.texture("Verde marble", &stone::verde(1024))?;
    let grain = lamp.texture(
        "Walnut",
        &wood::walnut(wood::Cut {
            size: 512,
            rings: 6,
            figure: 0.2,
            seed: 11,
        }),
    )?;
    let lines = lamp.texture("Spun brass", &brushed::brushed(256, 0.12, 0.28, 3))?;
    let glow = lamp.texture("Bulb glow", &glass::glow())?;
    let ombre = lamp.texture("Amber glass", &glass::ombre())?;
    let (stripes, weave) = braid::braid();
    let stripes = lamp.texture("Braid", &stripes)?;
    let weave = lamp.texture("Braid normal", &weave)?;

    let verde = lamp.material(Material::new("Verde marble", [1.0; 3], 0.0, 0.16).painted(marble));
    let walnut = lamp.material(Material::new("Oiled walnut", [1.0; 3], 0.0, 0.42).painted(grain));
    let brass =
        lamp.material(Material::new("Spun brass", colour(0xEF_C77C), 1.0, 1.0).roughened(lines));
    let amber = json!({ "thicknessFactor": 0.004, "attenuationDistance": 0.014, "attenuationColor": [0.93, 0.66, 0.40] });
    let glass = Material::new("Amber glass", [1.0; 3], 0.0, 0.02)
        .painted(ombre)
        .extended(
            "KHR_materials_transmission",
            json!({ "transmissionFactor": 0.72 }),
        )
        .extended("KHR_materials_volume", amber)
        .extended("KHR_materials_ior", json!({ "ior": 1.5 }))
        .clear();
    let glass = lamp.material(glass);
    let mut opal = Material::new("Opal bulb", [0.95, 0.93, 0.90], 0.0, 0.2).clear();
    opal.json["emissiveFactor"] = json!([1.0, 1.0, 1.0]);
    opal.json["emissiveTexture"] = json!({ "index": glow });
    let opal = lamp.material(opal.extended(
        "KHR_materials_emissive_strength",
        json!({ "emissiveStrength": 7.0 }),
    ));
    let cloth = lamp.material(
        Material::new("Braided cord", [1.0; 3], 0.0, 0.9)
            .painted(stripes)
            .embossed(weave, 1.0),
    );
    let black = lamp.material(Material::new(
        "Black phenolic",
        colour(0x1A_1817),
        0.0,
        0.38,
    ));
    let nickel = lamp.material(Material::new("Nickel", colour(0xC9_C5BD), 1.0, 0.25).unbaked());
    let felt = lamp.material(Material::new("Felt", colour(0x20_3028), 0.0, 0.95).unbaked());
    let iron = lamp.material(Material::new("Cast iron", colour(0x3A_3A3C), 1.0, 0.7).unbaked());

    let stand = lamp.group("Stand", 0, Place::HERE);
    body::build(
        &mut lamp,
        stand,
        &body::Finishes {
            verde,
            walnut,
            brass,
        },
    );
    let light = lamp.group("Light", 0, Place::HERE);
    lamp.part("Globe", light, glass, glass::globe());
    lamp.part("Bulb", light, opal, glass::bulb());
    let flex = lamp.group("Cord", 0, Place::HERE);
    cord::lay(
        &mut lamp,
        flex,
        &cord::Finishes {
            cloth,
            black,
            brass,
            nickel,
        },
    );
    let inside = lamp.group("Inside", 0, Place::HERE);
    hidden::build(
        &mut lamp,
        inside,
        &hidden::Finishes {
            iron,
            felt,
            nickel,
            black,
        },
    );
    lamp.finish()
}
