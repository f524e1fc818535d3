//! The measures of a model, laid over its picture: which edges of its box are measured, and where
//! they are seen.

use glam::{DVec2, DVec3};

use crate::{Camera, Framing};

/// One of the three measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// Along x.
    Width,
    /// Along y.
    Height,
    /// Along z.
    Depth,
}

/// An edge of the model's box, as it is seen in a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DimensionLine {
    /// What it measures.
    pub extent: Extent,
    /// Its length in metres: the exact extent of the model at rest.
    pub metres: f64,
    /// Its ends in the model's world.
    pub world: [DVec3; 2],
    /// Its ends in the picture, in pixels from the upper left.
    pub ends: [DVec2; 2],
    /// The direction in the picture that leads away from the model; of length 1.
    pub outward: DVec2,
}

impl DimensionLine {
    /// Its ends moved away from the model by so many pixels.
    #[must_use]
    pub fn moved(&self, pixels: f64) -> [DVec2; 2] {
        self.ends.map(|end| end + self.outward * pixels)
    }
}

/// The measures of a model as they are seen from a camera.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimensions {
    /// Width, height and depth in metres.
    pub size: DVec3,
    /// One line for each measure that can be shown. There are fewer for a flat model, and where the
    /// camera stands within the model.
    pub lines: Vec<DimensionLine>,
}

impl Dimensions {
    /// The measures of the box in `framing`, seen from `camera` in a picture of `size` pixels.
    ///
    /// Four edges of the box have the same length. The line is drawn along one on the box's outline, so
    /// that it doesn't cross the model: for width and depth the lowest in the picture, for the height
    /// the nearest.
    #[must_use]
    pub fn of(framing: &Framing, camera: &Camera, size: [u32; 2]) -> Self {
        let seen = Seen {
            framing,
            camera,
            size: size.map(f64::from),
        };
        let extents = [Extent::Width, Extent::Height, Extent::Depth];
        Self {
            size: framing.size(),
            lines: extents
                .into_iter()
                .enumerate()
                .filter_map(|(axis, extent)| seen.line(axis, extent))
                .collect(),
        }
    }
}

/// A box and what sees it.
struct Seen<'a> {
    framing: &'a Framing,
    camera: &'a Camera,
    size: [f64; 2],
}

/// An edge and what decides whether it is taken.
struct Edge {
    world: [DVec3; 2],
    ends: [DVec2; 2],
    /// Whether just one of its two faces is turned to the camera.
    on_outline: bool,
    /// From the camera.
    distance: f64,
}

impl Seen<'_> {
    fn line(&self, axis: usize, extent: Extent) -> Option<DimensionLine> {
        let metres = self.framing.size()[axis];
        if metres <= 0.0 {
            return None;
        }
        let edges: Vec<Edge> = [(false, false), (false, true), (true, false), (true, true)]
            .into_iter()
            .filter_map(|ends| self.edge(axis, ends))
            .collect();
        let outlined: Vec<&Edge> = edges.iter().filter(|edge| edge.on_outline).collect();
        let candidates = if outlined.is_empty() {
            edges.iter().collect()
        } else {
            outlined
        };
        let low = |edge: &Edge| edge.ends[0].y + edge.ends[1].y;
        let chosen = match extent {
            Extent::Height => candidates
                .into_iter()
                .min_by(|a, b| a.distance.total_cmp(&b.distance)),
            // Among equals (the view from straight above) the first stays.
            Extent::Width | Extent::Depth => candidates
                .into_iter()
                .rev()
                .max_by(|a, b| low(a).total_cmp(&low(b))),
        }?;
        let middle = (self.framing.min + self.framing.max) / 2.0;
        let away = |middle: DVec2| {
            let along = (chosen.ends[1] - chosen.ends[0]).normalize_or_zero();
            let from = (chosen.ends[0] + chosen.ends[1]) / 2.0 - middle;
            (from - along * from.dot(along)).normalize_or_zero()
        };
        Some(DimensionLine {
            extent,
            metres,
            world: chosen.world,
            ends: chosen.ends,
            outward: self.project(middle).map(away).unwrap_or_default(),
        })
    }

    /// The edge along `axis` at the box's greatest or least sides on both other axes; `None` where
    /// an end is behind the camera.
    fn edge(&self, axis: usize, (second, third): (bool, bool)) -> Option<Edge> {
        let (min, max) = (self.framing.min, self.framing.max);
        let others = [(axis + 1) % 3, (axis + 2) % 3];
        let mut world = [min; 2];
        world[1][axis] = max[axis];
        for (other, far) in others.into_iter().zip([second, third]) {
            for end in &mut world {
                end[other] = if far { max[other] } else { min[other] };
            }
        }
        let eye = self.camera.position();
        let [a, b] = [(others[0], second), (others[1], third)].map(|(other, far)| {
            if far {
                eye[other] > max[other]
            } else {
                eye[other] < min[other]
            }
        });
        Some(Edge {
            world,
            ends: [self.project(world[0])?, self.project(world[1])?],
            on_outline: a != b,
            distance: eye.distance((world[0] + world[1]) / 2.0),
        })
    }

    /// Where a point of the world is in the picture, unless it is behind the camera.
    fn project(&self, point: DVec3) -> Option<DVec2> {
        let clip = self.camera.projection * self.camera.view * point.extend(1.0);
        (clip.w > 0.0).then(|| {
            let [width, height] = self.size;
            DVec2::new(
                (clip.x / clip.w + 1.0) / 2.0 * width,
                (1.0 - clip.y / clip.w) / 2.0 * height,
            )
        })
    }
}
