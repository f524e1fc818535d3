//! Stores each texture in the form that is smallest for what it is used for.
//!
//! Channels without an effect are cleared first: alpha of opaque colours, red of a
//! metallic-roughness texture. Then lossy and lossless forms that the target takes are tried, and
//! the smallest whose texels are near enough to the source's wins, the source's own included.

use std::sync::atomic::{AtomicU64, Ordering};

use asset::image::Pixels;
use asset::model::{Image, Mime};
use asset::{Limits, image};
use base::{Job, Result};

use super::resize;
use crate::cores;
use crate::encode::{self, Encoded};
use crate::options::{Options, TextureFormats};
use crate::slots::{self, Slots};
use crate::work::{Picture, Work};

/// The least PSNR in dB of a lossy texture over the channels that count: colours, and all else.
const FLOOR: [f64; 2] = [36.0, 38.0];
/// Where quality ends before lossless forms are the only ones left.
const QUALITIES: [u8; 4] = [90, 94, 97, 100];
/// The same for AVIF, whose scale is another.
const AVIF_QUALITIES: [u8; 3] = [60, 75, 88];

/// How a texture is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recipe {
    /// How often its sides are halved.
    pub(crate) halvings: u8,
    /// Quality of lossy forms, 1 to 100.
    pub(crate) quality: u8,
}

