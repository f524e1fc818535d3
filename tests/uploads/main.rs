//! `cargo run -p tests --bin uploads-bench -- --program target/release/plinth`: one file sent by
//! Plinth, aws cli, s5cmd and rclone to the same server in one run. What isn't installed is left out.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tests::uploads::{Options, run};

/// Measure uploads beside those of other tools
#[derive(Debug, Parser)]
struct Arguments {
    /// The plinth program; a release build [default: the one beside this]
    #[arg(long)]
    program: Option<PathBuf>,
    /// The size of the file in MiB
    #[arg(long, default_value_t = 1024)]
    mebibytes: u64,
    /// How often each tool sends it; the best run counts
    #[arg(long, default_value_t = 3)]
    runs: u32,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let options = Options {
        program: arguments.program.unwrap_or_else(tests::plinth_binary),
        mebibytes: arguments.mebibytes,
        runs: arguments.runs,
    };
    let mut out = std::io::stdout();
    let measured = run(&options, &mut |line| {
        let _ = writeln!(out, "{line}");
    });
    match measured {
        Ok(tables) => {
            for table in tables {
                let _ = write!(out, "\n{}", table.text());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(out, "{error}");
            ExitCode::FAILURE
        }
    }
}
