//! From the server to the client.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

use super::{Line, Replacement, lock};

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
        let is_answer = note(&buffer[..read], line);
        let gate = lock(&line.gate).take_if(|_| is_answer);
        if let Some(gate) = gate {
            gate.pass();
        }
        let cut = lock(&line.cut).take();
        let instead = lock(&line.instead).take_if(|_| is_answer);
        if let Some(answer) = instead {
            let _ = client.write_all(&answer);
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
            return Ok(());
        }
        let bytes = replaced(&mut held, &buffer[..read], &line.shared.replace);
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

/// Notes the status of the answer that begins with `bytes`, where one was waited for; says whether
/// one begins there. Servers send the head of an answer in one piece.
fn note(mut bytes: &[u8], line: &Line) -> bool {
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
            return true;
        }
        // A word on the way: the answer itself may follow at once.
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        bytes = end.map_or(&[], |end| &bytes[end + 4..]);
    }
    false
}

/// `held` and `bytes` with what is to be replaced replaced; a piece at the end that may be the
/// beginning of more is held back.
fn replaced(held: &mut Vec<u8>, bytes: &[u8], replace: &[Replacement]) -> Vec<u8> {
    if replace.is_empty() {
        return bytes.to_vec();
    }
    held.extend_from_slice(bytes);
    // No byte before this one is looked at again.
    let mut place = 0;
    while place < held.len() {
        let known = replace
            .iter()
            .find(|(from, _)| held[place..].starts_with(from));
        if let Some((_, to)) = known {
            held[place..place + to.len()].copy_from_slice(to);
            place += to.len();
        } else if replace
            .iter()
            .any(|(from, _)| from.starts_with(&held[place..]))
        {
            break;
        } else {
            place += 1;
        }
    }
    let rest = held.split_off(place);
    std::mem::replace(held, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_replaced_across_pieces() {
        let replace = [("123", "xyz"), ("thr", "abc")];
        let replace = replace.map(|(from, to)| (from.into(), to.into()));
        let mut held = Vec::new();
        let mut all = Vec::new();
        for piece in ["one 12", "3 two 123 th", "ree 1", "24"] {
            all.extend(replaced(&mut held, piece.as_bytes(), &replace));
        }
        all.extend(held);
        assert_eq!(all, b"one xyz two xyz abcee 124");
    }
}
