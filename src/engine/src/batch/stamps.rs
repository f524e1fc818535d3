//! Hashes of files that are known from an earlier run, as long as length and time haven't changed.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use base::{ContentHash, ContentHasher, Fault, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

/// What is known of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u64,
    sha256: ContentHash,
}

/// Hashes by path.
#[derive(Debug, Default)]
pub(super) struct Stamps(Mutex<BTreeMap<PathBuf, Stamp>>);

impl Stamps {
    /// Those saved at `path`; none where there are none or they can't be read: they only save time.
    pub(super) fn read(path: &Path) -> Self {
        let saved = std::fs::read(path).ok();
        let known = saved.and_then(|saved| serde_json::from_slice(&saved).ok());
        Self(Mutex::new(known.unwrap_or_default()))
    }

    /// Saves them.
    pub(super) fn save(&self, path: &Path) -> Result<()> {
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let text = serde_json::to_vec(&known)
            .map_err(|error| Fault::service("Hashes can't be written as JSON").because(error))?;
        Ok(asset::save(path, &text)?)
    }

    /// The hash of a model: its file, and of a glTF every file beside it that it names.
    pub(super) fn model(&self, path: &Path) -> Result<ContentHash> {
        let main = self.file(path)?;
        if path
            .extension()
            .is_none_or(|end| !end.eq_ignore_ascii_case("gltf"))
        {
            return Ok(main);
        }
        let mut all = ContentHasher::default();
        all.update(main.as_bytes());
        for named in named_files(path) {
            // A file that is missing is found out when the model is read.
            if let Ok(hash) = self.file(&named) {
                all.update(hash.as_bytes());
            }
        }
        Ok(all.finish().0)
    }

    fn file(&self, path: &Path) -> Result<ContentHash> {
        let fail = |error: std::io::Error| {
            Fault::input(format!("{} can't be read: {error}", path.display()))
                .hint("Check that the file is still there and may be read")
                .because(error)
        };
        let mut file = File::open(path).map_err(fail)?;
        let about = file.metadata().map_err(fail)?;
        let modified = about.modified().ok();
        let modified = modified
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .and_then(|since| u64::try_from(since.as_nanos()).ok());
        if let Some(modified) = modified {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(stamp) = known.get(path)
                && (stamp.bytes, stamp.modified) == (about.len(), modified)
            {
                return Ok(stamp.sha256);
            }
        }
        let (sha256, bytes) = ContentHash::of_reader(&mut file).map_err(fail)?;
        if let Some(modified) = modified {
            let stamp = Stamp {
                bytes,
                modified,
                sha256,
            };
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(path.to_owned(), stamp);
        }
        Ok(sha256)
    }
}

/// The files that the glTF at `path` names; none where it can't be read, which reading it tells.
fn named_files(path: &Path) -> Vec<PathBuf> {
    let document: Option<Value> = std::fs::read(path)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok());
    let base = std::path::absolute(path)
        .ok()
        .and_then(|path| Url::from_file_path(path).ok());
    let (Some(document), Some(base)) = (document, base) else {
        return Vec::new();
    };
    ["buffers", "images"]
        .into_iter()
        .filter_map(|list| document.get(list)?.as_array())
        .flatten()
        .filter_map(|entry| entry.get("uri")?.as_str())
        .filter(|uri| !uri.starts_with("data:"))
        .filter_map(|uri| base.join(uri).ok()?.to_file_path().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_hash_is_kept_until_the_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (model, saved) = (
            folder.path().join("a.glb"),
            folder.path().join("hashes.json"),
        );
        std::fs::write(&model, "one").unwrap();
        let stamps = Stamps::read(&saved);
        assert_eq!(stamps.model(&model).unwrap(), ContentHash::of(b"one"));
        stamps.save(&saved).unwrap();
        let stamps = Stamps::read(&saved);
        assert!(stamps.0.lock().unwrap().contains_key(&model));
        std::fs::write(&model, "longer").unwrap();
        assert_eq!(stamps.model(&model).unwrap(), ContentHash::of(b"longer"));
        assert!(stamps.model(&folder.path().join("none.glb")).is_err());
    }

    #[test]
    fn a_gltf_is_its_files_too() {
        let folder = tempfile::tempdir().unwrap();
        let (model, buffer) = (folder.path().join("a.gltf"), folder.path().join("a b.bin"));
        std::fs::write(
            &model,
            r#"{"buffers": [{"uri": "a%20b.bin"}], "images": [{}]}"#,
        )
        .unwrap();
        std::fs::write(&buffer, "one").unwrap();
        let before = Stamps::default().model(&model).unwrap();
        std::fs::write(&buffer, "two").unwrap();
        assert_ne!(Stamps::default().model(&model).unwrap(), before);
    }
}
