//! Moves the product to the floor.

use asset::{Document, Model};
use base::{Fault, Result};
use glam::DVec3;
use serde_json::{Value, json};

use super::{Fix, FixId};

pub(super) const FIX: Fix = Fix {
    id: FixId::StandOnFloor,
    name: "stand-on-floor",
    label: "Move it to the floor",
    does: "Moves everything so that the lowest point is on the floor, in the middle",
    mends: &[],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let cannot = |why: &str| {
        Fault::input(format!("{} can't be moved to the floor: {why}", model.name))
            .hint("Move it in the modelling program and export again")
    };
    let bounds = asset::scene::bounds(model).ok_or_else(|| cannot("nothing in it is visible"))?;
    let offset = -DVec3::new(bounds.center().x, bounds.min.y, bounds.center().z);
    // Under one root, what stands in two places would stand in one.
    let mut document = asset::untangled(model).unwrap_or_else(|| model.document.clone());
    let json = &mut document.json;

    let scene = model.scene.unwrap_or(0);
    let roots = json["scenes"][scene]["nodes"].clone();
    let owned = |root: &Value| {
        let scenes = json["scenes"].as_array().into_iter().flatten();
        let users = scenes.filter(|scene| {
            scene["nodes"]
                .as_array()
                .is_some_and(|nodes| nodes.contains(root))
        });
        users.count() == 1
    };
    if !roots
        .as_array()
        .is_some_and(|roots| !roots.is_empty() && roots.iter().all(owned))
    {
        return Err(cannot("its scenes share their parts"));
    }
    let Some(nodes) = json["nodes"].as_array_mut() else {
        return Err(cannot("it has no nodes"));
    };
    let floor = nodes.len();
    nodes.push(json!({
        "name": "Floor",
        "translation": offset.to_array().map(|metres| metres as f32),
        "children": roots,
    }));
    json["scenes"][scene]["nodes"] = json!([floor]);
    Ok(document)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::model::Transform;
    use glam::{Quat, Vec3};

    use super::*;
    use crate::checks::samples::chair;

    #[test]
    fn a_floating_chair_gets_a_root_that_puts_it_on_the_floor() {
        let mut model = chair();
        let translation = Vec3::new(2.0, 0.5, -1.0);
        model.nodes[0].transform = Transform::Trs {
            translation,
            rotation: Quat::IDENTITY,
            scale: Vec3::ONE,
        };
        let fixed = run(&model).unwrap();
        assert_eq!(fixed.json["scenes"][0]["nodes"], json!([1]));
        assert_eq!(fixed.json["nodes"][1]["children"], json!([0]));
        let moved = &fixed.json["nodes"][1]["translation"];
        let moved: Vec<f64> = serde_json::from_value(moved.clone()).unwrap();
        assert_eq!(moved, [-2.0, -0.5, 1.0]);
        assert_eq!(fixed.json["nodes"][0], model.document.json["nodes"][0]);
    }

    #[test]
    fn a_part_that_is_listed_apart_from_its_parent_moves_as_all_the_others() {
        use super::super::samples::{box_file, read};

        let mut file = box_file();
        file.json["nodes"] = json!([
            { "children": [1], "translation": [5, 2, 0] },
            { "mesh": 0, "translation": [0, 1, 0] },
        ]);
        for listed in [json!([1]), json!([0, 1]), json!([1, 1, 0])] {
            file.json["scenes"] = json!([{ "nodes": listed }]);
            let before = read(&file);
            let after = read(&run(&before).unwrap());
            assert_eq!(after.defects, [], "{listed}");
            let (before, after) = (
                asset::scene::bounds(&before).unwrap(),
                asset::scene::bounds(&after).unwrap(),
            );
            assert_eq!(after.size(), before.size(), "{listed}");
            assert!(after.min.y.abs() < 1e-6, "{listed}");
        }
    }

    #[test]
    fn scenes_that_share_parts_are_left_alone() {
        let mut model = chair();
        model.document.json["scenes"] = json!([{"nodes": [0]}, {"nodes": [0]}]);
        assert!(run(&model).unwrap_err().message().contains("share"));
    }
}
