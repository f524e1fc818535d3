//! The shop's own files: style, script, the viewer and its decoders. They are part of the binary
//! and served under the hash of their content, so that they can be cached for ever.

use std::collections::HashMap;

use base::ContentHasher;
use serde::Serialize;

/// A file of the shop.
pub(super) struct StaticFile {
    pub media_type: &'static str,
    pub content: &'static [u8],
}

/// Where the files are that templates refer to.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Paths {
    style: String,
    script: String,
    icon: String,
    pub viewer: String,
    pub meshopt: String,
    /// Folders, with a slash at the end: these decoders load more than one file from it.
    pub draco: String,
    pub basis: String,
}

/// The files and their paths.
pub(super) struct Assets {
    files: HashMap<String, StaticFile>,
    paths: Paths,
}

const JS: &str = "text/javascript; charset=utf-8";
const WASM: &str = "application/wasm";

macro_rules! shop_file {
    ($name:literal, $type:expr) => {
        (
            $name,
            $type,
            include_bytes!(concat!("../../../../assets/shop/", $name)).as_slice(),
        )
    };
}

const DECODER: &[u8] =
    include_bytes!("../../../../assets/shop/vendor/meshopt/meshopt_decoder.js").as_slice();
const NEWER: &[u8] = include_bytes!("../../../../assets/shop/meshopt_newer.js").as_slice();

/// The decoder, and what makes the viewer use it.
static MESHOPT: [u8; DECODER.len() + NEWER.len()] = joined(DECODER, NEWER);

/// One after the other.
const fn joined<const LENGTH: usize>(first: &[u8], second: &[u8]) -> [u8; LENGTH] {
    let mut whole = [0; LENGTH];
    let (start, end) = whole.split_at_mut(first.len());
    start.copy_from_slice(first);
    end.copy_from_slice(second);
    whole
}

type Embedded = (&'static str, &'static str, &'static [u8]);

impl Assets {
    pub(super) fn new() -> Self {
        let mut assets = Self {
            files: HashMap::new(),
            paths: Paths::default(),
        };
        assets.paths = Paths {
            style: assets.add_file(shop_file!("shop.css", "text/css; charset=utf-8")),
            script: assets.add_file(shop_file!("shop.js", JS)),
            icon: assets.add_file(shop_file!("favicon.svg", "image/svg+xml")),
            viewer: assets.add_file(shop_file!("vendor/model-viewer.js", JS)),
            meshopt: assets.add_file(("meshopt_decoder.js", JS, &MESHOPT)),
            draco: assets.add_folder(&[
                shop_file!("vendor/draco/draco_decoder.wasm", WASM),
                shop_file!("vendor/draco/draco_wasm_wrapper.js", JS),
            ]),
            basis: assets.add_folder(&[
                shop_file!("vendor/basis/basis_transcoder.js", JS),
                shop_file!("vendor/basis/basis_transcoder.wasm", WASM),
            ]),
        };
        assets
    }

    pub(super) fn get(&self, path: &str) -> Option<&StaticFile> {
        self.files.get(path)
    }

    pub(super) const fn paths(&self) -> &Paths {
        &self.paths
    }

    fn add_file(&mut self, file: Embedded) -> String {
        let folder = self.add_folder(&[file]);
        folder + base_name(file.0)
    }

    /// Adds files that find each other by name: one hash for all.
    fn add_folder(&mut self, files: &[Embedded]) -> String {
        let mut hasher = ContentHasher::default();
        for (_, _, content) in files {
            hasher.update(content);
        }
        let hash = hasher.finish().0.to_string();
        let folder = format!("/assets/{}/", &hash[..16]);
        for (name, media_type, content) in files {
            self.files.insert(
                format!("{folder}{}", base_name(name)),
                StaticFile {
                    media_type,
                    content,
                },
            );
        }
        folder
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use std::path::Path;

    use base::ContentHash;

    use super::*;

    #[test]
    fn every_path_leads_to_its_file() {
        let assets = Assets::new();
        let paths = assets.paths();
        for path in [
            paths.style.clone(),
            paths.script.clone(),
            paths.viewer.clone(),
            paths.meshopt.clone(),
            format!("{}draco_decoder.wasm", paths.draco),
            format!("{}basis_transcoder.js", paths.basis),
        ] {
            assert!(assets.get(&path).is_some(), "{path}");
        }
        // The decoder comes first, and what hands it to the viewer then.
        let meshopt = assets.get(&paths.meshopt).unwrap().content;
        assert!(meshopt.starts_with(DECODER) && meshopt.ends_with(NEWER));
    }

    #[test]
    fn the_vendored_files_are_those_that_the_script_wrote() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/shop");
        let sums = std::fs::read_to_string(folder.join("vendor/CHECKSUMS")).unwrap();
        let mut seen = 0;
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            let content = std::fs::read(folder.join("vendor").join(name)).unwrap();
            assert_eq!(ContentHash::of(&content).to_string(), sum, "{name}");
            seen += 1;
        }
        assert!(seen >= 9, "only {seen} files are listed");
        let lock = std::fs::read_to_string(folder.join("package-lock.json")).unwrap();
        let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
        let version = |name: &str| lock["packages"][name]["version"].clone();
        assert_eq!(
            version("node_modules/@google/model-viewer"),
            listing::VIEWER_VERSION
        );
        assert_eq!(version("node_modules/three"), "0.183.2");
        // Up to 1.1.0, it misreads what newer encoders write.
        assert_eq!(version("node_modules/meshoptimizer"), "1.3.0");
    }
}
