//! Shaders put together from small files.
//!
//! A line `//#if NAME` begins lines that are kept only where the feature is on; `//#else` and
//! `//#endif` do what their names say. The lines are comments, so that every file stays WGSL.

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
    use super::*;

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
