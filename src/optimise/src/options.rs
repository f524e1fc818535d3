//! What is asked for.

use base::{Fault, Result};
use serde::{Serialize, Serializer};

use crate::part_quality::PartQuality;
use crate::pass::Pass;

/// What an optimisation is asked to do. The default is for the shop's own page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Where the output goes; it decides on formats.
    pub target: Target,
    /// These passes alone, whatever their order; `None` runs all.
    pub only: Option<Vec<Pass>>,
    /// Whether [`Pass::Instance`] draws together whatever stands in a few places. Many tools, and the
    /// viewers that phones hand a model on to, don't know what it writes: unasked it runs for the
    /// shop's page alone, and only on what stands in so many places that nothing else helps.
    pub instances: bool,
    /// Whether nodes, meshes and materials stay apart by their names: [`Pass::Flatten`] doesn't run, and
    /// nothing is merged with what is called otherwise.
    pub keep_nodes: bool,
    /// How finely vertices are stored.
    pub precision: Precision,
    /// How far [`Pass::Simplify`] may move the surface, as a share of the model's size; 0 keeps
    /// every triangle.
    pub simplify: f32,
    /// Quality of lossy textures, 1 to 100.
    pub quality: u8,
    /// Which forms of images the output may have; `None` for those of the target.
    pub textures: Option<TextureFormats>,
    /// How geometry is compressed; `None` as it suits the target.
    pub geometry: Option<Geometry>,
    /// Parts that are held nearer to the source than the rest, or left as they are.
    pub parts: Vec<PartQuality>,
    /// How much work is put into the search.
    pub effort: Effort,
}

/// How much work is put into the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// No search: nothing is simplified, textures keep a high quality, and the result is looked at from the four
    /// usual orbits; where that says so, safer settings follow.
    Fast,
    /// Candidates are drawn and compared with the source.
    #[default]
    Normal,
    /// The same with more settings, closer to the bound.
    Best,
}

impl Effort {
    /// All of them, from little to much.
    pub const ALL: [Self; 3] = [Self::Fast, Self::Normal, Self::Best];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Normal => "normal",
            Self::Best => "best",
        }
    }

    /// The effort called `name`.
    ///
    /// # Errors
    /// A usage fault that lists the names there are.
    pub fn find(name: &str) -> Result<Self> {
        find(name, "effort", &Self::ALL, Self::name)
    }
}

impl Options {
    /// The options whose result can't be told apart on a usual screen: nothing is simplified, and
    /// textures are of high quality.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self {
            target,
            only: None,
            instances: false,
            keep_nodes: false,
            precision: Precision::default(),
            simplify: 0.0,
            quality: 90,
            textures: None,
            geometry: None,
            parts: Vec::new(),
            effort: Effort::default(),
        }
    }

    /// Which forms of images the output may have.
    #[must_use]
    pub fn texture_formats(&self) -> TextureFormats {
        self.textures.unwrap_or(self.target.textures())
    }

    /// How geometry may be compressed; the smallest of these is taken.
    #[must_use]
    pub fn geometry_forms(&self) -> &[Geometry] {
        match &self.geometry {
            Some(geometry) => std::slice::from_ref(geometry),
            None => self.target.geometries(),
        }
    }

    /// Whether a pass is asked for and suits the target.
    pub(crate) fn wants(&self, pass: Pass) -> bool {
        let only = self.only.as_ref();
        let asked = || match pass {
            Pass::Instance => self.instances || (self.target.instances() && !self.keep_nodes),
            Pass::Flatten => !self.keep_nodes,
            _ => true,
        };
        only.map_or_else(asked, |only| only.contains(&pass))
            && (pass != Pass::Compress || self.compresses_geometry())
    }

    /// Whether geometry is compressed.
    #[must_use]
    pub fn compresses_geometry(&self) -> bool {
        self.geometry_forms().iter().any(|form| form.compresses())
    }
}

/// How finely vertices are stored, in bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precision {
    /// Steps along the longest side of a mesh are 2^-`position` of it.
    pub position: u8,
    /// Bits of each of a unit vector's two sides on an octahedron; over 8 takes twice the space.
    pub normal: u8,
    /// Steps of texture coordinates are 2^-`uv`.
    pub uv: u8,
}

impl Default for Precision {
    fn default() -> Self {
        Self {
            position: 14,
            normal: 8,
            uv: 13,
        }
    }
}

/// Where an output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Target {
    /// The shop's page on any screen: meshopt or Draco geometry, AVIF and WebP textures.
    #[default]
    Web,
    /// The same for phones: meshopt geometry, WebP textures up to 2048 pixels a side.
    Mobile,
    /// Shopify: plain glTF with PNG and JPEG textures, which its own tools read.
    Shopify,
    /// Amazon: the same; textures up to 4096 pixels a side.
    Amazon,
    /// Google Merchant Center: the same; textures up to 2048 pixels a side.
    Google,
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Which forms of images an output may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextureFormats {
    /// PNG, JPEG, WebP and AVIF: what browsers of the last years show.
    Avif,
    /// PNG, JPEG and WebP.
    Web,
    /// PNG and JPEG: what every tool reads.
    Plain,
    /// KTX2 with ETC1S or UASTC: mostly larger files that take a quarter of the graphics memory. Images whose sides
    /// aren't multiples of four stay as they are.
    Ktx2,
}

