//! The animation "Play": the record turns, the arm swings over, plays a while and returns. It ends as it began, so that it can loop.

use glam::{DQuat, DVec3};

use super::arm::{Arm, tip};
use super::{PIVOT, SPINDLE};
use crate::gltf::animation::Turning;
use crate::numeric::{HALF, acos, atan2, rotation, smoothstep};

/// Seconds of a turn at 33 1/3 revolutions a minute.
const REVOLUTION: f64 = 1.8;

/// Turns in one loop.
const TURNS: u32 = 8;

/// How far the arm is lifted, in radians.
const LIFTED: f64 = 0.055;

/// Radii in metres between which the loop plays.
const PLAYED: (f64, f64) = (0.1455, 0.1180);

/// Angle of the stylus resting on the record against the arm at rest.
const ON_RECORD: f64 = -0.0004;

/// Keys of the record and the arm.
pub(crate) fn play(turning: usize, arm: &Arm) -> Vec<Turning> {
    let length = REVOLUTION * f64::from(TURNS);
    // Clockwise from above; a third of a turn per key.
    let record = (0..=TURNS * 3)
        .map(|k| {
            (
                REVOLUTION * f64::from(k) / 3.0,
                rotation(DVec3::Y, -2.0 * HALF * f64::from(k % 3) / 3.0),
            )
        })
        .collect();
    let (outer, inner) = (yaw(PLAYED.0), yaw(PLAYED.1));
    let swing = eased(
        &[
            (0.0, 0.0),
            (0.9, 0.0),
            (2.3, outer),
            (3.0, outer),
            (11.2, inner),
            (11.8, inner),
            (13.3, 0.0),
            (length, 0.0),
        ],
        DVec3::Y,
        -1.0,
        &[4],
    );
    let lift = eased(
        &[
            (0.0, 0.0),
            (0.9, LIFTED),
            (2.3, LIFTED),
            (3.0, ON_RECORD),
            (11.2, ON_RECORD),
            (11.8, LIFTED),
            (13.3, LIFTED),
            (14.0, 0.0),
            (length, 0.0),
        ],
        DVec3::X,
        -1.0,
        &[],
    );
    vec![
        Turning {
            group: turning,
            keys: record,
        },
        Turning {
            group: arm.swing,
            keys: swing,
        },
        Turning {
            group: arm.lift,
            keys: lift,
        },
    ]
}

/// Angle of the arm towards the record with the stylus at `radius` from the spindle.
fn yaw(radius: f64) -> f64 {
    let (dx, dz) = (SPINDLE.0 - PIVOT.0, SPINDLE.1 - PIVOT.1);
    let apart = (dx * dx + dz * dz).sqrt();
    let tip = tip();
    let length = (tip.x * tip.x + tip.z * tip.z).sqrt();
    // The headshell's angle brings the stylus inward before the arm has turned.
    let towards = atan2(-dx, dz) - atan2(-tip.x, tip.z);
    towards - acos((apart * apart + length * length - radius * radius) / (2.0 * apart * length))
}

/// Rotations about `axis` through (seconds, radians), eased between; the stretches named in `steady` run evenly.
fn eased(stops: &[(f64, f64)], axis: DVec3, sign: f64, steady: &[usize]) -> Vec<(f64, DQuat)> {
    const STEPS: usize = 8;
    let mut keys = vec![(stops[0].0, rotation(axis, sign * stops[0].1))];
    for (index, pair) in stops.windows(2).enumerate() {
        let (from, to) = (pair[0], pair[1]);
        let steps = if (from.1 - to.1).abs() < 1e-12 || steady.contains(&(index + 1)) {
            1
        } else {
            STEPS
        };
        for k in 1..=steps {
            let t = k as f64 / steps as f64;
            let angle = from.1
                + (to.1 - from.1)
                    * if steps == 1 {
                        t
                    } else {
                        smoothstep(0.0, 1.0, t)
                    };
            keys.push((from.0 + (to.0 - from.0) * t, rotation(axis, sign * angle)));
        }
    }
    keys
}
