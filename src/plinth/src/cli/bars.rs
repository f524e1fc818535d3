//! Progress on stderr: a bar or spinner on a terminal, nothing in a pipe.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base::{Progress, Reporter, Unit, units};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::paint::{QUIET, WARNING, paint};

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(120);

/// What is known about the present stage.
const SPINNER: &str = "{spinner:.cyan} {msg} {elapsed:.dim}";
/// The same with a share that is done.
const BAR: &str = "{spinner:.cyan} {msg} {bar:28.cyan/dim} {prefix}";

/// Reports jobs to a terminal.
#[derive(Debug)]
pub(crate) struct Bars {
    /// The bar of the present stage, while there is one.
    bar: Mutex<Option<ProgressBar>>,
    /// Whether stderr is a terminal, and progress is wanted.
    live: bool,
    /// Whether stages are written as lines instead.
    lines: bool,
    quiet: bool,
}

impl Bars {
    /// Progress as the user asked for it.
    pub(crate) fn new(quiet: bool, verbose: u8) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self {
            bar: Mutex::default(),
            live: terminal && !quiet && verbose == 0,
            lines: verbose > 0,
            quiet,
        }
    }

    /// Takes the bar off the terminal.
    pub(crate) fn clear(&self) {
        if let Some(bar) = self.lock().take() {
            bar.finish_and_clear();
        }
    }

    /// Runs `write` while no bar is drawn.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        let bar = self.lock().clone();
        match bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, line: &str) {
        self.suspend(|| {
            let mut err = anstream::stderr().lock();
            let _ = writeln!(err, "{line}");
        });
    }
}

/// A style by its template; indicatif's own where it doesn't parse, which a test rules out.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━━─")
        .tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ")
}

/// How far a stage is, in words: `1.2 MB of 3.4 MB`, `3 of 24`.
fn share(progress: Progress) -> String {
    let number = |value| match progress.unit {
        Unit::Bytes => units::bytes(value),
        Unit::Items => units::count(value),
    };
    match progress.total {
        Some(total) => format!("{} of {}", number(progress.done), number(total)),
        None => number(progress.done),
    }
}

impl Reporter for Bars {
    fn stage(&self, name: &str) {
        if self.lines {
            self.write(&paint(QUIET, name));
        }
        if self.live {
            self.clear();
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
                .with_style(style(SPINNER))
                .with_message(name.to_owned());
            bar.enable_steady_tick(TICK);
            *self.lock() = Some(bar);
        }
    }

    fn progress(&self, progress: Progress) {
        let bar = self.lock().clone();
        let Some(bar) = bar else { return };
        if let Some(total) = progress.total {
            if bar.length() != Some(total) {
                bar.set_length(total);
                bar.set_style(style(BAR));
            }
            bar.set_prefix(share(progress));
            bar.set_position(progress.done);
        }
    }

    fn warn(&self, warning: &str) {
        if !self.quiet {
            self.write(&format!("{} {warning}", paint(WARNING, "warning:")));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn templates_are_understood() {
        for template in [SPINNER, BAR] {
            assert!(ProgressStyle::with_template(template).is_ok());
        }
    }

    #[test]
    fn shares_have_units() {
        let of = |unit, total| {
            share(Progress {
                done: 1_200_000,
                total,
                unit,
            })
            .replace('\u{2009}', " ")
        };
        assert_eq!(of(Unit::Bytes, Some(3_400_000)), "1.2 MB of 3.4 MB");
        assert_eq!(of(Unit::Items, None), "1 200 000");
    }
}
