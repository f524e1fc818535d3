//! What a picture shows.

use crate::{Camera, Framing, Highlight, LookMode, view_camera};
use viewer::{Attributes, Background};

/// What is drawn, from where and how.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Where from.
    pub camera: Camera,
    /// How: exposure, tone mapping, environment, shadow, variant, animation and time. The camera's
    /// attributes have no effect here: they made `camera`.
    pub attributes: Attributes,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// What is behind the model.
    pub background: Background,
    /// What of the surfaces is shown.
    pub look: LookMode,
    /// Parts that get an outline, if any.
    pub highlight: Option<Highlight>,
    /// Whether each pixel has one sample: edges are jagged, and many small triangles take half the time. What is
    /// seen through glass, and outlines, ask for all samples all the same.
    pub draft: bool,
    /// The frame of the model as `attributes` place it; `None` where they leave it as the file has it.
    pub framing: Option<Framing>,
}

impl View {
    /// The view that the web viewer would show for `attributes` in a picture of `size`.
    #[must_use]
    pub fn of(framing: &Framing, attributes: &Attributes, size: [u32; 2]) -> Self {
        let [width, height] = size.map(|side| f64::from(side.max(1)));
        Self {
            camera: view_camera(framing, attributes, width / height),
            attributes: attributes.clone(),
            size,
            background: attributes.background,
            look: LookMode::Shaded,
            highlight: None,
            draft: false,
            framing: Some(framing.clone()),
        }
    }
}
