//! A TCP proxy of our own between a client and a server: it passes bytes on, keeps a log of the
//! requests in them, and does harm where a rule says so.
//!
//! It understands just enough of HTTP/1.1 to know where a request begins and ends. Each connection
//! has two threads; all end with their streams.

mod answers;
mod gate;
mod head;
mod requests;

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

pub use gate::{Gate, Side};
pub use head::Request;

/// Harm that is done to one request or its answer.
#[derive(Debug, Clone)]
pub enum Harm {
    /// The connection breaks after so many bytes of the body.
    Reset {
        /// Bytes of the body that still pass.
        after: u64,
    },
    /// The request never reaches the server; the client gets this instead.
    Answer {
        /// The status.
        status: u16,
        /// The body, XML for S3.
        body: String,
    },
    /// The server does its work, and its answer breaks off after so many bytes.
    CutAnswer {
        /// Bytes of the answer that still pass.
        after: usize,
    },
    /// The server does its work, and the client gets this instead of its answer.
    Instead {
        /// The status.
        status: u16,
        /// The body, XML for S3.
        body: String,
    },
    /// One byte of the body is changed on the way.
    Flip {
        /// Which.
        at: u64,
    },
    /// The body passes slowly.
    Drip {
        /// How much at a time.
        piece: usize,
        /// The pause after each piece.
        pause: Duration,
    },
    /// It waits at a gate.
    Hold {
        /// Which.
        gate: Arc<Gate>,
        /// On which side of the server.
        side: Side,
    },
}

/// What happens to which requests.
struct Rule {
    applies: Box<dyn Fn(&Request) -> bool + Send>,
    times: u32,
    harm: Harm,
}

/// Bytes, and others of the same length.
type Replacement = (Vec<u8>, Vec<u8>);

/// What the proxy knows of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its head.
    pub request: Request,
    /// The status of its answer, which the server gave even where nobody was left to hear it.
    pub status: Option<u16>,
    /// Whether the connection ended before an answer came.
    pub broken: bool,
}

/// What all connections share.
struct Shared {
    behind: SocketAddr,
    rules: Mutex<Vec<Rule>>,
    log: Mutex<Vec<Seen>>,
    /// Bytes of answers that are replaced by others of the same length.
    replace: Vec<Replacement>,
    stopped: AtomicBool,
}

/// A proxy that runs until it is dropped.
pub struct Proxy {
    addr: SocketAddr,
    shared: Arc<Shared>,
}

impl Proxy {
    /// A proxy before `behind`, on a free port of this computer.
    ///
    /// # Errors
    /// Where no port is free.
    pub fn start(behind: SocketAddr) -> io::Result<Self> {
        Self::listen(behind, Vec::new())
    }

    /// The same, with an address as long as that of `behind`, which it can replace then.
    ///
    /// # Errors
    /// Where no such port is free.
    pub fn as_long_as(behind: SocketAddr) -> io::Result<Self> {
        const ATTEMPTS: usize = 1000;
        let mut others = Vec::new();
        for _ in 0..ATTEMPTS {
            let proxy = Self::start(behind)?;
            if proxy.addr().to_string().len() == behind.to_string().len() {
                return Ok(proxy);
            }
            // Kept, so that its port isn't given again.
            others.push(proxy);
        }
        Err(io::Error::other(format!("no port is as long as {behind}")))
    }

    /// A proxy before `behind` in whose answers the address of whatever one of `others` stands
    /// before is replaced by that one's.
    ///
    /// # Errors
    /// Where no port is free, or two addresses differ in length: lengths are told before bodies.
    pub fn leading_to(behind: SocketAddr, others: &[&Self]) -> io::Result<Self> {
        let replace = others.iter().map(|other| {
            let (from, to) = (other.shared.behind.to_string(), other.addr.to_string());
            if from.len() == to.len() {
                Ok((from.into(), to.into()))
            } else {
                let said = format!("{from} and {to} differ in length");
                Err(io::Error::other(said))
            }
        });
        Self::listen(behind, replace.collect::<io::Result<_>>()?)
    }

