//! Many extensions on one material, as products have them.

use serde_json::{Value, json};

use super::glb::Glb;
use super::paint::{PNG, bumps, checker, png, ramp, rings};
use super::shape::Shape;
use super::sweep::{plain, stand, wall, with};

/// The textures that mixtures are worn with.
struct Palette {
    color: usize,
    bumps: usize,
    rings: usize,
    ramp: usize,
}

impl Palette {
    fn new(glb: &mut Glb) -> Self {
        Self {
            color: glb.texture(PNG, &png(&checker())),
            bumps: glb.texture(PNG, &png(&bumps(3.0))),
            rings: glb.texture(PNG, &png(&rings())),
            ramp: glb.texture(PNG, &png(&ramp())),
        }
    }
}

/// A use of a texture on the second UV set, turned and scaled.
fn turned(texture: usize) -> Value {
    json!({ "index": texture, "texCoord": 1, "extensions": { "KHR_texture_transform": {
        "offset": [0.2, 0.1], "rotation": 0.4, "scale": [1.5, 0.8],
    } } })
}

/// A metallic-roughness material with all of glTF's own textures.
fn base(palette: &Palette) -> Value {
    let mut material = plain([0.9, 0.9, 1.0], 0.8);
    let surface = &mut material["pbrMetallicRoughness"];
    surface["metallicFactor"] = 0.6.into();
    surface["baseColorTexture"] = json!({ "index": palette.color });
    surface["metallicRoughnessTexture"] = turned(palette.rings);
    material["normalTexture"] = json!({ "index": palette.bumps, "scale": 0.5 });
    material["occlusionTexture"] =
        json!({ "index": palette.rings, "texCoord": 1, "strength": 0.8 });
    material["emissiveFactor"] = json!([0.2, 0.05, 0.1]);
    material["emissiveTexture"] = turned(palette.color);
    material
}

/// Coat, cloth, film, grain and specular on opaque materials, in pairs and all together.
pub(super) fn layers() -> Glb {
    let mut glb = Glb::new();
    let palette = Palette::new(&mut glb);
    let ramp = palette.ramp;
    let coat = json!({
        "clearcoatFactor": 0.9, "clearcoatTexture": turned(ramp), "clearcoatRoughnessFactor": 0.3,
        "clearcoatRoughnessTexture": { "index": ramp },
        "clearcoatNormalTexture": { "index": palette.bumps, "texCoord": 1, "scale": 0.4 },
    });
    let cloth = json!({
        "sheenColorFactor": [0.9, 0.7, 0.5], "sheenColorTexture": turned(palette.color),
        "sheenRoughnessFactor": 0.8, "sheenRoughnessTexture": { "index": ramp },
    });
    let film = json!({
        "iridescenceFactor": 0.9, "iridescenceTexture": { "index": ramp, "texCoord": 1 },
        "iridescenceIor": 1.6, "iridescenceThicknessMinimum": 150, "iridescenceThicknessMaximum": 600,
        "iridescenceThicknessTexture": turned(ramp),
    });
    let grain = json!({ "anisotropyStrength": 0.8, "anisotropyRotation": 0.7, "anisotropyTexture": turned(ramp) });
    let specular = json!({
        "specularFactor": 0.7, "specularTexture": { "index": ramp },
        "specularColorFactor": [0.6, 0.9, 1.0], "specularColorTexture": turned(palette.color),
    });
    let parts = [
        ("KHR_materials_clearcoat", coat),
        ("KHR_materials_sheen", cloth),
        ("KHR_materials_iridescence", film),
        ("KHR_materials_anisotropy", grain),
        ("KHR_materials_specular", specular),
    ];
    let mix = |chosen: &[usize]| {
        chosen.iter().fold(base(&palette), |material, part| {
            let (name, value) = &parts[*part];
            with(material, name, value.clone())
        })
    };
    let all = [
        mix(&[0, 1]),
        mix(&[0, 2]),
        mix(&[0, 3]),
        mix(&[1, 3]),
        mix(&[2, 3]),
        mix(&[0, 1, 2, 3, 4]),
    ];
    let cube = Shape::rounded_cube().with_second_uvs();
    stand(&mut glb, &cube, 3, all);
    glb
}

