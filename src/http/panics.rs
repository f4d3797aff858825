//! A handler that panics costs its asker an answer, and nobody else anything.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use super::problem::Problem;

/// Middleware: turns a panic into a 500. What panicked is logged by the hook in [`crate::logging`].
pub async fn catch(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut answer = pin!(async move { next.call(request).await });
    // A handler shares nothing that a panic could leave half done: the snapshot is immutable, and
    // writes are transactions.
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))).unwrap_or_else(|_| {
            std::task::Poll::Ready(Err(Problem::internal("a handler panicked").into()))
        })
    })
    .await
}
