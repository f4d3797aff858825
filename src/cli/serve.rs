//! `nearhelp serve`

use std::io::Write;
use std::sync::Arc;

use chrono::Utc;
use uuid::Uuid;

use super::{Exit, Failure};
use crate::{
    config::{Seed, Settings},
    geography::Gazetteer,
    http::{State, follow, limits::Limits, rate_limit::RateLimit, router, server},
    snapshot::Snapshot,
    store::Store,
    updates::seed::seed,
};

/// Serves until it is told to stop.
pub fn run(settings: Settings) -> Result<Exit, Failure> {
    // The port first: a second server by mistake should hear of it before it opens the database.
    let listener = server::bind(settings.listen).map_err(Failure::new)?;
    let address = listener.local_addr().map_err(Failure::new)?;
    let gazetteer = Gazetteer::embedded();
    if let Err(wrong) = super::known_state(settings.home_state.as_deref(), gazetteer) {
        return Ok(wrong);
    }
    let now = Utc::now();
    let store = Store::open(settings.database.url(), now).map_err(Failure::new)?;
    let seeded = settings.seed == Seed::Missouri
        && seed(&store, gazetteer, now, &mut Uuid::new_v4).map_err(Failure::new)?;
    if seeded {
        log::info!("loaded the seed directory");
    }
    let snapshot =
        Snapshot::load_aged(&store, gazetteer, now, &settings.ages).map_err(Failure::new)?;
    let listings = snapshot.len();
    let revision = snapshot.revision;
    let mut state = State::new(snapshot, settings.home_state);
    state.store = Some(store.clone());
    state.ages = settings.ages;
    let etiquette = settings.etiquette;
    state.security_contact = etiquette.security_contact;
    state.rate_limit = match etiquette.rate_limit {
        Some(per_minute) => {
            let limit = RateLimit::new(per_minute, etiquette.proxy_header.as_deref());
            Some(limit.map_err(Failure::new)?)
        }
        None => None,
    };
    state.suggesting = RateLimit::of_suggestions().behind_that_of(state.rate_limit.as_ref());
    let state = Arc::new(state);
    follow::follow(store.clone(), &state);
    state.readiness.set_ready();
    let unchecked = match seeded {
        true => "Nothing in this first directory has been checked by a call: see data/README.md.\n",
        false => "",
    };
    // In one piece: a program that waits for the first line reads on.
    let welcome = format!(
        "listening on http://{address} with {listings} listings, revision {revision}
  http://{address}/v1/nearby?near=64081  the nearest help, and the lines that serve the place
  http://{address}/docs/                 the API, to read and to try
  http://{address}/openapi.json          the API, for programs
{unchecked}"
    );
    let listening = || {
        let mut out = std::io::stdout().lock();
        // Nobody may be there to read it.
        let _ = out.write_all(welcome.as_bytes()).and_then(|()| out.flush());
    };
    server::serve(
        listener,
        state,
        Limits::default(),
        router::routes,
        server::stop_signal,
        listening,
    )
    .map_err(Failure::new)?;
    // So that the file alone is the whole directory, for whoever copies it now.
    if let Err(error) = store.checkpoint() {
        log::warn!("the write-ahead log stays beside the database: {error}");
    }
    Ok(Exit::Done)
}