pub(super) fn run(work: &mut Work, options: &Options, job: &Job) -> Result<Vec<String>> {
    let slots = slots::of(work);
    let total = work.images.len() as u64;
    let done = AtomicU64::new(0);
    let tell = || job.items(done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let pairs: Vec<(&Picture, Slots)> = work.images.iter().zip(slots).collect();
    let found = cores::each(&pairs, job, tell, |(picture, slots)| {
        if picture.bytes.is_empty() || !slots.is_used() {
            return Ok(None);
        }
        let Some(pixels) = pixels(picture, slots, picture.halvings) else {
            return Ok(None);
        };
        let smallest = smallest(&pixels, slots, options, picture.mime);
        Ok(smallest.map(|(mime, bytes)| (mime, bytes, pixels)))
    })?;
    let mut changes = Vec::new();
    for (picture, found) in work.images.iter_mut().zip(found) {
        let Some((mime, bytes, pixels)) = found else {
            continue;
        };
        let must = !takes(options.texture_formats(), picture.mime);
        let may = !picture.care.is_locked();
        if must || may && bytes.len() < picture.bytes.len() {
            changes.push(format!(
                "Stored a texture of {} x {} as {mime}: {} instead of {}",
                pixels.width,
                pixels.height,
                base::units::bytes(bytes.len() as u64),
                base::units::bytes(picture.bytes.len() as u64),
            ));
            picture.set(mime, bytes, &pixels);
        }
    }
    Ok(changes)
}

/// Gives every image the form that the search chose for it: those that become smaller in pixels
/// where `halved`, otherwise the others.
pub(crate) fn store(work: &mut Work, forms: &[Option<Encoded>], halved: bool) -> Vec<String> {
    let mut changes = Vec::new();
    for (picture, form) in work.images.iter_mut().zip(forms) {
        let Some(form) = form.as_ref().filter(|form| form.is_halved() == halved) else {
            continue;
        };
        let before = picture.clone();
        picture.take(form);
        changes.push(format!(
            "Stored a texture of {} x {} as {} of {} x {}: {} instead of {}",
            before.width,
            before.height,
            picture.mime,
            picture.width,
            picture.height,
            base::units::bytes(picture.bytes.len() as u64),
            base::units::bytes(before.bytes.len() as u64),
        ));
    }
    changes
}

/// Whether the target takes every texture as it is.
pub(super) fn all_taken(work: &Work, options: &Options) -> bool {
    let formats = options.texture_formats();
    work.images
        .iter()
        .all(|picture| picture.bytes.is_empty() || takes(formats, picture.mime))
}

/// Whether a target that takes `formats` takes this one.
pub(crate) fn takes(formats: TextureFormats, mime: &str) -> bool {
    formats.take(mime)
}

/// The source's pixels as customers see them, halved and without channels that have no effect; `None` for forms that
/// can't be decoded.
pub(crate) fn pixels(picture: &Picture, slots: &Slots, halvings: u8) -> Option<Pixels> {
    let image = Image {
        name: None,
        uri: None,
        mime: Mime::Unknown,
        data: picture.source.clone(),
        width: picture.width,
        height: picture.height,
    };
    let mut pixels = image::decode_shown(&image, &Limits::default()).ok()?;
    clear(&mut pixels, slots);
    Some(resize::halve(pixels, slots, halvings))
}

/// Gives channels that have no effect the values that cost least: alpha is opaque, and a colour
/// channel repeats another, which leaves less colour to store.
fn clear(pixels: &mut Pixels, slots: &Slots) {
    let [red, green, blue, alpha] = slots.channels;
    let model = [green, red, blue].iter().position(|used| *used);
    let model = model.and_then(|place| [1, 0, 2].get(place).copied());
    for texel in pixels.rgba.as_chunks_mut::<4>().0 {
        let value = model.map_or(0, |channel: usize| texel[channel]);
        for (channel, used) in [red, green, blue].into_iter().enumerate() {
            if !used {
                texel[channel] = value;
            }
        }
        if !alpha {
            texel[3] = 255;
        }
    }
}

/// Whether any texel isn't opaque.
pub(crate) fn has_alpha(pixels: &Pixels) -> bool {
    pixels
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .any(|texel| texel[3] != 255)
}

/// Whether so much of a texture is half transparent that it shows how browsers read alpha of AVIF:
/// Chromium stretches it (see [`image::decode_shown`]), others don't. Cut-outs have such texels along
/// their edges alone.
pub(crate) fn fades(pixels: &Pixels) -> bool {
    /// The share of texels that edges take.
    const EDGES: f64 = 0.03;
    let texels = pixels.rgba.as_chunks::<4>().0;
    let between = texels.iter().filter(|texel| (1..255).contains(&texel[3]));
    between.count() as f64 > EDGES * texels.len() as f64
}

/// The smallest form that is near enough.
fn smallest(
    pixels: &Pixels,
    slots: &Slots,
    options: &Options,
    from: &'static str,
) -> Option<(&'static str, Vec<u8>)> {
    if options.texture_formats() == TextureFormats::Ktx2 {
        return ktx2(pixels, slots).map(|bytes| ("image/ktx2", bytes));
    }
    let alpha = has_alpha(pixels);
    let floor = FLOOR[usize::from(!slots.color)];
    let qualities = std::iter::once(options.quality).chain(QUALITIES);
    let lossy = qualities
        .filter(|quality| *quality >= options.quality)
        .filter_map(|quality| lossy(pixels, slots, options.texture_formats(), quality))
        .find(|(mime, bytes)| psnr(pixels, mime, bytes, slots).is_some_and(|psnr| psnr >= floor));
    // AVIF takes its time: without a search it is made where it is asked for by name.
    let asked = options.textures == Some(TextureFormats::Avif);
    let avif = (asked && !fades(pixels)).then(|| {
        let forms = AVIF_QUALITIES.into_iter().filter_map(|quality| {
            let bytes = encode::avif(pixels, alpha, quality, slots.color)?;
            Some(("image/avif", bytes))
        });
        let near = |(mime, bytes): &(&str, Vec<u8>)| {
            psnr(pixels, mime, bytes, slots).is_some_and(|psnr| psnr >= floor)
        };
        forms.into_iter().find(near)
    });
    let formats = options.texture_formats();
    // What came as JPEG has its noise, and hardly becomes smaller without any loss.
    let hopeless = from == "image/jpeg" && !alpha && lossy.is_some();
    let lossless = if hopeless {
        None
    } else {
        self::lossless(pixels, formats)
    };
    lossy
        .into_iter()
        .chain(avif.flatten())
        .chain(lossless)
        .min_by_key(|(_, bytes)| bytes.len())
}

/// The target's lossy form.
pub(crate) fn lossy(
    pixels: &Pixels,
    slots: &Slots,
    formats: TextureFormats,
    quality: u8,
) -> Option<(&'static str, Vec<u8>)> {
    let alpha = has_alpha(pixels);
    match formats {
        // AVIF takes its time: only the search asks for it.
        TextureFormats::Avif | TextureFormats::Web => {
            // Normals and data have edges in colour where a photograph has them in brightness.
            let bytes = encode::webp(pixels, alpha, quality, !slots.color)?;
            Some(("image/webp", bytes))
        }
        TextureFormats::Plain if alpha => None,
        TextureFormats::Ktx2 => Some(("image/ktx2", ktx2(pixels, slots)?)),
        TextureFormats::Plain => Some(("image/jpeg", encode::jpeg(pixels, quality)?)),
    }
}

/// The target's lossless form.
pub(crate) fn lossless(
    pixels: &Pixels,
    formats: TextureFormats,
) -> Option<(&'static str, Vec<u8>)> {
    let alpha = has_alpha(pixels);
    Some(match formats {
        TextureFormats::Avif | TextureFormats::Web => {
            ("image/webp", encode::webp_lossless(pixels, alpha)?)
        }
        TextureFormats::Plain | TextureFormats::Ktx2 => ("image/png", encode::png(pixels, alpha)?),
    })
}

/// KTX2 with every mip level down to one texel.
pub(crate) fn ktx2(pixels: &Pixels, slots: &Slots) -> Option<Vec<u8>> {
    let mut levels = vec![pixels.clone()];
    while let Some(last) = levels.last().filter(|last| last.width.max(last.height) > 1) {
        levels.push(halved(last.clone(), slots));
    }
    encode::ktx2(&levels, has_alpha(pixels), slots.color)
}

/// Half the size.
pub(crate) fn halved(pixels: Pixels, slots: &Slots) -> Pixels {
    resize::halve(pixels, slots, 1)
}

/// The same form as `mime`, for a texture that only changes its size: its media type and bytes. What
/// fades becomes WebP instead of AVIF, whose alpha would be stretched once more.
pub(super) fn alike(
    pixels: &Pixels,
    slots: &Slots,
    mime: &str,
    quality: u8,
) -> Option<(&'static str, Vec<u8>)> {
    let alpha = has_alpha(pixels);
    Some(match mime {
        "image/jpeg" => ("image/jpeg", encode::jpeg(pixels, quality)?),
        "image/avif" if !fades(pixels) => {
            let bytes = encode::avif(pixels, alpha, quality, slots.color)?;
            ("image/avif", bytes)
        }
        "image/webp" | "image/avif" => {
            let bytes = encode::webp(pixels, alpha, quality, !slots.color)?;
            ("image/webp", bytes)
        }
        "image/ktx2" => ("image/ktx2", ktx2(pixels, slots)?),
        "image/png" => ("image/png", encode::png(pixels, alpha)?),
        _ => return None,
    })
}

/// PSNR in dB of encoded `bytes` against `pixels`, over the channels that count.
fn psnr(pixels: &Pixels, mime: &str, bytes: &[u8], slots: &Slots) -> Option<f64> {
    let mean = square_error(pixels, mime, bytes, slots)?;
    Some(if mean == 0.0 {
        f64::INFINITY
    } else {
        10.0 * (255.0 * 255.0 / mean).log10()
    })
}

/// The pixels of encoded `bytes` as customers see them; `None` where they can't be read.
pub(crate) fn decoded(mime: &str, bytes: &[u8]) -> Option<Pixels> {
    let image = Image {
        name: None,
        uri: None,
        mime: match mime {
            "image/jpeg" => Mime::Jpeg,
            "image/png" => Mime::Png,
            "image/avif" => Mime::Avif,
            "image/ktx2" => Mime::Ktx2,
            _ => Mime::WebP,
        },
        data: bytes.to_vec().into(),
        width: 0,
        height: 0,
    };
    image::decode_shown(&image, &Limits::default()).ok()
}

/// Mean square error of encoded `bytes` against `pixels`, over the channels that count.
pub(crate) fn square_error(
    pixels: &Pixels,
    mime: &str,
    bytes: &[u8],
    slots: &Slots,
) -> Option<f64> {
    let decoded = decoded(mime, bytes)?;
    let mut sum = 0.0;
    let mut count = 0_u64;
    // Of a normal only the direction shows.
    let direction = |texel: &[u8; 4]| {
        let vector = [texel[0], texel[1], texel[2]].map(|channel| f32::from(channel) / 127.5 - 1.0);
        glam::Vec3::from(vector).normalize_or(glam::Vec3::Z) * 127.5
    };
    let pairs = pixels
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .zip(decoded.rgba.as_chunks::<4>().0);
    for (a, b) in pairs {
        if slots.normal && !slots.color {
            sum += f64::from(direction(a).distance_squared(direction(b)));
            count += 3;
            continue;
        }
        for channel in (0..4).filter(|channel| slots.channels[*channel]) {
            sum += f64::from(a[channel].abs_diff(b[channel])).powi(2);
            count += 1;
        }
    }
    Some(sum / count.max(1) as f64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::options::Target;
    use crate::samples;

    #[test]
    fn a_plain_texture_becomes_smaller_and_keeps_its_color() {
        let mut work = samples::work();
        let before = work.images[0].bytes.len();
        run(&mut work, &Options::new(Target::Web), &Job::quiet()).unwrap();
        let picture = &work.images[0];
        assert_eq!(picture.mime, "image/webp");
        assert!(picture.bytes.len() < before);
        let slots = Slots {
            color: true,
            normal: false,
            channels: [true, true, true, false],
        };
        let mut again = picture.clone();
        again.source = picture.bytes.clone();
        let decoded = pixels(&again, &slots, 0).unwrap();
        let source = pixels(picture, &slots, 0).unwrap();
        let far = decoded
            .rgba
            .iter()
            .zip(&source.rgba)
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(far.unwrap() < 24, "{far:?}");
    }

    #[test]
    fn a_target_without_webp_gets_none() {
        let mut work = samples::work();
        let options = Options::new(Target::Amazon);
        run(&mut work, &Options::new(Target::Web), &Job::quiet()).unwrap();
        run(&mut work, &options, &Job::quiet()).unwrap();
        assert!(takes(TextureFormats::Plain, work.images[0].mime));
    }

    #[test]
    fn a_texture_of_one_pixel_is_handled() {
        let mut work = samples::work();
        work.images[0] = samples::picture(1, 1);
        run(&mut work, &Options::new(Target::Web), &Job::quiet()).unwrap();
        assert_eq!((work.images[0].width, work.images[0].height), (1, 1));
    }

    #[test]
    fn broken_and_missing_pictures_are_left_alone() {
        let mut work = samples::work();
        work.images[0].source = bytes::Bytes::from_static(b"not a picture");
        work.images[0].bytes = work.images[0].source.clone();
        let before = work.images[0].bytes.clone();
        run(&mut work, &Options::new(Target::Web), &Job::quiet()).unwrap();
        assert_eq!(work.images[0].bytes, before);
        work.images[0].bytes = bytes::Bytes::new();
        assert!(
            run(&mut work, &Options::new(Target::Web), &Job::quiet())
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn what_fades_is_told_from_cut_outs() {
        let picture = |alpha: fn(u32) -> u8| {
            let texels = (0..64 * 64).flat_map(|at| [9, 9, 9, alpha(at % 64)]);
            Pixels {
                width: 64,
                height: 64,
                rgba: texels.collect(),
            }
        };
        assert!(!fades(&picture(|_| 255)));
        assert!(!fades(&picture(|x| match x {
            0..32 => 0,
            32 => 120,
            _ => 255,
        })));
        assert!(fades(&picture(|x| (x * 4) as u8)));
    }

    #[test]
    fn what_fades_in_avif_keeps_in_other_forms_what_customers_see() {
        let file: &[u8] = include_bytes!("../../../asset/src/tests/fixtures/yuv444.avif");
        let shown = decoded("image/avif", file).unwrap();
        let least = |pixels: &Pixels| pixels.rgba.iter().skip(3).step_by(4).min().copied();
        // The file means 57.
        assert_eq!(least(&shown), Some(48));
        let mut work = samples::work();
        work.json["materials"][0]["alphaMode"] = "BLEND".into();
        let picture = &mut work.images[0];
        picture.set("image/avif", file.to_vec(), &shown);
        picture.source = picture.bytes.clone();
        let mut options = Options::new(Target::Web);
        options.textures = Some(TextureFormats::Plain);
        run(&mut work, &options, &Job::quiet()).unwrap();
        let picture = &work.images[0];
        assert_eq!(picture.mime, "image/png");
        assert_eq!(
            least(&decoded("image/png", &picture.bytes).unwrap()),
            Some(48)
        );
        let (mime, _) = alike(&shown, &slots::of(&work)[0], "image/avif", 90).unwrap();
        assert_eq!(mime, "image/webp");
    }

    #[test]
    fn unused_channels_are_cleared() {
        let mut pixels = Pixels {
            width: 1,
            height: 1,
            rgba: vec![10, 20, 30, 40],
        };
        let slots = Slots {
            color: false,
            normal: false,
            channels: [false, true, true, false],
        };
        clear(&mut pixels, &slots);
        assert_eq!(pixels.rgba, [20, 20, 30, 255]);
    }
}
