//! The questions of what is near, read out of their fields.

mod filters;
mod place;

use chrono::{DateTime, Utc};

use super::Fields;
use crate::{
    eligibility::{Answers, Vocabulary},
    geography::Origin,
    hsds::Kind,
    http::{
        State,
        problem::{Fault, Problem},
    },
    snapshot::nearby::{Nearby, OpenOnly, PER_PAGE, Sort},
    snapshot::sets::Facet,
};
use filters::{facets, filters, suiting};
use place::{bbox, origin};

pub(super) use place::{length, postcode};

const PAGE_MAX: u64 = 1_000_000;
const PER_PAGE_MAX: u64 = 100;
const PER_STAGE_MAX: u64 = 20;
const PER_STAGE: u64 = 3;

/// Reads and checks the headline question, or tells all that is wrong with it.
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
    let bbox = bbox(&mut fields);
    let remote_all = remote_all(&mut fields);
    let page = page(&mut fields);
    let per_page = per_page(&mut fields);
    let answers = answers(&mut fields, state);
    Ok(Nearby {
        radius_metres,
        filters,
        text,
        sort,
        at,
        has_room: has_room.unwrap_or(false),
        open,
        facets,
        serves_origin: serves_origin.unwrap_or(false),
        bbox,
        remote_all,
        answers,
        page,
        per_page,
        ..finished(fields, origin, now)?
    })
}

/// Reads and checks a question of who can be helped. It has the fields of the headline question but for text, hours, order,
/// counts, box and coverage.
pub fn screen(mut fields: Fields, state: &State) -> Result<Nearby, Problem> {
    let origin = origin(&mut fields, state);
    let radius_metres = length(&mut fields, "radius");
    let filters = filters(&mut fields);
    let remote_all = remote_all(&mut fields);
    let page = page(&mut fields);
    let per_page = per_page(&mut fields);
    let answers = answers(&mut fields, state);
    Ok(Nearby {
        radius_metres,
        filters,
        remote_all,
        answers: Some(answers.unwrap_or_default()),
        page,
        per_page,
        ..finished(fields, origin, (state.now)())?
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
    Ok(Nearby {
        radius_metres,
        filters,
        answers,
        per_page: per_stage.unwrap_or(PER_STAGE),
        ..finished(fields, origin, (state.now)())?
    })
}

/// The question with nothing but its origin, or all that was wrong with the fields.
fn finished(fields: Fields, origin: Option<Origin>, now: DateTime<Utc>) -> Result<Nearby, Problem> {
    fields.finish()?;
    // Without an origin there was a fault, which has been reported by now.
    let origin = origin.ok_or_else(|| Problem::internal("a question without an origin"))?;
    Ok(Nearby::of(origin, now))
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

/// Whether all that is at no place is wanted.
fn remote_all(fields: &mut Fields) -> bool {
    fields
        .take_choice("remote", &[("all", true)])
        .unwrap_or(false)
}

/// Which page, from 1.
pub(super) fn page(fields: &mut Fields) -> u64 {
    fields.take_u64("page", 1..=PAGE_MAX).unwrap_or(1)
}

/// How many on a page.
pub(super) fn per_page(fields: &mut Fields) -> u64 {
    fields
        .take_u64("per_page", 1..=PER_PAGE_MAX)
        .unwrap_or(PER_PAGE)
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
