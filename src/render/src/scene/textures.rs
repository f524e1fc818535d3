//! Textures: decoded and filtered on all cores, then on the device.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use asset::image::Pixels;
use asset::model::{Image, Material, Mime};
use asset::{Defect, Effect, Limits, Model};
use base::units::bytes;
use base::{Job, Result};

use super::compressed::{blocks, upload_blocks};
use super::mips::Mips;
use super::texture_table::TextureTable;
use super::turns::Turns;
use super::upload::upload;
use crate::gpu::out_of_memory;
use crate::{Gpu, RenderContext};

/// The code of an image that can't be decoded, as the Khronos glTF Validator has it.
const BROKEN: &str = "IMAGE_DATA_INVALID";
/// The preview shows a texture smaller than customers see it.
const SMALLER: &str = "IMAGE_PREVIEWED_SMALLER";
/// The preview leaves textures of a material out.
const CROWDED: &str = "MATERIAL_PREVIEWED_IN_PART";

/// Textures aren't made smaller than this to fit into memory: something else is too large then.
const SMALLEST: u32 = 32;

/// A model's textures on the device. An image that materials use both for colours and for numbers
/// is there twice. Clones share the device's memory.
#[derive(Debug, Clone)]
pub struct Textures {
    /// By image, and whether it holds colours.
    views: HashMap<(usize, bool), wgpu::TextureView>,
    bytes: u64,
    defects: Vec<Defect>,
}

impl Textures {
    /// Decodes and uploads all textures that materials of `model` use. Heavy; call it from any
    /// thread but the one that shows the window. An image that can't be read becomes a defect, and
    /// so does one that is larger than the adapter takes. Where memory runs out all are loaded
    /// again at half the size, and again.
    ///
    /// # Errors
    /// [`Cancelled`](base::FaultKind::Cancelled) when the job is stopped, a
    /// [`Service`](base::FaultKind::Service) fault if the device fails, or has too little memory for
    /// the smallest textures.
    pub fn load(context: &RenderContext, model: &Model, job: &Job) -> Result<Self> {
        let gpu = context.gpu();
        let wanted = wanted(model);
        let longest = longest(model);
        let mut limits = Limits::default();
        if gpu.is_software() {
            // Its memory is the computer's own.
            limits.pictures_bytes /= 2;
        }
        let (fitting, heavy) = fitting(&model.images, &wanted, gpu.max_side(), &limits);
        let mut most = fitting;
        loop {
            let mut textures = Self::load_within(context, model, &wanted, most, job)?;
            if !gpu.take_out_of_memory() {
                gpu.check()?;
                textures.defects.splice(0..0, heavy);
                if most < fitting {
                    let problem = format!(
                        "textures are shown here with at most {most} pixels a side: the graphics \
                         adapter has too little memory for more"
                    );
                    let defect = Defect::new(SMALLER, Effect::Drawn, "", problem);
                    textures.defects.insert(0, defect);
                }
                textures
                    .defects
                    .extend(crowded(model, context.texture_room()));
                return Ok(textures);
            }
            drop(textures);
            context.trim();
            most = most.min(longest) / 2;
            if most < SMALLEST {
                return Err(out_of_memory());
            }
        }
    }

    /// The colours of some images alone.
    pub(crate) fn of_images(
        context: &RenderContext,
        model: &Model,
        images: BTreeSet<usize>,
        job: &Job,
    ) -> Result<Self> {
        let wanted = images
            .into_iter()
            .map(|image| (image, BTreeSet::from([true])))
            .collect();
        Self::load_within(context, model, &wanted, context.gpu().max_side(), job)
    }

