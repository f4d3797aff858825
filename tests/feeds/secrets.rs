//! Two directories that differ in the true place of a confidential location alone have the same feed and
//! the same exports, to the byte.

use std::sync::Arc;

use diesel::connection::{Connection, SimpleConnection};
use nearhelp::export::{Format, changes};
use nearhelp::geography::Gazetteer;
use nearhelp::snapshot::Snapshot;
use nearhelp::store::{Operation, Store};
use nearhelp::updates::plan::{Author, Present, plan};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{exported, load, now};

/// A shelter that says that its place is confidential, and an office that does not.
fn source(street: &str, town: &str, zip: &str, point: (f64, f64), name: &str) -> Value {
    json!({
        "source": {"key": "s", "name": "S", "kind": "provider", "date": null, "url": null},
        "claims": [
            {"record": "organization", "key": "o", "words": null, "body": {"name": name}},
            {"record": "service", "key": "s", "words": null, "body": {"organization_id": "o", "name": "Shelter", "phones": [{"number": "816-555-0100"}]}},
            {"record": "location", "key": street, "words": null, "body": {
                "location_type": "physical", "withheld": true, "public_area": "Jackson County, MO",
                "latitude": point.0, "longitude": point.1, "transportation": street,
                "addresses": [{"address_1": street, "city": town, "state_province": "MO", "postal_code": zip}],
            }},
            {"record": "location", "key": "office", "words": null, "body": {"location_type": "physical", "latitude": 38.9, "longitude": -94.4}},
            {"record": "service_at_location", "key": street, "words": null, "body": {"service_id": "s", "location_id": street}},
            {"record": "service_at_location", "key": "office", "words": null, "body": {"service_id": "s", "location_id": "office"}},
        ],
    })
}

fn publish(store: &Store, source: &Value) {
    let file = serde_json::from_value(source.clone()).unwrap();
    let author = Author {
        at: now(),
        how: Operation::Load,
        by: "a test".to_owned(),
        reason: "a test".to_owned(),
    };
    let mut last = 0;
    let mut counted = || {
        last += 1;
        Uuid::from_u128(last)
    };
    let present = Present::of(store).unwrap();
    let set = plan(
        present,
        Gazetteer::embedded(),
        &[file],
        &[],
        author,
        &mut counted,
    );
    store.publish(&set.unwrap()).unwrap();
}

fn everything(snapshot: &Arc<Snapshot>) -> Vec<Vec<u8>> {
    let feed = changes(Arc::clone(snapshot), 0, usize::MAX);
    let mut all: Vec<Vec<u8>> = vec![feed.flat_map(|piece| piece.unwrap()).collect()];
    all.extend(Format::ALL.map(|format| exported(snapshot, format)));
    all
}

#[test]
fn feed_and_exports_do_not_depend_on_where_a_withheld_place_is() {
    let places = [
        ("1 Hidden Street", "Independence", "64050", (39.09, -94.41)),
        ("99 Elsewhere Road", "Grandview", "64030", (38.88, -94.53)),
    ];
    let [one, two] = places.map(|(street, town, zip, point)| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nearhelp.db");
        let store = Store::open(&format!("sqlite://{}", path.display()), now()).unwrap();
        // What is random, fixed.
        diesel::SqliteConnection::establish(&path.display().to_string())
            .unwrap()
            .batch_execute("UPDATE directory SET directory_id = '00000000-0000-4000-8000-000000000001', secret = zeroblob(32)")
            .unwrap();
        publish(&store, &source(street, town, zip, point, "Haven"));
        let mut seen = everything(&load(&store));
        // And after an update that has it again.
        publish(&store, &source(street, town, zip, point, "Haven House"));
        seen.extend(everything(&load(&store)));
        for bytes in &seen {
            let text = String::from_utf8_lossy(bytes);
            for secret in [street, town, zip] {
                assert!(!text.contains(secret), "{secret}");
            }
        }
        seen
    });
    assert_eq!(one.len(), 12);
    for (one, two) in one.iter().zip(&two) {
        assert!(
            one == two,
            "{}\n{}",
            String::from_utf8_lossy(one),
            String::from_utf8_lossy(two)
        );
    }
}
