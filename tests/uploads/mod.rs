//! One file sent by Plinth and by other tools to the same server on this computer: how long each
//! takes, what it costs the client, and how much memory it holds.

mod sink;
mod tool;
mod usage;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::platform::Platform;

pub use tool::Tool;
pub use usage::{Usage, measure_within};

/// What is measured.
#[derive(Debug, Clone)]
pub struct Options {
    /// The `plinth` program; a release build, for numbers that mean anything.
    pub program: PathBuf,
    /// The size of the file in MiB.
    pub mebibytes: u64,
    /// How often each tool sends it; the best run counts.
    pub runs: u32,
}

/// Where the file goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) endpoint: String,
    pub(crate) bucket: String,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
}

/// What came of one server.
#[derive(Debug, Clone)]
pub struct Table {
    /// What the server is.
    pub server: &'static str,
    /// The best run of each tool, Plinth's first; others that aren't installed are missing.
    pub rows: Vec<(Tool, Usage)>,
}

impl Table {
    /// As lines for people, with Plinth's share of the best of the others.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}\n  {:<8} {:>8} {:>8} {:>10}\n",
            self.server, "tool", "wall s", "CPU s", "memory MB"
        );
        for (tool, usage) in &self.rows {
            text += &format!(
                "  {:<8} {:>8.2} {:>8.2} {:>10.0}\n",
                tool.name(),
                usage.wall,
                usage.cpu,
                usage.memory / 1e6
            );
        }
        let best = |of: fn(&Usage) -> f64| {
            let others = self.rows.iter().skip(1).map(|(_, usage)| of(usage));
            others.reduce(f64::min)
        };
        if let (Some((_, ours)), Some(wall), Some(cpu)) = (
            self.rows.first(),
            best(|usage| usage.wall),
            best(|usage| usage.cpu),
        ) {
            text += &format!(
                "  Plinth takes {:.2} of the fastest's time and {:.2} of the thriftiest's CPU\n",
                ours.wall / wall,
                ours.cpu / cpu
            );
        }
        text
    }
}

/// Measures all tools that are installed, against the embedded store and against a sink.
///
/// # Errors
/// Where Plinth itself or the server fails; another tool that does is left out, which `say` tells.
pub fn run(options: &Options, say: &mut dyn FnMut(&str)) -> io::Result<Vec<Table>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("model.bin");
    write_file(&file, options.mebibytes)?;
    let platform = Platform::start(
        &options.program,
        &folder.path().join("shop"),
        "BENCH-1",
        "Bench",
    )?;
    let target = Target {
        endpoint: format!("http://{}", platform.store),
        bucket: platform.bucket.clone(),
        access_key: platform.access_key.clone(),
        secret_key: platform.secret_key.clone(),
    };
    let store = measure(options, "embedded object store", &target, &file, say)?;
    drop(platform);
    let sink = sink::Sink::start()?;
    let target = Target {
        endpoint: sink.url(),
        ..target
    };
    let sink = measure(options, "sink that takes anything", &target, &file, say)?;
    Ok(vec![store, sink])
}

fn measure(
    options: &Options,
    server: &'static str,
    target: &Target,
    file: &Path,
    say: &mut dyn FnMut(&str),
) -> io::Result<Table> {
    let mut rows: Vec<(Tool, Usage)> = Vec::new();
    for run in 0..options.runs {
        // By turns, so that a busy moment of the computer meets all of them.
        for tool in Tool::ALL {
            let Some(command) = tool.command(&options.program, target, file, run)? else {
                continue;
            };
            match usage::measure(command) {
                Ok(usage) => {
                    say(&format!("{server}: {} {usage}", tool.name()));
                    match rows.iter_mut().find(|(there, _)| *there == tool) {
                        Some((_, best)) if usage.wall < best.wall => *best = usage,
                        Some(_) => {}
                        None => rows.push((tool, usage)),
                    }
                }
                Err(error) if tool == Tool::Plinth => return Err(error),
                Err(error) => say(&format!("{server}: {} is left out: {error}", tool.name())),
            }
        }
    }
    Ok(Table { server, rows })
}

/// A file of bytes that nothing compresses.
fn write_file(path: &Path, mebibytes: u64) -> io::Result<()> {
    let mut file = File::create(path)?;
    let mut state = 1_u64;
    let mut piece = vec![0; 1 << 20];
    for _ in 0..mebibytes {
        for word in piece.chunks_exact_mut(8) {
            // Xorshift: quick, and random enough to look incompressible.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word.copy_from_slice(&state.to_le_bytes());
        }
        file.write_all(&piece)?;
    }
    file.sync_all()
}
