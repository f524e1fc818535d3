//! What the platform counts, in the text format of Prometheus.

use base::Fault;
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// Upper bounds of the histograms' buckets, in seconds.
const BOUNDS: [f64; 9] = [0.1, 0.25, 0.5, 1.0, 2.5, 4.0, 8.0, 15.0, 30.0];

const REQUESTS: &str = "plinth_http_requests_total";
/// Classes of answers: the first digit of their status.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

static ORIGIN: Metadata<'_> = Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

/// Counters of one platform; they start at nothing with it. They go to a recorder of their own, not to
/// the process's: a process may hold several platforms.
pub(crate) struct Metrics {
    exporter: PrometheusHandle,
    requests: [Counter; CLASSES.len()],
    edge_hits: Counter,
    edge_misses: Counter,
    edge_bytes: Gauge,
    publishes: Counter,
    invalidations: Counter,
    largest_paint: Histogram,
    model_load: Histogram,
}

impl Metrics {
    pub(crate) fn new() -> Result<Self, Fault> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&BOUNDS)
            .map_err(|error| Fault::service("Nothing can be counted").because(error))?
            .build_recorder();
        recorder.describe_counter(
            KeyName::from_const_str(REQUESTS),
            None,
            "Requests answered, by class of status.".into(),
        );
        Ok(Self {
            requests: CLASSES.map(|class| {
                let key = Key::from_parts(REQUESTS, &[("status", class)]);
                recorder.register_counter(&key, &ORIGIN)
            }),
            edge_hits: counter(
                &recorder,
                "plinth_edge_hits_total",
                "Answers from the cache.",
            ),
            edge_misses: counter(
                &recorder,
                "plinth_edge_misses_total",
                "Answers from the origin.",
            ),
            edge_bytes: gauge(&recorder, "plinth_edge_cached_bytes", "Bytes in the cache."),
            publishes: counter(
                &recorder,
                "plinth_publishes_total",
                "Releases that went live.",
            ),
            invalidations: counter(
                &recorder,
                "plinth_invalidations_total",
                "Invalidations of the cache.",
            ),
            largest_paint: histogram(
                &recorder,
                "plinth_page_largest_paint_seconds",
                "Largest contentful paint on customers' pages.",
            ),
            model_load: histogram(
                &recorder,
                "plinth_page_model_load_seconds",
                "From opening the page to the model being there.",
            ),
            exporter: recorder.handle(),
        })
    }

    /// A request was answered with this status.
    pub(crate) fn request(&self, status: http::StatusCode) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = self.requests.get(class) {
            counter.increment(1);
        }
    }

    pub(crate) fn edge_hit(&self) {
        self.edge_hits.increment(1);
    }

    pub(crate) fn edge_miss(&self) {
        self.edge_misses.increment(1);
    }

    pub(crate) fn publish(&self) {
        self.publishes.increment(1);
    }

    pub(crate) fn invalidation(&self) {
        self.invalidations.increment(1);
    }

    /// A customer's largest contentful paint, in milliseconds.
    pub(crate) fn largest_paint(&self, milliseconds: u64) {
        self.largest_paint.record(milliseconds as f64 / 1000.0);
    }

    /// How long a customer waited for the model, in milliseconds.
    pub(crate) fn model_load(&self, milliseconds: u64) {
        self.model_load.record(milliseconds as f64 / 1000.0);
    }

    /// Sorts what was measured into its buckets. [`text`](Self::text) does so as well; where nobody asks
    /// for it, each measurement would take room until then.
    pub(crate) fn tidy(&self) {
        self.exporter.run_upkeep();
    }

    /// All of it as text.
    pub(crate) fn text(&self, cached_bytes: u64) -> String {
        self.edge_bytes.set(cached_bytes as f64);
        self.exporter.render()
    }
}

fn counter(recorder: &PrometheusRecorder, name: &'static str, help: &'static str) -> Counter {
    recorder.describe_counter(KeyName::from_const_str(name), None, help.into());
    recorder.register_counter(&Key::from_static_name(name), &ORIGIN)
}

fn gauge(recorder: &PrometheusRecorder, name: &'static str, help: &'static str) -> Gauge {
    recorder.describe_gauge(KeyName::from_const_str(name), None, help.into());
    recorder.register_gauge(&Key::from_static_name(name), &ORIGIN)
}

