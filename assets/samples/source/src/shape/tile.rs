//! How a texture lies on a surface.

use glam::DVec2;

/// A repeating texture's size and direction on a surface.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tile {
    /// Metres that one repeat of the texture covers.
    pub(crate) metres: f64,
    /// Whether the texture's vertical (the grain of wood) lies along the surface's first direction instead of its second.
    pub(crate) turned: bool,
}

impl Tile {
    /// A texture that repeats every `metres`, upright.
    pub(crate) fn upright(metres: f64) -> Self {
        Self {
            metres,
            turned: false,
        }
    }

    /// A texture that repeats every `metres`, its vertical along the surface's first direction.
    pub(crate) fn turned(metres: f64) -> Self {
        Self {
            metres,
            turned: true,
        }
    }

    /// Texture coordinates of a point `first` metres along the surface's first direction and `second` up its second one.
    pub(crate) fn at(self, first: f64, second: f64) -> DVec2 {
        let (u, v) = (first / self.metres, second / self.metres);
        if self.turned {
            DVec2::new(v, u)
        } else {
            DVec2::new(u, -v)
        }
    }
}
