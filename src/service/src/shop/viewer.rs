//! The web viewer and its decoders, as the shop's pages load them.

use super::assets::Assets;

/// The viewer's own files, by their path on the shop.
pub struct ViewerFiles(Assets);

impl Default for ViewerFiles {
    fn default() -> Self {
        Self::new()
    }
}

impl ViewerFiles {
    /// The files of this version.
    #[must_use]
    pub fn new() -> Self {
        Self(Assets::new())
    }

    /// Media type and bytes of the file at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<(&'static str, &'static [u8])> {
        let file = self.0.get(path)?;
        Some((file.media_type, file.content))
    }

    /// The path of the viewer's script.
    #[must_use]
    pub fn viewer(&self) -> &str {
        &self.0.paths().viewer
    }

    /// The path of the meshopt decoder.
    #[must_use]
    pub fn meshopt(&self) -> &str {
        &self.0.paths().meshopt
    }

    /// The folder of the Draco decoder.
    #[must_use]
    pub fn draco(&self) -> &str {
        &self.0.paths().draco
    }

    /// The folder of the Basis transcoder.
    #[must_use]
    pub fn basis(&self) -> &str {
        &self.0.paths().basis
    }
}
