//! The question of `/v1/nearby`, read out of its fields.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Fields;
use crate::{
    eligibility::{Answers, Vocabulary},
    geography::{self, Origin, PlaceFault, Point},
    hsds::taxonomy::{Taxonomies, Taxonomy},
    hsds::{Kind, Standing},
    http::{
        State,
        problem::{Candidate, Fault, Problem},
    },
    snapshot::nearby::{Bbox, Nearby, OpenOnly, Sort},
    snapshot::sets::Facet,
};

/// Half of the equator in metres: nothing is farther.
const RADIUS_MAX_METRES: f64 = 20_037_508.0;
const PAGE_MAX: u64 = 1_000_000;
const PER_PAGE_MAX: u64 = 100;
/// Unless it is said.
pub(super) const PER_PAGE: u64 = 20;
const PER_STAGE_MAX: u64 = 20;
const PER_STAGE: u64 = 3;

const PLACE: &str = "a ZIP, “City, ST”, “X County, ST”, or “latitude,longitude” in degrees";
const ZIP: &str = "a ZIP or ZIP+4 of the United States, such as 64081";
const LENGTH: &str =
    "metres, or a number with mi, km or m, such as 25mi: more than 0, at most 20037508 m";
const BOX: &str =
    "west,south,east,north in degrees, south not above north, such as -95,38.5,-94,39.5";

/// Metres of each unit that a radius may have.
const UNITS: [(&str, f64); 3] = [("mi", 1_609.344), ("km", 1_000.0), ("m", 1.0)];

/// Reads and checks the question, or tells all that is wrong with it.
pub fn nearby(mut fields: Fields, state: &State) -> Result<Nearby, Problem> {
    let origin = origin(&mut fields, state);
    let radius_metres = length(&mut fields, "radius");
    let filters = filters(&mut fields);
    let facets = facets(&mut fields);
    let text = fields.take_str("q");
    let sorts = [
        ("distance", Sort::Distance),
        ("name", Sort::Name),
        ("relevance", Sort::Relevance),
    ];
    let sort = fields.take_choice("sort", &sorts).unwrap_or_default();
    if sort == Sort::Relevance && text.is_none() && !fields.is_faulty("q") {
        let fault = Fault::at(fields.place("sort"), "needs a text to be relevant to")
            .expected("q beside it");
        fields.fault(fault);
    }
    let now = (state.now)();
    let (at, open) = open(&mut fields, now);
    let has_room = fields.take_choice("capacity", &[("now", true)]);
    let serves_origin = fields.take_choice("serves_origin", &[("yes", true)]);
    let bbox = fields
        .take_written("bbox", BOX)
        .and_then(|text| bbox(&mut fields, &text));
    let remote_all = fields.take_choice("remote", &[("all", true)]);
    let page = page(&mut fields);
    let per_page = per_page(&mut fields).unwrap_or(PER_PAGE);
    let answers = answers(&mut fields, state);
    fields.finish()?;
    Ok(Nearby {
        // Without an origin there was a fault, which has been reported by now.
        origin: origin.ok_or_else(|| Problem::internal("a question without an origin"))?,
        radius_metres,
        filters,
        text,
        sort,
        now,
        at,
        has_room: has_room.unwrap_or(false),
        open,
        facets,
        serves_origin: serves_origin.unwrap_or(false),
        bbox,
        remote_all: remote_all.unwrap_or(false),
        answers,
        page,
        per_page,
    })
}

/// Reads and checks a question of who can be helped. It has the fields of the headline question but for text, hours, order,
/// counts, box and coverage.
pub fn screen(mut fields: Fields, state: &State) -> Result<Nearby, Problem> {
    let origin = origin(&mut fields, state);
    let radius_metres = length(&mut fields, "radius");
    let filters = filters(&mut fields);
    let remote_all = fields.take_choice("remote", &[("all", true)]);
    let page = page(&mut fields);
    let per_page = per_page(&mut fields).unwrap_or(PER_PAGE);
    let answers = answers(&mut fields, state);
    let now = (state.now)();
    fields.finish()?;
    Ok(Nearby {
        origin: origin.ok_or_else(|| Problem::internal("a question without an origin"))?,
        radius_metres,
        filters,
        text: None,
        sort: Sort::Distance,
        now,
        at: now,
        has_room: false,
        open: None,
        facets: Vec::new(),
        serves_origin: false,
        bbox: None,
        remote_all: remote_all.unwrap_or(false),
        answers: Some(answers.unwrap_or_default()),
        page,
        per_page,
    })
}

