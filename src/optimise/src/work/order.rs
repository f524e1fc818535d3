//! What is drawn in an order that can be seen.

use asset::Model;
use asset::model::{AlphaMode, Primitive};

/// What of a part's order can be seen, in any variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Order {
    /// Whether the viewer sorts it among others by its middle: it must stay a part of its own, and its
    /// middle where it is.
    pub(crate) sorted: bool,
    /// Whether its triangles are seen through one another: they must stay in their order.
    pub(crate) layered: bool,
    /// Whether it lies in one place with another part: its place in the order of drawing must stay.
    pub(crate) tied: bool,
}

impl Order {
    /// Of `primitive` in all that it may wear.
    pub(crate) fn of(model: &Model, primitive: &Primitive) -> Self {
        let variants = primitive.variant_materials.iter().map(|own| own.material);
        let worn = primitive.material.into_iter().chain(variants);
        let mut order = Self::default();
        for material in worn.filter_map(|material| model.materials.get(material)) {
            let blends = material.alpha_mode == AlphaMode::Blend;
            order.layered |= blends;
            order.sorted |= blends || material.transmission.is_some();
        }
        order
    }
}
