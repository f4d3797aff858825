//! Where from, how far, and in which box.

use crate::{
    geography::{self, Origin, PlaceFault, Point},
    http::{
        State,
        extract::Fields,
        problem::{Candidate, Fault},
    },
    snapshot::nearby::Bbox,
};

/// Half of the equator in metres: nothing is farther.
const RADIUS_MAX_METRES: f64 = 20_037_508.0;
const PLACE: &str = "a ZIP, “City, ST”, “X County, ST”, or “latitude,longitude” in degrees";
const ZIP: &str = "a ZIP or ZIP+4 of the United States, such as 64081";
const LENGTH: &str =
    "metres, or a number with mi, km or m, such as 25mi: more than 0, at most 20037508 m";
const BOX: &str =
    "west,south,east,north in degrees, south not above north, such as -95,38.5,-94,39.5";

/// Metres of each unit that a radius may have.
const UNITS: [(&str, f64); 3] = [("mi", 1_609.344), ("km", 1_000.0), ("m", 1.0)];

/// Exactly one of `near`, or `lat` with `lon`.
pub fn origin(fields: &mut Fields, state: &State) -> Option<Origin> {
    const EITHER: &str = "near, or lat with lon";
    let (has_near, has_lat, has_lon) = (
        fields.is_given("near"),
        fields.is_given("lat"),
        fields.is_given("lon"),
    );
    let near = fields.take_text("near", PLACE);
    let latitude = fields.take_f64("lat", -90.0..=90.0);
    let longitude = fields.take_f64("lon", -180.0..=180.0);
    let missing = |fields: &mut Fields, name: &str, detail: &str| {
        let fault = Fault::at(fields.place(name), detail).expected(EITHER);
        fields.fault(fault);
    };
    match (has_near, has_lat, has_lon) {
        (false, false, false) => missing(fields, "near", "says where from, and is missing"),
        (true, false, false) => {
            return near.and_then(|near| resolved(fields, &near, state));
        }
        (true, _, _) => missing(fields, "near", "is given together with lat or lon"),
        (false, true, false) => missing(fields, "lon", "is missing beside lat"),
        (false, false, true) => missing(fields, "lat", "is missing beside lon"),
        (false, true, true) => {
            let point = Point::new(latitude?, longitude?).ok()?;
            return Some(Origin::of_point(state.gazetteer, point));
        }
    }
    None
}

/// A ZIP of the gazetteer, in the field `postcode`.
pub fn postcode(fields: &mut Fields, state: &State) -> Option<Origin> {
    let text = fields.take_text("postcode", ZIP)?;
    let origin = geography::zip_code(&text)
        .and_then(|_| geography::resolve(state.gazetteer, &text, None).ok());
    if origin.is_none() {
        let fault = Fault::at(fields.place("postcode"), "is no ZIP that is known").expected(ZIP);
        fields.fault(fault);
    }
    origin
}

fn resolved(fields: &mut Fields, near: &str, state: &State) -> Option<Origin> {
    match geography::resolve(state.gazetteer, near, state.home_state.as_deref()) {
        Ok(origin) => Some(origin),
        Err(why) => {
            let fault = place_fault(fields, "near", &why);
            fields.fault(fault);
            None
        }
    }
}

fn place_fault(fields: &Fields, name: &str, why: &PlaceFault) -> Fault {
    let candidates = why.candidates().iter().map(|candidate| Candidate::Near {
        near: candidate.near.clone(),
        label: candidate.label.clone(),
    });
    Fault::at(fields.place(name), why.to_string())
        .expected(PLACE)
        .candidates(candidates)
}

/// A length in metres.
pub fn length(fields: &mut Fields, name: &'static str) -> Option<f64> {
    let text = fields.take_written(name, LENGTH)?;
    let lower = text.to_ascii_lowercase();
    let unit = UNITS.iter().find(|(unit, _)| lower.ends_with(unit));
    let (unit, metres) = unit.copied().unwrap_or(("", 1.0));
    let number = lower[..lower.len() - unit.len()].trim();
    // Rust also reads words such as "inf" as numbers.
    let number: Option<f64> = number
        .starts_with(|c: char| c.is_ascii_digit() || c == '.')
        .then(|| number.parse().ok())
        .flatten();
    let radius = number.map(|number| number * metres);
    if let Some(radius) = radius.filter(|radius| *radius > 0.0 && *radius <= RADIUS_MAX_METRES) {
        return Some(radius);
    }
    let detail = match radius {
        Some(_) => "is out of range",
        None => "is not a length",
    };
    let fault = Fault::at(fields.place(name), detail).expected(LENGTH);
    fields.fault(fault);
    None
}

/// A box, checked.
pub fn bbox(fields: &mut Fields) -> Option<Bbox> {
    let text = fields.take_written("bbox", BOX)?;
    let numbers: Vec<Option<f64>> = text
        .split(',')
        .map(|part| part.trim().parse().ok().filter(|n: &f64| n.is_finite()))
        .collect();
    if let [Some(west), Some(south), Some(east), Some(north)] = numbers[..]
        && [west, east]
            .iter()
            .all(|lon| (-180.0..=180.0).contains(lon))
        && [south, north]
            .iter()
            .all(|lat| (-90.0..=90.0).contains(lat))
        && south <= north
    {
        return Some(Bbox {
            west,
            south,
            east,
            north,
        });
    }
    let fault = Fault::at(fields.place("bbox"), "is not a box").expected(BOX);
    fields.fault(fault);
    None
}
