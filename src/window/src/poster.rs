//! Saves a picture of the product as it is seen.

use std::path::{Path, PathBuf};

use base::{Fault, Job, Result};
use image::{DynamicImage, ImageFormat, RgbaImage};
use render::{Picture, RenderContext, Target};

/// A picture that the graphics adapter is drawing.
#[derive(Debug)]
pub(crate) struct Shot {
    context: RenderContext,
    target: Target,
}

impl Shot {
    /// The picture in `target`.
    pub(crate) const fn new(context: RenderContext, target: Target) -> Self {
        Self { context, target }
    }

    /// Waits for the picture and writes it to `path`, in the form that its extension names: PNG,
    /// WebP (without loss) or JPEG. Another extension gets `.png` behind it.
    ///
    /// # Errors
    /// A service fault where the adapter fails or the file can't be written; cancelled.
    pub(crate) fn save(&self, path: &Path, job: &Job) -> Result<()> {
        job.stage("Drawing the picture");
        let picture = self.target.read(self.context.gpu())?;
        job.check()?;
        job.stage("Writing the picture");
        save(picture, path)
    }
}

fn save(picture: Picture, path: &Path) -> Result<()> {
    let format = match extension(path).as_deref() {
        Some("webp") => ImageFormat::WebP,
        Some("jpg" | "jpeg") => ImageFormat::Jpeg,
        Some("png") => return picture.save_png(path),
        _ => {
            let mut name = path.as_os_str().to_owned();
            name.push(".png");
            return picture.save_png(&PathBuf::from(name));
        }
    };
    let unwritable = || {
        Fault::service(format!("{} can't be written", path.display()))
            .hint("Choose PNG, or another size")
    };
    let image = RgbaImage::from_raw(picture.width, picture.height, picture.rgba)
        .map(DynamicImage::ImageRgba8)
        .ok_or_else(unwritable)?;
    // JPEG knows no transparency.
    let image = match format {
        ImageFormat::Jpeg => DynamicImage::ImageRgb8(image.to_rgb8()),
        _ => image,
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    image
        .write_to(&mut bytes, format)
        .map_err(|error| unwritable().because(error))?;
    asset::save(path, bytes.get_ref()).map_err(Into::into)
}

/// The extension in small letters.
fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_lowercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_extension_decides_the_form() {
        let folder = tempfile::tempdir().unwrap();
        let picture = || Picture {
            width: 2,
            height: 1,
            rgba: vec![255, 0, 0, 255, 0, 0, 255, 0],
        };
        for (name, written) in [
            ("a.png", "a.png"),
            ("a.webp", "a.webp"),
            ("a.JPG", "a.JPG"),
            ("a", "a.png"),
        ] {
            save(picture(), &folder.path().join(name)).unwrap();
            let image = image::open(folder.path().join(written)).unwrap().to_rgba8();
            assert_eq!(image.dimensions(), (2, 1), "{name}");
            let clear = image.get_pixel(1, 0).0[3] == 0;
            assert_eq!(clear, !name.ends_with("JPG"), "{name}");
        }
        let nowhere = folder.path().join("no/such/folder/a.webp");
        assert!(
            save(picture(), &nowhere)
                .unwrap_err()
                .message()
                .contains("a.webp")
        );
    }
}
