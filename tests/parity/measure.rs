//! Ours against theirs.

use base::{Job, Result};
use render::{
    Comparison, Framing, Gpu, GpuOptions, Picture, RenderContext, Scene, View, compare, draw,
};
use viewer::{Attributes, CameraOrbit};

use super::{Subject, WebViewer};

/// The four orbits of the measure.
pub const ORBITS: [&str; 4] = [
    "0deg 75deg 105%",
    "45deg 60deg 105%",
    "180deg 80deg 105%",
    "300deg 30deg 105%",
];

/// The bound: dB of PSNR and SSIM over the foreground.
const LEAST: (f64, f64) = (36.0, 0.985);

/// The least PSNR (dB) and SSIM over the foreground that count as the same picture.
#[must_use]
pub const fn least() -> (f64, f64) {
    LEAST
}

/// One view: both pictures and what the measure says of them.
#[derive(Debug)]
pub struct Shown {
    /// Its subject and orbit.
    pub name: String,
    /// The orbit.
    pub orbit: String,
    /// Plinth's picture.
    pub ours: Picture,
    /// The web viewer's.
    pub theirs: Picture,
    /// How different they are.
    pub comparison: Comparison,
}

impl Shown {
    /// Whether the measure is met.
    #[must_use]
    pub fn is_same(&self) -> bool {
        let (psnr, ssim) = LEAST;
        self.comparison.psnr >= psnr && self.comparison.ssim >= ssim
    }
}

/// What both pictures are drawn with, for many subjects.
#[derive(Debug)]
pub struct Bench {
    context: RenderContext,
    size: [u32; 2],
}

impl Bench {
    /// Opens a device for pictures of `size` pixels on each side; `decodes` says whether compressed
    /// textures are decoded even where the adapter takes them as they are.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault without a graphics device.
    pub fn open(size: u32, decodes: bool) -> Result<Self> {
        let gpu = Gpu::headless(&GpuOptions {
            decodes,
            ..GpuOptions::default()
        })?;
        Ok(Self {
            context: RenderContext::new(&gpu)?,
            size: [size; 2],
        })
    }

    /// The adapter's name, for people.
    #[must_use]
    pub fn adapter(&self) -> String {
        self.context.gpu().adapter_name().to_string()
    }

    /// Plinth's pictures of a subject from some orbits, and what the model's reading and drawing
    /// warned of.
    ///
    /// # Errors
    /// Those of reading the model and of drawing it.
    pub fn ours(&self, subject: &Subject, orbits: &[&str]) -> Result<(Vec<Picture>, Vec<String>)> {
        let job = Job::quiet();
        let model = asset::read(&subject.model, &asset::Limits::default(), &job)?;
        let mut scene = Scene::new(&self.context, &model, &job)?;
        let mut pictures = Vec::new();
        for orbit in orbits {
            let attributes = seen_from(subject, orbit)?;
            let framing = Framing::of(&model, &attributes)?;
            let view = View::of(&framing, &attributes, self.size);
            pictures.push(draw(&self.context, &mut scene, &view)?);
        }
        let mut warnings = model.warnings();
        warnings.extend(scene.defects().iter().map(ToString::to_string));
        Ok((pictures, warnings))
    }

    /// Draws a subject both ways from some orbits and compares.
    ///
    /// # Errors
    /// Those of [`ours`](Self::ours) and of [`WebViewer::picture`].
    pub fn measure(
        &self,
        subject: &Subject,
        orbits: &[&str],
        viewer: &mut WebViewer,
    ) -> Result<(Vec<Shown>, Vec<String>)> {
        let (pictures, warnings) = self.ours(subject, orbits)?;
        let mut shown = Vec::new();
        for (ours, orbit) in pictures.into_iter().zip(orbits) {
            let attributes = seen_from(subject, orbit)?;
            let theirs = viewer.picture(&subject.model, &attributes, self.size)?;
            let comparison = compare(&ours, &theirs, [255; 3])?;
            shown.push(Shown {
                name: subject.name.clone(),
                orbit: (*orbit).to_owned(),
                ours,
                theirs,
                comparison,
            });
        }
        Ok((shown, warnings))
    }
}

fn seen_from(subject: &Subject, orbit: &str) -> Result<Attributes> {
    let camera_orbit: CameraOrbit = orbit.parse()?;
    Ok(Attributes {
        camera_orbit,
        ..subject.attributes.clone()
    })
}
