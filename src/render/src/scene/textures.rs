//! Textures: decoded and filtered on all cores, then on the device.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use asset::Model;
use asset::image::Pixels;
use asset::model::Mime;
use base::{Job, Result};

use super::materials::TextureTable;
use super::mips::Mips;
use super::slots::Slot;
use crate::{Gpu, Stage};

/// A model's textures on the device. An image that materials use both for colours and for numbers
/// is there twice.
#[derive(Debug)]
pub struct Textures {
    /// By image, and whether it holds colours.
    views: HashMap<(usize, bool), wgpu::TextureView>,
    bytes: u64,
    warnings: Vec<String>,
}

impl Textures {
    /// Decodes and uploads all textures that materials of `model` use. Heavy; call it from any
    /// thread but the one that shows the window. An image that can't be read becomes a warning.
    ///
    /// # Errors
    /// [`Cancelled`](base::FaultKind::Cancelled) when the job is stopped.
    pub fn load(stage: &Stage, model: &Model, job: &Job) -> Result<Self> {
        Self::load_wanted(stage, model, &wanted(model), job)
    }

    /// The colours of some images alone.
    pub(crate) fn of_images(
        stage: &Stage,
        model: &Model,
        images: BTreeSet<usize>,
        job: &Job,
    ) -> Result<Self> {
        let wanted = images
            .into_iter()
            .map(|image| (image, BTreeSet::from([true])))
            .collect();
        Self::load_wanted(stage, model, &wanted, job)
    }

    fn load_wanted(
        stage: &Stage,
        model: &Model,
        wanted: &BTreeMap<usize, BTreeSet<bool>>,
        job: &Job,
    ) -> Result<Self> {
        let images: Vec<(&usize, &BTreeSet<bool>)> = wanted.iter().collect();
        job.stage("Reading textures");
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(0);
        let result = Mutex::new(Self {
            views: HashMap::new(),
            bytes: 0,
            warnings: Vec::new(),
        });
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads.min(images.len()) {
                scope.spawn(|| {
                    while let Some((image, kinds)) =
                        images.get(next.fetch_add(1, Ordering::Relaxed))
                        && !job.cancel().is_cancelled()
                    {
                        let loaded = load(stage.gpu(), model, **image, kinds);
                        let mut result = result.lock().unwrap_or_else(PoisonError::into_inner);
                        match loaded {
                            Ok(textures) => {
                                for (color, view, bytes) in textures {
                                    result.views.insert((**image, color), view);
                                    result.bytes += bytes;
                                }
                            }
                            Err(warning) => result.warnings.push(warning),
                        }
                        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                        job.items(done as u64, images.len() as u64);
                    }
                });
            }
        });
        job.check()?;
        let mut textures = result.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Threads finish in any order; warnings shouldn't.
        textures.warnings.sort();
        Ok(textures)
    }

    /// The texture of an image.
    pub(super) fn view(&self, image: usize, color: bool) -> Option<&wgpu::TextureView> {
        self.views.get(&(image, color))
    }

    /// Bytes of device memory.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Images that couldn't be read.
    pub(super) fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

/// The images that materials use, and for what: colours, numbers or both.
fn wanted(model: &Model) -> BTreeMap<usize, BTreeSet<bool>> {
    let mut wanted: BTreeMap<usize, BTreeSet<bool>> = BTreeMap::new();
    let table = TextureTable::of(model);
    for (number, material) in model.materials.iter().enumerate() {
        for (slot, texture) in Slot::used_by(material) {
            if let Some(image) = model.textures[texture.texture].image {
                let color = table.is_color(number, slot);
                wanted.entry(image).or_default().insert(color);
            }
        }
    }
    wanted
}

/// Decodes one image and uploads it for each of `kinds`; the error is a warning for people.
fn load(
    gpu: &Gpu,
    model: &Model,
    index: usize,
    kinds: &BTreeSet<bool>,
) -> Result<Vec<(bool, wgpu::TextureView, u64)>, String> {
    let image = &model.images[index];
    let levels =
        asset::image::decode_levels(image, &asset::Limits::default()).map_err(|error| {
            let name = image.name.as_deref().or(image.uri.as_deref());
            match name {
                Some(name) => format!("The texture {name} isn't shown: {error}"),
                None => format!("Texture image {index} isn't shown: {error}"),
            }
        })?;
    let last = kinds.len().saturating_sub(1);
    let mut levels = levels;
    Ok(kinds
        .iter()
        .enumerate()
        .filter_map(|(index, color)| {
            let mut levels = match index == last {
                true => std::mem::take(&mut levels),
                false => levels.clone(),
            };
            let mips = match image.mime {
                // Compressed textures have the levels that the file has, no others.
                Mime::Ktx2 if levels.iter().any(|level| fits(gpu, level)) => {
                    Mips::given(levels, gpu.max_side())
                }
                _ => Mips::of(levels.drain(..).next()?, *color, gpu.max_side()),
            };
            let (view, bytes) = upload(gpu, &mips, *color, "texture");
            Some((*color, view, bytes))
        })
        .collect())
}

/// Whether a texture may be as large as a level.
fn fits(gpu: &Gpu, level: &Pixels) -> bool {
    level.width.max(level.height) <= gpu.max_side()
}

/// Uploads all levels; returns the texture and its bytes on the device.
pub(crate) fn upload(gpu: &Gpu, mips: &Mips, color: bool, label: &str) -> (wgpu::TextureView, u64) {
    let size = |level: &asset::image::Pixels| wgpu::Extent3d {
        width: level.width,
        height: level.height,
        depth_or_array_layers: 1,
    };
    let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: mips.levels.first().map(size).unwrap_or_default(),
        mip_level_count: mips.levels.len().max(1) as u32,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: if color {
            wgpu::TextureFormat::Rgba8UnormSrgb
        } else {
            wgpu::TextureFormat::Rgba8Unorm
        },
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    let mut bytes = 0;
    for (index, level) in mips.levels.iter().enumerate() {
        gpu.queue().write_texture(
            wgpu::TexelCopyTextureInfo {
                mip_level: index as u32,
                ..texture.as_image_copy()
            },
            &level.rgba,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(level.width * 4),
                rows_per_image: None,
            },
            size(level),
        );
        bytes += level.rgba.len() as u64;
    }
    (
        texture.create_view(&wgpu::TextureViewDescriptor::default()),
        bytes,
    )
}
