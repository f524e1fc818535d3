//! Pictures into bytes.

#[cfg(feature = "avif")]
mod avif;
mod encoded;
mod jpeg;
mod ktx2;
mod png;
mod webp;

#[cfg(feature = "avif")]
pub(crate) use avif::{avif, avif_thorough, avif_with, finer};
pub(crate) use encoded::Encoded;
pub(crate) use jpeg::jpeg;
pub(crate) use ktx2::{Basis, ktx2};
pub(crate) use png::{png, png_fast};
pub(crate) use webp::{webp, webp_lossless, webp_with};

/// AVIF isn't built in: nothing is ever stored so.
#[cfg(not(feature = "avif"))]
pub(crate) fn avif(_: &asset::image::Pixels, _: bool, _: u8, _: bool) -> Option<Vec<u8>> {
    None
}

/// The same with alpha of a quality of its own.
#[cfg(not(feature = "avif"))]
pub(crate) fn avif_with(
    _: &asset::image::Pixels,
    _: Option<u8>,
    _: u8,
    _: bool,
) -> Option<Vec<u8>> {
    None
}

/// The same in several times the time.
#[cfg(not(feature = "avif"))]
pub(crate) fn avif_thorough(
    _: &asset::image::Pixels,
    _: Option<u8>,
    _: u8,
    _: bool,
) -> Option<Vec<u8>> {
    None
}

