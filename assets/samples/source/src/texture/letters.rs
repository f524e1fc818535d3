//! A small stroke alphabet for printed words.

use glam::DVec2;

use crate::numeric::{TURN, cos, sin};

/// Height of a capital letter in grid units; letters are up to 4 wide.
pub(crate) const CAPITAL: f64 = 6.0;

/// Space between letters in grid units.
const SPACING: f64 = 2.1;

/// Strokes of a letter as polylines on a grid 4 wide and 6 high, from the lower left, and the letter's width.
fn strokes(letter: char) -> (f64, Vec<Vec<(f64, f64)>>) {
    let bowl = |x: f64, y: f64, rx: f64, ry: f64, from: f64, to: f64| -> Vec<(f64, f64)> {
        (0..=14)
            .map(|k| {
                let a = TURN * (from + (to - from) * f64::from(k) / 14.0);
                (x + rx * cos(a), y + ry * sin(a))
            })
            .collect()
    };
    match letter {
        'A' => (
            4.4,
            vec![
                vec![(0.0, 0.0), (2.2, 6.0), (4.4, 0.0)],
                vec![(0.8, 2.0), (3.6, 2.0)],
            ],
        ),
        'B' => (
            3.4,
            vec![
                vec![(1.8, 3.2), (0.0, 3.2), (0.0, 6.0), (1.8, 6.0)],
                bowl(1.8, 4.6, 1.3, 1.4, 0.25, -0.25),
                vec![(1.8, 3.2), (0.0, 3.2), (0.0, 0.0), (1.8, 0.0)],
                bowl(1.8, 1.6, 1.6, 1.6, 0.25, -0.25),
            ],
        ),
        'C' => (4.4, vec![bowl(2.8, 3.0, 2.8, 3.0, 0.14, 0.86)]),
        'D' => (
            4.2,
            vec![
                vec![(1.4, 6.0), (0.0, 6.0), (0.0, 0.0), (1.4, 0.0)],
                bowl(1.4, 3.0, 2.8, 3.0, 0.25, -0.25),
            ],
        ),
        'E' => (
            3.2,
            vec![
                vec![(3.2, 6.0), (0.0, 6.0), (0.0, 0.0), (3.2, 0.0)],
                vec![(0.0, 3.1), (2.8, 3.1)],
            ],
        ),
        'F' => (
            3.2,
            vec![
                vec![(3.2, 6.0), (0.0, 6.0), (0.0, 0.0)],
                vec![(0.0, 3.1), (2.7, 3.1)],
            ],
        ),
        'H' => (
            4.0,
            vec![
                vec![(0.0, 0.0), (0.0, 6.0)],
                vec![(4.0, 0.0), (4.0, 6.0)],
                vec![(0.0, 3.1), (4.0, 3.1)],
            ],
        ),
        'I' => (0.0, vec![vec![(0.0, 0.0), (0.0, 6.0)]]),
        'L' => (3.0, vec![vec![(0.0, 6.0), (0.0, 0.0), (3.0, 0.0)]]),
        'M' => (
            4.8,
            vec![vec![
                (0.0, 0.0),
                (0.0, 6.0),
                (2.4, 1.6),
                (4.8, 6.0),
                (4.8, 0.0),
            ]],
        ),
        'N' => (
            4.0,
            vec![vec![(0.0, 0.0), (0.0, 6.0), (4.0, 0.0), (4.0, 6.0)]],
        ),
        'O' => (5.4, vec![bowl(2.7, 3.0, 2.7, 3.0, 0.0, 1.0)]),
        'P' => (
            3.6,
            vec![
                vec![(0.0, 0.0), (0.0, 6.0), (1.9, 6.0)],
                bowl(1.9, 4.3, 1.7, 1.7, 0.25, -0.25),
                vec![(1.9, 2.6), (0.0, 2.6)],
            ],
        ),
        'R' => (
            3.8,
            vec![
                vec![(0.0, 0.0), (0.0, 6.0), (1.9, 6.0)],
                bowl(1.9, 4.3, 1.7, 1.7, 0.25, -0.25),
                vec![(1.9, 2.6), (0.0, 2.6)],
                vec![(2.0, 2.6), (3.8, 0.0)],
            ],
        ),
        'S' => (
            3.6,
            vec![
                [
                    bowl(1.8, 4.45, 1.7, 1.55, 0.08, 0.75),
                    bowl(1.8, 1.45, 1.8, 1.45, 0.25, -0.42),
                ]
                .concat(),
            ],
        ),
        'T' => (
            4.0,
            vec![vec![(0.0, 6.0), (4.0, 6.0)], vec![(2.0, 6.0), (2.0, 0.0)]],
        ),
        'U' => (
            4.0,
            vec![
                [
                    vec![(0.0, 6.0), (0.0, 2.0)],
                    bowl(2.0, 2.0, 2.0, 2.0, 0.5, 1.0),
                    vec![(4.0, 6.0)],
                ]
                .concat(),
            ],
        ),
        'V' => (4.4, vec![vec![(0.0, 6.0), (2.2, 0.0), (4.4, 6.0)]]),
        'W' => (
            6.4,
            vec![vec![
                (0.0, 6.0),
                (1.6, 0.0),
                (3.2, 5.0),
                (4.8, 0.0),
                (6.4, 6.0),
            ]],
        ),
        '3' => (
            3.4,
            vec![
                [
                    bowl(1.6, 4.55, 1.5, 1.45, 0.42, -0.22),
                    bowl(1.6, 1.55, 1.8, 1.55, 0.22, -0.42),
                ]
                .concat(),
            ],
        ),
        '1' => (1.4, vec![vec![(0.0, 4.8), (1.4, 6.0), (1.4, 0.0)]]),
        '/' => (2.6, vec![vec![(0.0, -0.4), (2.6, 6.4)]]),
        '.' => (0.0, vec![vec![(0.0, 0.0), (0.0, 0.05)]]),
        '-' => (2.0, vec![vec![(0.0, 3.0), (2.0, 3.0)]]),
        _ => (2.0, Vec::new()),
    }
}

/// A line of text as strokes, its middle at x = 0 and its feet on y = 0, in grid units; and its width.
pub(crate) fn line(text: &str) -> (f64, Vec<Vec<DVec2>>) {
    let mut x = 0.0;
    let mut lines = Vec::new();
    for letter in text.chars() {
        let (width, parts) = strokes(letter);
        lines.extend(parts.into_iter().map(|part| {
            part.into_iter()
                .map(|(px, py)| DVec2::new(px + x, py))
                .collect::<Vec<_>>()
        }));
        x += width + SPACING;
    }
    let width = x - SPACING;
    for stroke in &mut lines {
        for p in stroke.iter_mut() {
            p.x -= width * 0.5;
        }
    }
    (width, lines)
}

/// Distance from `p` to the polyline.
pub(crate) fn distance(p: DVec2, stroke: &[DVec2]) -> f64 {
    stroke
        .windows(2)
        .map(|pair| {
            let (a, d) = (pair[0], pair[1] - pair[0]);
            let t = ((p - a).dot(d) / d.length_squared().max(1e-12)).clamp(0.0, 1.0);
            p.distance(a + d * t)
        })
        .fold(f64::INFINITY, f64::min)
}
