//! Keeps the served snapshot at the store's revision, whoever publishes.

use std::{
    sync::{Arc, Weak},
    thread,
    time::Duration,
};

use super::State;
use crate::{snapshot::SnapshotError, store::Store};

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

fn look(store: &Store, state: &Weak<State>) -> Option<Result<(), SnapshotError>> {
    let state = state.upgrade()?;
    store.pay_checkpoint();
    Some(state.refresh(store))
}
