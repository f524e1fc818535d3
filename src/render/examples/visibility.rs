//! Says what can be seen of a model: triangles by mesh, the finest level of each image, and how long
//! it took to find out.
//!
//! `cargo run --release -p render --example visibility -- MODEL.glb [SIDES]`

#![allow(clippy::print_stdout, reason = "an example's way to answer")]

use std::path::Path;
use std::time::Instant;

use asset::Limits;
use base::{Fault, Job, Result};
use render::{Allowed, Gpu, GpuOptions, RenderContext, visibility};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments
        .next()
        .ok_or_else(|| Fault::usage("No model was named").hint("Name a .glb file"))?;
    let model = asset::read(Path::new(&file), &Limits::default(), &Job::quiet())?;
    let context = RenderContext::new(&Gpu::headless(&GpuOptions::default())?)?;
    let mut allowed = Allowed::for_model(&model);
    if let Some(sides) = arguments.next().and_then(|sides| sides.parse().ok()) {
        allowed.sides = sides;
    }
    let start = Instant::now();
    let visibility = visibility(&context, &model, &allowed, &Job::quiet())?;
    println!(
        "{} views in {:.1} s on {}",
        visibility.views(),
        start.elapsed().as_secs_f64(),
        context.gpu().adapter_name()
    );
    for (index, mesh) in model.meshes.iter().enumerate() {
        for part in 0..mesh.primitives.len() {
            let name = mesh.name.as_deref().unwrap_or("-");
            match visibility.seen(index, part) {
                Some(seen) => println!(
                    "mesh {index} part {part} {name}: {} of {} triangles",
                    seen.iter().filter(|seen| **seen).count(),
                    seen.len()
                ),
                None => println!("mesh {index} part {part} {name}: not known"),
            }
        }
    }
    for (index, image) in model.images.iter().enumerate() {
        println!(
            "image {index}, {} x {}: level {:?}",
            image.width,
            image.height,
            visibility.finest(index)
        );
    }
    Ok(())
}
