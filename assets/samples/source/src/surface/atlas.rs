//! One picture for a product's baked light: charts packed on shelves, shades drawn from the vertices.

use glam::DVec2;

use crate::mesh::{Chart, Mesh};
use crate::texture::picture::Picture;

/// Empty texels around each chart, so that filtering and small mip levels don't bleed.
const GAP: f64 = 2.0;

/// Smallest side of a chart in texels.
const LEAST: f64 = 5.0;

/// Longest side of a chart in metres: light on long thin parts changes slowly along them.
const LONGEST: f64 = 0.7;

/// Lays out the charts of all meshes on a square of `size` texels and draws the vertices' shades. The meshes' chart coordinates become atlas coordinates.
pub(crate) fn baked(meshes: &mut [&mut Mesh], size: usize) -> Picture {
    // (mesh, chart index, long side first)
    let mut order: Vec<(usize, usize, DVec2, bool)> = Vec::new();
    for (m, mesh) in meshes.iter().enumerate() {
        for (c, Chart { size, .. }) in mesh.charts.iter().enumerate() {
            let turned = size.y > size.x;
            let wide = if turned {
                DVec2::new(size.y, size.x)
            } else {
                *size
            };
            order.push((m, c, wide.min(DVec2::splat(LONGEST)), turned));
        }
    }
    order.sort_by(|a, b| b.2.y.total_cmp(&a.2.y));
    let sizes: Vec<DVec2> = order.iter().map(|o| o.2).collect();
    let mut scale = size as f64 * 8.0;
    let places = loop {
        if let Some(places) = shelves(&sizes, scale, size as f64) {
            break places;
        }
        scale *= 0.97;
    };
    for ((m, c, _, turned), (corner, extent)) in order.into_iter().zip(places) {
        let mesh = &mut *meshes[m];
        for vertex in &mut mesh.vertices[mesh.charts[c].vertices.clone()] {
            let local = if turned {
                DVec2::new(vertex.chart.y, vertex.chart.x)
            } else {
                vertex.chart
            };
            // From the first texel's centre to the last one's.
            vertex.chart =
                (corner + DVec2::splat(0.5) + local * (extent - DVec2::ONE)) / size as f64;
        }
    }
    drawn(meshes, size)
}

/// Corners and extents in texels of all rectangles (sorted by falling height) at `scale` texels a metre, or none if they don't fit.
fn shelves(sizes: &[DVec2], scale: f64, side: f64) -> Option<Vec<(DVec2, DVec2)>> {
    let (mut x, mut y, mut shelf) = (GAP, GAP, 0.0_f64);
    let mut places = Vec::with_capacity(sizes.len());
    for size in sizes {
        let extent = (*size * scale).ceil().max(DVec2::splat(LEAST));
        if x + extent.x + GAP > side {
            (x, y, shelf) = (GAP, y + shelf + GAP, 0.0);
        }
        if x + extent.x + GAP > side || y + extent.y + GAP > side {
            return None;
        }
        places.push((DVec2::new(x, y), extent));
        x += extent.x + GAP;
        shelf = shelf.max(extent.y);
    }
    Some(places)
}

/// Draws the shades of all triangles, then grows them into the gaps.
fn drawn(meshes: &[&mut Mesh], size: usize) -> Picture {
    let mut texels: Vec<Option<f64>> = vec![None; size * size];
    for mesh in meshes {
        for triangle in &mesh.triangles {
            let [a, b, c] = triangle.map(|i| mesh.vertices[i as usize]);
            let [p, q, r] = [a, b, c].map(|v| v.chart * size as f64 - DVec2::splat(0.5));
            let area = (q - p).perp_dot(r - p);
            if area.abs() < 1e-12 {
                continue;
            }
            let (low, high) = (p.min(q).min(r), p.max(q).max(r));
            for y in low.y.max(0.0) as usize..=(high.y.ceil() as usize).min(size - 1) {
                for x in low.x.max(0.0) as usize..=(high.x.ceil() as usize).min(size - 1) {
                    let t = DVec2::new(x as f64, y as f64);
                    let (wa, wb) = (
                        (q - t).perp_dot(r - t) / area,
                        (r - t).perp_dot(p - t) / area,
                    );
                    let wc = 1.0 - wa - wb;
                    if wa > -1e-6 && wb > -1e-6 && wc > -1e-6 {
                        texels[y * size + x] = Some(a.shade * wa + b.shade * wb + c.shade * wc);
                    }
                }
            }
        }
    }
    for _ in 0..4 {
        let before = texels.clone();
        for y in 0..size {
            for x in 0..size {
                if before[y * size + x].is_none() {
                    let around = [
                        (x.wrapping_sub(1), y),
                        (x + 1, y),
                        (x, y.wrapping_sub(1)),
                        (x, y + 1),
                    ];
                    let known: Vec<f64> = around
                        .iter()
                        .filter(|(x, y)| *x < size && *y < size)
                        .filter_map(|(x, y)| before[y * size + x])
                        .collect();
                    if !known.is_empty() {
                        texels[y * size + x] = Some(known.iter().sum::<f64>() / known.len() as f64);
                    }
                }
            }
        }
    }
    Picture::grey(size, size, |x, y| texels[y * size + x].unwrap_or(1.0))
}
