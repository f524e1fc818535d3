//! `plinth`: the window and the command line.

fn main() -> std::process::ExitCode {
    plinth::cli::main(std::env::args_os())
}
