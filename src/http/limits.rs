//! How large and how slow a request may be: each limit once, with what happens beyond it.

use std::time::Duration;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use super::problem::{Problem, ProblemKind};

/// Path and query together, in bytes. Beyond: 414.
const URI_BYTES: usize = 8 * 1024;

/// A JSON body, in bytes. Beyond: 413.
pub const BODY_BYTES: usize = 64 * 1024;

/// An update, in bytes. It stays in memory; larger ones are for the command line. Beyond: 413.
pub const UPLOAD_BYTES: usize = 64 * 1024 * 1024;

/// One text value, in characters. Beyond: a fault of that parameter.
pub const TEXT_CHARS: usize = 500;

/// Values of one repeatable parameter. Beyond: a fault of that parameter.
pub const LIST_ITEMS: usize = 50;

/// What has to arrive each second, in bytes, once a request is older than its body may be. Larger
/// uploads than a search may take long, but not forever.
pub const BYTES_PER_SECOND: u64 = 4 * 1024;

/// The limits of a server that an operator or a test may want otherwise.
#[derive(Clone, Debug)]
pub struct Limits {
    /// For the head of a connection's first request to arrive. Beyond: 408, and the end.
    pub head: Duration,
    /// For a body to arrive whole, however steadily it drips. Beyond: 408, and the end.
    pub body: Duration,
    /// The same for an update.
    pub upload: Duration,
    /// For an answer to begin, or the next piece of one to be taken, after something has arrived.
    /// Beyond: the end. It also ends what the HTTP library would wait for without a limit: the head of
    /// a later request, and a body that nobody reads.
    pub answer: Duration,
    /// For a connection to idle between requests.
    pub keep_alive: Duration,
    /// Connections at a time in all; more wait in the kernel's queue.
    pub connections: usize,
    /// Between the notice of the stop (`/readyz` says 503) and the last accepted connection, so that
    /// a load balancer can look elsewhere first.
    pub notice: Duration,
    /// For requests in flight to finish after that, in whole seconds. With the notice, less than the ten
    /// seconds after which container runtimes kill.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            head: Duration::from_secs(5),
            body: Duration::from_secs(10),
            upload: Duration::from_secs(300),
            answer: Duration::from_secs(60),
            keep_alive: Duration::from_secs(30),
            connections: 10_000,
            notice: Duration::from_secs(1),
            drain: Duration::from_secs(8),
        }
    }
}

/// Middleware: refuses an address that is too long before anything reads it.
pub async fn uri(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if length > URI_BYTES {
        return Err(uri_too_long().into());
    }
    next.call(request).await
}

/// The answer to an address that is too long.
pub fn uri_too_long() -> Problem {
    Problem::new(
        ProblemKind::UriTooLong,
        "The address, with its query, may have 8,192 bytes. The searches also take POST, with the parameters as JSON.",
    )
}
