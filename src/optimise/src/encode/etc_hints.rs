//! What UASTC blocks tell cards that know ETC alone: how to split a block and how strong its shades
//! are. The colours themselves are found when the texture is loaded.

/// Sixteen texels, row by row.
pub(super) type Texels = [[u8; 4]; 16];

/// ETC1's shades, by table (Khronos Data Format Specification 1.3, table 102).
const SHADES: [[i32; 4]; 8] = [
    [-8, -2, 2, 8],
    [-17, -5, 5, 17],
    [-29, -9, 9, 29],
    [-42, -13, 13, 42],
    [-60, -18, 18, 60],
    [-80, -24, 24, 80],
    [-106, -33, 33, 106],
    [-183, -47, 47, 183],
];
/// The number that leaves the base colours as they are.
pub(super) const NO_BIAS: u32 = 13;
/// The shade of a block of one colour, of four from dark to light: the smallest step up.
pub(super) const SOLID_SELECTOR: u32 = 2;
/// A table of alpha's steps whose span is 19 (EAC, table 11).
const ALPHA_TABLE: u32 = 11;
const ALPHA_SPAN: f32 = 19.0;

/// The hints of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hints {
    /// Whether it is split into an upper and a lower half rather than left and right.
    pub(super) flip: bool,
    /// Whether the second half's colour is stored as a difference.
    pub(super) difference: bool,
    /// Tables of shades of both halves.
    pub(super) tables: [u32; 2],
}

/// The hints of a block of one colour.
pub(super) fn solid() -> Hints {
    Hints {
        flip: false,
        difference: true,
        tables: [0; 2],
    }
}

/// The base of a block of one colour, five bits a channel; the smallest shade lies on top.
pub(super) fn solid_base(color: [u8; 4]) -> [u32; 3] {
    let near = |value: u8| {
        let far = |five: &u32| {
            let whole = (five << 3 | five >> 2) as i32 + SHADES[0][2];
            (whole - i32::from(value)).abs()
        };
        (0..32).min_by_key(far).unwrap_or(0)
    };
    [near(color[0]), near(color[1]), near(color[2])]
}

/// The hints of a block: the split and the shades with the least square error.
pub(super) fn of(texels: &Texels) -> Hints {
    let ways = [false, true].map(|flip| {
        let halves = [0, 1].map(|half| half_of(texels, flip, half));
        let means = halves.map(|half| mean(&half));
        let five = means.map(|mean| mean.map(|c| (c * 31.0 / 255.0).round() as i32));
        let difference = (0..3).all(|c| (-4..=3).contains(&(five[1][c] - five[0][c])));
        let (mut tables, mut error) = ([0; 2], 0);
        for ((best, half), mean) in tables.iter_mut().zip(&halves).zip(means) {
            let base = mean.map(|c| stored(c, difference));
            let (far, table) = (0..SHADES.len())
                .map(|table| (shade(half, base, table), table))
                .min()
                .unwrap_or_default();
            *best = table as u32;
            error += far;
        }
        let hints = Hints {
            flip,
            difference,
            tables,
        };
        (error, hints)
    });
    let [first, second] = ways;
    if second.0 < first.0 {
        second.1
    } else {
        first.1
    }
}

/// The texels of one half.
fn half_of(texels: &Texels, flip: bool, half: usize) -> [[u8; 4]; 8] {
    std::array::from_fn(|place| {
        let (x, y) = if flip {
            (place % 4, half * 2 + place / 4)
        } else {
            (half * 2 + place % 2, place / 2)
        };
        texels[y * 4 + x]
    })
}

fn mean(texels: &[[u8; 4]; 8]) -> [f32; 3] {
    std::array::from_fn(|c| texels.iter().map(|t| f32::from(t[c])).sum::<f32>() / 8.0)
}

/// What five or four bits keep of a channel.
fn stored(value: f32, difference: bool) -> i32 {
    if difference {
        let five = (value * 31.0 / 255.0).round() as i32;
        five << 3 | five >> 2
    } else {
        (value * 15.0 / 255.0).round() as i32 * 17
    }
}

/// The square error of a half with the shades of a table.
fn shade(texels: &[[u8; 4]; 8], base: [i32; 3], table: usize) -> i32 {
    let far = |texel: &[u8; 4], shade: i32| -> i32 {
        let one = |c: usize| ((base[c] + shade).clamp(0, 255) - i32::from(texel[c])).pow(2);
        (0..3).map(one).sum()
    };
    let nearest = |texel: &[u8; 4]| {
        let shades = SHADES[table].iter().map(|shade| far(texel, *shade));
        shades.min().unwrap_or(0)
    };
    texels.iter().map(nearest).sum()
}

/// The hint for alpha: a table of steps, and how often each is taken.
pub(super) fn alpha(texels: &Texels) -> u32 {
    let least = texels.iter().map(|texel| texel[3]).min().unwrap_or(255);
    let most = texels.iter().map(|texel| texel[3]).max().unwrap_or(255);
    let times = (f32::from(most - least) / ALPHA_SPAN).round();
    (times.clamp(1.0, 15.0) as u32) << 4 | ALPHA_TABLE
}
