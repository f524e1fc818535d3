//! A model on its way through the passes, each kept only where the output becomes smaller.

use base::{Job, Result};
use bytes::Bytes;

use crate::encode::Encoded;
use crate::options::{Geometry, Options};
use crate::pass::Pass;
use crate::passes;
use crate::report::PassReport;
use crate::work::{self, Picture, Work};

/// How many bytes a draw call is worth: a pass that saves one may make the file so much larger. Bytes are
/// waited for once, draw calls cost in every frame; where the two meet is a judgement, not a measure.
pub(crate) const CALL: u64 = 512;

/// A model on its way through the passes.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) work: Work,
    pub(crate) options: Options,
    /// The form of each image that the search decided on; `None` without a search.
    pub(crate) forms: Option<Vec<Option<Encoded>>>,
    /// How geometry is compressed in the end. Every candidate is measured as it would be
    /// written: bits that are saved before compression may cost more after it.
    geometry: Geometry,
    /// Whether no other way is to be tried.
    settled: bool,
    /// Bytes of `work` as it would be written.
    size: u64,
    pub(crate) reports: Vec<PassReport>,
    /// What was asked for, or is usual, and wasn't done, and why, in sentences.
    pub(crate) undone: Vec<String>,
    /// Whether the target asked for a change, whatever it costs.
    pub(crate) demanded: bool,
}

impl Run {
    pub(crate) fn new(work: Work, options: Options) -> Result<Self> {
        let mut run = Self {
            work,
            options,
            forms: None,
            geometry: Geometry::Plain,
            settled: false,
            size: 0,
            reports: Vec::new(),
            undone: Vec::new(),
            demanded: false,
        };
        if run.wants(Pass::Compress) {
            run.geometry = first(run.options.geometry_forms());
        }
        run.size = measure(&run.work, run.geometry)?;
        Ok(run)
    }

    /// Whether the pass is asked for and suits the target.
    pub(crate) fn wants(&self, pass: Pass) -> bool {
        self.options.wants(pass)
    }

    /// How geometry is written.
    pub(crate) const fn geometry(&self) -> Geometry {
        self.geometry
    }

    /// The ways of writing geometry that may be chosen from.
    pub(crate) fn geometries(&self) -> Vec<Geometry> {
        if self.geometry.compresses() {
            self.options.geometry_forms().to_vec()
        } else {
            vec![self.geometry]
        }
    }

    /// Settles on one way of writing geometry.
    pub(crate) fn write_as(&mut self, geometry: Geometry) -> Result<()> {
        self.settled = true;
        if geometry != self.geometry {
            self.geometry = geometry;
            self.size = measure(&self.work, geometry)?;
        }
        Ok(())
    }

    /// Bytes without those of images.
    pub(crate) fn geometry_bytes(&self) -> u64 {
        let images = self.work.images.iter();
        let images: u64 = images.map(|picture| picture.bytes.len() as u64).sum();
        self.size.saturating_sub(images)
    }

    /// The same with the least of pictures, for geometry to be packed alone.
    pub(crate) fn bare(&self) -> Work {
        let mut work = self.work.clone();
        let pictures = work.images.iter_mut();
        for picture in pictures.filter(|picture| !picture.bytes.is_empty()) {
            picture.bytes = Bytes::from_static(&PIXEL);
            picture.mime = "image/png";
        }
        work
    }

