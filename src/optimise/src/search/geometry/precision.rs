//! How finely each attribute of the vertices is stored, and how much that distorts alone.
//!
//! What rounding distorts falls with the bits by a factor, so each attribute is drawn twice, coarsely and
//! less so, and the other settings follow from those two. That of a combination is the sum, as that of
//! different knobs is.

use std::cell::Cell;

use base::Result;

use super::builder::Builder;
use super::rung::{Shape, store};
use crate::options::{Geometry, Options, Precision};
use crate::passes::quantise;
use crate::search::sensitivity::Sensitivity;

/// Bits of an attribute to choose from, from coarse to fine; the first and another are drawn.
struct Ladder {
    bits: &'static [u8],
    drawn: usize,
}

const POSITIONS: Ladder = Ladder {
    bits: &[10, 11, 12, 13, 14, 15, 16, 18, 20],
    drawn: 4,
};
const NORMALS: Ladder = Ladder {
    bits: &[6, 7, 8, 9, 10, 12],
    drawn: 2,
};
const UVS: Ladder = Ladder {
    bits: &[9, 10, 11, 12, 13, 14, 16],
    drawn: 3,
};
/// What more bits than any ladder has leave as it is.
const EXACT: Precision = Precision {
    position: 32,
    normal: 16,
    uv: 32,
};
/// What a bit more leaves of the square error of rounding.
const USUAL: f64 = 0.25;
/// A bit more leaves between so much and so much of a distortion.
const LEAST: f64 = 0.2;
const MOST: f64 = 0.9;

/// An attribute of vertices that can be stored with fewer bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Position,
    Normal,
    Uv,
}

impl Attribute {
    pub(super) const ALL: [Self; 3] = [Self::Position, Self::Normal, Self::Uv];

    const fn ladder(self) -> &'static Ladder {
        match self {
            Self::Position => &POSITIONS,
            Self::Normal => &NORMALS,
            Self::Uv => &UVS,
        }
    }

    /// `precision` with so many bits of this attribute.
    pub(super) const fn set(self, precision: Precision, bits: u8) -> Precision {
        match self {
            Self::Position => Precision {
                position: bits,
                ..precision
            },
            Self::Normal => Precision {
                normal: bits,
                ..precision
            },
            Self::Uv => Precision {
                uv: bits,
                ..precision
            },
        }
    }

    pub(super) const fn of(self, precision: Precision) -> u8 {
        match self {
            Self::Position => precision.position,
            Self::Normal => precision.normal,
            Self::Uv => precision.uv,
        }
    }

    /// Whether any part has it, and it may be stored more coarsely: plain files keep positions and texture
    /// coordinates.
    fn is_in(self, shape: &Shape) -> bool {
        if self != Self::Normal && !shape.run.options.compresses_geometry() {
            return false;
        }
        let mut shapes = shape.run.work.meshes.iter().flatten();
        shapes.any(|shape| {
            let mut streams = shape.streams.iter();
            streams.any(|stream| self.names(&stream.name))
        })
    }

    /// Whether glTF's `name` is of this kind.
    fn names(self, name: &str) -> bool {
        match self {
            Self::Position => name == "POSITION",
            Self::Normal => matches!(name, "NORMAL" | "TANGENT"),
            Self::Uv => name.starts_with("TEXCOORD"),
        }
    }
}

/// The settings of one attribute: bits, and how much they distort alone, from coarse to fine.
pub(super) type Levels = Vec<(u8, Vec<f64>)>;

/// The settings of every attribute for each way of writing, as seen on `shape`. Ways differ in where they
/// move vertices to, and surfaces that lie in one place come apart by that: so positions are looked at in each.
pub(super) fn levels(
    builder: &Builder<'_>,
    shape: &Shape,
    forms: &[Geometry],
) -> Result<Vec<(Geometry, [Levels; 3])>> {
    let total = Attribute::ALL.len() + forms.len().saturating_sub(1);
    let done = Cell::new(0);
    let look = |attribute: Attribute, form: Geometry| -> Result<Levels> {
        builder.job.items(done.get(), total as u64);
        done.set(done.get() + 1);
        if attribute.is_in(shape) {
            return drawn(builder, shape, attribute, form);
        }
        let undistorted = vec![0.0; shape.distortion.len()];
        Ok(vec![(attribute.of(Precision::default()), undistorted)])
    };
    let Some(first) = forms.first() else {
        return Ok(Vec::new());
    };
    let normals = look(Attribute::Normal, *first)?;
    let uvs = look(Attribute::Uv, *first)?;
    let each = forms.iter();
    each.map(|form| {
        let positions = look(Attribute::Position, *form)?;
        let own = |attribute, levels: &Levels| match form == first {
            true => levels.clone(),
            false => kept(shape, attribute, *form, levels.clone()),
        };
        let normals = own(Attribute::Normal, &normals);
        Ok((*form, [positions, normals, own(Attribute::Uv, &uvs)]))
    })
    .collect()
}

