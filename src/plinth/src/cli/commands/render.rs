//! `plinth render`: what the customer will see, as PNG or WebP files.

use std::path::{Path, PathBuf};
use std::time::Instant;

use asset::{Defect, Effect};
use base::{Fault, Job, Result, units};
use clap::Args;
use render::{LegendEntry, LookMode, PictureForm};
use serde::Serialize;
use viewer::{Attributes, Background, Term, Unit};

use super::defects;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::output;
use crate::cli::paint::{BAD, GOOD, QUIET, WARNING, paint};
use crate::cli::size::Size;
use crate::cli::viewer_args::{ViewerArgs, number, set};
use engine::{OffscreenSession, file_name};

/// The most pictures of one turntable: a quarter of a degree apart.
const MOST_FRAMES: u32 = 1440;

/// Draw a model as the customers' viewer shows it
///
/// Attribute names and values are those of the web viewer. It needs no window and no display.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  plinth render chair.glb -o chair.png\n  \
        plinth render chair.glb -o back.png --camera-orbit \"180deg 75deg 105%\" --background transparent\n  \
        plinth render chair.glb -o turn.png --turntable 36      turn-01.png to turn-36.png\n  \
        plinth render chair.glb -o wire.png --look wireframe --only Seat")]
pub(crate) struct Render {
    /// A .glb or .gltf file
    model: PathBuf,
    /// The file to write: .png, or .webp without loss
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// Width and height in pixels
    #[arg(long, value_name = "WxH", default_value = "768x768")]
    size: Size,
    #[command(flatten)]
    viewer: ViewerArgs,
    /// Draw from this camera of the file instead of an orbit
    #[arg(long, value_name = "NAME", help_heading = "View",
        conflicts_with_all = ["camera_orbit", "camera_target", "field_of_view", "turntable"])]
    camera: Option<String>,
    /// What is behind the model: a colour such as "#ffffff", or transparent [default: #ffffff]
    #[arg(long, value_name = "COLOUR", help_heading = "View")]
    background: Option<String>,
    /// Show the pose of this animation
    #[arg(
        long,
        alias = "animation-name",
        value_name = "NAME",
        help_heading = "View"
    )]
    animation: Option<String>,
    /// Seconds into that animation [default: 0]
    #[arg(
        long,
        value_name = "SECONDS",
        help_heading = "View",
        requires = "animation"
    )]
    time: Option<String>,
    /// Show one property of the surfaces instead of light: base-color, metallic, roughness, normals,
    /// mapped-normals, occlusion, emissive, uv-checker, wireframe, texel-density, overdraw, back-faces
    #[arg(long, value_name = "NAME", help_heading = "Authoring")]
    look: Option<String>,
    /// Hide the parts of this name (of a node, a mesh or a material); may be given several times
    #[arg(
        long,
        value_name = "NAME",
        help_heading = "Authoring",
        conflicts_with = "only"
    )]
    hide: Vec<String>,
    /// Show only the parts of this name; may be given several times
    #[arg(long, value_name = "NAME", help_heading = "Authoring")]
    only: Vec<String>,
    /// Draw N pictures all around, OUT-1.png to OUT-N.png
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_FRAMES)))]
    turntable: Option<u32>,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct RenderedPictures {
    /// Files written, in order.
    pictures: Vec<PathBuf>,
    width: u32,
    height: u32,
    /// What of the surfaces is shown.
    look: LookMode,
    /// What its colours stand for, where they don't speak for themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    legend: Vec<Meaning>,
    /// Reading, drawing and writing together.
    seconds: f64,
    /// What is wrong with the model, in sentences.
    warnings: Vec<String>,
    /// What the web viewer makes of it.
    effect: Effect,
    /// The same as `warnings`, each with its code, its place and what the web viewer makes of it.
    defects: Vec<Defect>,
}

/// A colour and what it stands for.
#[derive(Debug, Serialize)]
struct Meaning {
    color: String,
    label: String,
}

impl From<LegendEntry> for Meaning {
    fn from(entry: LegendEntry) -> Self {
        Self {
            color: Background::Color(entry.color).to_string(),
            label: entry.label,
        }
    }
}

/// A picture to make.
struct Frame {
    attributes: Attributes,
    path: PathBuf,
}