impl TextureFormats {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Avif, Self::Web, Self::Plain, Self::Ktx2];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::Web => "webp",
            Self::Plain => "plain",
            Self::Ktx2 => "ktx2",
        }
    }

    /// The formats called `name`.
    ///
    /// # Errors
    /// A usage fault that lists the names there are, or says that AVIF isn't built in.
    pub fn find(name: &str) -> Result<Self> {
        if name == Self::Avif.name() && !cfg!(feature = "avif") {
            return Err(Fault::usage("This build of Plinth writes no AVIF")
                .hint("Choose webp, or build Plinth with its feature avif"));
        }
        find(name, "texture format", &Self::ALL, Self::name)
    }

    /// Whether an image of the media type `mime` may stay as it is.
    #[must_use]
    pub fn take(self, mime: &str) -> bool {
        match self {
            Self::Avif => true,
            Self::Web => mime != "image/avif",
            Self::Plain => matches!(mime, "image/png" | "image/jpeg"),
            Self::Ktx2 => mime == "image/ktx2",
        }
    }
}

/// How geometry is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geometry {
    /// EXT_meshopt_compression: quick to decode, and smaller still where it is served with gzip or
    /// Brotli.
    Meshopt,
    /// KHR_meshopt_compression: the same with the newer codec, a bit smaller. Viewers of before 2026 don't
    /// read it.
    KhrMeshopt,
    /// KHR_draco_mesh_compression: the smallest file as it lies there, slower to decode.
    Draco,
    /// Not at all: what every tool reads.
    Plain,
}

impl Geometry {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Meshopt, Self::KhrMeshopt, Self::Draco, Self::Plain];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meshopt => "meshopt",
            Self::KhrMeshopt => "khr-meshopt",
            Self::Draco => "draco",
            Self::Plain => "none",
        }
    }

    /// The compression called `name`.
    ///
    /// # Errors
    /// A usage fault that lists the names there are.
    pub fn find(name: &str) -> Result<Self> {
        find(name, "compression of geometry", &Self::ALL, Self::name)
    }

    /// Whether it compresses at all.
    #[must_use]
    pub const fn compresses(self) -> bool {
        !matches!(self, Self::Plain)
    }
}

/// The one of `all` that `title` calls `name`.
fn find<T: Copy>(name: &str, what: &str, all: &[T], title: fn(T) -> &'static str) -> Result<T> {
    let found = all.iter().copied().find(|one| title(*one) == name);
    found.ok_or_else(|| {
        let names: Vec<_> = all.iter().copied().map(title).collect();
        Fault::usage(format!("There is no {what} called {name}"))
            .hint(format!("Choose from {}", names.join(", ")))
    })
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 5] = [
        Self::Web,
        Self::Mobile,
        Self::Shopify,
        Self::Amazon,
        Self::Google,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Mobile => "mobile",
            Self::Shopify => "shopify",
            Self::Amazon => "amazon",
            Self::Google => "google",
        }
    }

    /// The target called `name`.
    ///
    /// # Errors
    /// A usage fault that lists the names there are.
    pub fn find(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|target| target.name() == name)
            .ok_or_else(|| {
                Fault::usage(format!("There is no target called {name}")).hint(format!(
                    "The targets are {}",
                    Self::ALL.map(Self::name).join(", ")
                ))
            })
    }

    /// How geometry may be compressed for it. Phones hand models on to viewers that don't know Draco.
    /// Those of retailers stay plain: their tools and the Khronos group's auditor refuse compressed
    /// geometry.
    #[must_use]
    pub const fn geometries(self) -> &'static [Geometry] {
        match self {
            Self::Web => &[Geometry::Meshopt, Geometry::Draco],
            Self::Mobile => &[Geometry::Meshopt],
            Self::Shopify | Self::Amazon | Self::Google => &[Geometry::Plain],
        }
    }

    /// Whether what draws it knows [`Pass::Instance`]'s extension. Phones hand models on to viewers that
    /// don't, and retailers' tools draw the first of many.
    #[must_use]
    pub const fn instances(self) -> bool {
        matches!(self, Self::Web)
    }

    /// The most draw calls that it should take: those of the profiles `web` and `mobile-ar`; retailers
    /// name none.
    #[must_use]
    pub const fn most_draw_calls(self) -> Option<u64> {
        match self {
            Self::Web => Some(99),
            Self::Mobile => Some(19),
            Self::Shopify | Self::Amazon | Self::Google => None,
        }
    }

    /// Which forms of images it takes. Phones hand models on to viewers that know less than a
    /// browser.
    #[must_use]
    pub const fn textures(self) -> TextureFormats {
        match self {
            Self::Web if cfg!(feature = "avif") => TextureFormats::Avif,
            Self::Web | Self::Mobile => TextureFormats::Web,
            Self::Shopify | Self::Amazon | Self::Google => TextureFormats::Plain,
        }
    }

    /// What a texture's longer side mustn't fall below in pixels, where it isn't smaller already.
    #[must_use]
    pub const fn least_texture_side(self) -> u32 {
        match self {
            Self::Amazon => 2048,
            Self::Web | Self::Mobile | Self::Shopify | Self::Google => 1,
        }
    }

    /// The most bytes that the target takes as they are; Shopify makes larger files smaller itself.
    #[must_use]
    pub const fn most_bytes(self) -> Option<u64> {
        match self {
            Self::Shopify | Self::Google => Some(15_000_000),
            Self::Web | Self::Mobile | Self::Amazon => None,
        }
    }

    /// The longest side of a texture in pixels.
    #[must_use]
    pub const fn texture_side(self) -> u32 {
        match self {
            Self::Mobile | Self::Google => 2048,
            Self::Web | Self::Shopify | Self::Amazon => 4096,
        }
    }
}
