//! What an operator may count: how often each route was asked, how it ended and how long it took.
//!
//! Labels are the method, the route's pattern and the status. Never a place, a question, an id or an asker.

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::{Family, MetricConstructor},
        gauge::Gauge,
        histogram::Histogram,
    },
    registry::Registry,
};

/// Upper bounds in seconds: most answers take well under a millisecond.
const SECONDS: [f64; 10] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.1, 1.0, 10.0,
];

/// The counts of one process.
pub struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    seconds: Family<Route, Histogram, Buckets>,
    revision: Gauge<f64, AtomicU64>,
    listings: Gauge<f64, AtomicU64>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: Arc<str>,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: Arc<str>,
}

#[derive(Clone)]
struct Buckets;

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(SECONDS)
    }
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("nearhelp");
        let requests = Family::default();
        let seconds = Family::new_with_constructor(Buckets);
        let (revision, listings) = (Gauge::default(), Gauge::default());
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register(
            "http_request_seconds",
            "Time until the answer was made",
            seconds.clone(),
        );
        registry.register(
            "directory_revision",
            "The revision that is served",
            revision.clone(),
        );
        registry.register(
            "directory_listings",
            "Services at locations that are served",
            listings.clone(),
        );
        Metrics {
            registry,
            requests,
            seconds,
            revision,
            listings,
        }
    }
}

impl Metrics {
    /// Counts an answered request. `route` is the pattern, never the address as it was sent.
    pub fn count(&self, method: &'static str, route: Option<&str>, status: u16, took: Duration) {
        let route: Arc<str> = route.unwrap_or("-").into();
        let asked = Asked {
            method,
            route: Arc::clone(&route),
            status,
        };
        self.requests.get_or_create(&asked).inc();
        let seconds = self.seconds.get_or_create(&Route { route });
        seconds.observe(took.as_secs_f64());
    }

    /// Notes which directory is served from now on.
    pub fn serving(&self, revision: i64, listings: usize) {
        self.revision.set(revision as f64);
        self.listings.set(listings as f64);
    }

    /// All of it as OpenMetrics text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
