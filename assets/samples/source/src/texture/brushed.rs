//! Roughness of metal finished with a tool: fine lines along the picture's rows.

use super::picture::Picture;
use crate::noise::{hash, value};

/// Roughness in green, full metalness in blue; `low`..`high` is the range of roughness. Lines run along u.
pub(crate) fn brushed(size: usize, low: f64, high: f64, seed: u32) -> Picture {
    Picture::colour(size, size, |x, y| {
        let line = hash(y as i64, 0, seed);
        let broad = 0.5 + 0.5 * value(y as f64 / 16.0, 0.5, (size as i64 / 16, 4), seed + 1);
        let fade = 0.5
            + 0.5
                * value(
                    x as f64 * 8.0 / size as f64,
                    y as f64,
                    (8, size as i64),
                    seed + 2,
                );
        let level = low + (high - low) * (0.45 * line + 0.35 * broad + 0.2 * fade);
        [1.0, (level * 48.0).round() / 48.0, 1.0]
    })
}
