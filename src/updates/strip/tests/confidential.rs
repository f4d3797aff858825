use serde_json::{Map, Value, json};

use crate::standing::RecordKind;
use crate::updates::strip::{Secrecy, is_excluded, keeps_its_places, secrecy};

fn body(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

#[track_caller]
fn assert_secrecy(location: Value, expected: Secrecy) {
    assert_eq!(secrecy(&body(location.clone())), expected, "{location}");
}

#[test]
fn a_safe_house_is_confidential_and_what_is_restricted_beside_it_is_not() {
    for location in [
        json!({"safe_house": true}),
        json!({"dv_protected": "Y"}),
        json!({"domestic_violence_location": true}),
        json!({"restricted": true}),
        json!({"access_level": "staff only"}),
        json!({"addresses": [{"address_1": "1 Main St", "ExcludeFromWebsite": "Yes"}]}),
        json!({"addresses": [{"address_1": "1 Main St", "DisplayOnWeb": false}]}),
        json!({"anonymize_location": true}),
        json!({"address_shielded": 1}),
        json!({"conceal_address": "y"}),
        json!({"Map": "No"}),
    ] {
        assert_secrecy(location, Secrecy::Confidential);
    }
    // A person is asked.
    for location in [
        json!({"map": "hide"}),
        json!({"access": "restricted"}),
        json!({"address_shielded": "see the notes"}),
    ] {
        assert_secrecy(location, Secrecy::Doubtful);
    }
    for location in [
        json!({"safe_house": false}),
        json!({"restricted_parking": true}),
        json!({"restricted": "No smoking"}),
        json!({"access_level": "public"}),
        json!({"wheelchair_access": "staff only"}),
        json!({"status": "staff"}),
        json!({"access": "restricted parking"}),
        json!({"access": "By lift"}),
        json!({"Map": "https://maps.example.org/1"}),
        json!({"map": "yes"}),
        json!({"windshield_survey": "yes"}),
        json!({"masks_required_at_location": "yes"}),
    ] {
        assert_secrecy(location, Secrecy::Open);
    }
}

#[test]
fn flags_of_feeds_are_read_in_any_spelling() {
    for column in [
        "withheld",
        "PhysicalAddressIsPrivate",
        "physical_address_is_private",
        "Physical Address Is Private?",
        "MailingAddressIsPrivate",
        "AddressIsPrivate",
        "is_confidential",
        "Confidential",
        "@Confidential",
        "confidential_address",
        "CONFIDENTIAL-ADDRESS",
        "hide_address",
        "HideLocation",
        "addressHidden",
        "Do Not Publish Address",
        "undisclosed location",
        "address_confidential",
        "isAddressConfidential",
        "Dirección confidencial",
        "is_private",
        "unlisted",
    ] {
        for value in [
            json!(true),
            json!("true"),
            json!("Yes"),
            json!("Y"),
            json!(1),
            json!("1"),
            json!(" YES "),
        ] {
            assert_secrecy(json!({ column: value }), Secrecy::Confidential);
        }
        for value in [
            json!(false),
            json!("No"),
            json!("N"),
            json!(0),
            json!("false"),
            json!(""),
            Value::Null,
            json!("null"),
        ] {
            assert_secrecy(json!({ column: value }), Secrecy::Open);
        }
        assert_secrecy(json!({ column: "see the notes" }), Secrecy::Doubtful);
    }
}

#[test]
fn a_tick_is_a_yes_and_short_forms_are_understood() {
    for tick in ["✓", "✔\u{fe0f}", "☑", "✅", "√", "☒"] {
        assert_secrecy(
            json!({"Do not publish address": tick}),
            Secrecy::Confidential,
        );
    }
    for unclear in ["✗", "*", "да"] {
        assert_secrecy(
            json!({"Do not publish address": unclear}),
            Secrecy::Doubtful,
        );
    }
    for nothing in ["☐", "-", "–", "…", "n/a", "."] {
        assert_secrecy(json!({"Do not publish address": nothing}), Secrecy::Open);
    }
    assert_secrecy(json!({"Show address": "✗"}), Secrecy::Doubtful);
    assert_secrecy(json!({"Show address": "✓"}), Secrecy::Open);
    for column in [
        "Addr. Conf.",
        "AddrConf",
        "Address Conf",
        "Conf. Location",
        "Loc Conf.",
        "Physical Addr Confid.",
        "Priv. Addr.",
        "Anonymous location",
        "Location is anonymous",
        "Ubicación anónima",
        "Don't publish address",
        "Dont show on map",
        "Never publish location",
        "Unpublish address",
        "Hide physical address",
        "Do not release addr.",
        "No publicar la dirección",
    ] {
        for yes in ["Y", "yes", "✓", "1"] {
            assert_secrecy(json!({ column: yes }), Secrecy::Confidential);
        }
        assert_secrecy(json!({ column: "N" }), Secrecy::Open);
    }
    for column in [
        "Address confirmed",
        "Conference location",
        "Anonymous",
        "Anonymous testing site",
        "Alcoholics Anonymous location",
        "Location",
        "Private pay",
    ] {
        assert_secrecy(json!({ column: "Y" }), Secrecy::Open);
    }
}

#[test]
fn what_staff_write_over_their_columns_is_understood() {
    for location in [
        json!({"Do not give out address": "X"}),
        json!({"Do not print address": "x"}),
        json!({"Hide": "Y"}),
        json!({"Loc_Conf_Flag": "T"}),
        json!({"Can we share the address?": "No"}),
        json!({"Okay to share location": "no"}),
        json!({"OK to list?": "No"}),
        json!({"OK to list address": "N"}),
        json!({"Display": "No"}),
        json!({"Site type": "Safe house"}),
        json!({"hide_from_map": true}),
        json!({"share_address": "never"}),
        json!({"confidentiality": "high"}),
        json!({"sensitive": true}),
        json!({"Hide": "Address"}),
        json!({"Privacy": "address hidden"}),
        json!({"OK to publish address?": "No - DV"}),
        json!({"Publish Address": "NO (DV shelter)"}),
        json!({"Publish address": "Nope"}),
        json!({"Public address": "do not"}),
        json!({"Show address": "No; call"}),
        json!({"Mostrar dirección": "No"}),
        json!({"Include address in directory": "No"}),
        json!({"Print address": "n/never"}),
        json!({"Do not map": "Y"}),
        json!({"Web": "Hide address"}),
        json!({"Notes": "DV shelter - addr not public"}),
        json!({"Notes": "Addr confidential"}),
        json!({"Notes": "No divulgue la dirección"}),
        json!({"Notes": "Please withhold the street address."}),
    ] {
        assert_secrecy(location, Secrecy::Confidential);
    }
    // Confidential, or confirmed; and what is shown in part.
    for location in [
        json!({"Conf.": "Y"}),
        json!({"CONF": 1}),
        json!({"Display": "City only"}),
        json!({"Map pin": "hide"}),
    ] {
        assert_secrecy(location, Secrecy::Doubtful);
    }
    for location in [
        json!({"Conference room": "Y"}),
        json!({"Conf": "N"}),
        json!({"Conf": "2024-05-01"}),
        json!({"OK to list?": "Yes"}),
        json!({"Can we share the address?": "Yes"}),
        json!({"Shared location": "No"}),
        json!({"Display": "Juniper House"}),
        json!({"Map pin": "39.2"}),
        json!({"Site type": "House"}),
        json!({"confidentiality": "All calls are between us."}),
        json!({"confidentiality_policy": "high"}),
        json!({"sensitive": "Scents"}),
        json!({"Hide": ""}),
        json!({"Public address": "No. 5 Main St"}),
        json!({"Public address": "Normandy Ave 12"}),
        json!({"Sharing": "Shared rooms"}),
        json!({"Includes meals": "No"}),
        json!({"Hidden disabilities": "Y"}),
        json!({"Notes": "Do not hide the address from the driver."}),
        json!({"Notes": "Hidden Valley, near the mask shop"}),
    ] {
        assert_secrecy(location, Secrecy::Open);
    }
}

#[test]
fn what_gives_the_address_to_the_public_is_read_the_other_way_round() {
    for column in [
        "display physical address to public",
        "PublicDisplay",
        "address_public",
        "is_address_public",
        "ShowAddress",
        "publish_location",
        "Display address on map?",
        "location_visible",
    ] {
        for value in [
            json!(false),
            json!("no"),
            json!("N"),
            json!(0),
            json!("none"),
            json!("never"),
        ] {
            assert_secrecy(json!({ column: value }), Secrecy::Confidential);
        }
        for value in [json!(true), json!("yes"), Value::Null, json!("")] {
            assert_secrecy(json!({ column: value }), Secrecy::Open);
        }
        assert_secrecy(json!({ column: "city only" }), Secrecy::Doubtful);
    }
}

#[test]
fn flags_are_found_wherever_they_are_kept() {
    for location in [
        json!({"addresses": [{"address_1": "1 Main St"}, {"is_confidential": "Yes"}]}),
        json!({"address": {"private": true}}),
        json!({"attributes": [{"label": "Confidential", "value": "true"}]}),
        json!({"metadata": [{"field_name": "PhysicalAddressIsPrivate", "replacement_value": "Yes"}]}),
        json!({"location_type": "confidential"}),
        json!({"addresses": [{"address_type": "Confidential"}]}),
        json!({"access_type": "confidential_address"}),
        json!({"address_visibility": "private"}),
        json!({"extra": {"feed": {"hide_address": "y"}}}),
    ] {
        assert_secrecy(location, Secrecy::Confidential);
    }
}

#[test]
fn what_is_private_or_confidential_and_no_place_says_nothing() {
    for location in [
        json!({"phones": [{"number": "816-555-0100", "is_private": true}]}),
        json!({"Phone1IsPrivate": "Yes"}),
        json!({"private_parking": true}),
        json!({"confidential_services": "yes"}),
        json!({"confidentiality_policy": "yes"}),
        json!({"public_transit_near_location": "no"}),
        json!({"private_school": "yes"}),
        json!({"display_website": "no"}),
        json!({"public_area": "Jackson County, MO"}),
        json!({"name": "Public library", "addresses": [{"address_1": "12 Private Drive"}]}),
        json!({"schedules": [{"description": "Confidential location"}]}),
        json!({"withheld": null}),
    ] {
        assert_secrecy(location, Secrecy::Open);
    }
}

#[test]
fn an_address_says_so_in_words() {
    for line in [
        "Confidential",
        "CONFIDENTIAL ADDRESS",
        "12 Elm St (confidential)",
        "Undisclosed",
        "withheld for safety",
        "Not disclosed",
        "not-public",
        "Address not published",
        "Location not public",
        "Call for location",
        "Please call",
        "Unlisted",
        "Dirección confidencial",
        "No divulgada",
        "Llame para la ubicación",
        "Address upon request",
        "Non-disclosed",
    ] {
        assert_secrecy(
            json!({"addresses": [{"address_1": line}]}),
            Secrecy::Confidential,
        );
        assert_secrecy(
            json!({"addresses": [{"city": line}]}),
            Secrecy::Confidential,
        );
        assert_secrecy(json!({"PhysicalAddress1": line}), Secrecy::Confidential);
    }
}

#[test]
fn a_name_says_so_in_words() {
    assert_secrecy(json!({"name": "Confidential"}), Secrecy::Doubtful);
    assert_secrecy(
        json!({"name": "Confidential Counseling Center"}),
        Secrecy::Doubtful,
    );
    assert_secrecy(
        json!({"name": "Undisclosed location"}),
        Secrecy::Confidential,
    );
    assert_secrecy(
        json!({"name": "Refugio, dirección no divulgada"}),
        Secrecy::Confidential,
    );
}

#[test]
fn a_sentence_says_so_plainly() {
    for sentence in [
        "Confidential location.",
        "The shelter is at an undisclosed location.",
        "This is a confidential, safe shelter for women.",
        "The location of the shelter is kept confidential.",
        "Our address is confidential for safety reasons",
        "Location is not disclosed",
        "The address is never published.",
        "We do not publish our address.",
        "They don’t disclose the shelter's location",
        "Call 816-555-0100 for the address.",
        "Call for location",
        "Address provided upon intake",
        "Ubicación confidencial",
        "La dirección es confidencial.",
        "Llame para obtener la dirección",
        "No publicamos la dirección",
        "A private location",
        "Not open at night; confidential location.",
        "conf. location",
        "No dar la dirección",
        "DV shelter, location protected",
    ] {
        assert_secrecy(json!({"description": sentence}), Secrecy::Confidential);
    }
}

#[test]
fn that_something_else_is_confidential_says_nothing_of_the_place() {
    for sentence in [
        "Services are confidential.",
        "Free and confidential counseling.",
        "All calls are kept confidential.",
        "Confidential STI testing at our clinic.",
        "This is not a confidential location.",
        "The location is not confidential.",
        "No es un lugar confidencial.",
        "This is our office, not the confidential shelter.",
        "Call for locations and hours.",
        "Call for an appointment at this location.",
        "Call for directions.",
        "A private nonprofit with one location.",
        "Address confidentiality program",
        "Open to the public at this address.",
        "Conference location",
        "Address conf. 5/2024",
        "The location is protected by guards.",
        "The address is not protected.",
    ] {
        assert_secrecy(json!({"description": sentence}), Secrecy::Open);
    }
}

#[test]
fn a_service_or_an_organization_speaks_for_its_places_only_of_its_address() {
    let cases = [
        (
            RecordKind::Organization,
            json!({"PhysicalAddressIsPrivate": "Yes"}),
            true,
        ),
        (
            RecordKind::Organization,
            json!({"is_confidential": true}),
            true,
        ),
        (RecordKind::Organization, json!({"is_private": true}), false),
        (
            RecordKind::Service,
            json!({"PhysicalAddressIsPrivate": "Yes"}),
            true,
        ),
        (
            RecordKind::Service,
            json!({"attributes": [{"name": "hide address", "value": "y"}]}),
            true,
        ),
        (RecordKind::Service, json!({"confidential": true}), false),
        (RecordKind::Service, json!({"sensitive": true}), true),
        (
            RecordKind::Service,
            json!({"confidentiality": "high"}),
            true,
        ),
        (
            RecordKind::Organization,
            json!({"confidentiality": "high"}),
            true,
        ),
        (
            RecordKind::Service,
            json!({"confidentiality": "Calls are between us."}),
            false,
        ),
        (
            RecordKind::Service,
            json!({"location_type": "confidential"}),
            true,
        ),
        (
            RecordKind::Service,
            json!({"description": "Confidential shelter"}),
            false,
        ),
        (
            RecordKind::ServiceAtLocation,
            json!({"address_is_private": "t"}),
            true,
        ),
        (
            RecordKind::ServiceAtLocation,
            json!({"description": "Undisclosed location"}),
            true,
        ),
        (
            RecordKind::Service,
            json!({"PhysicalAddressIsPrivate": "No"}),
            false,
        ),
    ];
    for (kind, value, expected) in cases {
        assert_eq!(
            keeps_its_places(kind, &body(value.clone())),
            expected,
            "{value}"
        );
    }
}

#[test]
fn what_is_not_to_be_shown_is_excluded() {
    for column in [
        "ExcludeFromWebsite",
        "exclude_from_directory",
        "Exclude From Printed Directory",
        "HideFromPublic",
        "Do not refer",
        "do_not_refer",
        "hide from search",
    ] {
        for value in [json!(true), json!("Yes"), json!("1"), json!("since 2024")] {
            assert!(
                is_excluded(RecordKind::Location, &body(json!({ column: value }))),
                "{column}: {value}"
            );
        }
        for value in [json!(false), json!("No"), json!(""), Value::Null] {
            assert!(
                !is_excluded(RecordKind::Location, &body(json!({ column: value }))),
                "{column}: {value}"
            );
        }
    }
    for value in [
        json!({"DisplayOnWebsite": "No"}),
        json!({"include_in_directory": false}),
        json!({"attributes": [{"label": "Exclude from website", "value": "yes"}]}),
        json!({"status": "Do not refer"}),
        json!({"alert": "DO NOT REFER: closed until spring"}),
        json!({"excluded": true}),
    ] {
        assert!(
            is_excluded(RecordKind::Location, &body(value.clone())),
            "{value}"
        );
    }
    for value in [
        json!({"DisplayOnWebsite": "Yes"}),
        json!({"website": "no"}),
        json!({"description": "We do not refer to other agencies."}),
    ] {
        assert!(
            !is_excluded(RecordKind::Location, &body(value.clone())),
            "{value}"
        );
    }
}

#[test]
fn a_service_or_an_organization_that_is_not_for_the_public_is_excluded() {
    for said in [
        json!({"do_not_publish": "yes"}),
        json!({"hidden": true}),
        json!({"not_public": "true"}),
        json!({"visibility": "private"}),
        json!({"attributes": [{"label": "Hidden", "value": "yes"}]}),
    ] {
        let said = body(said);
        assert!(is_excluded(RecordKind::Organization, &said), "{said:?}");
        assert!(is_excluded(RecordKind::Service, &said), "{said:?}");
        assert!(
            is_excluded(RecordKind::ServiceAtLocation, &said),
            "{said:?}"
        );
        // Of a location it is the place that is hidden.
        assert!(!is_excluded(RecordKind::Location, &said), "{said:?}");
    }
    for said in [
        json!({"do_not_publish": "no"}),
        json!({"hidden": false}),
        json!({"is_private": true}),
        json!({"visibility": "public"}),
        json!({"hidden_costs": true}),
        json!({"do_not_publish": "address"}),
    ] {
        let said = body(said);
        assert!(!is_excluded(RecordKind::Organization, &said), "{said:?}");
    }
}

#[test]
fn an_exclusion_is_no_word_on_the_place() {
    assert_secrecy(json!({"ExcludeFromWebsite": "Yes"}), Secrecy::Open);
    assert_secrecy(json!({"HideFromPublic": "Yes"}), Secrecy::Open);
}
