//! Framing and cameras in numbers.

use glam::DVec3;
use serde_json::json;

use super::shapes::{Shape, model};
use crate::{Framing, Limits, Orbit, OrbitCamera, view_camera};
use viewer::Attributes;

fn boxed() -> asset::Model {
    model(&[Shape::cuboid([2.0, 1.0, 1.0])], json!([{}]), |document| {
        document["nodes"][0]["translation"] = json!([0.0, 0.5, 3.0]);
    })
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} instead of {b}");
}

#[test]
fn a_box_is_framed_by_its_corners() {
    let framing = Framing::of(&boxed(), &Attributes::default()).unwrap();
    assert_eq!(framing.target, DVec3::new(0.0, 0.5, 3.0));
    assert_eq!(framing.size(), DVec3::new(2.0, 1.0, 1.0));
    let radius = 1.5_f64.sqrt();
    near(framing.radius, radius);
    let distance = radius / 15.0_f64.to_radians().sin();
    near(framing.distance(), distance);
    let tangent = 1.25_f64.sqrt() / (distance - 0.5);
    near(framing.ideal_aspect, tangent / 15.0_f64.to_radians().tan());

    // A wide picture keeps 30 degrees, a narrow one looks wider.
    near(framing.adjusted(0.5, 2.0), 0.5);
    let widened = 2.0 * (15.0_f64.to_radians().tan() * framing.ideal_aspect / 0.5).atan();
    near(framing.adjusted(30.0_f64.to_radians(), 0.5), widened);
}

#[test]
fn scale_and_orientation_come_before_the_frame() {
    let attributes: Attributes = serde_json::from_value(json!({
        "scale": "2 1 1", "orientation": "0deg 0deg 90deg",
    }))
    .unwrap();
    let framing = Framing::of(&boxed(), &attributes).unwrap();
    let close = |a: DVec3, b: DVec3| assert!((a - b).length() < 1e-9, "{a} instead of {b}");
    close(framing.size(), DVec3::new(1.0, 1.0, 4.0));
    close(framing.target, DVec3::new(3.0, 0.5, 0.0));
}

#[test]
fn the_orbit_is_held_to_the_viewers_limits() {
    let model = boxed();
    let with = |json: serde_json::Value| -> (Framing, Limits, Orbit) {
        let attributes: Attributes = serde_json::from_value(json).unwrap();
        let framing = Framing::of(&model, &attributes).unwrap();
        let limits = Limits::of(&framing, &attributes, 1.0);
        (
            framing.clone(),
            limits,
            limits.clamp(Orbit::of(&framing, &attributes)),
        )
    };
    let (framing, limits, orbit) = with(json!({}));
    near(orbit.radius, 1.05 * framing.distance());
    near(orbit.phi, 75.0_f64.to_radians());
    near(limits.min.radius, 2.2 * framing.radius);
    let (framing, _, orbit) = with(json!({"camera-orbit": "0deg 75deg 300%"}));
    near(orbit.radius, 1.05 * framing.distance());
    let far = json!({"camera-orbit": "0deg 75deg 300%", "max-camera-orbit": "auto auto 20m"});
    let (framing, _, orbit) = with(far);
    near(orbit.radius, (3.0 * framing.distance()).min(20.0));
    let (_, _, orbit) =
        with(json!({"camera-orbit": "0deg 75deg 10cm", "min-camera-orbit": "auto auto 5cm"}));
    near(orbit.radius, 0.1);
    // A wider field of view than 30 degrees counts for the distance, not for the lens.
    let (framing, limits, _) = with(json!({"field-of-view": "45deg"}));
    near(
        framing.distance(),
        framing.radius / 22.5_f64.to_radians().sin(),
    );
    assert!(limits.clamp_field_of_view(45.0_f64.to_radians()) < 36.0_f64.to_radians());
}

#[test]
fn the_camera_stands_where_the_orbit_says() {
    let model = boxed();
    let attributes: Attributes =
        serde_json::from_value(json!({"camera-orbit": "90deg 90deg 105%"})).unwrap();
    let framing = Framing::of(&model, &attributes).unwrap();
    let camera = view_camera(&framing, &attributes, 1.0);
    let expected = framing.target + DVec3::X * 1.05 * framing.distance();
    assert!(camera.position().distance(expected) < 1e-9);
    let middle = camera.projection * camera.view * framing.target.extend(1.0);
    near(middle.x, 0.0);
    near(middle.y, 0.0);
    let (origin, direction) = camera.ray(0.5, 0.5);
    assert!(direction.distance(-DVec3::X) < 1e-9, "{origin} {direction}");
}

#[test]
fn a_target_of_its_own_moves_the_frame() {
    let model = boxed();
    let attributes: Attributes =
        serde_json::from_value(json!({"camera-target": "1m auto auto"})).unwrap();
    let framing = Framing::of(&model, &attributes).unwrap();
    near(framing.radius, (4.0_f64 + 0.5).sqrt());
}

#[test]
fn a_baked_shadow_doesnt_count_and_a_pane_of_glass_does() {
    let blend = json!([{}, {"alphaMode": "BLEND"}]);
    let body = Shape::cuboid([1.0, 1.0, 1.0]);
    let floor = model(
        &[body.clone(), Shape::cuboid([4.0, 0.001, 4.0])],
        blend.clone(),
        |document| {
            document["nodes"][1]["translation"] = json!([0.0, -0.5, 0.0]);
        },
    );
    let framing = Framing::of(&floor, &Attributes::default()).unwrap();
    assert_eq!(framing.size(), DVec3::ONE);
    assert_eq!(framing.baked_shadows, [(1, 0)]);
    let pane = model(
        &[body, Shape::cuboid([4.0, 4.0, 0.001])],
        blend,
        |document| {
            document["nodes"][1]["translation"] = json!([0.0, 0.0, 0.2]);
        },
    );
    let framing = Framing::of(&pane, &Attributes::default()).unwrap();
    assert_eq!(framing.size(), DVec3::new(4.0, 4.0, 1.0));
    assert!(framing.baked_shadows.is_empty());
}

