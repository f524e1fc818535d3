//! The viewer's two rooms: boxes and lamps in a large box, seen from the origin.

use std::f32::consts::{FRAC_1_PI, PI};

use glam::{Mat3, Vec3};

use super::cube::Cube;
use super::dfg;
use super::silhouette::Silhouette;

/// Texels along a side of the cube that a room is drawn into.
const SIZE: usize = 256;
/// The whole scene is shifted by this.
const SHIFT: Vec3 = Vec3::new(0.0, -3.5, 0.0);
/// Where the point light's reach ends, in metres.
const REACH: f32 = 28.0;
/// By how many metres boxes seen from outside are thickened on each side for rays. Whether a box is hit
/// at all, its silhouette decides.
const SLACK: f32 = 0.002;
/// Mirrored share of straight light of the walls.
const F0: f32 = 0.04;

/// A room of the viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Even light that keeps colours.
    Neutral,
    /// More contrast.
    Legacy,
}

/// A box: its middle, its extents, its turn about the vertical in radians.
#[derive(Debug, Clone, Copy)]
struct Block {
    center: Vec3,
    size: Vec3,
    turn: f32,
}

/// What is in a room.
struct Furniture {
    light: f32,
    light_at: Vec3,
    walls: Block,
    blocks: [Block; 6],
    /// Radiance and shape.
    lamps: Vec<(f32, Block)>,
}

const fn block(center: [f32; 3], size: [f32; 3], turn: f32) -> Block {
    Block {
        center: Vec3::from_array(center),
        size: Vec3::from_array(size),
        turn,
    }
}

const BLOCKS: [Block; 6] = [
    block([-10.906, -1.0, 1.846], [2.328, 7.905, 4.651], -0.195),
    block([-5.607, -0.754, -0.758], [1.97, 1.534, 3.955], 0.994),
    block([6.167, -0.16, 7.803], [3.927, 6.285, 3.687], 0.561),
    block([-2.017, 0.018, 6.124], [2.002, 4.566, 2.064], 0.333),
    block([2.291, -0.756, -2.621], [1.546, 1.552, 1.496], -0.286),
    block([-2.193, -0.369, -5.547], [3.875, 3.487, 2.986], 0.516),
];

impl Room {
    fn furniture(self) -> Furniture {
        let lamp = |radiance, center, size| (radiance, block(center, size, 0.0));
        match self {
            Self::Neutral => Furniture {
                light: 400.0,
                light_at: Vec3::new(0.5, 14.0, 0.5),
                walls: block([0.0, 13.2, 0.0], [31.5, 28.5, 31.5], 0.0),
                blocks: BLOCKS,
                lamps: vec![
                    lamp(80.0, [-14.0, 10.0, 8.0], [0.1, 2.5, 2.5]),
                    lamp(80.0, [-14.0, 14.0, -4.0], [0.1, 2.5, 2.5]),
                    lamp(23.0, [14.0, 12.0, 0.0], [0.1, 5.0, 5.0]),
                    lamp(16.0, [0.0, 9.0, 14.0], [5.0, 5.0, 0.1]),
                    lamp(80.0, [7.0, 8.0, -14.0], [2.5, 2.5, 0.1]),
                    lamp(80.0, [-7.0, 16.0, -14.0], [2.5, 2.5, 0.1]),
                    lamp(1.0, [0.0, 20.0, 0.0], [0.1, 0.1, 0.1]),
                ],
            },
            Self::Legacy => {
                let mut blocks = BLOCKS;
                blocks[0].center.y = 2.009;
                blocks[2].center.y = 0.857;
                Furniture {
                    light: 500.0,
                    light_at: Vec3::new(0.418, 16.199, 0.3),
                    walls: block([-0.757, 13.219, 0.717], [31.713, 28.305, 28.591], 0.0),
                    blocks,
                    lamps: vec![
                        lamp(50.0, [-16.116, 14.37, 8.208], [0.1, 2.428, 2.739]),
                        lamp(50.0, [-16.109, 18.021, -8.207], [0.1, 2.425, 2.751]),
                        lamp(17.0, [14.904, 12.198, -1.832], [0.15, 4.265, 6.331]),
                        lamp(43.0, [-0.462, 8.89, 14.52], [4.38, 5.441, 0.088]),
                        lamp(20.0, [3.235, 11.486, -12.541], [2.5, 2.0, 0.1]),
                        lamp(100.0, [0.0, 20.0, 0.0], [1.0, 0.1, 1.0]),
                    ],
                }
            }
        }
    }

