//! A picture in memory, and as a file.

use std::io::Write;
use std::path::Path;

use base::files::{self, Readers};
use base::{Fault, Result};
use image::ExtendedColorType;
use image::codecs::webp::WebPEncoder;

/// The longest side that WebP holds.
const WEBP_SIDE: u32 = 16383;

/// Forms that pictures are written in; both keep every pixel and its alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureForm {
    /// `.png`
    Png,
    /// `.webp`, without loss.
    WebP,
}

impl PictureForm {
    /// The form that the ending of a file's name asks for.
    ///
    /// # Errors
    /// A [`Usage`](base::FaultKind::Usage) fault for any other ending.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("png") => Ok(Self::Png),
            Some("webp") => Ok(Self::WebP),
            _ => Err(Fault::usage(format!(
                "{} ends neither in .png nor in .webp, the forms pictures are written in",
                path.display()
            ))
            .hint("Name a file such as chair.png")),
        }
    }
}

/// Pixels: rows from the top, four bytes a pixel, sRGB colour and alpha that isn't multiplied in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `width · height · 4` bytes.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// The part of this size, in pixels, whose upper left pixel is at `corner`; what would be outside is left
    /// out.
    #[must_use]
    pub fn part(&self, [left, top]: [u32; 2], [width, height]: [u32; 2]) -> Self {
        let (left, top) = (left.min(self.width), top.min(self.height));
        let width = width.min(self.width - left);
        let height = height.min(self.height - top);
        let rows = (top..top + height).flat_map(|row| {
            let start = (row as usize * self.width as usize + left as usize) * 4;
            let cells = self.rgba.get(start..start + width as usize * 4);
            cells.unwrap_or_default()
        });
        Self {
            width,
            height,
            rgba: rows.copied().collect(),
        }
    }

    /// The red, green, blue and alpha at a place; zeros outside.
    #[must_use]
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let index = (y as usize * self.width as usize + x as usize) * 4;
        match self.rgba.get(index..index + 4) {
            Some(&[r, g, b, a]) if x < self.width => [r, g, b, a],
            _ => [0; 4],
        }
    }

    /// The picture as a PNG file's bytes.
    ///
    /// # Errors
    /// An [`Input`](base::FaultKind::Input) fault if the pixels don't fit the size.
    pub fn png(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.encode(&mut bytes)
            .map_err(|error| Fault::input("The picture can't be written as PNG").because(error))?;
        Ok(bytes)
    }

    /// The picture as a WebP file's bytes, without loss.
    ///
    /// # Errors
    /// An [`Input`](base::FaultKind::Input) fault if the pixels don't fit the size, or if a side has
    /// more than 16383 of them, which WebP can't hold.
    pub fn webp(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let expected = self.width as usize * self.height as usize * 4;
        let fail = || Fault::input("The picture can't be written as WebP");
        if self.rgba.len() != expected || self.width.max(self.height) > WEBP_SIDE {
            return Err(fail().hint(format!(
                "WebP holds sides up to {WEBP_SIDE} pixels; use PNG"
            )));
        }
        WebPEncoder::new_lossless(&mut bytes)
            .encode(
                &self.rgba,
                self.width,
                self.height,
                ExtendedColorType::Rgba8,
            )
            .map_err(|error| fail().because(error))?;
        Ok(bytes)
    }

    /// Writes a PNG file: beside its place first, then moved, so that a reader never meets half a
    /// picture.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the file can't be written.
    pub fn save_png(&self, path: &Path) -> Result<()> {
        self.save_as(PictureForm::Png, path)
    }

    /// Writes a file of a form, as [`save_png`](Self::save_png) does.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the file can't be written, an
    /// [`Input`](base::FaultKind::Input) fault if the form can't hold the picture.
    pub fn save_as(&self, form: PictureForm, path: &Path) -> Result<()> {
        let bytes = match form {
            PictureForm::Png => self.png()?,
            PictureForm::WebP => self.webp()?,
        };
        files::write(path, Readers::Usual, &bytes).map_err(|error| {
            Fault::service(format!("{} can't be written", path.display()))
                .hint("Check that the folder exists, that you may write there and that the disk isn't full")
                .because(error)
        })
    }

    /// Reads a PNG (or JPEG, WebP) file.
    ///
    /// # Errors
    /// An [`Input`](base::FaultKind::Input) fault if it is missing or broken.
    pub fn open(path: &Path) -> Result<Self> {
        let image = image::open(path).map_err(|error| {
            Fault::input(format!("{} can't be read as a picture", path.display()))
                .hint("Check the path; PNG, JPEG and WebP are read")
                .because(error)
        })?;
        let image = image.into_rgba8();
        Ok(Self {
            width: image.width(),
            height: image.height(),
            rgba: image.into_raw(),
        })
    }

    fn encode(&self, writer: &mut impl Write) -> Result<(), png::EncodingError> {
        let mut encoder = png::Encoder::new(writer, self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgba)?;
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use std::fs;

    use super::*;

    #[test]
    fn a_saved_picture_reads_back_the_same_and_leaves_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let picture = Picture {
            width: 3,
            height: 2,
            rgba: (0..24).collect(),
        };
        picture.save_png(&path).unwrap();
        assert_eq!(Picture::open(&path).unwrap(), picture);
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        let webp = folder.path().join("a.WebP");
        let form = PictureForm::of(&webp).unwrap();
        picture.save_as(form, &webp).unwrap();
        let back = image::load_from_memory(&fs::read(&webp).unwrap()).unwrap();
        assert_eq!(back.into_rgba8().into_raw(), picture.rgba);
        assert!(PictureForm::of(Path::new("a.jpg")).is_err());
        assert_eq!(picture.pixel(1, 1), [16, 17, 18, 19]);
    }

    #[test]
    fn a_folder_that_is_missing_is_said() {
        let picture = Picture {
            width: 1,
            height: 1,
            rgba: vec![0; 4],
        };
        let fault = picture
            .save_png(Path::new("/nonexistent/a.png"))
            .unwrap_err();
        assert_eq!(fault.kind(), base::FaultKind::Service);
    }
}
