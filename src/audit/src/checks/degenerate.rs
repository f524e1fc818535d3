//! Share of triangles without area: they cost bytes, can't be seen and trip other programs.

use asset::model::{Primitive, Topology};
use glam::DVec3;

use super::{Outcome, Subject};
use crate::finding::Unit;
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let (mut all, mut flat) = (0_u64, 0_u64);
    let mut places = Vec::new();
    for (number, mesh) in (1..).zip(&subject.model.meshes) {
        let before = flat;
        for primitive in mesh
            .primitives
            .iter()
            .filter(|p| p.topology == Topology::Triangles)
        {
            all += primitive.triangles() as u64;
            flat += count_flat(primitive);
        }
        if flat > before {
            places.push(
                mesh.name
                    .clone()
                    .unwrap_or_else(|| format!("mesh {number}")),
            );
        }
    }
    if all == 0 {
        return Outcome::not_applicable("No triangles");
    }
    let share = flat as f64 / all as f64;
    let sentence = format!(
        "{} of {} triangles have no area",
        base::units::count(flat),
        base::units::count(all)
    );
    Outcome::new(rule.max.is_none_or(|max| share <= max), sentence)
        .measured(share, Unit::Share)
        .places(places)
        .hint("Optimise the product: that drops them")
}

/// Triangles with two corners at one place, all three on one line, or a corner that isn't finite.
fn count_flat(primitive: &Primitive) -> u64 {
    let corner = |index: u32| {
        let position = primitive.positions.get(index as usize)?;
        Some(DVec3::from_array(position.map(f64::from)))
    };
    let flat = |a: u32, b: u32, c: u32| {
        let corners = (corner(a), corner(b), corner(c));
        let (Some(a), Some(b), Some(c)) = corners else {
            return true;
        };
        let double_area = (b - a).cross(c - a).length();
        // NaN compares false with everything, and counts as flat.
        !(double_area > 0.0 && double_area.is_finite())
    };
    let count = match &primitive.indices {
        Some(indices) => indices
            .chunks_exact(3)
            .filter(|t| flat(t[0], t[1], t[2]))
            .count(),
        None => {
            let triangles = primitive.positions.len() / 3;
            (0..triangles as u32)
                .filter(|t| flat(t * 3, t * 3 + 1, t * 3 + 2))
                .count()
        }
    };
    count as u64
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn counts_doubled_corners_lines_and_nan() {
        let mut model = chair();
        let rule = rule(Check::Degenerate, None, Some(0.01));
        assert_eq!(run(&model, &rule).kept, Some(true));
        let primitive = &mut model.meshes[0].primitives[0];
        primitive.positions.push([f32::NAN; 3]);
        if let Some(indices) = &mut primitive.indices {
            indices.extend([0, 0, 1, 2, 2, 2, 0, 1, 8]);
        }
        let outcome = run(&model, &rule);
        assert_eq!(outcome.kept, Some(false));
        assert_eq!(
            outcome.measured.map(|measured| measured.value),
            Some(3.0 / 15.0)
        );
    }
}
