//! The only place that writes to the terminal: it knows whether people or programs read, and how
//! much they want to know.

use std::io::Write as _;
use std::sync::Arc;

use base::{Fault, Reporter, Result};
use serde::Serialize;

use super::bars::Bars;
use super::failure;
use super::options::Global;
use super::paint::{BAD, GOOD, paint};

/// The terminal of one command.
#[derive(Debug)]
pub(crate) struct Shell {
    json: bool,
    quiet: bool,
    verbose: u8,
    bars: Arc<Bars>,
}

impl Shell {
    /// A shell as the user asked for it.
    pub(crate) fn new(global: &Global) -> Self {
        Self {
            json: global.json,
            quiet: global.quiet,
            verbose: global.verbose,
            bars: Arc::new(Bars::new(global.quiet, global.verbose)),
        }
    }

    /// Where jobs report to.
    pub(crate) fn reporter(&self) -> Arc<dyn Reporter> {
        Arc::clone(&self.bars) as Arc<dyn Reporter>
    }

    /// A command's result: the JSON document for programs, or the lines of `text` for people. The
    /// work is done then, so progress goes.
    ///
    /// # Errors
    /// A service fault where the result can't be written as JSON.
    pub(crate) fn result(
        &self,
        document: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<()> {
        self.clear_progress();
        if self.json {
            let json = serde_json::to_string_pretty(document).map_err(|error| {
                Fault::service("The result can't be written as JSON").because(error)
            })?;
            self.print(&json);
        } else {
            self.print(&text());
        }
        Ok(())
    }

    /// One thing done on the way, for people; nothing where programs read or quiet was asked for.
    pub(crate) fn done(&self, what: &str) {
        self.note(&format!("{} {what}", paint(GOOD, "✓")));
    }

    /// One thing on the way that went wrong, for people.
    pub(crate) fn failed(&self, what: &str) {
        self.note(&format!("{} {what}", paint(BAD, "✗")));
    }

    /// A line on the way, for people.
    pub(crate) fn note(&self, line: &str) {
        if !self.json && !self.quiet {
            self.print(line);
        }
    }

    /// Says on stderr why the work says no.
    pub(crate) fn refuse(&self, why: &str) {
        let mut err = anstream::stderr().lock();
        let _ = writeln!(err, "{} {why}", paint(BAD, "✗"));
    }

    /// Says what went wrong.
    pub(crate) fn fail(&self, fault: &Fault) {
        failure::print(fault, self.json, self.verbose > 0);
    }

    /// Asks for a line on stderr and reads it from the terminal without showing it.
    ///
    /// # Errors
    /// A usage fault where there is no terminal.
    pub(crate) fn ask_secret(&self, question: &str) -> Result<String> {
        let terminal = console::Term::stderr();
        let refuse = || {
            Fault::usage("There is no terminal to type a password at")
                .hint("Give it on standard input with --password-stdin")
        };
        if !terminal.is_term() {
            return Err(refuse());
        }
        let _ = terminal.write_str(&format!("{question} (not shown): "));
        terminal
            .read_secure_line()
            .map_err(|error| refuse().because(error))
    }

    /// Takes progress off the terminal.
    pub(crate) fn clear_progress(&self) {
        self.bars.clear();
    }

    /// Whether programs read.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Writes lines to stdout. A pipe that nobody reads any more isn't a fault.
    fn print(&self, text: &str) {
        self.bars.suspend(|| {
            let mut out = anstream::stdout().lock();
            let _ = writeln!(out, "{}", text.trim_end_matches('\n'));
            let _ = out.flush();
        });
    }
}
