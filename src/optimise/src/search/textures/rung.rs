//! One setting of a texture: the form that it is stored in.

use base::{Fault, Result};

use crate::encode::Encoded;
use crate::search::choose::Choice;
use crate::search::families::Encode;
use crate::slots::Slots;
use crate::texels::pixels;
use crate::work::Picture;

/// One setting.
pub(in crate::search) struct Rung {
    pub(super) stored: Stored,
    pub(in crate::search) choice: Choice,
}

/// What an image is stored as.
pub(super) enum Stored {
    /// The source's own form.
    Source,
    Form(Encoded),
    /// Not encoded yet: what it costs and distorts is known from others of its family.
    Planned(Encode, u8),
}

impl Rung {
    /// Its form; `None` is the source's own.
    pub(in crate::search) const fn form(&self) -> Option<&Encoded> {
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
        self.stored = Stored::Form(Encoded::new(mime, bytes, &pixels, halvings));
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
