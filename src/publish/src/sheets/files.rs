//! The models in a folder, found by the SKU or GTIN in their names.

use std::path::{Component, Path, PathBuf};

use base::{Fault, Result, Sku};
use unicode_normalization::UnicodeNormalization as _;

use listing::Gtin;

/// How many folders deep models may lie.
const MOST_DEPTH: usize = 4;
/// More files are no folder of products.
const MOST_FILES: usize = 200_000;

/// The models in a folder and those below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles {
    folder: PathBuf,
    /// Paths within the folder, sorted.
    paths: Vec<PathBuf>,
}

impl ModelFiles {
    /// Looks for `.glb` and `.gltf` files in `folder`.
    ///
    /// # Errors
    /// An input fault where a folder can't be read or holds too much.
    pub fn find(folder: &Path) -> Result<Self> {
        let mut paths = Vec::new();
        let mut open = vec![(PathBuf::new(), 0)];
        while let Some((below, depth)) = open.pop() {
            let here = folder.join(&below);
            let refuse = |error: std::io::Error| {
                Fault::input(format!(
                    "The folder {} can't be read: {error}",
                    here.display()
                ))
                .hint("Check the spelling, and that the folder may be read")
                .because(error)
            };
            for entry in std::fs::read_dir(&here).map_err(refuse)? {
                let entry = entry.map_err(refuse)?;
                let path = below.join(entry.file_name());
                let kind = entry.file_type().map_err(refuse)?;
                if kind.is_dir() {
                    if depth + 1 < MOST_DEPTH {
                        open.push((path, depth + 1));
                    }
                } else if is_model(&path) {
                    paths.push(path);
                }
            }
            if paths.len() > MOST_FILES {
                return Err(Fault::input(format!(
                    "{} holds over {MOST_FILES} models",
                    folder.display()
                ))
                .hint("Divide it"));
            }
        }
        paths.sort();
        Ok(Self {
            folder: folder.to_owned(),
            paths,
        })
    }

    /// A folder with files of these names.
    #[cfg(test)]
    pub(super) fn of_names(names: &[&str]) -> Self {
        Self {
            folder: "/sheet".into(),
            paths: names.iter().map(PathBuf::from).collect(),
        }
    }

    /// Every model with its name, without the folder and the extension.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, PathBuf)> {
        self.paths
            .iter()
            .map(|path| (stem(path), self.folder.join(path)))
    }

    /// The file that a sheet names.
    pub(super) fn named(&self, name: &str) -> Result<PathBuf, String> {
        // Sheets are written on systems with the other slash too.
        let wanted = PathBuf::from(name.replace('\\', "/"));
        let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if !wanted.components().all(inside) {
            return Err("the file must lie in the sheet's folder".into());
        }
        let wanted = lower(
            &wanted
                .components()
                .filter(|part| *part != Component::CurDir)
                .collect::<PathBuf>(),
        );
        let fits = |path: &Path| {
            let path = lower(path);
            path == wanted
                || ["glb", "gltf"]
                    .iter()
                    .any(|end| path == format!("{wanted}.{end}"))
        };
        let found: Vec<&PathBuf> = self.paths.iter().filter(|path| fits(path)).collect();
        self.one(&found)
            .unwrap_or_else(|| Err("there is no such model in the sheet's folder".into()))
    }

    /// The file whose name is the SKU or, failing that, the GTIN.
    pub(super) fn of(&self, sku: &Sku, gtin: Option<&Gtin>) -> Result<PathBuf, String> {
        let by_sku: Vec<&PathBuf> = self
            .paths
            .iter()
            .filter(|path| stem(path).eq_ignore_ascii_case(sku.as_str()))
            .collect();
        let by_gtin = || -> Vec<&PathBuf> {
            let fits = |path: &&PathBuf| gtin.is_some() && in_name(&stem(path)).as_ref() == gtin;
            self.paths.iter().filter(fits).collect()
        };
        self.one(&by_sku)
            .or_else(|| self.one(&by_gtin()))
            .unwrap_or_else(|| {
                let names = match gtin {
                    Some(gtin) => format!("{sku} or {gtin}"),
                    None => sku.to_string(),
                };
                Err(format!("no model in the sheet's folder is called {names}"))
            })
    }

    /// The only one of `found`; `None` where nothing was.
    fn one(&self, found: &[&PathBuf]) -> Option<Result<PathBuf, String>> {
        match found {
            [] => None,
            [path] => Some(Ok(self.folder.join(path))),
            [first, second, ..] => Some(Err(format!(
                "both {} and {} have that name",
                first.display(),
                second.display()
            ))),
        }
    }
}

/// The GTIN that a file is named by: the whole name, or what stands before the first `_`, as in
/// GS1's standard for product images.
pub(super) fn in_name(stem: &str) -> Option<Gtin> {
    let first = stem.split('_').next()?;
    // A short number in a name is more often an article number.
    let is_long = first.len() >= 8 && first.bytes().all(|b| b.is_ascii_digit());
    is_long.then(|| first.parse().ok())?
}

fn is_model(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("glb") || end.eq_ignore_ascii_case("gltf"))
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The path in the form in which names are compared: in lower case, and with letters and their accents
/// as one character, which macOS writes as two.
fn lower(path: &Path) -> String {
    path.to_string_lossy()
        .nfc()
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_model_is_found_by_its_sku_or_gtin() {
        let files = ModelFiles::of_names(&[
            "CH-1.glb",
            "04006381333931_A1N1.glb",
            "deep/a.gltf",
            "deep/b.glb",
            "deep/b.gltf",
        ]);
        let sku = |text: &str| text.parse::<Sku>().unwrap();
        let gtin: Gtin = "4006381333931".parse().unwrap();
        assert_eq!(
            files.of(&sku("ch-1"), None).unwrap(),
            Path::new("/sheet/CH-1.glb")
        );
        assert_eq!(
            files.of(&sku("PEN"), Some(&gtin)).unwrap(),
            Path::new("/sheet/04006381333931_A1N1.glb")
        );
        assert!(files.of(&sku("PEN"), None).unwrap_err().contains("PEN"));
        assert!(files.of(&sku("b"), None).unwrap_err().contains("both"));
    }

    #[test]
    fn a_file_is_found_by_name_inside_the_folder_alone() {
        let files = ModelFiles::of_names(&["deep/Chair.GLB", "lamp.gltf"]);
        assert_eq!(
            files.named("deep\\chair.glb").unwrap(),
            Path::new("/sheet/deep/Chair.GLB")
        );
        assert_eq!(
            files.named("./lamp").unwrap(),
            Path::new("/sheet/lamp.gltf")
        );
        assert!(files.named("chair.glb").is_err());
        let marks = ModelFiles::of_names(&["Stu\u{308}hle.glb"]);
        assert!(marks.named("St\u{fc}hle.glb").is_ok());
        assert!(
            ModelFiles::of_names(&["St\u{fc}hle.glb"])
                .named("stu\u{308}hle")
                .is_ok()
        );
        for outside in ["../lamp.gltf", "/lamp.gltf"] {
            assert!(files.named(outside).unwrap_err().contains("sheet's folder"));
        }
    }

    #[test]
    fn folders_are_searched() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["b/2.GLB", "1.gltf", "1.bin", "notes.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = ModelFiles::find(folder.path()).unwrap();
        assert_eq!(found.paths, [Path::new("1.gltf"), Path::new("b/2.GLB")]);
        assert!(ModelFiles::find(&folder.path().join("none")).is_err());
    }
}
