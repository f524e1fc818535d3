//! JPEG files with a gain map beside their picture (Ultra HDR): it says by how much each place is brighter
//! than eight bits can say.
//!
//! They are read as by the web viewer's loader, gainmap-js 3.4.0. XMP says what the gains mean (`hdrgm`,
//! <https://developer.android.com/media/platform/hdr-image-format>), and a multi-picture index says where
//! the two pictures are (see [`multi_picture`](super::multi_picture)). The viewer doesn't know the newer
//! binary metadata (ISO 21496-1): a file with that alone is a plain picture to it.

use std::ops::Range;

use asset::image::Pixels;
use half::f16;

use super::multi_picture::pictures;
use crate::scene::mips::decode as to_linear;

/// The largest half float, which the viewer keeps to.
const BRIGHTEST: f32 = 65_504.0;

/// Where the two pictures are in a file, and what the second means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GainMap {
    /// The bytes of the plain picture.
    pub(super) base: Range<usize>,
    /// The bytes of the picture of gains.
    pub(super) map: Range<usize>,
    gains: Gains,
}

/// The metadata, by channel; gains and capacities are powers of two.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gains {
    least: [f32; 3],
    most: [f32; 3],
    gamma: [f32; 3],
    base_offset: [f32; 3],
    offset: [f32; 3],
    /// How much of the gain is taken: all of it, but for capacities that no display has.
    weight: f32,
}

impl GainMap {
    /// The map of gains that the file `data` holds; `None` where the viewer takes it for a plain
    /// picture.
    ///
    /// # Errors
    /// What is wrong, where the viewer would never come to an end with the file.
    pub(super) fn find(data: &[u8]) -> Result<Option<Self>, &'static str> {
        let Some(gains) = Gains::find(data)? else {
            return Ok(None);
        };
        let pictures = pictures(data).ok_or(
            "says that it has a map of gains, but has no index of its pictures that can be read",
        )?;
        let Ok([base, map]) = <[Range<usize>; 2]>::try_from(pictures) else {
            return Ok(None);
        };
        Ok(Some(Self { base, map, gains }))
    }

    /// The radiance of the plain picture's pixels with the gains in `map`, rows from the top.
    pub(super) fn apply(&self, base: &Pixels, map: &Pixels) -> Vec<[f32; 3]> {
        let (width, height) = (base.width as usize, base.height as usize);
        let pixels = base.rgba.chunks_exact(4).enumerate();
        pixels
            .map(|(index, pixel)| {
                let u = (index % width) as f32 + 0.5;
                let v = (index / width) as f32 + 0.5;
                let place = [u / width as f32, v / height as f32];
                let recovery = bilinear(map, place);
                std::array::from_fn(|channel| {
                    let plain = to_linear(pixel[channel]);
                    self.gains.radiance(channel, plain, recovery[channel])
                })
            })
            .collect()
    }
}

