//! What the command line may say.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use base::Fault;
use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::error::ErrorKind;
use clap::{ArgAction, Args, Parser};

use super::commands::Command;
use super::failure;

/// Headings stand out, what is typed literally is coloured; both go where colour goes.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::White.on_default().bold())
    .usage(AnsiColor::White.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::White.on_default());

/// Author and publish 3D product listings.
#[derive(Debug, Parser)]
#[command(
    name = "plinth",
    version,
    about = "Author and publish 3D product listings",
    long_about = "Author and publish 3D product listings.\n\n\
        Without a command it opens the window, on FILE or a live listing where one is given.",
    after_help = "Examples:\n  \
        plinth chair.glb              open a product in the window\n  \
        plinth inspect chair.glb      what is in it\n  \
        plinth demo                   a shop with sample products on this computer\n\n\
        Exit codes: 0 done, 1 the work says no, 2 wrong usage, 3 bad input file,\n\
        4 network or service, 5 denied, 130 interrupted",
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    styles = STYLES,
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// What every command takes, after its own options.
    #[command(flatten)]
    pub(crate) global: Global,
    /// The command; none opens the window.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// How the window is opened.
    #[command(flatten)]
    pub(crate) window: Window,
}

/// How the window is opened.
#[derive(Debug, Args)]
pub(crate) struct Window {
    /// The model to open in the window, or the address of a listing's page
    #[arg(value_name = "FILE|URL")]
    pub(crate) file: Option<PathBuf>,
    /// Close the window by itself after this many frames, once nothing is under way; for tests.
    #[arg(long, value_name = "N", hide = true)]
    pub(crate) quit_after_frames: Option<u32>,
    /// Lose the graphics device so many frames after a model is shown; for tests.
    #[arg(long, value_name = "N", hide = true)]
    pub(crate) lose_device_after_frames: Option<u32>,
}

/// What every command takes, after its own options.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Print one JSON document on stdout
    #[arg(long, global = true, display_order = 900)]
    pub(crate) json: bool,
    /// Print results and errors only
    #[arg(short, long, global = true, display_order = 901)]
    pub(crate) quiet: bool,
    /// Say more: stages and causes; twice: details for developers
    #[arg(
        short,
        long,
        global = true,
        display_order = 902,
        action = ArgAction::Count,
        conflicts_with = "quiet"
    )]
    pub(crate) verbose: u8,
    /// Folder for Plinth's data [default: PLINTH_DATA, or the system's place]
    #[arg(long, global = true, display_order = 903, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

/// Which platform a command talks to.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Platform {
    /// The platform's address [default: PLINTH_ENDPOINT, or one that runs on this computer]
    #[arg(long, value_name = "ENDPOINT")]
    pub(crate) to: Option<String>,
    /// Send passwords and tokens to an http:// address of another computer: without encryption, so
    /// only in a network where nobody else reads along
    #[arg(long)]
    pub(crate) insecure: bool,
}

/// Prints the help or version that was asked for, or says what is wrong with `arguments`.
pub(crate) fn explain(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        // Help and version; a closed pipe is no fault of ours.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let fault = usage_fault(error);
    // Parsing failed, so whether JSON is wanted has to be read from the words themselves.
    let json = arguments
        .iter()
        .skip(1)
        .take_while(|word| *word != "--")
        .any(|word| word == "--json");
    failure::print(&fault, json, false);
    ExitCode::from(fault.kind().exit_code())
}

/// clap's message as one sentence and a hint.
fn usage_fault(error: &clap::Error) -> Fault {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let sentence = one_line(paragraphs.next().unwrap_or_default());
    let sentence = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "A command is missing".to_owned()
        }
        _ => capitalise(sentence.trim_start_matches("error: ").trim_end_matches(':')),
    };
    let rest: Vec<&str> = paragraphs.map(str::trim).collect();
    let tip = rest
        .iter()
        .find_map(|paragraph| paragraph.strip_prefix("tip: "));
    let hint = match tip {
        Some(tip) => capitalise(&one_line(tip.split("\n  tip: ").next().unwrap_or(tip))),
        None => format!("See `{} --help`", command_of(&text)),
    };
    Fault::usage(sentence).hint(hint)
}

/// The command's words in clap's usage line: those before the first option or value.
fn command_of(text: &str) -> String {
    let usage = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("Usage: "))
        .unwrap_or("plinth");
    let words: Vec<&str> = usage
        .split_whitespace()
        .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()))
        .collect();
    words.join(" ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capitalise(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example_in_its_help() {
        fn visit(command: &mut clap::Command, path: &str) {
            let path = format!("{path} {}", command.get_name());
            let help = command.render_long_help().to_string();
            assert!(help.contains("Example"), "{path}");
            for sub in command.get_subcommands_mut() {
                visit(sub, &path);
            }
        }
        let mut command = Cli::command();
        command.build();
        visit(&mut command, "");
    }

    #[test]
    fn wrong_usage_is_one_sentence_with_a_hint() {
        let fault = |words: &[&str]| usage_fault(&Cli::try_parse_from(words).unwrap_err());
        let missing = fault(&["plinth", "publish", "chair.glb"]);
        assert!(
            missing.message().contains("--sku <SKU>") && !missing.message().contains('\n'),
            "{missing}"
        );
        assert_eq!(missing.hint_text(), Some("See `plinth publish --help`"));
        let unknown = fault(&["plinth", "inspect", "a.glb", "--jsn"]);
        assert!(unknown.message().contains("--jsn"), "{unknown}");
        assert!(unknown.hint_text().unwrap().contains("--json"), "{unknown}");
        let none = fault(&["plinth", "listing"]);
        assert_eq!(none.message(), "A command is missing");
        assert_eq!(none.hint_text(), Some("See `plinth listing --help`"));
    }
}
