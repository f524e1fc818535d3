//! Forms that were encoded, and what follows from them for those that weren't.

use crate::encode::Encoded;

/// A form with the square error of its texels against the size it is of.
pub(super) struct MeasuredForm {
    pub(super) form: Encoded,
    /// Of a lossy form.
    pub(super) quality: Option<u8>,
    pub(super) error: f64,
}

/// Whether every form of a family costs more than one of another that is as near to the texels.
pub(super) fn is_beaten(
    own: &[&MeasuredForm],
    family: usize,
    all: &[(usize, MeasuredForm)],
) -> bool {
    own.iter().all(|form| {
        all.iter().any(|(of, other)| {
            *of != family
                && other.error <= form.error
                && other.form.bytes.len() < form.form.bytes.len()
        })
    })
}

/// The square error of a form that was drawn, and its distortions.
pub(super) type Drawn = (f64, Vec<f64>);

/// The distortion at `place` of a form with this square error, from those that were `drawn`, from small to
/// great errors, and that of no error: straight between them, and beyond the last in proportion.
pub(super) fn along(drawn: &[Drawn], place: usize, none: f64, error: f64) -> f64 {
    let at = |(_, distortions): &Drawn| distortions.get(place).copied().unwrap_or(0.0).max(none);
    let (mut before, mut low) = (0.0, none);
    for point in drawn {
        let (here, high) = (point.0, at(point));
        if error <= here {
            return low + (high - low) * (error - before) / (here - before).max(1e-12);
        }
        (before, low) = (here, high);
    }
    match before > 0.0 {
        true => none + (low - none) * error / before,
        false => none,
    }
}

/// Bytes and square error of a quality between those of `family`, which is from fine to coarse: both
/// grow by about the same factor from step to step. `None` for what isn't between any two.
pub(super) fn between(family: &[&MeasuredForm], quality: Option<u8>) -> Option<(u64, f64)> {
    let quality = f64::from(quality?);
    family.windows(2).find_map(|pair| {
        let &[fine, coarse] = pair else {
            return None;
        };
        let (most, least) = (f64::from(fine.quality?), f64::from(coarse.quality?));
        if quality >= most || quality <= least || fine.error <= 0.0 || coarse.error <= 0.0 {
            return None;
        }
        let share = (most - quality) / (most - least);
        let mix = |fine: f64, coarse: f64| fine * (coarse / fine).powf(share);
        let size = |candidate: &MeasuredForm| candidate.form.bytes.len().max(1) as f64;
        let bytes = mix(size(fine), size(coarse)).round() as u64;
        Some((bytes, mix(fine.error, coarse.error)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distortion_follows_what_was_drawn() {
        let drawn = [(1.0, vec![0.5]), (4.0, vec![0.8])];
        let distortion = |error| along(&drawn, 0, 0.1, error);
        assert!((distortion(0.0) - 0.1).abs() < 1e-9);
        assert!((distortion(0.5) - 0.3).abs() < 1e-9);
        assert!((distortion(2.5) - 0.65).abs() < 1e-9);
        assert!((distortion(8.0) - 1.5).abs() < 1e-9);
        assert!((along(&[], 0, 0.2, 7.0) - 0.2).abs() < 1e-9);
    }
}
