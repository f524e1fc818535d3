//! Shaders put together from small files.
//!
//! A line `//#if NAME` begins lines that are kept only where the feature is on; `//#else` and
//! `//#endif` do what their names say. The lines are comments, so that editors take every file for WGSL;
//! what stands between them is indented, and a test holds every variant against the language.
//!
//! WESL (the crate `wesl`) has conditions and imports as part of a language and was weighed in its place.
//! It is alive, and free of wgpu's versions: it turns text into text. Against it: 0.6.0 asks for Rust
//! 1.97.1, newer than this workspace's; the newest that it may use, 0.4.0, has another interface than its
//! successor. It must parse and print each variant while a model is opened, as the functions that sample a
//! material's textures are only known then, and what it prints no longer has the lines that a fault is
//! told by. Its conditions stand before each single statement or member, where one here stands around
//! all that belong together.

use std::collections::BTreeSet;

/// Names of the features that are on.
pub(crate) type Features = BTreeSet<&'static str>;

/// The parts, one after the other, with only the lines that `features` ask for.
pub(crate) fn compose(parts: &[&str], features: &Features) -> String {
    let mut result = String::new();
    for part in parts {
        // Whether lines are kept, for each condition around the present line.
        let mut kept = vec![true];
        for line in part.lines() {
            let directive = line.trim_start();
            if let Some(name) = directive.strip_prefix("//#if ") {
                kept.push(features.contains(name.trim()));
            } else if directive == "//#else" {
                if let Some(last) = kept.last_mut() {
                    *last = !*last;
                }
            } else if directive == "//#endif" {
                kept.pop();
            } else if kept.iter().all(|keep| *keep) {
                result.push_str(line);
                result.push('\n');
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn conditions_in_shaders_are_closed_and_what_they_hold_is_indented() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shaders");
        let mut conditions = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            // Where each condition around the present line stands.
            let mut open: Vec<usize> = Vec::new();
            for (number, line) in (1..).zip(text.lines()) {
                let place = format!("{}:{number}: {line}", path.display());
                let directive = line.trim_start();
                let margin = line.len() - directive.len();
                if directive.starts_with("//#if ") {
                    conditions += 1;
                    let around = open.last().map_or(0, |outer| outer + 4);
                    assert!(margin >= around, "{place}");
                    open.push(margin);
                } else if directive == "//#else" {
                    assert_eq!(open.last(), Some(&margin), "{place}");
                } else if directive == "//#endif" {
                    assert_eq!(open.pop(), Some(margin), "{place}");
                } else {
                    assert!(!directive.starts_with("//#"), "{place}");
                    let around = open.last().map_or(0, |outer| outer + 4);
                    assert!(directive.is_empty() || margin >= around, "{place}");
                }
            }
            assert!(open.is_empty(), "{}", path.display());
        }
        assert!(conditions > 100, "{conditions}");
    }

    #[test]
    fn conditions_nest_and_choose_lines() {
        let text = "a\n//#if X\nb\n//#if Y\nc\n//#else\nd\n//#endif\n//#else\ne\n//#endif\nf";
        let with = |names: &[&'static str]| compose(&[text], &names.iter().copied().collect());
        assert_eq!(with(&[]), "a\ne\nf\n");
        assert_eq!(with(&["X"]), "a\nb\nd\nf\n");
        assert_eq!(with(&["X", "Y"]), "a\nb\nc\nf\n");
        assert_eq!(with(&["Y"]), "a\ne\nf\n");
    }
}
