//! Closed curves in the floor plan, (x, z) in metres.

use glam::{DVec2, DVec3};

use crate::numeric::{TURN, cos, pow, sin};

/// A closed curve, evenly sampled, with outward normals. It runs so that its direction crossed with +Y points outward.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// Points, the first one repeated at the end.
    pub(crate) points: Vec<DVec2>,
    /// Unit normals, outward.
    pub(crate) normals: Vec<DVec2>,
    /// Metres along the curve up to each point.
    pub(crate) lengths: Vec<f64>,
}

impl Outline {
    /// Samples a closed polyline (without a repeated end) at `count` even steps.
    pub(crate) fn new(polygon: &[DVec2], count: usize) -> Self {
        let area: f64 = (0..polygon.len())
            .map(|i| polygon[i].perp_dot(polygon[(i + 1) % polygon.len()]))
            .sum();
        let mut ring: Vec<DVec2> = polygon.to_vec();
        if area > 0.0 {
            ring.reverse();
        }
        ring.push(ring[0]);
        let cumulative = super::profile::lengths(&ring);
        let total = cumulative[cumulative.len() - 1];
        let mut side = 0;
        let mut points: Vec<DVec2> = (0..count)
            .map(|k| {
                let target = total * k as f64 / count as f64;
                while side + 2 < ring.len() && cumulative[side + 1] < target {
                    side += 1;
                }
                let t = (target - cumulative[side])
                    / (cumulative[side + 1] - cumulative[side]).max(1e-12);
                ring[side].lerp(ring[side + 1], t)
            })
            .collect();
        let mut normals: Vec<DVec2> = (0..count)
            .map(|k| {
                let tangent =
                    (points[(k + 1) % count] - points[(k + count - 1) % count]).normalize_or_zero();
                DVec2::new(-tangent.y, tangent.x)
            })
            .collect();
        points.push(points[0]);
        normals.push(normals[0]);
        let lengths = super::profile::lengths(&points);
        Self {
            points,
            normals,
            lengths,
        }
    }

    /// A superellipse with half axes `x` and `z`; exponent 2 is an ellipse, more is squarer.
    pub(crate) fn superellipse(x: f64, z: f64, exponent: f64, count: usize) -> Self {
        let polygon: Vec<DVec2> = (0..720)
            .map(|k| {
                let (c, s) = (
                    cos(TURN * f64::from(k) / 720.0),
                    sin(TURN * f64::from(k) / 720.0),
                );
                DVec2::new(
                    x * c.signum() * pow(c.abs(), 2.0 / exponent),
                    z * s.signum() * pow(s.abs(), 2.0 / exponent),
                )
            })
            .collect();
        Self::new(&polygon, count)
    }

    /// Number of sides.
    pub(crate) fn sides(&self) -> usize {
        self.points.len() - 1
    }

    /// Point `k`, moved inward by `inset` metres, at height `y`.
    pub(crate) fn at(&self, k: usize, inset: f64, y: f64) -> DVec3 {
        let p = self.points[k] - self.normals[k] * inset;
        DVec3::new(p.x, y, p.y)
    }

    /// Mean of the points.
    pub(crate) fn centre(&self) -> DVec2 {
        self.points[..self.sides()].iter().sum::<DVec2>() / self.sides() as f64
    }
}
