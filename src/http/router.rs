//! The table of contents: every route, grouped by who uses it.

use utoipa_actix_web::service_config::ServiceConfig;

use super::{openapi, routes};

/// All routes. What is registered with `service` is in the OpenAPI document too.
pub fn routes(config: &mut ServiceConfig) {
    // Programs and their authors.
    config
        .service(routes::docs::document)
        .service(routes::docs::problem)
        .map(|config| {
            config
                .service(routes::docs::to_ui)
                .service(openapi::swagger_ui())
        });

    // Operators.
    config
        .service(routes::operations::healthz)
        .service(routes::operations::readyz);
}