    /// Some images with at most `most` pixels a side. If memory ran out meanwhile, the result is of no
    /// use.
    fn load_within(
        context: &RenderContext,
        model: &Model,
        wanted: &BTreeMap<usize, BTreeSet<bool>>,
        most: u32,
        job: &Job,
    ) -> Result<Self> {
        let images: Vec<(&usize, &BTreeSet<bool>)> = wanted.iter().collect();
        job.stage("Reading textures");
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(0);
        let result = Mutex::new(Self {
            views: HashMap::new(),
            bytes: 0,
            defects: Vec::new(),
        });
        let turns = Turns::new(Limits::default().decoding_bytes);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads.min(images.len()) {
                scope.spawn(|| {
                    while let Some((image, kinds)) =
                        images.get(next.fetch_add(1, Ordering::Relaxed))
                        && !job.cancel().is_cancelled()
                    {
                        let turn = turns.take(decoding_bytes(&model.images[**image]));
                        let loaded = load(context.gpu(), model, **image, kinds, most);
                        drop(turn);
                        let mut result = result.lock().unwrap_or_else(PoisonError::into_inner);
                        match loaded {
                            Ok((textures, defect)) => {
                                result.defects.extend(defect);
                                for (color, view, bytes) in textures {
                                    result.views.insert((**image, color), view);
                                    result.bytes += bytes;
                                }
                            }
                            // Reading the file has reported it already.
                            Err(defect) if is_known(model, &defect) => {}
                            Err(defect) => result.defects.push(defect),
                        }
                        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                        job.items(done as u64, images.len() as u64);
                    }
                });
            }
        });
        job.check()?;
        let mut textures = result.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Threads finish in any order; defects have one.
        textures.defects.sort_by(|a, b| a.at.cmp(&b.at));
        Ok(textures)
    }

    /// Uploads `pixels` for every use that the image numbered `image` has. Takes no notice of
    /// what the image looks like now; call it from any thread.
    pub(super) fn upload(&self, gpu: &Gpu, image: usize, pixels: &Pixels) -> Exchange {
        let kinds = [false, true].into_iter();
        let views = kinds
            .filter(|color| self.views.contains_key(&(image, *color)))
            .map(|color| {
                let mips = Mips::of(pixels.clone(), color, gpu.max_side());
                let (view, _) = upload(gpu, &mips, color, "texture");
                (color, view)
            });
        Exchange {
            image,
            views: views.collect(),
        }
    }

    /// Puts other textures in an image's place; gives back those that were there.
    pub(super) fn exchange(&mut self, other: Exchange) -> Exchange {
        let image = other.image;
        let views = other.views.into_iter().filter_map(|(color, view)| {
            let slot = self.views.get_mut(&(image, color))?;
            Some((color, std::mem::replace(slot, view)))
        });
        Exchange {
            image,
            views: views.collect(),
        }
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
    pub(super) fn defects(&self) -> &[Defect] {
        &self.defects
    }
}

/// Other textures for one image, on the device.
#[derive(Debug, Clone)]
pub struct Exchange {
    image: usize,
    /// By whether they hold colours.
    views: Vec<(bool, wgpu::TextureView)>,
}

/// The images that materials use, and for what: colours, numbers or both.
fn wanted(model: &Model) -> BTreeMap<usize, BTreeSet<bool>> {
    let mut wanted: BTreeMap<usize, BTreeSet<bool>> = BTreeMap::new();
    let table = TextureTable::of(model);
    for (number, material) in model.materials.iter().enumerate() {
        for (slot, texture) in material.drawn_textures() {
            if let Some(image) = model.textures[texture.texture].image {
                let color = table.is_color(number, slot);
                wanted.entry(image).or_default().insert(color);
            }
        }
    }
    wanted
}

/// Bytes that decoding an image takes at most, by its header: pixels as they are stored, as they are
/// used, and their mip levels.
fn decoding_bytes(image: &Image) -> u64 {
    const PIXEL: u64 = 8 + 4 + 2;
    u64::from(image.width) * u64::from(image.height) * PIXEL
}

/// The longest side, `longest` at most, with which all textures fit into memory together; and a defect
/// where some have to be made smaller for it.
fn fitting(
    images: &[Image],
    wanted: &BTreeMap<usize, BTreeSet<bool>>,
    longest: u32,
    limits: &Limits,
) -> (u32, Option<Defect>) {
    let bytes_within = |most: u32| -> u64 {
        let bytes = |(image, kinds): (&usize, &BTreeSet<bool>)| {
            let image = &images[*image];
            let (mut width, mut height) = (u64::from(image.width), u64::from(image.height));
            while width.max(height) > u64::from(most) {
                (width, height) = (width / 2, height / 2);
            }
            // Four bytes a pixel, and a third of that for the mip levels.
            width.max(1) * height.max(1) * 16 / 3 * kinds.len() as u64
        };
        wanted.iter().map(bytes).sum()
    };
    let mut most = longest;
    while bytes_within(most) > limits.pictures_bytes && most > SMALLEST {
        most /= 2;
    }
    let defect = (most < longest && bytes_within(longest) > limits.pictures_bytes).then(|| {
        let problem = format!(
            "textures are shown here with at most {most} pixels a side: whole, they take {} of memory, \
             more than the {} that they are given; make them smaller, as optimising does",
            bytes(bytes_within(longest)),
            bytes(limits.pictures_bytes)
        );
        Defect::new(SMALLER, Effect::Drawn, "", problem)
    });
    (most, defect)
}

/// Pixels along the longest side of the images that materials use.
fn longest(model: &Model) -> u32 {
    let sides = wanted(model).into_keys().map(|image| {
        let image = &model.images[image];
        image.width.max(image.height)
    });
    sides.max().unwrap_or(0)
}

/// A defect for each material that has more textures than the adapter takes at once.
fn crowded(model: &Model, room: usize) -> Vec<Defect> {
    let count = |material: &Material| {
        let images: BTreeSet<_> = material
            .drawn_textures()
            .map(|(slot, texture)| (model.textures[texture.texture].image, slot.is_color()))
            .collect();
        images.len()
    };
    let materials = model.materials.iter().enumerate();
    materials
        .map(|(index, material)| (index, material, count(material)))
        .filter(|(_, _, count)| *count > room)
        .map(|(index, material, count)| {
            let name = material.name.clone().unwrap_or_else(|| index.to_string());
            let problem = format!(
                "{name} isn't shown whole here: it has {count} textures, and the graphics adapter \
                 takes {room} at once"
            );
            Defect::new(
                CROWDED,
                Effect::Drawn,
                format!("/materials/{index}"),
                problem,
            )
        })
        .collect()
}

