//! Measures how near Plinth's pictures are to the web viewer's:
//! `cargo run -p render --example parity -- MODEL REFERENCE_STEM [--out STEM] [--attributes JSON]`.
//!
//! The references are `REFERENCE_STEM.0.png` to `.3.png`: the model at 768 x 768 on white from the
//! four orbits of the parity measure (`tests/parity` makes them).

use std::path::PathBuf;
use std::time::Instant;

use base::{Fault, Job, Result};
use render::viewer::Attributes;
use render::{Framing, Gpu, GpuOptions, Picture, Scene, Stage, View, compare, draw};

const ORBITS: [&str; 4] = [
    "0deg 75deg 105%",
    "45deg 60deg 105%",
    "180deg 80deg 105%",
    "300deg 30deg 105%",
];

#[allow(clippy::print_stdout, reason = "its output is the measure")]
fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut positional = Vec::new();
    let mut out = None;
    let mut attributes = Attributes::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => out = arguments.next(),
            "--attributes" => {
                let json = arguments.next().unwrap_or_default();
                attributes = serde_json::from_str(&json).map_err(|error| {
                    Fault::usage("The attributes aren't what they should be").because(error)
                })?;
            }
            _ => positional.push(argument),
        }
    }
    let [model, references] = &positional[..] else {
        return Err(Fault::usage(
            "A model and the stem of its references are needed",
        ));
    };
    let start = Instant::now();
    let job = Job::quiet();
    let model = asset::read(&PathBuf::from(model), &asset::Limits::default(), &job)?;
    let read = start.elapsed();
    let gpu = Gpu::headless(&GpuOptions::default())?;
    let stage = Stage::new(&gpu)?;
    let opened = start.elapsed();
    let mut scene = Scene::new(&stage, &model, &job)?;
    let framing = Framing::of(&model, &attributes)?;
    println!(
        "{}: read {read:.0?}, device {opened:.0?}, scene {:.0?}, {:?}",
        gpu.adapter_name(),
        start.elapsed(),
        scene.warnings()
    );
    for (index, orbit) in ORBITS.iter().enumerate() {
        attributes.camera_orbit = orbit.parse()?;
        let begin = Instant::now();
        let picture = draw(
            &stage,
            &mut scene,
            &View::of(&framing, &attributes, [768; 2]),
        )?;
        let took = begin.elapsed();
        if let Some(out) = &out {
            picture.save_png(&PathBuf::from(format!("{out}.{index}.png")))?;
        }
        let reference = Picture::open(&PathBuf::from(format!("{references}.{index}.png")))?;
        let result = compare(&picture, &reference, [255; 3])?;
        println!(
            "{orbit:20} PSNR {:6.2} dB  SSIM {:.4}  greatest {:3}  {took:.0?}",
            result.psnr, result.ssim, result.greatest
        );
    }
    Ok(())
}
