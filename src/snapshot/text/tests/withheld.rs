use serde_json::json;
use uuid::Uuid;

use crate::geography::Gazetteer;
use crate::hsds::{Location, Organization, Service, ServiceAtLocation};
use crate::snapshot::build::listings;
use crate::snapshot::documents::Documents;
use crate::snapshot::text::documents::{Asides, documents};
use crate::snapshot::text::{Extent, TextIndex};

/// A directory of one listing, whose location says more than any that was stripped can.
fn directory(withheld: bool) -> Documents {
    let [organization, service, location, placed] = [1, 2, 3, 4].map(Uuid::from_u128);
    let mut directory = Documents::default();
    let of: Organization =
        serde_json::from_value(json!({"id": organization, "name": "Harbor"})).expect("one");
    directory.organizations.insert(organization, of);
    let of: Service = serde_json::from_value(
        json!({"id": service, "organization_id": organization, "name": "Shelter", "categories": ["shelter.emergency"]}),
    )
    .expect("one");
    directory.services.insert(service, of);
    let of: Location = serde_json::from_value(json!({
        "id": location, "location_type": "physical", "withheld": withheld, "public_area": "Jackson County, MO",
        "name": "Maplewood Manor", "alternate_name": "Brickyard", "latitude": 38.91, "longitude": -94.38,
        "addresses": [{"address_1": "9 Juniper Lane", "city": "Grandview", "state_province": "MO", "postal_code": "64030"}],
    }))
    .expect("one");
    directory.locations.insert(location, of);
    let of: ServiceAtLocation = serde_json::from_value(json!({
        "id": placed, "service_id": service, "location_id": location, "description": "Behind the foundry",
    }))
    .expect("one");
    directory.service_at_locations.insert(placed, of);
    directory
}

fn index(withheld: bool) -> TextIndex {
    let gazetteer = Gazetteer::embedded();
    let directory = directory(withheld);
    let listings = listings(
        &directory,
        &crate::config::Ages::default(),
        gazetteer,
        chrono::DateTime::UNIX_EPOCH,
    );
    assert_eq!(listings.len(), 1);
    let asides = Asides::default();
    TextIndex::build(documents(&listings, &directory, &asides, gazetteer))
}

#[test]
fn of_a_withheld_place_only_its_area_is_found() {
    let (open, withheld) = (index(false), index(true));
    for q in ["Maplewood", "Brickyard", "Grandview", "64030", "foundry"] {
        assert_eq!(open.search(q).extent, Extent::AllWords, "{q}");
        assert_eq!(withheld.search(q).extent, Extent::NoWords, "{q}");
    }
    for q in ["Jackson County", "shelter", "harbor"] {
        assert_eq!(withheld.search(q).extent, Extent::AllWords, "{q}");
    }
}

#[test]
fn a_street_is_no_word_of_any_place() {
    assert_eq!(index(false).search("juniper").extent, Extent::NoWords);
}
