//! What every request may use.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};

use super::{metrics::Metrics, rate_limit::RateLimit};
use crate::{config::Ages, geography::Gazetteer, snapshot::Snapshot};

/// Shared by all workers; handlers take it as `web::Data<State>`.
pub struct State {
    pub readiness: Readiness,
    pub gazetteer: &'static Gazetteer,
    /// The state, as two letters, whose places come first where a name is ambiguous.
    pub home_state: Option<String>,
    /// For how long confirmations hold, in the snapshots to come.
    pub ages: Ages,
    /// What time it is. A test may stop it.
    pub now: fn() -> DateTime<Utc>,
    /// Nothing is limited without one.
    pub rate_limit: Option<RateLimit>,
    /// Where to report a weakness: a `mailto:` or `https:` address.
    pub security_contact: Option<String>,
    pub metrics: Metrics,
    snapshot: ArcSwap<Snapshot>,
}

impl State {
    pub fn new(snapshot: Snapshot, home_state: Option<String>) -> State {
        let metrics = Metrics::default();
        metrics.serving(snapshot.revision, snapshot.len());
        State {
            readiness: Readiness::default(),
            gazetteer: Gazetteer::embedded(),
            home_state,
            ages: Ages::default(),
            now: Utc::now,
            rate_limit: None,
            security_contact: None,
            metrics,
            snapshot: ArcSwap::from_pointee(snapshot),
        }
    }

    /// The present revision. A request takes it once and answers wholly from it.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// Answers from `snapshot` from now on; requests under way keep the one that they have.
    pub fn swap(&self, snapshot: Snapshot) {
        self.metrics.serving(snapshot.revision, snapshot.len());
        self.snapshot.store(Arc::new(snapshot));
    }
}

impl Default for State {
    /// An empty directory.
    fn default() -> State {
        State::new(Snapshot::empty(), None)
    }
}

/// Whether to send requests here: after the directory is loaded, and until the server stops.
#[derive(Debug, Default)]
pub struct Readiness(AtomicU8);

const STARTING: u8 = 0;
const READY: u8 = 1;
const STOPPING: u8 = 2;

impl Readiness {
    /// There is a directory to answer from.
    pub fn set_ready(&self) {
        // A stop that has begun stays one.
        let _ = self
            .0
            .compare_exchange(STARTING, READY, Ordering::AcqRel, Ordering::Acquire);
    }

    /// The server is about to stop.
    pub fn set_stopping(&self) {
        self.0.store(STOPPING, Ordering::Release);
    }

    /// `Err` says why not.
    pub fn check(&self) -> Result<(), &'static str> {
        match self.0.load(Ordering::Acquire) {
            READY => Ok(()),
            STOPPING => Err("The server is stopping."),
            _ => Err("The directory is still being loaded."),
        }
    }
}
