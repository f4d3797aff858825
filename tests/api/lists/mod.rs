//! The lists of HSDS 3.1.

mod bad_input;
mod filters;
mod pages;

use serde_json::Value;

use crate::common::Caller;

const LISTS: [&str; 6] = [
    "organizations",
    "services",
    "locations",
    "service_at_locations",
    "taxonomies",
    "taxonomy_terms",
];

/// The contents of one page.
fn contents(anyone: &Caller, path: &str) -> Vec<Value> {
    let page = anyone.get(path).ok();
    page["contents"].as_array().expect("contents").clone()
}

/// The names of what a list has, sorted; of services at locations those of their services.
fn names(anyone: &Caller, path: &str) -> Vec<String> {
    let mut names: Vec<String> = contents(anyone, path)
        .iter()
        .map(|item| {
            let name = item.get("name").or_else(|| item["service"].get("name"));
            name.and_then(Value::as_str).expect("a name").to_owned()
        })
        .collect();
    names.sort();
    names
}

fn id_of(anyone: &Caller, list: &str, name: &str) -> String {
    let items = contents(anyone, &format!("/v1/{list}?per_page=100"));
    let item = items.iter().find(|item| item["name"] == name);
    let id = item.and_then(|item| item["id"].as_str());
    id.expect("one of that name").to_owned()
}
