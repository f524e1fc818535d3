//! A window that measures itself: loads a file, turns it, rests, says what that took, and closes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::ViewportCommand;
use serde::Serialize;

use super::state::{Dressing, Opening, State};
use super::viewport::Viewport;

/// Frames of a turn, and what each turns, in radians.
const TURN: usize = 120;
const STEP: f64 = 0.05;
/// Frames after a picture's change that still count as that change: what a frame hands over is
/// waited for by the ones after it.
const ECHO: usize = 3;
/// How long the window may settle before it is at rest.
const SETTLE: Duration = Duration::from_secs(2);

/// How a window is to be tried.
#[derive(Debug, Clone)]
pub struct WindowBench {
    /// Seconds at rest.
    pub rest_seconds: u32,
    /// Where the report goes; it stays empty where the window was closed early or the file didn't
    /// open.
    pub report: Arc<Mutex<Option<WindowMeasures>>>,
}

/// How long frames took, from the beginning of one to that of the next, in milliseconds, and how much
/// of that was the window's own work. The rest is the adapter's: painting and showing the frame
/// before, which a processor that paints in a graphics card's place takes long for.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FrameTimes {
    /// How many.
    pub count: usize,
    /// Half of them took less.
    pub median_ms: f64,
    /// 99 of 100 took less.
    pub p99_ms: f64,
    /// The longest.
    pub longest_ms: f64,
    /// The window's own work: half of the frames took less.
    pub own_median_ms: f64,
    /// The most of it in a frame.
    pub own_longest_ms: f64,
}

/// What a bench found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WindowMeasures {
    /// The graphics adapter.
    pub adapter: String,
    /// The window's first frame, which is made before a file is opened.
    pub first_frame_ms: f64,
    /// Until the model could be shown.
    pub loading: FrameTimes,
    /// The longest of the frames that show the first picture.
    pub first_picture_ms: f64,
    /// The most of the window's own work in one of them.
    pub first_picture_own_ms: f64,
    /// From then on until its textures were there.
    pub dressing: FrameTimes,
    /// The longest of the frames that show it with its textures.
    pub dressed_picture_ms: f64,
    /// From the window's first frame until the model could be shown, in seconds.
    pub shape_seconds: f64,
    /// From the window's first frame until its textures were there, in seconds.
    pub loaded_seconds: f64,
    /// While it turned.
    pub turning: FrameTimes,
    /// The picture's size in pixels at rest.
    pub size: [u32; 2],
    /// Its size in the last frame of the turn: slow adapters draw fewer pixels while it moves.
    pub turning_size: [u32; 2],
    /// Seconds at rest.
    pub rest_seconds: u32,
    /// Frames drawn at rest.
    pub rest_frames: usize,
    /// Processor time of all of Plinth at rest, in percent of one processor; unknown where the
    /// system doesn't tell.
    pub rest_cpu_percent: Option<f64>,
    /// Bytes of graphics memory that the model, its picture and its light take.
    pub gpu_bytes: u64,
}

/// Where a bench is.
enum Phase {
    Loading,
    Dressing,
    Turning {
        left: usize,
    },
    /// Waits for the last hover and easing to end.
    Settling {
        until: Instant,
    },
    Resting {
        until: Instant,
        cpu: Option<f64>,
    },
    Over,
}

/// What a frame took, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Took {
    /// From its beginning to that of the next.
    all: f64,
    /// The window's own work.
    own: f64,
}

/// A bench under way.
pub(super) struct Watch {
    bench: WindowBench,
    phase: Phase,
    began: Instant,
    last: Instant,
    /// Frames since the picture changed.
    since_change: usize,
    times: Vec<Took>,
    report: WindowMeasures,
}

impl Watch {
    /// Begins now.
    pub(super) fn new(bench: WindowBench, adapter: String) -> Self {
        let now = Instant::now();
        Self {
            bench,
            phase: Phase::Loading,
            began: now,
            last: now,
            since_change: usize::MAX,
            times: Vec::new(),
            report: WindowMeasures {
                adapter,
                ..WindowMeasures::default()
            },
        }
    }

    /// Looks at the frame that is being made; call it once a frame, with the state that it shows, and
    /// with the seconds of the window's own work in the frame before.
    pub(super) fn frame(
        &mut self,
        ctx: &egui::Context,
        state: &State,
        viewport: &mut Viewport,
        own: Option<f32>,
    ) {
        let took = Took {
            all: self.last.elapsed().as_secs_f64() * 1e3,
            own: own.map_or(0.0, |seconds| f64::from(seconds) * 1e3),
        };
        self.last = Instant::now();
        self.since_change = self.since_change.saturating_add(1);
        if matches!(state.opening, Opening::Failed { .. }) || state.picture_lost.is_some() {
            self.phase = Phase::Over;
            ctx.send_viewport_cmd(ViewportCommand::Close);
            return;
        }
        match self.phase {
            Phase::Loading => self.loading(took, state),
            Phase::Dressing => self.dressing(took, state),
            Phase::Turning { left } => self.turning(took, left, viewport),
            Phase::Settling { until } => {
                if self.last >= until {
                    let rest = Duration::from_secs(self.bench.rest_seconds.into());
                    self.phase = Phase::Resting {
                        until: self.last + rest,
                        cpu: processor_seconds(),
                    };
                    // The only thing that wakes the window from here on.
                    ctx.request_repaint_after(rest);
                    return;
                }
                ctx.request_repaint_after(until - self.last);
                return;
            }
            Phase::Resting { until, cpu } => {
                if self.last < until {
                    self.report.rest_frames += 1;
                    ctx.request_repaint_after(until - self.last);
                    return;
                }
                self.end(ctx, cpu, state);
                return;
            }
            Phase::Over => return,
        }
        ctx.request_repaint();
    }

