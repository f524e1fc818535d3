//! Harms: how much of a bound a setting uses up, by view and measure.

use render::Distance;

use crate::bound::HARMS;

/// The harms of what looks the same from so many views.
pub(super) fn harmless(distances: &[Distance]) -> Vec<f64> {
    vec![0.0; HARMS * distances.len()]
}

/// The harm of the view and measure that is harmed most.
pub(super) fn worst(harm: &[f64]) -> f64 {
    harm.iter().copied().fold(0.0, f64::max)
}
