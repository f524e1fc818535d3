//! Clients that keep the platform waiting: silent, half-sent, dripped, and too many.

use std::time::Duration;

use reqwest::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Bench, PASSWORD};
use crate::ConnectionLimits;

/// Times that tests can wait for.
const HASTY: ConnectionLimits = ConnectionLimits {
    most: 1000,
    head: Duration::from_millis(200),
    idle: Duration::from_millis(400),
    stalled: Duration::from_millis(400),
};

/// A connection to `url`'s listener with `sent` on it.
async fn connect(url: &str, sent: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .unwrap();
    // The platform may have closed it already.
    let _ = stream.write_all(sent).await;
    stream
}

/// Reads until the platform closes the connection.
async fn closed(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut all).await;
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test]
async fn whoever_says_nothing_or_half_of_something_is_closed_at_every_listener() {
    let bench = Bench::with(|config| config.connections = HASTY).await;
    let running = &bench.running;
    for url in [running.edge_url(), running.api_url(), running.s3_endpoint()] {
        let silent = connect(url, b"").await;
        let half = connect(url, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ").await;
        let body = connect(
            url,
            b"PUT /plinth/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
        )
        .await;
        for stream in [silent, half, body] {
            let answer = closed(stream).await;
            assert!(!answer.contains("200 OK"), "{url}: {answer}");
        }
    }
    // One that asked and was answered is closed once it rests for too long.
    let kept = connect(
        running.api_url(),
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    .await;
    let answer = closed(kept).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_head_or_body_that_is_dripped_is_closed() {
    let bench = Bench::with(|config| config.connections = HASTY).await;
    let api = bench.running.api_url();
    for begin in [
        &b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: "[..],
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
          Content-Length: 100000\r\n\r\n",
    ] {
        let (reader, mut writer) = connect(api, begin).await.into_split();
        let drip = tokio::spawn(async move {
            // Bounded: an hour of drops.
            for _ in 0..72_000 {
                if writer.write_all(b" ").await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        let mut reader = reader;
        let mut answer = Vec::new();
        let _ = reader.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 2"));
        drip.abort();
    }
}

#[tokio::test]
async fn a_slow_upload_that_moves_is_waited_for() {
    let bench = Bench::with(|config| {
        config.connections = HASTY;
        config.connections.stalled = Duration::from_secs(2);
    })
    .await;
    // Longer in all than anything may stall: 30 pieces of 8 KiB, each after a pause.
    let pieces = futures::stream::unfold(0, |sent| async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        (sent < 30).then(|| (Ok::<_, std::io::Error>(vec![b' '; 8192]), sent + 1))
    });
    let answer = bench
        .http
        .post(format!("{}/v1/sessions", bench.running.api_url()))
        .header("content-type", "application/json")
        .body(reqwest::Body::wrap_stream(pieces))
        .send()
        .await
        .unwrap();
    // It was read to its end, and is no JSON.
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_given_up() {
    let bench = Bench::with(|config| config.connections = HASTY).await;
    // More than the buffers of a connection hold.
    let object = bench
        .upload(
            listing::Role::Model,
            "glb",
            "model/gltf-binary",
            &vec![7; 40_000_000],
        )
        .await;
    let ask = format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", object.path());
    let mut stream = connect(bench.running.edge_url(), ask.as_bytes()).await;
    // Something came, so it is being answered; then nothing is taken until the platform gives up.
    let mut first = [0; 100];
    stream.read_exact(&mut first).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut rest = Vec::new();
    let outcome = stream.read_to_end(&mut rest).await;
    assert!(outcome.is_err() || rest.len() < 40_000_000);
}

#[tokio::test]
async fn many_slow_connections_leave_room_for_those_that_work() {
    const MOST: usize = 20;
    let mut bench = Bench::with(|config| config.connections.most = MOST).await;
    // Those who work come anew each time: what rests may be closed at any moment.
    bench.http = reqwest::Client::builder()
        .pool_max_idle_per_host(0)
        .build()
        .unwrap();
    let person = bench.sign_in("merchant@test").await;
    let mut slow = Vec::new();
    for number in 0..200 {
        let url = match number % 3 {
            0 => bench.running.edge_url(),
            1 => bench.running.api_url(),
            _ => bench.running.s3_endpoint(),
        };
        let sent: &[u8] = if number % 2 == 0 { b"" } else { b"GET / HT" };
        slow.push(connect(url, sent).await);
        if number % 20 == 0 {
            assert_eq!(person.get("/v1/listings").await.status(), StatusCode::OK);
            assert_eq!(bench.edge("/").await.status(), StatusCode::OK);
        }
    }
    // Those that waited longest had to go.
    for stream in slow.drain(..100) {
        assert_eq!(closed(stream).await, "");
    }
    let again = bench.sign_in_with("merchant@test", PASSWORD).await;
    assert_eq!(again.get("/v1/listings").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn newcomers_push_out_no_customer_between_two_requests() {
    const MOST: usize = 20;
    let bench = Bench::with(|config| config.connections.most = MOST).await;
    let url = bench.running.edge_url();
    let ask = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut customer = connect(url, ask).await;
    let mut buffer = [0; 16];
    customer.read_exact(&mut buffer).await.unwrap();
    assert!(buffer.starts_with(b"HTTP/1.1 200"));
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(connect(url, b"").await);
    }
    for stream in silent.drain(..100) {
        assert_eq!(closed(stream).await, "");
    }
    // The same connection is still there.
    let last = b"GET /missing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    customer.write_all(last).await.unwrap();
    assert!(closed(customer).await.contains("HTTP/1.1 404"));
}
