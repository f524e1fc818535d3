//! Flat polylines with rounded corners: the cross-sections of turned, slab-like and upholstered parts.

use glam::DVec2;

use crate::numeric::{HALF, acos, cos, sin};

/// Rounds the corners of an open polyline. Each point is (x, y, corner radius); a radius that doesn't fit its two sides is made smaller.
pub(crate) fn rounded(points: &[(f64, f64, f64)]) -> Vec<DVec2> {
    let at = |p: &(f64, f64, f64)| DVec2::new(p.0, p.1);
    let mut curve = vec![at(&points[0])];
    for three in points.windows(3) {
        let (before, corner, after, wanted) =
            (at(&three[0]), at(&three[1]), at(&three[2]), three[1].2);
        let (a, b) = (
            (before - corner).normalize_or_zero(),
            (after - corner).normalize_or_zero(),
        );
        let inner = acos(a.dot(b));
        // A straight or nearly straight run has no corner to round.
        if wanted <= 0.0 || HALF - inner < 1e-3 || inner < 1e-3 {
            curve.push(corner);
            continue;
        }
        let tangent = sin(inner * 0.5) / cos(inner * 0.5);
        let room = before.distance(corner).min(after.distance(corner)) * 0.49;
        let radius = wanted.min(room * tangent);
        let centre = corner + (a + b).normalize() * (radius / sin(inner * 0.5));
        let (from, to) = (
            corner + a * (radius / tangent) - centre,
            corner + b * (radius / tangent) - centre,
        );
        let sweep = HALF - inner;
        // Fine where the eye can follow the curve, coarse on edges of a millimetre.
        let angle = if radius > 0.005 {
            0.22
        } else if radius > 0.0015 {
            0.4
        } else {
            0.55
        };
        let steps = (sweep / angle).ceil().max(2.0) as usize;
        for k in 0..=steps {
            let t = k as f64 / steps as f64;
            // Slerp between the two radii.
            let mixed =
                from * (sin((1.0 - t) * sweep) / sin(sweep)) + to * (sin(t * sweep) / sin(sweep));
            curve.push(centre + mixed);
        }
    }
    curve.push(at(&points[points.len() - 1]));
    curve
}

/// The polyline with no side longer than `longest`.
pub(crate) fn divided(curve: &[DVec2], longest: f64) -> Vec<DVec2> {
    let mut out = vec![curve[0]];
    for pair in curve.windows(2) {
        let steps = (pair[0].distance(pair[1]) / longest).ceil().max(1.0) as usize;
        out.extend((1..=steps).map(|k| pair[0].lerp(pair[1], k as f64 / steps as f64)));
    }
    out
}

/// Length of the polyline up to each of its points.
pub(crate) fn lengths(curve: &[DVec2]) -> Vec<f64> {
    let mut length = 0.0;
    std::iter::once(0.0)
        .chain(curve.windows(2).map(|pair| {
            length += pair[0].distance(pair[1]);
            length
        }))
        .collect()
}
