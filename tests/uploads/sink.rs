//! An object store that takes anything and keeps nothing: with it, the client is what takes time.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// How many bytes came to each path: some tools ask afterwards.
type Lengths = Arc<Mutex<HashMap<String, u64>>>;

/// A sink; its threads end with their connections and with the process.
pub(super) struct Sink {
    addr: SocketAddr,
}

impl Sink {
    pub(super) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = listener.local_addr()?;
        let lengths = Lengths::default();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let lengths = lengths.clone();
                thread::spawn(move || serve(stream, &lengths));
            }
        });
        Ok(Self { addr })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }
}

fn serve(stream: TcpStream, lengths: &Lengths) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut from = BufReader::with_capacity(1 << 18, stream);
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split(' ');
        let method = words.next().unwrap_or_default().to_owned();
        let target = words.next().unwrap_or_default().to_owned();
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            from.read_line(&mut line)?;
            let lower = line.trim().to_ascii_lowercase();
            if lower.is_empty() {
                break;
            }
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            chunked |= lower.starts_with("transfer-encoding:");
            if lower.starts_with("expect:") {
                out.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            }
        }
        if chunked {
            skip_chunks(&mut from)?;
        } else {
            skip(&mut from, length)?;
        }
        let path = target.split('?').next().unwrap_or_default();
        let there = {
            let mut lengths = lengths.lock().unwrap_or_else(PoisonError::into_inner);
            if method == "PUT" {
                *lengths.entry(path.to_owned()).or_default() += length;
            }
            lengths.get(path).copied()
        };
        out.write_all(answer(&method, &target, there).as_bytes())?;
    }
}

fn skip(from: &mut impl BufRead, mut length: u64) -> io::Result<()> {
    while length > 0 {
        let there = from.fill_buf()?.len() as u64;
        if there == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let take = there.min(length);
        from.consume(usize::try_from(take).unwrap_or(usize::MAX));
        length -= take;
    }
    Ok(())
}

fn skip_chunks(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let length = u64::from_str_radix(digits, 16).map_err(io::Error::other)?;
        if length == 0 {
            while line != "\r\n" && !line.is_empty() {
                line.clear();
                from.read_line(&mut line)?;
            }
            return Ok(());
        }
        skip(from, length + 2)?;
    }
}

/// The answer to a request; `there` is how many bytes its path has.
fn answer(method: &str, target: &str, there: Option<u64>) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let xml = |body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    let etag = "\"d41d8cd98f00b204e9800998ecf8427e\"";
    match method {
        "HEAD" => there.map_or_else(
            || "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".into(),
            |length| {
                format!(
                    "HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Length: {length}\r\n\
                     Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n"
                )
            },
        ),
        "POST" if query.contains("uploadId") => xml(&format!(
            "<CompleteMultipartUploadResult><Key>{path}</Key><ETag>{etag}</ETag></CompleteMultipartUploadResult>"
        )),
        "POST" => xml(
            "<InitiateMultipartUploadResult><UploadId>sink</UploadId></InitiateMultipartUploadResult>",
        ),
        "PUT" => format!("HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Length: 0\r\n\r\n"),
        _ => xml("<ListBucketResult></ListBucketResult>"),
    }
}
