//! What a listing has to have, and what to count by.

use uuid::Uuid;

use crate::{
    hsds::taxonomy::{Taxonomies, Taxonomy},
    hsds::{Kind, Standing},
    http::{
        extract::Fields,
        problem::{Candidate, Fault},
    },
    snapshot::sets::Facet,
};

/// The filters, each with the values any of which will do. Without a kind it is help that is asked for.
pub fn filters(fields: &mut Fields) -> Vec<(Facet, Vec<String>)> {
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
pub fn suiting(fields: &mut Fields) -> Vec<(Facet, Vec<String>)> {
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

/// Names of facets, separated by commas or given one by one.
pub fn facets(fields: &mut Fields) -> Vec<Facet> {
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