/// Whether so many bits of an attribute change nothing.
fn keeps(shape: &Shape, attribute: Attribute, form: Geometry, bits: u8) -> bool {
    let options = Options {
        geometry: Some(form),
        precision: attribute.set(EXACT, bits),
        ..shape.run.options.clone()
    };
    quantise::keeps(&shape.run.work, &options, |name| attribute.names(name))
}

/// The same where settings that change nothing distort nothing.
fn kept(shape: &Shape, attribute: Attribute, form: Geometry, mut levels: Levels) -> Levels {
    for (bits, distortion) in &mut levels {
        if keeps(shape, attribute, form, *bits) {
            distortion.fill(0.0);
        }
    }
    levels
}

fn drawn(
    builder: &Builder<'_>,
    shape: &Shape,
    attribute: Attribute,
    form: Geometry,
) -> Result<Levels> {
    let ladder = attribute.ladder();
    // The first is drawn whole, and tells which part of each view the second is drawn of.
    let draw = |bits: u8, seen: &Sensitivity| -> Result<Option<(Vec<f64>, Sensitivity)>> {
        if keeps(shape, attribute, form, bits) {
            return Ok(None);
        }
        let precision = attribute.set(EXACT, bits);
        let stored = store(&shape.run, Some(precision), form, builder.job)?;
        let (with, told) = builder.draw_told(&stored, seen)?;
        let both = with.iter().zip(&shape.distortion);
        let more = both.map(|(with, without)| (with - without).max(0.0));
        Ok(Some((more.collect(), told)))
    };
    let (first, second) = (ladder.bits[0], ladder.bits[ladder.drawn]);
    let none = vec![0.0; shape.distortion.len()];
    let Some((coarse, told)) = draw(first, &shape.seen)? else {
        return Ok(ladder
            .bits
            .iter()
            .map(|bits| (*bits, none.clone()))
            .collect());
    };
    // Where the finer one is the source's own, those between fall as rounding does.
    let apart = i32::from(second - first);
    let usual = || coarse.iter().map(|one| one * USUAL.powi(apart)).collect();
    let fine = draw(second, &told)?.map_or_else(usual, |(fine, _)| fine);
    let levels = between(ladder.bits, (first, coarse), (second, fine));
    Ok(kept(shape, attribute, form, levels))
}

/// Every setting's distortion, from those of two.
fn between(bits: &[u8], coarse: (u8, Vec<f64>), fine: (u8, Vec<f64>)) -> Levels {
    let apart = f64::from(fine.0 - coarse.0);
    let of = |bits: u8| {
        let both = coarse.1.iter().zip(&fine.1);
        let values = both.map(|(most, least)| {
            if bits == coarse.0 {
                return *most;
            }
            let by = (least / most.max(1e-12)).powf(1.0 / apart);
            let by = by.clamp(LEAST, MOST);
            // Between the two as the one becomes the other; beyond, on from the finer.
            match bits < fine.0 {
                true => (most * by.powf(f64::from(bits) - f64::from(coarse.0))).max(*least),
                false => least * by.powf(f64::from(bits) - f64::from(fine.0)),
            }
        });
        values.collect()
    };
    bits.iter().map(|bits| (*bits, of(*bits))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distortions_between_and_beyond_follow_from_two() {
        let levels = between(
            &[10, 11, 12, 13],
            (10, vec![0.64, 0.0]),
            (12, vec![0.04, 0.0]),
        );
        let first: Vec<f64> = levels.iter().map(|(_, all)| all[0]).collect();
        for (found, expected) in first.iter().zip([0.64, 0.16, 0.04, 0.01]) {
            assert!((found - expected).abs() < 1e-9, "{first:?}");
        }
        assert!(levels.iter().all(|(_, all)| all[1] == 0.0));
        // What hardly falls isn't taken to rise.
        let flat = between(&[10, 12, 13], (10, vec![0.1]), (12, vec![0.2]));
        assert!(flat[1].1[0] > flat[2].1[0], "{flat:?}");
    }
}
