//! Moto: AWS's API in a process of its own, by other hands than ours. `packaging/test.sh` installs it.

use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long moto may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A moto server that ends when this is dropped.
#[derive(Debug)]
pub struct Moto {
    process: Child,
    endpoint: String,
}

impl Moto {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// Where `moto_server` isn't on the path or doesn't come up.
    pub fn start() -> io::Result<Self> {
        let process = Command::new("moto_server")
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                let hint = "run the tests with packaging/test.sh";
                io::Error::other(format!("moto_server doesn't start ({error}): {hint}"))
            })?;
        // From here on it ends whatever fails.
        let mut moto = Self {
            process,
            endpoint: String::new(),
        };
        let log = moto.process.stderr.take();
        let log = BufReader::new(log.ok_or_else(|| io::Error::other("moto_server has no log"))?);
        let (send, receive) = mpsc::channel();
        // Reads to the end, so that moto never waits for its log to be read.
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                if let Some((_, endpoint)) = line.split_once("Running on ") {
                    let _ = send.send(endpoint.trim().to_owned());
                }
            }
        });
        moto.endpoint = receive
            .recv_timeout(PATIENCE)
            .map_err(|_| io::Error::other("moto_server doesn't say where it runs"))?;
        Ok(moto)
    }

    /// Where it answers.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
