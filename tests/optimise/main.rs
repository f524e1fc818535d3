//! `cargo run --release -p tests --bin optimise-bench -- chair.glb`: Plinth's optimiser beside
//! gltf-transform and gltfpack, judged by the web viewer's pictures.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use asset::{Facts, Limits};
use base::{Fault, FaultKind, Job, Result};
use clap::Parser;
use render::{Gpu, GpuOptions, RenderContext};
use tests::optimise::{
    Judge, Row, Seen, Tool, assemblies, install, products, scan, seen, seen_table, table, tools,
};
use tests::parity::reference_folder;
use tests::uploads::{Usage, measure_within};

/// How long a tool may take for one model.
const PATIENCE: Duration = Duration::from_secs(1800);

/// Compares what Plinth and other tools make of models
#[derive(Debug, Parser)]
#[command(name = "optimise-bench")]
struct Arguments {
    /// Models to make small
    models: Vec<PathBuf>,
    /// The sample products
    #[arg(long)]
    samples: bool,
    /// A dozen generated products of different kinds, small ones
    #[arg(long)]
    products: bool,
    /// A generated scan: two million triangles, 4096² colour and normal maps
    #[arg(long)]
    scan: bool,
    /// Generated files of CAD programs, of 100 to 100 000 nodes: how long each takes, how many draw calls stay
    #[arg(long)]
    assemblies: bool,
    /// Look for what the pass `hidden` drops, from random views, instead of running tools: 1 where any shows it
    #[arg(long)]
    seen: bool,
    /// Only tools whose name contains this
    #[arg(long)]
    only: Option<String>,
    /// The plinth program; a release build, for times that mean anything [default: the one beside this]
    #[arg(long)]
    program: Option<PathBuf>,
    /// Where the outputs stay
    #[arg(long, default_value = "target/optimise-bench")]
    out: PathBuf,
    /// Width and height of the pictures in pixels
    #[arg(long, default_value_t = 768)]
    size: u32,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = io::stdout();
    match run(&arguments, &mut out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let mut err = io::stderr();
            let _ = writeln!(err, "{fault}");
            for line in fault
                .causes()
                .iter()
                .map(ToString::to_string)
                .chain(fault.hint_text().map(str::to_owned))
            {
                let _ = writeln!(err, "  {line}");
            }
            ExitCode::from(fault.kind().exit_code())
        }
    }
}

fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let cache = reference_folder();
    let mut models: Vec<(PathBuf, bool)> = arguments
        .models
        .iter()
        .map(|path| (path.clone(), false))
        .collect();
    if arguments.samples {
        models.extend(["armchair", "lamp", "turntable"].map(|name| (tests::sample(name), false)));
    }
    if arguments.products {
        let made = products(&cache.join("models").join("products"))?;
        models.extend(made.into_iter().map(|path| (path, false)));
    }
    if arguments.scan {
        models.push((scan(&cache.join("models"))?, true));
    }
    if models.is_empty() && !arguments.assemblies {
        return Err(Fault::usage("There is no model to make small")
            .hint("Name one, or give --samples, --products, --scan or --assemblies"));
    }
    if arguments.seen {
        return look(models.iter().map(|(path, _)| path.as_path()), out);
    }
    let peers = install(&cache)?;
    let program = arguments
        .program
        .clone()
        .unwrap_or_else(tests::plinth_binary);
    if arguments.assemblies {
        let folder = arguments.out.join("assemblies");
        let _ = writeln!(out, "{}", assemblies([&program, &peers], &folder)?);
    }
    let mut judge = Judge::new(arguments.size, &cache.join("references"));
    for (model, is_scan) in models {
        let name = model
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let folder = arguments.out.join(&name);
        std::fs::create_dir_all(&folder).map_err(|error| cannot(&folder, error))?;
        let (bytes, triangles) = weigh(&model)?;
        let mut rows: Vec<Row> = Vec::new();
        for tool in tools() {
            let wanted = arguments
                .only
                .as_ref()
                .is_none_or(|only| tool.name.contains(only.as_str()));
            if !wanted || (tool.for_scans && !is_scan) {
                continue;
            }
            let shown = tool.like.map(|peer| {
                let row = rows.iter().find(|row| row.name == peer);
                row.map(|row| row.looks.psnr)
            });
            if shown == Some(None) {
                let _ = writeln!(out, "{name}: {}: left out, its peer wasn't run", tool.name);
                continue;
            }
            let output = folder.join(format!("{}.glb", file_name(tool.name)));
            let programs = [program.as_path(), peers.as_path()];
            let files = [model.as_path(), output.as_path()];
            match make(tool, programs, files, shown.flatten(), &mut judge) {
                Ok(row) => rows.push(row),
                Err(fault) => {
                    let cause = fault
                        .causes()
                        .first()
                        .map(|cause| format!(": {cause}"))
                        .unwrap_or_default();
                    let _ = writeln!(out, "{name}: {}: {fault}{cause}", tool.name);
                }
            }
            let _ = out.flush();
        }
        let _ = writeln!(out, "\n{}", table((&name, bytes, triangles), &rows));
    }
    Ok(())
}

