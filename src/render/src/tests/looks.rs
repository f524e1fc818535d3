//! What authors look at: look modes, hidden and outlined parts, measures.

use base::Job;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glam::DVec3;
use serde_json::{Value, json};

use super::context;
use super::shapes::{Shape, model};
use crate::{Dimensions, Extent, Framing, Highlight, LookMode, Picture, Scene, View, draw, pick};
use viewer::{Attributes, Background};

const SIDE: u32 = 96;
/// A square seen from the front.
const FRONT: &str = "0deg 90deg 105%";
const BEHIND: &str = "180deg 90deg 105%";

fn view(model: &asset::Model, orbit: &str, look: LookMode) -> View {
    let attributes = Attributes {
        camera_orbit: orbit.parse().unwrap(),
        background: Background::Color([0; 3]),
        ..Attributes::default()
    };
    let framing = Framing::of(model, &attributes).unwrap();
    View {
        look,
        ..View::of(&framing, &attributes, [SIDE; 2])
    }
}

fn scene(model: &asset::Model) -> Scene {
    Scene::new(context(), model, &Job::quiet()).unwrap()
}

fn picture(model: &asset::Model, orbit: &str, look: LookMode) -> Picture {
    draw(context(), &mut scene(model), &view(model, orbit, look)).unwrap()
}

/// The pixel in the middle.
fn middle(model: &asset::Model, orbit: &str, look: LookMode) -> [u8; 3] {
    let [r, g, b, _] = picture(model, orbit, look).pixel(SIDE / 2, SIDE / 2);
    [r, g, b]
}

fn near(actual: [u8; 3], expected: [u8; 3], tolerance: u8) {
    let off = |(a, b): (u8, u8)| a.abs_diff(b) <= tolerance;
    assert!(
        actual.into_iter().zip(expected).all(off),
        "{actual:?} instead of {expected:?}"
    );
}

fn square(material: Value) -> asset::Model {
    model(&[Shape::square()], json!([material]), |_| {})
}

#[test]
fn numbers_and_colours_are_shown_as_they_are() {
    let plain = square(json!({
        "pbrMetallicRoughness": {
            "baseColorFactor": [0.5, 0.2, 0.05, 1], "metallicFactor": 0.25, "roughnessFactor": 0.75,
        },
        "emissiveFactor": [1, 0.5, 0],
    }));
    for (look, expected) in [
        (LookMode::BaseColor, [188, 124, 63]),
        (LookMode::Metallic, [64; 3]),
        (LookMode::Roughness, [191; 3]),
        (LookMode::Normals, [128, 128, 255]),
        (LookMode::MappedNormals, [128, 128, 255]),
        (LookMode::Occlusion, [255; 3]),
        (LookMode::Emissive, [255, 188, 0]),
        (LookMode::TexelDensity, [122, 112, 134]),
        (LookMode::Overdraw, [42, 16, 6]),
    ] {
        near(middle(&plain, FRONT, look), expected, 1);
    }
}

#[test]
fn unlit_and_transmissive_surfaces_are_looked_at_too() {
    let glass = square(json!({
        "pbrMetallicRoughness": {"roughnessFactor": 0.2, "metallicFactor": 0},
        "extensions": {"KHR_materials_transmission": {"transmissionFactor": 1}},
    }));
    near(middle(&glass, FRONT, LookMode::Roughness), [51; 3], 1);
    let unlit = square(json!({"extensions": {"KHR_materials_unlit": {}}}));
    near(middle(&unlit, FRONT, LookMode::Normals), [128, 128, 255], 1);
    near(middle(&unlit, FRONT, LookMode::Emissive), [0; 3], 0);
}

#[test]
fn overdraw_counts_what_is_hidden_as_well() {
    let two = model(
        &[Shape::square(), Shape::square(), Shape::square()],
        json!([{}, {}, {}]),
        |document| {
            document["nodes"][1]["translation"] = json!([0, 0, -0.01]);
            document["nodes"][2]["translation"] = json!([0, 0, 0.01]);
        },
    );
    near(middle(&two, FRONT, LookMode::Overdraw), [126, 48, 18], 1);
    // All of them are culled from behind.
    near(middle(&two, BEHIND, LookMode::Overdraw), [0; 3], 0);
}