/// The quality of alpha beside colours of this one.
#[cfg(not(feature = "avif"))]
pub(crate) fn finer(quality: u8) -> u8 {
    quality
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::Limits;
    use asset::image::{Pixels, decode, probe};
    use asset::model::{Image, Mime};

    use super::*;

    /// A soft pattern; with `grey` all channels are equal.
    fn pattern(width: u32, height: u32, grey: bool) -> Pixels {
        let texel = |x: u32, y: u32| {
            let level = |factor: u32| ((x * factor + y * 3) % 256) as u8;
            match grey {
                true => [level(2), level(2), level(2), level(5)],
                false => [level(2), level(3), level(1), level(5)],
            }
        };
        let rows = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Pixels {
            width,
            height,
            rgba: rows.flat_map(|(x, y)| texel(x, y)).collect(),
        }
    }

    fn read(bytes: Vec<u8>) -> (Mime, Pixels) {
        let mime = probe(&bytes).0;
        let image = Image {
            name: None,
            uri: None,
            mime,
            data: bytes.into(),
            width: 0,
            height: 0,
        };
        (mime, decode(&image, &Limits::default()).unwrap())
    }

    /// The greatest difference of the channels `0..count`.
    fn far(a: &Pixels, b: &Pixels, count: usize) -> u8 {
        assert_eq!((a.width, a.height), (b.width, b.height));
        let pairs = a
            .rgba
            .as_chunks::<4>()
            .0
            .iter()
            .zip(b.rgba.as_chunks::<4>().0);
        pairs
            .flat_map(|(a, b)| (0..count).map(|channel| a[channel].abs_diff(b[channel])))
            .max()
            .unwrap_or(0)
    }

    #[cfg(feature = "avif")]
    #[test]
    fn avif_keeps_colours_data_greys_and_alpha() {
        for (grey, color) in [(false, true), (false, false), (true, true)] {
            for (width, height) in [(1, 1), (3, 5), (17, 16), (64, 40)] {
                let pixels = pattern(width, height, grey);
                let bytes = avif(&pixels, true, 95, color).unwrap();
                assert_eq!(
                    avif(&pixels, true, 95, color).unwrap(),
                    bytes,
                    "the same bytes again"
                );
                let (mime, back) = read(bytes);
                assert_eq!(mime, Mime::Avif);
                let far = far(&pixels, &back, 4);
                assert!(far < 40, "{width} x {height}, {grey}, {color}: {far}");
            }
        }
    }

    #[test]
    fn a_lower_quality_takes_fewer_bytes() {
        let pixels = pattern(96, 96, false);
        let sizes = |encode: &dyn Fn(u8) -> Vec<u8>| [90, 60, 30].map(|q| encode(q).len());
        for sizes in [
            #[cfg(feature = "avif")]
            sizes(&|quality| avif(&pixels, false, quality, true).unwrap()),
            sizes(&|quality| jpeg(&pixels, quality).unwrap()),
            sizes(&|quality| webp(&pixels, false, quality, true).unwrap()),
        ] {
            assert!(sizes[0] > sizes[1] && sizes[1] > sizes[2], "{sizes:?}");
        }
    }

    #[test]
    fn jpeg_keeps_colours_and_greys() {
        for grey in [true, false] {
            let pixels = pattern(33, 20, grey);
            let bytes = jpeg(&pixels, 97).unwrap();
            assert_eq!(jpeg(&pixels, 97).unwrap(), bytes);
            let (mime, back) = read(bytes);
            assert_eq!(mime, Mime::Jpeg);
            assert!(far(&pixels, &back, 3) < 24);
        }
        assert!(jpeg(&pattern(1, 1, false), 50).is_some());
    }

    #[test]
    fn png_keeps_every_bit_and_chooses_the_smallest_form() {
        for (width, height, grey) in [(1, 1, false), (40, 30, true), (40, 30, false)] {
            let pixels = pattern(width, height, grey);
            let (mime, back) = read(png(&pixels, true).unwrap());
            assert_eq!((mime, far(&pixels, &back, 4)), (Mime::Png, 0));
        }
        // Two colours are a palette of one bit.
        let mut two = pattern(64, 64, false);
        for (number, texel) in two.rgba.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let on = number * 2_654_435_761 % 97 < 48;
            *texel = if on {
                [200, 30, 60, 255]
            } else {
                [10, 90, 250, 255]
            };
        }
        let bytes = png(&two, false).unwrap();
        assert!(bytes.len() < 64 * 64 / 8 + 200, "{}", bytes.len());
        assert_eq!(far(&two, &read(bytes).1, 4), 0);
    }

    #[test]
    fn ktx2_keeps_colours_greys_and_alpha_in_every_level() {
        for (grey, alpha) in [(false, false), (false, true), (true, true), (true, false)] {
            let soft = |pixels: Pixels| Pixels {
                rgba: pixels
                    .rgba
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .flat_map(|[r, g, b, a]| {
                        [
                            r / 4 + 60,
                            g / 4 + 60,
                            b / 4 + 60,
                            if alpha { *a } else { 255 },
                        ]
                    })
                    .collect(),
                ..pixels
            };
            let levels = [32, 16, 8, 4, 2, 1].map(|side| soft(pattern(side, side, grey)));
            let basis = Basis::Uastc(100);
            let bytes = ktx2(&levels, true, basis).unwrap();
            assert_eq!(ktx2(&levels, true, basis).unwrap(), bytes);
            let image = Image {
                name: None,
                uri: None,
                mime: Mime::Ktx2,
                data: bytes.into(),
                width: 32,
                height: 32,
            };
            let back = asset::image::decode_levels(&image, &Limits::default()).unwrap();
            assert_eq!(back.len(), levels.len());
            for (level, back) in levels.iter().zip(&back) {
                let far = far(level, back, 4);
                assert!(far < 24, "{grey}, {alpha}, {}: {far}", level.width);
            }
        }
        // The extension wants whole blocks.
        assert!(ktx2(&[pattern(30, 32, false)], true, Basis::Etc1s(75)).is_none());
    }

    #[test]
    fn a_block_of_one_colour_keeps_it() {
        let one = Pixels {
            width: 4,
            height: 4,
            rgba: [17, 130, 255, 9].repeat(16),
        };
        let (_, back) = read(ktx2(std::slice::from_ref(&one), true, Basis::Uastc(100)).unwrap());
        assert_eq!(far(&one, &back, 4), 0);
    }

    #[test]
    fn ktx2_loses_more_in_fewer_bytes_and_says_what_its_texels_are() {
        // Waves, whose error doesn't hang on chance.
        let texel = |x: u32, y: u32| {
            let wave = |f: f32| ((x as f32 * f).sin() * (y as f32 * 0.21).cos() * 90.0) as i32;
            let level = |f: f32| (128 + wave(f)) as u8;
            [level(0.13), 128, level(0.4), 255]
        };
        let places = (0..128).flat_map(|y| (0..128).map(move |x| (x, y)));
        let pixels = Pixels {
            width: 128,
            height: 128,
            rgba: places.flat_map(|(x, y)| texel(x, y)).collect(),
        };
        let error = |back: &Pixels| -> u64 {
            let pairs = pixels.rgba.iter().zip(&back.rgba);
            pairs.map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum()
        };
        let etc1s = [75, 40, 5].map(Basis::Etc1s);
        let uastc = [100, 60, 20].map(Basis::Uastc);
        for family in [etc1s, uastc] {
            let made =
                family.map(|basis| ktx2(std::slice::from_ref(&pixels), true, basis).unwrap());
            let sizes = made.each_ref().map(Vec::len);
            assert!(sizes.is_sorted_by(|a, b| a > b), "{family:?}: {sizes:?}");
            let errors = made.map(|bytes| error(&read(bytes).1));
            assert!(errors.is_sorted_by(|a, b| a < b), "{family:?}: {errors:?}");
        }
        for basis in [Basis::Etc1s(75), Basis::Uastc(60)] {
            let file = |color| ktx2(std::slice::from_ref(&pixels), color, basis).unwrap();
            // The transfer function in the basic block (Khronos Data Format Specification 1.3, 5.8).
            let transfer = |file: Vec<u8>| {
                let start = u32::from_le_bytes(file[48..52].try_into().unwrap()) as usize;
                file[start + 14]
            };
            assert_eq!([true, false].map(|color| transfer(file(color))), [2, 1]);
        }
    }

    #[test]
    fn what_a_format_cannot_hold_is_refused() {
        let empty = pattern(0, 0, false);
        assert!(avif(&empty, false, 50, true).is_none());
        assert!(jpeg(&empty, 50).is_none());
        assert!(png(&empty, false).is_none());
        assert!(webp(&empty, false, 50, true).is_none());
    }
}
