//! Starting and stopping the embedded platform.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

use base::{Fault, Remedy, Result};

use super::Record;
use super::lock::PlatformLock;
use crate::DataDir;

/// The shop's port where nothing else is asked for and it is free, so that the shop's address stays
/// the same from one start to the next. Not registered with IANA.
pub const DEFAULT_PORT: u16 = 8484;

/// Which port the shop takes. The API and the object store take free ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// [`DEFAULT_PORT`], or any other where that one is in use.
    Preferred,
    /// This one and no other; 0 is any that is free.
    Fixed(u16),
}

impl Port {
    fn address(self) -> SocketAddr {
        let port = match self {
            Self::Fixed(port) => port,
            Self::Preferred if is_free(DEFAULT_PORT) => DEFAULT_PORT,
            Self::Preferred => 0,
        };
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
    }
}

fn is_free(port: u16) -> bool {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => true,
        Err(error) => error.kind() != io::ErrorKind::AddrInUse,
    }
}

/// A running embedded platform. Stop it with [`Embedded::stop`]; dropped, it ends with the
/// runtime that it was started on.
#[derive(Debug)]
pub struct Embedded {
    running: service::Running,
    record: Record,
    data: DataDir,
    // Released last: whoever gets it may start.
    _lock: PlatformLock,
}

impl Embedded {
    /// Starts a platform on `data`, and returns once it answers.
    ///
    /// # Errors
    /// Service faults: another platform runs on that folder, the port is in use, the disk refuses.
    pub async fn start(data: &DataDir, port: Port) -> Result<Self> {
        let lock = PlatformLock::take(data)?;
        let mut config = service::Config::embedded(data.platform());
        config.listen = port.address();
        let running = service::start(config).await.map_err(|fault| match port {
            Port::Fixed(port) if port != 0 && !is_free(port) => {
                Fault::service(format!("Port {port} is in use by another program"))
                    .remedy(Remedy::ChoosePort)
                    .because(fault)
            }
            _ => fault,
        })?;
        let record = Record {
            process: std::process::id(),
            shop_url: running.shop_url().to_owned(),
            api_url: running.api_url().to_owned(),
        };
        record.write(data)?;
        Ok(Self {
            running,
            record,
            data: data.clone(),
            _lock: lock,
        })
    }

    /// Where it answers.
    #[must_use]
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// Lets requests under way finish, closes the databases, and gives the folder back.
    pub async fn stop(self) {
        Record::remove(&self.data);
        self.running.shutdown().await;
    }
}

/// Threads for a platform to run on.
///
/// # Errors
/// A service fault where the system gives none.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("plinth-net")
        .build()
        .map_err(|error| {
            Fault::service(format!("Worker threads can't be started: {error}")).because(error)
        })
}