/// Reads and checks a question of what a pathway has near a place. `per_page` is how many a stage shows at most.
pub fn pathway(mut fields: Fields, state: &State) -> Result<Nearby, Problem> {
    let origin = origin(&mut fields, state);
    let radius_metres = length(&mut fields, "radius");
    let per_stage = fields.take_u64("per_stage", 1..=PER_STAGE_MAX);
    let mut filters = suiting(&mut fields);
    filters.push((Facet::Kind, vec![Kind::default().as_str().to_owned()]));
    filters.retain(|(_, values)| !values.is_empty());
    let answers = answers(&mut fields, state);
    fields.finish()?;
    let now = (state.now)();
    Ok(Nearby {
        origin: origin.ok_or_else(|| Problem::internal("a question without an origin"))?,
        radius_metres,
        filters,
        text: None,
        sort: Sort::Distance,
        now,
        at: now,
        has_room: false,
        open: None,
        facets: Vec::new(),
        serves_origin: false,
        bbox: None,
        remote_all: false,
        answers,
        page: 1,
        per_page: per_stage.unwrap_or(PER_STAGE),
    })
}

/// What a person answered: in a body alone, since a query string is kept by whoever it passes. Read when all other fields
/// are: what is left of the questions stands one level too high.
fn answers(fields: &mut Fields, state: &State) -> Option<Answers> {
    let questions = Vocabulary::embedded().facts.iter();
    fields.misplaced(
        questions.map(|fact| fact.key.as_str()),
        "is the answer to a question, and belongs into answers",
        "in the body of a POST: \"answers\": {key: value}",
    );
    if !fields.is_body() {
        if fields.is_given("answers") {
            fields.take_list("answers");
            let fault = Fault::at(fields.place("answers"), "belongs into the body of a POST");
            fields.fault(fault.expected("a POST"));
        }
        return None;
    }
    let given = fields.take_members("answers", "an object of questions and answers")?;
    match Answers::read(&given, state.gazetteer) {
        Ok(answers) => Some(answers),
        Err(faults) => {
            for fault in faults {
                let place = fields.member_place("answers", &fault.field);
                fields.fault(Fault::at(place, fault.detail).expected(fault.expected));
            }
            None
        }
    }
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

/// A ZIP of the gazetteer, in the field `postcode`.
pub(super) fn postcode(fields: &mut Fields, state: &State) -> Option<Origin> {
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

/// Which page, from 1.
pub(super) fn page(fields: &mut Fields) -> u64 {
    fields.take_u64("page", 1..=PAGE_MAX).unwrap_or(1)
}

/// How many on a page, where it is said.
pub(super) fn per_page(fields: &mut Fields) -> Option<u64> {
    fields.take_u64("per_page", 1..=PER_PAGE_MAX)
}

/// A length in metres.
pub(super) fn length(fields: &mut Fields, name: &'static str) -> Option<f64> {
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

/// The filters, each with the values any of which will do. Without a kind it is help that is asked for.
fn filters(fields: &mut Fields) -> Vec<(Facet, Vec<String>)> {
    let ours = Taxonomies::embedded();
    let mut filters = vec![
        (Facet::Category, codes(fields, "category", &ours.category)),
        (Facet::Audience, codes(fields, "audience", &ours.audience)),
        (Facet::Kind, codes(fields, "kind", &ours.kind)),
        (Facet::Attribute, fields.take_list("attribute")),
        (Facet::Organization, organizations(fields)),
    ];
    let kinds = &mut filters[2].1;
    if kinds.is_empty() {
        kinds.push(Kind::default().as_str().to_owned());
    }
    filters.extend(suiting(fields));
    let standings = Standing::ALL.map(|standing| (standing.as_str(), standing.as_str()));
    filters.push((Facet::Standing, choice(fields, "standing", &standings)));
    filters.retain(|(_, values)| !values.is_empty());
    filters
}

/// What a person needs of any service, whatever it is for.
fn suiting(fields: &mut Fields) -> Vec<(Facet, Vec<String>)> {
    vec![
        (Facet::Language, lowercase(fields.take_list("language"))),
        (
            Facet::Accessibility,
            lowercase(fields.take_list("accessibility")),
        ),
        (Facet::Cost, choice(fields, "cost", &[("free", "free")])),
        (
            Facet::Documents,
            choice(fields, "documents", &[("none", "none")]),
        ),
    ]
}

/// One of a few values, as a list.
fn choice(
    fields: &mut Fields,
    name: &'static str,
    choices: &[(&'static str, &'static str)],
) -> Vec<String> {
    let chosen = fields.take_choice(name, choices);
    chosen.map(str::to_owned).into_iter().collect()
}

fn lowercase(values: Vec<String>) -> Vec<String> {
    values.iter().map(|value| value.to_lowercase()).collect()
}

fn organizations(fields: &mut Fields) -> Vec<String> {
    let ids = fields.take_list("organization");
    for (index, id) in ids.iter().enumerate() {
        if id.parse::<Uuid>().is_err() {
            let fault = Fault::at(fields.item_place("organization", index), "is no id")
                .expected("the id of an organization, a UUID");
            fields.fault(fault);
        }
    }
    lowercase(ids)
}

/// The instant that hours are told for, and whether only what is open then is wanted.
fn open(fields: &mut Fields, now: DateTime<Utc>) -> (DateTime<Utc>, Option<OpenOnly>) {
    const INSTANT: &str = "now, or an instant such as 2025-03-09T21:00:00-05:00 (RFC 3339)";
    let choices = [
        ("exclude", OpenOnly::Strictly),
        ("include", OpenOnly::ThenUnknown),
    ];
    let unknown = fields.take_choice("unknown_hours", &choices);
    let Some(text) = fields.take_str("open") else {
        if unknown.is_some() && !fields.is_faulty("open") {
            let fault = Fault::at(fields.place("unknown_hours"), "says nothing without open")
                .expected("open beside it");
            fields.fault(fault);
        }
        return (now, None);
    };
    let at = match text.as_str() {
        "now" => Some(now),
        // A plus in a query that was not encoded arrives as a blank.
        _ => DateTime::parse_from_rfc3339(&text.replace(' ', "+"))
            .ok()
            .map(|at| at.to_utc()),
    };
    if at.is_none() {
        let fault = Fault::at(fields.place("open"), "is no instant").expected(INSTANT);
        fields.fault(fault);
    }
    (
        at.unwrap_or(now),
        Some(unknown.unwrap_or(OpenOnly::ThenUnknown)),
    )
}

/// Names of facets, separated by commas or given one by one.
fn facets(fields: &mut Fields) -> Vec<Facet> {
    let names = fields.take_list("facets");
    let mut facets = Vec::new();
    for (index, name) in names.iter().enumerate() {
        for name in name.split(',').map(str::trim) {
            match Facet::ALL.into_iter().find(|facet| facet.as_str() == name) {
                Some(facet) => facets.push(facet),
                None => {
                    let known = Facet::ALL.map(Facet::as_str).join(", ");
                    let fault =
                        Fault::at(fields.item_place("facets", index), "is none that is known")
                            .expected(format!("any of: {known}"));
                    fields.fault(fault);
                }
            }
        }
    }
    facets.sort_unstable();
    facets.dedup();
    facets
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
            .expected(format!(
                "such as: {}; for several, give the parameter several times",
                known.join(", ")
            ))
            .candidates(
                near.into_iter()
                    .map(|code| Candidate::Name(code.to_owned())),
            );
        fields.fault(fault);
    }
    codes
}
