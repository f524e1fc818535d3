//! The web viewer in headless Chromium, driven by `tests/web/reference.mjs`; what it drew before is
//! kept in a folder.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use base::{ContentHasher, Fault, Result};
use render::Picture;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use viewer::{Attributes, Environment};

/// Goes into the names of kept pictures: what the pictures depend on beside the job itself.
const DRAWN_BY: &str = "model-viewer 4.4.0, three 0.183.2, reference 3";

/// What one picture cost, in milliseconds from the job's start.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reference {
    /// Opening the page; 0 where it was open.
    pub open_ms: f64,
    /// The viewer's `load` event.
    pub load_ms: f64,
    /// The whole picture.
    pub picture_ms: f64,
    /// Files that the model names and that aren't there.
    pub missing: Vec<String>,
}

/// Where pictures of the web viewer are kept: beside the built programs.
#[must_use]
pub fn reference_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    // A program is in `<target>/debug`, a test in `<target>/debug/deps`.
    let target = program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    target
        .map_or_else(std::env::temp_dir, Path::to_owned)
        .join("parity")
}

/// The viewer: one browser with one page for as long as this lives. It starts with the first picture
/// that isn't kept yet.
#[derive(Debug)]
pub struct WebViewer {
    kept: Option<PathBuf>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    output: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl WebViewer {
    /// A viewer that keeps its pictures in `kept`; without it, every picture is drawn.
    #[must_use]
    pub const fn new(kept: Option<PathBuf>) -> Self {
        Self {
            kept,
            running: None,
        }
    }

    /// The viewer's picture of `model`, on white.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the browser doesn't start or doesn't answer,
    /// an [`Input`](base::FaultKind::Input) fault if the viewer refuses the model.
    pub fn picture(
        &mut self,
        model: &Path,
        attributes: &Attributes,
        size: [u32; 2],
    ) -> Result<Picture> {
        let Some(kept) = self.kept.clone() else {
            let folder = tempfile::tempdir().map_err(|error| no_folder(&error))?;
            let out = folder.path().join("picture.png");
            self.draw(model, attributes, size, &out)?;
            return Picture::open(&out);
        };
        let out = kept.join(format!("{}.png", key(model, attributes, size)?));
        if !out.is_file() {
            self.draw(model, attributes, size, &out)?;
        }
        Picture::open(&out)
    }

    /// Has the viewer draw `model` into the file `out`.
    ///
    /// # Errors
    /// Those of [`picture`](Self::picture).
    pub fn draw(
        &mut self,
        model: &Path,
        attributes: &Attributes,
        size: [u32; 2],
        out: &Path,
    ) -> Result<Reference> {
        let mut job = json!({
            "model": whole(model)?, "attributes": spoken(attributes)?, "size": size, "out": out,
        });
        if attributes.animation.is_some() || attributes.autoplay {
            job["time"] = attributes.time.into();
        }
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(Running::start()?),
        };
        let answer = running.ask(&job)?;
        if let Some(error) = answer["error"].as_str() {
            return Err(Fault::input(format!(
                "{}: the web viewer says: {error}",
                model.display()
            )));
        }
        let reference: Reference = serde_json::from_value(answer).map_err(|error| {
            Fault::service("The web viewer's answer isn't understood").because(error)
        })?;
        match reference.missing.first() {
            Some(missing) => Err(Fault::input(format!(
                "{}: the web viewer missed the file {missing}",
                model.display()
            ))),
            None => Ok(reference),
        }
    }
}

impl Running {
    fn start() -> Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/reference.mjs");
        let failed = |error: std::io::Error| {
            Fault::service("The web viewer can't be started")
                .hint("Install Node.js and Chromium, and run `npm ci` in tests/web")
                .because(error)
        };
        let mut child = Command::new("node")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or_else(|| failed(std::io::ErrorKind::BrokenPipe.into()))?;
        Ok(Self {
            child,
            input,
            output: BufReader::new(output).lines(),
        })
    }

    /// One job, one answer. The script bounds how long a job takes.
    fn ask(&mut self, job: &Value) -> Result<Value> {
        let failed = || {
            Fault::service("The web viewer stopped answering")
                .hint("Its own messages are above; check that Node.js and Chromium are installed and `npm ci` was run in tests/web")
        };
        writeln!(self.input, "{job}").map_err(|error| failed().because(error))?;
        let line = self
            .output
            .next()
            .ok_or_else(failed)?
            .map_err(|error| failed().because(error))?;
        serde_json::from_str(&line).map_err(|error| failed().because(error))
    }
}

impl Drop for WebViewer {
    fn drop(&mut self) {
        if let Some(Running {
            mut child,
            input,
            output,
        }) = self.running.take()
        {
            // The end of its input ends the script, and with it the browser and its profile.
            drop((input, output));
            let _ = child.wait();
        }
    }
}

/// Those attributes that aren't the viewer's defaults, by its own names.
fn spoken(attributes: &Attributes) -> Result<Map<String, Value>> {
    let object = |attributes: &Attributes| match serde_json::to_value(attributes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Fault::usage("The viewer's attributes aren't an object")),
        Err(error) => Err(Fault::usage("The viewer's attributes can't be written").because(error)),
    };
    let defaults = object(&Attributes::default())?;
    let mut spoken = object(attributes)?;
    spoken.retain(|name, value| {
        // These two are Plinth's: the page sets a time by script and is white.
        name != "animation-time" && name != "background" && defaults.get(name) != Some(value)
    });
    if let Environment::File(path) = &attributes.environment {
        spoken.insert("environment-image".to_owned(), json!(whole(path)?));
    }
    for value in spoken.values_mut().filter(|value| value.is_number()) {
        *value = value.to_string().into();
    }
    Ok(spoken)
}

/// A name for all that a picture depends on.
fn key(model: &Path, attributes: &Attributes, size: [u32; 2]) -> Result<String> {
    let mut hasher = ContentHasher::default();
    hasher.update(DRAWN_BY.as_bytes());
    hasher.update(&read(model)?);
    let mut plain = attributes.clone();
    if let Environment::File(path) = &attributes.environment {
        hasher.update(&read(path)?);
        plain.environment = Environment::File(path.file_name().unwrap_or_default().into());
    }
    let text = serde_json::to_string(&plain)
        .map_err(|error| Fault::usage("The viewer's attributes can't be written").because(error))?;
    hasher.update(text.as_bytes());
    hasher.update(format!("{size:?}").as_bytes());
    Ok(hasher.finish().0.to_string())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| {
        Fault::input(format!("{} can't be read", path.display()))
            .hint("Check the path")
            .because(error)
    })
}

fn whole(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path)
        .map_err(|error| Fault::input(format!("{} isn't a path", path.display())).because(error))
}

fn no_folder(error: &std::io::Error) -> Fault {
    Fault::service(format!("There is no place for a picture: {error}"))
        .hint("Free some space on the disk")
}
