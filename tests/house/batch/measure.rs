//! The measure of batches: throughput, memory, and what a second run costs.
//!
//! ```sh
//! cargo test -p tests --test house batch_of_two_hundred -- --ignored --nocapture
//! ```

use std::fs;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use super::{Shop, batch};

/// Software graphics draw two hundred products in a quarter of an hour on two slow processors.
const PATIENCE: Duration = Duration::from_secs(40 * 60);

/// What a run took.
struct Taken {
    seconds: f64,
    /// The most memory that it held, in MB; 0 where the system doesn't tell.
    peak: f64,
    document: serde_json::Value,
}

/// Runs a batch of the sheet and watches its memory.
fn run(shop: &Shop) -> Taken {
    let begin = Instant::now();
    let words = batch(&["--target", "web", "--effort", "fast"]);
    let output = fs::File::create(shop.path("document.json")).unwrap();
    let mut command = shop.user.command(&words);
    let mut child = command
        .stdout(output)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0.0_f64;
    let status = loop {
        peak = peak.max(memory(&child).unwrap_or_default());
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begin.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the batch had no end");
        }
        thread::sleep(Duration::from_millis(5));
    };
    let seconds = begin.elapsed().as_secs_f64();
    assert!(status.success());
    let text = fs::read(shop.path("document.json")).unwrap();
    Taken {
        seconds,
        peak,
        document: serde_json::from_slice(&text).unwrap(),
    }
}

/// The most memory that the program has held so far, in MB.
fn memory(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

#[test]
#[ignore = "takes minutes and measures: cargo test -p tests --test house batch_of_two_hundred -- --ignored --nocapture"]
#[allow(clippy::print_stdout, reason = "the table is its output")]
fn batch_of_two_hundred() {
    let mut report = String::from("products  seconds  a minute  peak MB  again s  sent again\n");
    for count in [20, 200] {
        let shop = Shop::open(count);
        let first = run(&shop);
        assert_eq!(first.document["done"], count);
        let again = run(&shop);
        assert_eq!(again.document["earlier"], count);
        report += &format!(
            "{count:>8}  {:>7.1}  {:>8.0}  {:>7.0}  {:>7.2}  {:>10}\n",
            first.seconds,
            f64::from(count) * 60.0 / first.seconds,
            first.peak,
            again.seconds,
            again.document["uploaded_bytes"],
        );
    }
    println!("{report}");
}
