//! What looking costs, for developers: logged as a search goes on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use render::Picture;

/// Pictures that were drawn since it was last told.
#[derive(Debug)]
pub(super) struct Spent {
    pictures: AtomicU64,
    pixels: AtomicU64,
    drawing: AtomicU64,
    comparing: AtomicU64,
    encoding: AtomicU64,
    /// Nanoseconds after `start` when it was last told.
    told: AtomicU64,
    start: Instant,
}

impl Spent {
    pub(super) fn new() -> Self {
        let none = AtomicU64::default;
        Self {
            pictures: none(),
            pixels: none(),
            drawing: none(),
            comparing: none(),
            encoding: none(),
            told: none(),
            start: Instant::now(),
        }
    }

    /// Notes a picture that took so long to draw.
    pub(super) fn drew(&self, picture: &Picture, took: Duration) {
        let pixels = u64::from(picture.width) * u64::from(picture.height);
        self.pictures.fetch_add(1, Ordering::Relaxed);
        self.pixels.fetch_add(pixels, Ordering::Relaxed);
        self.drawing.fetch_add(nanoseconds(took), Ordering::Relaxed);
    }

    /// Notes a comparison that took so long.
    pub(super) fn compared(&self, took: Duration) {
        self.comparing
            .fetch_add(nanoseconds(took), Ordering::Relaxed);
    }

    /// Notes textures that took so long to encode.
    pub(super) fn encoded(&self, took: Duration) {
        self.encoding
            .fetch_add(nanoseconds(took), Ordering::Relaxed);
    }

    /// Logs what `stage` took.
    pub(super) fn tell(&self, stage: &str) {
        let now = nanoseconds(self.start.elapsed());
        let before = self.told.swap(now, Ordering::Relaxed);
        let take = |of: &AtomicU64| of.swap(0, Ordering::Relaxed);
        let seconds = |nanoseconds: u64| nanoseconds as f64 / 1e9;
        tracing::debug!(
            stage,
            pictures = take(&self.pictures),
            megapixels = take(&self.pixels) as f64 / 1e6,
            drawing = seconds(take(&self.drawing)),
            comparing = seconds(take(&self.comparing)),
            encoding = seconds(take(&self.encoding)),
            all = seconds(now.saturating_sub(before)),
            "spent",
        );
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
