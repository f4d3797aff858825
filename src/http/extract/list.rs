//! The questions of the standard's lists, read out of their fields.

use super::{Fields, ask};
use crate::{
    http::{
        State,
        problem::{Fault, Problem},
    },
    snapshot::lists::{Asked, Postcode, TaxonomiesAsked, TermsAsked},
};

/// Which part of a list, and in which form.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// From 1.
    pub page: u64,
    /// `None`: all on one page.
    pub per_page: Option<u64>,
    pub format: Format,
    /// Nothing in the question is of the person who asks.
    pub is_public: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A page.
    Json,
    /// Everything, a line each.
    Ndjson,
}

/// A question of services.
#[derive(Debug)]
pub struct Services {
    pub asked: Asked,
    pub minimal: bool,
    pub full: bool,
    pub part: Part,
}

/// A question of organizations.
#[derive(Debug)]
pub struct Organizations {
    pub asked: Asked,
    pub full: bool,
    pub full_service: bool,
    pub part: Part,
}

/// A question of services at locations, or of locations.
#[derive(Debug)]
pub struct Places {
    pub asked: Asked,
    pub full: bool,
    pub part: Part,
}

/// Reads and checks a question of services.
pub fn services(mut fields: Fields) -> Result<Services, Problem> {
    let is_public = is_public(&fields);
    let asked = Asked {
        organization_id: fields.take_id("organization_id"),
        modified_after: fields.take_instant("modified_after"),
        ..about(&mut fields)
    };
    let minimal = fields.take_bool("minimal").unwrap_or(false);
    let full = fields.take_bool("full").unwrap_or(false);
    if minimal && full {
        let fault = Fault::at(fields.place("minimal"), "is given together with full");
        fields.fault(fault.expected("one of them"));
    }
    let has_per_page = fields.is_given("per_page");
    let mut part = part(&mut fields, is_public);
    // HSDS: all services in one call, unless the asker wants pages.
    if minimal && !has_per_page {
        part.per_page = None;
    }
    fields.finish()?;
    Ok(Services {
        asked,
        minimal,
        full,
        part,
    })
}

/// Reads and checks a question of organizations.
pub fn organizations(mut fields: Fields) -> Result<Organizations, Problem> {
    let is_public = is_public(&fields);
    let asked = about(&mut fields);
    let full = fields.take_bool("full").unwrap_or(false);
    let full_service = fields.take_bool("full_service").unwrap_or(false);
    let part = part(&mut fields, is_public);
    fields.finish()?;
    Ok(Organizations {
        asked,
        full,
        full_service,
        part,
    })
}

/// The one field of an organization's own address.
pub fn full_service(mut fields: Fields) -> Result<bool, Problem> {
    let full_service = fields.take_bool("full_service").unwrap_or(false);
    fields.finish()?;
    Ok(full_service)
}

/// Reads and checks a question of services at locations, which alone may be near a postcode.
pub fn service_at_locations(mut fields: Fields, state: &State) -> Result<Places, Problem> {
    let is_public = is_public(&fields);
    let (has_postcode, has_proximity) = (fields.is_given("postcode"), fields.is_given("proximity"));
    let origin = ask::postcode(&mut fields, state);
    let within_metres = ask::length(&mut fields, "proximity");
    if has_proximity && !has_postcode {
        let fault = Fault::at(fields.place("postcode"), "is missing beside proximity");
        fields.fault(fault.expected("a ZIP that proximity is measured from"));
    }
    let mut places = places(&mut fields, is_public);
    places.asked.postcode = origin.map(|origin| Postcode {
        origin,
        within_metres,
    });
    fields.finish()?;
    Ok(places)
}

/// Reads and checks a question of locations.
pub fn locations(mut fields: Fields) -> Result<Places, Problem> {
    let is_public = is_public(&fields);
    let places = places(&mut fields, is_public);
    fields.finish()?;
    Ok(places)
}

/// Reads and checks a question of taxonomies.
pub fn taxonomies(mut fields: Fields) -> Result<(TaxonomiesAsked, Part), Problem> {
    let is_public = is_public(&fields);
    let asked = TaxonomiesAsked {
        search: fields.take_str("search"),
    };
    let part = part(&mut fields, is_public);
    fields.finish()?;
    Ok((asked, part))
}

/// Reads and checks a question of terms.
pub fn taxonomy_terms(mut fields: Fields) -> Result<(TermsAsked, Part), Problem> {
    let is_public = is_public(&fields);
    let asked = TermsAsked {
        search: fields.take_str("search"),
        taxonomy_id: fields.take_id("taxonomy_id"),
        top_only: fields.take_bool("top_only").unwrap_or(false),
        parent_id: fields.take_id("parent_id"),
    };
    let part = part(&mut fields, is_public);
    fields.finish()?;
    Ok((asked, part))
}

fn places(fields: &mut Fields, is_public: bool) -> Places {
    let asked = Asked {
        organization_id: fields.take_id("organization_id"),
        modified_after: fields.take_instant("modified_after"),
        ..about(fields)
    };
    Places {
        asked,
        full: fields.take_bool("full").unwrap_or(false),
        part: part(fields, is_public),
    }
}

/// The filters that every list of records has.
fn about(fields: &mut Fields) -> Asked {
    Asked {
        search: fields.take_str("search"),
        taxonomy_term_id: fields.take_id("taxonomy_term_id"),
        taxonomy_id: fields.take_id("taxonomy_id"),
        ..Asked::default()
    }
}

/// Whether nothing in the question is of the person who asks. To be known before the fields are taken.
fn is_public(fields: &Fields) -> bool {
    !fields.is_body() && !fields.is_given("search") && !fields.is_given("postcode")
}

fn part(fields: &mut Fields, is_public: bool) -> Part {
    let formats = [
        ("json", "application/json", Format::Json),
        ("ndjson", "application/x-ndjson", Format::Ndjson),
    ];
    Part {
        is_public,
        page: ask::page(fields),
        per_page: Some(ask::per_page(fields)),
        format: fields.take_format(&formats).unwrap_or(Format::Json),
    }
}