impl Render {
    /// Draws and writes the pictures.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let started = Instant::now();
        let frames = self.frames()?;
        let mut look = LookMode::default();
        set(&mut look, "--look", &self.look)?;
        let job = context.job()?;
        let engine = context.engine()?;
        let mut session = engine.session_of_file(&self.model, &job)?;
        session.set_look(look);
        if self.only.is_empty() {
            session.hide(&self.hide)?;
        } else {
            session.show_only(&self.only)?;
        }
        for (done, frame) in frames.iter().enumerate() {
            self.draw(&mut session, frame, &job)?;
            if frames.len() > 1 {
                job.items(done as u64 + 1, frames.len() as u64);
            }
        }
        let report = RenderedPictures {
            pictures: frames.into_iter().map(|frame| frame.path).collect(),
            width: self.size.width,
            height: self.size.height,
            look,
            legend: look.legend().into_iter().map(Meaning::from).collect(),
            seconds: started.elapsed().as_secs_f64(),
            warnings: session.defects().iter().map(ToString::to_string).collect(),
            effect: session.effect(),
            defects: session.defects(),
        };
        context
            .shell()
            .result(&report, || report.text(session.name()))
            .map(|()| Ending::Done)
    }

    fn draw(&self, session: &mut OffscreenSession<'_>, frame: &Frame, job: &Job) -> Result<()> {
        let size = [self.size.width, self.size.height];
        let picture = match &self.camera {
            Some(camera) => session.draw_from(camera, &frame.attributes, size, job)?,
            None => session.draw(&frame.attributes, size, job)?,
        };
        picture.save_as(PictureForm::of(&frame.path)?, &frame.path)
    }

    /// Every picture to make. What is wrong with the options is said before the model is read.
    fn frames(&self) -> Result<Vec<Frame>> {
        PictureForm::of(&self.output).map_err(|fault| fault.context("-o"))?;
        output::check_place(&self.output)?;
        let mut attributes = self.viewer.attributes()?;
        set(&mut attributes.background, "--background", &self.background)?;
        number(&mut attributes.time, "--time", &self.time, f32::MAX)?;
        attributes.animation.clone_from(&self.animation);
        let Some(count) = self.turntable else {
            return Ok(vec![Frame {
                attributes,
                path: self.output.clone(),
            }]);
        };
        (0..count)
            .map(|frame| {
                let turn = f64::from(frame) * 360.0 / f64::from(count);
                let mut attributes = attributes.clone();
                let theta = degrees(attributes.camera_orbit.theta)?;
                attributes.camera_orbit.theta = Term::degrees((theta + turn) % 360.0);
                Ok(Frame {
                    attributes,
                    path: numbered(&self.output, frame + 1, count),
                })
            })
            .collect()
    }
}

/// An orbit's angle in degrees.
fn degrees(angle: Term) -> Result<f64> {
    match angle {
        Term::Auto => Ok(0.0),
        Term::Number {
            value,
            unit: Unit::Degree,
        } => Ok(value),
        Term::Number {
            value,
            unit: Unit::Radian,
        } => Ok(value.to_degrees()),
        Term::Number { .. } | Term::Sum { .. } => Err(Fault::usage(
            "--turntable can't start at an orbit angle in percent",
        )
        .hint("Give --camera-orbit an angle in deg or rad")),
    }
}

/// `turn.png` → `turn-07.png`, with as many digits as the last number has.
fn numbered(path: &Path, number: u32, last: u32) -> PathBuf {
    let digits = last.to_string().len();
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().into_owned())
        .unwrap_or_default();
    path.with_file_name(format!("{stem}-{number:0digits$}.{ending}"))
}

impl RenderedPictures {
    fn text(&self, model: &str) -> String {
        let what = match self.pictures.as_slice() {
            [] => String::new(),
            [only] => only.display().to_string(),
            [first, .., last] => format!("{} to {}", first.display(), file_name(last)),
        };
        let legend: String = self
            .legend
            .iter()
            .map(|meaning| {
                let words = format!("\n  {}  {}", meaning.color, meaning.label);
                paint(QUIET, words)
            })
            .collect();
        let mark = match self.effect {
            Effect::Drawn => paint(GOOD, "✓"),
            Effect::Lost => paint(WARNING, "!"),
            Effect::Blank | Effect::Refused => paint(BAD, "✗"),
        };
        let seen = defects::headline(self.effect).filter(|_| !self.effect.is_shown());
        let seen = seen.map_or_else(String::new, |seen| format!("\n{seen}"));
        format!(
            "{mark} {what}  {}{legend}{seen}",
            paint(
                QUIET,
                format!(
                    "{model}, {} × {}, {}",
                    self.width,
                    self.height,
                    units::seconds(self.seconds)
                )
            )
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Words {
        #[command(flatten)]
        render: Render,
    }

    fn frames(words: &[&str]) -> Result<Vec<Frame>> {
        let words = ["render", "chair.glb"].iter().chain(words);
        Words::try_parse_from(words).unwrap().render.frames()
    }

    #[test]
    fn a_turntable_goes_once_around_from_where_the_orbit_begins() {
        let words = [
            "-o",
            "./turn.png",
            "--turntable",
            "4",
            "--camera-orbit",
            "10deg 60deg 105%",
        ];
        let frames = frames(&words).unwrap();
        let orbits: Vec<_> = frames
            .iter()
            .map(|frame| frame.attributes.camera_orbit.to_string())
            .collect();
        assert_eq!(
            orbits,
            ["10deg", "100deg", "190deg", "280deg"].map(|theta| format!("{theta} 60deg 105%"))
        );
        assert_eq!(frames[3].path, Path::new("./turn-4.png"));
        assert_eq!(
            numbered(Path::new("turn.png"), 7, 36),
            Path::new("turn-07.png")
        );
    }

    #[test]
    fn only_png_and_webp_are_written() {
        let fault = frames(&["-o", "chair.jpg"]).err().unwrap();
        assert_eq!(fault.kind(), FaultKind::Usage);
        assert!(fault.message().contains("chair.jpg"), "{fault}");
        let turned = frames(&["-o", "chair.webp", "--turntable", "2"]).unwrap();
        assert_eq!(turned[1].path, Path::new("chair-2.webp"));
    }
}
