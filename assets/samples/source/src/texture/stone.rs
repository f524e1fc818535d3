//! Polished green marble with pale veins.

use super::picture::{Picture, ramp};
use crate::noise::layered;
use crate::numeric::{exp, smoothstep};

/// Tones from deep ground to vein, sRGB.
const VERDE: [(f64, u32); 6] = [
    (0.0, 0x0F_1F19),
    (0.3, 0x1B_3429),
    (0.5, 0x2A_4B3A),
    (0.68, 0x48_6B55),
    (0.85, 0x97_AE99),
    (1.0, 0xDF_E6DA),
];

/// One repeat of marble, `size` x `size` pixels.
pub(crate) fn verde(size: usize) -> Picture {
    Picture::colour(size, size, |x, y| {
        let (u, v) = (x as f64 / size as f64, y as f64 / size as f64);
        let (wu, wv) = (layered(u, v, (3, 3), 4, 3), layered(u, v, (3, 3), 4, 17));
        let (pu, pv) = (u + 0.16 * wu, v + 0.16 * wv);
        let ground = layered(pu, pv, (5, 5), 5, 29);
        let vein = |cells: i64, width: f64, seed: u32| {
            exp(-layered(pu, pv, (cells, cells), 3, seed).abs() / width)
        };
        let where_veined = smoothstep(-0.35, 0.45, layered(u, v, (3, 3), 2, 71));
        let veins = 0.74 * vein(3, 0.016, 43) * where_veined
            + 0.46 * vein(6, 0.016, 59) * (1.0 - 0.5 * where_veined)
            + 0.16 * vein(12, 0.03, 61);
        let tone = 0.34 + 0.42 * ground + veins + 0.035 * layered(u, v, (90, 90), 2, 83);
        ramp(&VERDE, (tone.clamp(0.0, 1.0) * 127.0).round() / 127.0)
    })
}
