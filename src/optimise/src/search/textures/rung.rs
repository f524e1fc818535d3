//! One setting of a texture: the form that it is stored in.

use std::sync::Arc;

use base::{Fault, Result};

use super::curve::Curve;
use crate::encode::Encoded;
use crate::options::Effort;
use crate::search::choose::Choice;
use crate::search::families::Encode;
use crate::slots::Slots;
use crate::texels::{self, pixels};
use crate::work::Picture;

/// One setting.
pub(in crate::search) struct Rung {
    stored: Stored,
    /// How it is made; `None` where it stays as it is.
    made_by: Option<MadeBy>,
    pub(in crate::search) choice: Choice,
}

/// What an image is stored as.
pub(super) enum Stored {
    /// The source's own form.
    Source,
    Form(Encoded),
    /// Not encoded yet: what it costs and distorts is known from others of its family.
    Planned,
}

/// How a form is made, and how much it distorts then.
pub(super) struct MadeBy {
    pub(super) encode: Encode,
    pub(super) halvings: u8,
    /// The square error of its texels; of a form that was only planned, about that.
    pub(super) error: f64,
    pub(super) curve: Arc<Curve>,
}

/// Textures of at most so many texels are stored thoroughly.
const FEW: u64 = 300_000;
/// The same by the most thorough search.
const FEW_AT_BEST: u64 = 4_000_000;
/// A form of fewer bytes is taken instead of another where its square error is at most so many times as much.
const ALIKE: f64 = 1.05;

impl Rung {
    /// A setting that can be made, or be made better, once it is picked.
    pub(super) const fn new(stored: Stored, made_by: MadeBy, choice: Choice) -> Self {
        Self {
            stored,
            made_by: Some(made_by),
            choice,
        }
    }

    /// A setting that stays as it is.
    pub(super) const fn fixed(stored: Stored, choice: Choice) -> Self {
        Self {
            stored,
            made_by: None,
            choice,
        }
    }

    /// Its form; `None` is the source's own.
    pub(in crate::search) const fn form(&self) -> Option<&Encoded> {
        match &self.stored {
            Stored::Form(form) => Some(form),
            Stored::Source | Stored::Planned => None,
        }
    }

    /// Encodes what wasn't yet, and thoroughly what isn't large.
    ///
    /// # Errors
    /// A service fault where the encoder fails, although finer and coarser forms were made before.
    pub(in crate::search) fn make(
        &mut self,
        picture: &Picture,
        slots: &Slots,
        effort: Effort,
    ) -> Result<()> {
        let Some(by) = self.made_by.take() else {
            return Ok(());
        };
        let most = match effort {
            Effort::Best => FEW_AT_BEST,
            Effort::Normal | Effort::Fast => FEW,
        };
        let planned = matches!(self.stored, Stored::Planned);
        let made = pixels(picture, slots, by.halvings).and_then(|pixels| {
            let few = u64::from(pixels.width) * u64::from(pixels.height) <= most;
            let thorough = few.then(|| by.encode.run_thoroughly(&pixels, slots));
            let (mime, bytes) = match thorough.flatten() {
                None if planned => by.encode.run(&pixels, slots)?,
                other => other?,
            };
            let error = texels::square_error(&pixels, mime, &bytes, slots)?;
            Some((mime, bytes, error, pixels))
        });
        let Some((mime, bytes, error, pixels)) = made else {
            return match planned {
                true => Err(Fault::service(format!(
                    "A texture couldn't be stored as {}",
                    by.encode.mime()
                ))),
                // It is stored already, and stays so.
                false => Ok(()),
            };
        };
        let fewer = (bytes.len() as u64) < self.choice.bytes && error <= by.error * ALIKE;
        if planned || fewer {
            self.choice.bytes = bytes.len() as u64;
            // What no picture tells of was near enough when it was planned.
            if let Some(distortion) = by.curve.at(error) {
                self.choice.distortion = distortion;
            }
            self.stored = Stored::Form(Encoded::new(mime, bytes, &pixels, by.halvings));
        }
        Ok(())
    }

    /// In a few words, for developers.
    pub(in crate::search) fn describe(&self) -> String {
        match &self.stored {
            Stored::Source => "as it is".into(),
            Stored::Form(form) => format!("{} {} x {}", form.mime, form.width, form.height),
            Stored::Planned => match &self.made_by {
                Some(by) => format!("{:?} halved {} times", by.encode, by.halvings),
                None => String::new(),
            },
        }
    }
}
