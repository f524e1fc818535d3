//! What lives as long as the device.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use asset::image::Pixels;
use asset::model::{Filter, Sampler, Slot, Wrap};
use base::{Job, Result};

use crate::environment::{DFG_SIDE, LEGACY, Light, NEUTRAL, Stamp, decode, dfg_table};
use crate::gpu::bytes_of;
use crate::passes::{Cast, Pipelines, Shadow};
use crate::scene::mips::Mips;
use crate::scene::upload;
use crate::target::Target;
use crate::{Gpu, Memory};
use viewer::Environment;

/// Textures that all surfaces read: the environment, the split-sum table, what is behind glass.
const FRAME_TEXTURES: usize = 3;

/// What all drawing on a device shares: pipelines, environments, tables. Make one for a device; clones
/// share it.
#[derive(Debug, Clone)]
pub struct RenderContext(Arc<Inner>);

/// A light, and the state of the file that it was read from.
type Loaded = (Option<Stamp>, Arc<Light>);

#[derive(Debug)]
struct Inner {
    gpu: Gpu,
    pipelines: Pipelines,
    /// The split-sum table.
    dfg: wgpu::TextureView,
    /// Bilinear, and linear between levels; ends at the edge.
    linear_clamp: wgpu::Sampler,
    /// With the state of the file that each was read from.
    environments: Mutex<HashMap<Environment, Loaded>>,
    /// Few files have more than a handful.
    samplers: Mutex<Vec<(Sampler, wgpu::Sampler)>>,
    placeholders: Mutex<HashMap<[u8; 4], wgpu::TextureView>>,
    /// Targets of pictures that were drawn, for the next picture of the same size.
    spare: Mutex<Vec<Target>>,
    /// Shadows that were drawn last: a model is drawn in several sizes.
    shadows: Mutex<Vec<Shadow>>,
}

/// So many targets are kept: models are compared in pictures of as many sizes.
const SPARE: usize = 5;
/// So many shadows are kept.
const SHADOWS: usize = 4;

