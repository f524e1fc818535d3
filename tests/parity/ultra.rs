//! JPEG files with a map of gains, as phones and converters write them (Ultra HDR).

use base::{Fault, Result};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

/// What a map of gains means, the same for every channel.
#[derive(Debug, Clone, Copy)]
pub struct Gains {
    /// The largest gain, as a power of two; the least is none.
    pub most: f32,
    /// The exponent that shares of the gain are written with.
    pub gamma: f32,
    /// What is added to radiance before it is divided.
    pub offset: f32,
}

impl Gains {
    /// What the map holds where the plain picture shows `plain` of `light`, both linear.
    #[must_use]
    pub fn recovery(&self, plain: f32, light: f32) -> u8 {
        let gain = ((light + self.offset) / (plain + self.offset)).log2() / self.most;
        (gain.clamp(0.0, 1.0).powf(self.gamma) * 255.0).round() as u8
    }
}

/// A JPEG file with `base` as its plain picture and `map` as the gains.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if a picture can't be encoded.
pub fn ultra_hdr(base: &RgbImage, map: &RgbImage, gains: &Gains) -> Result<Vec<u8>> {
    let Gains {
        most,
        gamma,
        offset,
    } = gains;
    let packet = format!(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description \
         xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\" \
         hdrgm:GainMapMin=\"0\" hdrgm:GainMapMax=\"{most}\" hdrgm:Gamma=\"{gamma}\" \
         hdrgm:OffsetSDR=\"{offset}\" hdrgm:OffsetHDR=\"{offset}\" hdrgm:HDRCapacityMin=\"0\" \
         hdrgm:HDRCapacityMax=\"{most}\"/></rdf:RDF></x:xmpmeta>"
    );
    let map = with_segment(&jpeg(map)?, 0xe1, packet.as_bytes());
    let base = jpeg(base)?;
    // The index is as long whatever it says, so that places are known before it is written.
    let length = with_segment(&base, 0xe2, &index(0, 0, 0)).len();
    let header = 2 + 4 + 4;
    let index = index(length, map.len(), length - header);
    Ok([with_segment(&base, 0xe2, &index), map].concat())
}

fn jpeg(picture: &RgbImage) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 95)
        .encode_image(picture)
        .map_err(|error| Fault::service("A JPEG can't be written").because(error))?;
    Ok(file)
}

/// A multi-picture index of two: the first is `base` bytes long, the second `map` bytes at `place`,
/// counted from the byte order's mark.
fn index(base: usize, map: usize, place: usize) -> Vec<u8> {
    let mut index = b"MPF\0MM\0*\0\0\0\x08".to_vec();
    index.extend(3_u16.to_be_bytes());
    // Version, number of pictures, and where they are listed: after the directory.
    index.extend(b"\xb0\x00\0\x07\0\0\0\x040100");
    index.extend(b"\xb0\x01\0\x04\0\0\0\x01\0\0\0\x02");
    index.extend(b"\xb0\x02\0\x07\0\0\0\x20\0\0\0\x32");
    index.extend([0; 4]);
    for (kind, length, place) in [(0x0003_0000, base, 0), (0, map, place)] {
        for word in [kind, length as u32, place as u32, 0] {
            index.extend(word.to_be_bytes());
        }
    }
    index
}

/// `jpeg` with one more segment before all others.
fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    let length = (payload.len() + 2) as u16;
    [start, &[0xff, marker], &length.to_be_bytes(), payload, rest].concat()
}
