//! Where nodes stand that scenes and parents list otherwise than the format allows. Every expectation
//! is what the web viewer drew of the same file.

use serde_json::{Value, json};

use super::build::Build;
use super::read;
use crate::model::Model;
use crate::scene::world_matrices;
use crate::{Effect, Facts};

/// A file of `nodes`, of which every `C`, `D` and `A` shows the square.
fn file(nodes: &Value, scenes: &Value) -> Build {
    let mut build = Build::square();
    build.json["nodes"] = nodes.clone();
    build.json["scenes"] = scenes.clone();
    build
}

/// What is drawn: the names of nodes with a mesh and where they stand, in order.
fn drawn(model: &Model) -> Vec<(String, f64, f64)> {
    let mut drawn: Vec<_> = model
        .nodes
        .iter()
        .zip(world_matrices(model))
        .filter(|(node, _)| node.mesh.is_some())
        .filter_map(|(node, world)| {
            let at = world?.w_axis;
            Some((node.name.clone().unwrap_or_default(), at.x, at.y))
        })
        .collect();
    drawn.sort_by(|a, b| a.partial_cmp(b).unwrap());
    drawn
}

fn codes(model: &Model) -> Vec<&'static str> {
    model.defects.iter().map(|defect| defect.code).collect()
}

const NON_ROOT: &str = "SCENE_NON_ROOT_NODE";
const TWICE: &str = "DUPLICATE_ELEMENTS";
const OVERRIDE: &str = "NODE_PARENT_OVERRIDE";

#[test]
fn nodes_stand_where_the_web_viewer_puts_them() {
    let node = |name: &str, children: &[usize], x: f64| json!({ "name": name, "children": children, "translation": [x, 0, 0] });
    let leaf = |name: &str| json!({ "name": name, "mesh": 0 });
    let parent = || node("P", &[1], 2.0);
    let pair = || json!([parent(), leaf("C")]);
    let two = |own: bool| {
        let mut first = node("P1", &[2], 2.0);
        if own {
            first["children"] = json!([2, 4]);
        }
        let deep = [node("X", &[5], 0.0), leaf("Y")];
        let mut nodes = vec![first, node("P2", &[2], -2.0), leaf("C"), leaf("D")];
        nodes.extend(deep);
        Value::from(nodes)
    };
    let third = || json!([parent(), leaf("C"), {"name": "D", "mesh": 0, "translation": [3, 0, 0]}]);
    type Case<'a> = (&'a str, Value, Value, &'a [(&'a str, f64)], &'a [&'a str]);
    let cases: Vec<Case<'_>> = vec![
        (
            "a child alone",
            pair(),
            json!([[1]]),
            &[("C", 0.0)],
            &[NON_ROOT],
        ),
        (
            "both ways",
            pair(),
            json!([[0, 1]]),
            &[("C", 0.0), ("C", 2.0)],
            &[NON_ROOT],
        ),
        (
            "the child first",
            pair(),
            json!([[1, 0]]),
            &[("C", 0.0), ("C", 2.0)],
            &[NON_ROOT],
        ),
        (
            "a root twice",
            json!([leaf("A")]),
            json!([[0, 0]]),
            &[("A", 0.0), ("A", 0.0)],
            &[TWICE],
        ),
        (
            "a child twice",
            json!([node("P", &[1, 1], 2.0), leaf("C")]),
            json!([[0]]),
            &[("C", 2.0)],
            &[OVERRIDE, TWICE],
        ),
        (
            "two parents",
            two(false),
            json!([[0, 1, 3]]),
            &[("C", -2.0), ("D", 0.0)],
            &[OVERRIDE],
        ),
        (
            "the other way",
            two(false),
            json!([[1, 0, 3]]),
            &[("C", 2.0), ("D", 0.0)],
            &[OVERRIDE],
        ),
        (
            "the deeper parent is ready last",
            two(true),
            json!([[0, 1, 3]]),
            &[("C", 2.0), ("D", 0.0), ("Y", 2.0)],
            &[OVERRIDE],
        ),
        (
            "one parent unseen",
            two(false),
            json!([[0, 3]]),
            &[("C", 2.0), ("D", 0.0)],
            &[OVERRIDE],
        ),
        (
            "a scene that shares a root",
            json!([leaf("A")]),
            json!([[0], [0]]),
            &[("A", 0.0)],
            &[],
        ),
        (
            "another scene takes the child away",
            third(),
            json!([[1, 2], [0]]),
            &[("D", 3.0)],
            &[NON_ROOT],
        ),
        (
            "another scene loses the child",
            third(),
            json!([[0, 2], [1]]),
            &[("C", 2.0), ("D", 3.0)],
            &[NON_ROOT],
        ),
    ];
    for (name, nodes, scenes, expected, defects) in cases {
        let scenes: Vec<Value> = scenes
            .as_array()
            .unwrap()
            .iter()
            .map(|nodes| json!({ "nodes": nodes }))
            .collect();
        let model = read(file(&nodes, &scenes.into()).glb()).unwrap();
        super::invariants::check(&model);
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, x)| ((*name).to_owned(), *x, 0.0))
            .collect();
        assert_eq!(drawn(&model), expected, "{name}");
        assert_eq!(codes(&model), defects, "{name}");
        assert_eq!(
            Facts::of(&model).triangles,
            2 * expected.len() as u64,
            "{name}"
        );
        assert!(model.effect().is_shown(), "{name}");
    }
}

