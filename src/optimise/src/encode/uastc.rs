//! UASTC blocks: 4 x 4 texels in 16 bytes, which every graphics card's own form is made of when the
//! texture is loaded (UASTC LDR 4x4, Basis Universal's specification of its texture blocks).
//!
//! Of the nineteen modes those are written that lay one line through the block's colours: from the
//! finest steps of colours and few weights to coarse ones and many. Each block gets the mode with the
//! least square error.

use super::etc_hints::{self, Hints, Texels};

/// One of UASTC's modes.
struct Mode {
    /// The prefix that names it, and its bits.
    code: (u32, u32),
    /// Bits of a weight.
    weight: u32,
    /// Bits of an endpoint's value, and whether a third of a trit's levels lies on top.
    bits: u32,
    trits: bool,
    /// The channels between whose values it interpolates.
    channels: &'static [usize],
    /// Whether there is a hint for BC1's second way, and one for the base colour of ETC1.
    second_hint: bool,
    bias: bool,
}

const RGB: &[usize] = &[0, 1, 2];
const RGBA: &[usize] = &[0, 1, 2, 3];
const GREY: &[usize] = &[0, 3];

const fn mode(
    code: (u32, u32),
    weight: u32,
    (bits, trits): (u32, bool),
    channels: &'static [usize],
    hints: bool,
) -> Mode {
    Mode {
        code,
        weight,
        bits,
        trits,
        channels,
        second_hint: hints,
        bias: hints,
    }
}

/// Modes 0, 5 and 18.
const OPAQUE: [Mode; 3] = [
    mode((0x1, 4), 4, (6, true), RGB, true),
    mode((0xB, 5), 3, (8, false), RGB, true),
    mode((0x9, 4), 5, (5, false), RGB, true),
];
/// Modes 10, 12 and 14.
const CLEAR: [Mode; 3] = [
    mode((0x2, 3), 4, (4, true), RGBA, false),
    mode((0x6, 3), 3, (6, true), RGBA, false),
    mode((0xD, 5), 2, (8, false), RGBA, true),
];
/// Mode 15.
const CLEAR_GREY: Mode = mode((0x5, 7), 4, (8, false), GREY, true);
/// The prefix of mode 8, one colour for all.
const SOLID: (u32, u32) = (0x17, 5);

/// How often endpoints are fitted to the weights anew.
const ROUNDS: usize = 3;

/// Shares of the second endpoint in 64ths, by weight.
fn ramp(bits: u32) -> &'static [u32] {
    match bits {
        2 => &[0, 21, 43, 64],
        3 => &[0, 9, 18, 27, 37, 46, 55, 64],
        4 => &[0, 4, 8, 12, 17, 21, 25, 29, 35, 39, 43, 47, 52, 56, 60, 64],
        _ => &[
            0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 34, 36, 38, 40, 42, 44, 46,
            48, 50, 52, 54, 56, 58, 60, 62, 64,
        ],
    }
}

impl Mode {
    /// How many values an endpoint can have.
    const fn levels(&self) -> u32 {
        (1 << self.bits) * if self.trits { 3 } else { 1 }
    }

    /// The colour value that a stored number stands for (ASTC's unquantisation of endpoints, Khronos
    /// Data Format Specification 1.3, 23.13).
    const fn value(&self, stored: u32) -> u8 {
        let low = stored & ((1 << self.bits) - 1);
        if !self.trits {
            // Five bits are repeated, eight are all there is.
            return match self.bits {
                5 => (low << 3 | low >> 2) as u8,
                _ => low as u8,
            };
        }
        let trit = stored >> self.bits;
        let (b, c) = match self.bits {
            4 => {
                // dcb000dcb
                let high = low >> 1;
                (high << 6 | high, 22)
            }
            _ => {
                // fedcb000f
                let high = low >> 1;
                (high << 4 | high >> 4, 5)
            }
        };
        let a = if low & 1 == 1 { 511 } else { 0 };
        let t = (trit * c + b) ^ a;
        (a & 0x80 | t >> 2) as u8
    }

    /// The stored number whose value is nearest.
    fn nearest(&self, value: f32) -> u32 {
        let far = |stored: u32| (f32::from(self.value(stored)) - value).abs();
        (0..self.levels())
            .min_by(|a, b| far(*a).total_cmp(&far(*b)))
            .unwrap_or(0)
    }
}

/// Numbers stored for a block.
#[derive(Clone)]
struct Fit {
    /// Two endpoints of each channel.
    ends: Vec<[u32; 2]>,
    weights: [usize; 16],
    error: u32,
}

