//! The ID buffer: IDs of objects and triangles are drawn instead of colours, and say what is where.
//! Picking and visibility read it.

use asset::model::Slot;
use bytemuck::{Pod, Zeroable};
use glam::DMat4;

use super::formats::{ID_BUFFER_DEPTH, PICKED, TRIANGLE_ID};
use super::recipe::{Made, Recipe, fragment, hiding, layout, pipeline_layout, shader};
use super::surface_text::MATERIAL;
use crate::gpu::{Features, compose};
use crate::scene::slots;
use crate::scene::{Attribute, Geometry, MaterialBinding};
use crate::{Gpu, RenderContext, Scene};

pub(super) const ID_BUFFER: &str = include_str!("../../../../shaders/id_buffer.wgsl");

/// What the IDs are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Use {
    /// The object's ID from 1 on, the triangle's within its geometry, and the bits of the depth, into
    /// `Rgba32Uint`. Everything hides what is behind it.
    Pick,
    /// A triangle's ID in the whole scene from 1 on, into `R32Uint`. For opaque surfaces alone.
    Triangle,
    /// Triangles in front of every opaque surface are marked in a list; nothing is drawn.
    Mark,
}

impl Use {
    const fn format(self) -> wgpu::TextureFormat {
        match self {
            Self::Pick => PICKED,
            Self::Triangle | Self::Mark => TRIANGLE_ID,
        }
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
    made: Made<Key>,
}

impl IdBufferPipelines {
    pub(super) fn new(gpu: &Gpu) -> Self {
        let list = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Storage { read_only: false },
            has_dynamic_offset: false,
            min_binding_size: None,
        };
        let depth = wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Depth,
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        };
        Self {
            mark_layout: layout(gpu, "marks", &[fragment(0, list), fragment(1, depth)]),
            made: Made::default(),
        }
    }

    fn get(
        &self,
        context: &RenderContext,
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
            double_sided: binding.double_sided,
            mirrored,
            to,
        };
        let pipeline = self.made.get(key, |key| self.make(context, key));
        (pipeline, attributes, material.is_some())
    }

    fn make(&self, context: &RenderContext, key: &Key) -> wgpu::RenderPipeline {
        let gpu = context.gpu();
        let object = context.pipelines().object_layout();
        let material = key.counts.map(|counts| context.material_layout(counts));
        let is_mark = key.to == Use::Mark;
        let groups = [
            Some(object),
            material.as_ref(),
            is_mark.then_some(&self.mark_layout),
        ];
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
            depth: (!is_mark).then(|| hiding(ID_BUFFER_DEPTH)),
            samples: 1,
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
            Use::Triangle => is_masked,
            Use::Mark => false,
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
    match to {
        Use::Pick => features.insert("PICK"),
        Use::Triangle => false,
        Use::Mark => features.insert("MARK"),
    };
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

/// One drawing of a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdItem {
    /// The part's number in the scene.
    pub(crate) part: usize,
    /// Which of its instances.
    pub(crate) instance: usize,
    /// From its space to the clip space.
    pub(crate) to_clip: DMat4,
    /// Whether its matrix mirrors, which turns the winding of triangles.
    pub(crate) mirrored: bool,
}

/// All that is drawn into one ID buffer.
pub(crate) struct IdList {
    pub(crate) items: Vec<IdItem>,
    objects: wgpu::BindGroup,
    stride: u32,
}

/// Laid out as id_buffer.wgsl has it.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Object {
    to_clip: [f32; 16],
    first: u32,
    padding: [u32; 3],
}

impl IdList {
    /// All instances of the parts that `shown` says. `project` goes from the world to a clip space
    /// whose depth is 0 to 1; `first` says what is added to a triangle's ID, by item and part.
    pub(crate) fn new(
        context: &RenderContext,
        scene: &Scene,
        project: DMat4,
        shown: impl Fn(usize) -> bool,
        first: impl Fn(usize, usize) -> u32,
    ) -> Self {
        let limits = context.gpu().device().limits();
        let stride = (size_of::<Object>() as u32)
            .next_multiple_of(limits.min_uniform_buffer_offset_alignment);
        let mut items = Vec::new();
        let mut bytes: Vec<u8> = Vec::new();
        for (index, part) in scene.parts().iter().enumerate() {
            if !shown(index) || part.binding().is_none() {
                continue;
            }
            for (instance, matrix) in part.matrices.iter().enumerate() {
                let to_clip = project * *matrix;
                let object = Object {
                    to_clip: to_clip.as_mat4().to_cols_array(),
                    first: first(items.len(), index),
                    padding: [0; 3],
                };
                bytes.extend(bytemuck::bytes_of(&object));
                bytes.resize(bytes.len().next_multiple_of(stride as usize), 0);
                items.push(IdItem {
                    part: index,
                    instance,
                    to_clip,
                    mirrored: part.mirrored,
                });
            }
        }
        if bytes.is_empty() {
            bytes.resize(stride as usize, 0);
        }
        let buffer = context.uniform("objects with IDs", &bytes);
        let objects = context
            .gpu()
            .device()
            .create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("objects with IDs"),
                layout: context.pipelines().object_layout(),
                entries: &[wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                        buffer: &buffer,
                        offset: 0,
                        size: std::num::NonZero::new(size_of::<Object>() as u64),
                    }),
                }],
            });
        Self {
            items,
            objects,
            stride,
        }
    }

    /// Draws the items that `which` picks. For [`Use::Mark`] the third bind group is set already.
    pub(crate) fn draw(
        &self,
        context: &RenderContext,
        scene: &Scene,
        to: Use,
        which: impl Fn(&MaterialBinding) -> bool,
        pass: &mut wgpu::RenderPass<'_>,
    ) {
        for (number, item) in (0_u32..).zip(&self.items) {
            let part = &scene.parts()[item.part];
            let Some(binding) = part.binding().filter(|binding| which(binding)) else {
                continue;
            };
            let geometry = &part.geometry;
            let pipelines = context.pipelines().id_buffer(context.gpu());
            let (pipeline, attributes, textured) =
                pipelines.get(context, binding, geometry, item.mirrored, to);
            pass.set_pipeline(&pipeline);
            pass.set_bind_group(0, &self.objects, &[number * self.stride]);
            if textured {
                pass.set_bind_group(1, &binding.bind_group, &[]);
            }
            for (slot, attribute) in (0..).zip(attributes) {
                if let Some(buffer) = geometry.buffer(attribute) {
                    pass.set_vertex_buffer(slot, buffer.slice(..));
                }
            }
            geometry.draw(pass);
        }
    }
}

/// From OpenGL's clip space to one whose depth is 0 to 1.
pub(crate) fn depth_from_zero(projection: DMat4) -> DMat4 {
    DMat4::from_cols_array(&[
        1.0, 0.0, 0.0, 0.0, //
        0.0, 1.0, 0.0, 0.0, //
        0.0, 0.0, 0.5, 0.0, //
        0.0, 0.0, 0.5, 1.0,
    ]) * projection
}
