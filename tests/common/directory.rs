//! A server in the test's own process.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{JoinHandle, spawn},
    time::Duration,
};

use actix_web::rt::time::sleep;
use nearhelp::{
    http::{State, guard::Token, limits::Limits, router, server},
    store::{ApiKey, Role, Store, StoreError},
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

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
        let mut state = State::new(stored.snapshot(), None);
        state.store = Some(stored.store.clone());
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
            server::serve(listener, shared, limits, routes, || stop, || ()).expect("a server");
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

    /// A new key of this role, and its id.
    pub fn new_key(&self, role: Role) -> (String, Uuid) {
        let token = Token::random().expect("random numbers");
        let key = ApiKey {
            id: Uuid::new_v4(),
            name: format!("the {role:?}").to_lowercase(),
            role,
            hash: token.hash(),
            created_at: *NOW,
            revoked_at: None,
            rate_limit_per_minute: None,
        };
        let added = self
            .store()
            .write(|tx| -> Result<(), StoreError> { tx.add_api_key(&key) });
        added.expect("a key");
        (token.reveal().to_owned(), key.id)
    }

    /// A caller with a key of this role.
    pub fn keyed(&self, role: Role) -> Caller {
        self.anonymous().with_key(&self.new_key(role).0)
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self
            .stored
            .as_ref()
            .expect("a directory with a database")
            .store
    }

    /// The database's files: their names, and what is in them.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let stored = self.stored.as_ref().expect("a directory with a database");
        let files = std::fs::read_dir(stored.folder.path()).expect("a folder");
        let paths = files.map(|file| file.expect("a file").path());
        let read = |path: PathBuf| {
            let bytes = std::fs::read(&path).expect("a file");
            (path.display().to_string(), bytes)
        };
        paths.map(read).collect()
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