/// Looks from random views for what the pass `hidden` drops.
fn look<'a>(models: impl Iterator<Item = &'a Path>, out: &mut impl Write) -> Result<()> {
    let context = RenderContext::new(&Gpu::headless(&GpuOptions::default())?)?;
    let rows: Vec<Seen> = models
        .map(|path| seen(&context, path))
        .collect::<Result<_>>()?;
    let _ = writeln!(out, "{}", seen_table(&rows));
    let misses: usize = rows.iter().map(|row| row.misses).sum();
    match misses {
        0 => Ok(()),
        _ => Err(Fault::new(
            FaultKind::Refused,
            format!("{misses} triangles that were taken for hidden are seen"),
        )),
    }
}

/// Lets `tool`, one of these programs, make the second file of the first, and weighs and judges it.
fn make(
    tool: Tool,
    programs: [&Path; 2],
    [model, output]: [&Path; 2],
    shown: Option<f64>,
    judge: &mut Judge,
) -> Result<Row> {
    let mut usage = Usage {
        wall: 0.0,
        cpu: 0.0,
        memory: 0.0,
    };
    for command in tool.commands(programs, [model, output], shown) {
        let step = measure_within(command, PATIENCE).map_err(|error| {
            Fault::service(format!("{} fails on {}", tool.name, model.display())).because(error)
        })?;
        usage = Usage {
            wall: usage.wall + step.wall,
            cpu: usage.cpu + step.cpu,
            memory: usage.memory.max(step.memory),
        };
    }
    let (bytes, triangles) = weigh(output)?;
    Ok(Row {
        name: tool.name,
        like: tool.like,
        ours: tool.is_ours(),
        bytes,
        gzip_bytes: gzip(output)?,
        triangles,
        looks: judge.compare(model, output)?,
        usage,
    })
}

/// Bytes and triangles of a model.
fn weigh(path: &Path) -> Result<(u64, u64)> {
    let model = asset::read(path, &Limits::default(), &Job::quiet())?;
    Ok((model.source_bytes, Facts::of(&model).triangles))
}

fn gzip(path: &Path) -> Result<u64> {
    let bytes = std::fs::read(path).map_err(|error| cannot(path, error))?;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder
        .write_all(&bytes)
        .map_err(|error| cannot(path, error))?;
    let sent = encoder.finish().map_err(|error| cannot(path, error))?;
    Ok(sent.len() as u64)
}

/// Letters, digits and dashes.
fn file_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

fn cannot(path: &Path, error: io::Error) -> Fault {
    Fault::service(format!("{} can't be read or written", path.display()))
        .hint("Check the path and the space on the disk")
        .because(error)
}
