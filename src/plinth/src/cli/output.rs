//! Where a command writes: what is wrong with that is said before the work, not after it.

use std::path::Path;

use base::{Fault, Result};

/// The ending of a GLB.
pub(crate) const MODEL: &[&str] = &["glb"];
/// The ending of a picture of a comparison.
pub(crate) const SHEET: &[&str] = &["png"];

/// Whether a file can be written at `path`, as far as its name tells: it ends in one of `forms`, and
/// its folder is there.
///
/// # Errors
/// A usage fault; `example` is a name that would do.
pub(crate) fn check(path: &Path, forms: &[&str], example: &str) -> Result<()> {
    let ending = path.extension().unwrap_or_default();
    if !forms.iter().any(|form| ending.eq_ignore_ascii_case(form)) {
        let forms: Vec<String> = forms.iter().map(|form| format!(".{form}")).collect();
        return Err(Fault::usage(format!(
            "{} doesn't end in {}, as what is written there has to",
            path.display(),
            forms.join(" or ")
        ))
        .hint(format!("Name a file such as {example}")));
    }
    check_place(path)
}

/// Whether `path` is a file in a folder that is there, or can become one.
///
/// # Errors
/// A usage fault.
pub(crate) fn check_place(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(
            Fault::usage(format!("{} is a folder", path.display())).hint("Name a file in it")
        );
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(Fault::usage(format!(
            "There is no folder {} to write in",
            folder.display()
        ))
        .hint("Make it first, or name another")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;

    use super::*;

    #[test]
    fn what_is_wrong_with_a_place_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("full.glb")).unwrap();
        for (name, words) in [
            ("chair", "doesn't end in .glb"),
            ("chair.png", "doesn't end in .glb"),
            ("full.glb", "is a folder"),
            ("nowhere/chair.glb", "no folder"),
        ] {
            let fault = check(&at(name), MODEL, "chair.glb").unwrap_err();
            assert_eq!(fault.kind(), FaultKind::Usage, "{name}");
            assert!(fault.message().contains(words), "{name}: {fault}");
            assert!(fault.hint_text().is_some());
        }
        assert!(check(Path::new("-"), MODEL, "chair.glb").is_err());
        check(&at("chair.GLB"), MODEL, "chair.glb").unwrap();
        check(Path::new("chair.glb"), MODEL, "chair.glb").unwrap();
    }
}
