//! One setting of a texture: the form that it is stored in.

use std::sync::Arc;

use base::{Fault, Result};

use super::curve::Curve;
use crate::encode::Encoded;
use crate::search::choose::Choice;
use crate::search::families::Encode;
use crate::slots::Slots;
use crate::texels::{self, pixels};
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
    Planned {
        encode: Encode,
        halvings: u8,
        curve: Arc<Curve>,
    },
}

impl Rung {
    /// Its form; `None` is the source's own.
    pub(in crate::search) const fn form(&self) -> Option<&Encoded> {
        match &self.stored {
            Stored::Form(form) => Some(form),
            Stored::Source | Stored::Planned { .. } => None,
        }
    }

    /// Encodes what wasn't yet; says whether it did.
    ///
    /// # Errors
    /// A service fault where the encoder fails, although finer and coarser forms were made before.
    pub(in crate::search) fn make(&mut self, picture: &Picture, slots: &Slots) -> Result<bool> {
        let Stored::Planned {
            encode,
            halvings,
            curve,
        } = &self.stored
        else {
            return Ok(false);
        };
        let (encode, halvings) = (*encode, *halvings);
        let made = pixels(picture, slots, halvings).and_then(|pixels| {
            let (mime, bytes) = encode.run(&pixels, slots)?;
            let error = texels::square_error(&pixels, mime, &bytes, slots)?;
            Some((mime, bytes, pixels, error))
        });
        let Some((mime, bytes, pixels, error)) = made else {
            return Err(Fault::service(format!(
                "A texture couldn't be stored as {}",
                encode.mime()
            )));
        };
        self.choice.bytes = bytes.len() as u64;
        // What no picture tells of was near enough when it was planned.
        if let Some(distortion) = curve.at(error) {
            self.choice.distortion = distortion;
        }
        self.stored = Stored::Form(Encoded::new(mime, bytes, &pixels, halvings));
        Ok(true)
    }

    /// In a few words, for developers.
    pub(in crate::search) fn describe(&self) -> String {
        match &self.stored {
            Stored::Source => "as it is".into(),
            Stored::Form(form) => format!("{} {} x {}", form.mime, form.width, form.height),
            Stored::Planned {
                encode, halvings, ..
            } => format!("{encode:?} halved {halvings} times"),
        }
    }
}
