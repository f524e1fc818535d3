//! AVIF: one AV1 picture in boxes, as EXT_texture_avif holds it.
//!
//! Colours come out as browsers show them: the file's own matrix and range before the stream's,
//! BT.601 where neither tells, chroma in between spread linearly, cut as `clap` and turned as `irot` and `imir` say. As
//! everywhere in glTF, colour profiles are ignored. Alpha comes out as the file means it, or as Chromium shows
//! it: see [`Alpha`].

mod boxes;
mod colour;
mod properties;
mod rows;
mod still;

use ::image::{RgbaImage, imageops};
use re_rav1d::{Decoder, Error, InloopFilterType, Picture, Settings};

use super::{Pixels, Refusal};
use colour::{Conversion, Signal};
use rows::Rows;
use still::{Mirror, Still, Tiles, Turn};

/// How samples of alpha are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alpha {
    /// As the stream says, which is in full range in all files but odd ones.
    Meant,
    /// As Chromium reads it, and with it the shop's customers: in limited range, whatever the file
    /// says, so that 16 becomes 0 and 235 becomes 255; colours likewise where the picture is the first
    /// of an animation. Found by reading textures back from Chromium
    /// 156; the pictures that it gave are among the tests' fixtures.
    Shown,
}

/// A picture whose boxes were read and whose stream wasn't.
pub(super) struct Avif {
    still: Still,
}

impl Avif {
    /// Reads the boxes.
    pub(super) fn parse(file: &[u8]) -> Result<Self, Refusal> {
        let still = Still::parse(file)?;
        Ok(Self { still })
    }

    /// Width and height in pixels of all that is decoded: tiles may reach beyond the picture.
    pub(super) fn size(&self) -> (u32, u32) {
        let color = &self.still.color;
        let rows = color.streams.len().div_ceil(color.columns);
        let side = |count: usize, one: u32| {
            u32::try_from(count).map_or(u32::MAX, |count| one.saturating_mul(count))
        };
        (side(color.columns, color.size.0), side(rows, color.size.1))
    }

    /// Decodes the streams; nothing larger than [`size`](Self::size) is allocated.
    pub(super) fn decode(self, reading: Alpha) -> Result<Pixels, Refusal> {
        let Still {
            width,
            height,
            color,
            alpha,
            premultiplied,
            signal,
            turn,
            crop,
            is_animation,
        } = self.still;
        let sides = [width as usize, height as usize];
        let mut rgba = vec![0; sides[0] * sides[1] * 4];
        each_tile(color, sides, |tile, place| {
            let mut conversion = Conversion::new(tile, signal)?;
            if reading == Alpha::Shown && is_animation {
                conversion.limit();
            }
            let mut rows = Rows::new(tile);
            for row in 0..place.size[1] {
                let samples = rows.at(row);
                let pixels = place.row(&mut rgba, sides[0], row);
                for (x, pixel) in pixels.chunks_exact_mut(4).enumerate() {
                    pixel.copy_from_slice(&conversion.pixel(&samples, x));
                }
            }
            Ok(())
        })?;
        if let Some(alpha) = alpha {
            let limited = (reading == Alpha::Shown).then_some(Signal::LIMITED_GREY);
            each_tile(alpha, sides, |tile, place| {
                let conversion = Conversion::new(tile, limited)?;
                let mut rows = Rows::new(tile);
                for row in 0..place.size[1] {
                    let samples = rows.at(row);
                    let pixels = place.row(&mut rgba, sides[0], row);
                    for (x, pixel) in pixels.chunks_exact_mut(4).enumerate() {
                        pixel[3] = conversion.level(&samples, x);
                        if premultiplied {
                            colour::divide(pixel);
                        }
                    }
                }
                Ok(())
            })?;
        }
        Ok(turned(
            Pixels {
                width,
                height,
                rgba,
            },
            crop,
            turn,
        ))
    }
}

/// Where a tile lies in the picture, in pixels: what is of it within.
struct Place {
    at: [usize; 2],
    size: [usize; 2],
}

impl Place {
    /// The bytes of the tile's row in those of the picture, `width` pixels wide.
    fn row<'p>(&self, rgba: &'p mut [u8], width: usize, row: usize) -> &'p mut [u8] {
        let start = (self.at[1] + row) * width + self.at[0];
        &mut rgba[4 * start..4 * (start + self.size[0])]
    }
}

/// Decodes tiles one after the other.
fn each_tile(
    tiles: Tiles,
    sides: [usize; 2],
    mut take: impl FnMut(&Picture, Place) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let Tiles {
        streams,
        columns,
        size: (width, height),
    } = tiles;
    for (index, stream) in streams.into_iter().enumerate() {
        let at = [
            index % columns * width as usize,
            index / columns * height as usize,
        ];
        let within =
            |axis: usize, side: u32| sides[axis].saturating_sub(at[axis]).min(side as usize);
        let size = [within(0, width), within(1, height)];
        take(&decode_stream(stream, width, height)?, Place { at, size })?;
    }
    Ok(())
}

/// The picture as it is shown: its upper left part, turned.
fn turned(pixels: Pixels, (width, height): (u32, u32), turn: Turn) -> Pixels {
    let all = RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba).unwrap_or_default();
    let image = match all.dimensions() == (width, height) {
        true => all,
        false => imageops::crop_imm(&all, 0, 0, width, height).to_image(),
    };
    let image = match turn.quarters {
        0 => image,
        1 => imageops::rotate270(&image),
        2 => imageops::rotate180(&image),
        _ => imageops::rotate90(&image),
    };
    let image = match turn.mirror {
        None => image,
        Some(Mirror::Rows) => imageops::flip_vertical(&image),
        Some(Mirror::Columns) => imageops::flip_horizontal(&image),
    };
    Pixels {
        width: image.width(),
        height: image.height(),
        rgba: image.into_raw(),
    }
}

/// The first picture of an AV1 stream, which has to be of that size.
fn decode_stream(stream: Vec<u8>, width: u32, height: u32) -> Result<Picture, Refusal> {
    /// Parts in which the decoder may ask to take one picture's data.
    const PARTS: usize = 16;
    let broken = |error: Error| Refusal::Broken(format!("its AV1 stream is broken: {error}"));
    if stream.is_empty() {
        return Err(Refusal::Broken("its AV1 stream is empty".to_owned()));
    }
    let mut settings = Settings::new();
    // Threads of its own would outlive a mistake in the stream; callers decode images side by side.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_all_layers(false);
    settings.set_inloop_filters(InloopFilterType::all());
    settings.set_frame_size_limit(width.saturating_mul(height));
    let mut decoder = Decoder::with_settings(&settings).map_err(broken)?;
    match decoder.send_data(stream, None, None, None) {
        Ok(()) | Err(Error::Again) => {}
        Err(error) => return Err(broken(error)),
    }
    for _ in 0..PARTS {
        match decoder.get_picture() {
            Ok(picture) if (picture.width(), picture.height()) == (width, height) => {
                return Ok(picture);
            }
            Ok(picture) => {
                return Err(Refusal::Broken(format!(
                    "it is said to be {width} x {height} pixels and is {} x {}",
                    picture.width(),
                    picture.height()
                )));
            }
            Err(Error::Again) => {}
            Err(error) => return Err(broken(error)),
        }
        match decoder.send_pending_data() {
            Ok(()) | Err(Error::Again) => {}
            Err(error) => return Err(broken(error)),
        }
    }
    Err(Refusal::Broken(
        "its AV1 stream holds no picture".to_owned(),
    ))
}
