//! What is asked for: how different an output may look, or how large it may be.

use base::units;
use render::Distance;
use serde::Serialize;

use crate::quality::{Quality, Share, ViewQuality};

/// The difference that can't be told apart, in points of SSIMULACRA2 below 100, of the box around
/// the model.
///
/// The measure's own scale, which thousands of answers of people stand behind, calls 70 high
/// quality: an average observer hardly notices the distortion with both pictures side by side at 1:1
/// from a normal distance, and not at all without the original beside it, which a shop's customers
/// never have. On rendered products it is strict: a product whose geometry is untouched and whose
/// textures are WebP of quality 90 (42 dB) differs by 24 in its worst view and by 48 in its worst
/// close-up; a blind default with visible distortion (29 dB) by 91 and 151.
pub(crate) const SAME: f64 = 30.0;
/// By how many times the difference of a close-up may be greater than that of a picture of the
/// whole model: a close-up is a part of it enlarged nearly five times, where the source is soft
/// itself, and what the measure's scale says holds for pictures at 1:1.
pub(crate) const CLOSER: f64 = 2.0;
/// Beside the difference that can't be told apart, PSNR in dB of the four orbits, and structural
/// similarity. The web viewer's pictures of the same file differ by a few tenths of a dB from
/// Plinth's, so this is above what is promised: 35 dB and 0.985.
const SAME_PSNR: f64 = 36.0;
const SAME_SSIM: f64 = 0.987;

/// How much nearer than what is asked for texels are held that no view tells of, in dB.
const BLIND: f64 = 2.0;

/// What a view is measured by.
pub(crate) const MEASURES: [&str; MEASURE_COUNT] = ["psnr", "ssim", "difference"];
/// The place among them of the difference, which is asked of every view.
pub(crate) const DIFFERENCE: usize = 2;
/// How many measures there are.
pub(crate) const MEASURE_COUNT: usize = 3;

/// What is asked for. Of several bounds every one holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bound {
    /// The greatest difference of a view, in points of SSIMULACRA2 below 100; in close-ups
    /// twice as much.
    pub difference: Option<f64>,
    /// Least PSNR in dB of the four orbits that outside judges draw.
    pub psnr: Option<f64>,
    /// Least structural similarity of the four orbits.
    pub ssim: Option<f64>,
    /// The most bytes. Where no difference is given, the output is the one that differs least
    /// within them; else the smallest within the difference that fits.
    pub bytes: Option<u64>,
}

impl Default for Bound {
    /// What can't be told apart.
    fn default() -> Self {
        Self {
            difference: Some(SAME),
            psnr: Some(SAME_PSNR),
            ssim: Some(SAME_SSIM),
            bytes: None,
        }
    }
}

impl Bound {
    /// Nothing is asked for but these bytes.
    #[must_use]
    pub const fn bytes(most: u64) -> Self {
        Self {
            difference: None,
            psnr: None,
            ssim: None,
            bytes: Some(most),
        }
    }

    /// This difference at most.
    #[must_use]
    pub fn difference(most: f64) -> Self {
        // What looks alike on a structured surface may still be far apart in dB: up to the difference
        // that can't be told apart the promise in dB stays.
        let promise = most <= SAME;
        Self {
            difference: Some(most),
            psnr: promise.then_some(SAME_PSNR),
            ssim: promise.then_some(SAME_SSIM),
            bytes: None,
        }
    }

    /// At least this PSNR in dB in the four orbits, and nothing else.
    #[must_use]
    pub const fn psnr(least: f64) -> Self {
        Self {
            difference: None,
            psnr: Some(least),
            ssim: None,
            bytes: None,
        }
    }

    /// What of it can be held by the four orbits alone: their dB and similarity, those of what can't be told apart
    /// where nothing is said of them.
    pub(crate) fn of_orbits(&self) -> Self {
        let own = self.psnr.is_some() || self.ssim.is_some();
        let usual = Self::default();
        Self {
            difference: None,
            psnr: if own { self.psnr } else { usual.psnr },
            ssim: if own { self.ssim } else { usual.ssim },
            bytes: None,
        }
    }

