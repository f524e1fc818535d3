//! The program under test, as a user runs it.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

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

    pub(super) fn resume(&self) -> io::Result<Started> {
        Started::of(self.command(&["uploads", "resume", SKU]))
    }

    /// The step at which the journal has the product's publication; `None` where it has none.
    pub(super) fn unfinished_step(&self) -> io::Result<Option<String>> {
        let list = Started::of(self.command(&["uploads", "list"]))?.finish(PATIENCE)?;
        let rows = list["uploads"].as_array().cloned().unwrap_or_default();
        Ok(rows
            .first()
            .and_then(|row| row["step"].as_str())
            .map(Into::into))
    }
}

/// A command that runs.
pub(super) struct Started {
    child: Child,
    out: Option<thread::JoinHandle<String>>,
    err: Option<thread::JoinHandle<String>>,
}

impl Started {
    fn of(mut command: Command) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let out = child.stdout.take().map(read);
        let err = child.stderr.take().map(read);
        Ok(Self { child, out, err })
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
        let text = |reader: Option<thread::JoinHandle<String>>| {
            reader
                .and_then(|reader| reader.join().ok())
                .unwrap_or_default()
        };
        let (out, err) = (text(self.out.take()), text(self.err.take()));
        if status.success() {
            serde_json::from_str(&out).map_err(io::Error::other)
        } else {
            Err(io::Error::other(format!("a command failed: {err}")))
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text);
        text
    })
}
