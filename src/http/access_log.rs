//! One line a request, in which nobody can be found.

use std::time::Instant;

use actix_web::{
    Error,
    body::{BodySize, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};

use super::State;

/// Middleware: counts, and logs method, route pattern, status, milliseconds and bytes. Never the address as it was
/// sent, whose path, query and ids say what someone looked for; nor the body, nor who asked.
pub async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let start = Instant::now();
    let method = method(&request);
    let state = request.app_data::<Data<State>>().cloned();
    let result = next.call(request).await;
    let (route, status, bytes) = match &result {
        Ok(response) => (
            response.request().match_pattern(),
            response.status(),
            response.response().body().size(),
        ),
        Err(error) => {
            let response = error.error_response();
            (None, response.status(), response.body().size())
        }
    };
    let bytes = match bytes {
        BodySize::Sized(bytes) => coarse(bytes),
        BodySize::None => "0".to_owned(),
        BodySize::Stream => "-".to_owned(),
    };
    let took = start.elapsed();
    if let Some(state) = state {
        let metrics = &state.metrics;
        metrics.count(method, route.as_deref(), status.as_u16(), took);
    }
    log::info!(
        target: "nearhelp::access",
        "{method} {} {} {:.1}ms {bytes}B",
        route.as_deref().unwrap_or("-"),
        status.as_u16(),
        took.as_secs_f64() * 1000.0,
    );
    result
}

/// A size to the next power of two: how long an answer is to the byte tells which place it was for.
fn coarse(bytes: u64) -> String {
    match bytes {
        0 => "0".to_owned(),
        _ => format!("<{}", bytes.saturating_add(1).next_power_of_two().max(1024)),
    }
}

/// Logs a request that had no readable head, and so neither method nor route.
pub fn log_unreadable(status: u16, bytes: usize) {
    log::info!(target: "nearhelp::access", "- - {status} - {}B", coarse(bytes as u64));
}

/// The method, if it is one: HTTP lets a client invent others, and write what it likes there.
fn method(request: &ServiceRequest) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "-",
    }
}
