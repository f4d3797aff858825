//! The question of `/v1/nearby`, read out of its fields.

use super::Fields;
use crate::{
    geography::{self, Origin, PlaceFault, Point},
    hsds::Kind,
    hsds::taxonomy::{Taxonomies, Taxonomy},
    http::{
        State,
        problem::{Candidate, Fault, Problem},
    },
    snapshot::nearby::{Bbox, Nearby},
};

/// Half of the equator in metres: nothing is farther.
const RADIUS_MAX_METRES: f64 = 20_037_508.0;
pub const PAGE_MAX: u64 = 1_000_000;
pub const PER_PAGE_MAX: u64 = 100;
const PER_PAGE: u64 = 20;

const PLACE: &str = "a ZIP, “City, ST”, “X County, ST”, or “latitude,longitude” in degrees";
const LENGTH: &str =
    "metres, or a number with mi, km or m, such as 25mi: more than 0, at most 20037508 m";
const BOX: &str =
    "west,south,east,north in degrees, south not above north, such as -95,38.5,-94,39.5";

/// Metres of each unit that a radius may have.
const UNITS: [(&str, f64); 3] = [("mi", 1_609.344), ("km", 1_000.0), ("m", 1.0)];

/// Reads and checks the question, or tells all that is wrong with it.
pub fn nearby(mut fields: Fields, state: &State) -> Result<Nearby, Problem> {
    let origin = origin(&mut fields, state);
    let radius_metres = fields
        .take_written("radius", LENGTH)
        .and_then(|text| radius(&mut fields, &text));
    let ours = Taxonomies::embedded();
    let categories = codes(&mut fields, "category", &ours.category);
    let audiences = codes(&mut fields, "audience", &ours.audience);
    let kinds: Vec<Kind> = codes(&mut fields, "kind", &ours.kind)
        .iter()
        .filter_map(|code| Kind::parse(code))
        .collect();
    let serves_origin = fields.take_choice("serves_origin", &[("yes", true)]);
    let bbox = fields
        .take_written("bbox", BOX)
        .and_then(|text| bbox(&mut fields, &text));
    let remote_all = fields.take_choice("remote", &[("all", true)]);
    let page = fields.take_u64("page", 1..=PAGE_MAX).unwrap_or(1);
    let per_page = fields
        .take_u64("per_page", 1..=PER_PAGE_MAX)
        .unwrap_or(PER_PAGE);
    fields.finish()?;
    Ok(Nearby {
        // Without an origin there was a fault, which has been reported by now.
        origin: origin.ok_or_else(|| Problem::internal("a question without an origin"))?,
        radius_metres,
        categories,
        audiences,
        kinds: if kinds.is_empty() {
            vec![Kind::Help]
        } else {
            kinds
        },
        serves_origin: serves_origin.unwrap_or(false),
        bbox,
        remote_all: remote_all.unwrap_or(false),
        page,
        per_page,
    })
}

/// Exactly one of `near`, or `lat` with `lon`.
fn origin(fields: &mut Fields, state: &State) -> Option<Origin> {
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

fn radius(fields: &mut Fields, text: &str) -> Option<f64> {
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
    let fault = Fault::at(fields.place("radius"), detail).expected(LENGTH);
    fields.fault(fault);
    None
}

fn bbox(fields: &mut Fields, text: &str) -> Option<Bbox> {
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

/// Codes of a taxonomy, each known.
fn codes(fields: &mut Fields, name: &'static str, taxonomy: &Taxonomy) -> Vec<String> {
    let codes = fields.take_list(name);
    for (index, code) in codes.iter().enumerate() {
        if taxonomy.term(code).is_some() {
            continue;
        }
        let near = taxonomy.alike(code);
        let known: Vec<&str> = taxonomy
            .terms
            .iter()
            .filter(|term| term.parent.is_none())
            .map(|term| term.code.as_str())
            .collect();
        let fault = Fault::at(fields.item_place(name, index), "is none that is known")
            .expected(format!("such as: {}", known.join(", ")))
            .candidates(
                near.into_iter()
                    .map(|code| Candidate::Name(code.to_owned())),
            );
        fields.fault(fault);
    }
    codes
}
