//! Distortions: how much of a bound a setting uses up, by view and measure.

use render::Distance;

use crate::bound::MEASURE_COUNT;

/// The distortions of what looks the same from so many views.
pub(super) fn undistorted(distances: &[Distance]) -> Vec<f64> {
    vec![0.0; MEASURE_COUNT * distances.len()]
}

/// The distortion of the view and measure that is distorted most.
pub(super) fn worst(distortion: &[f64]) -> f64 {
    distortion.iter().copied().fold(0.0, f64::max)
}
