//! The measure of slow clients: what a thousand of them cost those who work.
//!
//! `cargo test --release -p service --lib a_thousand_slow -- --ignored --nocapture`

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Bench;

const SLOW: usize = 1000;
const REQUESTS: usize = 4000;
const CUSTOMERS: usize = 4;
/// How long a customer looks at a page before the next: all that happens within a second is to be in
/// the measure, several times.
const LOOKS: Duration = Duration::from_millis(5);

/// One that comes again whenever it is sent away: silent, with half a head, or with a body of which
/// a byte comes now and then.
async fn be_slow(address: String, kind: usize) {
    // A thousand clients have no clock in common.
    tokio::time::sleep(Duration::from_millis(kind as u64)).await;
    let begin: &[u8] = match kind % 4 {
        0 => b"",
        1 => b"GET /p/x HTTP/1.1\r\nHost: x\r\nX-A: ",
        2 => {
            b"POST /v1/beacons HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
               Content-Length: 2000\r\n\r\n"
        }
        _ => b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    };
    loop {
        let Ok(mut stream) = TcpStream::connect(&address).await else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let _ = stream.write_all(begin).await;
        let mut buffer = [0; 64];
        loop {
            tokio::select! {
                read = stream.read(&mut buffer), if kind % 4 != 3 => {
                    if !matches!(read, Ok(1..)) {
                        break;
                    }
                }
                () = tokio::time::sleep(Duration::from_secs(1)) => {
                    if stream.write_all(b" ").await.is_err() {
                        break;
                    }
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The median and the 99th percentile of the time that a page takes, and how often it had to be asked
/// for again, as browsers do where a connection was closed meanwhile.
async fn measure(bench: &Bench, path: &str) -> (Duration, Duration, usize) {
    let mut customers = JoinSet::new();
    for _ in 0..CUSTOMERS {
        let url = format!("{}{path}", bench.running.edge_url());
        let http = bench.http.clone();
        customers.spawn(async move {
            let mut times = Vec::new();
            let mut again = 0;
            for _ in 0..REQUESTS / CUSTOMERS {
                let begun = Instant::now();
                while get(&http, &url).await.is_err() {
                    again += 1;
                    assert!(again < REQUESTS, "nothing comes through");
                }
                times.push(begun.elapsed());
                tokio::time::sleep(LOOKS).await;
            }
            (times, again)
        });
    }
    let (times, again): (Vec<_>, Vec<_>) = customers.join_all().await.into_iter().unzip();
    let mut times = times.concat();
    times.sort_unstable();
    let (median, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    (median, p99, again.iter().sum())
}

async fn get(http: &reqwest::Client, url: &str) -> reqwest::Result<()> {
    let answer = http.get(url).send().await?.error_for_status()?;
    answer.bytes().await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measure, not a check: it prints times"]
#[allow(clippy::print_stdout, reason = "a measure prints what it finds")]
async fn a_thousand_slow_connections() {
    for most in [4096, 78] {
        let bench = Bench::with(|config| config.connections.most = most).await;
        let person = bench.sign_in("merchant@test").await;
        let (listing, _) = bench.live(&person, "A-1").await;
        let path = format!("/p/{}", listing.slug);
        measure(&bench, &path).await;
        let usual = measure(&bench, &path).await;
        let mut slow = JoinSet::new();
        for kind in 0..SLOW {
            let address = bench.running.edge_url().trim_start_matches("http://");
            slow.spawn(be_slow(address.to_owned(), kind));
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
        let beside = measure(&bench, &path).await;
        let rows = [("usual", usual), ("with slow ones", beside)];
        println!("{SLOW} slow connections, {most} at most:");
        for (what, (median, p99, again)) in rows {
            println!("  {what:<15} median {median:>9.2?}  p99 {p99:>9.2?}  asked again {again}");
        }
        let ratio = beside.1.as_secs_f64() / usual.1.as_secs_f64();
        println!("  p99 is {ratio:.2} times its usual");
        slow.shutdown().await;
    }
}
