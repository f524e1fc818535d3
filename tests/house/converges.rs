//! What the optimiser's search promises on products that nobody tuned it to: more room, more forms and more
//! effort never give a larger file; what comes out is within its bound, and either uses most of it or is the
//! smallest that there is; and the form that it chooses by itself is as good as the best that can be asked for.

use std::io::Write as _;
use std::sync::OnceLock;

use asset::{Limits, Model};
use base::Job;
use optimise::{Bound, Effort, Geometry, Options, Report, Target, TextureFormats};
use render::{Gpu, GpuOptions, RenderContext};
use tests::optimise::{PRODUCTS, product};

/// Of one bound at least this much is used, unless nothing smaller can be made.
const USED: f64 = 0.85;
/// The same of products without textures: what a bit less of a position distorts is four times as much.
const USED_BY_BITS: f64 = 0.25;
/// Of so many bytes more than the smallest nobody can do anything: settings are steps.
const STEP: u64 = 2048;
/// The automatic choice of a form is at most so many times the best explicit one.
const NEAR: f64 = 1.01;

fn context() -> &'static RenderContext {
    static CONTEXT: OnceLock<RenderContext> = OnceLock::new();
    CONTEXT.get_or_init(|| {
        let gpu = Gpu::headless(&GpuOptions::default())
            .expect("pictures need a graphics adapter; mesa-vulkan-drivers has a software one");
        RenderContext::new(&gpu).unwrap()
    })
}

/// A product, and what was found out about it.
struct Tried {
    name: &'static str,
    model: Model,
    faults: Vec<String>,
}

impl Tried {
    fn run(&mut self, what: &str, options: &Options, bound: &Bound) -> Report {
        let started = std::time::Instant::now();
        let output =
            optimise::optimise_by_looking(&self.model, options, bound, context(), &Job::quiet())
                .unwrap();
        let report = output.report;
        let quality = report.quality.as_ref();
        let _ = writeln!(
            std::io::stdout(),
            "{:>16} | {what:<24} | {:>8} B | used {:.3} by {} at {} | {:.1} s",
            self.name,
            report.output_bytes,
            quality.map_or(0.0, |quality| quality.used),
            quality.map_or("nothing", |quality| quality.decided_by),
            quality.map_or("-", |quality| &quality.worst),
            started.elapsed().as_secs_f64(),
        );
        if !report.met {
            self.faults.push(format!("{what}: its bound isn't met"));
        }
        if report.unchanged {
            self.faults.push(format!("{what}: nothing made it smaller"));
        }
        report
    }

    /// Most of the bound is used, or it is the smallest that there is: `floor`, or what is made where nearly anything
    /// is allowed.
    fn uses_most(&mut self, reports: &[&Report], floor: Option<&Report>) {
        let mut least = floor.map(|floor| floor.output_bytes);
        let most = match self.has_images() {
            true => USED,
            false => USED_BY_BITS,
        };
        for report in reports {
            let used = report.quality.as_ref().map_or(0.0, |quality| quality.used);
            if used >= most {
                continue;
            }
            let least = *least.get_or_insert_with(|| {
                let floor = self.run("difference 2000", &web(), &Bound::difference(2000.0));
                floor.output_bytes
            });
            if report.output_bytes > least + STEP {
                self.faults.push(format!(
                    "only {used:.2} of the bound was used for {} bytes where there are {least}",
                    report.output_bytes
                ));
            }
        }
    }

    fn has_images(&self) -> bool {
        self.model.document.json["images"].is_array()
    }

    fn done(self) {
        assert!(self.faults.is_empty(), "{}: {:#?}", self.name, self.faults);
    }

    /// The second, which has more room, may not be larger.
    fn no_larger(&mut self, what: &str, first: &Report, second: &Report) {
        if second.output_bytes > first.output_bytes {
            self.faults.push(format!(
                "{what}: {} bytes became {}",
                first.output_bytes, second.output_bytes
            ));
        }
    }
}

