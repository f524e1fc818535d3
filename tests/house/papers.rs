//! What is written for people holds: files that are named exist, and pages on formats name every field.

use std::fs;
use std::path::{Path, PathBuf};

use listing::{Dimensions, Manifest, ManifestObject, Role, Target, VariantChoice};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn paper(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// What stands in backquotes in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_file_that_is_named_is_there() {
    let mut seen = 0;
    for name in [
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/manifest.md",
        "docs/journals.md",
        "docs/profiles.md",
    ] {
        let text = paper(name);
        let is_path = |word: &&str| {
            ["src/", "tests/", "assets/", "packaging/", "docs/"]
                .iter()
                .any(|folder| word.starts_with(folder))
                && !word.contains([' ', '{', '*'])
        };
        for path in quoted(&text).filter(is_path) {
            seen += 1;
            assert!(root().join(path).exists(), "{name} names {path}");
        }
    }
    assert!(seen > 60, "{seen} paths: the papers weren't read");
}

/// The keys of an object and of all that it holds.
fn keys(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                into.push(key.clone());
                // These hold names of their own.
                if key != "attributes" {
                    keys(value, into);
                }
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| keys(value, into)),
        _ => {}
    }
}

#[test]
fn the_page_on_manifests_names_every_field() {
    let object = ManifestObject {
        role: Role::Model,
        target: Some(Target::Web),
        sha256: base::ContentHash::of(b"chair"),
        extension: "glb".into(),
        content_type: "model/gltf-binary".into(),
        bytes: 5,
        triangles: Some(2),
        width: Some(1),
        height: Some(1),
    };
    let manifest = Manifest {
        version: 1,
        listing: base::ListingId::generate(),
        release: 1,
        sku: "CH-1".parse().unwrap(),
        slug: "chair-ch-1".parse().unwrap(),
        title: "Chair".into(),
        description: "Oak".into(),
        brand: Some("Nord".into()),
        gtin: Some("4006381333931".into()),
        price: base::Money::parse("199.00", "EUR".parse().unwrap()).unwrap(),
        dimensions: Dimensions {
            width: 0.5,
            height: 0.8,
            depth: 0.5,
        },
        variants: vec![VariantChoice {
            name: "Oak".into(),
            swatch: Some("#aa8866".into()),
        }],
        viewer: listing::VIEWER_VERSION.into(),
        attributes: [("exposure".to_owned(), "1".to_owned())].into(),
        objects: vec![object],
        proof: Some("It looks the same".into()),
    };
    let mut fields = Vec::new();
    keys(&serde_json::to_value(&manifest).unwrap(), &mut fields);
    assert!(fields.len() > 25, "{fields:?}");
    let text = paper("docs/manifest.md");
    let named: Vec<&str> = quoted(&text).collect();
    for field in fields {
        assert!(
            named.contains(&field.as_str()),
            "docs/manifest.md says nothing of {field}"
        );
    }
}

#[test]
fn the_page_on_profiles_names_every_check_and_no_other() {
    let text = paper("docs/profiles.md");
    let table = text.split("The checks:").nth(1).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let mut named: Vec<&str> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
    let mut checks: Vec<&str> = audit::Check::all().map(audit::Check::id).collect();
    named.sort_unstable();
    checks.sort_unstable();
    assert_eq!(named, checks);
}

#[test]
fn the_page_on_journals_names_every_step() {
    let text = paper("docs/journals.md");
    let named: Vec<&str> = quoted(&text).collect();
    for step in publish::Step::ALL {
        assert!(
            named.contains(&step.word()),
            "docs/journals.md says nothing of {}",
            step.word()
        );
    }
}
