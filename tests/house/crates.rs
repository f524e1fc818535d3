//! What may be shipped: licences and sources of all crates, by `deny.toml`. `cargo deny check` says the
//! same and knows advisories as well; this needs nothing that must be installed first.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cargo_metadata::MetadataCommand;

/// The texts of the list `name` in the section `[section]`.
fn list(deny: &str, section: &str, name: &str) -> BTreeSet<String> {
    let (_, rest) = deny.split_once(&format!("[{section}]\n")).unwrap();
    let (_, rest) = rest
        .split_once(&format!("\n{name} = ["))
        .unwrap_or_else(|| {
            rest.split_once(&format!("{name} = ["))
                .unwrap_or_else(|| panic!("[{section}] has no {name}"))
        });
    let (body, _) = rest.split_once("\n]").unwrap();
    let lines = body.lines().filter(|line| !line.trim().starts_with('#'));
    lines
        .flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned))
        .collect()
}

/// Whether `expression` can be kept with the licences in `allowed`: `OR` gives a choice, `AND` binds
/// closer.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    any(&words, &mut at, allowed)
}

fn any(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut found = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        found |= all(words, at, allowed);
    }
    found
}

fn all(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut found = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        found &= one(words, at, allowed);
    }
    found
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*at) else {
        return false;
    };
    *at += 1;
    if *word == "(" {
        let found = any(words, at, allowed);
        *at += 1;
        return found;
    }
    let mut name = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1).unwrap_or(&""));
        *at += 2;
    }
    allowed.contains(&name)
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"];
    let allowed = allowed.map(str::to_owned).into();
    for good in [
        "MIT",
        "GPL-3.0 OR MIT",
        "GPL-3.0/MIT",
        "(GPL-3.0 OR MIT) AND ISC",
        "Apache-2.0 WITH LLVM-exception",
        "GPL-3.0 AND X OR ISC",
    ] {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(GPL-3.0 OR X) AND ISC",
        "Apache-2.0",
    ] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_crate_may_be_shipped_and_comes_from_the_registry() {
    /// Crates that were reported (RUSTSEC) below a version; `cargo deny` knows more.
    const REPORTED: [(&str, (u64, u64)); 1] = [("quick-xml", (0, 41))];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let deny = fs::read_to_string(root.join("deny.toml")).unwrap();
    let allowed = list(&deny, "licenses", "allow");
    assert!(allowed.contains("MIT"));
    let excepted = list(&deny, "licenses", "exceptions");
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(["--offline".to_owned(), "--locked".to_owned()])
        .exec()
        .unwrap();
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let Some(source) = &package.source else {
            continue;
        };
        let (name, version) = (package.name.to_string(), &package.version);
        if !source.is_crates_io() {
            wrong.push(format!("{name} comes from {source}"));
        }
        let licence = package.license.as_deref().unwrap_or_default();
        if !is_allowed(licence, &allowed) && !excepted.contains(&name) {
            wrong.push(format!("{name} {version} has the licence '{licence}'"));
        }
        for (reported, (major, minor)) in REPORTED {
            if name == reported && (version.major, version.minor) < (major, minor) {
                wrong.push(format!("{name} {version} was reported"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
