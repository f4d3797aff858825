//! `/v1/`: what this API is, as HSDS has it.

use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::caching;

/// The answer of HSDS 3.1, the optional fields of 3.2, and where the data comes from.
#[derive(Serialize, ToSchema)]
pub struct Root {
    /// Of HSDS.
    #[schema(value_type = String, example = "3.1")]
    version: &'static str,
    /// The index of our profile of HSDS.
    #[schema(example = "https://directory.example/v1/profile", format = "uri")]
    profile: String,
    #[schema(example = "https://directory.example/openapi.json", format = "uri")]
    openapi_url: String,
    #[schema(value_type = String)]
    description: &'static str,
    #[schema(value_type = String)]
    publisher: &'static str,
    /// Of the texts and the taxonomy that come with the program.
    #[schema(value_type = String)]
    license: &'static str,
    /// Whom to name, and for what.
    attribution: Vec<Attribution>,
}

/// Somebody whose data is in the answers.
#[derive(Serialize, ToSchema)]
struct Attribution {
    #[schema(value_type = String, example = "GeoNames")]
    name: &'static str,
    #[schema(value_type = String, example = "Towns, and the towns of ZIPs")]
    of: &'static str,
    #[schema(value_type = String, example = "CC BY 4.0")]
    license: &'static str,
    #[schema(value_type = String, example = "https://www.geonames.org")]
    url: &'static str,
}

/// What this API is
///
/// The version of HSDS, the address of our profile of it, and whose data this is.
#[utoipa::path(
    tag = "documentation",
    operation_id = "root",
    responses((status = 200, description = "What this API is", body = Root)),
)]
#[get("/")]
pub async fn root(request: HttpRequest) -> HttpResponse {
    answer(&request)
}

/// What this API is, without the slash
///
/// The same as `/v1/`.
#[utoipa::path(
    tag = "documentation",
    operation_id = "root_without_slash",
    responses((status = 200, description = "What this API is", body = Root)),
)]
#[get("")]
pub async fn root_without_slash(request: HttpRequest) -> HttpResponse {
    answer(&request)
}

/// HSDS wants whole addresses, and only the asker knows by which one we were found. What is made of
/// a header of the request must not be kept for others.
fn answer(request: &HttpRequest) -> HttpResponse {
    let (scheme, host) = {
        let connection = request.connection_info();
        (connection.scheme().to_owned(), connection.host().to_owned())
    };
    HttpResponse::Ok()
        .insert_header(caching::PRIVATE)
        .json(Root {
            version: "3.1",
            profile: format!("{scheme}://{host}/v1/profile"),
            openapi_url: format!("{scheme}://{host}/openapi.json"),
            description: "A resource directory for survivors of trafficking and violence: the nearest help, its hotlines, and nothing kept about who asked. In an emergency call 911.",
            publisher: "nearhelp",
            license: "CC BY 4.0",
            attribution: vec![
                Attribution {
                    name: "US Census Bureau",
                    of: "ZIPs, counties, states",
                    license: "Public domain",
                    url: "https://www.census.gov",
                },
                Attribution {
                    name: "GeoNames",
                    of: "Towns, and the towns of ZIPs",
                    license: "CC BY 4.0",
                    url: "https://www.geonames.org",
                },
                Attribution {
                    name: "OpenStreetMap contributors",
                    of: "Time zones",
                    license: "ODbL 1.0",
                    url: "https://www.openstreetmap.org/copyright",
                },
            ],
        })
}
