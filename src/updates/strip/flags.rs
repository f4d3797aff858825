//! Columns and their values, as feeds of human services have them: iCarol's `PhysicalAddressIsPrivate`, AIRS's
//! `Confidential`, a spreadsheet's "Display physical address to public?".

use serde_json::{Map, Value};

/// What a yes-or-no cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Yes,
    No,
    /// Something is there that is neither.
    Unclear,
}

/// What the column says of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// It is about an address or a place by name, and keeps it from the public.
    Place(Reading),
    /// It keeps something from the public and does not say what: on a location its place.
    Bare(Reading),
}

const TRUE: [&str; 14] = [
    "true",
    "t",
    "yes",
    "y",
    "1",
    "on",
    "x",
    "si",
    "s",
    "oui",
    "verdadero",
    "checked",
    "confidential",
    "private",
];
const FALSE: [&str; 13] = [
    "false",
    "f",
    "no",
    "n",
    "0",
    "off",
    "non",
    "falso",
    "unchecked",
    "none",
    "never",
    "public",
    "open",
];
/// What stands in a cell that says nothing.
const NOTHING: [&str; 6] = ["null", "nil", "na", "nan", "undefined", "empty"];

/// Parts of the names of columns that keep something from the public.
const KEEPS: [&str; 29] = [
    "private",
    "privad",
    "confidential",
    "confidencial",
    "undisclosed",
    "nondisclos",
    "withh",
    "hideaddress",
    "hidelocation",
    "hidestreet",
    "hidemap",
    "hideplace",
    "hidden",
    "ocult",
    "unlisted",
    "unpublished",
    "suppress",
    "redact",
    "maskaddress",
    "masklocation",
    "donotpublish",
    "donotdisplay",
    "donotshow",
    "donotdisclose",
    "donotlist",
    "notpublic",
    "nonpublic",
    "secret",
    "notfor",
];
/// Parts of the names of columns that give something to the public.
const GIVES: [&str; 7] = [
    "public", "display", "show", "publish", "visib", "disclos", "release",
];
const PLACES: [&str; 12] = [
    "address",
    "location",
    "place",
    "site",
    "street",
    "map",
    "coordinate",
    "latlong",
    "geocod",
    "direccion",
    "ubicacion",
    "domicilio",
];
/// What else may be private or public, and says nothing of a place.
const OTHERS: [&str; 40] = [
    "phone",
    "telefono",
    "fax",
    "email",
    "web",
    "contact",
    "note",
    "comment",
    "service",
    "program",
    "school",
    "insur",
    "pay",
    "room",
    "bath",
    "fund",
    "profit",
    "owner",
    "parking",
    "club",
    "practice",
    "client",
    "record",
    "data",
    "interview",
    "counsel",
    "test",
    "polic",
    "confidentiality",
    "sector",
    "entit",
    "organizationtype",
    "transport",
    "transit",
    "bus",
    "open",
    "transl",
    "housing",
    "health",
    "area",
];
/// Whole names of columns that give a place to the public, though they name none.
const GIVES_ALL: [&str; 8] = [
    "public",
    "ispublic",
    "publicdisplay",
    "displaytopublic",
    "displaypublic",
    "publiclyvisible",
    "visible",
    "isvisible",
];
/// Ends of the names of columns whose value is a code.
const CODED: [&str; 9] = [
    "type",
    "status",
    "visibility",
    "privacy",
    "access",
    "level",
    "class",
    "sharing",
    "disclosure",
];
const SECRET_CODES: [&str; 8] = [
    "confiden",
    "undisclosed",
    "withheld",
    "private",
    "hidden",
    "secret",
    "nonpublic",
    "notpublic",
];

/// A name without case, separators and marks: `Physical Address-Is_Private?` is `physicaladdressisprivate`.
pub fn plain(name: &str) -> String {
    crate::geography::fold(name).replace(' ', "")
}

/// What a cell says; nothing where it is empty.
pub fn read(value: &Value) -> Option<Reading> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(true) => Reading::Yes,
        Value::Bool(false) => Reading::No,
        Value::Number(number) => match number.as_f64() {
            Some(0.0) => Reading::No,
            _ => Reading::Yes,
        },
        Value::String(text) => {
            let text = plain(text);
            match text.as_str() {
                "" => return None,
                text if NOTHING.contains(&text) => return None,
                text if TRUE.contains(&text) => Reading::Yes,
                text if FALSE.contains(&text) => Reading::No,
                _ => Reading::Unclear,
            }
        }
        Value::Array(items) if items.is_empty() => return None,
        Value::Object(fields) if fields.is_empty() => return None,
        _ => Reading::Unclear,
    })
}

