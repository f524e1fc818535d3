//! What customers wouldn't see stops a product on its way to them, on every way.

use std::path::Path;

use serde_json::{Value, json};

use crate::program::User;

/// Writes a square of one metre as `NAME.gltf` and `NAME.bin`, its document changed by `change`.
pub(crate) fn square(folder: &Path, name: &str, change: impl FnOnce(&mut Value)) -> String {
    let corners: [[f32; 5]; 4] = [
        [-0.5, 0.0, 0.0, 0.0, 1.0],
        [0.5, 0.0, 0.0, 1.0, 1.0],
        [-0.5, 1.0, 0.0, 0.0, 0.0],
        [0.5, 1.0, 0.0, 1.0, 0.0],
    ];
    let numbers = corners.into_iter().flatten().flat_map(f32::to_le_bytes);
    let indices = [0_u16, 1, 2, 2, 1, 3]
        .into_iter()
        .flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = numbers.chain(indices).collect();
    std::fs::write(folder.join(format!("{name}.bin")), &bytes).unwrap();
    let mut document = json!({
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": "Square", "mesh": 0}],
        "meshes": [{"name": "Square", "primitives": [
            {"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "indices": 2, "material": 0}]}],
        "materials": [{"name": "Red", "pbrMetallicRoughness": {"baseColorFactor": [0.8, 0.1, 0.1, 1.0]}}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3",
                "min": [-0.5, 0.0, 0.0], "max": [0.5, 1.0, 0.0]},
            {"bufferView": 0, "byteOffset": 12, "componentType": 5126, "count": 4, "type": "VEC2"},
            {"bufferView": 1, "componentType": 5123, "count": 6, "type": "SCALAR"}],
        "bufferViews": [
            {"buffer": 0, "byteLength": 80, "byteStride": 20, "target": 34962},
            {"buffer": 0, "byteOffset": 80, "byteLength": 12, "target": 34963}],
        "buffers": [{"uri": format!("{name}.bin"), "byteLength": bytes.len()}],
    });
    change(&mut document);
    let path = folder.join(format!("{name}.gltf"));
    std::fs::write(&path, document.to_string()).unwrap();
    path.display().to_string()
}

/// A square whose picture isn't there.
fn without_picture(folder: &Path) -> String {
    square(folder, "bare", |document| {
        document["images"] = json!([{"uri": "wood.png"}]);
        document["textures"] = json!([{"source": 0}]);
        document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({"index": 0});
    })
}

/// A square with a picture that can't be decoded.
fn with_broken_picture(folder: &Path) -> String {
    // The beginning of a PNG of 8 by 8 pixels, and nothing of its pixels.
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0\x4b\x6d\x29\xdc";
    std::fs::write(folder.join("cut.png"), png).unwrap();
    square(folder, "cut", |document| {
        document["images"] = json!([{"uri": "cut.png"}]);
        document["textures"] = json!([{"source": 0}]);
        document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({"index": 0});
    })
}

/// A square of which the web viewer can't load the textures, so that it shows nothing at all.
fn refused(folder: &Path) -> String {
    square(folder, "refused", |document| {
        document["textures"] = json!([{}]);
        document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({"index": 0});
    })
}

fn publish<'a>(model: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let words = [
        "publish",
        model,
        "--sku",
        "S-1",
        "--title",
        "Square",
        "--price",
        "9",
        "--currency",
        "EUR",
    ];
    [&words[..], more].concat()
}

#[test]
fn what_is_lost_is_published_only_where_it_is_allowed_by_name() {
    let user = User::new();
    let mut platform = user.start(&["platform", "--port", "0", "--json"]);
    platform.document();
    for (model, code) in [
        (without_picture(user.folder()), "IO_ERROR"),
        (with_broken_picture(user.folder()), "IMAGE_UNEXPECTED_EOS"),
    ] {
        let stopped = user.run(&publish(&model, &[]));
        assert!(
            stopped.stderr.contains(&format!("({code};")),
            "{}",
            stopped.stderr
        );
        assert!(
            stopped.stderr.contains(&format!("--allow {code}")),
            "{}",
            stopped.stderr
        );
        user.run(&publish(&model, &["-q"]))
            .refused(1, "isn't published");
        user.run(&publish(&model, &["-q", "--allow", "NODE_EMPTY"]))
            .refused(1, code);
        let allowed = format!("{code}=sold bare");
        let live = user.run(&publish(&model, &["--allow", &allowed, "--json"]));
        assert!(live.stderr.contains(code), "{}", live.stderr);
        assert!(live.done().json()["url"].is_string());
    }
    drop(platform);
}

#[test]
fn what_shows_nothing_is_not_published_and_cannot_be_allowed() {
    let user = User::new();
    let mut platform = user.start(&["platform", "--port", "0", "--json"]);
    platform.document();
    let model = refused(user.folder());
    let stopped = user.run(&publish(&model, &["--allow", "TEXTURE_NO_SOURCE"]));
    assert!(!stopped.stderr.contains("--allow"), "{}", stopped.stderr);
    user.run(&publish(&model, &["-q", "--allow", "TEXTURE_NO_SOURCE"]))
        .refused(1, "TEXTURE_NO_SOURCE");
    let listings = user.run(&["listing", "list", "--json"]).done().json();
    assert_eq!(listings["listings"], json!([]));
    drop(platform);
}

#[test]
fn an_audit_fails_for_what_customers_do_not_see_whatever_the_profile_says() {
    let user = User::new();
    let (bare, none) = (without_picture(user.folder()), refused(user.folder()));
    let own = user.folder().join("own.json");
    let profile = json!({"name": "own", "title": "Own", "date": "2026-11",
        "sources": {"s": {"title": "S", "read": "2026-11"}},
        "rules": [{"check": "triangles", "level": "must", "max": 100, "source": "s"}]});
    std::fs::write(&own, profile.to_string()).unwrap();
    let own = own.display().to_string();
    for (model, code) in [(&bare, "IO_ERROR"), (&none, "TEXTURE_NO_SOURCE")] {
        let ran = user.run(&["audit", model, "--profile", &own]);
        assert!(ran.stdout.contains(code), "{}", ran.stdout);
        assert_eq!(ran.code, 1);
    }
    let allowed = user.run(&[
        "audit",
        &bare,
        "--profile",
        &own,
        "--allow",
        "IO_ERROR=sold bare",
    ]);
    assert!(
        allowed.stdout.contains("(allowed: sold bare)"),
        "{}",
        allowed.stdout
    );
    assert_eq!(allowed.code, 0);
    let never = user.run(&[
        "audit",
        &none,
        "--profile",
        &own,
        "--allow",
        "TEXTURE_NO_SOURCE",
    ]);
    assert_eq!(never.code, 1);
    // Every place's rules agree on that.
    let web = user.run(&["audit", &none, "--json"]);
    assert_eq!(web.code, 1);
    assert!(
        web.stdout.contains("\"effect\": \"refused\""),
        "{}",
        web.stdout
    );
}

#[test]
fn a_sheet_says_what_of_its_models_customers_would_not_see() {
    let user = User::new();
    let mut platform = user.start(&["platform", "--port", "0", "--json"]);
    platform.document();
    without_picture(user.folder());
    refused(user.folder());
    square(user.folder(), "whole", |_| {});
    let sheet = "sku,title,price,currency,file\nS-1,Bare,9,EUR,bare.gltf\n\
        S-2,Refused,9,EUR,refused.gltf\nS-3,Whole,9,EUR,whole.gltf\n";
    std::fs::write(user.folder().join("squares.csv"), sheet).unwrap();
    let dry = user.run(&["batch", "squares.csv", "--dry-run", "--json"]);
    assert_eq!(dry.code, 1);
    let found = serde_json::from_str::<Value>(&dry.stdout).unwrap();
    let rows: Vec<_> = found["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["row"])
        .collect();
    assert_eq!(rows, [2, 3], "{found:#}");
    for words in ["IO_ERROR", "TEXTURE_NO_SOURCE"] {
        assert!(dry.stdout.contains(words), "{}", dry.stdout);
    }
    let dry = user.run(&["batch", "squares.csv", "--dry-run", "--allow", "IO_ERROR"]);
    assert!(!dry.stdout.contains("IO_ERROR"), "{}", dry.stdout);
    assert_eq!(dry.code, 1);

    let ran = user.run(&["batch", "squares.csv", "--allow", "IO_ERROR"]);
    assert_eq!(ran.code, 1);
    // What was allowed is live, and no tick stands beside it.
    assert!(ran.stdout.contains("! S-1"), "{}", ran.stdout);
    assert!(ran.stdout.contains("✗ S-2"), "{}", ran.stdout);
    assert!(ran.stdout.contains("✓ S-3"), "{}", ran.stdout);
    let listings = user.run(&["listing", "list", "--json"]).done().json();
    assert_eq!(listings["listings"].as_array().unwrap().len(), 2);
    drop(platform);
}

#[test]
fn what_can_be_mended_is_mended_by_name() {
    let user = User::new();
    let model = refused(user.folder());
    let told = user.run(&["inspect", &model]).done().stdout;
    assert!(told.contains("Customers see nothing"), "{told}");
    assert!(told.contains("--fix drop-textures"), "{told}");
    let audit = |words: &[&str]| user.run(&[&["audit", &model], words].concat());
    assert!(
        audit(&[])
            .stdout
            .contains("hint: Mend it with --fix drop-textures")
    );
    audit(&["-q", "--fix", "polish", "-o", "mended.glb"]).refused(2, "polish");
    for words in [["--fix", "drop-textures"], ["--fix=all", "-q"]] {
        let mended = audit(&[&words[..], &["-o", "mended.glb", "--json"]].concat());
        assert_eq!(mended.done().json()["fixed"][0], "drop-textures");
        let facts = user.run(&["inspect", "mended.glb", "--json"]).done().json();
        assert_eq!(facts["effect"], "drawn", "{facts:#}");
    }
}
