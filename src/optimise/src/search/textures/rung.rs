//! One setting of a texture: the form that it is stored in.

use asset::image::Pixels;
use base::{Fault, Result};

use crate::passes::textures::pixels;
use crate::search::Choice;
use crate::search::families::Encode;
use crate::slots::Slots;
use crate::work::Picture;

/// A stored form of a texture.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(super) mime: &'static str,
    pub(super) bytes: bytes::Bytes,
    width: u32,
    height: u32,
    halvings: u8,
}

impl Form {
    pub(super) fn new(mime: &'static str, bytes: Vec<u8>, pixels: &Pixels, halvings: u8) -> Self {
        Self {
            mime,
            bytes: bytes.into(),
            width: pixels.width,
            height: pixels.height,
            halvings,
        }
    }

    /// Whether it has fewer pixels than the source.
    pub(crate) const fn is_halved(&self) -> bool {
        self.halvings > 0
    }

    /// Gives a picture this form.
    pub(crate) fn put(&self, picture: &mut Picture) {
        picture.mime = self.mime;
        picture.bytes = self.bytes.clone();
        (picture.width, picture.height) = (self.width, self.height);
        picture.halvings = self.halvings;
    }
}

/// One setting.
pub(in crate::search) struct Rung {
    pub(super) stored: Stored,
    pub(in crate::search) choice: Choice,
}

/// What an image is stored as.
pub(super) enum Stored {
    /// The source's own form.
    Source,
    Form(Form),
    /// Not encoded yet: what it costs and harms is known from others of its family.
    Planned(Encode, u8),
}

impl Rung {
    /// Its form; `None` is the source's own.
    pub(in crate::search) const fn form(&self) -> Option<&Form> {
        match &self.stored {
            Stored::Form(form) => Some(form),
            Stored::Source | Stored::Planned(..) => None,
        }
    }

    /// Encodes what wasn't yet; says whether it did.
    ///
    /// # Errors
    /// A service fault where the encoder fails, although finer and coarser forms were made before.
    pub(in crate::search) fn make(&mut self, picture: &Picture, slots: &Slots) -> Result<bool> {
        let Stored::Planned(encode, halvings) = self.stored else {
            return Ok(false);
        };
        let made = pixels(picture, slots, halvings)
            .and_then(|pixels| Some((encode.run(&pixels, slots)?, pixels)));
        let Some(((mime, bytes), pixels)) = made else {
            return Err(Fault::service(format!(
                "A texture couldn't be stored as {}",
                encode.mime()
            )));
        };
        self.choice.bytes = bytes.len() as u64;
        self.stored = Stored::Form(Form::new(mime, bytes, &pixels, halvings));
        Ok(true)
    }

    /// In a few words, for developers.
    pub(in crate::search) fn describe(&self) -> String {
        match &self.stored {
            Stored::Source => "as it is".into(),
            Stored::Form(form) => format!("{} {} x {}", form.mime, form.width, form.height),
            Stored::Planned(encode, halvings) => format!("{encode:?} halved {halvings} times"),
        }
    }
}
