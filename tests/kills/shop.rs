//! A platform of its own process, with a proxy before its object store.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use base::{ContentHash, ContentHasher};

use crate::platform::Platform;
use crate::plinth_binary;
use crate::proxy::{Proxy, Seen};

/// The product that is published over and over.
pub(super) const SKU: &str = "KILL-1";
/// Its name.
pub(super) const TITLE: &str = "Box";

/// A platform that runs until this is dropped.
pub(super) struct Shop {
    platform: Platform,
    api: Proxy,
    store: Proxy,
}

impl Shop {
    /// Starts a platform with its data in `folder`.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let platform = Platform::start(&plinth_binary(), &folder.join("shop"), SKU, TITLE)?;
        let (store, replacement) = store_proxy(platform.store)?;
        let api = Proxy::replacing(platform.api, &replacement, &store.addr().to_string())?;
        Ok(Self {
            platform,
            api,
            store,
        })
    }

    /// The platform's API, which names the proxy as its object store.
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

/// A proxy whose address is as long as that of the store, which it can replace then.
fn store_proxy(store: SocketAddr) -> io::Result<(Proxy, String)> {
    let name = store.to_string();
    let mut others = Vec::new();
    for _ in 0..1000 {
        let proxy = Proxy::start(store)?;
        if proxy.addr().to_string().len() == name.len() {
            return Ok((proxy, name));
        }
        // Kept, so that its port isn't given again.
        others.push(proxy);
    }
    Err(io::Error::other("no port is as long as the store's"))
}

/// The page at `path`.
pub(super) fn page(shop: SocketAddr, path: &str) -> io::Result<String> {
    let mut text = String::new();
    get(shop, path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The body at `path`, which must be there.
fn get(shop: SocketAddr, path: &str) -> io::Result<BufReader<TcpStream>> {
    const PATIENCE: Duration = Duration::from_secs(60);
    let mut stream = TcpStream::connect(shop)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    // HTTP/1.0: the body comes as it is and ends with the connection.
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {shop}\r\n\r\n")?;
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    answer.read_line(&mut line)?;
    if line.split(' ').nth(1) != Some("200") {
        return Err(io::Error::other(format!("{path}: {}", line.trim())));
    }
    while line != "\r\n" {
        line.clear();
        if answer.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(answer)
}
