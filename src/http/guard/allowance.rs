//! How often a key may ask.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use governor::{
    DefaultDirectRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::{InMemoryState, NotKeyed},
};
use uuid::Uuid;

type Limiter = RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>;

/// The counts of the keys that have a limit of their own, in this process.
#[derive(Default)]
pub struct Allowances(Mutex<HashMap<Uuid, (NonZeroU32, Arc<Limiter>)>>);

impl Allowances {
    /// Counts one request. `Ok` with how many are left, else how long to wait.
    pub fn check(&self, key: Uuid, per_minute: NonZeroU32) -> Result<u32, Duration> {
        let limiter = {
            let mut limiters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let new = || {
                let limiter = DefaultDirectRateLimiter::direct(Quota::per_minute(per_minute));
                (per_minute, Arc::new(limiter.with_middleware()))
            };
            let entry = limiters.entry(key).or_insert_with(new);
            if entry.0 != per_minute {
                *entry = new();
            }
            Arc::clone(&entry.1)
        };
        match limiter.check() {
            Ok(left) => Ok(left.remaining_burst_capacity()),
            Err(denied) => Err(denied.wait_time_from(DefaultClock::default().now())),
        }
    }
}
