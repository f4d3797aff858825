//! A confidential place of which its source gives a part alone, while the rest of it stands in a text or a name.

use serde_json::{Value, json};

use super::{
    Desk,
    feed::HERE,
    flagged::is_shown,
    namesakes::{at_the_house, loaded},
};

const HOUSE: &str = "4417 Zyxwell Orchard Road";
const POINT: &str = "39.071938, -94.388467";
const NUMBER: &str = "816-555-0142";

/// A confidential place with this address, and no point; what is offered there has this description.
fn kept(address: Value, description: &str) -> Value {
    let mut service = at_the_house("a", "Harbor Help", Some(true));
    service["description"] = json!(description);
    service["phones"] = json!([{"number": NUMBER}]);
    let location = &mut service["service_at_locations"][0]["location"];
    location["latitude"] = Value::Null;
    location["longitude"] = Value::Null;
    for (field, value) in address.as_object().expect("fields") {
        location["addresses"][0][field] = value.clone();
    }
    service
}

#[track_caller]
fn assert_left_out(service: Value, texts: u64) {
    let desk = Desk::new(&HERE);
    let report = loaded(&desk, std::slice::from_ref(&service), Desk::run);
    assert_eq!(report["rejected"], 0, "{service:#}: {report:#}");
    let withheld = &report["problems_by_code"]["text_withheld"];
    assert_eq!(*withheld, texts, "{service:#}: {report:#}");
    desk.assert_exports_without();
}

/// A box at the post is the usual address of a shelter.
#[test]
fn what_is_no_house_leaves_the_house_unknown() {
    let told = format!("Ring twice at {HOUSE}.");
    for line in [
        "PO Box 212",
        "General Delivery",
        "c/o YWCA, 400 Main St",
        "RR 2 Box 14",
        "N/A",
        "Statewide",
        "See website",
        "Orchard Road",
    ] {
        assert_left_out(kept(json!({"address_1": line}), &told), 1);
    }
    let mail = json!({"address_1": "400 Main St", "address_type": "postal"});
    assert_left_out(kept(mail.clone(), &told), 1);
    let mut both = kept(json!({"address_1": "Confidential"}), &told);
    let addresses = &mut both["service_at_locations"][0]["location"]["addresses"];
    addresses.as_array_mut().expect("addresses").push(mail);
    assert_left_out(both, 1);
}

/// In one file, and with what is in the open loaded first.
#[test]
fn what_is_beside_a_box_at_the_post_may_be_the_place() {
    let kept = kept(json!({"address_1": "PO Box 212"}), "Help");
    let mut open = at_the_house("b", "Harbor Help", None);
    open["phones"] = json!([{"number": NUMBER}]);
    let both = [open, kept];
    let desk = Desk::new(&HERE);
    loaded(&desk, &both, Desk::run);
    desk.assert_exports_without();
    let desk = Desk::new(&HERE);
    loaded(&desk, &both[..1], Desk::run_openly);
    assert!(is_shown(&desk));
    let report = loaded(&desk, &both[1..], Desk::run_openly);
    assert_eq!(report["hidden"], 1, "{report:#}");
    desk.assert_exports_without();
}

#[test]
fn a_point_of_a_house_that_is_given_without_is_left_out() {
    for text in [
        format!("GPS for drivers: {POINT}"),
        "86F73JC6+Q6".to_owned(),
        "https://harbor.example.org/@39.071938,-94.388467,17z".to_owned(),
    ] {
        assert_left_out(kept(json!({}), &text), 1);
    }
    let mut rough = kept(json!({}), &format!("GPS {POINT}"));
    rough["service_at_locations"][0]["location"]["latitude"] = json!(39.1);
    rough["service_at_locations"][0]["location"]["longitude"] = json!(-94.6);
    assert_left_out(rough, 1);
    assert_left_out(
        kept(json!({"postal_code": ""}), "In Independence, MO 64055."),
        1,
    );
}

/// A point of an office that is in the open is no secret.
#[test]
fn a_point_of_an_office_stays() {
    let text = "Our office: 39.091234, -94.415678";
    let mut office = at_the_house("b", "Harbor Help", None);
    office["organization"]["id"] = json!("a-o");
    office["name"] = json!("Office");
    let location = &mut office["service_at_locations"][0]["location"];
    location["latitude"] = json!(39.091_234);
    location["longitude"] = json!(-94.415_678);
    location["addresses"][0]["address_1"] = json!("12 Main St");
    location["addresses"][0]["postal_code"] = json!("64050");
    let desk = Desk::new(&HERE);
    let services = [office, kept(json!({}), text)];
    for _ in 0..2 {
        let report = loaded(&desk, &services, Desk::run);
        assert_eq!(
            report["problems_by_code"]["text_withheld"],
            Value::Null,
            "{report:#}"
        );
        let export = desk.run(&["export", "--format", "hsds-json"]).stdout;
        assert!(export.contains(text), "{export}");
    }
    // It is in the directory, and not in the update.
    loaded(&desk, &services[1..], Desk::run);
    let export = desk.run(&["export", "--format", "hsds-json"]).stdout;
    assert!(export.contains(text), "{export}");
}

/// Else it would be known as a name that is in the open.
#[test]
fn an_address_in_a_name_opens_nothing() {
    let unknown = json!({"address_1": "Confidential"});
    let mut service = kept(unknown.clone(), &format!("Come to {HOUSE}"));
    service["alternate_name"] = json!("Night house at 4417 Zyxwell");
    service["email"] = json!("4417zyxwell@example.org");
    service["organization"]["alternate_name"] = json!(format!("Harbor, {HOUSE}"));
    service["organization"]["website"] = json!("https://example.org/4417-zyxwell-orchard");
    assert_left_out(service, 5);
    // A name that cannot be left out is refused.
    let mut service = kept(unknown, "Help");
    service["name"] = json!(format!("Harbor {HOUSE}"));
    let desk = Desk::new(&HERE);
    let report = loaded(&desk, &[service], Desk::run);
    assert_eq!(report["problems_by_code"]["missing_field"], 1, "{report:#}");
    desk.assert_exports_without();
}

#[test]
fn the_same_house_written_otherwise_is_the_same() {
    for line in [
        "4417 N.E. Zyxwell Orchard Rd.",
        "4417 Zyx Well Orchard Road",
        "4417, Zyxwell Orchard Road",
        "4417 Zyxwel Orchard Road",
        "04417 Zyxwell Orchard Road",
    ] {
        let mut open = at_the_house("b", "Harbor Help", None);
        let location = &mut open["service_at_locations"][0]["location"];
        location["latitude"] = Value::Null;
        location["longitude"] = Value::Null;
        location["addresses"][0]["address_1"] = json!(line);
        let desk = Desk::new(&HERE);
        let report = loaded(&desk, &[open, kept(json!({}), "Help")], Desk::run);
        let asked = &report["problems_by_code"]["perhaps_confidential"];
        assert_eq!(*asked, 1, "{line}: {report:#}");
        desk.assert_exports_without();
    }
}