    /// Runs one pass and keeps what it did if that makes the output smaller.
    pub(crate) fn step(&mut self, pass: Pass, job: &Job) -> Result<()> {
        if pass == Pass::Compress {
            return self.compress();
        }
        let mut candidate = self.work.clone();
        let changes = match (&self.forms, pass) {
            (Some(forms), Pass::Resize | Pass::Textures) => {
                passes::textures::store(&mut candidate, forms, pass == Pass::Resize)
            }
            _ => passes::run(pass, &mut candidate, &self.options, job)?,
        };
        let size = if changes.is_empty() {
            self.size
        } else {
            measure(&candidate, self.geometry)?
        };
        let cost = |work: &Work, size: u64| size + CALL * work.draw_calls();
        let cheaper = cost(&candidate, size) < cost(&self.work, self.size);
        let demanded = passes::is_demanded(pass, &self.work, &self.options) && !changes.is_empty();
        let prepared = pass.prepares() && size == self.size && !changes.is_empty();
        let kept = cheaper || demanded || prepared;
        let asked = self.options.instances || self.options.only.is_some();
        if pass == Pass::Instance && !kept && asked {
            self.undone.push(instances_undone(&self.work, &changes));
        }
        self.reports.push(PassReport {
            pass,
            kept,
            bytes_before: self.size,
            bytes_after: if kept { size } else { self.size },
            changes: if kept { changes } else { Vec::new() },
        });
        if kept {
            (self.work, self.size) = (candidate, size);
            self.demanded |= demanded;
        }
        Ok(())
    }

    /// The same with the triangles of `work`, which has been simplified.
    pub(crate) fn simplified_to(&self, work: Work) -> Result<Self> {
        let size = measure(&work, self.geometry)?;
        let gone = self.work.triangles().saturating_sub(work.triangles());
        let mut run = Self {
            work,
            size,
            ..self.clone()
        };
        run.reports.push(PassReport {
            pass: Pass::Simplify,
            kept: true,
            bytes_before: self.size,
            bytes_after: size,
            changes: vec![passes::simplify::removed(gone)],
        });
        Ok(run)
    }

    /// Compression is a matter of writing; what it saves is measured here.
    fn compress(&mut self) -> Result<()> {
        if !self.settled {
            for other in self.geometries() {
                let size = measure(&self.work, other)?;
                if size < self.size {
                    (self.geometry, self.size) = (other, size);
                }
            }
        }
        let plain = measure(&self.work, Geometry::Plain)?;
        let kept = self.size < plain;
        self.reports.push(PassReport {
            pass: Pass::Compress,
            kept,
            bytes_before: plain,
            bytes_after: self.size.min(plain),
            changes: if kept {
                vec![match self.geometry {
                    Geometry::Draco => "Compressed vertices and indices with Draco".into(),
                    Geometry::Meshopt | Geometry::KhrMeshopt | Geometry::Plain => {
                        "Compressed vertices, indices and animations with meshopt".into()
                    }
                }]
            } else {
                Vec::new()
            },
        });
        if !kept {
            (self.geometry, self.size) = (Geometry::Plain, plain);
        }
        Ok(())
    }

    /// Whether the target takes the source's textures as they are.
    pub(crate) fn is_taken(&self) -> bool {
        let side = self.options.target.texture_side();
        let fits = |picture: &Picture| picture.width.max(picture.height) <= side;
        !passes::is_demanded(Pass::Textures, &self.work, &self.options)
            && self.work.images.iter().all(fits)
    }
}

/// Why parts that stand in many places are drawn one by one all the same.
fn instances_undone(work: &Work, changes: &[String]) -> String {
    let why = passes::instance::refusal(work).unwrap_or(if changes.is_empty() {
        "Nothing was drawn at once: no part stands in as many places as pays, unnamed and unmoved"
    } else {
        "Nothing was drawn at once: the file would have become larger"
    });
    why.to_owned()
}

/// A PNG of one black pixel.
const PIXEL: [u8; 67] = *b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\xdac`\0\0\0\x02\0\x01\xe5'\xde\xfc\0\0\0\0IEND\xaeB`\x82";

/// The usual one of the ways of writing geometry that a target takes.
fn first(forms: &[Geometry]) -> Geometry {
    forms.first().copied().unwrap_or(Geometry::Plain)
}

/// Bytes of `work` as a GLB file.
fn measure(work: &Work, geometry: Geometry) -> Result<u64> {
    Ok(asset::write_glb(&work::pack(work, geometry))?.len() as u64)
}