/// Tables of the nearest stored number for each value, by mode.
pub(super) struct Encoder {
    tables: Vec<(&'static Mode, [u32; 256])>,
}

impl Encoder {
    pub(super) fn new() -> Self {
        static ALL: [&[Mode]; 3] = [&OPAQUE, &CLEAR, &[CLEAR_GREY]];
        let modes = ALL.into_iter().flatten();
        let table = |mode: &'static Mode| {
            (
                mode,
                std::array::from_fn(|value| mode.nearest(value as f32)),
            )
        };
        Self {
            tables: modes.map(table).collect(),
        }
    }

    /// One block.
    pub(super) fn block(&self, texels: &Texels) -> [u8; 16] {
        if texels.iter().all(|texel| texel == &texels[0]) {
            return solid(texels[0]);
        }
        let opaque = texels.iter().all(|texel| texel[3] == 255);
        let grey = texels.iter().all(|[r, g, b, _]| r == g && g == b);
        let modes = self
            .tables
            .iter()
            .filter(|(mode, _)| match mode.channels.len() {
                3 => opaque,
                2 => grey && !opaque,
                _ => !opaque,
            });
        let fits = modes.map(|(mode, table)| (*mode, fit(mode, table, texels)));
        match fits.min_by_key(|(_, fit)| fit.error) {
            Some((mode, fit)) => pack(mode, fit, texels),
            None => solid(texels[0]),
        }
    }
}

/// The best endpoints and weights that a mode has for a block.
fn fit(mode: &Mode, table: &[u32; 256], texels: &Texels) -> Fit {
    let count = mode.channels.len();
    let point = |texel: &[u8; 4]| -> [f32; 4] {
        std::array::from_fn(|place| {
            mode.channels
                .get(place)
                .map_or(0.0, |channel| f32::from(texel[*channel]))
        })
    };
    let points: [[f32; 4]; 16] = std::array::from_fn(|place| point(&texels[place]));
    let mut ends = line(&points);
    let mut best: Option<Fit> = None;
    for _ in 0..ROUNDS {
        let stored: Vec<[u32; 2]> = (0..count)
            .map(|c| ends.map(|end| table[end[c].round().clamp(0.0, 255.0) as usize]))
            .collect();
        let fit = weigh(mode, stored, texels);
        let shares = fit
            .weights
            .map(|weight| ramp(mode.weight)[weight] as f32 / 64.0);
        let better = best.as_ref().is_none_or(|best| fit.error < best.error);
        if better {
            best = Some(fit.clone());
        }
        match refit(&points, &shares) {
            Some(new) if better => ends = new,
            _ => break,
        }
    }
    best.unwrap_or(Fit {
        ends: vec![[0; 2]; count],
        weights: [0; 16],
        error: u32::MAX,
    })
}

/// The ends of the line along which the points lie most.
fn line(points: &[[f32; 4]; 16]) -> [[f32; 4]; 2] {
    let mean: [f32; 4] =
        std::array::from_fn(|c| points.iter().map(|point| point[c]).sum::<f32>() / 16.0);
    let away = points.map(|point| -> [f32; 4] { std::array::from_fn(|c| point[c] - mean[c]) });
    // Power iteration, from the point that is farthest away.
    let length = |v: &[f32; 4]| v.iter().map(|c| c * c).sum::<f32>();
    let mut axis = away
        .iter()
        .max_by(|a, b| length(a).total_cmp(&length(b)))
        .copied()
        .unwrap_or([1.0, 0.0, 0.0, 0.0]);
    for _ in 0..6 {
        let mut next = [0.0; 4];
        for point in &away {
            let along: f32 = (0..4).map(|c| point[c] * axis[c]).sum();
            (0..4).for_each(|c| next[c] += along * point[c]);
        }
        let size = length(&next).sqrt();
        if size <= f32::EPSILON {
            break;
        }
        axis = next.map(|c| c / size);
    }
    let size = length(&axis).sqrt().max(f32::EPSILON);
    let axis = axis.map(|c| c / size);
    let along = away.map(|point| (0..4).map(|c| point[c] * axis[c]).sum::<f32>());
    let least = along.iter().copied().fold(f32::INFINITY, f32::min);
    let most = along.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    [least, most].map(|t| std::array::from_fn(|c| mean[c] + t * axis[c]))
}

