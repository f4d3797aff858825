//! What every request may use.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};

use super::{guard::allowance::Allowances, metrics::Metrics, rate_limit::RateLimit};
use crate::{
    config::Ages,
    geography::Gazetteer,
    snapshot::{Snapshot, SnapshotError},
    store::Store,
};

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
    pub allowances: Allowances,
    /// How often one address may suggest something.
    pub suggesting: RateLimit,
    /// Where to report a weakness: a `mailto:` or `https:` address.
    pub security_contact: Option<String>,
    pub metrics: Metrics,
    /// Where it is written to; a server without one only reads.
    pub store: Option<Store>,
    snapshot: ArcSwap<Snapshot>,
    /// Held while a snapshot is made, so that an older one never takes the place of a newer.
    refreshing: Mutex<()>,
}

impl State {
    /// Of a server that only reads, with the defaults of every setting. `home_state` is two letters.
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
            allowances: Allowances::default(),
            suggesting: RateLimit::of_suggestions(),
            security_contact: None,
            metrics,
            store: None,
            refreshing: Mutex::new(()),
            snapshot: ArcSwap::from_pointee(snapshot),
        }
    }

    /// The present revision. A request takes it once and answers wholly from it.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// Answers from the store's present revision from now on. Hours are told fastest for the week after a
    /// snapshot is made, so one that is a day old is made again.
    pub fn refresh(&self, store: &Store) -> Result<(), SnapshotError> {
        let _one_at_a_time = self
            .refreshing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let now = (self.now)();
        let present = self.snapshot();
        let is_old = now - present.built_at > TimeDelta::days(1);
        if is_old || store.directory()?.revision != present.revision {
            let snapshot = Snapshot::load_aged(store, self.gazetteer, now, &self.ages)?;
            log::info!("now serving revision {}", snapshot.revision);
            self.swap(snapshot);
        }
        Ok(())
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
