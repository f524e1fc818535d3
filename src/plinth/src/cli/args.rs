//! What the command line may say.

use std::ffi::OsString;
use std::path::Path;

use base::Fault;
use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory as _, Parser};

use super::commands::Command;
use super::failure;
use super::options::{Global, Window};

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
    disable_help_subcommand = true,
    styles = STYLES,
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// What every command takes, before its name or after it.
    #[command(flatten)]
    pub(crate) global: Global,
    /// The command; none opens the window.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// How the window is opened.
    #[command(flatten)]
    pub(crate) window: Window,
}

/// Takes `arguments` (the program's name first) apart.
///
/// # Errors
/// What is wrong with them, or the help or version that they ask for.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let cli = Cli::try_parse_from(arguments)?;
    // What clap can't say itself: it looks at the words before a command's name and at those after
    // it by themselves.
    let wrong = if cli.command.is_some() && cli.window != Window::default() {
        "a file to open in the window, or an option of the window, can't stand before a command"
    } else if cli.global.quiet && cli.global.verbose > 0 {
        "the argument '--quiet' cannot be used with '--verbose'"
    } else {
        return Ok(cli);
    };
    Err(Cli::command().error(ErrorKind::ArgumentConflict, wrong))
}

/// Prints the help or version that was asked for, or says what is wrong with `arguments`.
pub(crate) fn explain(error: &clap::Error, arguments: &[OsString]) -> u8 {
    if !error.use_stderr() {
        // Help and version; a closed pipe is no fault of ours.
        let _ = error.print();
        return 0;
    }
    let fault = usage_fault(error, arguments);
    // Parsing failed, so whether JSON is wanted has to be read from the words themselves.
    let json = arguments
        .iter()
        .skip(1)
        .take_while(|word| *word != "--")
        .any(|word| word == "--json");
    failure::print(&fault, json, false);
    fault.kind().exit_code()
}

/// clap's message about `arguments` as one sentence and a hint.
fn usage_fault(error: &clap::Error, arguments: &[OsString]) -> Fault {
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
        .find_map(|paragraph| paragraph.strip_prefix("tip: "))
        // Nobody means an option for a value.
        .filter(|tip| !tip.starts_with("to pass "));
    let hint = match (file_like_an_option(error, arguments), tip) {
        (Some(file), _) => format!("For the file of that name write ./{file}"),
        (None, Some(tip)) => capitalise(&one_line(tip.split("\n  tip: ").next().unwrap_or(tip))),
        (None, None) => format!("See `{} --help`", command_of(arguments)),
    };
    Fault::usage(sentence).hint(hint)
}

/// The command that `arguments` name, as far as they do: `plinth listing show`. Not every message of
/// clap's has a usage line to read it from.
fn command_of(arguments: &[OsString]) -> String {
    let mut words = vec!["plinth".to_owned()];
    let forgiving = Cli::command().ignore_errors(true);
    let matches = forgiving.try_get_matches_from(arguments).ok();
    let mut found = matches.as_ref().and_then(ArgMatches::subcommand);
    while let Some((name, matches)) = found {
        words.push(name.to_owned());
        found = matches.subcommand();
    }
    words.join(" ")
}