#[test]
fn a_hand_orbits_zooms_and_comes_home() {
    let model = boxed();
    let attributes = Attributes::default();
    let framing = Framing::of(&model, &attributes).unwrap();
    let mut camera = OrbitCamera::new(&framing, &attributes, [800, 600]);
    let start = camera.camera();
    assert!(!camera.update(0.016));
    // The picture's height is a full turn; dragging right turns the model right.
    camera.drag(150.0, 0.0);
    near(camera.goal().theta, -std::f64::consts::FRAC_PI_2);
    assert!(camera.update(0.016));
    assert!(camera.is_moving());
    camera.jump_to_goal();
    assert!(!camera.is_moving());
    // Zooming all the way ends at both limits at once.
    camera.wheel(-1e6);
    let limits = Limits::of(&framing, &attributes, 800.0 / 600.0);
    near(camera.goal().radius, limits.min.radius);
    near(camera.goal_field_of_view(), limits.min_field_of_view);
    camera.pan(40.0, 0.0);
    assert!(camera.goal_target() != framing.target);
    camera.end_pan(None);
    camera.home();
    camera.jump_to_goal();
    let back = camera.camera();
    assert!(back.view.abs_diff_eq(start.view, 1e-9));
    assert!(back.projection.abs_diff_eq(start.projection, 1e-9));
}

#[test]
fn the_camera_settles_by_itself() {
    let attributes = Attributes::default();
    let framing = Framing::of(&boxed(), &attributes).unwrap();
    let mut camera = OrbitCamera::new(&framing, &attributes, [600, 600]);
    camera.turn(1.0, 0.2);
    let frames = (0..200).take_while(|_| camera.update(0.016)).count();
    assert!((10..150).contains(&frames), "{frames}");
    assert!(!camera.is_moving());
}

#[test]
fn of_an_empty_model_nothing_is_drawn_in_a_frame_of_a_metre() {
    let empty = model(&[Shape::square()], json!([{}]), |document| {
        document["scenes"][0]["nodes"] = json!([]);
    });
    assert_eq!(empty.effect(), asset::Effect::Blank);
    let framing = Framing::of(&empty, &Attributes::default()).unwrap();
    assert_eq!(framing.size(), DVec3::ONE);
    let mut scene = crate::Scene::new(super::context(), &empty, &base::Job::quiet()).unwrap();
    let view = crate::View::of(&framing, &Attributes::default(), [32; 2]);
    let picture = crate::draw(super::context(), &mut scene, &view).unwrap();
    assert!(picture.rgba.iter().all(|value| *value == 255));
}

#[test]
fn a_view_that_was_turned_to_is_kept_as_attributes() {
    let model = boxed();
    let attributes = Attributes::default();
    let framing = Framing::of(&model, &attributes).unwrap();
    let size = [800, 600];
    let mut camera = OrbitCamera::new(&framing, &attributes, size);
    let (orbit, target, fov) = camera.as_attributes();
    assert_eq!((target, fov), (Default::default(), Default::default()));
    assert!(orbit.to_string().starts_with("0deg 75deg 4.96"), "{orbit}");
    camera.turn(4.0, 0.3);
    camera.wheel(-120.0);
    camera.pan(30.0, 12.0);
    camera.end_pan(None);
    camera.jump_to_goal();
    let (camera_orbit, camera_target, field_of_view) = camera.as_attributes();
    let kept = Attributes {
        camera_orbit,
        camera_target,
        field_of_view,
        ..attributes
    };
    let framing = Framing::of(&model, &kept).unwrap();
    let seen = view_camera(&framing, &kept, 800.0 / 600.0);
    // Rounded to what people read: a tenth of a millimetre, a hundredth of a degree.
    let there = camera.camera();
    assert!(seen.position().abs_diff_eq(there.position(), 2e-3));
    let middle = |camera: &crate::Camera| camera.ray(0.5, 0.5).1;
    assert!(middle(&seen).abs_diff_eq(middle(&there), 1e-3));
    // Half of a hundredth of a degree moves 1 / tan(f / 2) by 9e-4 here.
    let zoom = seen.projection.y_axis.y - there.projection.y_axis.y;
    assert!(zoom.abs() < 2e-3, "{zoom}");
}

#[test]
fn the_camera_follows_other_attributes() {
    let model = boxed();
    let attributes = Attributes::default();
    let framing = Framing::of(&model, &attributes).unwrap();
    let mut camera = OrbitCamera::new(&framing, &attributes, [600, 600]);
    camera.turn(1.0, 0.0);
    camera.jump_to_goal();
    // Other limits leave it where it is, within them.
    let limited = Attributes {
        max_camera_orbit: "-90deg auto auto".parse().unwrap(),
        ..attributes.clone()
    };
    camera.retune(&framing, &limited);
    near(camera.goal().theta, (-90.0_f64).to_radians());
    // Another orbit is where it goes.
    let turned = Attributes {
        camera_orbit: "30deg 60deg 105%".parse().unwrap(),
        ..attributes
    };
    camera.retune(&framing, &turned);
    assert!(camera.is_moving());
    near(camera.goal().phi, 60.0_f64.to_radians());
}
