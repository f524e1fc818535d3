//! Whole runs that look at pictures; they need a graphics adapter, Mesa's software one does.
#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use std::sync::OnceLock;

use render::{Gpu, GpuOptions, RenderContext};
use serde_json::json;

use super::*;
use crate::options::Target;
use crate::part_quality::PartQuality;
use crate::pass::Pass;
use crate::run::Run;
use crate::samples::{self, grid};
use crate::work::Work;

fn context() -> &'static RenderContext {
    static CONTEXT: OnceLock<RenderContext> = OnceLock::new();
    CONTEXT.get_or_init(|| {
        let gpu = Gpu::headless(&GpuOptions::default())
            .expect("pictures need a graphics adapter; mesa-vulkan-drivers has a software one");
        RenderContext::new(&gpu).unwrap()
    })
}

/// Two bent sheets, each with a texture of its own that is far finer than any view shows.
fn sheets() -> Model {
    samples::model(&sheets_work())
}

fn sheets_work() -> Work {
    let mut work = samples::work();
    work.meshes = vec![vec![grid(48, 0.0)], vec![grid(48, 1.2)]];
    for shape in work.meshes.iter_mut().flatten() {
        for position in shape.streams[0].values.chunks_exact_mut(3) {
            position[2] = (position[0] * 2.5).sin() * 0.2;
        }
    }
    work.images = vec![samples::picture(512, 512), samples::picture(256, 256)];
    work.json["images"] = json!([{}, {}]);
    work.json["textures"] = json!([{"source": 0}, {"source": 1}]);
    let material = |name: &str, texture: usize| {
        json!({"name": name, "doubleSided": true,
            "pbrMetallicRoughness": {"baseColorTexture": {"index": texture}, "metallicFactor": 0.0}})
    };
    work.json["materials"] = json!([material("left", 0), material("right", 1)]);
    work.json["meshes"] = json!([{"primitives": [{"material": 0}]},
        {"primitives": [{"material": 1}]}]);
    work.json["nodes"] = json!([{"name": "left", "mesh": 0}, {"name": "right", "mesh": 1}]);
    work.json["scenes"] = json!([{"nodes": [0, 1]}]);
    work
}

fn look_at(options: &Options, bound: &Bound) -> Output {
    optimise_by_looking(&sheets(), options, bound, context(), &Job::quiet()).unwrap()
}

#[test]
fn the_default_output_is_within_its_bound_in_all_views_and_much_smaller() {
    let output = look_at(&Options::new(Target::Web), &Bound::default());
    let report = &output.report;
    let quality = report.quality.as_ref().unwrap();
    assert!(report.met && quality.used <= 1.0, "{quality:?}");
    assert_eq!(quality.views.len(), 34);
    assert!(quality.psnr >= 36.0 && quality.ssim >= 0.987, "{quality:?}");
    assert!(
        report.output_bytes * 4 < report.source_bytes,
        "{} of {}",
        report.output_bytes,
        report.source_bytes
    );
}

#[test]
fn less_is_asked_for_and_less_comes_out() {
    let options = Options::new(Target::Web);
    let usual = look_at(&options, &Bound::default()).report;
    let loose = look_at(&options, &Bound::psnr(26.0)).report;
    assert!(
        loose.met && loose.output_bytes < usual.output_bytes,
        "{loose:?}"
    );
    assert!(loose.quality.unwrap().psnr >= 26.0);
}

#[test]
fn asked_for_bytes_the_output_fits_them_or_says_no() {
    let options = Options::new(Target::Web);
    let usual = look_at(&options, &Bound::default()).report.output_bytes;
    let most = usual * 9 / 10;
    let fits = look_at(&options, &Bound::bytes(most)).report;
    assert!(fits.met && fits.output_bytes <= most, "{fits:?}");
    assert!(!look_at(&options, &Bound::bytes(300)).report.met);
}

#[test]
fn bytes_and_a_difference_that_do_not_go_together_are_refused() {
    let bound = Bound {
        bytes: Some(2_000),
        ..Bound::default()
    };
    assert!(!look_at(&Options::new(Target::Web), &bound).report.met);
}