/// The file among `arguments` that was taken for an option, since its name begins like one.
fn file_like_an_option(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    arguments
        .iter()
        .skip(1)
        .filter(|word| word.as_encoded_bytes().starts_with(b"-"))
        .find(|word| Path::new(word).is_file())
        .map(|word| word.display().to_string())
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

    use std::any::TypeId;
    use std::path::PathBuf;

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

    /// What is said of `words`, which are wrong.
    fn fault(words: &[&str]) -> Fault {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        usage_fault(&parse(&words).unwrap_err(), &words)
    }

    #[test]
    fn wrong_usage_is_one_sentence_with_a_hint() {
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
        let both = fault(&["plinth", "chair.glb", "inspect", "chair.glb"]);
        assert!(both.message().contains("before a command"), "{both}");
    }

    /// Every command that does something, as its words and clap's description of it.
    fn commands() -> Vec<(Vec<String>, clap::Command)> {
        fn visit(
            command: &clap::Command,
            path: &[String],
            all: &mut Vec<(Vec<String>, clap::Command)>,
        ) {
            let path = [path, &[command.get_name().to_owned()]].concat();
            if !command.has_subcommands() {
                all.push((path, command.clone()));
                return;
            }
            for sub in command.get_subcommands() {
                visit(sub, &path, all);
            }
        }
        let (mut all, mut root) = (Vec::new(), Cli::command());
        root.build();
        visit(&root, &[], &mut all);
        assert!(all.len() > 20, "{}", all.len());
        all
    }

    /// Words that a command can do with: one for each argument that is required or has a place.
    fn needed(command: &clap::Command) -> Vec<String> {
        let mut words = Vec::new();
        let arguments = command.get_arguments();
        for argument in arguments.filter(|it| it.is_required_set() || it.is_positional()) {
            words.extend(argument.get_long().map(|long| format!("--{long}")));
            let word = match argument.get_long() {
                Some("currency") => "EUR",
                _ => "10",
            };
            words.push(word.into());
        }
        words
    }

    #[test]
    fn what_every_command_takes_stands_before_its_name_or_after_it() {
        let global: [(&str, &[&str]); 6] = [
            ("json", &["--json"]),
            ("quiet", &["-q"]),
            ("quiet", &["--quiet"]),
            ("verbose", &["-v"]),
            ("verbose", &["-vv"]),
            ("data", &["--data", "inspect"]),
        ];
        for (path, command) in commands() {
            let own: Vec<String> = needed(&command);
            for (name, words) in global {
                let words: Vec<String> = words.iter().map(|&word| word.into()).collect();
                let places = [
                    [&path[..1], &words[..], &path[1..], &own[..]].concat(),
                    [&path[..], &words[..], &own[..]].concat(),
                    [&path[..], &own[..], &words[..]].concat(),
                ];
                let told = places.map(|place| {
                    let matches = Cli::command().try_get_matches_from(&place);
                    let matches = matches.unwrap_or_else(|error| panic!("{place:?}: {error}"));
                    let words: Vec<OsString> = place.iter().map(OsString::from).collect();
                    let cli = parse(&words).unwrap();
                    assert!(matches.subcommand().is_some(), "{place:?}");
                    (name, format!("{:?}", cli.global))
                });
                assert!(told.iter().all(|one| *one == told[0]), "{path:?}: {told:?}");
                let nothing = parse(
                    &[&path[..], &own[..]]
                        .concat()
                        .iter()
                        .map(OsString::from)
                        .collect::<Vec<_>>(),
                );
                assert_ne!(format!("{:?}", nothing.unwrap().global), told[0].1);
            }
        }
    }

    #[test]
    fn a_bad_value_hints_at_the_help_of_its_own_command() {
        let mut tried = 0;
        for (path, command) in commands() {
            for argument in command.get_arguments() {
                let kind = argument.get_value_parser().type_id();
                let takes_anything = kind == TypeId::of::<String>()
                    || kind == TypeId::of::<PathBuf>()
                    || kind == TypeId::of::<OsString>();
                if !argument.get_action().takes_values() || takes_anything {
                    continue;
                }
                let mut words = path.clone();
                words.extend(argument.get_long().map(|long| format!("--{long}")));
                let values = argument
                    .get_num_args()
                    .map_or(1, |count| count.min_values());
                words.extend(std::iter::repeat_n("\u{1}".to_owned(), values.max(1)));
                let words: Vec<OsString> = words.iter().map(OsString::from).collect();
                let Err(error) = parse(&words) else {
                    continue;
                };
                let fault = usage_fault(&error, &words);
                assert_eq!(
                    fault.hint_text(),
                    Some(format!("See `{} --help`", path.join(" ")).as_str()),
                    "{words:?}: {fault}"
                );
                // Some take any text, and then something else is missing.
                tried += u32::from(fault.message().contains("nvalid value"));
            }
        }
        assert!(tried > 15, "{tried}");
    }
}