#[test]
fn back_faces_are_told_from_fronts_and_single_sides_from_double() {
    let single = square(json!({}));
    let double = square(json!({"doubleSided": true}));
    near(
        middle(&single, FRONT, LookMode::BackFaces),
        [206, 208, 214],
        1,
    );
    near(
        middle(&double, FRONT, LookMode::BackFaces),
        [206, 208, 214],
        1,
    );
    near(
        middle(&single, BEHIND, LookMode::BackFaces),
        [222, 48, 48],
        1,
    );
    near(
        middle(&double, BEHIND, LookMode::BackFaces),
        [240, 170, 40],
        1,
    );
}

#[test]
fn mirrored_uvs_are_magenta() {
    let right = square(json!({}));
    let mut shape = Shape::square();
    for uv in &mut shape.uvs {
        uv[0] = 1.0 - uv[0];
    }
    let wrong = model(&[shape], json!([{}]), |_| {});
    // Green is strong in the tint of a place in the middle, weak in magenta.
    let greens = |model| {
        let picture = picture(model, FRONT, LookMode::UvChecker);
        let [r, g, b, _] = picture.pixel(SIDE / 2 + 1, SIDE / 2 + 1);
        (i32::from(g) * 2, i32::from(r) + i32::from(b))
    };
    let (green, others) = greens(&right);
    assert!(green + 40 > others, "{green} {others}");
    let (green, others) = greens(&wrong);
    assert!(green + 100 < others, "{green} {others}");
}

