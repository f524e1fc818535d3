//! What happens when the adapter is small, short of memory, lost, or driven another way.

use base::{FaultKind, Job};
use serde_json::json;

use super::context;
use super::looks::textured_square;
use super::shapes::{Shape, model};
use crate::{Framing, Gpu, GpuOptions, Memory, Picture, RenderContext, Scene, Target, View, draw};
use viewer::Attributes;

const SIDE: u32 = 96;

fn view(model: &asset::Model) -> View {
    let attributes = Attributes {
        shadow_intensity: 1.0,
        ..Attributes::default()
    };
    let framing = Framing::of(model, &attributes).unwrap();
    View::of(&framing, &attributes, [SIDE; 2])
}

fn picture(context: &RenderContext, model: &asset::Model) -> Picture {
    let mut scene = Scene::new(context, model, &Job::quiet()).unwrap();
    draw(context, &mut scene, &view(model)).unwrap()
}

/// A render context of its own, whose device may be harmed.
fn own_context(options: &GpuOptions) -> RenderContext {
    RenderContext::new(&Gpu::headless(options).unwrap()).unwrap()
}

#[test]
fn a_lost_device_is_said_and_everything_is_made_anew() {
    let ball = model(&[Shape::sphere()], json!([{}]), |_| {});
    let first = own_context(&GpuOptions::default());
    let mut scene = Scene::new(&first, &ball, &Job::quiet()).unwrap();
    let before = draw(&first, &mut scene, &view(&ball)).unwrap();
    assert!(!first.gpu().is_lost());

    first.gpu().device().destroy();
    // Neither of them panics, and each says the same every time.
    for _ in 0..2 {
        let fault = draw(&first, &mut scene, &view(&ball)).unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Service);
        assert_eq!(fault.message(), "The graphics adapter was lost");
    }
    assert!(first.gpu().is_lost());
    assert!(Scene::new(&first, &ball, &Job::quiet()).is_err());
    assert!(RenderContext::new(first.gpu()).is_err());

    let second = first.reopen().unwrap();
    assert_eq!(second.gpu().adapter_name(), first.gpu().adapter_name());
    scene.set_hidden([0]);
    let mut scene = scene.rebuild(&second, &ball, &Job::quiet()).unwrap();
    assert!(scene.is_hidden(0));
    scene.set_hidden([]);
    assert_eq!(draw(&second, &mut scene, &view(&ball)).unwrap(), before);
}

#[test]
fn memory_that_runs_out_is_said_and_the_device_goes_on() {
    let context = own_context(&GpuOptions::default());
    let gpu = context.gpu();
    let limits = gpu.device().limits();
    // Each of these is far more than any computer has.
    let side = limits.max_texture_dimension_2d;
    let _kept: Vec<wgpu::Texture> = (0..64)
        .map_while(|_| {
            let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
                label: Some("too much"),
                size: wgpu::Extent3d {
                    width: side,
                    height: side,
                    depth_or_array_layers: limits.max_texture_array_layers,
                },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: wgpu::TextureFormat::Rgba32Float,
                usage: wgpu::TextureUsages::TEXTURE_BINDING,
                view_formats: &[],
            });
            (!gpu.has_trouble()).then_some(texture)
        })
        .collect();
    let fault = gpu.check().unwrap_err();
    assert!(fault.message().contains("too little memory"), "{fault}");
    assert!(fault.hint_text().is_some());
    let ball = model(&[Shape::sphere()], json!([{}]), |_| {});
    assert_eq!(picture(&context, &ball), picture(super::context(), &ball));
}

#[test]
fn textures_shrink_until_they_fit_into_the_memory() {
    let square = textured_square(256, 1.0);
    let context = own_context(&GpuOptions::default());
    let whole = Scene::new(&context, &square, &Job::quiet()).unwrap();
    assert!(whole.defects().is_empty());
    context.gpu().pretend_out_of_memory(2);
    let shrunk = Scene::new(&context, &square, &Job::quiet()).unwrap();
    let [warning] = shrunk.defects() else {
        panic!("{:?}", shrunk.defects());
    };
    assert!(warning.problem.contains("64 pixels"), "{warning}");
    assert!(shrunk.memory().textures * 15 < whole.memory().textures);
    // What is too much in any size is a fault, not a loop.
    context.gpu().pretend_out_of_memory(u32::MAX);
    let fault = Scene::new(&context, &square, &Job::quiet()).unwrap_err();
    assert!(fault.message().contains("too little memory"), "{fault}");
}

#[test]
fn textures_larger_than_the_adapter_takes_are_shown_smaller_and_said() {
    let square = textured_square(2048, 1.0);
    let small = own_context(&GpuOptions {
        max_side: Some(1024),
        ..GpuOptions::default()
    });
    let mut scene = Scene::new(&small, &square, &Job::quiet()).unwrap();
    let [warning] = scene.defects() else {
        panic!("{:?}", scene.defects());
    };
    assert!(
        warning.problem.contains("2048 x 2048") && warning.problem.contains("1024"),
        "{warning}"
    );
    // One colour all over, in whichever size.
    let shown = draw(&small, &mut scene, &view(&square)).unwrap();
    assert_eq!(shown, picture(context(), &square));
    let fault = Target::new(small.gpu(), [1025, 64]).unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Usage);
}

#[test]
fn an_adapter_that_isnt_there_is_said_with_those_that_are() {
    let fault = Gpu::headless(&GpuOptions {
        adapter: Some("Voodoo".into()),
        ..GpuOptions::default()
    })
    .unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Service);
    assert!(fault.message().contains("Voodoo"));
    let name = context().gpu().adapter_name();
    let name = name.split(" (").next().unwrap();
    assert!(fault.hint_text().unwrap().contains(name), "{fault:?}");
}

#[test]
fn memory_is_counted() {
    let square = textured_square(64, 1.0);
    let mut scene = Scene::new(context(), &square, &Job::quiet()).unwrap();
    // Four vertices of 3 + 3 + 2 numbers, six indices; a texture with its levels.
    let levels: u64 = (0..=6).map(|level| (64_u64 >> level).pow(2) * 4).sum();
    assert_eq!(
        scene.memory(),
        Memory {
            geometry: 4 * 8 * 4 + 6 * 4,
            textures: levels,
            ..Memory::default()
        }
    );
    let mut target = Target::new(context().gpu(), [50, 40]).unwrap();
    let before = target.memory();
    // Colour and depth four times a pixel, what they come to, and the picture.
    assert_eq!(before.targets, 50 * 40 * 4 * (4 + 4 + 1 + 1));
    let mut view = view(&square);
    view.size = [50, 40];
    view.highlight = Some(crate::Highlight {
        parts: vec![0],
        color: [255; 3],
        width: 2.0,
    });
    target.draw(context(), &mut scene, &view).unwrap();
    assert!(target.memory().targets > before.targets);
    assert!(context().memory().environments >= 768 * 1024 * 2);
    let all = scene.memory() + target.memory();
    assert_eq!(
        all.total(),
        scene.memory().total() + target.memory().total()
    );
}
