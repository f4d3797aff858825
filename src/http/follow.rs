//! Keeps the served snapshot at the store's revision, whoever publishes.

use std::{
    sync::{Arc, Weak},
    thread,
    time::Duration,
};

use chrono::TimeDelta;

use super::State;
use crate::{snapshot::Snapshot, store::Store};

/// How soon a publish by another process is noticed.
const EVERY: Duration = Duration::from_millis(500);

/// Follows the store in a thread of its own until the state is dropped.
///
/// A store that cannot be read is no reason to stop answering: the last good snapshot stays.
pub fn follow(store: Store, state: &Arc<State>) {
    let state = Arc::downgrade(state);
    thread::spawn(move || {
        let mut is_failing = false;
        while let Some(now) = look(&store, &state) {
            match now {
                Ok(()) => is_failing = false,
                // Once for each failure, not twice a second.
                Err(error) if !is_failing => {
                    is_failing = true;
                    log::error!("the directory cannot be read again: {error}");
                }
                Err(_) => {}
            }
            thread::sleep(EVERY);
        }
    });
}

fn look(store: &Store, state: &Weak<State>) -> Option<Result<(), crate::snapshot::SnapshotError>> {
    let state = state.upgrade()?;
    let look = || {
        let now = (state.now)();
        let present = state.snapshot();
        let is_old = now - present.built_at > TimeDelta::days(1);
        if is_old || store.directory()?.revision != present.revision {
            let snapshot = Snapshot::load_aged(store, state.gazetteer, now, &state.ages)?;
            log::info!("now serving revision {}", snapshot.revision);
            state.swap(snapshot);
        }
        Ok(())
    };
    Some(look())
}
