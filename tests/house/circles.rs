//! No import circles among files: none uses what uses it, other than a module and its parent.

mod graph;
mod modules;
mod uses;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use modules::Modules;

/// What is wrong with a crate's files.
struct Circles {
    /// How many there are.
    count: usize,
    /// How many files the largest joins; 0 where there is none.
    largest: usize,
    /// Each with its edges, for people.
    text: String,
}

/// The circles of the crate whose root is `root`.
fn circles(root: &Path) -> Circles {
    let modules = Modules::read(root);
    let uses = uses::find(&modules);
    let edges: BTreeMap<usize, Vec<usize>> = uses
        .iter()
        .map(|(from, to)| (*from, to.keys().copied().collect()))
        .collect();
    let next = |file: usize| edges.get(&file).cloned().unwrap_or_default();
    let declares = |one: usize, other: usize| modules.declared_by.get(&other) == Some(&one);
    let mut found = graph::components(modules.files.len(), next);
    found.retain(|component| {
        !graph::is_allowed(component, &edges, |one, other| {
            declares(one, other) || declares(other, one)
        })
    });
    let mut text = String::new();
    for component in &found {
        writeln!(text, "  a circle of {} files", component.len()).unwrap();
        for from in component {
            for (to, names) in uses.get(from).into_iter().flatten() {
                if component.contains(to) {
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    let (from, to) = (&modules.files[*from], &modules.files[*to]);
                    writeln!(text, "    {from} -> {to}: {}", names.join(", ")).unwrap();
                }
            }
        }
    }
    Circles {
        count: found.len(),
        largest: found.first().map_or(0, std::collections::BTreeSet::len),
        text,
    }
}

#[test]
fn no_file_uses_what_uses_it() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("src");
    let mut wrong = String::new();
    let mut crates = 0;
    for folder in fs::read_dir(&sources).unwrap() {
        let folder = folder.unwrap().path();
        let root = folder.join("src/lib.rs");
        if !root.exists() {
            continue;
        }
        crates += 1;
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let circles = circles(&root);
        if circles.count > 0 {
            writeln!(
                wrong,
                "{name} has {} circles, the largest of {} files:\n{}",
                circles.count, circles.largest, circles.text
            )
            .unwrap();
        }
    }
    assert!(crates > 10, "the crates weren't found");
    assert!(wrong.is_empty(), "{wrong}");
}

/// A crate of these files.
fn crate_of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn counted(files: &[(&str, &str)]) -> (usize, usize) {
    let folder = crate_of(files);
    let circles = circles(&folder.path().join("lib.rs"));
    (circles.count, circles.largest)
}

#[test]
fn a_circle_is_found_through_what_re_exports_and_through_what_macros_are_given() {
    // `a` asks the root for `B`, which lies in `b/deep`; that asks for `a` in words to a macro.
    let files = [
        (
            "lib.rs",
            "mod a; mod b; pub use b::{deep::B as Renamed, other};",
        ),
        ("a.rs", "use super::Renamed; pub fn a(_: Renamed) {}"),
        ("b/mod.rs", "pub mod deep; pub fn other() {}"),
        (
            "b/deep.rs",
            "pub struct B; fn b() { println!(\"{}\", crate::a::a(B)); }",
        ),
    ];
    assert_eq!(counted(&files), (1, 2));
}

#[test]
fn names_are_followed_through_globs_modules_and_functions() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        (
            "a.rs",
            "use crate::b; pub struct A; fn a() { b::inner::go(); }",
        ),
        ("b.rs", "pub mod inner { pub use crate::c::*; }"),
        (
            "c.rs",
            "pub fn go() { use super::a::{self, A}; let _ = A; }",
        ),
    ];
    assert_eq!(counted(&files), (1, 2));
}

#[test]
fn a_module_and_its_parent_may_know_each_other_and_tests_may_know_all() {
    let files = [
        (
            "lib.rs",
            "mod a; mod b; pub struct Root; fn f() { a::a(); b::b(); }",
        ),
        ("a.rs", "use super::Root; pub fn a() -> Root { Root }"),
        (
            "b.rs",
            "use crate::Root; pub fn b() -> Root { Root } #[cfg(test)] mod tests { use crate::a::a; }",
        ),
    ];
    assert_eq!(counted(&files), (0, 0));
    // Once one child uses the other, the three are a circle.
    let mut joined = files;
    joined[2].1 = "use crate::{Root, a}; pub fn b() -> Root { a::a() }";
    assert_eq!(counted(&joined), (1, 3));
}
