//! Ambient occlusion at each vertex, by rays.

use glam::{DAffine3, DVec3, Vec3};

use super::tree::Tree;
use crate::mesh::Mesh;
use crate::numeric::{TURN, cos, sin};

/// Rays per vertex.
const RAYS: u32 = 96;

/// Light that soft surfaces pass on to each other: lifts the darkest places as real rooms do.
const BOUNCE: f64 = 0.4;

/// Part of a ray that the floor swallows; the rest a pale shop floor gives back.
const FLOOR: f64 = 0.55;

/// How far rays start above the surface, in metres: past the piping's seam, short of a real gap.
const LIFT: f32 = 0.0008;

/// Everything that casts shade, in world space.
pub(crate) struct Room {
    tree: Tree,
    rays: Vec<Ray>,
}

/// One direction of the hemisphere about +Z, and the part of the reach that this ray probes.
struct Ray {
    direction: Vec3,
    reach: f32,
}

impl Room {
    /// A room with the meshes that cast shade; `reach` in metres is where the effect ends.
    pub(crate) fn new<'a>(casters: impl Iterator<Item = (&'a Mesh, DAffine3)>, reach: f64) -> Self {
        let mut triangles = Vec::new();
        for (mesh, place) in casters {
            let at = |i: u32| {
                place
                    .transform_point3(mesh.vertices[i as usize].position)
                    .as_vec3()
            };
            triangles.extend(mesh.triangles.iter().map(|t| t.map(at)));
        }
        // Cosine-weighted directions; their reaches differ, so that near things count more than far ones.
        let rays = (0..RAYS)
            .map(|k| {
                let height = (f64::from(k) + 0.5) / f64::from(RAYS);
                let angle = TURN * f64::from(k.reverse_bits()) / 4_294_967_296.0;
                let radius = height.sqrt();
                let direction = DVec3::new(
                    radius * cos(angle),
                    radius * sin(angle),
                    (1.0 - height).sqrt(),
                )
                .as_vec3();
                let share = (f64::from(k) * 0.618_033_988_75).rem_euclid(1.0);
                Ray {
                    direction,
                    reach: (reach * (0.08 + 0.92 * share)) as f32,
                }
            })
            .collect();
        Self {
            tree: Tree::new(triangles),
            rays,
        }
    }

    /// Sets the shade of each vertex of a mesh that stands at `place`.
    pub(crate) fn shade(&self, mesh: &mut Mesh, place: DAffine3) {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let share = mesh.vertices.len().div_ceil(workers).max(1);
        std::thread::scope(|scope| {
            for part in mesh.vertices.chunks_mut(share) {
                scope.spawn(move || {
                    for vertex in part {
                        let position = place.transform_point3(vertex.position).as_vec3();
                        let normal = place.transform_vector3(vertex.normal).as_vec3();
                        let open = self.open(position, normal);
                        vertex.shade = open / (1.0 - BOUNCE * (1.0 - open));
                    }
                });
            }
        });
    }

    /// Part of the hemisphere above a point that is open, 0..1.
    fn open(&self, position: Vec3, normal: Vec3) -> f64 {
        let (side, up) = normal.any_orthonormal_pair();
        let origin = position + normal * LIFT;
        let lost: f64 = self
            .rays
            .iter()
            .map(|ray| {
                let direction =
                    side * ray.direction.x + up * ray.direction.y + normal * ray.direction.z;
                if self.tree.blocked(origin, direction, ray.reach) {
                    1.0
                } else if direction.y < 0.0 && origin.y < -direction.y * ray.reach {
                    FLOOR
                } else {
                    0.0
                }
            })
            .sum();
        1.0 - lost / f64::from(RAYS)
    }
}