#[test]
fn what_animates_a_parent_takes_the_child_along() {
    let nodes = json!([
        { "name": "P", "children": [1], "translation": [2, 0, 0] },
        { "name": "C", "mesh": 0 },
        { "name": "D", "mesh": 0, "translation": [3, 0, 0] },
    ]);
    for (moved, expected) in [(0, vec!["D"]), (1, vec!["C", "D"])] {
        let mut build = file(&nodes, &json!([{ "nodes": [1, 2] }]));
        let times = build.accessor(&[0.0_f32, 1.0], super::build::F32, "SCALAR");
        let values = build.accessor(&[[0.0_f32; 3]; 2], super::build::F32, "VEC3");
        let channel = json!({ "sampler": 0, "target": { "node": moved, "path": "translation" } });
        build.json["animations"] = json!([{
            "channels": [channel], "samplers": [{ "input": times, "output": values }],
        }]);
        let model = read(build.glb()).unwrap();
        let names: Vec<_> = drawn(&model).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, expected);
    }
}

#[test]
fn copies_are_skinned_by_copies_and_the_first_of_a_name_moves() {
    let mut build = super::seeds::moving();
    // The whole of it stands in the scene twice.
    let listed = build.json["scenes"][0]["nodes"].as_array().unwrap().clone();
    let own = build.json["nodes"].as_array().unwrap().len();
    build.json["nodes"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "all", "children": listed }));
    build.json["scenes"][0]["nodes"] = json!([own, own]);
    let model = read(build.glb()).unwrap();
    super::invariants::check(&model);
    assert_eq!(model.nodes.len(), 2 * (own + 1));
    for node in model.nodes.iter().skip(own + 1) {
        let original = &model.nodes[node.copy_of.unwrap()];
        assert_eq!(node.name, original.name);
        if let Some((copy, skin)) = node.skin.zip(original.skin) {
            let (copy, skin) = (&model.skins[copy], &model.skins[skin]);
            let same = copy.joints.iter().zip(&skin.joints);
            for (copy, joint) in same {
                assert_eq!(model.nodes[*copy].copy_of, Some(*joint));
            }
        }
    }
    // The first that is met is the file's own node.
    let channels = model
        .animations
        .iter()
        .flat_map(|animation| &animation.channels);
    assert!(channels.clone().count() > 0);
    assert!(channels.into_iter().all(|channel| channel.node <= own));
}

#[test]
fn cycles_are_refused_where_they_are_loaded_alone() {
    let nodes = json!([
        { "name": "A", "mesh": 0 },
        { "name": "P1", "children": [2] },
        { "name": "P2", "children": [1, 7] },
    ]);
    let model = read(file(&nodes, &json!([{ "nodes": [0] }])).glb()).unwrap();
    super::invariants::check(&model);
    assert_eq!(drawn(&model).len(), 1);
    assert_eq!(model.effect(), Effect::Drawn);
    let refusal = read(file(&nodes, &json!([{ "nodes": [1] }])).glb());
    assert!(refusal.is_err());
    let nodes = json!([{ "name": "A", "mesh": 0, "children": [0] }]);
    let refusal = read(file(&nodes, &json!([{ "nodes": [0] }])).glb()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "/nodes/0: is its own ancestor; the web viewer can't open the file either"
    );
}

