//! Chromium's DevTools protocol, as little of it as a look at one page takes.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base::{Fault, Job, Remedy, Result};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket, client};

/// How often a wait looks whether its job was cancelled.
const LOOK: Duration = Duration::from_millis(100);
/// The most events that are kept; a page that says more says the same again.
const MOST_EVENTS: usize = 500;

/// How long to wait for the browser.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wait<'a> {
    pub(super) job: &'a Job,
    pub(super) until: Instant,
}

impl Wait<'_> {
    /// Whether there is time left.
    ///
    /// # Errors
    /// Cancelled; a service fault after the time.
    pub(super) fn check(&self) -> Result<()> {
        self.job.check()?;
        if Instant::now() > self.until {
            return Err(
                Fault::service("The page wasn't ready in the browser in time")
                    .remedy(Remedy::WaitLonger),
            );
        }
        Ok(())
    }
}

/// A connection to a browser.
pub(super) struct Devtools {
    socket: WebSocket<TcpStream>,
    last: u64,
    /// What the browser said unasked, oldest first.
    events: VecDeque<Value>,
}

impl Devtools {
    /// Connects to the browser that listens at `port` of this computer under `path`.
    pub(super) fn connect(port: u16, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(lost)?;
        let timed = stream.set_read_timeout(Some(Duration::from_secs(10)));
        timed.map_err(lost)?;
        let url = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = client(url, stream).map_err(lost)?;
        let timed = socket.get_ref().set_read_timeout(Some(LOOK));
        timed.map_err(lost)?;
        Ok(Self {
            socket,
            last: 0,
            events: VecDeque::new(),
        })
    }

    /// Asks for `method` and gives its answer; `session` is that of a page, empty for the browser.
    pub(super) fn call(
        &mut self,
        session: &str,
        method: &str,
        parameters: Value,
        wait: Wait<'_>,
    ) -> Result<Value> {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": parameters});
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        self.socket
            .send(Message::text(message.to_string()))
            .map_err(lost)?;
        loop {
            let Some(mut answer) = self.read(wait)? else {
                continue;
            };
            if answer["id"] != self.last {
                if self.events.len() < MOST_EVENTS {
                    self.events.push_back(answer);
                }
                continue;
            }
            if let Some(error) = answer["error"]["message"].as_str() {
                return Err(Fault::service(format!(
                    "The browser refused {method}: {error}"
                )));
            }
            return Ok(answer["result"].take());
        }
    }

    /// What the browser said unasked since the last time.
    pub(super) fn take_events(&mut self) -> Vec<Value> {
        self.events.drain(..).collect()
    }

    /// The next message, or nothing where none came for a while.
    fn read(&mut self, wait: Wait<'_>) -> Result<Option<Value>> {
        wait.check()?;
        match self.socket.read() {
            Ok(Message::Text(text)) => Ok(serde_json::from_str(&text).ok()),
            Ok(_) => Ok(None),
            Err(tungstenite::Error::Io(error))
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
            {
                Ok(None)
            }
            Err(error) => Err(lost(error)),
        }
    }
}

fn lost(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::service("The browser that looks at the page can't be talked to")
        .remedy(Remedy::NameBrowser)
        .because(error)
}
