//! The chair's shell: arms and back in one sweep, smooth outside, in channels inside, rounded over the top and at the front of the arms.

use glam::{DVec2, DVec3};

use super::CLOTH;
use crate::mesh::Mesh;
use crate::noise::layered;
use crate::numeric::{HALF, TURN, bell, cos, lerp, pow, sin, smoothstep};
use crate::shape::profile;

/// Half the width between the arms' middles, in metres.
const REACH: f64 = 0.303;

/// Where the arms end in front.
const FRONT: f64 = 0.305;

/// How far back the middle of the back lies at seat height.
const BACK: f64 = 0.285;

/// Half the shell's thickness.
const HALF_THICK: f64 = 0.063;

/// The shell's lower edge above the floor.
pub(crate) const LOW: f64 = 0.168;

/// Height of the arms and of the back.
const ARM: f64 = 0.605;
const TOP: f64 = 0.775;

/// Rise of the rounded top.
const ROUND: f64 = 0.068;

/// Radius of the lower edges.
const EDGE: f64 = 0.02;

/// Upholstered channels round the inside, and columns of quads for each.
const CHANNELS: usize = 17;
const COLUMNS: usize = 11;

/// Rows of quads on the bottom, each lower edge, each wall, and half the top.
const ROWS: [usize; 4] = [2, 3, 19, 10];

/// One place along the sweep.
struct Station {
    /// Middle of the shell, (x, z).
    middle: DVec2,
    /// Outward.
    outward: DVec2,
    /// Metres along the sweep.
    along: f64,
    /// 0 at the middle of the back, 1 at the arms' fronts.
    side: f64,
    /// Metres to the nearer arm's front.
    end: f64,
    /// 0 at a crease between channels, 1 at its middle.
    channel: f64,
}

/// The shell's sweep.
pub(crate) struct Shell {
    stations: Vec<Station>,
}

impl Shell {
    /// Lays out the sweep, from the right arm's front round the back to the left arm's front.
    pub(crate) fn new() -> Self {
        let plan = plan();
        let lengths = profile::lengths(&plan);
        let total = lengths[lengths.len() - 1];
        let find = |along: f64| {
            let i = lengths
                .partition_point(|&l| l < along)
                .clamp(1, plan.len() - 1);
            let t = ((along - lengths[i - 1]) / (lengths[i] - lengths[i - 1])).clamp(0.0, 1.0);
            plan[i - 1].lerp(plan[i], t)
        };
        let stations = (0..=CHANNELS * COLUMNS)
            .map(|k| {
                // Columns crowd at the creases and at the arms' rounded fronts.
                let within = 0.5 - 0.5 * cos(HALF * (k % COLUMNS) as f64 / COLUMNS as f64);
                let along = total * ((k / COLUMNS) as f64 + within) / CHANNELS as f64;
                let ahead = find((along + 0.004).min(total)) - find((along - 0.004).max(0.0));
                let tangent = ahead.normalize();
                let bulge = 2.0 * within - 1.0;
                Station {
                    middle: find(along),
                    outward: DVec2::new(-tangent.y, tangent.x),
                    along,
                    side: (along / total * 2.0 - 1.0).abs(),
                    end: along.min(total - along).max(0.0),
                    channel: if k % COLUMNS == 0 {
                        0.0
                    } else {
                        (1.0 - bulge * bulge).sqrt()
                    },
                }
            })
            .collect();
        Self { stations }
    }

    /// The upholstered surface: an outer and an inner panel that meet along the top.
    pub(crate) fn mesh(&self) -> Mesh {
        let rows = ROWS.iter().sum::<usize>();
        let panel = |inner: bool| {
            let sections: Vec<(Vec<DVec3>, Vec<f64>)> = self
                .stations
                .iter()
                .map(|s| {
                    let points: Vec<DVec3> = (0..=rows).map(|r| s.point(r, inner)).collect();
                    let mut length = 0.0;
                    let lengths = (0..=rows).map(|r| {
                        length += if r == 0 {
                            0.0
                        } else {
                            points[r].distance(points[r - 1])
                        };
                        length
                    });
                    let lengths = lengths.collect();
                    (points, lengths)
                })
                .collect();
            // The cloth's own length along the sweep, half way up the wall: arms' rounded fronts take more than the sweep's line.
            let middle = ROWS[0] + ROWS[1] + ROWS[2] / 2;
            let mut length = 0.0;
            let along: Vec<f64> = (0..sections.len())
                .map(|c| {
                    length += if c == 0 {
                        0.0
                    } else {
                        sections[c].0[middle].distance(sections[c - 1].0[middle])
                    };
                    length
                })
                .collect();
            Mesh::grid(self.stations.len() - 1, rows, |c, r| {
                // The inner panel runs from the top down, so that its outside is the inside of the chair.
                let row = if inner { rows - r } else { r };
                (sections[c].0[row], CLOTH.at(along[c], sections[c].1[row]))
            })
        };
        panel(false).with(panel(true))
    }

