//! Textures that are put in another's place.

use asset::image::Pixels;
use base::Job;
use serde_json::json;

use super::context;
use super::shapes::{Shape, model};
use crate::{Framing, Scene, View, draw};
use viewer::Attributes;

/// One red pixel as PNG.
const RED: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGM4IScHAAK2AQU0pnWqAAAAAElFTkSuQmCC";

#[test]
fn another_texture_is_drawn_until_the_first_one_is_put_back() {
    let square = model(
        &[Shape::square()],
        json!([{
            "extensions": {"KHR_materials_unlit": {}},
            "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
        }]),
        |document| {
            document["images"] = json!([{"uri": RED}]);
            document["textures"] = json!([{"source": 0}]);
        },
    );
    let attributes = Attributes {
        camera_orbit: "0deg 90deg 105%".parse().unwrap(),
        ..Attributes::default()
    };
    let view = View::of(
        &Framing::of(&square, &attributes).unwrap(),
        &attributes,
        [32; 2],
    );
    let mut scene = Scene::new(context(), &square, &Job::quiet()).unwrap();
    let red = draw(context(), &mut scene, &view).unwrap();
    assert_eq!(red.pixel(16, 16), [200, 30, 30, 255]);

    let green = Pixels {
        width: 2,
        height: 2,
        rgba: [20, 180, 20, 255].repeat(4),
    };
    let green = scene.upload(context(), 0, &green).unwrap();
    let before = scene.exchange(context(), green).unwrap();
    let picture = draw(context(), &mut scene, &view).unwrap();
    assert_eq!(picture.pixel(16, 16), [20, 180, 20, 255]);

    scene.exchange(context(), before).unwrap();
    assert_eq!(draw(context(), &mut scene, &view).unwrap(), red);
}
