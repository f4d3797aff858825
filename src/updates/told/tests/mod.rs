//! What of a text tells a place.

mod house;
mod place;
mod point;
mod properties;
mod street;

use serde_json::{Value, json};

use crate::updates::told::Place;

fn place(address: &str) -> Place {
    place_of(json!({"addresses": [{"address_1": address}]}))
}

fn place_of(location: Value) -> Place {
    Place::of(&serde_json::from_value(location).unwrap())
}

#[track_caller]
fn assert_tells(place: &Place, texts: &[&str]) {
    let missed: Vec<_> = texts.iter().filter(|text| !place.is_in(text)).collect();
    assert!(missed.is_empty(), "not found: {missed:#?}");
}

#[track_caller]
fn assert_silent(place: &Place, texts: &[&str]) {
    let found: Vec<_> = texts.iter().filter(|text| place.is_in(text)).collect();
    assert!(found.is_empty(), "found: {found:#?}");
}
