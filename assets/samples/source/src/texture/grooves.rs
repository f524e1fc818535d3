//! A record's surface in polar texture coordinates: u round the record, v from its rim (top of the picture) to the label.

use super::picture::Picture;
use crate::noise::{hash, layered};
use crate::numeric::{TURN, sin, smoothstep};

/// Radius in metres at the top of the picture: where the rim's bead begins.
pub(crate) const OUTER: f64 = 0.1485;

/// Radius in metres at the bottom of the picture: the label's edge.
pub(crate) const INNER: f64 = 0.0505;

/// Rows of pixels from rim to label.
const ROWS: usize = 1024;

/// Columns round the record.
const COLUMNS: usize = 64;

/// Radii in metres at which tracks end: the gaps between songs.
const GAPS: [f64; 6] = [0.1462, 0.1318, 0.1139, 0.1002, 0.0826, 0.0640];

/// Normal map of the grooves.
pub(crate) fn normals() -> Picture {
    let heights: Vec<f64> = (0..ROWS * COLUMNS)
        .map(|i| {
            let (column, row) = (i % COLUMNS, i / COLUMNS);
            let music = music(radius(row));
            let wobble = 0.35
                * layered(
                    column as f64 / COLUMNS as f64,
                    row as f64 / ROWS as f64,
                    (8, 256),
                    2,
                    7,
                );
            // One groove every four rows; loud passages swing more than quiet ones.
            music * (0.55 + 0.3 * loudness(row)) * sin(TURN * (row as f64 + wobble) / 4.0) * 0.8
        })
        .collect();
    Picture::normals(COLUMNS, ROWS, &heights, 250.0)
}

/// Roughness in green: smooth gaps, rougher music.
pub(crate) fn roughness() -> Picture {
    Picture::colour(16, ROWS, |_, row| {
        let level = 0.17 + music(radius(row)) * (0.13 + 0.12 * loudness(row));
        [1.0, level, 0.0]
    })
}

/// Radius in metres of a row.
fn radius(row: usize) -> f64 {
    OUTER + (INNER - OUTER) * row as f64 / ROWS as f64
}

/// 1 within a track, 0 in the gaps, the lead-in and the run-out.
fn music(radius: f64) -> f64 {
    let gap = GAPS
        .iter()
        .map(|g| (radius - g).abs())
        .fold(f64::INFINITY, f64::min);
    smoothstep(0.0003, 0.0008, gap) * f64::from((GAPS[5]..=GAPS[0]).contains(&radius))
}

/// 0 quiet to 1 loud, in bands of a few turns.
fn loudness(row: usize) -> f64 {
    let v = row as f64 / ROWS as f64;
    (0.5 + 0.6 * layered(0.5, v, (1, 48), 3, 19) + 0.2 * (hash(0, row as i64 / 3, 5) - 0.5))
        .clamp(0.0, 1.0)
}
