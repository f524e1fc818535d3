//! Runs the program, with an end.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The longest that any command of these tests may take; software graphics on a busy computer are
/// slow.
const PATIENCE: Duration = Duration::from_secs(240);

/// Variables that would change what a command does.
const FOREIGN: [&str; 9] = [
    "PLINTH_BROWSER",
    "PLINTH_ENDPOINT",
    "PLINTH_TOKEN",
    "PLINTH_LOG",
    "PLINTH_ADAPTER",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "CLICOLOR_FORCE",
    "RUST_LOG",
];

/// A user with a data folder of their own.
pub(crate) struct User {
    folder: TempDir,
}

/// What came of a command.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl User {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The command, to be started in a way of its own.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(tests::plinth_binary());
        for name in FOREIGN {
            command.env_remove(name);
        }
        command
            .args(words)
            .current_dir(self.folder())
            .env("PLINTH_DATA", self.folder().join("data"))
            // Graphics drivers complain on stderr where it is missing.
            .env("XDG_RUNTIME_DIR", self.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs `plinth` with `words` to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        finish(self.command(words).spawn().unwrap())
    }

    /// Runs it with a variable set.
    pub(crate) fn run_with(&self, name: &str, value: &str, words: &[&str]) -> Ran {
        finish(self.command(words).env(name, value).spawn().unwrap())
    }

    /// Runs it with a line on standard input.
    pub(crate) fn run_given(&self, line: &str, words: &[&str]) -> Ran {
        let mut child = self.command(words).stdin(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        // A command that refuses before it reads closes the pipe.
        let _ = writeln!(input, "{line}");
        drop(input);
        finish(child)
    }

    /// Starts it, to be stopped later.
    pub(crate) fn start(&self, words: &[&str]) -> Started {
        Started {
            child: Some(self.command(words).spawn().unwrap()),
        }
    }
}

/// A command that runs.
pub(crate) struct Started {
    child: Option<Child>,
}

impl Started {
    /// The first JSON document that it prints.
    pub(crate) fn document(&mut self) -> Value {
        let mut out = BufReader::new(self.child.as_mut().unwrap().stdout.take().unwrap());
        let mut text = String::new();
        // The documents are indented: a lone brace ends one.
        while out.read_line(&mut text).unwrap() > 0 {
            if text.ends_with("\n}\n") {
                break;
            }
        }
        serde_json::from_str(&text).unwrap()
    }

    /// Waits for its end.
    #[cfg(unix)]
    pub(crate) fn wait(mut self) -> Ran {
        finish(self.child.take().unwrap())
    }

    /// Presses Ctrl-C and waits for the end.
    #[cfg(unix)]
    pub(crate) fn interrupt(mut self) -> Ran {
        let child = self.child.take().unwrap();
        press(&child);
        finish(child)
    }

    /// Presses Ctrl-C twice and waits for the end.
    #[cfg(unix)]
    pub(crate) fn interrupt_twice(mut self) -> Ran {
        let child = self.child.take().unwrap();
        press(&child);
        // Two that come as one would count as one.
        thread::sleep(Duration::from_millis(100));
        press(&child);
        finish(child)
    }
}

/// Presses Ctrl-C; nothing where the program has ended.
#[cfg(unix)]
fn press(child: &Child) {
    let id = child.id().to_string();
    let pressed = Command::new("kill").args(["-INT", &id]).status();
    assert!(pressed.unwrap().success());
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Waits for the end and reads everything on the way.
fn finish(mut child: Child) -> Ran {
    let reader = |stream: Option<Box<dyn Read + Send>>| {
        thread::spawn(move || {
            let mut text = String::new();
            if let Some(mut stream) = stream {
                stream.read_to_string(&mut text).unwrap();
            }
            text
        })
    };
    let stdout = reader(
        child
            .stdout
            .take()
            .map(|s| Box::new(s) as Box<dyn Read + Send>),
    );
    let stderr = reader(
        child
            .stderr
            .take()
            .map(|s| Box::new(s) as Box<dyn Read + Send>),
    );
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begin.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the command had no end");
        }
        thread::sleep(Duration::from_millis(10));
    };
    Ran {
        code: status.code().unwrap_or(-1),
        stdout: stdout.join().unwrap(),
        stderr: stderr.join().unwrap(),
    }
}

impl Ran {
    /// The JSON document on stdout: one, and nothing else.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr))
    }

    /// Asserts that it went well.
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("error:"), "{}", self.stderr);
        self
    }

    /// Asserts that it failed with `code` and told it in one sentence that has `word` in it, with a
    /// hint; in the JSON document too, where one was asked for.
    pub(crate) fn refused(self, code: i32, word: &str) -> Self {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        let lines: Vec<&str> = self.stderr.lines().collect();
        let [error, hint] = lines.as_slice() else {
            panic!("not one sentence and one hint:\n{}", self.stderr);
        };
        assert!(error.starts_with("error: "), "{error}");
        assert!(error.contains(word), "'{word}' isn't in: {error}");
        assert!(hint.starts_with("hint: "), "{hint}");
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        if !self.stdout.is_empty() {
            let document = self.json();
            let said = document["error"]["message"].as_str().unwrap();
            assert_eq!(error.strip_prefix("error: "), Some(said));
            let hinted = document["error"]["hint"].as_str().unwrap();
            assert_eq!(hint.strip_prefix("hint: "), Some(hinted));
        }
        self
    }
}
