//! What the window keeps from one start to the next.

use base::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Engine, private_file};

impl Engine {
    /// What was [kept](Self::remember); nothing where nothing was, or where it can't be read any more.
    #[must_use]
    pub fn remembered<T: DeserializeOwned>(&self) -> Option<T> {
        private_file::read(&self.data.window()).unwrap_or_else(|fault| {
            tracing::warn!(causes = ?fault.causes(), "{fault}");
            None
        })
    }

    /// Keeps `value` in the data folder.
    ///
    /// # Errors
    /// A service fault where it can't be written.
    pub fn remember(&self, value: &impl Serialize) -> Result<()> {
        private_file::write(&self.data.window(), value)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use crate::{Engine, EngineOptions};

    #[test]
    fn what_is_kept_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let start = || {
            Engine::new(EngineOptions {
                data_dir: Some(folder.path().join("data")),
                ..EngineOptions::default()
            })
            .unwrap()
        };
        assert_eq!(start().remembered::<Vec<u32>>(), None);
        start().remember(&[1, 2]).unwrap();
        assert_eq!(start().remembered(), Some(vec![1, 2]));
        std::fs::write(folder.path().join("data/window.json"), b"{").unwrap();
        assert_eq!(start().remembered::<Vec<u32>>(), None);
    }
}