#[test]
fn lists_without_end_are_bounded() {
    let many: Vec<usize> = vec![0; 3000];
    let build = file(&json!([{ "mesh": 0 }]), &json!([{ "nodes": many }]));
    let limits = crate::Limits {
        nodes: 100,
        ..crate::Limits::default()
    };
    let refusal = crate::read_bytes("many", build.glb().into(), &limits).unwrap_err();
    assert!(
        refusal.to_string().contains("more than the limit of 100"),
        "{refusal}"
    );
}

/// The file's tree made valid is drawn as the file was, has none of its defects, and stays as it is.
#[test]
fn a_tangled_tree_is_drawn_as_before_once_it_is_untangled() {
    let node = |name: &str, children: &[usize], x: f64| json!({ "name": name, "children": children, "translation": [x, 0, 0] });
    let leaf = |name: &str| json!({ "name": name, "mesh": 0 });
    let pair = || json!([node("P", &[1], 2.0), leaf("C")]);
    let deep = json!([
        node("P", &[1], 2.0),
        node("Q", &[2], 1.0),
        leaf("C"),
        node("R", &[2], -4.0)
    ]);
    let cases = [
        (pair(), json!([[1]])),
        (pair(), json!([[0, 1]])),
        (pair(), json!([[1, 0, 1]])),
        (pair(), json!([[0], [1, 0, 0]])),
        (json!([leaf("A")]), json!([[0, 0]])),
        (json!([node("P", &[1, 1], 2.0), leaf("C")]), json!([[0]])),
        (deep.clone(), json!([[0, 3]])),
        (deep.clone(), json!([[1, 0, 3, 2]])),
        (deep, json!([[2]])),
    ];
    for (nodes, scenes) in cases {
        let lists = scenes.as_array().unwrap().iter();
        let lists: Vec<Value> = lists.map(|nodes| json!({ "nodes": nodes })).collect();
        let before = read(file(&nodes, &lists.into()).glb()).unwrap();
        assert!(!before.defects.is_empty(), "{nodes} {scenes}");
        let document = crate::untangled(&before).unwrap();
        let after = read(crate::write_glb(&document).unwrap()).unwrap();
        super::invariants::check(&after);
        assert_eq!(codes(&after), [""; 0], "{scenes}: {}", document.json);
        assert_eq!(drawn(&after), drawn(&before), "{scenes}: {}", document.json);
        assert_eq!(crate::untangled(&after).map(|document| document.json), None);
    }
    // Sound files stay as they are, empty lists and all.
    let sound = json!([node("P", &[1], 2.0), { "name": "C", "mesh": 0, "children": [] }]);
    let sound = read(file(&sound, &json!([{ "nodes": [0] }, { "nodes": [0] }])).glb()).unwrap();
    assert!(crate::untangled(&sound).is_none());
}

#[test]
fn copies_in_an_untangled_tree_move_and_bend_as_before() {
    let mut build = super::seeds::moving();
    let listed = build.json["scenes"][0]["nodes"].as_array().unwrap().clone();
    let own = build.push("nodes", json!({ "name": "all", "children": listed }));
    build.json["scenes"][0]["nodes"] = json!([own, own]);
    let before = read(build.glb()).unwrap();
    let document = crate::untangled(&before).unwrap();
    let after = read(crate::write_glb(&document).unwrap()).unwrap();
    super::invariants::check(&after);
    assert!(!codes(&after).contains(&TWICE));
    assert_eq!(after.nodes.len(), before.nodes.len());
    for (after, before) in after.nodes.iter().zip(&before.nodes) {
        assert_eq!(
            (&after.children, after.skin, after.mesh),
            (&before.children, before.skin, before.mesh)
        );
    }
    let joints =
        |model: &Model| -> Vec<_> { model.skins.iter().map(|skin| skin.joints.clone()).collect() };
    assert_eq!(joints(&after), joints(&before));
    let moved = |model: &Model| -> Vec<usize> {
        let channels = model.animations.iter().flat_map(|one| &one.channels);
        channels.map(|channel| channel.node).collect()
    };
    assert_eq!(moved(&after), moved(&before));
}
