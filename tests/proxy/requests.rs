//! From the client to the server.

use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::Duration;

use super::{Harm, Line, Request, Side, head, lock, made_up};

/// How much is passed on at a time.
const PIECE: usize = 64 * 1024;

/// How a body is passed on.
#[derive(Default)]
struct Way {
    /// The byte that is changed.
    flip: Option<u64>,
    /// How much at a time, and the pause after it.
    drip: Option<(usize, Duration)>,
}

/// Passes requests on until a stream ends or harm ends it.
pub(super) fn pass(client: TcpStream, mut server: TcpStream, line: &Line) -> io::Result<()> {
    let mut to_client = client.try_clone()?;
    let mut from_client = BufReader::with_capacity(PIECE, client);
    let outcome = pass_all(&mut from_client, &mut to_client, &mut server, line);
    // The server may still be answering what it got whole: only the way there is closed.
    let _ = server.shutdown(Shutdown::Write);
    outcome
}

fn pass_all(
    from_client: &mut BufReader<TcpStream>,
    to_client: &mut TcpStream,
    server: &mut TcpStream,
    line: &Line,
) -> io::Result<()> {
    while let Some((request, head)) = head::read(from_client)? {
        let (place, harm) = line.begin(&request);
        lock(&line.waiting).push_back(place);
        let mut way = Way::default();
        match harm {
            Some(Harm::Answer { status, body }) => {
                lock(&line.waiting).pop_back();
                return answer(&request, from_client, to_client, status, &body)
                    .inspect(|()| line.answered(place, status));
            }
            Some(Harm::Reset { after }) => {
                server.write_all(&head)?;
                copy(from_client, server, Some(after), &Way::default())?;
                // With bytes unread, closing tells the client that the connection was reset.
                let _ = server.shutdown(Shutdown::Both);
                let _ = to_client.shutdown(Shutdown::Both);
                return Ok(());
            }
            Some(Harm::CutAnswer { after }) => *lock(&line.cut) = Some(after),
            Some(Harm::Instead { status, body }) => {
                *lock(&line.instead) = Some(made_up(status, &body));
            }
            Some(Harm::Flip { at }) => way.flip = Some(at),
            Some(Harm::Drip { piece, pause }) => way.drip = Some((piece, pause)),
            Some(Harm::Hold { gate, side }) => match side {
                Side::Before => {
                    gate.pass();
                    let _ = to_client.shutdown(Shutdown::Both);
                    return Ok(());
                }
                Side::After => *lock(&line.gate) = Some(gate),
            },
            None => {}
        }
        server.write_all(&head)?;
        copy(from_client, server, request.length, &way)?;
    }
    Ok(())
}

/// Copies `length` bytes, or all there are.
fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    length: Option<u64>,
    way: &Way,
) -> io::Result<()> {
    let (mut done, mut buffer) = (0, vec![0; PIECE]);
    let at_a_time = way.drip.map_or(PIECE, |(piece, _)| piece.clamp(1, PIECE));
    while length.is_none_or(|length| done < length) {
        let left = length.map_or(u64::MAX, |length| length - done);
        let most = at_a_time.min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = from.read(&mut buffer[..most])?;
        if read == 0 {
            return match length {
                Some(_) => Err(io::ErrorKind::UnexpectedEof.into()),
                None => Ok(()),
            };
        }
        if let Some(at) = way.flip
            && (done..done + read as u64).contains(&at)
        {
            buffer[(at - done) as usize] ^= 0x40;
        }
        to.write_all(&buffer[..read])?;
        done += read as u64;
        if let Some((_, pause)) = way.drip {
            thread::sleep(pause);
        }
    }
    Ok(())
}

/// Answers in the server's place, once the body is in.
fn answer(
    request: &Request,
    from_client: &mut impl Read,
    to_client: &mut impl Write,
    status: u16,
    body: &str,
) -> io::Result<()> {
    if request.expects {
        to_client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    copy(
        from_client,
        &mut io::sink(),
        request.length,
        &Way::default(),
    )?;
    to_client.write_all(&made_up(status, body))
}
