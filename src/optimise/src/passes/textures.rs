//! Stores each texture in the form that is smallest for what it is used for.
//!
//! Channels without an effect are cleared first: alpha of opaque colours, red of a
//! metallic-roughness texture. Then lossy and lossless forms that the target takes are tried, and
//! the smallest whose texels are near enough to the source's wins, the source's own included.

use std::sync::atomic::{AtomicU64, Ordering};

use asset::image::Pixels;
use base::{Job, Result};

use crate::cores;
use crate::encode::{self, Basis, Encoded};
use crate::options::{Options, TextureFormats};
use crate::slots::{self, Slots};
use crate::texels::{fades, has_alpha, ktx2, pixels, plain_ktx2, psnr};
use crate::work::{Picture, Work};

/// The least PSNR in dB of a lossy texture over the channels that count: colours, and all else.
const FLOOR: [f64; 2] = [36.0, 38.0];
/// Where quality ends before lossless forms are the only ones left.
const QUALITIES: [u8; 4] = [90, 94, 97, 100];
/// The same for AVIF, whose scale is another.
const AVIF_QUALITIES: [u8; 3] = [60, 75, 88];
/// From this quality on, KTX2 is as exact as it can be.
const EXACT: u8 = 97;

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
        let may = !picture.part_quality.is_locked();
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
fn takes(formats: TextureFormats, mime: &str) -> bool {
    formats.take(mime)
}

/// The smallest form that is near enough.
fn smallest(
    pixels: &Pixels,
    slots: &Slots,
    options: &Options,
    from: &'static str,
) -> Option<(&'static str, Vec<u8>)> {
    let floor = FLOOR[usize::from(!slots.color)];
    if options.texture_formats() == TextureFormats::Ktx2 {
        let bytes = match options.quality {
            EXACT.. => ktx2(pixels, slots, Basis::Uastc(100)),
            _ => plain_ktx2(pixels, slots, floor),
        };
        return bytes.map(|bytes| ("image/ktx2", bytes));
    }
    let alpha = has_alpha(pixels);
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
fn lossy(
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
        // It has a rule of its own.
        TextureFormats::Ktx2 => None,
        TextureFormats::Plain => Some(("image/jpeg", encode::jpeg(pixels, quality)?)),
    }
}

/// The target's lossless form.
fn lossless(pixels: &Pixels, formats: TextureFormats) -> Option<(&'static str, Vec<u8>)> {
    let alpha = has_alpha(pixels);
    Some(match formats {
        TextureFormats::Avif | TextureFormats::Web => {
            ("image/webp", encode::webp_lossless(pixels, alpha)?)
        }
        TextureFormats::Plain | TextureFormats::Ktx2 => ("image/png", encode::png(pixels, alpha)?),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::options::Target;
    use crate::samples;
    use crate::texels::{alike, decoded};

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
}
