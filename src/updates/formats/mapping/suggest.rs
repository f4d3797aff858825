//! A first mapping, from the names of a file's columns and from what is in them.

mod vocabulary;

use std::fmt::Write;

use super::sheet::Header;
use super::{address, phones, private};
use crate::hours;
use crate::standing::RecordKind;

use RecordKind::{Location, Organization, Service, ServiceAtLocation};
use vocabulary::{ADDRESS, KNOWN, Known};

/// A column that was recognised.
struct Found<'a> {
    known: &'a Known,
    column: String,
    /// Recognised by what is in it, not by its name.
    is_guess: bool,
}

/// A mapping for a file with these headers, of which `rows` are some. It loads as it is; what was guessed is said
/// in comments, and what nothing is known of stays unmapped.
pub fn suggest(headers: &[&str], rows: &[Vec<String>]) -> String {
    let header = Header::of(headers.iter().copied());
    let mut found: Vec<Found> = Vec::new();
    let mut address: Vec<(&str, String)> = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    for (at, name) in header.names.iter().enumerate() {
        let Some(name) = name else { continue };
        let plain = plain(name);
        // Which rows may show it only a person can say: “Phone1Number” beside “Phone1IsPrivate”.
        if has_private_sibling(name, &header) {
            rest.push(name.clone());
            continue;
        }
        let is_free = |known: &Known| !found.iter().any(|found| std::ptr::eq(found.known, known));
        let by_name = KNOWN
            .iter()
            .find(|known| known.names.contains(&plain.as_str()) && is_free(known));
        let part = ADDRESS.iter().find(|(field, names)| {
            names.contains(&plain.as_str()) && !address.iter().any(|(taken, _)| taken == field)
        });
        let cells = rows
            .iter()
            .filter_map(|row| row.get(at))
            .map(|cell| cell.trim());
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        let by_value = || {
            KNOWN
                .iter()
                .find(|known| looks_like(known, &cells) && is_free(known))
        };
        match (by_name, part) {
            (Some(known), _) => found.push(Found {
                known,
                column: name.clone(),
                is_guess: false,
            }),
            (None, Some((field, _))) => address.push((field, name.clone())),
            (None, None) => match by_value() {
                Some(known) => found.push(Found {
                    known,
                    column: name.clone(),
                    is_guess: true,
                }),
                None => rest.push(name.clone()),
            },
        }
    }
    // “Name” alone is whose row it is.
    if let Some(at) = rest
        .iter()
        .position(|name| matches!(plain(name).as_str(), "name" | "title"))
        && !found
            .iter()
            .any(|found| found.known.kind == Service && found.known.field == "name")
        && let Some(known) = KNOWN
            .iter()
            .find(|known| known.kind == Service && known.field == "name")
    {
        found.push(Found {
            known,
            column: rest.remove(at),
            is_guess: true,
        });
    }
    let own_key = rest
        .iter()
        .position(|name| matches!(plain(name).as_str(), "id" | "key" | "uuid" | "record id"));
    let own_key = own_key.map(|at| rest.remove(at));
    Writer {
        found,
        address,
        rest,
        own_key,
        rows,
        header,
    }
    .toml()
}

struct Writer<'a> {
    found: Vec<Found<'a>>,
    address: Vec<(&'a str, String)>,
    rest: Vec<String>,
    own_key: Option<String>,
    rows: &'a [Vec<String>],
    header: Header,
}