    fn listen(behind: SocketAddr, replace: Vec<Replacement>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = listener.local_addr()?;
        let shared = Arc::new(Shared {
            behind,
            rules: Mutex::default(),
            log: Mutex::default(),
            replace,
            stopped: AtomicBool::new(false),
        });
        let of_thread = shared.clone();
        thread::spawn(move || accept(&listener, &of_thread));
        Ok(Self { addr, shared })
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The same as an address for clients.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Does `harm` to the next `times` requests that `applies` picks.
    pub fn harm(
        &self,
        times: u32,
        harm: Harm,
        applies: impl Fn(&Request) -> bool + Send + 'static,
    ) {
        lock(&self.shared.rules).push(Rule {
            applies: Box::new(applies),
            times,
            harm,
        });
    }

    /// Whether all harm that was asked for has been done.
    #[must_use]
    pub fn harm_done(&self) -> bool {
        lock(&self.shared.rules).iter().all(|rule| rule.times == 0)
    }

    /// All requests so far, in the order in which they began.
    #[must_use]
    pub fn log(&self) -> Vec<Seen> {
        lock(&self.shared.log).clone()
    }

    /// Waits until every request has its answer or its end, for `patience` at most; says whether
    /// that came.
    #[must_use]
    pub fn settle(&self, patience: Duration) -> bool {
        const LOOK: Duration = Duration::from_millis(10);
        let mut waited = Duration::ZERO;
        while waited < patience {
            let open = lock(&self.shared.log)
                .iter()
                .any(|seen| seen.status.is_none() && !seen.broken);
            if !open {
                return true;
            }
            thread::sleep(LOOK);
            waited += LOOK;
        }
        false
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Release);
        // Wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(self.addr);
    }
}

/// An answer of the proxy's own.
fn made_up(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Harm\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for client in listener.incoming() {
        if shared.stopped.load(Ordering::Acquire) {
            return;
        }
        let Ok(client) = client else { continue };
        // A client whose server can't be reached finds its connection closed.
        let Ok(server) = TcpStream::connect(shared.behind) else {
            continue;
        };
        let _ = client.set_nodelay(true);
        let _ = server.set_nodelay(true);
        let line = Arc::new(Line::new(shared.clone()));
        let (Ok(to_client), Ok(from_server)) = (client.try_clone(), server.try_clone()) else {
            continue;
        };
        let of_answers = line.clone();
        thread::spawn(move || {
            let _ = answers::pass(from_server, to_client, &of_answers);
            of_answers.broke();
        });
        thread::spawn(move || {
            let _ = requests::pass(client, server, &line);
        });
    }
}

/// One connection: what its two threads tell each other.
struct Line {
    shared: Arc<Shared>,
    /// Places in the log of requests that still wait for their answers.
    waiting: Mutex<VecDeque<usize>>,
    /// Where the next answer breaks off.
    cut: Mutex<Option<usize>>,
    /// What the client gets instead of the next answer.
    instead: Mutex<Option<Vec<u8>>>,
    /// Where the next answer waits.
    gate: Mutex<Option<Arc<Gate>>>,
}

impl Line {
    fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            waiting: Mutex::default(),
            cut: Mutex::default(),
            instead: Mutex::default(),
            gate: Mutex::default(),
        }
    }

    /// Notes a request; gives the harm to be done to it.
    fn begin(&self, request: &Request) -> (usize, Option<Harm>) {
        let place = {
            let mut log = lock(&self.shared.log);
            log.push(Seen {
                request: request.clone(),
                status: None,
                broken: false,
            });
            log.len() - 1
        };
        let mut rules = lock(&self.shared.rules);
        let rule = rules
            .iter_mut()
            .find(|rule| rule.times > 0 && (rule.applies)(request));
        let harm = rule.map(|rule| {
            rule.times -= 1;
            rule.harm.clone()
        });
        (place, harm)
    }

    fn answered(&self, place: usize, status: u16) {
        if let Some(seen) = lock(&self.shared.log).get_mut(place) {
            seen.status = Some(status);
        }
    }

    /// The server's side has ended: what still waits will never be answered.
    fn broke(&self) {
        let mut log = lock(&self.shared.log);
        for place in lock(&self.waiting).drain(..) {
            if let Some(seen) = log.get_mut(place) {
                seen.broken = true;
            }
        }
    }
}
