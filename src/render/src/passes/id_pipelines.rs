//! Pipelines that draw IDs instead of colours, and their shaders.

use asset::model::Slot;

use super::formats::{DEPTH, ID_BUFFER_DEPTH, PICKED, SAMPLE_ID, SAMPLES, TRIANGLE_ID};
use super::layouts::Layouts;
use super::recipe::{Made, Recipe, fragment, hiding, layout, pipeline_layout, shader};
use super::surface_text::MATERIAL;
use crate::Gpu;
use crate::gpu::{Features, compose};
use crate::scene::slots;
use crate::scene::{Attribute, Geometry, MaterialBinding};

pub(super) const ID_BUFFER: &str = include_str!("../../../../shaders/id_buffer.wgsl");

/// What the IDs are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Use {
    /// The object's ID from 1 on, the triangle's within its geometry, and the bits of the depth, into
    /// `Rgba32Uint`. Everything hides what is behind it.
    Pick,
    /// A triangle's ID in the whole scene from 1 on, into `R32Uint`. For opaque surfaces alone.
    Triangle,
    /// The same for what casts a shadow: from both sides, and whatever its material.
    Cast,
    /// Triangles in front of every opaque surface are marked in a list; nothing is drawn.
    Mark,
    /// [`Triangle`](Self::Triangle) for each sample that a picture's pixels have, in two halves into
    /// `Rg16Uint`.
    Samples,
    /// [`Mark`](Self::Mark) on what that drew.
    SampleMark,
}

impl Use {
    const fn format(self) -> wgpu::TextureFormat {
        match self {
            Self::Pick => PICKED,
            Self::Triangle | Self::Cast | Self::Mark => TRIANGLE_ID,
            Self::Samples | Self::SampleMark => SAMPLE_ID,
        }
    }

    /// Whether it follows a picture to its samples.
    const fn has_samples(self) -> bool {
        matches!(self, Self::Samples | Self::SampleMark)
    }

    pub(super) const fn marks(self) -> bool {
        matches!(self, Self::Mark | Self::SampleMark)
    }
}

/// All that tells one pipeline from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    shader: String,
    attributes: Vec<Attribute>,
    /// How many textures and samplers the material has; `None` where it isn't asked.
    counts: Option<(usize, usize)>,
    topology: wgpu::PrimitiveTopology,
    double_sided: bool,
    mirrored: bool,
    to: Use,
}

/// Pipelines that draw IDs.
#[derive(Debug)]
pub(crate) struct IdBufferPipelines {
    /// The list of marks and the depth of what hides.
    pub(crate) mark_layout: wgpu::BindGroupLayout,
    /// The same for the samples of a picture.
    pub(crate) sample_mark_layout: wgpu::BindGroupLayout,
    made: Made<Key>,
}

impl IdBufferPipelines {
    pub(super) fn new(gpu: &Gpu) -> Self {
        let list = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Storage { read_only: false },
            has_dynamic_offset: false,
            min_binding_size: None,
        };
        let marks = |multisampled| {
            let depth = wgpu::BindingType::Texture {
                sample_type: wgpu::TextureSampleType::Depth,
                view_dimension: wgpu::TextureViewDimension::D2,
                multisampled,
            };
            layout(gpu, "marks", &[fragment(0, list), fragment(1, depth)])
        };
        Self {
            mark_layout: marks(false),
            sample_mark_layout: marks(true),
            made: Made::default(),
        }
    }

    /// The pipeline, the attributes that it takes, and whether it takes the material.
    pub(super) fn get(
        &self,
        gpu: &Gpu,
        layouts: &Layouts,
        binding: &MaterialBinding,
        geometry: &Geometry,
        mirrored: bool,
        to: Use,
    ) -> (wgpu::RenderPipeline, Vec<Attribute>, bool) {
        let material = Asked::of(binding, to);
        let (shader, attributes) =
            id_buffer_text(material.as_ref(), |attribute| geometry.has(attribute), to);
        let key = Key {
            shader,
            attributes: attributes.clone(),
            counts: material.as_ref().map(|_| binding.counts),
            topology: geometry.topology,
            double_sided: binding.double_sided || to == Use::Cast,
            mirrored,
            to,
        };
        let pipeline = self.made.get(key, |key| self.make(gpu, layouts, key));
        (pipeline, attributes, material.is_some())
    }

    fn make(&self, gpu: &Gpu, layouts: &Layouts, key: &Key) -> wgpu::RenderPipeline {
        let material = key.counts.map(|counts| layouts.material(gpu, counts));
        let is_mark = key.to.marks();
        let marks = match key.to {
            Use::SampleMark => &self.sample_mark_layout,
            _ => &self.mark_layout,
        };
        let groups = [
            Some(layouts.object()),
            material.as_ref(),
            is_mark.then_some(marks),
        ];
        let (depth, samples) = match key.to.has_samples() {
            true => (DEPTH, SAMPLES),
            false => (ID_BUFFER_DEPTH, 1),
        };
        Recipe {
            label: "ID buffer",
            shader: &shader(gpu, "ID buffer", &key.shader),
            layout: Some(&pipeline_layout(gpu, "ID buffer", &groups)),
            attributes: &key.attributes,
            primitive: wgpu::PrimitiveState {
                topology: key.topology,
                front_face: if key.mirrored {
                    wgpu::FrontFace::Cw
                } else {
                    wgpu::FrontFace::Ccw
                },
                cull_mode: (!key.double_sided).then_some(wgpu::Face::Back),
                ..wgpu::PrimitiveState::default()
            },
            depth: (!is_mark).then(|| hiding(depth)),
            samples,
            target: wgpu::ColorTargetState {
                format: key.to.format(),
                blend: None,
                write_mask: if is_mark {
                    wgpu::ColorWrites::empty()
                } else {
                    wgpu::ColorWrites::ALL
                },
            },
        }
        .make(gpu)
    }
}

