//! The program under test, as a user runs it.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ::publish::Step;
use serde_json::Value;

use super::PATIENCE;
use super::shop::{SKU, Shop, TITLE};
use crate::plinth_binary;

/// A user with a data folder of their own, signed in to the shop.
pub(super) struct Client {
    api: String,
    token: String,
    folder: PathBuf,
}

/// What to publish.
pub(super) struct Publish {
    pub(super) model: PathBuf,
    pub(super) price: String,
}

impl Client {
    pub(super) fn new(shop: &Shop, folder: &Path) -> Self {
        Self {
            api: shop.api_url(),
            token: shop.token().to_owned(),
            folder: folder.to_owned(),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(plinth_binary());
        command
            .args(words)
            .arg("--json")
            .current_dir(&self.folder)
            .env("PLINTH_DATA", self.folder.join("client"))
            .env("PLINTH_TOKEN", &self.token)
            .env("PLINTH_ENDPOINT", &self.api)
            .env_remove("PLINTH_LOG")
            // Graphics drivers complain on stderr where it is missing.
            .env("XDG_RUNTIME_DIR", &self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(super) fn publish(&self, publish: &Publish) -> io::Result<Started> {
        let model = publish.model.display().to_string();
        let words = [
            "publish",
            &model,
            "--sku",
            SKU,
            "--title",
            TITLE,
            "--price",
            &publish.price,
            "--currency",
            "EUR",
        ];
        Started::of(self.command(&words))
    }

    /// Has the publication that is under way, in whichever process, wait.
    pub(super) fn pause(&self) -> io::Result<()> {
        Started::of(self.command(&["uploads", "pause", SKU]))?
            .finish(PATIENCE)
            .map(drop)
    }

    pub(super) fn unpublish(&self) -> io::Result<Started> {
        Started::of(self.command(&["listing", "unpublish", SKU]))
    }

    pub(super) fn resume(&self) -> io::Result<Started> {
        Started::of(self.command(&["uploads", "resume", SKU]))
    }

    /// What the journal has of the product; `None` where everything has come to its end.
    pub(super) fn unfinished(&self) -> io::Result<Option<Unfinished>> {
        let list = Started::of(self.command(&["uploads", "list"]))?.finish(PATIENCE)?;
        let Some(row) = list["uploads"].get(0) else {
            return Ok(None);
        };
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let step = Step::from_word(&text("step"));
        Ok(Some(Unfinished {
            step: step.ok_or_else(|| io::Error::other(format!("an unknown step: {row}")))?,
            aim: text("aim"),
            state: text("state"),
        }))
    }
}

/// What the journal has of something that hasn't come to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unfinished {
    /// The step that was begun.
    pub(super) step: Step,
    /// What it is to come to: `publish`, `unpublish`.
    pub(super) aim: String,
    /// `broken-off` where nobody is at it, otherwise `under-way` or `held`.
    pub(super) state: String,
}

/// A command that runs.
pub(super) struct Started {
    child: Child,
    out: Option<thread::JoinHandle<()>>,
    err: Option<thread::JoinHandle<()>>,
    document: Arc<Mutex<String>>,
    said: Arc<Mutex<String>>,
}

impl Started {
    fn of(mut command: Command) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let (document, said) = <(Arc<Mutex<String>>, Arc<Mutex<String>>)>::default();
        let out = child.stdout.take().map(|out| read(out, document.clone()));
        let err = child.stderr.take().map(|err| read(err, said.clone()));
        Ok(Self {
            child,
            out,
            err,
            document,
            said,
        })
    }

    /// Whether it has said `words` on stderr by now.
    pub(super) fn has_said(&self, words: &str) -> bool {
        lock(&self.said).contains(words)
    }

    pub(super) fn is_running(&mut self) -> io::Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Kills it (SIGKILL); says whether it still ran.
    pub(super) fn kill(mut self) -> io::Result<bool> {
        let ran = self.is_running()?;
        self.child.kill()?;
        self.child.wait()?;
        Ok(ran)
    }

    /// Waits until it is done, which must go well; gives its JSON document.
    pub(super) fn finish(mut self, patience: Duration) -> io::Result<Value> {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait()? {
                break status;
            }
            if begin.elapsed() > patience {
                self.child.kill()?;
                return Err(io::Error::other("a command has no end"));
            }
            thread::sleep(Duration::from_millis(10));
        };
        for reader in [self.out.take(), self.err.take()].into_iter().flatten() {
            let _ = reader.join();
        }
        if status.success() {
            serde_json::from_str(&lock(&self.document)).map_err(io::Error::other)
        } else {
            let said = lock(&self.said);
            Err(io::Error::other(format!("a command failed: {said}")))
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads `stream` to its end into `text`, line by line.
fn read(stream: impl Read + Send + 'static, text: Arc<Mutex<String>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let (mut lines, mut line) = (BufReader::new(stream), String::new());
        while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            lock(&text).push_str(&line);
            line.clear();
        }
    })
}

fn lock(text: &Mutex<String>) -> MutexGuard<'_, String> {
    text.lock().unwrap_or_else(PoisonError::into_inner)
}