#[test]
fn a_locked_part_keeps_its_triangles_and_its_texture() {
    let source = sheets();
    let options = Options {
        parts: vec![PartQuality::lock("left")],
        ..Options::new(Target::Web)
    };
    let output = look_at(&options, &Bound::default());
    let bytes = Bytes::from(output.bytes);
    let again = asset::read_bytes("out.glb", bytes, &Limits::default()).unwrap();
    let triangles = |model: &Model| {
        let meshes = model.meshes.iter();
        meshes
            .map(|mesh| mesh.primitives[0].triangles())
            .collect::<Vec<_>>()
    };
    let (before, after) = (triangles(&source), triangles(&again));
    assert_eq!(before[0], after[0]);
    assert!(after[1] < before[1], "{after:?}");
    let decode = |model: &Model, image: usize| {
        asset::image::decode(&model.images[image], &Limits::default()).unwrap()
    };
    assert_eq!(decode(&source, 0), decode(&again, 0));
    assert!(again.images[1].data.len() < source.images[1].data.len());
}

#[test]
fn the_same_model_and_bound_give_the_same_bytes() {
    let options = Options::new(Target::Web);
    let run = || look_at(&options, &Bound::default()).bytes;
    assert_eq!(run(), run());
}

#[test]
fn amazon_gets_no_texture_under_its_least_size() {
    let output = look_at(&Options::new(Target::Amazon), &Bound::psnr(26.0));
    let bytes = Bytes::from(output.bytes);
    let again = asset::read_bytes("out.glb", bytes, &Limits::default()).unwrap();
    let sides: Vec<u32> = again.images.iter().map(|image| image.width).collect();
    assert_eq!(sides, [512, 256]);
}

#[test]
fn a_pass_that_changes_what_it_should_not_is_named_and_left_out_alone() {
    let mut work = sheets_work();
    // What an exact pass finds: triangles without area, a thousand of them.
    for corner in 0..1000 {
        work.meshes[0][0]
            .indices
            .extend([corner, corner, corner + 1]);
    }
    let model = samples::model(&work);
    let options = Options::new(Target::Web);
    let job = Job::quiet();
    let mut start = Start::new(&model, &options, Some(context()), &job).unwrap();
    // It comes in the middle: what runs before and behind it is kept.
    let middle = start.source.blind.len() / 2;
    start.source.blind.insert(middle, Pass::Spoil);
    start.plain = start.source.plain(&[], &job).unwrap();
    let bound = Bound::default();
    let evaluator = Evaluator::new(context(), &model, &bound, &job).unwrap();
    let kept = |run: &Run| -> Vec<Pass> {
        let kept = run.reports.iter().filter(|report| report.kept);
        kept.map(|report| report.pass).collect()
    };
    let spoilt = kept(&start.exact(&[], &job).unwrap());
    assert!(spoilt.contains(&Pass::Spoil), "{spoilt:?}");
    let sure = |start: &Start<'_>| {
        let run = start.exact(&[], &job).unwrap();
        start.sure(&run, &evaluator, &job).unwrap()
    };
    let run = sure(&start).unwrap();
    let named: Vec<&String> = run
        .undone
        .iter()
        .filter(|why| why.contains("Left out"))
        .collect();
    assert_eq!(named.len(), 1, "{:?}", run.undone);
    assert!(
        named[0].starts_with("Left out: spoil. It changed"),
        "{named:?}"
    );
    let mut clean = Start::new(&model, &options, Some(context()), &job).unwrap();
    clean.look(Vec::new(), &job).unwrap();
    assert!(sure(&clean).is_none());
    let clean = clean.exact(&[], &job).unwrap();
    assert!(!kept(&clean).is_empty(), "nothing was kept");
    assert_eq!(kept(&run), kept(&clean));
    assert_eq!(run.work.triangles(), clean.work.triangles());
}

#[test]
fn a_cancelled_look_gives_nothing() {
    let job = Job::quiet();
    job.cancel().cancel();
    let options = Options::new(Target::Web);
    let fault = optimise_by_looking(&sheets(), &options, &Bound::default(), context(), &job);
    assert_eq!(fault.unwrap_err().kind(), base::FaultKind::Cancelled);
}
