//! The room in which things cast a shadow.

use glam::{DMat4, DVec3};

use crate::Framing;

/// log2 of the texels along the longer side, for a hard and for a soft shadow.
const LOG_HARD: f64 = 9.0;
const LOG_SOFT: f64 = 6.0;
/// By how much the room is larger for an animated model.
const ROOM_TO_MOVE: f64 = 2.0;
/// Texels around the shadow for the blur.
const BLUR_WIDTH: f64 = 10.0;
/// How far under the model the floor is, as a share of the model's longest side.
const GAP: f64 = 0.001;

/// The room in which things cast a shadow, and how finely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Volume {
    /// The middle of the floor.
    pub(super) floor: DVec3,
    /// Width and depth of the floor, the blur's room included.
    pub(super) extent: [f64; 2],
    /// Height of the room.
    height: f64,
    /// Texels.
    pub(super) size: [u32; 2],
    /// How far under the model the floor is shown.
    pub(super) gap: f64,
}

impl Volume {
    pub(super) fn of(framing: &Framing, animated: bool, softness: f64) -> Self {
        let mut size = framing.size();
        let mut longest = size.max_element();
        let mut finer = 1.0;
        let mut taller = 1.0;
        if animated {
            longest *= ROOM_TO_MOVE;
            size = DVec3::new(longest, size.y, longest);
            finer = ROOM_TO_MOVE * ROOM_TO_MOVE;
            taller = ROOM_TO_MOVE;
        }
        let texels = finer * (LOG_HARD - softness * (LOG_HARD - LOG_SOFT)).exp2();
        let wide = size.x > size.z;
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
        let width = if wide {
            texels
        } else {
            texels * ratio(size.x, size.z)
        };
        let depth = if wide {
            texels * ratio(size.z, size.x)
        } else {
            texels
        };
        let [width, depth] = [width, depth].map(|texels| texels.floor().max(1.0));
        let center = (framing.min + framing.max) / 2.0;
        Self {
            floor: DVec3::new(center.x, framing.min.y, center.z),
            extent: [
                size.x * (1.0 + BLUR_WIDTH / width),
                size.z * (1.0 + BLUR_WIDTH / depth),
            ],
            height: size.y * taller * (1.0 - softness) + size.y / 2.0 * softness,
            size: [width, depth].map(|texels| (texels + BLUR_WIDTH) as u32),
            gap: GAP * longest,
        }
    }

    /// From the world to the clip space of a camera under the floor that looks up, to the right of
    /// the world and with its own up towards +z.
    pub(super) fn clip(&self) -> DMat4 {
        let [width, depth] = self.extent.map(|side| side.max(f64::MIN_POSITIVE));
        let view = DMat4::from_cols(
            DVec3::X.extend(0.0),
            -DVec3::Z.extend(0.0),
            DVec3::Y.extend(0.0),
            glam::DVec4::W,
        ) * DMat4::from_translation(-self.floor);
        let height = self.height.max(f64::MIN_POSITIVE);
        let projection = DMat4::from_cols_array(&[
            2.0 / width,
            0.0,
            0.0,
            0.0,
            0.0,
            2.0 / depth,
            0.0,
            0.0,
            0.0,
            0.0,
            -2.0 / height,
            0.0,
            0.0,
            0.0,
            -1.0,
            1.0,
        ]);
        projection * view
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framing() -> Framing {
        Framing {
            min: DVec3::new(-1.0, 0.0, -0.5),
            max: DVec3::new(1.0, 3.0, 0.5),
            target: DVec3::ZERO,
            radius: 1.0,
            field_of_view: 0.5,
            ideal_aspect: 1.0,
            baked_shadows: Vec::new(),
        }
    }

    #[test]
    fn volumes_are_the_viewers() {
        let soft = Volume::of(&framing(), false, 1.0);
        assert_eq!(soft.size, [74, 42]);
        assert_eq!(soft.height, 1.5);
        assert_eq!(soft.extent, [2.0 * (1.0 + 10.0 / 64.0), 1.0 + 10.0 / 32.0]);
        assert_eq!(soft.gap, 0.003);
        let hard = Volume::of(&framing(), false, 0.0);
        assert_eq!((hard.size, hard.height), ([522, 266], 3.0));
        let moving = Volume::of(&framing(), true, 1.0);
        assert_eq!((moving.size, moving.height), ([266, 266], 1.5));
    }

    #[test]
    fn the_shadow_camera_looks_up_from_the_floor() {
        let clip = Volume::of(&framing(), false, 0.0).clip();
        let floor = clip.project_point3(DVec3::new(0.0, 0.0, 0.0));
        let ceiling = clip.project_point3(DVec3::new(0.0, 3.0, 0.0));
        assert!((floor.z + 1.0).abs() < 1e-12 && (ceiling.z - 1.0).abs() < 1e-12);
        let corner = clip.project_point3(DVec3::new(1.0, 0.0, 0.5));
        assert!(corner.x > 0.9 && corner.x < 1.0 && corner.y > 0.9 && corner.y < 1.0);
    }
}
