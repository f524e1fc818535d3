//! `cargo run -p tests --bin kills -- --times 100`: publications killed at random moments and at each
//! step, and finished again, with a tally. Build the program first: `cargo build -p plinth`.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use tests::kills::{Options, run, run_off};

/// Kill publications at random moments and at each step, and finish them again
#[derive(Debug, Parser)]
struct Arguments {
    /// How many are killed at random moments
    #[arg(long, default_value_t = 100)]
    times: u32,
    /// How many more are killed at each step: while its request is on the way, or its answer
    #[arg(long, default_value_t = 3)]
    aimed: u32,
    /// The size of each model in millions of bytes
    #[arg(long, default_value_t = 200)]
    megabytes: u64,
    /// Decides contents and moments
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let options = Options {
        times: arguments.times,
        aimed: arguments.aimed,
        megabytes: arguments.megabytes,
        seed: arguments.seed,
    };
    let mut out = std::io::stdout();
    let mut say = |line: &str| {
        let _ = writeln!(out, "{line}");
    };
    let ran = run(options, &mut say).and_then(|tally| {
        let off = run_off(options, &mut say)?;
        Ok((tally, off))
    });
    let (text, good) = match ran {
        Ok((tally, off)) => {
            let pages: String = tally
                .broken_pages
                .iter()
                .map(|page| format!("{page}\n"))
                .collect();
            let off: u32 = off.values().sum();
            let text = format!(
                "\n{}{pages}unpublishing killed   {off}, and finished each time\n",
                tally.text()
            );
            (text, tally.is_good())
        }
        Err(error) => (format!("{error}\n"), false),
    };
    let _ = std::io::stdout().write_all(text.as_bytes());
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
