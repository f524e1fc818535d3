//! The table of pipelines that are the same whatever is drawn: a device has one of each.

use super::formats::{COLOR, COVER, DEPTH, OVER, RADIANCE, SAMPLES};
use super::recipe::{Recipe, hiding, pipeline_layout, shader};
use crate::Gpu;
use crate::scene::Attribute;

/// A pipeline that is the same whatever is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fixed {
    /// Turns the picture upright over its background.
    Flatten,
    /// Halves radiance.
    Downsample,
    /// Lays the rim of what is outlined over a picture.
    Outline,
    /// How near everything is to the floor, seen from below.
    Nearness,
    /// Blurs the shadow along one axis.
    Blur,
    /// Lays the shadow on the floor, in the picture.
    Floor,
    /// The same in a picture of one sample a pixel.
    DraftFloor,
}

/// What tells one from the others.
struct Row {
    label: &'static str,
    shader: &'static str,
    format: wgpu::TextureFormat,
    blend: Option<wgpu::BlendState>,
    /// Whether it is drawn with a depth test.
    depth: bool,
    samples: u32,
    of: Shape,
}

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One triangle over all there is; the shader knows its corners.
    All,
    /// A strip of triangles; the shader knows its corners.
    Strip,
    /// The positions of an object; its numbers lie in one buffer with those of others.
    Object,
}

impl Fixed {
    /// How many there are.
    pub(super) const COUNT: usize = Self::DraftFloor as usize + 1;

    fn row(self) -> &'static Row {
        match self {
            Self::Flatten => &Row {
                label: "flatten",
                shader: include_str!("../../../../shaders/flatten.wgsl"),
                format: COLOR,
                blend: None,
                depth: false,
                samples: 1,
                of: Shape::All,
            },
            Self::Downsample => &Row {
                label: "downsample",
                shader: include_str!("../../../../shaders/downsample.wgsl"),
                format: RADIANCE,
                blend: None,
                depth: false,
                samples: 1,
                of: Shape::All,
            },
            Self::Outline => &Row {
                label: "outline",
                shader: include_str!("../../../../shaders/outline.wgsl"),
                format: COLOR,
                blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                depth: false,
                samples: 1,
                of: Shape::All,
            },
            Self::Nearness => &Row {
                label: "shadow",
                shader: include_str!("../../../../shaders/shadow.wgsl"),
                format: COVER,
                blend: None,
                depth: true,
                samples: 1,
                of: Shape::Object,
            },
            Self::Blur => &Row {
                label: "shadow blur",
                shader: include_str!("../../../../shaders/shadow_blur.wgsl"),
                format: COVER,
                blend: None,
                depth: false,
                samples: 1,
                of: Shape::All,
            },
            Self::Floor => &Row {
                label: "floor",
                shader: include_str!("../../../../shaders/floor.wgsl"),
                format: COLOR,
                blend: Some(OVER),
                depth: true,
                samples: SAMPLES,
                of: Shape::Strip,
            },
            Self::DraftFloor => &Row {
                label: "floor",
                shader: include_str!("../../../../shaders/floor.wgsl"),
                format: COLOR,
                blend: Some(OVER),
                depth: true,
                samples: 1,
                of: Shape::Strip,
            },
        }
    }

    /// Makes it; `object` is the layout of an object's numbers.
    pub(super) fn make(self, gpu: &Gpu, object: &wgpu::BindGroupLayout) -> wgpu::RenderPipeline {
        let row = self.row();
        let is_object = row.of == Shape::Object;
        let layout = is_object.then(|| pipeline_layout(gpu, row.label, &[Some(object)]));
        Recipe {
            label: row.label,
            shader: &shader(gpu, row.label, row.shader),
            layout: layout.as_ref(),
            attributes: if is_object {
                &[Attribute::Position]
            } else {
                &[]
            },
            primitive: wgpu::PrimitiveState {
                topology: match row.of {
                    Shape::Strip => wgpu::PrimitiveTopology::TriangleStrip,
                    Shape::All | Shape::Object => wgpu::PrimitiveTopology::TriangleList,
                },
                ..wgpu::PrimitiveState::default()
            },
            depth: row.depth.then(|| hiding(DEPTH)),
            samples: row.samples,
            target: wgpu::ColorTargetState {
                format: row.format,
                blend: row.blend,
                write_mask: wgpu::ColorWrites::ALL,
            },
        }
        .make(gpu)
    }
}
