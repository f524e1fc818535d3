//! The model that settings are tried on.

use asset::model::Image;
use asset::{Limits, Model};
use base::{Job, Result};
use render::{Framing, Scene};

use super::evaluator::Evaluator;
use crate::options::Geometry;
use crate::run::Run;
use crate::work;

/// The scene of the model before anything is lost, whose textures are swapped. Its vertices are on the
/// graphics adapter alone: of two million triangles they and their file take a hundred megabytes.
pub(crate) struct Base {
    pub(super) images: Vec<Image>,
    pub(super) scene: Scene,
    pub(super) framing: Framing,
}

impl Base {
    pub(super) fn new(evaluator: &Evaluator<'_>, run: &Run, job: &Job) -> Result<Self> {
        let model = read(&work::pack(&run.work, Geometry::Plain))?;
        let scene = evaluator.scene(&model, None, job)?;
        let framing = Framing::of(&model, &Default::default())?;
        // Slices of the file would keep all of it.
        let images = model.images.into_iter().map(|image| Image {
            data: bytes::Bytes::copy_from_slice(&image.data),
            ..image
        });
        Ok(Self {
            images: images.collect(),
            scene,
            framing,
        })
    }
}

/// A document as others will read it.
pub(crate) fn read(document: &asset::Document) -> Result<Model> {
    let bytes = asset::write_glb(document)?;
    Ok(asset::read_bytes(
        "candidate",
        bytes.into(),
        &Limits::default(),
    )?)
}
