//! `nearhelp serve`

use std::sync::Arc;

use super::{Exit, Failure};
use crate::{
    config::Settings,
    http::{State, limits::Limits, router, server},
};

/// Serves until it is told to stop.
pub fn run(settings: Settings) -> Result<Exit, Failure> {
    // The port first: a second server by mistake should hear of it before it opens the database.
    let listener = server::bind(settings.listen).map_err(Failure::new)?;
    let address = listener.local_addr().map_err(Failure::new)?;
    let state = Arc::new(State::default());
    state.readiness.set_ready();
    println!("listening on http://{address}");
    println!("  http://{address}/docs/         the API, to read and to try");
    println!("  http://{address}/openapi.json  the API, for programs");
    server::serve(
        listener,
        state,
        Limits::default(),
        router::routes,
        server::stop_signal(),
    )
    .map_err(Failure::new)?;
    Ok(Exit::Done)
}
