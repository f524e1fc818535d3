//! The tools, and how each is told to make a model small.

use std::path::{Path, PathBuf};
use std::process::Command;

use base::{Fault, Result};

/// One way to make a model small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    /// Its name in the table.
    pub name: &'static str,
    /// Whether it is meant for scans alone.
    pub for_scans: bool,
    /// The peer that this is Plinth asked to look no better than, which is run before.
    pub like: Option<&'static str>,
    /// What is run, one after the other; each takes what the one before wrote.
    steps: &'static [Step],
}

/// A program and what it is told.
type Step = (Program, &'static [&'static str]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    Plinth,
    Transform,
    Pack,
}

use Program::{Pack, Plinth, Transform};

/// gltfpack from npm makes no WebP: the other tool makes it first.
const WEBP: Step = (Transform, &["webp"]);
const HALF: Step = (
    Transform,
    &["resize", "--width", "2048", "--height", "2048"],
);
const DRACO: &[&str] = &[
    "optimize",
    "--compress",
    "draco",
    "--texture-compress",
    "webp",
];
const FEW: &[&str] = &["-cc", "-si", "0.01", "-se", "0.001"];

/// Plinth's first, but for those that are asked for the looks of a peer.
const TOOLS: [(&str, &[Step]); 12] = [
    ("Plinth", &[(Plinth, &["optimise"])]),
    (
        "Plinth, fast",
        &[(Plinth, &["optimise", "--effort", "fast"])],
    ),
    ("gltf-transform", &[(Transform, &["optimize"])]),
    (
        "gltf-transform, WebP",
        &[(Transform, &["optimize", "--texture-compress", "webp"])],
    ),
    (
        "gltf-transform, AVIF",
        &[(Transform, &["optimize", "--texture-compress", "avif"])],
    ),
    ("gltf-transform, Draco, WebP", &[(Transform, DRACO)]),
    ("gltfpack -cc", &[(Pack, &["-cc"])]),
    ("gltfpack -cc, WebP", &[WEBP, (Pack, &["-cc"])]),
    (
        "gltfpack -cc -si .5, WebP",
        &[WEBP, (Pack, &["-cc", "-si", "0.5"])],
    ),
    (FOR_SCANS, &[HALF, WEBP, (Pack, FEW)]),
    ("Plinth like gltf-transform, Draco, WebP", LIKE),
    ("Plinth like gltfpack -cc -si .01, WebP 2048", LIKE),
];
const LIKE: &[Step] = &[(Plinth, &["optimise", "--min-psnr"])];
/// Between Plinth's words and the peer's name.
const AS: &str = "Plinth like ";
/// What only scans are made small by.
const FOR_SCANS: &str = "gltfpack -cc -si .01, WebP 2048";
/// Decibels that Plinth is asked for beyond what the peer's output shows: the web viewer's pictures
/// differ from Plinth's by some tenths.
const BEYOND: f64 = 0.3;

/// The tools, those that need another's result after it.
pub fn tools() -> impl Iterator<Item = Tool> {
    TOOLS.into_iter().map(|(name, steps)| Tool {
        name,
        for_scans: name.contains(FOR_SCANS),
        like: name.strip_prefix(AS),
        steps,
    })
}

impl Tool {
    /// Whether it is Plinth.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.steps.iter().any(|(program, _)| *program == Plinth)
    }

    /// The commands that make `out` of `model`, with files in between beside it; `peers` is where
    /// the others are installed, `shown` the PSNR in dB of the peer that this is [`like`](Self::like).
    #[must_use]
    pub fn commands(
        &self,
        [plinth, peers]: [&Path; 2],
        [model, out]: [&Path; 2],
        shown: Option<f64>,
    ) -> Vec<Command> {
        let least = shown.map(|psnr| format!("{:.1}", psnr + BEYOND));
        let mut commands = Vec::new();
        let mut from = model.to_owned();
        for (number, (program, words)) in self.steps.iter().enumerate() {
            let is_last = number + 1 == self.steps.len();
            let to = match is_last {
                true => out.to_owned(),
                false => out.with_extension(format!("{number}.glb")),
            };
            let script = |name: &str| {
                let mut command = Command::new("node");
                command.arg(peers.join("node_modules/.bin").join(name));
                command
            };
            let mut command = match program {
                Plinth => Command::new(plinth),
                Transform => script("gltf-transform"),
                Pack => script("gltfpack"),
            };
            match program {
                Plinth => command
                    .args(*words)
                    .args(least.as_ref())
                    .arg(&from)
                    .arg("-o")
                    .arg(&to),
                Transform => command.arg(words[0]).arg(&from).arg(&to).args(&words[1..]),
                Pack => command.arg("-i").arg(&from).arg("-o").arg(&to).args(*words),
            };
            commands.push(command);
            from = to;
        }
        commands
    }
}

/// Installs the peers from npm, exactly as the lock file beside this file says, into a folder of the
/// cache, and returns it.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault where npm isn't there or can't install them.
pub fn install(folder: &Path) -> Result<PathBuf> {
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("optimise/peers");
    let folder = folder.join("peers");
    let failed = |error: std::io::Error| {
        Fault::service("The peers can't be installed")
            .hint("Install Node.js with npm, and check the network")
            .because(error)
    };
    std::fs::create_dir_all(&folder).map_err(failed)?;
    for list in ["package.json", "package-lock.json"] {
        std::fs::copy(lists.join(list), folder.join(list)).map_err(failed)?;
    }
    let mut npm = Command::new("npm");
    npm.args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--prefix",
    ]);
    let done = npm.arg(&folder).output().map_err(failed)?;
    if done.status.success() {
        Ok(folder)
    } else {
        let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        Err(failed(std::io::Error::other(said)))
    }
}