/// One image's textures on the device, each for colours or for numbers, with its bytes.
type Uploaded = Vec<(bool, wgpu::TextureView, u64)>;

/// Decodes one image and uploads it for each of `kinds`, with at most `most` pixels a side. Gives the
/// textures, and a defect where they are smaller than the image; the error is a defect as well.
fn load(
    gpu: &Gpu,
    model: &Model,
    index: usize,
    kinds: &BTreeSet<bool>,
    most: u32,
) -> Result<(Uploaded, Option<Defect>), Defect> {
    let image = &model.images[index];
    let limit = gpu.max_side();
    let at = format!("/images/{index}");
    let defect = (image.width.max(image.height) > limit).then(|| {
        let problem = format!(
            "{} is shown here smaller than it is: it has {} x {} pixels, and the graphics adapter \
             takes {limit} a side",
            title(model, index),
            image.width,
            image.height,
        );
        Defect::new(SMALLER, Effect::Drawn, at.clone(), problem)
    });
    let fail = |error| {
        let problem = format!("{} isn't shown: {error}", title(model, index));
        Defect::new(BROKEN, Effect::Lost, at.clone(), problem)
    };
    if let Some(levels) = blocks(gpu, image, most).map_err(fail)? {
        let upload = |color: &bool| {
            let (view, bytes) = upload_blocks(gpu, &levels, *color);
            (*color, view, bytes)
        };
        return Ok((kinds.iter().map(upload).collect(), defect));
    }
    let levels = asset::image::decode_levels(image, &Limits::default()).map_err(fail)?;
    let last = kinds.len().saturating_sub(1);
    let mut levels = levels;
    let uploaded = kinds
        .iter()
        .enumerate()
        .filter_map(|(index, color)| {
            let mut levels = match index == last {
                true => std::mem::take(&mut levels),
                false => levels.clone(),
            };
            let mips = match image.mime {
                // Compressed textures have the levels that the file has, no others.
                Mime::Ktx2 if levels.iter().any(|level| fits(level, most)) => {
                    Mips::given(levels, most)
                }
                _ => Mips::of(levels.drain(..).next()?, *color, most),
            };
            let (view, bytes) = upload(gpu, &mips, *color, "texture");
            Some((*color, view, bytes))
        })
        .collect();
    Ok((uploaded, defect))
}

/// Whether reading the file has reported already why customers don't see what `defect` is about.
fn is_known(model: &Model, defect: &Defect) -> bool {
    let same = |known: &Defect| known.at == defect.at && known.effect >= Effect::Lost;
    model.defects.iter().any(same)
}

/// What to call an image.
fn title(model: &Model, index: usize) -> String {
    let image = &model.images[index];
    match image.name.as_deref().or(image.uri.as_deref()) {
        Some(name) => format!("the texture {name}"),
        None => format!("texture image {index}"),
    }
}

/// Whether a level has at most `most` pixels a side.
fn fits(level: &Pixels, most: u32) -> bool {
    level.width.max(level.height) <= most
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn picture(side: u32) -> Image {
        Image {
            name: None,
            uri: None,
            mime: Mime::Png,
            data: bytes::Bytes::new(),
            width: side,
            height: side,
        }
    }

    #[test]
    fn textures_that_do_not_fit_together_are_shown_smaller() {
        let limits = Limits {
            pictures_bytes: 3 << 30,
            ..Limits::default()
        };
        let wanted = |kinds: &[&[bool]]| -> BTreeMap<usize, BTreeSet<bool>> {
            let kinds = kinds.iter().map(|kinds| kinds.iter().copied().collect());
            kinds.enumerate().collect()
        };
        let huge = [picture(16_384), picture(16_384), picture(16_384)];
        let two = wanted(&[&[true], &[false]]);
        assert_eq!(fitting(&huge, &two, 16_384, &limits), (16_384, None));
        let three = wanted(&[&[true], &[true], &[true]]);
        let (most, warning) = fitting(&huge, &three, 16_384, &limits);
        assert_eq!(most, 8192);
        let warning = warning.unwrap().problem.replace('\u{2009}', " ");
        assert!(
            warning.starts_with(
                "textures are shown here with at most 8192 pixels a side: whole, they take 4.29 GB"
            ),
            "{warning}"
        );
        // One that is used for colours and for numbers is there twice.
        let twice = wanted(&[&[false, true], &[false, true]]);
        assert_eq!(fitting(&huge, &twice, 16_384, &limits).0, 8192);
        assert_eq!(decoding_bytes(&huge[0]), 14 << 28);
    }
}
