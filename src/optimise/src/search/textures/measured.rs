//! Forms that were encoded, and what follows from them for those that weren't.

use crate::encode::Encoded;
use crate::search::families::Encode;

/// A form with the square error of its texels against the size it is of.
pub(super) struct MeasuredForm {
    pub(super) form: Encoded,
    pub(super) encode: Encode,
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

/// Bytes and square error of a quality between those of `family`, which is from fine to coarse: both
/// grow by about the same factor from step to step. `None` for what isn't between any two.
pub(super) fn between(family: &[&MeasuredForm], quality: Option<u8>) -> Option<(u64, f64)> {
    let quality = f64::from(quality?);
    family.windows(2).find_map(|pair| {
        let &[fine, coarse] = pair else {
            return None;
        };
        let (most, least) = (
            f64::from(fine.encode.quality()?),
            f64::from(coarse.encode.quality()?),
        );
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
