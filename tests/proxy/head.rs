//! The heads of requests.

use std::io::{self, BufRead};

/// The longest head that is read.
const MOST: usize = 64 * 1024;

/// A request as far as the proxy understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The length of its body; `None` where it comes in chunks.
    pub length: Option<u64>,
    /// Whether the client waits for a word before it sends the body.
    pub expects: bool,
}

impl Request {
    /// The value of `name` in the query, as it stands there.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The number of the part that it sends, where it sends one.
    #[must_use]
    pub fn part(&self) -> Option<u32> {
        (self.method == "PUT")
            .then(|| self.query("partNumber")?.parse().ok())
            .flatten()
    }

    /// Whether it asks for a new upload in parts.
    #[must_use]
    pub fn is_create(&self) -> bool {
        self.method == "POST"
            && self
                .target
                .split_once('?')
                .is_some_and(|(_, query)| query.split('&').any(|word| word.starts_with("uploads")))
    }

    /// Whether it drops an upload.
    #[must_use]
    pub fn is_abort(&self) -> bool {
        self.method == "DELETE" && self.query("uploadId").is_some()
    }

    /// Whether it writes an object in one piece.
    #[must_use]
    pub fn is_put(&self) -> bool {
        self.method == "PUT" && self.part().is_none()
    }

    /// Whether it completes an upload.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.method == "POST" && self.query("uploadId").is_some()
    }
}

/// Reads a head with its empty line; `None` where the stream ends before one begins.
pub(super) fn read(from: &mut impl BufRead) -> io::Result<Option<(Request, Vec<u8>)>> {
    let mut head = Vec::new();
    loop {
        let before = head.len();
        from.read_until(b'\n', &mut head)?;
        if head.len() == before {
            return if before == 0 {
                Ok(None)
            } else {
                Err(io::ErrorKind::UnexpectedEof.into())
            };
        }
        if head.len() > MOST {
            return Err(io::Error::other("a head without an end"));
        }
        if &head[before..] == b"\r\n" {
            break;
        }
    }
    let text = String::from_utf8_lossy(&head);
    let mut lines = text.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default().to_owned();
    let (mut length, mut chunked, mut expects) = (Some(0), false, false);
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok(),
            "transfer-encoding" => chunked = true,
            "expect" => expects = true,
            _ => {}
        }
    }
    let request = Request {
        method,
        target,
        length: length.filter(|_| !chunked),
        expects,
    };
    Ok(Some((request, head)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn heads_are_understood() {
        let text = b"PUT /b/k?partNumber=3&uploadId=x HTTP/1.1\r\nContent-Length: 12\r\n\
            Expect: 100-continue\r\n\r\nbody";
        let (request, head) = read(&mut &text[..]).unwrap().unwrap();
        assert_eq!(request.part(), Some(3));
        assert_eq!(request.length, Some(12));
        assert!(request.expects && !request.is_create() && !request.is_complete());
        assert_eq!(head.len(), text.len() - 4);
        let text = b"POST /b/k?uploads HTTP/1.1\r\n\r\n";
        assert!(read(&mut &text[..]).unwrap().unwrap().0.is_create());
        let text = b"POST /b/k?uploadId=x HTTP/1.1\r\n\r\n";
        assert!(read(&mut &text[..]).unwrap().unwrap().0.is_complete());
        assert!(read(&mut &b""[..]).unwrap().is_none());
        assert!(read(&mut &b"PUT /"[..]).is_err());
    }
}
