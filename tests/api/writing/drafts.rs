//! Records that are new and wait whole, and what belongs to them.

use nearhelp::store::Role;
use serde_json::{Value, json};

use super::edits::write;
use super::post;
use crate::common::{Directory, Stored};

const HOUSE: &str = "/v1/organizations/0b7c1c52-5b0c-4d8f-9a55-6a8f7f1f3c11";
const DESK: &str = "/v1/services/0b7c1c52-5b0c-4d8f-9a55-6a8f7f1f3c12";
const OFFICE: &str = "/v1/locations/0b7c1c52-5b0c-4d8f-9a55-6a8f7f1f3c13";
const THERE: &str = "/v1/service_at_locations/0b7c1c52-5b0c-4d8f-9a55-6a8f7f1f3c14";

fn id(path: &str) -> &str {
    path.rsplit('/').next().expect("an id")
}

#[test]
fn a_new_record_that_waits_whole_is_accepted_and_says_where_it_waits() {
    let directory = Directory::serving(Stored::empty());
    let editor = directory.keyed(Role::Editor);
    let answer = write(&editor, "PUT", HOUSE, None, &json!({"name": "Harbor Help"}));
    assert_eq!(answer.status, 202, "{answer:?}");
    let number = answer.json()["waits"][0].clone();
    let item = format!("/v1/reviews/{number}");
    assert_eq!(answer.header("location"), Some(&*item), "{answer:?}");
    assert_eq!(answer.header("record-revision"), None, "{answer:?}");
    let waits = editor.get(&item).ok();
    assert_eq!(waits["record"]["id"], id(HOUSE), "{waits}");
    // Said again, it waits as another.
    let answer = write(
        &editor,
        "PUT",
        HOUSE,
        None,
        &json!({"name": "Harbor House"}),
    );
    assert_eq!(answer.status, 202, "{answer:?}");
    assert_eq!(
        answer.json()["waits"].as_array().map(Vec::len),
        Some(1),
        "{answer:?}"
    );
    // A part that waits is told too.
    let publisher = directory.keyed(Role::Publisher);
    let hotline = json!({"name": "Harbor hotline", "phones": [{"number": "816-336-0177"}]});
    let answer = write(&publisher, "PUT", HOUSE, None, &hotline);
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(
        answer.json()["waits"].as_array().map(Vec::len),
        Some(1),
        "{answer:?}"
    );
}

#[test]
fn what_belongs_to_a_draft_is_drafted_beside_it_and_follows_it() {
    for place in [
        json!({"location_type": "physical", "name": "Office"}),
        json!({"location_type": "physical", "name": "House", "withheld": true, "public_area": "Jackson County, MO"}),
    ] {
        let directory = Directory::serving(Stored::empty());
        let editor = directory.keyed(Role::Editor);
        for (path, body) in [
            (HOUSE, json!({"name": "Harbor Help"})),
            (
                DESK,
                json!({"name": "Advice", "organization_id": id(HOUSE)}),
            ),
            (OFFICE, place.clone()),
            (
                THERE,
                json!({"service_id": id(DESK), "location_id": id(OFFICE)}),
            ),
        ] {
            let answer = write(&editor, "PUT", path, None, &body);
            assert_eq!(answer.status, 202, "{path}: {answer:?}");
        }
        let nobody =
            json!({"service_id": id(DESK), "location_id": "0b7c1c52-5b0c-4d8f-9a55-6a8f7f1f3c99"});
        write(&editor, "PUT", THERE, None, &nobody).problem(400, "invalid-parameter");
        let publisher = directory.keyed(Role::Publisher);
        // Another source's draft is nothing to belong to.
        let body = json!({"name": "Help", "organization_id": id(HOUSE)});
        write(&publisher, "PUT", DESK, None, &body).problem(400, "invalid-parameter");

        let numbers = |rule: &str| -> Vec<Value> {
            let waiting = editor.get(&format!("/v1/reviews?rule={rule}")).ok();
            let groups = waiting["contents"].as_array().expect("contents");
            let numbers = groups.iter().flat_map(|group| group["numbers"].as_array());
            numbers.flatten().cloned().collect()
        };
        assert_eq!(numbers("waits_for_parent").len(), 2);
        for number in numbers("draft") {
            let word = json!({"decision": "approve", "numbers": [number], "reason": "seen"});
            post(&publisher, "/v1/reviews", &[], &word).ok();
        }
        let left = numbers("waits_for_parent");
        let left = left
            .iter()
            .map(|number| editor.get(&format!("/v1/reviews/{number}")).ok());
        assert_eq!(left.collect::<Vec<_>>(), [Value::Null; 0], "{place}");
        let anyone = directory.anonymous();
        let page = anyone.get("/v1/service_at_locations").ok();
        assert_eq!(page["contents"].as_array().map(Vec::len), Some(1), "{page}");
    }
}
