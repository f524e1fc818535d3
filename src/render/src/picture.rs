//! A picture in memory, and as a PNG file.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use base::{Fault, Result};

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

    /// Writes a PNG file: beside its place first, then moved, so that a reader never meets half a
    /// picture.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the file can't be written.
    pub fn save_png(&self, path: &Path) -> Result<()> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}.part", std::process::id()));
        let beside = PathBuf::from(beside);
        self.write_beside(&beside, path).map_err(|error| {
            // Best effort: the error that matters is the one already at hand.
            let _ = fs::remove_file(&beside);
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

    fn write_beside(&self, beside: &Path, path: &Path) -> Result<(), std::io::Error> {
        let mut writer = BufWriter::new(File::create(beside)?);
        self.encode(&mut writer).map_err(std::io::Error::other)?;
        writer.flush()?;
        writer.get_ref().sync_all()?;
        fs::rename(beside, path)
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
