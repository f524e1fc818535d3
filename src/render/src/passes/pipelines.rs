//! Pipelines, made when something first needs them and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::brush::Brush;
use super::identity::IdentityPipelines;
use super::outline;
use super::shadow::ShadowPipelines;
use super::surface_text::{Side, Style, surface_text};
use super::{COLOR, RADIANCE, SAMPLES};
use crate::scene::{Attribute, Geometry, Look};
use crate::{Gpu, Stage};

const FLATTEN: &str = include_str!("../../../../shaders/flatten.wgsl");
const DOWNSAMPLE: &str = include_str!("../../../../shaders/downsample.wgsl");

/// All that tells one surface pipeline from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    shader: String,
    attributes: Vec<Attribute>,
    counts: (usize, usize),
    topology: wgpu::PrimitiveTopology,
    side: Side,
    mirrored: bool,
    blend: bool,
    format: wgpu::TextureFormat,
    brush: Brush,
}

/// The same, told by what is at hand when something is drawn: putting a shader's text together for
/// each of ten thousand parts would take seconds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Known {
    look: u64,
    attributes: u32,
    topology: wgpu::PrimitiveTopology,
    style: Style,
}

/// Looks come and go; more than this many ways of drawing are forgotten and found again.
const MOST_KNOWN: usize = 16_384;

/// A pipeline and the attributes that it takes.
type Surface = (wgpu::RenderPipeline, Arc<[Attribute]>);

/// Pipelines of a device.
#[derive(Debug)]
pub(crate) struct Pipelines {
    frame_layout: wgpu::BindGroupLayout,
    object_layout: wgpu::BindGroupLayout,
    known: Mutex<HashMap<Known, Surface>>,
    surfaces: Mutex<HashMap<Key, wgpu::RenderPipeline>>,
    modules: Mutex<HashMap<String, wgpu::ShaderModule>>,
    flatten: wgpu::RenderPipeline,
    downsample: OnceLock<wgpu::RenderPipeline>,
    outline: OnceLock<wgpu::RenderPipeline>,
    shadow: OnceLock<ShadowPipelines>,
    identity: OnceLock<IdentityPipelines>,
}

impl Pipelines {
    pub(crate) fn new(gpu: &Gpu) -> Self {
        let visibility = wgpu::ShaderStages::FRAGMENT;
        let texture = |binding| wgpu::BindGroupLayoutEntry {
            binding,
            visibility,
            ty: texture_type(),
            count: None,
        };
        let frame_layout = layout(
            gpu,
            "picture",
            &[
                uniform(0, wgpu::ShaderStages::VERTEX_FRAGMENT, false),
                wgpu::BindGroupLayoutEntry {
                    binding: 1,
                    visibility,
                    ty: wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                    count: None,
                },
                texture(2),
                texture(3),
                texture(4),
            ],
        );
        let object_layout = layout(
            gpu,
            "object",
            &[uniform(0, wgpu::ShaderStages::VERTEX_FRAGMENT, true)],
        );
        Self {
            frame_layout,
            object_layout,
            known: Mutex::default(),
            surfaces: Mutex::default(),
            modules: Mutex::default(),
            flatten: full_screen(gpu, "flatten", FLATTEN, COLOR),
            downsample: OnceLock::new(),
            outline: OnceLock::new(),
            shadow: OnceLock::new(),
            identity: OnceLock::new(),
        }
    }

    /// The layout of what all surfaces of a picture share.
    pub(crate) fn frame_layout(&self) -> &wgpu::BindGroupLayout {
        &self.frame_layout
    }

    /// The layout of where an object is.
    pub(crate) fn object_layout(&self) -> &wgpu::BindGroupLayout {
        &self.object_layout
    }

    /// Turns the picture upright over its background.
    pub(super) fn flatten(&self) -> &wgpu::RenderPipeline {
        &self.flatten
    }

    /// Halves radiance.
    pub(super) fn downsample(&self, gpu: &Gpu) -> &wgpu::RenderPipeline {
        self.downsample
            .get_or_init(|| full_screen(gpu, "downsample", DOWNSAMPLE, RADIANCE))
    }

    /// What draws numbers instead of colours.
    pub(crate) fn identity(&self, gpu: &Gpu) -> &IdentityPipelines {
        self.identity.get_or_init(|| IdentityPipelines::new(gpu))
    }

    /// Lays an outline over a picture.
    pub(super) fn outline(&self, gpu: &Gpu) -> &wgpu::RenderPipeline {
        self.outline.get_or_init(|| outline::pipeline(gpu))
    }

    /// What shadows need.
    pub(super) fn shadow(&self, gpu: &Gpu) -> &ShadowPipelines {
        self.shadow.get_or_init(|| ShadowPipelines::new(gpu))
    }

    /// The pipeline that draws a geometry with a look, and the attributes that it takes.
    pub(super) fn surface(
        &self,
        stage: &Stage,
        look: &Look,
        geometry: &Geometry,
        style: Style,
    ) -> Surface {
        let known = Known {
            look: look.id,
            attributes: geometry.attribute_bits(),
            topology: geometry.topology,
            style,
        };
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(surface) = all.get(&known) {
            return surface.clone();
        }
        let surface = self.find_surface(stage, look, geometry, style);
        if all.len() >= MOST_KNOWN {
            all.clear();
        }
        all.insert(known, surface.clone());
        surface
    }