    /// The seam's line: up the front of the right arm, along the top, down the left arm's front.
    pub(crate) fn seam(&self) -> Vec<DVec3> {
        let rows = ROWS.iter().sum::<usize>();
        let (first, last) = (&self.stations[0], &self.stations[self.stations.len() - 1]);
        let proud = 0.0030;
        let wall = ROWS[0] + ROWS[1]..rows;
        let front = DVec3::Z * proud;
        let mut path: Vec<DVec3> = wall
            .clone()
            .map(|r| first.point(r, false) + front)
            .collect();
        path.extend(
            self.stations
                .iter()
                .step_by(2)
                .map(|s| s.point(rows, false) + DVec3::Y * proud),
        );
        path.extend(wall.rev().map(|r| last.point(r, false) + front));
        path.dedup_by(|a, b| a.distance(*b) < 0.002);
        path
    }
}

impl Station {
    /// The surface at a row: from the middle of the bottom up one side to the middle of the top.
    fn point(&self, row: usize, inner: bool) -> DVec3 {
        let cap = |reach: f64| {
            let t = (1.0 - self.end / reach).max(0.0);
            (1.0 - t * t).max(0.0).sqrt()
        };
        let half = HALF_THICK * lerp(1.0, 0.96, self.side) * cap(0.075);
        let drop = 0.055 * (1.0 - cap(0.10));
        let high = lerp(TOP, ARM, smoothstep(0.22, 0.80, self.side)) - drop;
        let (mut out, height) = section(row, half, high);
        let rise = ((height - LOW) / (high - LOW)).clamp(0.0, 1.0);
        let mut y = height;
        let body = (half / HALF_THICK).min(1.0);
        if inner {
            out = -out;
            // Channels swell towards the sitter, are drawn in at their creases, and end below the rounded top and below the seat.
            let fade = smoothstep(high + 0.01, high - 0.085, height)
                * smoothstep(0.30, 0.40, height)
                * smoothstep(0.02, 0.16, self.end);
            out -= fade * (0.028 * pow(self.channel, 1.1) - 0.012);
        } else {
            // A little belly, drawn in at the lower edge.
            out += body * (0.010 * sin(HALF * rise) - 0.016 * pow(1.0 - rise, 3.0));
        }
        // Cloth is never quite even.
        let drift = layered(
            self.along / 1.8,
            height / 1.8,
            (9, 9),
            3,
            if inner { 91 } else { 57 },
        );
        out += 0.0022 * drift * body;
        // The top seam is pulled down into the padding.
        y -= 0.004 * body * bell(out, 0.012) * smoothstep(high - 0.04, high, height);
        let lean = lerp(0.082, 0.020, smoothstep(0.1, 0.75, self.side)) * pow(rise, 1.25);
        let place = self.middle + self.outward * (out + lean);
        DVec3::new(place.x, y, place.y)
    }
}

/// Outline of half a cross-section: metres outward of the middle, and height.
fn section(row: usize, half: f64, high: f64) -> (f64, f64) {
    let [bottom, edge, wall, top] = ROWS;
    let radius = EDGE.min(half);
    let (flat, high_wall) = (half - radius, high - ROUND);
    if row <= bottom {
        return (flat * row as f64 / bottom as f64, LOW);
    }
    let row = row - bottom;
    if row <= edge {
        let a = TURN * 0.25 * row as f64 / edge as f64;
        return (flat + radius * sin(a), LOW + EDGE * (1.0 - cos(a)));
    }
    let row = row - edge;
    if row <= wall {
        return (half, lerp(LOW + EDGE, high_wall, row as f64 / wall as f64));
    }
    // Fuller than an ellipse: padding under tension.
    let a = TURN * 0.25 * (row - wall) as f64 / top as f64;
    let power = 2.0 / 2.25;
    if row - wall == top {
        return (0.0, high);
    }
    (
        half * pow(cos(a), power),
        high_wall + ROUND * pow(sin(a), power),
    )
}

/// The sweep's line on the floor: straight arms, a squarish round back.
fn plan() -> Vec<DVec2> {
    let mut line: Vec<DVec2> = (0..60)
        .map(|k| DVec2::new(REACH, lerp(FRONT, 0.0, f64::from(k) / 60.0)))
        .collect();
    let power = 2.0 / 2.35;
    line.extend((0..=480).map(|k| {
        let a = HALF * f64::from(k) / 480.0;
        let (c, s) = (cos(a), sin(a));
        DVec2::new(
            REACH * c.signum() * pow(c.abs(), power),
            -BACK * pow(s, power),
        )
    }));
    line.extend((1..=60).map(|k| DVec2::new(-REACH, lerp(0.0, FRONT, f64::from(k) / 60.0))));
    line
}
