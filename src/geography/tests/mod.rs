//! What the geography of nearhelp promises, over the whole gazetteer.

mod a_label;
mod an_area;
mod completion;
mod containment;
mod resolving;
mod the_gazetteer;

use super::*;

fn gazetteer() -> &'static Gazetteer {
    Gazetteer::embedded()
}

fn at(text: &str) -> Origin {
    resolve(gazetteer(), text, Some("MO")).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn fault(text: &str) -> PlaceFault {
    resolve(gazetteer(), text, Some("MO")).unwrap_err()
}

fn nears(text: &str) -> Vec<String> {
    fault(text)
        .candidates()
        .iter()
        .map(|candidate| candidate.near.clone())
        .collect()
}

fn area(text: &str) -> Area {
    Area::parse(gazetteer(), text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn point(latitude: f64, longitude: f64) -> Point {
    Point::new(latitude, longitude).unwrap()
}