impl Gains {
    /// The first description in `data` that is whole.
    fn find(data: &[u8]) -> Result<Option<Self>, &'static str> {
        const OPEN: &[u8] = b"<x:xmpmeta";
        // An opening tag without attributes ends like this, too: its packet is empty to the viewer.
        const CLOSE: &[u8] = b"x:xmpmeta>";
        let mut rest = data;
        while let Some(start) = position(rest, OPEN) {
            rest = &rest[start..];
            let Some(end) = position(rest, CLOSE) else {
                break;
            };
            let (packet, after) = rest.split_at(end + CLOSE.len());
            rest = after;
            if let Some(gains) = Self::parse(&String::from_utf8_lossy(packet)) {
                return match gains.is_finite() {
                    true => Ok(Some(gains)),
                    false => Err("has a map of gains whose numbers can't be read"),
                };
            }
        }
        Ok(None)
    }

    /// What an XMP packet says; `None` without the largest gain or the largest capacity.
    fn parse(packet: &str) -> Option<Self> {
        let capacity = |name: &str| between(packet, &format!("{name}=\""), "\"").map(number);
        let most = channels(packet, "hdrgm:GainMapMax")?;
        let least_capacity = capacity("hdrgm:HDRCapacityMin").unwrap_or(0.0);
        let most_capacity = capacity("hdrgm:HDRCapacityMax")?;
        // The viewer asks for the whole gain, on a display no brighter than half floats can say.
        let boost = most_capacity.exp2().clamp(1.0, BRIGHTEST).log2();
        let weight = (boost - least_capacity) / (most_capacity - least_capacity);
        let or = |name, default| channels(packet, name).unwrap_or([default; 3]);
        Some(Self {
            least: or("hdrgm:GainMapMin", 0.0),
            most,
            gamma: or("hdrgm:Gamma", 1.0),
            base_offset: or("hdrgm:OffsetSDR", 1.0 / 64.0),
            offset: or("hdrgm:OffsetHDR", 1.0 / 64.0),
            weight: weight.clamp(0.0, 1.0),
        })
    }

    fn is_finite(&self) -> bool {
        let channels = [
            self.least,
            self.most,
            self.gamma,
            self.base_offset,
            self.offset,
        ];
        channels.as_flattened().iter().all(|x| x.is_finite())
            && self.gamma.iter().all(|gamma| *gamma > 0.0)
            && self.weight.is_finite()
    }

    /// The radiance of a channel whose plain value is `plain` (linear) and whose gain is written as
    /// `recovery`, from 0 to 1.
    fn radiance(&self, channel: usize, plain: f32, recovery: f32) -> f32 {
        let share = recovery.powf(1.0 / self.gamma[channel]);
        let gain = self.least[channel] * (1.0 - share) + self.most[channel] * share;
        let bright = (plain + self.base_offset[channel]) * (gain * self.weight).exp2();
        let radiance = (bright - self.offset[channel]).clamp(-BRIGHTEST, BRIGHTEST);
        f16::from_f32(radiance).to_f32()
    }
}

/// The values of a property for red, green and blue: one for all, or a list of three.
fn channels(packet: &str, name: &str) -> Option<[f32; 3]> {
    // Names are found whatever their case, as the viewer does; the places stay the same.
    let lower = packet.to_ascii_lowercase();
    let name = name.to_ascii_lowercase();
    if let Some(range) = range_between(&lower, &format!("{name}=\""), "\"") {
        return Some([number(&packet[range]); 3]);
    }
    let start = lower.find(&format!("<{name}"))? + 1 + name.len();
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find(&format!("</{name}>"))?;
    let mut content = &packet[start..end];
    let whole = content.trim();
    let mut items = Vec::new();
    while let Some(item) = between(content, "<rdf:li>", "</rdf:li>") {
        items.push(number(item));
        let after = item.as_ptr() as usize - content.as_ptr() as usize + item.len();
        content = &content[after..];
    }
    Some(<[f32; 3]>::try_from(items).unwrap_or([number(whole); 3]))
}

/// The text between `open` and the next `close`.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    range_between(text, open, close).map(|range| &text[range])
}

fn range_between(text: &str, open: &str, close: &str) -> Option<Range<usize>> {
    let start = text.find(open)? + open.len();
    let end = start + text[start..].find(close)?;
    Some(start..end)
}

/// The number that `text` begins with, as scripts read it; not a number where it begins with none.
fn number(text: &str) -> f32 {
    /// More letters than this make no other number.
    const MOST: usize = 64;
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c)));
    let text = &text[..end.unwrap_or(text.len()).min(MOST)];
    // `1.5-` and `2e` begin with numbers, too.
    (1..=text.len())
        .rev()
        .find_map(|end| text[..end].parse().ok())
        .unwrap_or(f32::NAN)
}

/// The colour of `map` at `place`, from 0 to 1 across and down, as a texture is sampled.
fn bilinear(map: &Pixels, [u, v]: [f32; 2]) -> [f32; 3] {
    let (width, height) = (map.width as usize, map.height as usize);
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let at = |dx: i64, dy: i64| -> [f32; 3] {
        let column = (left as i64 + dx).clamp(0, width as i64 - 1) as usize;
        let row = (top as i64 + dy).clamp(0, height as i64 - 1) as usize;
        let pixel = map.rgba.get((row * width + column) * 4..);
        std::array::from_fn(|channel| {
            let value = pixel.and_then(|pixel| pixel.get(channel)).copied();
            f32::from(value.unwrap_or_default()) / 255.0
        })
    };
    let [a, b, c, d] = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
    std::array::from_fn(|channel| {
        let high = a[channel] + (b[channel] - a[channel]) * (x - left);
        let low = c[channel] + (d[channel] - c[channel]) * (x - left);
        high + (low - high) * (y - top)
    })
}

