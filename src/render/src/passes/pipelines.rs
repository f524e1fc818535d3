//! Pipelines of a device, made when something first needs them and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::brush::{Brush, Side};
use super::fixed::Fixed;
use super::id_pipelines::{IdBufferPipelines, Use};
use super::layouts::Layouts;
use super::recipe::{Made, Recipe, pipeline_layout, shader};
use super::surface_text::{Style, surface_text};
use crate::Gpu;
use crate::scene::{Attribute, Geometry, MaterialBinding};

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
    samples: u32,
    brush: Brush,
}

/// The same by what is at hand when something is drawn. To put a shader's text together for each of
/// ten thousand parts would take seconds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Known {
    binding: u64,
    attributes: u32,
    topology: wgpu::PrimitiveTopology,
    style: Style,
}

/// Bindings come and go; more than this many ways of drawing are forgotten and found again.
const MOST_KNOWN: usize = 16_384;

/// A pipeline and the attributes that it takes.
type Surface = (wgpu::RenderPipeline, Arc<[Attribute]>);

/// Pipelines of a device.
#[derive(Debug)]
pub(crate) struct Pipelines {
    layouts: Layouts,
    known: Mutex<HashMap<Known, Surface>>,
    surfaces: Made<Key>,
    modules: Mutex<HashMap<String, wgpu::ShaderModule>>,
    fixed: [OnceLock<wgpu::RenderPipeline>; Fixed::COUNT],
    id_buffer: OnceLock<IdBufferPipelines>,
}

impl Pipelines {
    pub(crate) fn new(gpu: &Gpu) -> Self {
        Self {
            layouts: Layouts::new(gpu),
            known: Mutex::default(),
            surfaces: Made::default(),
            modules: Mutex::default(),
            fixed: [const { OnceLock::new() }; Fixed::COUNT],
            id_buffer: OnceLock::new(),
        }
    }

    /// The layout of what all surfaces of a picture share.
    pub(crate) fn frame_layout(&self) -> &wgpu::BindGroupLayout {
        self.layouts.frame()
    }

    /// The layout of where an object is.
    pub(crate) fn object_layout(&self) -> &wgpu::BindGroupLayout {
        self.layouts.object()
    }

    /// The layout of a material with so many textures and samplers.
    pub(crate) fn material_layout(
        &self,
        gpu: &Gpu,
        counts: (usize, usize),
    ) -> wgpu::BindGroupLayout {
        self.layouts.material(gpu, counts)
    }

    /// A pipeline of the table of fixed ones.
    pub(super) fn fixed(&self, gpu: &Gpu, which: Fixed) -> &wgpu::RenderPipeline {
        self.fixed[which as usize].get_or_init(|| which.make(gpu, self.layouts.object()))
    }

    /// What draws IDs instead of colours.
    pub(crate) fn id_buffer(&self, gpu: &Gpu) -> &IdBufferPipelines {
        self.id_buffer.get_or_init(|| IdBufferPipelines::new(gpu))
    }

    /// The pipeline that draws a geometry's IDs, the attributes that it takes, and whether it takes the
    /// material.
    pub(super) fn id_surface(
        &self,
        gpu: &Gpu,
        binding: &MaterialBinding,
        geometry: &Geometry,
        mirrored: bool,
        to: Use,
    ) -> (wgpu::RenderPipeline, Vec<Attribute>, bool) {
        self.id_buffer(gpu)
            .get(gpu, &self.layouts, binding, geometry, mirrored, to)
    }

    /// The pipeline that draws a geometry with a binding, and the attributes that it takes.
    pub(super) fn surface(
        &self,
        gpu: &Gpu,
        binding: &MaterialBinding,
        geometry: &Geometry,
        style: Style,
    ) -> Surface {
        let known = Known {
            binding: binding.id,
            attributes: geometry.attribute_bits(),
            topology: geometry.topology,
            style,
        };
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(surface) = all.get(&known) {
            return surface.clone();
        }
        let surface = self.find_surface(gpu, binding, geometry, style);
        if all.len() >= MOST_KNOWN {
            all.clear();
        }
        all.insert(known, surface.clone());
        surface
    }

    /// Puts the shader together and finds or makes its pipeline.
    fn find_surface(
        &self,
        gpu: &Gpu,
        binding: &MaterialBinding,
        geometry: &Geometry,
        style: Style,
    ) -> Surface {
        let (shader, attributes) = surface_text(
            &binding.features,
            &binding.bound,
            |attribute| geometry.has(attribute),
            style,
        );
        let key = Key {
            shader,
            attributes: attributes.clone(),
            counts: binding.counts,
            topology: match style.brush {
                Brush::Lines => wgpu::PrimitiveTopology::LineList,
                _ => geometry.topology,
            },
            side: style.side,
            mirrored: style.mirrored,
            blend: binding.blend,
            format: style.format,
            samples: style.samples,
            brush: style.brush,
        };
        let pipeline = self.surfaces.get(key, |key| self.make_surface(gpu, key));
        (pipeline, attributes.into())
    }

    fn make_surface(&self, gpu: &Gpu, key: &Key) -> wgpu::RenderPipeline {
        let module = self
            .modules
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(key.shader.clone())
            .or_insert_with(|| shader(gpu, "surface", &key.shader))
            .clone();
        let material = self.layouts.material(gpu, key.counts);
        let groups = [
            Some(self.layouts.frame()),
            Some(&material),
            Some(self.layouts.object()),
        ];
        Recipe {
            label: "surface",
            shader: &module,
            layout: Some(&pipeline_layout(gpu, "surface", &groups)),
            attributes: &key.attributes,
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
            depth: Some(key.brush.depth(key.blend, key.topology)),
            samples: key.samples,
            target: wgpu::ColorTargetState {
                format: key.format,
                blend: key.brush.blend(key.blend),
                write_mask: wgpu::ColorWrites::ALL,
            },
        }
        .make(gpu)
    }
}
