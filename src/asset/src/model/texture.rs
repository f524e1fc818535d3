//! Textures, samplers and encoded images.

use bytes::Bytes;

/// A texture: an image and how to sample it.
#[derive(Debug, Clone, Default)]
pub struct Texture {
    /// Its name.
    pub name: Option<String>,
    /// The image that is shown, of the forms that the file offers (KTX2, WebP, AVIF before the
    /// texture's own), as the web viewer chooses; `None` where it shows none.
    pub image: Option<usize>,
    /// The image that the web viewer chooses and then can't show; a defect says why. Materials are
    /// drawn without it.
    pub lost: Option<usize>,
    /// How to sample.
    pub sampler: Sampler,
    /// The first texture with the same image and the same sampler. The web viewer makes one of all
    /// of them: where one is used for colours, all of them hold colours.
    pub same_as: usize,
}

/// How to sample a texture. The defaults are those of the web viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampler {
    /// When magnified.
    pub magnify: Filter,
    /// Within a mip level when made smaller.
    pub minify: Filter,
    /// Between mip levels; `None` uses no mips.
    pub mip: Option<Filter>,
    /// Along u.
    pub wrap_u: Wrap,
    /// Along v.
    pub wrap_v: Wrap,
}

impl Default for Sampler {
    fn default() -> Self {
        Self {
            magnify: Filter::Linear,
            minify: Filter::Linear,
            mip: Some(Filter::Linear),
            wrap_u: Wrap::Repeat,
            wrap_v: Wrap::Repeat,
        }
    }
}

/// A filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// The nearest texel.
    Nearest,
    /// A mean of the nearest.
    Linear,
}

/// Outside 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// The texture repeats.
    Repeat,
    /// It repeats mirrored.
    MirroredRepeat,
    /// Its edge goes on.
    ClampToEdge,
}

/// An encoded image. Its header was read, its pixels weren't.
#[derive(Debug, Clone)]
pub struct Image {
    /// Its name.
    pub name: Option<String>,
    /// The file it came from, as written in the model, where it isn't embedded.
    pub uri: Option<String>,
    /// Its true form, by its first bytes.
    pub mime: Mime,
    /// The encoded bytes; empty where the file it names is missing (a warning says so).
    pub data: Bytes,
    /// Width in pixels; 0 where unknown.
    pub width: u32,
    /// Height in pixels; 0 where unknown.
    pub height: u32,
}

/// Forms of images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mime {
    /// image/png
    Png,
    /// image/jpeg
    Jpeg,
    /// image/webp
    WebP,
    /// image/avif
    Avif,
    /// image/ktx2
    Ktx2,
    /// image/gif, which glTF doesn't have and browsers show.
    Gif,
    /// image/bmp, likewise.
    Bmp,
    /// image/x-icon, likewise.
    Ico,
    /// Anything else.
    Unknown,
}

impl Mime {
    /// Whether browsers show it in a texture and glTF doesn't have it.
    #[must_use]
    pub const fn is_foreign(self) -> bool {
        matches!(self, Self::Gif | Self::Bmp | Self::Ico)
    }

    /// The media type.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
            Self::Ktx2 => "image/ktx2",
            Self::Gif => "image/gif",
            Self::Bmp => "image/bmp",
            Self::Ico => "image/x-icon",
            Self::Unknown => "application/octet-stream",
        }
    }
}
