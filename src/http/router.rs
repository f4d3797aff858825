//! The table of contents: every route, grouped by who uses it.

use utoipa_actix_web::{scope, service_config::ServiceConfig};

use super::{openapi, routes};

/// All routes. What is registered with `service` is in the OpenAPI document too.
pub fn routes(config: &mut ServiceConfig) {
    // People who look for help, and the apps that they use.
    config.service(
        scope("/v1")
            .service(routes::nearby::by_query)
            .service(routes::nearby::by_body)
            .service(routes::places::places)
            .service(routes::records::organization)
            .service(routes::records::service)
            .service(routes::records::location)
            .service(routes::records::service_at_location)
            // Mirrors, maps and spreadsheets.
            .service(routes::changes::changes)
            .service(routes::export::export),
    );

    // Programs and their authors.
    config
        .service(routes::docs::document)
        .service(routes::docs::problem)
        .map(|config| {
            config
                .service(routes::docs::root)
                .service(routes::docs::to_ui)
                .service(openapi::swagger_ui())
        });

    // Operators.
    config
        .service(routes::operations::healthz)
        .service(routes::operations::readyz)
        .service(routes::operations::metrics)
        .service(routes::operations::security_txt);
}