fn position(data: &[u8], wanted: &[u8]) -> Option<usize> {
    data.windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    const PLAIN: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description
        hdrgm:Version="1.0" hdrgm:GainMapMax="3.5" hdrgm:HDRCapacityMax="3.5"/></x:xmpmeta>"#;

    fn gains(text: &str) -> Gains {
        Gains::find(text.as_bytes()).unwrap().unwrap()
    }

    #[test]
    fn metadata_is_read_with_the_defaults_of_the_format() {
        let found = gains(PLAIN);
        assert_eq!(found.most, [3.5; 3]);
        assert_eq!(found.least, [0.0; 3]);
        assert_eq!(found.gamma, [1.0; 3]);
        assert_eq!(found.offset, [1.0 / 64.0; 3]);
        assert_eq!(found.weight, 1.0);
    }

    #[test]
    fn metadata_by_channel_is_read_from_lists() {
        let found = gains(
            r#"<x:xmpmeta x:xmptk=""><rdf:Description hdrgm:HDRCapacityMin="1" hdrgm:HDRCapacityMax="4">
               <hdrgm:GainMapMax><rdf:Seq><rdf:li>1</rdf:li><rdf:li>2.5</rdf:li>
               <rdf:li>3e0</rdf:li></rdf:Seq></hdrgm:GainMapMax>
               <hdrgm:Gamma> 2 </hdrgm:Gamma></rdf:Description></x:xmpmeta>"#,
        );
        assert_eq!(found.most, [1.0, 2.5, 3.0]);
        assert_eq!(found.gamma, [2.0; 3]);
    }

    #[test]
    fn a_packet_that_says_too_little_is_passed_over() {
        let first = r#"<x:xmpmeta x:xmptk=""><rdf:Description hdrgm:Version="1.0"/></x:xmpmeta>"#;
        assert_eq!(gains(&format!("{first}{PLAIN}")), gains(PLAIN));
        assert_eq!(Gains::find(first.as_bytes()), Ok(None));
        assert_eq!(Gains::find(b"<x:xmpmeta never closed"), Ok(None));
    }

    #[test]
    fn numbers_that_are_none_are_refused() {
        for wrong in [
            PLAIN.replace("hdrgm:GainMapMax=\"3.5\"", "hdrgm:GainMapMax=\"bright\""),
            PLAIN.replace("hdrgm:HDRCapacityMax=\"3.5\"", "hdrgm:HDRCapacityMax=\"0\""),
            PLAIN.replace("hdrgm:Version=\"1.0\"", "hdrgm:Gamma=\"0\""),
        ] {
            assert!(Gains::find(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_full_gain_multiplies_by_the_power_of_two() {
        let mut found = gains(PLAIN);
        found.offset = [0.0; 3];
        found.base_offset = [0.0; 3];
        assert_eq!(found.radiance(0, 0.5, 0.0), 0.5);
        let bright = found.radiance(0, 0.5, 1.0);
        assert!((bright - 0.5 * 3.5_f32.exp2()).abs() < 0.01, "{bright}");
        found.most = [40.0; 3];
        assert_eq!(found.radiance(0, 1.0, 1.0), BRIGHTEST);
    }

    #[test]
    fn a_file_that_names_gains_and_has_no_index_is_refused() {
        let named = [&[0xff, 0xd8, 0xff, 0xda], PLAIN.as_bytes()].concat();
        assert!(GainMap::find(&named).is_err());
    }

    #[test]
    fn numbers_are_read_as_scripts_read_them() {
        assert_eq!(number(" 1.5-"), 1.5);
        assert_eq!(number("2e"), 2.0);
        assert!(number("bright").is_nan());
        // However long the text, this takes no time.
        assert_eq!(number(&format!("1{}", "e".repeat(1 << 20))), 1.0);
    }
}