fn web() -> Options {
    Options::new(Target::Web)
}

/// A product by its number.
fn tried(number: usize) -> Tried {
    let (name, make) = PRODUCTS[number];
    let bytes = product((name, make)).unwrap();
    let model =
        asset::read_bytes(&format!("{name}.glb"), bytes.into(), &Limits::default()).unwrap();
    Tried {
        name,
        model,
        faults: Vec::new(),
    }
}

/// Holds product number `number` against what is promised first: within its bound, most of which is used, and no
/// larger when that is eased.
fn hold(number: usize) {
    let mut tried = tried(number);
    let usual = tried.run("default", &web(), &Bound::default());
    let eased = tried.run("difference 60", &web(), &Bound::difference(60.0));
    tried.no_larger("the bound was eased", &usual, &eased);
    tried.uses_most(&[&usual, &eased], None);
    tried.done();
}

/// Holds it against all that is promised.
fn hold_thoroughly(number: usize) {
    let mut tried = tried(number);
    // The bound is eased.
    let bounds = [
        ("difference 15", Bound::difference(15.0)),
        ("default", Bound::default()),
        ("difference 60", Bound::difference(60.0)),
    ];
    let eased = bounds.map(|(what, bound)| tried.run(what, &web(), &bound));
    tried.no_larger("the bound was eased", &eased[0], &eased[1]);
    tried.no_larger("the bound was eased", &eased[1], &eased[2]);
    let floor = tried.run("difference 2000", &web(), &Bound::difference(2000.0));
    tried.no_larger("the bound was eased", &eased[2], &floor);
    let decibels = [42.0, 36.0, 30.0]
        .map(|least| tried.run(&format!("{least} dB"), &web(), &Bound::psnr(least)));
    tried.no_larger("fewer dB were asked for", &decibels[0], &decibels[1]);
    tried.no_larger("fewer dB were asked for", &decibels[1], &decibels[2]);
    let all: Vec<&Report> = eased.iter().chain(&decibels).collect();
    tried.uses_most(&all, Some(&floor));
    // Fewer forms.
    let usual = &eased[1];
    for geometry in [Geometry::Meshopt, Geometry::Draco] {
        let options = Options {
            geometry: Some(geometry),
            ..web()
        };
        let explicit = tried.run(geometry.name(), &options, &Bound::default());
        if usual.output_bytes as f64 > explicit.output_bytes as f64 * NEAR {
            tried.faults.push(format!(
                "{} alone takes {} bytes, the automatic choice {}",
                geometry.name(),
                explicit.output_bytes,
                usual.output_bytes
            ));
        }
    }
    if tried.has_images() {
        let options = Options {
            textures: Some(TextureFormats::Web),
            ..web()
        };
        let fewer = tried.run("no AVIF", &options, &Bound::default());
        tried.no_larger("AVIF was allowed", &fewer, usual);
    }
    // More effort.
    let options = Options {
        effort: Effort::Best,
        ..web()
    };
    let best = tried.run("best", &options, &Bound::default());
    tried.no_larger("more effort was taken", usual, &best);
    tried.done();
}

macro_rules! held {
    ($($name:ident $number:expr;)*) => {
        $(#[test]
        fn $name() {
            hold($number);
        })*

        mod thoroughly {
            $(#[test]
            #[ignore = "eleven searches a product: \
                cargo nextest run --workspace --run-ignored only -E 'test(converges::thoroughly)'"]
            fn $name() {
                super::hold_thoroughly($number);
            })*
        }
    };
}

held! {
    thin_parts 0;
    small_parts 1;
    vertex_colours 2;
    one_big_texture 3;
    many_textures 4;
    cutouts 5;
    mirrored_uvs 6;
    hard_edges 7;
    skinned 8;
    morphing 9;
    instanced 10;
    a_scan 11;
}