/// Weights for given endpoints.
fn weigh(mode: &Mode, ends: Vec<[u32; 2]>, texels: &Texels) -> Fit {
    let values: Vec<[u32; 2]> = ends
        .iter()
        .map(|pair| pair.map(|stored| u32::from(mode.value(stored)) * 257))
        .collect();
    let shares = ramp(mode.weight);
    let mut colors = [[0_u8; 4]; 32];
    for (color, share) in colors.iter_mut().zip(shares) {
        for (c, [low, high]) in values.iter().enumerate() {
            color[c] = ((low * (64 - share) + high * share + 32) >> 6 >> 8) as u8;
        }
    }
    let mut weights = [0; 16];
    let mut error = 0;
    for (weight, texel) in weights.iter_mut().zip(texels) {
        let far = |color: &[u8; 4]| -> u32 {
            let one = |(place, channel): (usize, &usize)| {
                let difference = u32::from(color[place].abs_diff(texel[*channel]));
                // Grey stands for three channels.
                let count = if mode.channels.len() == 2 && place == 0 {
                    3
                } else {
                    1
                };
                difference * difference * count
            };
            mode.channels.iter().enumerate().map(one).sum()
        };
        let nearest = colors[..shares.len()]
            .iter()
            .enumerate()
            .map(|(place, color)| (far(color), place))
            .min();
        if let Some((far, place)) = nearest {
            *weight = place;
            error += far;
        }
    }
    Fit {
        ends,
        weights,
        error,
    }
}

/// The endpoints with the least square error for given shares; `None` where all shares are equal.
fn refit(points: &[[f32; 4]; 16], shares: &[f32; 16]) -> Option<[[f32; 4]; 2]> {
    let (mut aa, mut ab, mut bb) = (0.0, 0.0, 0.0);
    let (mut ap, mut bp) = ([0.0; 4], [0.0; 4]);
    for (point, b) in points.iter().zip(shares) {
        let a = 1.0 - b;
        (aa, ab, bb) = (aa + a * a, ab + a * b, bb + b * b);
        for ((ap, bp), value) in ap.iter_mut().zip(&mut bp).zip(point) {
            *ap += a * value;
            *bp += b * value;
        }
    }
    let determinant = aa * bb - ab * ab;
    (determinant > 1e-4).then(|| {
        [
            std::array::from_fn(|c| (bb * ap[c] - ab * bp[c]) / determinant),
            std::array::from_fn(|c| (aa * bp[c] - ab * ap[c]) / determinant),
        ]
    })
}

/// Bits from the lowest on.
#[derive(Default)]
struct Bits {
    value: u128,
    at: u32,
}

impl Bits {
    fn put(&mut self, value: u32, bits: u32) {
        self.value |= u128::from(value) << self.at;
        self.at += bits;
    }
}

fn solid(color: [u8; 4]) -> [u8; 16] {
    let mut bits = Bits::default();
    bits.put(SOLID.0, SOLID.1);
    color
        .iter()
        .for_each(|channel| bits.put((*channel).into(), 8));
    let Hints { tables, .. } = etc_hints::solid();
    bits.put(1, 1);
    bits.put(tables[0], 3);
    bits.put(etc_hints::SOLID_SELECTOR, 2);
    for channel in etc_hints::solid_base(color) {
        bits.put(channel, 5);
    }
    bits.value.to_le_bytes()
}

fn pack(mode: &Mode, fit: Fit, texels: &Texels) -> [u8; 16] {
    let Fit {
        mut ends,
        mut weights,
        ..
    } = fit;
    // The first weight's highest bit isn't stored: it is 0.
    let most = (1 << mode.weight) - 1;
    if weights[0] > most / 2 {
        ends.iter_mut().for_each(|pair| pair.reverse());
        weights = weights.map(|weight| most - weight);
    }
    let hints = etc_hints::of(texels);
    let mut bits = Bits::default();
    bits.put(mode.code.0, mode.code.1);
    // BC1's quick ways aren't taken.
    bits.put(0, if mode.second_hint { 2 } else { 1 });
    bits.put(hints.flip.into(), 1);
    bits.put(hints.difference.into(), 1);
    hints.tables.iter().for_each(|table| bits.put(*table, 3));
    if mode.bias {
        bits.put(etc_hints::NO_BIAS, 5);
    }
    if mode.channels.contains(&3) {
        bits.put(etc_hints::alpha(texels), 8);
    }
    let stored = ends.as_flattened();
    if mode.trits {
        for bundle in stored.chunks(5) {
            let packed = bundle
                .iter()
                .rev()
                .fold(0, |packed, value| packed * 3 + (value >> mode.bits));
            // As many bits as the powers of three take.
            bits.put(packed, [0, 2, 4, 5, 7, 8][bundle.len()]);
        }
    }
    for value in stored {
        bits.put(value & ((1 << mode.bits) - 1), mode.bits);
    }
    for (place, weight) in weights.into_iter().enumerate() {
        bits.put(weight as u32, mode.weight - u32::from(place == 0));
    }
    bits.value.to_le_bytes()
}
