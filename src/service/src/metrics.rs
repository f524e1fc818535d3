//! What the platform counts, in the text format of Prometheus.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// Upper bounds of the histograms' buckets, in milliseconds.
const BOUNDS: [u64; 9] = [100, 250, 500, 1000, 2500, 4000, 8000, 15_000, 30_000];

/// Counters of one process; they start at nothing with it.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: [AtomicU64; 5],
    edge_hits: AtomicU64,
    edge_misses: AtomicU64,
    publishes: AtomicU64,
    invalidations: AtomicU64,
    largest_paint: Histogram,
    model_load: Histogram,
}

#[derive(Debug, Default)]
struct Histogram {
    buckets: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    /// Milliseconds.
    sum: AtomicU64,
}

fn add(counter: &AtomicU64, number: u64) {
    counter.fetch_add(number, Ordering::Relaxed);
}

fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

impl Metrics {
    /// A request was answered with this status.
    pub(crate) fn request(&self, status: http::StatusCode) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = self.requests.get(class) {
            add(counter, 1);
        }
    }

    pub(crate) fn edge_hit(&self) {
        add(&self.edge_hits, 1);
    }

    pub(crate) fn edge_miss(&self) {
        add(&self.edge_misses, 1);
    }

    pub(crate) fn publish(&self) {
        add(&self.publishes, 1);
    }

    pub(crate) fn invalidation(&self) {
        add(&self.invalidations, 1);
    }

    /// A customer's largest contentful paint, in milliseconds.
    pub(crate) fn largest_paint(&self, milliseconds: u64) {
        self.largest_paint.observe(milliseconds);
    }

    /// How long a customer waited for the model, in milliseconds.
    pub(crate) fn model_load(&self, milliseconds: u64) {
        self.model_load.observe(milliseconds);
    }

    /// All of it as text.
    pub(crate) fn text(&self, cached_bytes: u64) -> String {
        let mut text = String::new();
        let requests = "plinth_http_requests_total";
        head(
            &mut text,
            requests,
            "counter",
            "Requests answered, by class of status",
        );
        for (class, counter) in self.requests.iter().enumerate() {
            let value = read(counter);
            line(
                &mut text,
                &format!("{requests}{{status=\"{}xx\"}}", class + 1),
                value,
            );
        }
        let counters = [
            (
                "plinth_edge_hits_total",
                "Answers from the cache",
                &self.edge_hits,
            ),
            (
                "plinth_edge_misses_total",
                "Answers from the origin",
                &self.edge_misses,
            ),
            (
                "plinth_publishes_total",
                "Releases that went live",
                &self.publishes,
            ),
            (
                "plinth_invalidations_total",
                "Invalidations of the cache",
                &self.invalidations,
            ),
        ];
        for (name, help, counter) in counters {
            head(&mut text, name, "counter", help);
            line(&mut text, name, read(counter));
        }
        let name = "plinth_edge_cached_bytes";
        head(&mut text, name, "gauge", "Bytes in the cache");
        line(&mut text, name, cached_bytes);
        self.largest_paint.write(
            &mut text,
            "plinth_page_largest_paint_seconds",
            "Largest contentful paint on customers' pages",
        );
        self.model_load.write(
            &mut text,
            "plinth_page_model_load_seconds",
            "From opening the page to the model being there",
        );
        text
    }
}

impl Histogram {
    fn observe(&self, milliseconds: u64) {
        for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
            if milliseconds <= *bound {
                add(bucket, 1);
            }
        }
        add(&self.count, 1);
        add(&self.sum, milliseconds);
    }

    fn write(&self, text: &mut String, name: &str, help: &str) {
        head(text, name, "histogram", help);
        for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
            let seconds = *bound as f64 / 1000.0;
            line(
                text,
                &format!("{name}_bucket{{le=\"{seconds}\"}}"),
                read(bucket),
            );
        }
        line(
            text,
            &format!("{name}_bucket{{le=\"+Inf\"}}"),
            read(&self.count),
        );
        let sum = read(&self.sum) as f64 / 1000.0;
        line(text, &format!("{name}_sum"), sum);
        line(text, &format!("{name}_count"), read(&self.count));
    }
}

// Writing to a String never fails.
fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}.\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "{name} {value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histograms_are_cumulative() {
        let metrics = Metrics::default();
        metrics.model_load(300);
        metrics.model_load(90_000);
        let text = metrics.text(7);
        for expected in [
            "plinth_page_model_load_seconds_bucket{le=\"0.25\"} 0",
            "plinth_page_model_load_seconds_bucket{le=\"0.5\"} 1",
            "plinth_page_model_load_seconds_bucket{le=\"30\"} 1",
            "plinth_page_model_load_seconds_bucket{le=\"+Inf\"} 2",
            "plinth_page_model_load_seconds_sum 90.3",
            "plinth_edge_cached_bytes 7",
        ] {
            assert!(text.lines().any(|line| line == expected), "{expected}");
        }
    }
}
