//! What a command costs, read from `/proc`: its own and that of the children it waited for.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often a running command is looked at.
const LOOK: Duration = Duration::from_millis(5);
/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// Ticks of processor time a second; the same on every Linux that Rust knows.
const TICKS: f64 = 100.0;

/// What a command cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usage {
    /// From start to end, in seconds.
    pub wall: f64,
    /// Processor time, in seconds.
    pub cpu: f64,
    /// The most memory that it held, in bytes; of the largest of its processes.
    pub memory: f64,
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.2} s, CPU {:.2} s, memory {:.0} MB",
            self.wall,
            self.cpu,
            self.memory / 1e6
        )
    }
}

/// Runs `command` to its end, which must be a good one.
pub(super) fn measure(command: Command) -> io::Result<Usage> {
    measure_within(command, PATIENCE)
}

/// The same, with an end after `patience`.
///
/// # Errors
/// What the system says; where the command takes longer or fails, that.
pub fn measure_within(mut command: Command, patience: Duration) -> io::Result<Usage> {
    let begin = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stderr = child.stderr.take();
    let reading = thread::spawn(move || {
        let mut text = String::new();
        if let Some(stderr) = &mut stderr {
            let _ = stderr.read_to_string(&mut text);
        }
        text
    });
    let id = child.id();
    let (mut cpu, mut memory) = (0.0, 0.0_f64);
    let wall = loop {
        memory = memory.max(peak(id));
        for child in children(id) {
            memory = memory.max(peak(child));
        }
        let Some((state, ticks)) = stat(id) else {
            break begin.elapsed();
        };
        cpu = ticks / TICKS;
        // It is done, and only waits to be waited for.
        if state == 'Z' {
            break begin.elapsed();
        }
        if begin.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::other("it has no end"));
        }
        thread::sleep(LOOK);
    };
    let status = child.wait()?;
    let said = reading.join().unwrap_or_default();
    if !status.success() {
        let said = said.lines().last().unwrap_or_default();
        return Err(io::Error::other(format!("it failed: {said}")));
    }
    Ok(Usage {
        wall: wall.as_secs_f64(),
        cpu,
        memory,
    })
}

/// The state of a process, and its processor time in ticks with that of children it waited for.
fn stat(id: u32) -> Option<(char, f64)> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name is in parentheses and may hold anything; what follows is divided by spaces.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let state = fields.first()?.chars().next()?;
    let ticks = fields.get(11..15)?;
    Some((
        state,
        ticks
            .iter()
            .filter_map(|ticks| ticks.parse::<f64>().ok())
            .sum(),
    ))
}

/// The most memory that a process has held so far, in bytes.
fn peak(id: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|value| value.trim().trim_end_matches(" kB").parse::<f64>().ok())
        .unwrap_or(0.0)
        * 1024.0
}

fn children(id: u32) -> Vec<u32> {
    fs::read_to_string(format!("/proc/{id}/task/{id}/children"))
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|id| id.parse().ok())
        .collect()
}