/// A square of `scale` metres with a light grey texture of `side` pixels.
pub(super) fn textured_square(side: u32, scale: f32) -> asset::Model {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let pixels = vec![200; (side * side) as usize];
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    let uri = format!("data:image/png;base64,{}", STANDARD.encode(&png));
    model(
        &[Shape::square()],
        json!([{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]),
        |document| {
            document["images"] = json!([{"uri": uri}]);
            document["textures"] = json!([{"source": 0}]);
            document["nodes"][0]["scale"] = json!([scale, scale, scale]);
        },
    )
}

#[test]
fn texel_density_is_pixels_per_metre() {
    let density = |scale| middle(&textured_square(256, scale), FRONT, LookMode::TexelDensity);
    // 512 px/m is a stop; 128 is another.
    near(density(0.5), [24, 166, 190], 2);
    near(density(2.0), [44, 75, 216], 2);
    near(density(1.0), [34, 120, 203], 3);
}

#[test]
fn the_wireframe_draws_every_edge_once() {
    let plane = square(json!({}));
    let wire = picture(&plane, FRONT, LookMode::Wireframe);
    let dark = |x: u32, y: u32| wire.pixel(x, y)[0] < 150;
    // The diagonal, in either direction, and nothing beside it.
    let on_diagonal = (30..66)
        .filter(|at| dark(*at, *at) || dark(*at, SIDE - 1 - at))
        .count();
    assert!(on_diagonal > 24, "{on_diagonal}");
    assert!(!dark(SIDE / 2, SIDE / 2 - 16));
    let edges = scene(&plane);
    let before = edges.memory().geometry;
    edges.make_edges(context().gpu()).unwrap();
    // Five edges of two words.
    assert_eq!(edges.memory().geometry - before, 40);
}

#[test]
fn the_edges_of_small_triangles_are_no_black_area() {
    let grid = model(&[Shape::grid(150)], json!([{}]), |_| {});
    let wire = picture(&grid, FRONT, LookMode::Wireframe);
    let middle = (30..66).flat_map(|y| (30..66).map(move |x| (x, y)));
    let brightness: u32 = middle.map(|(x, y)| u32::from(wire.pixel(x, y)[0])).sum();
    let mean = brightness / (36 * 36);
    // Darker than the bare surface, which is about 205, and by far not black.
    assert!((90..190).contains(&mean), "{mean}");
}

/// A red and a blue square, one beside the other.
fn pair() -> asset::Model {
    let unlit = |color: [f32; 3]| {
        json!({
            "name": if color[0] > 0.0 { "Red paint" } else { "Blue paint" },
            "pbrMetallicRoughness": {"baseColorFactor": [color[0], color[1], color[2], 1.0]},
            "extensions": {"KHR_materials_unlit": {}},
        })
    };
    model(
        &[Shape::square(), Shape::square()],
        json!([unlit([1.0, 0.0, 0.0]), unlit([0.0, 0.0, 1.0])]),
        |document| {
            document["nodes"] = json!([
                {"mesh": 0, "translation": [-0.6, 0, 0], "name": "Left"},
                {"mesh": 1, "translation": [0.6, 0, 0], "name": "Right"},
                {"children": [0, 1], "name": "Both"},
            ]);
            document["scenes"][0]["nodes"] = json!([2]);
            document["meshes"][1]["name"] = json!("Pane");
        },
    )
}

#[test]
fn parts_are_found_hidden_and_isolated_by_name() {
    let model = pair();
    let mut scene = scene(&model);
    let infos = scene.part_infos();
    assert_eq!(infos.len(), 2);
    assert_eq!(infos[1].name, "Right");
    assert_eq!(infos[1].mesh.as_deref(), Some("Pane"));
    assert_eq!(infos[1].material_name.as_deref(), Some("Blue paint"));
    assert_eq!((infos[1].triangles, infos[1].instances), (2, 1));
    assert_eq!(scene.parts_named("Left"), [0]);
    assert_eq!(scene.parts_named("Pane"), [1]);
    assert_eq!(scene.parts_named("Both"), [0, 1]);
    assert_eq!(scene.parts_named("Red paint"), [0]);
    assert!(scene.parts_named("Nothing").is_empty());

    let view = view(&model, FRONT, LookMode::Shaded);
    let seen = |scene: &mut Scene| {
        let picture = draw(context(), scene, &view).unwrap();
        let at = |x: u32| picture.pixel(x, SIDE / 2);
        (at(SIDE / 4)[0] > 0, at(3 * SIDE / 4)[2] > 0)
    };
    assert_eq!(seen(&mut scene), (true, true));
    scene.set_hidden([0]);
    assert_eq!(seen(&mut scene), (false, true));
    assert!(scene.part_info(0).unwrap().hidden);
    scene.isolate(&[0]);
    assert_eq!(seen(&mut scene), (true, false));
    scene.set_hidden([]);
    assert_eq!(seen(&mut scene), (true, true));
    scene.set_hidden([7]);
    assert!(!scene.is_hidden(7));
}

#[test]
fn what_is_picked_has_a_name_and_hidden_parts_are_looked_through() {
    let model = pair();
    let mut scene = scene(&model);
    let view = view(&model, FRONT, LookMode::Wireframe);
    let at = [3 * SIDE / 4, SIDE / 2];
    let hit = pick(context(), &mut scene, &view, at).unwrap().unwrap();
    let info = scene.part_info(hit.part).unwrap();
    assert_eq!((info.name.as_str(), info.node), ("Right", hit.node));
    assert_eq!(info.material, hit.material);
    scene.set_hidden([hit.part]);
    assert_eq!(pick(context(), &mut scene, &view, at).unwrap(), None);
}

#[test]
fn hidden_parts_cast_no_shadow() {
    let ball = model(&[Shape::sphere()], json!([{}]), |_| {});
    let mut scene = scene(&ball);
    let mut view = view(&ball, "0deg 20deg 105%", LookMode::Shaded);
    view.attributes.shadow_intensity = 1.0;
    view.background = Background::WHITE;
    let with = draw(context(), &mut scene, &view).unwrap();
    scene.set_hidden([0]);
    let without = draw(context(), &mut scene, &view).unwrap();
    assert_ne!(with, without);
    assert!(without.rgba.iter().all(|value| *value == 255));
}

#[test]
fn an_outline_surrounds_a_part_and_leaves_it_alone() {
    let model = pair();
    let mut scene = scene(&model);
    let mut view = view(&model, FRONT, LookMode::Shaded);
    let plain = draw(context(), &mut scene, &view).unwrap();
    view.highlight = Some(Highlight {
        parts: vec![1],
        color: [0, 255, 0],
        width: 3.0,
    });
    let lined = draw(context(), &mut scene, &view).unwrap();
    let changed: Vec<(u32, u32)> = (0..SIDE * SIDE)
        .map(|at| (at % SIDE, at / SIDE))
        .filter(|(x, y)| lined.pixel(*x, *y) != plain.pixel(*x, *y))
        .collect();
    assert!(changed.len() > 100, "{}", changed.len());
    // Around the right square only, green, and nothing inside it.
    assert!(changed.iter().all(|(x, _)| *x > SIDE / 2 - 3));
    assert_eq!(lined.pixel(3 * SIDE / 4, SIDE / 2), [0, 0, 255, 255]);
    let green = changed
        .iter()
        .filter(|(x, y)| lined.pixel(*x, *y) == [0, 255, 0, 255]);
    assert!(green.count() > 60);
    // The picture without an outline is the same as before.
    view.highlight = None;
    assert_eq!(draw(context(), &mut scene, &view).unwrap(), plain);
}

#[test]
fn dimensions_are_true_and_lie_on_the_boxs_outline() {
    let cuboid = model(&[Shape::cuboid([0.8, 0.5, 0.3])], json!([{}]), |document| {
        document["nodes"][0]["translation"] = json!([0.1, 2.0, -0.4]);
    });
    let attributes = Attributes {
        camera_orbit: "30deg 65deg 105%".parse().unwrap(),
        ..Attributes::default()
    };
    let framing = Framing::of(&cuboid, &attributes).unwrap();
    let view = View::of(&framing, &attributes, [400, 300]);
    let dimensions = Dimensions::of(&framing, &view.camera, view.size);
    assert_eq!(dimensions.lines.len(), 3);
    for (line, (extent, metres)) in dimensions.lines.iter().zip([
        (Extent::Width, 0.8),
        (Extent::Height, 0.5),
        (Extent::Depth, 0.3),
    ]) {
        assert_eq!(line.extent, extent);
        assert!((line.metres - metres).abs() < 1e-6, "{line:?}");
        assert!((line.world[0].distance(line.world[1]) - metres).abs() < 1e-6);
        assert!((line.outward.length() - 1.0).abs() < 1e-9);
        // Moved outwards it leaves the box: no corner is farther out than the line.
        let [from, _] = line.ends;
        for corner in 0..8 {
            let pick = |bit: u32, axis: usize| {
                if corner & bit == 0 {
                    framing.min[axis]
                } else {
                    framing.max[axis]
                }
            };
            let clip = view.camera.projection
                * view.camera.view
                * DVec3::new(pick(1, 0), pick(2, 1), pick(4, 2)).extend(1.0);
            let place = glam::DVec2::new(
                (clip.x / clip.w + 1.0) * 200.0,
                (1.0 - clip.y / clip.w) * 150.0,
            );
            assert!((place - from).dot(line.outward) < 1.0, "{line:?} {place}");
        }
    }
    // The front stands at the right of a camera that looks from there: width and depth are below.
    let [width, _, depth] = [0, 1, 2].map(|at| dimensions.lines[at]);
    assert!(width.ends[0].y > 150.0 && depth.ends[0].y > 150.0);
    // A square has no depth.
    let flat = square(json!({}));
    let framing = Framing::of(&flat, &attributes).unwrap();
    let view = View::of(&framing, &attributes, [400, 300]);
    assert_eq!(
        Dimensions::of(&framing, &view.camera, view.size)
            .lines
            .len(),
        2
    );
}
