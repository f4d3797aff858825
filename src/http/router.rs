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
            .service(routes::eligibility::questions)
            .service(routes::eligibility::screen)
            .service(routes::pathways::pathways)
            .service(routes::pathways::by_query)
            .service(routes::pathways::by_body)
            // Mirrors, maps and spreadsheets.
            .service(routes::changes::changes)
            .service(routes::export::export)
            // The standard's own.
            .service(routes::root::root)
            .service(routes::root::root_without_slash)
            .service(routes::services::services)
            .service(routes::services::services_private)
            .service(routes::services::service)
            .service(routes::organizations::organizations)
            .service(routes::organizations::organizations_private)
            .service(routes::organizations::organization)
            .service(routes::service_at_locations::service_at_locations)
            .service(routes::service_at_locations::service_at_locations_private)
            .service(routes::service_at_locations::service_at_location)
            .service(routes::locations::locations)
            .service(routes::locations::locations_private)
            .service(routes::locations::location)
            .service(routes::taxonomies::taxonomies)
            .service(routes::taxonomies::taxonomies_private)
            .service(routes::taxonomies::taxonomy)
            .service(routes::taxonomies::taxonomy_terms)
            .service(routes::taxonomies::taxonomy_terms_private)
            .service(routes::taxonomies::taxonomy_term)
            .service(routes::profile::index)
            .service(routes::profile::profile_of_object)
            .service(routes::profile::schema_of_object)
            // Maintainers, with keys.
            .service(routes::updates::update)
            .service(routes::updates::updates)
            .service(routes::updates::update_by_revision)
            .service(routes::edits::put_organization)
            .service(routes::edits::patch_organization)
            .service(routes::edits::delete_organization)
            .service(routes::edits::put_service)
            .service(routes::edits::patch_service)
            .service(routes::edits::delete_service)
            .service(routes::edits::put_location)
            .service(routes::edits::patch_location)
            .service(routes::edits::delete_location)
            .service(routes::edits::put_service_at_location)
            .service(routes::edits::patch_service_at_location)
            .service(routes::edits::delete_service_at_location)
            .service(routes::reviews::reviews)
            .service(routes::reviews::review)
            .service(routes::reviews::judge)
            .service(routes::undo::undo)
            .service(routes::verifications::verifications)
            .service(routes::verifications::confirm)
            .service(routes::suggestions::suggest)
            .service(routes::suggestions::suggestions)
            .service(routes::suggestions::judge_suggestion)
            .service(routes::history::history),
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
