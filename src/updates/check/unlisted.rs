//! Services at no location: a listing is a service at a location, and who looks for help nearby sees listings alone.

use std::collections::HashSet;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::standing::{RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::entries::Position;
use crate::updates::report::Unplaced;

/// The services of an update, and which of them it has at a location.
#[derive(Default)]
pub struct Unlisted {
    services: Vec<Seen>,
    placed: HashSet<Uuid>,
}

struct Seen {
    id: Uuid,
    /// Where it may be told.
    key: Option<String>,
    position: Position,
}

impl Unlisted {
    /// A service that was taken; what is not to be shown needs no listing.
    pub fn see_service(
        &mut self,
        id: Uuid,
        body: &Map<String, Value>,
        key: Option<&str>,
        position: Position,
    ) {
        let is_gone = |status: &Value| status == "inactive" || status == "defunct";
        let is_shown = body.get("excluded") != Some(&Value::Bool(true))
            && !body.get("status").is_some_and(is_gone);
        if is_shown {
            self.services.push(Seen {
                id,
                key: key.map(str::to_owned),
                position,
            });
        }
    }

    /// A service at a location, whatever becomes of it: that is told of itself.
    pub fn see_placed(&mut self, body: &Map<String, Value>) {
        let id = body.get("service_id").and_then(Value::as_str);
        self.placed
            .extend(id.and_then(|id| id.parse::<Uuid>().ok()));
    }

    /// How many are at no location, here or in the directory, and the first in the order of the update.
    pub fn count(mut self, tx: &mut Transaction<'_>) -> Result<Option<Unplaced>, StoreError> {
        let mut unplaced: Option<Unplaced> = None;
        for seen in self.services {
            let service = RecordRef {
                kind: RecordKind::Service,
                id: seen.id,
            };
            // Each once.
            if !self.placed.insert(seen.id) || tx.has_children(service)? {
                continue;
            }
            let first = || Unplaced {
                services: 0,
                first: seen.key,
                position: seen.position,
            };
            unplaced.get_or_insert_with(first).services += 1;
        }
        Ok(unplaced)
    }
}