/// Glass with everything else on it, before a wall; one of them blends as well.
pub(super) fn glass() -> Glb {
    let mut glb = Glb::new();
    wall(&mut glb, 3, 2);
    let palette = Palette::new(&mut glb);
    let ramp = palette.ramp;
    let clear = |transmission: f32| {
        let glass = with(
            plain([0.9, 1.0, 0.95], 0.15),
            "KHR_materials_transmission",
            json!({ "transmissionFactor": transmission }),
        );
        let volume = json!({
            "thicknessFactor": 0.6, "thicknessTexture": turned(ramp),
            "attenuationDistance": 0.7, "attenuationColor": [0.6, 0.9, 0.8],
        });
        let glass = with(glass, "KHR_materials_volume", volume);
        with(glass, "KHR_materials_ior", json!({ "ior": 1.45 }))
    };
    let coat = json!({ "clearcoatFactor": 1.0, "clearcoatRoughnessFactor": 0.4 });
    let film = json!({ "iridescenceFactor": 1.0, "iridescenceThicknessMaximum": 500 });
    let coated = with(clear(1.0), "KHR_materials_clearcoat", coat.clone());
    let filmed = with(clear(0.9), "KHR_materials_iridescence", film.clone());
    let split = with(
        filmed.clone(),
        "KHR_materials_dispersion",
        json!({ "dispersion": 2.0 }),
    );
    let cloth = json!({ "sheenColorFactor": [0.4, 0.6, 0.9], "sheenRoughnessFactor": 0.5 });
    let mut all = with(split.clone(), "KHR_materials_sheen", cloth);
    all = with(all, "KHR_materials_clearcoat", coat);
    all = with(
        all,
        "KHR_materials_anisotropy",
        json!({ "anisotropyStrength": 0.6 }),
    );
    all = with(
        all,
        "KHR_materials_specular",
        json!({ "specularColorFactor": [1.0, 0.6, 0.4] }),
    );
    all["normalTexture"] = json!({ "index": palette.bumps, "scale": 0.3 });
    all["doubleSided"] = true.into();
    let mut blended = coated.clone();
    blended["alphaMode"] = "BLEND".into();
    blended["pbrMetallicRoughness"]["baseColorFactor"][3] = 0.6.into();
    let mut cut = filmed.clone();
    cut["alphaMode"] = "MASK".into();
    cut["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": ramp });
    let shape = Shape::sphere().with_second_uvs();
    stand(
        &mut glb,
        &shape,
        3,
        [coated, split, all, blended, cut, filmed],
    );
    glb
}

/// Glass within glass, a thing within both, thin tubes, and a pane from both sides.
pub(super) fn nested() -> Glb {
    let mut glb = Glb::new();
    wall(&mut glb, 3, 1);
    let glass = |double: bool, thickness: f32| {
        let mut glass = with(
            plain([0.95, 0.98, 1.0], 0.05),
            "KHR_materials_transmission",
            json!({ "transmissionFactor": 1.0 }),
        );
        glass["doubleSided"] = double.into();
        with(
            glass,
            "KHR_materials_volume",
            json!({ "thicknessFactor": thickness }),
        )
    };
    let [sphere, cube] = [
        glb.shape(&Shape::sphere()),
        glb.shape(&Shape::rounded_cube()),
    ];
    let [bar, square] = [glb.shape(&Shape::bar()), glb.shape(&Shape::square())];
    for (column, double) in [false, true].into_iter().enumerate() {
        let x = column as f32 * 1.15;
        glb.stand(&sphere, glass(double, 0.2), [x, 0.0, 0.0]);
        let inner = glb.stand(&sphere, glass(double, 0.0), [x, 0.0, 0.0]);
        glb.json["nodes"][inner]["scale"] = json!([0.7, 0.7, 0.7]);
        let core = glb.stand(&cube, plain([0.8, 0.2, 0.1], 0.4), [x, 0.0, 0.0]);
        glb.json["nodes"][core]["scale"] = json!([0.3, 0.3, 0.3]);
    }
    for tube in 0..5_u8 {
        let x = 1.9 + 0.2 * f32::from(tube);
        let node = glb.stand(
            &bar,
            glass(tube % 2 == 0, 0.02),
            [x, -0.5, 0.1 * f32::from(tube)],
        );
        glb.json["nodes"][node]["scale"] = json!([0.4, 1.0, 0.4]);
    }
    let pane = glb.stand(&square, glass(true, 0.01), [2.3, 0.0, 0.7]);
    glb.json["nodes"][pane]["rotation"] = json!([0.0, 0.5, 0.0, 0.866_025_4]);
    glb
}
