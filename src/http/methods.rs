//! HEAD, and the answer where no route matches: 404 or 405.

use std::sync::LazyLock;

use actix_web::{
    Error, HttpRequest, HttpResponse, ResponseError,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ResourceDef, ServiceRequest, ServiceResponse},
    http::{Method, StatusCode},
    middleware::Next,
};

use super::{openapi, problem::Problem};

/// Middleware: a HEAD is routed as a GET. actix leaves out the body of its answer by itself.
pub async fn head(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// Answers what no route takes.
pub async fn no_route(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let allow = ADDRESSES
        .iter()
        .find(|(pattern, _)| pattern.is_match(request.path()))
        .map(|(_, methods)| methods.clone());
    Err(match allow {
        Some(methods) => Problem::method_not_allowed(methods),
        None => Problem::not_found("address"),
    })
}

/// Middleware: an error without a body, which only a library answers, becomes a problem like all others.
pub async fn explained(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?;
    let is_bare = matches!(
        response.response().body().size(),
        BodySize::None | BodySize::Sized(0)
    );
    if response.status() == StatusCode::NOT_FOUND && is_bare {
        return Ok(response.into_response(Problem::not_found("address").error_response()));
    }
    Ok(response.map_into_boxed_body())
}

/// Each address and its methods, out of the OpenAPI document, so that there is no second list.
static ADDRESSES: LazyLock<Vec<(ResourceDef, Vec<String>)>> = LazyLock::new(|| {
    openapi::document()
        .paths
        .paths
        .iter()
        .map(|(path, item)| {
            let methods = [
                ("GET", item.get.is_some()),
                ("HEAD", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("PATCH", item.patch.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            let methods = methods
                .into_iter()
                .filter(|(_, has)| *has)
                .map(|(method, _)| method.to_owned())
                .collect();
            (ResourceDef::new(path.as_str()), methods)
        })
        .collect()
});