    /// Draws the room as seen from the origin.
    pub(super) fn draw(self) -> Cube {
        let furniture = self.furniture();
        let walls = Walls {
            light: furniture.light,
            light_at: furniture.light_at + SHIFT,
            dfg: dfg::table(),
        };
        let seen = |block: &Block| Silhouette::of(&block.corners(), SIZE);
        let blocks = furniture.blocks.map(|block| (block, seen(&block)));
        let lamps: Vec<_> = furniture
            .lamps
            .iter()
            .map(|(radiance, block)| (*radiance, *block, seen(block)))
            .collect();
        Cube::new(SIZE, |direction| {
            let direction = direction.normalize();
            let mut nearest = f32::INFINITY;
            let mut radiance = 0.0;
            if let Some((distance, normal)) = furniture.walls.hit(direction, true) {
                nearest = distance;
                radiance = walls.shade(direction * distance, normal);
            }
            for (block, seen) in &blocks {
                if let Some((distance, normal)) = block.hit(direction, false)
                    && seen.covers(direction)
                    && distance < nearest
                {
                    nearest = distance;
                    radiance = walls.shade(direction * distance, normal);
                }
            }
            for (lamp, block, seen) in &lamps {
                if let Some((distance, _)) = block.hit(direction, false)
                    && seen.covers(direction)
                    && distance < nearest
                {
                    nearest = distance;
                    radiance = *lamp;
                }
            }
            radiance
        })
    }
}

impl Block {
    /// The eight corners, in the scene as it is drawn.
    fn corners(&self) -> [Vec3; 8] {
        let turn = Mat3::from_rotation_y(self.turn);
        std::array::from_fn(|corner| {
            let side = |bit: usize| if corner & bit == 0 { -0.5 } else { 0.5 };
            let place = Vec3::new(side(1), side(2), side(4)) * self.size;
            self.center + SHIFT + turn * place
        })
    }

    /// Where a ray from the origin meets the box, from inside or outside, and the normal there
    /// that looks to the origin's side.
    fn hit(&self, direction: Vec3, inside: bool) -> Option<(f32, Vec3)> {
        let turn = Mat3::from_rotation_y(self.turn);
        let back = turn.transpose();
        let origin = back * -(self.center + SHIFT);
        let ray = back * direction;
        let half = self.size / 2.0 + if inside { 0.0 } else { SLACK };
        let (mut enter, mut leave) = (f32::NEG_INFINITY, f32::INFINITY);
        let (mut enter_axis, mut leave_axis) = (0, 0);
        for axis in 0..3 {
            let a = (-half[axis] - origin[axis]) / ray[axis];
            let b = (half[axis] - origin[axis]) / ray[axis];
            if a.min(b) > enter {
                (enter, enter_axis) = (a.min(b), axis);
            }
            if a.max(b) < leave {
                (leave, leave_axis) = (a.max(b), axis);
            }
        }
        let (distance, axis) = if inside {
            (leave, leave_axis)
        } else {
            (enter, enter_axis)
        };
        if enter > leave || distance <= 0.0 {
            return None;
        }
        let mut normal = Vec3::ZERO;
        normal[axis] = -ray[axis].signum();
        Some((distance, turn * normal))
    }
}

/// The rough white that walls and boxes are made of, and the lamp that lights them.
struct Walls {
    light: f32,
    light_at: Vec3,
    dfg: Vec<half::f16>,
}

impl Walls {
    /// Radiance from `point` to the origin.
    fn shade(&self, point: Vec3, normal: Vec3) -> f32 {
        let to_light = self.light_at - point;
        let distance = to_light.length();
        let window = (1.0 - (distance / REACH).powi(4)).clamp(0.0, 1.0);
        let irradiance = self.light / (distance * distance).max(0.01) * window * window;
        let light = to_light / distance;
        let view = -point.normalize();
        let cos_light = normal.dot(light).clamp(0.0, 1.0);
        let cos_view = normal.dot(view).clamp(0.0, 1.0);
        irradiance * cos_light * (FRAC_1_PI + self.mirrored(light, view, cos_light, cos_view))
    }

    /// GGX at roughness 1 with what scatters more than once.
    fn mirrored(&self, light: Vec3, view: Vec3, cos_light: f32, cos_view: f32) -> f32 {
        let half = (light + view).normalize_or(view);
        let fresnel = {
            let cos = view.dot(half).clamp(0.0, 1.0);
            let grazing = ((-5.55473 * cos - 6.98316) * cos).exp2();
            F0 * (1.0 - grazing) + grazing
        };
        // At roughness 1 the distribution is even and height-correlated Smith is this simple.
        let single = fresnel * (0.5 / (cos_light + cos_view).max(1e-6)) / PI;
        let [av, bv] = dfg::lookup(&self.dfg, 1.0, cos_view);
        let [al, bl] = dfg::lookup(&self.dfg, 1.0, cos_light);
        let lost = (1.0 - av - bv) * (1.0 - al - bl);
        let average = F0 + (1.0 - F0) / 21.0;
        let many = (F0 * av + bv) * (F0 * al + bl) * average / (1.0 - lost * average + 1e-6);
        single + many * lost
    }
}
