//! A platform of its own process, with a proxy before each of its services.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base::{ContentHash, ContentHasher};

use super::aim::{Aim, Line};
use crate::platform::Platform;
use crate::plinth_binary;
use crate::proxy::{Gate, Harm, Proxy, Seen, Side};

/// The product that is published over and over.
pub(super) const SKU: &str = "KILL-1";
/// Its name.
pub(super) const TITLE: &str = "Box";

/// A platform that runs until this is dropped.
pub(super) struct Shop {
    platform: Platform,
    api: Proxy,
    store: Proxy,
    cdn: Proxy,
    edge: Proxy,
}

impl Shop {
    /// Starts a platform with its data in `folder`.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let platform = Platform::start(&plinth_binary(), &folder.join("shop"), SKU, TITLE)?;
        let store = Proxy::as_long_as(platform.store)?;
        // The platform's API and that of its CDN have one address.
        let cdn = Proxy::as_long_as(platform.api)?;
        let edge = Proxy::as_long_as(platform.shop)?;
        let api = Proxy::leading_to(platform.api, &[&store, &cdn, &edge])?;
        Ok(Self {
            platform,
            api,
            store,
            cdn,
            edge,
        })
    }

    /// Holds the next request that `aim` picks; `key` is that of the model.
    pub(super) fn hold(&self, aim: Aim, key: &str) -> Held {
        let gate = Arc::new(Gate::default());
        let harm = Harm::Hold {
            gate: gate.clone(),
            side: aim.side,
        };
        let proxy = match aim.line() {
            Line::Api => &self.api,
            Line::Store => &self.store,
            Line::Cdn => &self.cdn,
            Line::Edge => &self.edge,
        };
        let key = key.to_owned();
        proxy.harm(1, harm, move |request| aim.picks(request, &key));
        Held(gate)
    }

    /// Holds the answers to all parts of `key` from the one with number `first` on.
    pub(super) fn hold_parts(&self, key: &str, first: u32) -> Held {
        let gate = Arc::new(Gate::default());
        let harm = Harm::Hold {
            gate: gate.clone(),
            side: Side::After,
        };
        let (key, of_rule) = (key.to_owned(), gate.clone());
        self.store.harm(u32::MAX, harm, move |request| {
            let is_later = request.part().is_some_and(|part| part >= first);
            is_later && request.target.contains(&key) && !of_rule.is_open()
        });
        Held(gate)
    }

    /// The numbers of the parts of `key` that were ever begun, as often as they were.
    pub(super) fn begun(&self, key: &str) -> Vec<u32> {
        self.sent()
            .iter()
            .filter(|seen| seen.request.target.contains(key))
            .filter_map(|seen| seen.request.part())
            .collect()
    }

    /// The platform's API, which names proxies as its object store, its CDN and its edge.
    pub(super) fn api_url(&self) -> String {
        self.api.url()
    }

    pub(super) fn token(&self) -> &str {
        &self.platform.token
    }

    /// All requests to the object store.
    pub(super) fn sent(&self) -> Vec<Seen> {
        self.store.log()
    }

    /// Waits until the object store is done with what it was asked.
    pub(super) fn settle(&self) -> bool {
        self.store.settle(Duration::from_secs(60))
    }

    /// The numbers of the parts of `key` that arrived, as often as they did.
    pub(super) fn arrived(&self, key: &str) -> Vec<u32> {
        self.sent()
            .iter()
            .filter(|seen| seen.status == Some(200) && seen.request.target.contains(key))
            .filter_map(|seen| seen.request.part())
            .collect()
    }

    /// The product's page as a customer gets it.
    pub(super) fn page(&self) -> io::Result<String> {
        page(self.platform.shop, &self.platform.page)
    }

    /// Whether customers get a page of the product.
    pub(super) fn has_page(&self) -> io::Result<bool> {
        status(self.platform.shop, &self.platform.page).map(|status| status == "200")
    }

    /// How to read the page from another thread.
    pub(super) fn customer(&self) -> (SocketAddr, String) {
        (self.platform.shop, self.platform.page.clone())
    }

    /// The hash of an object as a customer gets it.
    pub(super) fn hash_of(&self, key: &str) -> io::Result<ContentHash> {
        let mut answer = get(self.platform.shop, &format!("/{key}"))?;
        let mut hasher = ContentHasher::default();
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let read = answer.read(&mut buffer)?;
            if read == 0 {
                return Ok(hasher.finish().0);
            }
            hasher.update(&buffer[..read]);
        }
    }
}

/// A request that is held until this is dropped.
pub(super) struct Held(Arc<Gate>);

impl Held {
    /// Waits a moment until it has come; says whether it has.
    pub(super) fn has_come(&self) -> bool {
        const LOOK: Duration = Duration::from_millis(20);
        self.0.wait_for_arrival(LOOK)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.open();
    }
}

/// The page at `path`.
pub(super) fn page(shop: SocketAddr, path: &str) -> io::Result<String> {
    let mut text = String::new();
    get(shop, path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The body at `path`, which must be there.
fn get(shop: SocketAddr, path: &str) -> io::Result<BufReader<TcpStream>> {
    let (status, mut answer) = ask(shop, path)?;
    if status != "200" {
        return Err(io::Error::other(format!("{path}: {status}")));
    }
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        if answer.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(answer)
}

fn status(shop: SocketAddr, path: &str) -> io::Result<String> {
    ask(shop, path).map(|(status, _)| status)
}

/// The status for `path`, and the answer after its first line.
fn ask(shop: SocketAddr, path: &str) -> io::Result<(String, BufReader<TcpStream>)> {
    const PATIENCE: Duration = Duration::from_secs(60);
    let mut stream = TcpStream::connect(shop)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    // HTTP/1.0: the body comes as it is and ends with the connection.
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {shop}\r\n\r\n")?;
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    answer.read_line(&mut line)?;
    let status = line.split(' ').nth(1).unwrap_or_default().to_owned();
    Ok((status, answer))
}