/// What a column with its cell says of a place, if it is of those that do: `Yes` is that it is kept from the public.
pub fn of(column: &str, value: &Value) -> Option<Flag> {
    let column = plain(column);
    let has = |parts: &[&str]| parts.iter().any(|part| column.contains(part));
    if exclusion(&column, value).is_some() {
        return None;
    }
    // "Website" has "site" in it.
    let is_of_place = PLACES
        .iter()
        .any(|part| column.replace("website", "").contains(part))
        && !has(&["email"]);
    let reading = read(value)?;
    if has(&KEEPS) {
        return match (is_of_place, has(&OTHERS)) {
            (true, _) => Some(Flag::Place(reading)),
            (false, false) => Some(Flag::Bare(reading)),
            (false, true) => None,
        };
    }
    let is_coded = CODED.iter().any(|end| column.ends_with(end));
    let code = plain(value.as_str().unwrap_or_default());
    let is_secret = code.len() < 30 && SECRET_CODES.iter().any(|secret| code.contains(secret));
    if is_coded && is_secret && !has(&OTHERS) {
        return Some(match is_of_place {
            true => Flag::Place(Reading::Yes),
            false => Flag::Bare(Reading::Yes),
        });
    }
    if (has(&GIVES) && is_of_place && !has(&["transport", "transit", "open", "bus", "parking"]))
        || GIVES_ALL.contains(&column.as_str())
    {
        return Some(match reading {
            Reading::No => Flag::Place(Reading::Yes),
            Reading::Unclear if is_partial(value) => Flag::Place(Reading::Unclear),
            _ => Flag::Place(Reading::No),
        });
    }
    None
}

/// Whether a column that gives the place to the public gives a part of it only: "city only", "hidden".
fn is_partial(value: &Value) -> bool {
    let text = plain(value.as_str().unwrap_or_default());
    let parts = [
        "only",
        "partial",
        "approx",
        "hidden",
        "restrict",
        "oninquiry",
        "onrequest",
    ];
    text.len() < 40
        && (parts.iter().any(|part| text.contains(part))
            || SECRET_CODES.iter().any(|c| text.contains(c)))
}

/// Whether a column with its cell says that the record is kept and not shown: `ExcludeFromWebsite`,
/// "do not refer". Nothing where the column is none of these.
fn exclusion(column: &str, value: &Value) -> Option<bool> {
    let has = |parts: &[&str]| parts.iter().any(|part| column.contains(part));
    let shown_in = [
        "web",
        "directory",
        "online",
        "internet",
        "search",
        "publicview",
    ];
    if (has(&[
        "exclude",
        "hidefrom",
        "omitfrom",
        "suppressfrom",
        "removefrom",
    ]) && has(&[
        "web",
        "directory",
        "online",
        "internet",
        "search",
        "public",
        "print",
        "listing",
    ])) || has(&["donotrefer", "dontrefer", "donotlist"])
    {
        return Some(!matches!(read(value), None | Some(Reading::No)));
    }
    if has(&[
        "displayon",
        "displayin",
        "showon",
        "showin",
        "publishon",
        "publishto",
        "includein",
        "includeon",
    ]) && has(&shown_in)
    {
        return Some(read(value) == Some(Reading::No));
    }
    None
}

/// Whether any column, or any attribute by name, says that the record is kept and not shown.
pub fn is_excluded(body: &Map<String, Value>) -> bool {
    if body.get("excluded") == Some(&Value::Bool(true)) {
        return true;
    }
    body.iter().any(|(column, value)| {
        if exclusion(&plain(column), value) == Some(true) {
            return true;
        }
        match value {
            Value::String(text) => says_not_to_refer(text),
            Value::Array(items) => items.iter().filter_map(Value::as_object).any(|item| {
                pair(item).is_some_and(|(name, value)| exclusion(&plain(name), value) == Some(true))
            }),
            Value::Object(fields) => fields
                .iter()
                .any(|(column, value)| exclusion(&plain(column), value) == Some(true)),
            _ => false,
        }
    })
}

fn says_not_to_refer(text: &str) -> bool {
    text.len() < 80 && plain(text).starts_with("donotrefer")
}

/// An object that is a column and its cell: an attribute, a row of metadata.
pub fn pair(object: &Map<String, Value>) -> Option<(&str, &Value)> {
    let names = [
        "field_name",
        "label",
        "key",
        "field",
        "attribute",
        "property",
        "name",
        "fld",
    ];
    let values = ["replacement_value", "value", "v", "answer", "field_value"];
    let name = names.iter().find_map(|name| object.get(*name)?.as_str())?;
    Some((name, values.iter().find_map(|value| object.get(*value))?))
}
