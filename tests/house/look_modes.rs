//! Look modes against goldens: a sample small, once in each look, on lavapipe. UPDATE_SNAPSHOTS=1
//! makes them anew; look at them before they are committed.

use std::path::{Path, PathBuf};

use asset::Limits;
use base::Job;
use render::{
    Framing, Gpu, GpuOptions, Highlight, LookMode, Picture, RenderContext, Scene, View, compare,
};
use viewer::{Attributes, Background};

/// Pixels on each side.
const SIDE: u32 = 192;
/// What a picture may differ by from its golden, in dB of PSNR over the foreground.
const LEAST_PSNR: f64 = 38.0;
/// The sample with a clear coat, normal maps, several textures and many small parts.
const SAMPLE: &str = "turntable.glb";
const ORBIT: &str = "30deg 60deg 105%";
/// Behind the model: unlike anything on it.
const BACKGROUND: [u8; 3] = [24, 26, 32];

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("house/look_modes")
        .join(name)
        .with_extension("png")
}

#[test]
fn every_look_is_as_its_golden() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assets/samples")
        .join(SAMPLE);
    let model = asset::read(&file, &Limits::default(), &Job::quiet()).unwrap();
    let context = RenderContext::new(&Gpu::headless(&GpuOptions::default()).unwrap()).unwrap();
    let mut scene = Scene::new(&context, &model, &Job::quiet()).unwrap();
    let attributes = Attributes {
        camera_orbit: ORBIT.parse().unwrap(),
        background: Background::Color(BACKGROUND),
        ..Attributes::default()
    };
    let framing = Framing::of(&model, &attributes).unwrap();
    let shaded = View::of(&framing, &attributes, [SIDE; 2]);
    let largest = scene
        .part_infos()
        .into_iter()
        .max_by_key(|part| part.triangles)
        .unwrap();
    let mut views: Vec<(String, View)> = LookMode::ALL
        .iter()
        .map(|(look, name)| {
            let view = View {
                look: *look,
                ..shaded.clone()
            };
            ((*name).to_owned(), view)
        })
        .collect();
    let highlight = Some(Highlight {
        parts: vec![largest.id],
        color: [255, 160, 40],
        width: 3.0,
    });
    views.push((
        "outline".into(),
        View {
            highlight,
            ..shaded
        },
    ));

    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut wrong = Vec::new();
    for (name, view) in &views {
        let picture = render::draw(&context, &mut scene, view).unwrap();
        let path = golden(name);
        if update {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            picture.save_png(&path).unwrap();
            continue;
        }
        let measured = Picture::open(&path)
            .and_then(|golden| compare(&picture, &golden, BACKGROUND))
            .unwrap();
        if measured.psnr < LEAST_PSNR {
            wrong.push(format!("{name}: {:.2} dB", measured.psnr));
        }
    }
    assert!(
        wrong.is_empty(),
        "these looks differ from their goldens in {}:\n{}",
        golden("").display(),
        wrong.join("\n")
    );
}
