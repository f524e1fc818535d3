//! How long people wait: the first picture, ours and theirs, and the price of many views.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base::{Fault, Job, Result};
use render::{Framing, Gpu, GpuOptions, RenderContext, Scene, View, draw};
use viewer::{Attributes, CameraOrbit, Term};

use super::{Reference, WebViewer};

/// How often each side is tried; the fastest counts, for others use the machine too.
const TRIES: usize = 3;
/// Pixels of each side.
const SIDE: u32 = 768;
/// Views of the second measure.
const VIEWS: u32 = 24;

/// The first picture of one model.
#[derive(Debug)]
pub struct First {
    /// The program's start to the written PNG.
    pub ours: Duration,
    /// The web viewer's side, from opening the page in a browser that runs already.
    pub theirs: Reference,
}

/// Times the first picture of `model`, drawn by `program` (plinth) and by the web viewer.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if either side fails.
pub fn first_picture(program: &Path, model: &Path) -> Result<First> {
    let folder = tempfile::tempdir()
        .map_err(|error| Fault::service("There is no place for a picture").because(error))?;
    let mut ours = Duration::MAX;
    for _ in 0..TRIES {
        let start = Instant::now();
        let ran = Command::new(program)
            .arg("render")
            .arg(model)
            .args(["--size", &format!("{SIDE}x{SIDE}"), "--quiet", "-o"])
            .arg(folder.path().join("ours.png"))
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Fault::service("plinth can't be started").because(error))?;
        if !ran.status.success() {
            let said = String::from_utf8_lossy(&ran.stderr).into_owned();
            return Err(Fault::service(format!(
                "plinth render failed: {}",
                said.trim()
            )));
        }
        ours = ours.min(start.elapsed());
    }
    // A browser and page each time: the viewer's environment is part of its first picture.
    let mut best: Option<Reference> = None;
    for _ in 0..TRIES {
        let out = folder.path().join("theirs.png");
        let theirs = WebViewer::new(None).draw(model, &Attributes::default(), [SIDE; 2], &out)?;
        if best
            .as_ref()
            .is_none_or(|best| theirs.picture_ms < best.picture_ms)
        {
            best = Some(theirs);
        }
    }
    let theirs = best.ok_or_else(|| Fault::service("The web viewer drew nothing"))?;
    Ok(First { ours, theirs })
}

/// The price of views.
#[derive(Debug)]
pub struct Views {
    /// All of the views, drawn one after the other in a fresh scene.
    pub all: Duration,
    /// The first of them, for which pipelines are made.
    pub first: Duration,
    /// One more view of a scene that was drawn before: the mean of as many.
    pub marginal: Duration,
}

impl Views {
    /// Time over that of as many marginal views.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.all.as_secs_f64() / (self.marginal.as_secs_f64() * f64::from(VIEWS))
    }
}

/// Times 24 views around `model`.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if drawing fails.
pub fn many_views(model: &Path) -> Result<Views> {
    let job = Job::quiet();
    let model = asset::read(model, &asset::Limits::default(), &job)?;
    let context = RenderContext::new(&Gpu::headless(&GpuOptions::default())?)?;
    let mut scene = Scene::new(&context, &model, &job)?;
    let framing = Framing::of(&model, &Attributes::default())?;
    let mut one = |view: u32| -> Result<Duration> {
        let camera_orbit = CameraOrbit {
            theta: Term::degrees(f64::from(view) * 360.0 / f64::from(VIEWS)),
            ..CameraOrbit::default()
        };
        let attributes = Attributes {
            camera_orbit,
            ..Attributes::default()
        };
        let start = Instant::now();
        draw(
            &context,
            &mut scene,
            &View::of(&framing, &attributes, [SIDE; 2]),
        )?;
        Ok(start.elapsed())
    };
    let first = one(0)?;
    let mut all = first;
    for view in 1..VIEWS {
        all += one(view)?;
    }
    let mut again = Duration::ZERO;
    for view in 0..VIEWS {
        again += one(view)?;
    }
    Ok(Views {
        all,
        first,
        marginal: again / VIEWS,
    })
}