impl Writer<'_> {
    fn column(&self, kind: RecordKind, field: &str) -> Option<&str> {
        let found = self
            .found
            .iter()
            .find(|found| found.known.kind == kind && found.known.field == field);
        found.map(|found| found.column.as_str())
    }

    /// The column that tells records of this kind apart.
    fn key(&self, kind: RecordKind) -> Option<String> {
        let id = self.column(kind, "id").or(match kind {
            // The row is the service, or the only thing it is.
            Service | Location => self.own_key.as_deref(),
            _ => None,
        });
        let other = match kind {
            Organization => self.column(Service, "name"),
            Service => self.column(Organization, "name"),
            _ => self
                .column(Service, "id")
                .or(self.column(Service, "name"))
                .or(self.column(Organization, "name")),
        };
        id.or(self.column(kind, "name"))
            .or(other)
            .map(str::to_owned)
    }

    fn toml(&self) -> String {
        let mut toml = String::from(
            "# A first mapping, made from the columns of the file. Read it before you load: lines with “guessed” first.\n\
             # Its form is in docs/mapping.md.\n\n[file.rows]\npath = \"rows.csv\" # of one file, the name does not matter\n",
        );
        if !self.rest.is_empty() {
            let rest: Vec<String> = self.rest.iter().map(|name| quoted(name)).collect();
            let _ = write!(
                toml,
                "# Not mapped, and kept with their records under their own names. To leave some out:\n# ignore = [{}]\n",
                rest.join(", ")
            );
        }
        let has = |kind| self.found.iter().any(|found| found.known.kind == kind);
        let has_service = ["id", "name"]
            .iter()
            .any(|field| self.column(Service, field).is_some());
        let has_location = has(Location) || !self.address.is_empty();
        let has_organization = ["id", "name"]
            .iter()
            .any(|field| self.column(Organization, field).is_some());
        // A file of organizations with their contacts describes what they do.
        let is_of_organizations =
            has_organization && !has_service && !has(Service) && !has_location;
        self.record(&mut toml, Organization);
        if !is_of_organizations && (has_service || has(Service)) {
            self.record(&mut toml, Service);
        }
        if has_location {
            self.record(&mut toml, Location);
        }
        if has_location && (has_service || has(Service)) {
            self.record(&mut toml, ServiceAtLocation);
        }
        toml
    }

    fn record(&self, toml: &mut String, kind: RecordKind) {
        let any = || self.header.known().next().map(str::to_owned);
        let (key, note) = match self.key(kind) {
            Some(key) => (key, ""),
            None => (
                any().unwrap_or_default(),
                " # guessed: nothing looks like a key",
            ),
        };
        let _ = write!(
            toml,
            "\n[[record]]\nkind = \"{}\"\nkey = {}{note}\n\n[record.fields]\n",
            kind.as_str(),
            quoted(&key)
        );
        let mut line = |field: &str, rule: String, is_guess: bool| {
            let note = if is_guess {
                " # guessed from what is in the column"
            } else {
                ""
            };
            let _ = writeln!(toml, "{field} = {rule}{note}");
        };
        let reference = |of| quoted(&self.key(of).unwrap_or_else(|| any().unwrap_or_default()));
        if kind == ServiceAtLocation {
            line("service_id", reference(Service), false);
            line("location_id", reference(Location), false);
            return;
        }
        if kind != Location && self.column(kind, "name").is_none() {
            line("name", quoted(&key), true);
        }
        if kind == Service {
            line("organization_id", reference(Organization), false);
            line("kind", "{ text = \"help\" }".to_owned(), false);
        }
        if kind == Location {
            line("location_type", "{ text = \"physical\" }".to_owned(), false);
        }
        for found in self
            .found
            .iter()
            .filter(|found| found.known.kind == kind && found.known.field != "id")
        {
            let column = quoted(&found.column);
            let field = if found.known.field == "address" {
                "addresses"
            } else {
                found.known.field
            };
            let rule = match found.known.read {
                "" => column,
                "areas" => {
                    let split = self.separator(&found.column);
                    format!(
                        "{{ column = {column}, as = \"areas\", split = {} }}",
                        quoted(split)
                    )
                }
                "languages" => {
                    let split = self.separator(&found.column);
                    format!(
                        "{{ column = {column}, as = \"languages\", split = {} }}",
                        quoted(split)
                    )
                }
                read => format!("{{ column = {column}, as = \"{read}\" }}"),
            };
            line(field, rule, found.is_guess);
        }
        if kind == Location
            && !self.address.is_empty()
            && self.column(Location, "address").is_none()
        {
            let fields = self
                .address
                .iter()
                .map(|(field, column)| format!("{field} = {}", quoted(column)));
            let fields: Vec<String> = fields.collect();
            let _ = write!(
                toml,
                "\n[[record.part]]\nof = \"addresses\"\nfields = {{ {}, country = {{ value = \"US\" }}, address_type = {{ value = \"physical\" }} }}\n",
                fields.join(", ")
            );
        }
    }

    /// What stands between the items of a column.
    fn separator(&self, column: &str) -> &'static str {
        let at = self.header.find(column).unwrap_or_default();
        let has = |sign: &str| {
            self.rows
                .iter()
                .filter_map(|row| row.get(at))
                .any(|cell| cell.contains(sign))
        };
        [";", "|"].into_iter().find(|sign| has(sign)).unwrap_or(",")
    }
}

/// Whether most of the cells are what the field is read as. Only what cannot well be anything else.
fn looks_like(known: &Known, cells: &[&str]) -> bool {
    if cells.is_empty() {
        return false;
    }
    let is = |cell: &&&str| match known.field {
        "phones" => {
            cell.chars().filter(char::is_ascii_digit).count() >= 10 && phones::phones(cell).is_ok()
        }
        "schedules" => hours::written(cell)
            .iter()
            .any(|schedule| schedule.opens_at.is_some()),
        "url" => {
            cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.")
        }
        "email" => known.kind == Service && cell.contains('@') && !cell.contains(' '),
        "address" => address::address(cell, None).is_some_and(|address| {
            address.contains_key("postal_code") && address.contains_key("city")
        }),
        _ => false,
    };
    cells.iter().filter(is).count() * 10 > cells.len() * 7
}

/// Whether its own name, or another column for some rows, says that this one's number is private.
fn has_private_sibling(name: &str, header: &Header) -> bool {
    let squeezed = |name: &str| crate::geography::fold(name).replace(' ', "");
    let own = squeezed(name);
    let is_of_phone = ["phone", "tel", "fax", "hotline", "mobile", "cell"]
        .iter()
        .any(|word| own.contains(word));
    let keeps = ["private", "confidential", "unlisted", "hidden", "donot"];
    let is_kept = |name: &str| keeps.iter().any(|word| name.contains(word));
    is_of_phone
        && (is_kept(&own)
            || header
                .known()
                .any(|other| private::is_of(other, name) && is_kept(&squeezed(other))))
}

/// A column's name without case, signs and underscores.
fn plain(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    words.join(" ")
}

fn quoted(text: &str) -> String {
    // A JSON text is one of TOML too.
    serde_json::Value::from(text).to_string()
}