/// What says that the shader takes a UV set, by the set's number.
const UV_FEATURES: [&str; 4] = ["UV0", "UV1", "UV2", "UV3"];

/// What is asked of a material whose alpha decides on what is drawn.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) is_masked: bool,
    /// The texture of its base colour.
    pub(super) base: Option<slots::Bound>,
    /// How many textures and samplers its bind group has.
    pub(super) counts: (usize, usize),
}

impl Asked {
    /// `None` where alpha decides nothing.
    fn of(binding: &MaterialBinding, to: Use) -> Option<Self> {
        let is_masked = binding.features.contains("MASK");
        let decides = match to {
            Use::Pick => binding.blend || is_masked,
            Use::Triangle | Use::Samples => is_masked,
            Use::Cast | Use::Mark | Use::SampleMark => false,
        };
        let base = |bound: &&slots::Bound| bound.slot == Slot::BaseColor;
        decides.then(|| Self {
            is_masked,
            base: binding.bound.iter().find(base).copied(),
            counts: binding.counts,
        })
    }
}

/// The shader, and the attributes that it takes.
pub(super) fn id_buffer_text(
    material: Option<&Asked>,
    has: impl Fn(Attribute) -> bool,
    to: Use,
) -> (String, Vec<Attribute>) {
    let mut features = Features::new();
    let mut attributes = vec![Attribute::Position];
    let on = [
        ("PICK", to == Use::Pick),
        ("MARK", to.marks()),
        ("SAMPLES", to.has_samples()),
    ];
    features.extend(on.iter().filter(|(_, on)| *on).map(|(name, _)| *name));
    // What the language wants first.
    let mut text = String::from("enable primitive_index;\n");
    let mut body = ID_BUFFER.to_owned();
    if let Some(material) = material {
        features.insert("ALPHA");
        if material.is_masked {
            features.insert("MASK");
        }
        if has(Attribute::Color) {
            features.insert("COLOR");
        }
        text += MATERIAL;
        if let Some(base) = material.base {
            features.insert("BASE_MAP");
            features.extend(base.uv_set.and_then(|set| UV_FEATURES.get(set)));
            body = body
                .replace("BASE_TEXTURE", &format!("texture_{}", base.texture))
                .replace("BASE_SAMPLER", &format!("sampler_{}", base.sampler));
            let plain = slots::Bound {
                anisotropic: false,
                ..base
            };
            let (textures, samplers) = material.counts;
            body += &slots::wgsl(&[plain], textures, samplers);
        }
        let sets = Attribute::UVS.into_iter().zip(UV_FEATURES);
        for (attribute, feature) in sets.chain([(Attribute::Color, "COLOR")]) {
            if features.contains(feature) {
                attributes.push(attribute);
            }
        }
    }
    text += &compose(&[&body], &features);
    (text, attributes)
}
