//! Measures how near Plinth's pictures are to the web viewer's, and how long both take:
//! `cargo run -p tests --bin parity -- --board --out target/parity/sheet`.

use std::path::PathBuf;
use std::process::ExitCode;

use base::Result;
use clap::Parser;
use tests::parity::{
    Bench, ORBITS, Sheet, Shown, Subject, WebViewer, bless, board_subjects, file_subjects,
    first_picture, golden_folder, least, pair_subjects, reference_folder, sample_subjects,
    settings_subjects,
};

/// Compares Plinth's pictures with those of the pinned `<model-viewer>` in headless Chromium.
/// Exits 1 when a view is under the bound.
#[derive(Debug, Parser)]
#[command(name = "parity")]
struct Arguments {
    /// Models to compare beside those that the options name
    files: Vec<PathBuf>,
    /// The board: a model for each feature and extension
    #[arg(long)]
    board: bool,
    /// Features two by two
    #[arg(long)]
    pairs: bool,
    /// The sample products
    #[arg(long)]
    samples: bool,
    /// Environments, exposures, tone mappings and shadows, on the first of the files or a sample
    #[arg(long)]
    settings: bool,
    /// Only subjects whose name contains this
    #[arg(long)]
    only: Option<String>,
    /// Only this many of the four orbits
    #[arg(long, default_value_t = ORBITS.len())]
    orbits: usize,
    /// Width and height of the pictures in pixels
    #[arg(long, default_value_t = 768)]
    size: u32,
    /// Where the contact sheet goes: index.html, sheet.png, a sheet for each subject
    #[arg(long)]
    out: Option<PathBuf>,
    /// Decode compressed textures even where the adapter takes them as they are (BC7)
    #[arg(long)]
    decoded: bool,
    /// Draw the web viewer's pictures again even where they are kept from earlier
    #[arg(long)]
    fresh: bool,
    /// Draw the goldens of the board anew instead; look at them before they are committed
    #[arg(long)]
    bless: bool,
    /// Time the first picture and 24 views of the files (or of a sample) instead
    #[arg(long)]
    first_picture: bool,
}

#[allow(clippy::print_stderr, reason = "a program says what went wrong")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = if arguments.first_picture {
        time(&arguments).map(|()| true)
    } else if arguments.bless {
        bless_goldens().map(|()| true)
    } else {
        compare(&arguments)
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => {
            eprintln!("{fault}");
            fault
                .causes()
                .iter()
                .for_each(|cause| eprintln!("  {cause}"));
            fault
                .hint_text()
                .iter()
                .for_each(|hint| eprintln!("  hint: {hint}"));
            ExitCode::from(fault.kind().exit_code())
        }
    }
}

fn subjects(arguments: &Arguments) -> Result<Vec<Subject>> {
    let folder = reference_folder().join("models");
    let mut subjects = Vec::new();
    if arguments.settings {
        subjects.extend(settings_subjects(
            &folder,
            arguments.files.first().map(PathBuf::as_path),
        )?);
    } else {
        subjects.extend(file_subjects(&arguments.files)?);
    }
    if arguments.samples {
        subjects.extend(sample_subjects()?);
    }
    if arguments.board {
        subjects.extend(board_subjects(&folder, None)?);
    }
    if arguments.pairs {
        subjects.extend(pair_subjects(&folder.join("pairs"))?);
    }
    if let Some(only) = &arguments.only {
        subjects.retain(|subject| subject.name.contains(only.as_str()));
    }
    Ok(subjects)
}

/// Prints the table; whether every view meets the bound.
#[allow(clippy::print_stdout, reason = "the table is its output")]
fn compare(arguments: &Arguments) -> Result<bool> {
    let bench = Bench::open(arguments.size, arguments.decoded)?;
    let kept = reference_folder().join("references");
    let mut viewer = WebViewer::new((!arguments.fresh).then_some(kept));
    let orbits = &ORBITS[..arguments.orbits.clamp(1, ORBITS.len())];
    let (psnr, ssim) = least();
    println!(
        "{} at {1} x {1}; the bound is {psnr} dB and SSIM {ssim}",
        bench.adapter(),
        arguments.size
    );
    println!(
        "{:34} {:>60} {:>8} {:>7}",
        "", "PSNR / SSIM by orbit", "worst dB", "SSIM"
    );
    let mut sheet = arguments.out.as_deref().map(Sheet::new).transpose()?;
    let subjects = subjects(arguments)?;
    let mut failed = Vec::new();
    for subject in &subjects {
        match bench.measure(subject, orbits, &mut viewer) {
            Ok((views, warnings)) => {
                let line = row(&subject.name, &views);
                println!("{line}");
                warnings
                    .iter()
                    .for_each(|warning| println!("    warns: {warning}"));
                if !views.iter().all(Shown::is_same) {
                    failed.push(line);
                }
                if let Some(sheet) = &mut sheet {
                    sheet.add(&views)?;
                }
            }
            Err(fault) => {
                let line = format!("{:34} {fault}", subject.name);
                println!("{line}");
                failed.push(line);
            }
        }
    }
    if let Some(sheet) = sheet {
        println!("The contact sheet is {}", sheet.finish()?.display());
    }
    println!(
        "{} of {} subjects are under the bound",
        failed.len(),
        subjects.len()
    );
    failed.iter().for_each(|line| println!("{line}"));
    Ok(failed.is_empty())
}

#[allow(clippy::print_stdout, reason = "what was written is its output")]
fn bless_goldens() -> Result<()> {
    let count = bless(&reference_folder().join("models"))?;
    println!("{count} goldens are in {}", golden_folder().display());
    Ok(())
}

fn row(name: &str, views: &[Shown]) -> String {
    let worst = |of: fn(&Shown) -> f64| views.iter().map(of).fold(f64::INFINITY, f64::min);
    let each: Vec<String> = views
        .iter()
        .map(|view| format!("{:6.2} /{:.4}", view.comparison.psnr, view.comparison.ssim))
        .collect();
    format!(
        "{name:34} {:>60} {:8.2} {:7.4}{}",
        each.join("  "),
        worst(|view| view.comparison.psnr),
        worst(|view| view.comparison.ssim),
        if views.iter().all(Shown::is_same) {
            ""
        } else {
            "  under the bound"
        },
    )
}

#[allow(clippy::print_stdout, reason = "the times are its output")]
fn time(arguments: &Arguments) -> Result<()> {
    let files = match arguments.files.is_empty() {
        true => vec![tests::sample("turntable")],
        false => arguments.files.clone(),
    };
    for file in files {
        let first = first_picture::first_picture(&tests::plinth_binary(), &file)?;
        let ours = first.ours.as_secs_f64() * 1000.0;
        let theirs = &first.theirs;
        println!("{}", file.display());
        println!("  first picture: plinth render {ours:.0} ms from its start to the PNG");
        println!(
            "  web viewer: load after {:.0} ms, first right picture after {:.0} ms from opening the page",
            theirs.load_ms, theirs.picture_ms
        );
        println!(
            "  ratio: 1/{:.1} of its first right picture, 1/{:.1} of its load",
            theirs.picture_ms / ours,
            theirs.load_ms / ours
        );
        let views = first_picture::many_views(&file)?;
        println!(
            "  24 views: {:.0} ms, the first of them {:.0} ms; one more {:.1} ms: {:.3} times 24 more",
            views.all.as_secs_f64() * 1000.0,
            views.first.as_secs_f64() * 1000.0,
            views.marginal.as_secs_f64() * 1000.0,
            views.ratio()
        );
    }
    Ok(())
}
