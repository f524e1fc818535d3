//! The same pictures on every way to the adapter: where there is no Vulkan (nor Metal, nor Direct3D),
//! OpenGL draws what it would have drawn.

use std::path::Path;

use asset::Limits;
use base::Job;
use render::{Framing, Gpu, GpuOptions, Picture, RenderContext, Scene, View, compare};
use viewer::Attributes;

/// Pixels on each side.
const SIDE: u32 = 400;
/// dB of PSNR over the foreground that both pictures have in common at least.
const LEAST_PSNR: f64 = 45.0;
const ORBIT: &str = "35deg 70deg 105%";

fn context(adapter: &str) -> RenderContext {
    let gpu = Gpu::headless(&GpuOptions {
        adapter: Some(adapter.into()),
        ..GpuOptions::default()
    })
    .unwrap();
    RenderContext::new(&gpu).unwrap()
}

fn picture(context: &RenderContext, model: &asset::Model) -> Picture {
    let attributes = Attributes {
        camera_orbit: ORBIT.parse().unwrap(),
        shadow_intensity: 1.0,
        ..Attributes::default()
    };
    let mut scene = Scene::new(context, model, &Job::quiet()).unwrap();
    assert_eq!(scene.defects(), []);
    let framing = Framing::of(model, &attributes).unwrap();
    let view = View::of(&framing, &attributes, [SIDE; 2]);
    render::draw(context, &mut scene, &view).unwrap()
}

#[test]
fn opengl_draws_what_vulkan_draws() {
    let (vulkan, gl) = (context("vulkan"), context("gl"));
    assert!(gl.gpu().adapter_name().ends_with("(OpenGL)"));
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples");
    for sample in ["armchair", "lamp", "turntable"] {
        let file = samples.join(sample).with_extension("glb");
        let model = asset::read(&file, &Limits::default(), &Job::quiet()).unwrap();
        let measured = compare(&picture(&gl, &model), &picture(&vulkan, &model), [255; 3]).unwrap();
        assert!(
            measured.psnr >= LEAST_PSNR,
            "{sample} on {} differs from {}: {:.2} dB",
            gl.gpu().adapter_name(),
            vulkan.gpu().adapter_name(),
            measured.psnr
        );
    }
}