    fn loading(&mut self, took: Took, state: &State) {
        if self.report.first_frame_ms == 0.0 {
            // Its own work, and the adapter's, are known only here.
            self.since_change = 0;
            self.report.first_frame_ms = took.all;
        } else if state.document.is_none() && self.since_change == 1 {
            self.report.first_frame_ms = self.report.first_frame_ms.max(took.all);
        } else if state.document.is_none() {
            self.times.push(took);
        } else {
            // This frame has drawn it already; its own work is known in the next one.
            self.report.first_picture_ms = took.all;
            self.report.loading = self.take_times();
            self.report.shape_seconds = self.began.elapsed().as_secs_f64();
            self.since_change = 0;
            self.phase = Phase::Dressing;
        }
    }

    fn dressing(&mut self, took: Took, state: &State) {
        let there = |document: &super::state::Document| {
            !matches!(document.dressing, Dressing::Running { .. })
        };
        let dressed = state.document.as_ref().is_some_and(there);
        if dressed {
            self.report.dressed_picture_ms = took.all;
        } else if self.since_change <= ECHO {
            let report = &mut self.report;
            report.first_picture_ms = report.first_picture_ms.max(took.all);
            report.first_picture_own_ms = report.first_picture_own_ms.max(took.own);
        } else {
            self.times.push(took);
        }
        if dressed {
            self.report.dressing = self.take_times();
            self.report.loaded_seconds = self.began.elapsed().as_secs_f64();
            self.since_change = 0;
            self.phase = Phase::Turning { left: TURN + ECHO };
        }
    }

    fn turning(&mut self, took: Took, left: usize, viewport: &mut Viewport) {
        if self.since_change <= ECHO {
            self.report.dressed_picture_ms = self.report.dressed_picture_ms.max(took.all);
            self.report.size = viewport.drawn_size();
        } else {
            self.times.push(took);
        }
        if left > 0 {
            if self.since_change >= ECHO {
                viewport.turn(STEP);
            }
            self.phase = Phase::Turning { left: left - 1 };
        } else {
            self.report.turning = self.take_times();
            self.report.turning_size = viewport.drawn_size();
            self.phase = Phase::Settling {
                until: Instant::now() + SETTLE,
            };
        }
    }

    fn end(&mut self, ctx: &egui::Context, cpu: Option<f64>, state: &State) {
        self.report.rest_seconds = self.bench.rest_seconds;
        let spent = cpu.zip(processor_seconds()).map(|(from, to)| to - from);
        self.report.rest_cpu_percent =
            spent.map(|spent| 100.0 * spent / f64::from(self.bench.rest_seconds.max(1)));
        self.report.gpu_bytes = state.memory.map_or(0, |memory| memory.total());
        let mut sink = self
            .bench
            .report
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *sink = Some(self.report.clone());
        self.phase = Phase::Over;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// The frames so far, and none from here on.
    fn take_times(&mut self) -> FrameTimes {
        let times = std::mem::take(&mut self.times);
        let sorted = |part: fn(&Took) -> f64| {
            let mut sorted: Vec<f64> = times.iter().map(part).collect();
            sorted.sort_by(f64::total_cmp);
            sorted
        };
        let (all, own) = (sorted(|took| took.all), sorted(|took| took.own));
        let at = |sorted: &[f64], share: f64| {
            let index = (sorted.len() as f64 * share).ceil() as usize;
            let value = sorted.get(index.saturating_sub(1));
            value.copied().unwrap_or_default()
        };
        FrameTimes {
            count: times.len(),
            median_ms: at(&all, 0.5),
            p99_ms: at(&all, 0.99),
            longest_ms: at(&all, 1.0),
            own_median_ms: at(&own, 0.5),
            own_longest_ms: at(&own, 1.0),
        }
    }
}

/// Processor time of this process since its start, in seconds; `None` where the system has no
/// `/proc`. Fields 14 and 15 of `stat` are its ticks in user and kernel mode, 100 a second.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field, the program's name, may have spaces in it.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = |index: usize| fields.split_whitespace().nth(index)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_summed_up() {
        let bench = WindowBench {
            rest_seconds: 1,
            report: Arc::default(),
        };
        let mut watch = Watch::new(bench, String::new());
        assert_eq!(watch.take_times(), FrameTimes::default());
        let took = |all| Took {
            all,
            own: 201.0 - all,
        };
        watch.times = (1..=200).rev().map(f64::from).map(took).collect();
        let times = watch.take_times();
        assert_eq!(
            (times.count, times.median_ms, times.p99_ms, times.longest_ms),
            (200, 100.0, 198.0, 200.0)
        );
        assert_eq!((times.own_median_ms, times.own_longest_ms), (100.0, 200.0));
        assert!(watch.times.is_empty());
    }
}