impl RenderContext {
    /// Makes what every picture needs. Pipelines are made when a model first needs them.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the device refuses.
    pub fn new(gpu: &Gpu) -> Result<Self> {
        let halves: Vec<u8> = dfg_table()
            .into_iter()
            .flat_map(half::f16::to_le_bytes)
            .collect();
        let dfg = Light::texture(
            gpu,
            "split sum",
            wgpu::TextureFormat::Rg16Float,
            [DFG_SIDE as u32; 2],
            &halves,
        );
        let linear_clamp = gpu.device().create_sampler(&wgpu::SamplerDescriptor {
            label: Some("linear clamp"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            ..wgpu::SamplerDescriptor::default()
        });
        let context = Self(Arc::new(Inner {
            gpu: gpu.clone(),
            pipelines: Pipelines::new(gpu),
            dfg,
            linear_clamp,
            environments: Mutex::default(),
            samplers: Mutex::default(),
            placeholders: Mutex::default(),
            spare: Mutex::default(),
            shadows: Mutex::default(),
        }));
        gpu.check()?;
        Ok(context)
    }

    /// The device.
    #[must_use]
    pub fn gpu(&self) -> &Gpu {
        &self.0.gpu
    }

    /// Makes an environment ready; drawing does it when it must. Picture files take a second or
    /// more: call this beforehand, from any thread but the one that shows the window.
    ///
    /// # Errors
    /// An [`Input`](base::FaultKind::Input) fault if a picture file is missing or broken.
    pub fn load_environment(&self, environment: &Environment, job: &Job) -> Result<()> {
        self.light(environment, job).map(|_| ())
    }

    /// An environment on the device. A file that changed since it was read is read again; where it is
    /// gone, what was read of it is kept.
    pub(crate) fn light(&self, environment: &Environment, job: &Job) -> Result<Arc<Light>> {
        // Taken before the file is read, so that a change meanwhile is noticed the next time.
        let stamp = Stamp::of(environment);
        if let Some((read, light)) = lock(&self.0.environments).get(environment)
            && (stamp.is_none() || *read == stamp)
        {
            return Ok(Arc::clone(light));
        }
        let light = match environment {
            Environment::Neutral => Light::new(self.gpu(), &decode(NEUTRAL)?),
            Environment::Legacy => Light::new(self.gpu(), &decode(LEGACY)?),
            Environment::File(path) => {
                Light::new(self.gpu(), &crate::environment::open(path, job)?)
            }
        };
        let light = Arc::new(light);
        lock(&self.0.environments).insert(environment.clone(), (stamp, Arc::clone(&light)));
        Ok(light)
    }

    /// Device memory that environments, tables and targets kept for the next picture take.
    #[must_use]
    pub fn memory(&self) -> Memory {
        let environments: u64 = lock(&self.0.environments)
            .values()
            .map(|(_, light)| bytes_of(light.view.texture()))
            .sum();
        let own = Memory {
            environments: environments + bytes_of(self.0.dfg.texture()),
            ..Memory::default()
        };
        // Shadows are counted with the targets that use them.
        let spare = lock(&self.0.spare);
        spare.iter().fold(own, |sum, target| sum + target.memory())
    }

    /// Lets go of targets that were kept for the next picture.
    pub fn trim(&self) {
        lock(&self.0.spare).clear();
        lock(&self.0.shadows).clear();
    }

    /// A new context on the same adapter, opened again without a window: after the device was lost, for
    /// example. Scenes have to be made anew on it from their models.
    ///
    /// # Errors
    /// Those of [`Gpu::reopen`] and of [`new`](Self::new).
    pub fn reopen(&self) -> Result<Self> {
        Self::new(&self.gpu().reopen()?)
    }

    pub(crate) fn pipelines(&self) -> &Pipelines {
        &self.0.pipelines
    }

    pub(crate) fn dfg(&self) -> &wgpu::TextureView {
        &self.0.dfg
    }

    pub(crate) fn linear_clamp(&self) -> &wgpu::Sampler {
        &self.0.linear_clamp
    }

    /// A uniform buffer with this content.
    pub(crate) fn uniform(&self, label: &str, content: &[u8]) -> wgpu::Buffer {
        self.buffer(label, wgpu::BufferUsages::UNIFORM, content)
    }

    /// A storage buffer with this content.
    pub(crate) fn storage(&self, label: &str, content: &[u8]) -> wgpu::Buffer {
        self.buffer(label, wgpu::BufferUsages::STORAGE, content)
    }

    fn buffer(&self, label: &str, usage: wgpu::BufferUsages, content: &[u8]) -> wgpu::Buffer {
        let buffer = self.gpu().device().create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: content.len() as u64,
            usage: usage | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        self.gpu().queue().write_buffer(&buffer, 0, content);
        buffer
    }

    /// How many textures a material may have on this adapter.
    pub(crate) fn texture_room(&self) -> usize {
        let limits = self.gpu().device().limits();
        (limits.max_sampled_textures_per_shader_stage as usize).saturating_sub(FRAME_TEXTURES)
    }

    /// A texture of one pixel that stands for a slot's texture.
    pub(crate) fn placeholder(&self, slot: Slot) -> wgpu::TextureView {
        self.pixel(slot.row().neutral)
    }

    /// A texture of one pixel.
    pub(crate) fn pixel(&self, rgba: [u8; 4]) -> wgpu::TextureView {
        let make = || {
            let pixels = Pixels {
                width: 1,
                height: 1,
                rgba: rgba.to_vec(),
            };
            upload(
                self.gpu(),
                &Mips::of(pixels, false, 1),
                false,
                "placeholder",
            )
            .0
        };
        lock(&self.0.placeholders)
            .entry(rgba)
            .or_insert_with(make)
            .clone()
    }

    /// A texture's sampler.
    pub(crate) fn sampler(&self, sampler: Sampler) -> wgpu::Sampler {
        let mut samplers = lock(&self.0.samplers);
        if let Some((_, made)) = samplers.iter().find(|(own, _)| *own == sampler) {
            return made.clone();
        }
        let made = make_sampler(self.gpu(), sampler);
        samplers.push((sampler, made.clone()));
        made
    }

    /// The layout of a material's bind group with so many textures and samplers.
    pub(crate) fn material_layout(&self, counts: (usize, usize)) -> wgpu::BindGroupLayout {
        self.0.pipelines.material_layout(self.gpu(), counts)
    }

    /// A target of this size: one that was put back, or a new one.
    pub(crate) fn take_target(&self, size: [u32; 2]) -> Result<Target> {
        let mut spare = lock(&self.0.spare);
        match spare.iter().position(|target| target.size() == size) {
            Some(index) => Ok(spare.swap_remove(index)),
            None => {
                drop(spare);
                Target::new(self.gpu(), size)
            }
        }
    }

    /// Keeps a target for the next picture of its size.
    pub(crate) fn put_back(&self, target: Target) {
        // What was drawn into it is done, so its shadow may serve pictures of other sizes.
        if let Some(shadow) = target.shadow.as_ref() {
            let mut shadows = lock(&self.0.shadows);
            shadows.retain(|kept| !kept.is_of(&shadow.cast));
            shadows.truncate(SHADOWS - 1);
            shadows.insert(0, shadow.clone());
        }
        let mut spare = lock(&self.0.spare);
        spare.truncate(SPARE - 1);
        spare.insert(0, target);
    }

    /// The shadow that was cast so, where it was kept.
    pub(crate) fn shadow(&self, cast: &Cast) -> Option<Shadow> {
        let shadows = lock(&self.0.shadows);
        shadows.iter().find(|shadow| shadow.is_of(cast)).cloned()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn make_sampler(gpu: &Gpu, sampler: Sampler) -> wgpu::Sampler {
    let filter = |filter: Filter| match filter {
        Filter::Nearest => wgpu::FilterMode::Nearest,
        Filter::Linear => wgpu::FilterMode::Linear,
    };
    let wrap = |wrap: Wrap| match wrap {
        Wrap::Repeat => wgpu::AddressMode::Repeat,
        Wrap::MirroredRepeat => wgpu::AddressMode::MirrorRepeat,
        Wrap::ClampToEdge => wgpu::AddressMode::ClampToEdge,
    };
    gpu.device().create_sampler(&wgpu::SamplerDescriptor {
        label: Some("texture"),
        address_mode_u: wrap(sampler.wrap_u),
        address_mode_v: wrap(sampler.wrap_v),
        mag_filter: filter(sampler.magnify),
        min_filter: filter(sampler.minify),
        mipmap_filter: match sampler.mip {
            Some(Filter::Linear) => wgpu::MipmapFilterMode::Linear,
            _ => wgpu::MipmapFilterMode::Nearest,
        },
        // Without mips only the first level is sampled. The limit is above 0 all the same: at 0 every
        // texture would count as magnified.
        lod_max_clamp: if sampler.mip.is_some() { 32.0 } else { 0.25 },
        ..wgpu::SamplerDescriptor::default()
    })
}
