//! A server in the test's own process.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{JoinHandle, spawn},
    time::Duration,
};

use actix_web::rt::time::sleep;
use nearhelp::http::{State, limits::Limits, router, server};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Caller, Sources, Stored, sources::NOW};

/// A running directory. It stops when it is dropped.
pub struct Directory {
    pub address: SocketAddr,
    pub state: Arc<State>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// Kept for as long as it is served.
    stored: Option<Stored>,
}

impl Directory {
    /// One without records.
    pub fn empty() -> Directory {
        Directory::start(State::default(), quick(), router::routes)
    }

    /// The seed directory. Ids that are random elsewhere are counted, so that answers never change.
    pub fn seeded() -> Directory {
        Directory::serving(Stored::seeded())
    }

    /// What these sources say.
    pub fn of(sources: &Sources) -> Directory {
        Directory::serving(Stored::of(sources))
    }

    /// What a database has.
    pub fn serving(stored: Stored) -> Directory {
        let state = State::new(stored.snapshot(), None);
        let mut directory = Directory::start(state, quick(), router::routes);
        directory.stored = Some(stored);
        directory
    }

    /// One without records, with limits of the test's own.
    pub fn limited(limits: Limits) -> Directory {
        Directory::start(State::default(), limits, router::routes)
    }

    /// One with routes of the test's own beside ours.
    pub fn with_routes(routes: fn(&mut ServiceConfig)) -> Directory {
        Directory::start(State::default(), quick(), move |config| {
            router::routes(config);
            routes(config);
        })
    }

    /// Any at all.
    pub fn start<R>(mut state: State, limits: Limits, routes: R) -> Directory
    where
        R: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    {
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = server::bind(any_port).expect("a free port");
        let address = listener.local_addr().expect("an address");
        state.now = || *NOW;
        state.readiness.set_ready();
        let state = Arc::new(state);
        let stop = Arc::new(AtomicBool::new(false));
        let (shared, stopping) = (Arc::clone(&state), Arc::clone(&stop));
        let thread = spawn(move || {
            let stop = async move {
                while !stopping.load(Ordering::Acquire) {
                    sleep(Duration::from_millis(5)).await;
                }
            };
            server::serve(listener, shared, limits, routes, stop).expect("a server");
        });
        Directory {
            address,
            state,
            stop,
            thread: Some(thread),
            stored: None,
        }
    }

    /// A caller without a key.
    pub fn anonymous(&self) -> Caller {
        Caller::new(self.address)
    }

    /// Tells the server to stop, and does not wait.
    pub fn begin_stop(&self) {
        self.stop.store(true, Ordering::Release);
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        self.begin_stop();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            // A second panic while one unwinds would abort the whole run.
            assert!(
                ended.is_ok() || std::thread::panicking(),
                "the server panicked"
            );
        }
    }
}

/// No test waits for a load balancer, nor for requests that it abandoned.
pub fn quick() -> Limits {
    Limits {
        notice: Duration::ZERO,
        drain: Duration::from_secs(1),
        ..Limits::default()
    }
}
