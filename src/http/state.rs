//! What every request may use.

use std::sync::atomic::{AtomicU8, Ordering};

/// Shared by all workers; handlers take it as `web::Data<State>`.
#[derive(Debug, Default)]
pub struct State {
    pub readiness: Readiness,
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
