//! How near an output looks to its source in the web viewer.

use std::path::Path;

use base::Result;
use render::compare;
use viewer::Attributes;

use crate::parity::{ORBITS, WebViewer};

/// What the worst of the four orbits shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Looks {
    /// The lowest PSNR over the foreground in dB.
    pub psnr: f64,
    /// The lowest structural similarity over it.
    pub ssim: f64,
}

impl Looks {
    /// The bound that peers have to reach to be compared in size: 35 dB and 0.985.
    #[must_use]
    pub fn are_good(&self) -> bool {
        self.psnr >= 35.0 && self.ssim >= 0.985
    }
}

/// The web viewer, with the pictures it drew before.
#[derive(Debug)]
pub struct Judge {
    viewer: WebViewer,
    size: [u32; 2],
}

impl Judge {
    /// A judge that looks at pictures of `side` pixels and keeps them in `kept`.
    #[must_use]
    pub fn new(side: u32, kept: &Path) -> Self {
        Self {
            viewer: WebViewer::new(Some(kept.to_owned())),
            size: [side; 2],
        }
    }

    /// Compares the web viewer's pictures of both files.
    ///
    /// # Errors
    /// Those of [`WebViewer::picture`].
    pub fn compare(&mut self, source: &Path, output: &Path) -> Result<Looks> {
        let mut looks = Looks {
            psnr: f64::INFINITY,
            ssim: 1.0,
        };
        // One file after the other: the viewer loads a model once for all its orbits.
        let mut pictures = |path: &Path| -> Result<Vec<_>> {
            let mut pictures = Vec::new();
            for orbit in ORBITS {
                let attributes = Attributes {
                    camera_orbit: orbit.parse()?,
                    ..Attributes::default()
                };
                pictures.push(self.viewer.picture(path, &attributes, self.size)?);
            }
            Ok(pictures)
        };
        for (a, b) in pictures(source)?.iter().zip(&pictures(output)?) {
            let comparison = compare(a, b, [255; 3])?;
            looks.psnr = looks.psnr.min(comparison.psnr);
            looks.ssim = looks.ssim.min(comparison.ssim);
        }
        Ok(looks)
    }
}
