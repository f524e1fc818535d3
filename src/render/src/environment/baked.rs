//! The form in which atlases are kept: half floats, compressed.

use std::io::{Read, Write};

use base::{Fault, Result};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use half::f16;

use super::Atlas;

/// The bytes of a baked environment: its half floats (little-endian, rows from the bottom) in gzip.
///
/// # Errors
/// None in practice: writing to memory doesn't fail.
pub fn encode(atlas: &Atlas<1>) -> Result<Vec<u8>> {
    let bytes: Vec<u8> = atlas
        .halves()
        .into_iter()
        .flat_map(f16::to_le_bytes)
        .collect();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(&bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| Fault::service("An environment can't be compressed").because(error))
}

/// An environment from what [`encode`] made.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if the bytes are damaged.
pub fn decode(bytes: &[u8]) -> Result<Atlas<1>> {
    let damaged =
        || Fault::service("A built-in environment is damaged").hint("Install Plinth again");
    let mut raw = Vec::new();
    // The size is known; more than that is damage, and isn't read.
    let whole = 768 * 1024 * 2;
    GzDecoder::new(bytes)
        .take(whole + 1)
        .read_to_end(&mut raw)
        .map_err(|error| damaged().because(error))?;
    let halves: Vec<f16> = raw
        .chunks_exact(2)
        .map(|pair| f16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    Atlas::from_halves(&halves).ok_or_else(damaged)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::super::{LEGACY, NEUTRAL, Room, bake, faces};
    use super::*;

    /// Radiance of the last level in the middle of its faces, in their order.
    fn middles(atlas: &Atlas<1>) -> [f32; 6] {
        let last = atlas.level(atlas.levels() - 1);
        std::array::from_fn(|face| {
            let [value] = atlas.sample(last, faces::direction(face, [0.5, 0.5]));
            value
        })
    }

    fn assert_near(actual: [f32; 6], expected: [f32; 6]) {
        for (actual, expected) in actual.iter().zip(expected) {
            assert!(
                (actual - expected).abs() < 0.002,
                "{actual} instead of {expected}"
            );
        }
    }

    #[test]
    fn baked_rooms_have_the_viewers_light() {
        let neutral = decode(NEUTRAL).unwrap();
        assert_near(
            middles(&neutral),
            [0.980, 1.155, 1.004, 1.031, 0.432, 1.031],
        );
        let legacy = decode(LEGACY).unwrap();
        assert_near(middles(&legacy), [0.809, 1.309, 1.679, 0.630, 0.375, 0.497]);
    }

    #[test]
    fn baked_rooms_are_what_their_description_makes() {
        let baked = decode(NEUTRAL).unwrap();
        let fresh = bake(Room::Neutral);
        let worst = baked
            .halves()
            .iter()
            .zip(fresh.halves())
            .map(|(a, b)| (a.to_f32() - b.to_f32()).abs())
            .fold(0.0, f32::max);
        assert!(worst < 0.05, "bake the environments again: {worst}");
    }

    #[test]
    fn damage_is_refused() {
        assert!(decode(b"").is_err());
        assert!(decode(&NEUTRAL[..1000]).is_err());
    }
}
