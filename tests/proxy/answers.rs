//! From the server to the client.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

use super::{Line, lock};

/// Passes answers on until a stream ends or harm ends it, and notes their statuses. What the server
/// says is read to its end even where the client is gone.
pub(super) fn pass(mut server: TcpStream, mut client: TcpStream, line: &Line) -> io::Result<()> {
    let (mut buffer, mut held, mut deaf) = (vec![0; 64 * 1024], Vec::new(), false);
    loop {
        let read = server.read(&mut buffer)?;
        if read == 0 {
            let _ = client.write_all(&held);
            let _ = client.shutdown(Shutdown::Both);
            return Ok(());
        }
        note(&buffer[..read], line);
        let cut = lock(&line.cut).take();
        let bytes = match &line.shared.replace {
            Some((from, to)) => replaced(&mut held, &buffer[..read], from, to),
            None => buffer[..read].to_vec(),
        };
        if let Some(after) = cut {
            let _ = client.write_all(&bytes[..after.min(bytes.len())]);
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
            return Ok(());
        }
        if !deaf && client.write_all(&bytes).is_err() {
            deaf = true;
        }
    }
}

/// Notes the status of the answer that begins with `bytes`, where one was waited for. Servers send
/// the head of an answer in one piece.
fn note(mut bytes: &[u8], line: &Line) {
    while let Some(rest) = bytes.strip_prefix(b"HTTP/1.1 ") {
        let status = rest
            .get(..3)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(0);
        if status >= 200 {
            let place = lock(&line.waiting).pop_front();
            if let Some(place) = place {
                line.answered(place, status);
            }
            return;
        }
        // A word on the way: the answer itself may follow at once.
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        bytes = end.map_or(&[], |end| &bytes[end + 4..]);
    }
}

/// `held` and `bytes` with each `from` replaced by `to`; a piece at the end that may be the
/// beginning of another `from` is held back.
fn replaced(held: &mut Vec<u8>, bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    held.extend_from_slice(bytes);
    let mut place = 0;
    while place + from.len() <= held.len() {
        if &held[place..place + from.len()] == from {
            held[place..place + to.len()].copy_from_slice(to);
            place += to.len();
        } else {
            place += 1;
        }
    }
    let longest = from
        .len()
        .saturating_sub(1)
        .min(held.len() - place.min(held.len()));
    let keep = (1..=longest)
        .rev()
        .find(|&length| held.ends_with(&from[..length]))
        .unwrap_or(0);
    let rest = held.split_off(held.len() - keep);
    std::mem::replace(held, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_replaced_across_pieces() {
        let mut held = Vec::new();
        let mut all = Vec::new();
        for piece in ["one 12", "3 two 123 thr", "ee 1", "24"] {
            all.extend(replaced(&mut held, piece.as_bytes(), b"123", b"xyz"));
        }
        all.extend(held);
        assert_eq!(all, b"one xyz two xyz three 124");
    }
}
