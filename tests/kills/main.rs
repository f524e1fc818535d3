//! `cargo run -p tests --bin kills -- --times 100`: publications killed at random moments and
//! finished again, with a tally. Build the program first: `cargo build -p plinth`.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use tests::kills::{Options, run};

/// Kill publications at random moments and finish them again
#[derive(Debug, Parser)]
struct Arguments {
    /// How many are killed
    #[arg(long, default_value_t = 100)]
    times: u32,
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
        megabytes: arguments.megabytes,
        seed: arguments.seed,
    };
    let mut out = std::io::stdout();
    let ran = run(options, &mut |line| {
        let _ = writeln!(out, "{line}");
    });
    let (text, good) = match ran {
        Ok(tally) => {
            let good = tally.sent_again == 0
                && tally.broken_pages.is_empty()
                && tally.identical == options.times;
            let pages: String = tally
                .broken_pages
                .iter()
                .map(|page| format!("{page}\n"))
                .collect();
            (format!("\n{}{pages}", tally.text()), good)
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