    /// Puts the shader together and finds or makes its pipeline.
    fn find_surface(
        &self,
        stage: &Stage,
        look: &Look,
        geometry: &Geometry,
        style: Style,
    ) -> Surface {
        let (shader, attributes) = surface_text(
            &look.features,
            &look.bound,
            |attribute| geometry.has(attribute),
            style,
        );
        let key = Key {
            shader,
            attributes: attributes.clone(),
            counts: look.counts,
            topology: match style.brush {
                Brush::Lines => wgpu::PrimitiveTopology::LineList,
                _ => geometry.topology,
            },
            side: style.side,
            mirrored: style.mirrored,
            blend: look.blend,
            format: style.format,
            brush: style.brush,
        };
        let mut surfaces = self.surfaces.lock().unwrap_or_else(PoisonError::into_inner);
        let pipeline = match surfaces.get(&key) {
            Some(pipeline) => pipeline.clone(),
            None => {
                let pipeline = self.make_surface(stage, &key);
                surfaces.insert(key, pipeline.clone());
                pipeline
            }
        };
        (pipeline, attributes.into())
    }

    fn make_surface(&self, stage: &Stage, key: &Key) -> wgpu::RenderPipeline {
        let device = stage.gpu().device();
        let module = self
            .modules
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(key.shader.clone())
            .or_insert_with(|| shader(stage.gpu(), "surface", &key.shader))
            .clone();
        let material = stage.material_layout(key.counts);
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("surface"),
            bind_group_layouts: &[
                Some(&self.frame_layout),
                Some(&material),
                Some(&self.object_layout),
            ],
            immediate_size: 0,
        });
        let attributes: Vec<[wgpu::VertexAttribute; 1]> = key
            .attributes
            .iter()
            .map(|attribute| {
                [wgpu::VertexAttribute {
                    format: attribute.format(),
                    offset: 0,
                    shader_location: *attribute as u32,
                }]
            })
            .collect();
        let buffers: Vec<Option<wgpu::VertexBufferLayout<'_>>> = attributes
            .iter()
            .map(|attributes| {
                Some(wgpu::VertexBufferLayout {
                    array_stride: attributes[0].format.size(),
                    step_mode: wgpu::VertexStepMode::Vertex,
                    attributes,
                })
            })
            .collect();
        device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("surface"),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex_main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &buffers,
            },
            primitive: wgpu::PrimitiveState {
                topology: key.topology,
                // The picture is upside down, which turns every triangle's winding.
                front_face: if key.mirrored {
                    wgpu::FrontFace::Ccw
                } else {
                    wgpu::FrontFace::Cw
                },
                cull_mode: match key.side {
                    Side::Front => Some(wgpu::Face::Back),
                    Side::Back => Some(wgpu::Face::Front),
                    Side::Both => None,
                },
                ..wgpu::PrimitiveState::default()
            },
            depth_stencil: Some(key.brush.depth(key.blend, key.topology)),
            multisample: wgpu::MultisampleState {
                count: SAMPLES,
                ..wgpu::MultisampleState::default()
            },
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fragment_main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format: key.format,
                    blend: key.brush.blend(key.blend),
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        })
    }
}

/// The layout of a material's numbers, textures and samplers.
pub(crate) fn material_layout(
    gpu: &Gpu,
    (textures, samplers): (usize, usize),
) -> wgpu::BindGroupLayout {
    let visibility = wgpu::ShaderStages::FRAGMENT;
    let mut entries = vec![uniform(0, visibility, false)];
    let types = std::iter::repeat_n(texture_type(), textures).chain(std::iter::repeat_n(
        wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
        samplers,
    ));
    for (binding, ty) in (1..).zip(types) {
        entries.push(wgpu::BindGroupLayoutEntry {
            binding,
            visibility,
            ty,
            count: None,
        });
    }
    layout(gpu, "material", &entries)
}

fn texture_type() -> wgpu::BindingType {
    wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: true },
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    }
}

pub(super) fn uniform(
    binding: u32,
    visibility: wgpu::ShaderStages,
    has_dynamic_offset: bool,
) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset,
            min_binding_size: None,
        },
        count: None,
    }
}

pub(super) fn layout(
    gpu: &Gpu,
    label: &str,
    entries: &[wgpu::BindGroupLayoutEntry],
) -> wgpu::BindGroupLayout {
    gpu.device()
        .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some(label),
            entries,
        })
}

pub(crate) fn shader(gpu: &Gpu, label: &str, text: &str) -> wgpu::ShaderModule {
    gpu.device()
        .create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(label),
            source: wgpu::ShaderSource::Wgsl(text.into()),
        })
}

/// A pipeline of one triangle over the whole picture, with the layout that its shader has.
pub(super) fn full_screen(
    gpu: &Gpu,
    label: &str,
    text: &str,
    format: wgpu::TextureFormat,
) -> wgpu::RenderPipeline {
    full_screen_over(gpu, label, text, format, None)
}

/// The same, over what is there already.
pub(super) fn full_screen_over(
    gpu: &Gpu,
    label: &str,
    text: &str,
    format: wgpu::TextureFormat,
    blend: Option<wgpu::BlendState>,
) -> wgpu::RenderPipeline {
    let module = shader(gpu, label, text);
    gpu.device()
        .create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(label),
            layout: None,
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex_main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fragment_main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format,
                    blend,
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        })
}
