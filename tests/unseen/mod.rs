//! Files that the web viewer shows nothing of, or not all of, and what Plinth calls each: one small
//! file a way, made in code. What the viewer makes of each was seen in the browser, and a test looks
//! again.

mod make;

use asset::Effect;

use make::Sheet;

/// A file, and what is to be said of it.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What is special in it.
    pub name: &'static str,
    /// The code of the defect; empty where there is none.
    pub code: &'static str,
    /// What the web viewer makes of the file.
    pub effect: Effect,
    make: fn(&mut Sheet),
}

impl Case {
    const fn new(
        name: &'static str,
        code: &'static str,
        effect: Effect,
        make: fn(&mut Sheet),
    ) -> Self {
        Self {
            name,
            code,
            effect,
            make,
        }
    }

    /// The file's bytes, a GLB.
    #[must_use]
    pub fn glb(&self) -> Vec<u8> {
        let mut sheet = Sheet::new();
        (self.make)(&mut sheet);
        sheet.finish()
    }
}

/// All cases.
pub const CASES: &[Case] = {
    use Effect::{Blank, Drawn, Lost, Refused};
    &[
        Case::new("plain", "", Drawn, |_| {}),
        Case::new(
            "variants and copies",
            "VARIANTS_WITH_INSTANCING",
            Blank,
            |s| {
                s.variants(0);
                let other = s.square([0.0, 1.0, 0.0]);
                s.copies(other);
            },
        ),
        Case::new(
            "variants that nothing wears and copies",
            "VARIANTS_WITH_INSTANCING",
            Blank,
            |s| {
                s.variants(0);
                s.primitive(0).remove("extensions");
                s.copies(0);
            },
        ),
        Case::new("variants, and copies in no scene", "", Drawn, |s| {
            s.variants(0);
            let other = s.square([0.0, 1.0, 0.0]);
            s.copies(other);
            s.unlist(other);
        }),
        Case::new(
            "variants and a second scene",
            "VARIANTS_WITH_SCENES",
            Blank,
            |s| {
                s.variants(0);
                let other = s.square([0.0, 1.0, 0.0]);
                s.unlist(other);
                s.scene(&[other]);
            },
        ),
        Case::new(
            "variants and a scene before",
            "VARIANTS_WITH_SCENES",
            Blank,
            |s| {
                s.variants(0);
                let other = s.square([0.0, 1.0, 0.0]);
                s.unlist(other);
                s.scene(&[other]);
                s.json["scenes"] = serde_json::json!([s.json["scenes"][1], s.json["scenes"][0]]);
                s.json["scene"] = 1.into();
            },
        ),
        Case::new("variants and an empty scene", "", Drawn, |s| {
            s.variants(0);
            s.scene(&[]);
        }),
        Case::new("two scenes without variants", "", Drawn, |s| {
            let other = s.square([0.0, 1.0, 0.0]);
            s.unlist(other);
            s.scene(&[other]);
        }),
        Case::new(
            "variants, no material, and Default",
            "VARIANTS_DEFAULT_MATERIAL",
            Blank,
            |s| {
                s.variants(0);
                let other = s.square([0.0, 1.0, 0.0]);
                s.primitive(other).remove("material");
                s.json["materials"][0]["name"] = "Default".into();
            },
        ),
        Case::new("variants and a material named Default", "", Drawn, |s| {
            s.variants(0);
            s.json["materials"][0]["name"] = "Default".into();
        }),
        Case::new(
            "copies that morph",
            "INSTANCING_MORPH_TARGETS",
            Blank,
            |s| {
                s.morph(0, &["POSITION"]);
                s.copies(0);
            },
        ),
        Case::new("copies of a skinned part", "INSTANCING_SKIN", Lost, |s| {
            s.skin(0);
            s.copies(0);
        }),
        Case::new("copies of lines", "INSTANCING_NOT_TRIANGLES", Lost, |s| {
            s.set_mode(0, 1);
            s.copies(0);
        }),
        Case::new(
            "normals morph alone",
            "MORPH_TARGET_NO_POSITION",
            Blank,
            |s| s.morph(0, &["NORMAL"]),
        ),
        Case::new("tangents morph alone", "", Drawn, |s| {
            s.morph(0, &["TANGENT"])
        }),
        Case::new(
            "colours morph alone",
            "MORPH_TARGET_NO_POSITION",
            Blank,
            |s| {
                s.color(0);
                s.morph(0, &["COLOR_0"]);
            },
        ),
        Case::new(
            "colours that there aren't morph",
            "MESH_PRIMITIVE_MORPH_TARGET_NO_BASE_ACCESSOR",
            Lost,
            |s| {
                let other = s.square([0.0, 1.0, 0.0]);
                s.morph(other, &["POSITION", "COLOR_0"]);
            },
        ),
        Case::new("points morph", "MORPH_TARGETS_NOT_TRIANGLES", Blank, |s| {
            s.set_mode(0, 0);
            s.morph(0, &["POSITION"]);
        }),
        Case::new("lines morph", "MORPH_TARGETS_NOT_TRIANGLES", Blank, |s| {
            s.set_mode(0, 1);
            s.morph(0, &["POSITION"]);
        }),
        Case::new(
            "weights of a node that has no targets",
            "NODE_WEIGHTS_INVALID",
            Refused,
            |s| {
                s.json["nodes"][0]["weights"] = serde_json::json!([1.0]);
            },
        ),
        Case::new(
            "a skinned part without joints",
            "SKIN_PRIMITIVE_NO_JOINTS",
            Refused,
            |s| {
                s.skin(0);
                let mut stiff = s.json["meshes"][0]["primitives"][0].clone();
                if let Some(attributes) = stiff["attributes"].as_object_mut() {
                    attributes.remove("JOINTS_0");
                    attributes.remove("WEIGHTS_0");
                }
                s.add_primitive(0, stiff);
            },
        ),
        Case::new(
            "joints without weights",
            "MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH",
            Refused,
            |s| {
                s.skin(0);
                s.attributes(0).remove("WEIGHTS_0");
            },
        ),
        Case::new(
            "weights without joints",
            "MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH",
            Refused,
            |s| {
                s.skin(0);
                s.attributes(0).remove("JOINTS_0");
            },
        ),
        Case::new(
            "a mesh with and without its skin",
            "SKIN_MESH_SHARED",
            Refused,
            |s| {
                s.skin(0);
                s.root(serde_json::json!({ "mesh": 0, "translation": [0, 1, 0] }));
            },
        ),
        Case::new(
            "a mesh without a skin that no scene gives it",
            "SKIN_MESH_SHARED",
            Refused,
            |s| {
                s.skin(0);
                if let Some(node) = s.json["nodes"][0].as_object_mut() {
                    node.remove("skin");
                }
                s.push("nodes", serde_json::json!({ "mesh": 0, "skin": 0 }));
            },
        ),
        Case::new(
            "joints outside of the scene",
            "NODE_SKIN_NO_SCENE",
            Refused,
            |s| {
                let joint = s.skin(0);
                s.unlist(joint);
            },
        ),
        Case::new(
            "a joint outside of the scene that nothing hangs on",
            "",
            Drawn,
            |s| {
                s.skin(0);
                let more = s.push("nodes", serde_json::json!({}));
                s.json["skins"][0]["joints"] = serde_json::json!([1, more]);
            },
        ),
        Case::new("a flat node with a skin", "SKIN_NODE_FLAT", Lost, |s| {
            s.skin(0);
            s.json["nodes"][0]["scale"] = serde_json::json!([1, 1, 0]);
            s.square([0.0, 1.0, 0.0]);
        }),
        Case::new(
            "a position that is no number",
            "ACCESSOR_INVALID_FLOAT",
            Blank,
            |s| s.place(0, f32::NAN),
        ),
        Case::new(
            "a position at infinity",
            "ACCESSOR_INVALID_FLOAT",
            Blank,
            |s| s.place(0, f32::INFINITY),
        ),
        Case::new(
            "a weight that is no number",
            "ACCESSOR_INVALID_FLOAT",
            Blank,
            |s| {
                s.skin(0);
                let weights = s.floats(&[[f32::NAN, 0.0, 0.0, 0.0]; 4]);
                s.attributes(0).insert("WEIGHTS_0".into(), weights.into());
            },
        ),
        Case::new("no scene", "NO_SCENE", Refused, |s| {
            s.json["scenes"].take();
            s.json["scene"].take();
        }),
        Case::new("an empty scene", "SCENE_EMPTY", Blank, |s| s.unlist(0)),
        Case::new(
            "an empty scene and no material",
            "MATERIAL_UNKNOWN",
            Refused,
            |s| {
                s.unlist(0);
                s.json["materials"].take();
                s.primitive(0).remove("material");
            },
        ),
        Case::new(
            "no material, with tangents",
            "MATERIAL_UNKNOWN",
            Refused,
            |s| {
                let tangents = s.floats(&[[1.0, 0.0, 0.0, 1.0]; 4]);
                s.attributes(0).insert("TANGENT".into(), tangents.into());
                s.primitive(0).remove("material");
            },
        ),
        Case::new("everything at one point", "SCENE_EXTENT", Blank, |s| {
            s.json["nodes"][0]["scale"] = serde_json::json!([0, 0, 0]);
        }),
        Case::new("too large for numbers", "SCENE_EXTENT", Blank, |s| {
            s.json["nodes"][0]["scale"] = serde_json::json!([1e38, 1e38, 1e38]);
        }),
        Case::new("too small for numbers", "SCENE_EXTENT", Blank, |s| {
            s.json["nodes"][0]["scale"] = serde_json::json!([1e-37, 1e-37, 1e-37]);
        }),
        Case::new("clear", "SCENE_EMPTY", Blank, |s| {
            s.json["materials"][0]["alphaMode"] = "BLEND".into();
            s.json["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] =
                serde_json::json!([1, 1, 1, 0]);
        }),
        Case::new(
            "a texture without a picture",
            "TEXTURE_NO_SOURCE",
            Refused,
            |s| {
                s.texture(serde_json::json!({}), "baseColorTexture", 0);
            },
        ),
        Case::new(
            "a picture of an unknown kind only",
            "TEXTURE_NO_SOURCE",
            Refused,
            |s| {
                s.texture(
                    serde_json::json!({ "extensions": { "EX_texture": { "source": 0 } } }),
                    "baseColorTexture",
                    0,
                );
            },
        ),
        Case::new(
            "a texture without a picture that nothing wears",
            "",
            Drawn,
            |s| {
                s.push("textures", serde_json::json!({}));
            },
        ),
        Case::new("UV set 4", "UV_SET_UNKNOWN", Lost, |s| {
            let other = s.square([0.0, 1.0, 0.0]);
            let material = s.push("materials", serde_json::json!({}));
            s.primitive(other)
                .insert("material".into(), material.into());
            s.picture("baseColorTexture", 4);
        }),
        Case::new("UV set 4 on everything", "SCENE_EMPTY", Blank, |s| {
            s.picture("baseColorTexture", 4)
        }),
        Case::new("UV set 3 that there isn't", "", Drawn, |s| {
            s.picture("baseColorTexture", 3)
        }),
        Case::new(
            "an animation without keys",
            "ANIMATION_SAMPLER_NO_KEYS",
            Refused,
            |s| s.still(),
        ),
    ]
};
