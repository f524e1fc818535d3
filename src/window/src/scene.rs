//! What was made ready to draw, as the state knows it: by a number alone. Whoever owns the graphics has the
//! thing itself and looks it up.

/// A model that was made ready to draw; 0 is none, as where there is no graphics adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SceneHandle(pub(crate) u64);

/// The textures of a model that is on show; 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TexturesHandle(pub(crate) u64);

/// A view of the model on show that needed time; 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ViewHandle(pub(crate) u64);