fn histogram(recorder: &PrometheusRecorder, name: &'static str, help: &'static str) -> Histogram {
    recorder.describe_histogram(KeyName::from_const_str(name), None, help.into());
    recorder.register_histogram(&Key::from_static_name(name), &ORIGIN)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use std::collections::BTreeSet;

    use http::StatusCode;

    use super::*;

    /// Every line that whoever draws these numbers may have written down.
    const TEXT: &str = r#"
# HELP plinth_http_requests_total Requests answered, by class of status.
# TYPE plinth_http_requests_total counter
plinth_http_requests_total{status="1xx"} 0
plinth_http_requests_total{status="2xx"} 2
plinth_http_requests_total{status="3xx"} 0
plinth_http_requests_total{status="4xx"} 1
plinth_http_requests_total{status="5xx"} 0
# HELP plinth_edge_hits_total Answers from the cache.
# TYPE plinth_edge_hits_total counter
plinth_edge_hits_total 1
# HELP plinth_edge_misses_total Answers from the origin.
# TYPE plinth_edge_misses_total counter
plinth_edge_misses_total 0
# HELP plinth_publishes_total Releases that went live.
# TYPE plinth_publishes_total counter
plinth_publishes_total 1
# HELP plinth_invalidations_total Invalidations of the cache.
# TYPE plinth_invalidations_total counter
plinth_invalidations_total 1
# HELP plinth_edge_cached_bytes Bytes in the cache.
# TYPE plinth_edge_cached_bytes gauge
plinth_edge_cached_bytes 7
# HELP plinth_page_largest_paint_seconds Largest contentful paint on customers' pages.
# TYPE plinth_page_largest_paint_seconds histogram
plinth_page_largest_paint_seconds_bucket{le="0.1"} 0
plinth_page_largest_paint_seconds_bucket{le="0.25"} 0
plinth_page_largest_paint_seconds_bucket{le="0.5"} 0
plinth_page_largest_paint_seconds_bucket{le="1"} 0
plinth_page_largest_paint_seconds_bucket{le="2.5"} 0
plinth_page_largest_paint_seconds_bucket{le="4"} 0
plinth_page_largest_paint_seconds_bucket{le="8"} 0
plinth_page_largest_paint_seconds_bucket{le="15"} 0
plinth_page_largest_paint_seconds_bucket{le="30"} 0
plinth_page_largest_paint_seconds_bucket{le="+Inf"} 0
plinth_page_largest_paint_seconds_sum 0
plinth_page_largest_paint_seconds_count 0
# HELP plinth_page_model_load_seconds From opening the page to the model being there.
# TYPE plinth_page_model_load_seconds histogram
plinth_page_model_load_seconds_bucket{le="0.1"} 0
plinth_page_model_load_seconds_bucket{le="0.25"} 0
plinth_page_model_load_seconds_bucket{le="0.5"} 1
plinth_page_model_load_seconds_bucket{le="1"} 1
plinth_page_model_load_seconds_bucket{le="2.5"} 2
plinth_page_model_load_seconds_bucket{le="4"} 2
plinth_page_model_load_seconds_bucket{le="8"} 2
plinth_page_model_load_seconds_bucket{le="15"} 2
plinth_page_model_load_seconds_bucket{le="30"} 2
plinth_page_model_load_seconds_bucket{le="+Inf"} 3
plinth_page_model_load_seconds_sum 92.8
plinth_page_model_load_seconds_count 3
"#;

    fn lines(text: &str) -> BTreeSet<&str> {
        text.lines().filter(|line| !line.is_empty()).collect()
    }

    #[test]
    fn names_labels_and_buckets_stay_what_dashboards_know() {
        let metrics = Metrics::new().unwrap();
        metrics.request(StatusCode::OK);
        metrics.request(StatusCode::CREATED);
        metrics.request(StatusCode::NOT_FOUND);
        metrics.edge_hit();
        metrics.publish();
        metrics.invalidation();
        metrics.model_load(300);
        // A bound belongs to its bucket.
        metrics.model_load(2500);
        metrics.tidy();
        metrics.model_load(90_000);
        let text = metrics.text(7);
        assert_eq!(lines(&text), lines(TEXT), "{text}");
    }

    #[test]
    fn two_platforms_in_one_process_count_apart() {
        let (one, other) = (Metrics::new().unwrap(), Metrics::new().unwrap());
        one.edge_hit();
        assert!(one.text(0).contains("plinth_edge_hits_total 1"));
        assert!(other.text(0).contains("plinth_edge_hits_total 0"));
    }
}
