//! The record's printed label.

use glam::DVec2;

use super::letters::{CAPITAL, distance, line};
use super::picture::Picture;
use crate::numeric::{HALF, cos, sin, smoothstep};

/// Paper, sRGB.
const PAPER: [f64; 3] = [0.937, 0.894, 0.812];

/// The label's field.
const FIELD: [f64; 3] = [0.784, 0.290, 0.145];

/// Print.
const INK: [f64; 3] = [0.125, 0.106, 0.094];

/// A print run: where strokes cover the paper.
struct Print {
    /// Strokes in label coordinates: -1..1, y up.
    strokes: Vec<Vec<DVec2>>,
    /// Half the strokes' width.
    weight: f64,
    /// The ink's colour.
    ink: [f64; 3],
}

/// The label, `size` x `size` pixels; the disc touches the picture's edges.
pub(crate) fn label(size: usize) -> Picture {
    let prints = [
        straight("PLINTH", 0.36, 0.135, 0.021, PAPER),
        straight("SLOW ROOMS", -0.36, 0.062, 0.0105, INK),
        straight("SIDE A", -0.52, 0.045, 0.008, INK),
        straight("33 1/3", -0.65, 0.045, 0.008, INK),
        straight("STEREO", 0.24, 0.04, 0.0075, PAPER),
        arched(
            "PLINTH RECORDS . SOUND FOR ROOMS . MADE IN SLOW TIME",
            0.865,
            0.056,
            0.0075,
            INK,
        ),
    ];
    let mut bytes = Picture::colour(size, size, |x, y| ground(place(size, x, y), size));
    for print in &prints {
        stamp(&mut bytes, print);
    }
    bytes
}

/// A pixel's place on the label.
fn place(size: usize, x: usize, y: usize) -> DVec2 {
    DVec2::new(x as f64 + 0.5, size as f64 - y as f64 - 0.5) / (size as f64 * 0.5) - DVec2::ONE
}

/// Fields and rings, with soft edges one pixel wide.
fn ground(p: DVec2, size: usize) -> [f64; 3] {
    let soft = 2.0 / size as f64;
    let r = p.length();
    let inside = |edge: f64| smoothstep(edge + soft, edge - soft, r);
    // Upper two thirds in colour, a horizon, paper below.
    let upper = smoothstep(-0.22 - soft, -0.22 + soft, p.y) * inside(0.78);
    let sun = smoothstep(0.30 + soft, 0.30 - soft, p.distance(DVec2::new(0.0, -0.22)))
        * smoothstep(-0.22 - soft, -0.22 + soft, p.y);
    let line = smoothstep(0.006 + soft, 0.006 - soft, (r - 0.78).abs()).max(smoothstep(
        0.004 + soft,
        0.004 - soft,
        (r - 0.955).abs(),
    ));
    let mut colour = PAPER;
    for (amount, over) in [(upper, FIELD), (sun, [0.949, 0.690, 0.320]), (line, INK)] {
        colour = mix(colour, over, amount);
    }
    colour
}

/// Text on a straight line centred at height `y`; `height` is that of the capitals.
fn straight(text: &str, y: f64, height: f64, weight: f64, ink: [f64; 3]) -> Print {
    let scale = height / CAPITAL;
    let strokes = line(text)
        .1
        .into_iter()
        .map(|stroke| {
            stroke
                .into_iter()
                .map(|p| p * scale + DVec2::new(0.0, y))
                .collect()
        })
        .collect();
    Print {
        strokes,
        weight,
        ink,
    }
}

/// Text round the label at `radius`, its middle at the top, clockwise.
fn arched(text: &str, radius: f64, height: f64, weight: f64, ink: [f64; 3]) -> Print {
    let (width, lines) = line(text);
    // Spread so that the text goes once round, with a gap of a letter or two.
    let scale = height / CAPITAL;
    let per_unit = (2.0 * HALF - 0.12) / width;
    let bend = |p: DVec2| {
        let (angle, r) = (
            HALF * 0.5 - p.x * per_unit,
            radius - height * 0.5 + p.y * scale,
        );
        DVec2::new(r * cos(angle), r * sin(angle))
    };
    Print {
        strokes: lines
            .into_iter()
            .map(|stroke| stroke.into_iter().map(bend).collect())
            .collect(),
        weight,
        ink,
    }
}

/// Lays the print over the picture, stroke by stroke, only where the stroke can reach.
fn stamp(picture: &mut Picture, print: &Print) {
    let size = picture.width;
    let soft = 2.0 / size as f64;
    for stroke in &print.strokes {
        let (mut low, mut high) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
        for p in stroke {
            (low, high) = (low.min(*p), high.max(*p));
        }
        let reach = print.weight + soft;
        let to_pixel = |c: f64| ((c + 1.0) * 0.5 * size as f64).clamp(0.0, size as f64) as usize;
        for y in to_pixel(-high.y - reach)..(to_pixel(-low.y + reach) + 1).min(size) {
            for x in to_pixel(low.x - reach)..(to_pixel(high.x + reach) + 1).min(size) {
                let amount = smoothstep(
                    print.weight + soft * 0.5,
                    print.weight - soft * 0.5,
                    distance(place(size, x, y), stroke),
                );
                for k in 0..3 {
                    let byte = &mut picture.bytes[(y * size + x) * 3 + k];
                    let level = f64::from(*byte) / 255.0;
                    *byte = ((level + (print.ink[k] - level) * amount) * 255.0 + 0.5) as u8;
                }
            }
        }
    }
}

/// `a` with `amount` of `b`.
fn mix(a: [f64; 3], b: [f64; 3], amount: f64) -> [f64; 3] {
    [0, 1, 2].map(|k| a[k] + (b[k] - a[k]) * amount)
}
