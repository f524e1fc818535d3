//! What workers have made ready and the window hasn't taken yet. News carry its number alone, so that the
//! state knows nothing of the graphics.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::prepare::{PreparedScene, PreparedTextures, PreparedView};
use crate::scene::{SceneHandle, TexturesHandle, ViewHandle};

/// The store. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PreparedStore {
    last: Arc<AtomicU64>,
    kept: Arc<Mutex<HashMap<u64, Prepared>>>,
}

#[derive(Debug)]
enum Prepared {
    Scene(PreparedScene),
    Textures(PreparedTextures),
    View(Box<PreparedView>),
}

impl PreparedStore {
    pub(crate) fn keep_scene(&self, scene: PreparedScene) -> SceneHandle {
        SceneHandle(self.keep(Prepared::Scene(scene)))
    }

    pub(crate) fn keep_textures(&self, textures: PreparedTextures) -> TexturesHandle {
        TexturesHandle(self.keep(Prepared::Textures(textures)))
    }

    pub(crate) fn keep_view(&self, view: Box<PreparedView>) -> ViewHandle {
        ViewHandle(self.keep(Prepared::View(view)))
    }

    /// The scene of that number; one that draws nothing where there is none.
    pub(crate) fn take_scene(&self, handle: SceneHandle) -> PreparedScene {
        match self.take(handle.0) {
            Some(Prepared::Scene(scene)) => scene,
            _ => PreparedScene::default(),
        }
    }

    /// The textures of that number; none where there are none.
    pub(crate) fn take_textures(&self, handle: TexturesHandle) -> PreparedTextures {
        match self.take(handle.0) {
            Some(Prepared::Textures(textures)) => textures,
            _ => PreparedTextures::default(),
        }
    }

    /// The view of that number.
    pub(crate) fn take_view(&self, handle: ViewHandle) -> Option<PreparedView> {
        match self.take(handle.0) {
            Some(Prepared::View(view)) => Some(*view),
            _ => None,
        }
    }

    /// Drops what nobody has taken of these: it may fill the graphics memory.
    pub(crate) fn forget(&self, scene: SceneHandle, textures: TexturesHandle, view: ViewHandle) {
        for number in [scene.0, textures.0, view.0] {
            drop(self.take(number));
        }
    }

    fn keep(&self, prepared: Prepared) -> u64 {
        // 0 is none.
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        self.lock().insert(number, prepared);
        number
    }

    fn take(&self, number: u64) -> Option<Prepared> {
        self.lock().remove(&number)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Prepared>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_taken_once_or_forgotten() {
        let store = PreparedStore::default();
        let scene = store.keep_scene(PreparedScene::default());
        let textures = store.clone().keep_textures(PreparedTextures::default());
        assert_ne!(scene, SceneHandle::default());
        assert_eq!(store.lock().len(), 2);
        drop(store.take_scene(scene));
        assert_eq!(store.lock().len(), 1);
        store.forget(scene, textures, ViewHandle::default());
        assert!(store.lock().is_empty());
        assert!(store.take_view(ViewHandle::default()).is_none());
    }
}
