//! Each part of a model with as few triangles as it can do with.
//!
//! One step for all takes the same share of each part's size, however large that is in the pictures. What
//! each part's step distorts is known from pictures of the whole (see [`crate::search::owners`]), so parts
//! can have steps of their own: those at which a triangle less costs the same everywhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::Result;

use super::rung::Shape;
use crate::run::Run;
use crate::search::distortion::worst;
use crate::search::sensitivity::Sensitivity;
use crate::work::Work;
use crate::work::links::list;

/// A model with triangles removed by one step for all its parts.
pub(super) struct Step {
    pub(super) run: Arc<Run>,
    pub(super) distortion: Vec<f64>,
    /// What of that is owed to each part; empty where nobody asked.
    pub(super) shares: Vec<f64>,
}

/// The parts of a model that have triangles.
pub(super) struct Parts {
    /// Mesh and primitive of each.
    places: Vec<(usize, usize)>,
    numbers: BTreeMap<(usize, usize), u32>,
    /// The mesh of each node.
    meshes: Vec<Option<usize>>,
}

impl Parts {
    pub(super) fn of(work: &Work) -> Self {
        let meshes = work.meshes.iter().enumerate();
        let places: Vec<(usize, usize)> = meshes
            .flat_map(|(mesh, shapes)| (0..shapes.len()).map(move |place| (mesh, place)))
            .collect();
        let numbers = places.iter().zip(0..);
        Self {
            numbers: numbers.map(|(place, number)| (*place, number)).collect(),
            places,
            meshes: list(&work.json["nodes"])
                .map(|node| Some(node["mesh"].as_u64()? as usize))
                .collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The number of a node's primitive.
    pub(super) fn number(&self, node: usize, primitive: usize) -> Option<u32> {
        let mesh = self.meshes.get(node).copied().flatten()?;
        self.numbers.get(&(mesh, primitive)).copied()
    }
}

/// How often the range of the price of a triangle is halved.
const PRICES: usize = 40;
/// A mixture has at most this share of the triangles of the step that distorts as much.
const FEWER: f64 = 0.97;

/// For each of `steps` that is within `far` the mixture of all that distorts as much, where that has fewer
/// triangles.
pub(super) fn mixed(
    source: &Run,
    steps: &[Step],
    parts: &Parts,
    far: f64,
    seen: &Sensitivity,
) -> Result<Vec<Shape>> {
    let mut shapes: Vec<Shape> = Vec::new();
    let ladders = ladders(source, steps, parts);
    // Half of what is still well is aimed at as well: the far steps alone are farther apart.
    let aims = steps.iter().filter(|step| !step.shares.is_empty());
    for step in aims.filter(|step| worst(&step.distortion) <= far) {
        let picks = within(&ladders, worst(&step.distortion));
        let triangles: u64 = sum(&ladders, &picks, |rung| rung.triangles);
        if triangles as f64 > step.run.work.triangles() as f64 * FEWER {
            continue;
        }
        if shapes.iter().any(|shape| shape.triangles() == triangles) {
            continue;
        }
        let mut work = source.work.clone();
        let mut distortion = vec![0.0; step.distortion.len()];
        for (part, pick) in picks.iter().enumerate() {
            let Some(own) = pick.checked_sub(1).and_then(|number| steps.get(number)) else {
                continue;
            };
            let (mesh, place) = parts.places[part];
            work.meshes[mesh][place] = own.run.work.meshes[mesh][place].clone();
            for (sum, all) in distortion.iter_mut().zip(&own.distortion) {
                *sum += all * own.shares.get(part).copied().unwrap_or(0.0);
            }
        }
        shapes.push(Shape {
            run: Arc::new(source.simplified_to(work)?),
            distortion,
            seen: seen.clone(),
        });
    }
    Ok(shapes)
}

/// A part at one step; the first of each is the source's.
struct Own {
    triangles: u64,
    distortion: f64,
}

fn ladders(source: &Run, steps: &[Step], parts: &Parts) -> Vec<Vec<Own>> {
    let count = |run: &Run, (mesh, place): (usize, usize)| {
        let shape = run.work.meshes.get(mesh).and_then(|mesh| mesh.get(place));
        shape.map_or(0, |shape| shape.indices.len() as u64 / 3)
    };
    let places = parts.places.iter().enumerate();
    places
        .map(|(part, place)| {
            let steps = steps.iter().map(|step| Own {
                triangles: count(&step.run, *place),
                distortion: match step.shares.get(part) {
                    Some(share) => share * worst(&step.distortion),
                    None => f64::INFINITY,
                },
            });
            let first = Own {
                triangles: count(source, *place),
                distortion: 0.0,
            };
            std::iter::once(first).chain(steps).collect()
        })
        .collect()
}

fn sum<T: std::iter::Sum>(ladders: &[Vec<Own>], picks: &[usize], of: impl Fn(&Own) -> T) -> T {
    let picked = ladders.iter().zip(picks);
    picked
        .filter_map(|(ladder, pick)| ladder.get(*pick))
        .map(of)
        .sum()
}

/// The picks with few triangles that distort at most so much.
fn within(ladders: &[Vec<Own>], most: f64) -> Vec<usize> {
    let priced = |price: f64| -> Vec<usize> {
        let cost = |own: &Own| own.triangles as f64 + price * own.distortion;
        let picks = ladders.iter().map(|ladder| {
            let numbered = ladder.iter().enumerate();
            let least = numbered.min_by(|a, b| cost(a.1).total_cmp(&cost(b.1)));
            least.map_or(0, |(number, _)| number)
        });
        picks.collect()
    };
    let (mut low, mut high) = (1e-3_f64, 1e12_f64);
    let mut best = vec![0; ladders.len()];
    for _ in 0..PRICES {
        let price = (low * high).sqrt();
        let picks = priced(price);
        if sum(ladders, &picks, |own| own.distortion) <= most {
            (high, best) = (price, picks);
        } else {
            low = price;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::options::{Options, Target};
    use crate::samples::{self, grid};

    /// Two parts of so many quads a side each.
    fn run(sides: [u32; 2]) -> Run {
        let mut work = samples::work();
        work.meshes = vec![sides.map(|side| grid(side, 0.0)).into()];
        work.json["meshes"][0]["primitives"] = serde_json::json!([{"material": 0}, {}]);
        Run::new(work, Options::new(Target::Web)).unwrap()
    }

    #[test]
    fn a_part_that_nobody_sees_gives_its_triangles() {
        let source = run([20, 20]);
        let step = |sides, distortion: f64, shares: [f64; 2]| Step {
            run: Arc::new(run(sides)),
            distortion: vec![distortion],
            shares: shares.into(),
        };
        // What is seen of the far step is the first part, which takes the near one instead.
        let steps = [
            step([2, 2], 2.0, [0.98, 0.02]),
            step([12, 12], 0.5, [0.5, 0.5]),
        ];
        let parts = Parts::of(&source.work);
        let shapes = mixed(&source, &steps, &parts, 1.0, &Sensitivity::default()).unwrap();
        assert_eq!(shapes.len(), 1);
        let meshes = &shapes[0].run.work.meshes[0];
        let sides = [&meshes[0], &meshes[1]].map(|shape| shape.indices.len() / 6);
        assert_eq!(sides, [144, 4]);
        assert!((shapes[0].distortion[0] - 0.29).abs() < 1e-9);
    }

    #[test]
    fn nodes_know_their_parts() {
        let parts = Parts::of(&run([1, 1]).work);
        assert_eq!(parts.number(0, 1), Some(1));
        assert_eq!(parts.number(1, 0), None);
        assert_eq!(parts.number(0, 2), None);
    }
}