    /// In sentences, for people.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let looks = Self {
            bytes: None,
            ..*self
        };
        let mut told = Vec::new();
        if looks == Self::default() {
            told.push("No difference that customers can see".to_owned());
        } else {
            if let Some(most) = self.difference {
                told.push(format!(
                    "No view that differs by more than {most} points; up to {SAME} customers cannot see it"
                ));
            }
            // What a difference promises by itself goes without saying.
            let promised = Self::difference(self.difference.unwrap_or(f64::MAX)).psnr;
            if let Some(least) = self.psnr.filter(|_| self.psnr != promised) {
                told.push(format!(
                    "At least {least}\u{2009}dB in the four usual orbits"
                ));
            }
        }
        let most = self.bytes.map(units::bytes);
        told.extend(most.map(|most| match self.is_of_looks() {
            true => format!("At most {most}"),
            false => format!("As little difference as {most} allow"),
        }));
        told
    }

    /// Whether a difference is asked for in any of its measures.
    pub(crate) const fn is_of_looks(&self) -> bool {
        self.difference.is_some() || self.psnr.is_some() || self.ssim.is_some()
    }

    /// What bounds of looks stand for where only bytes are asked for: what is spread is measured
    /// against the difference that can't be told apart.
    pub(crate) fn measure(&self) -> Self {
        if self.is_of_looks() {
            *self
        } else {
            Self::default()
        }
    }

    /// Whether views of this kind count for it.
    pub(crate) const fn counts(&self, distance: Distance) -> bool {
        match distance {
            Distance::Orbit => true,
            Distance::Around | Distance::CloseUp => self.difference.is_some(),
        }
    }

    /// Of all that is asked of a view, the share that is used up most: 1 is just within.
    pub(crate) fn share(&self, view: &ViewQuality) -> Share {
        let mut most = Share {
            used: 0.0,
            of: "nothing",
        };
        for (used, of) in self.distortions(view).into_iter().zip(MEASURES) {
            if used > most.used {
                most = Share { used, of };
            }
        }
        most
    }

    /// How much of each of the [`MEASURES`] a view uses up; 0 where nothing is asked of it. Shares go
    /// with the square error, so those of parts and textures that were looked at one by one add up
    /// well enough to choose by.
    pub(crate) fn distortions(&self, view: &ViewQuality) -> [f64; MEASURE_COUNT] {
        let orbit = view.distance == Distance::Orbit;
        let psnr = self.psnr.filter(|_| orbit);
        let ssim = self.ssim.filter(|_| orbit);
        let difference = self.difference_of(view.distance);
        [
            psnr.map_or(0.0, |least| error(least, view.psnr)),
            ssim.map_or(0.0, |least| missing(view.ssim) / missing(least)),
            // Differences grow more slowly than square errors, with about their power of 0.58.
            difference.map_or(0.0, |most| {
                (view.difference.max(0.0) / most.max(1e-6)).powf(1.8)
            }),
        ]
    }

    /// The greatest square error of texels that no view tells of: those of a picture that is nearer than
    /// what is asked for by [`BLIND`].
    pub(crate) fn blind_error(&self) -> f64 {
        let looks = self.measure();
        let least = looks.psnr.unwrap_or_else(|| {
            // A difference has no dB; it grows with about the power 0.58 of the square error.
            let by = looks.difference.unwrap_or(SAME).max(1e-6) / SAME;
            SAME_PSNR - 10.0 / 0.58 * by.log10()
        });
        255.0 * 255.0 / 10_f64.powf((least + BLIND) / 10.0)
    }

    /// The greatest difference of views of this kind.
    pub(crate) fn difference_of(&self, distance: Distance) -> Option<f64> {
        let factor = match distance {
            Distance::CloseUp => CLOSER,
            Distance::Orbit | Distance::Around => 1.0,
        };
        self.difference.map(|most| most * factor)
    }

    /// Whether `quality` is within all that is asked of looks.
    pub(crate) fn allows(&self, quality: &Quality) -> bool {
        quality.used <= 1.0 + 1e-9
    }
}

/// The square error of `psnr` as a share of that of `least`.
fn error(least: f64, psnr: f64) -> f64 {
    if psnr.is_finite() {
        10_f64.powf((least - psnr) / 10.0)
    } else {
        0.0
    }
}

/// What is missing of a structural similarity to 1, never less than nothing.
fn missing(ssim: f64) -> f64 {
    (1.0 - ssim).max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(distance: Distance, psnr: f64, ssim: f64, difference: f64) -> ViewQuality {
        ViewQuality {
            name: String::new(),
            distance,
            psnr,
            ssim,
            difference,
        }
    }

    #[test]
    fn the_tightest_bound_of_a_view_counts() {
        let bound = Bound::default();
        let share = bound.share(&view(Distance::Orbit, 36.0, 0.999, 5.0));
        assert_eq!(share.of, "psnr");
        assert!((share.used - 1.0).abs() < 1e-9);
        let share = bound.share(&view(Distance::Orbit, 50.0, 0.987, 5.0));
        assert_eq!(share.of, "ssim");
        let share = bound.share(&view(Distance::Around, 20.0, 0.5, SAME));
        assert_eq!(share.of, "difference");
        assert!((share.used - 1.0).abs() < 1e-9);
    }

    #[test]
    fn close_ups_may_differ_more() {
        let bound = Bound::default();
        assert!(
            bound
                .share(&view(Distance::CloseUp, 20.0, 0.5, SAME * CLOSER))
                .used
                <= 1.0
        );
        assert!(
            bound
                .share(&view(Distance::CloseUp, 20.0, 0.5, SAME * CLOSER + 1.0))
                .used
                > 1.0
        );
    }

    #[test]
    fn asked_for_decibels_alone_only_the_four_orbits_count() {
        let bound = Bound::psnr(30.0);
        assert!(bound.counts(Distance::Orbit) && !bound.counts(Distance::CloseUp));
        assert_eq!(
            bound.share(&view(Distance::Around, 5.0, 0.1, 90.0)).used,
            0.0
        );
    }

    #[test]
    fn beyond_what_cannot_be_told_apart_decibels_are_not_promised() {
        assert_eq!(Bound::difference(40.0).psnr, None);
        assert!(Bound::difference(10.0).psnr.is_some());
    }
}
