//! From the columns that were recognised to the text of a mapping.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use super::super::sheet::Header;
use super::{Found, flags};
use crate::standing::RecordKind;

use RecordKind::{Location, Organization, Service, ServiceAtLocation};

pub(super) struct Writer<'a> {
    pub found: Vec<Found<'a>>,
    pub address: Vec<(&'a str, String)>,
    pub rest: Vec<String>,
    pub own_key: Option<String>,
    pub rows: &'a [Vec<String>],
    pub header: Header,
}

impl Writer<'_> {
    /// Numbers are the service's, or the organization's in a file of those; a place's where one service has several.
    pub fn give_phones(&mut self) {
        let is_phones = |found: &Found| found.known.field == "phones";
        let Some(at) = self.found.iter().position(is_phones) else {
            return;
        };
        let phones = self.found.remove(at);
        let has = |kind| self.found.iter().any(|found| found.kind == kind);
        let has_place = has(Location) || !self.address.is_empty();
        let kind = if has(Service) {
            let key = self.key(Service).map(|(key, _)| key).unwrap_or_default();
            let key = key.into_iter().chain([phones.column.as_str()]);
            let at: Vec<usize> = key.filter_map(|name| self.header.find(name)).collect();
            let mut numbers: HashMap<Vec<&str>, &str> = HashMap::new();
            let is_one = self.rows.iter().all(|row| {
                let cell = |at: &usize| row.get(*at).map_or("", |cell| cell.trim());
                let Some((phone, key)) = at.split_last() else {
                    return true;
                };
                let known = numbers.entry(key.iter().map(cell).collect());
                *known.or_insert(cell(phone)) == cell(phone)
            });
            if is_one || !has_place {
                Service
            } else {
                Location
            }
        } else if has(Organization) && !has_place {
            Organization
        } else {
            Location
        };
        self.found.insert(at, Found { kind, ..phones });
    }

    /// Where a file has no places, what keeps them from the public stays with whatever it is of.
    pub fn leave_flag(&mut self) {
        let is_flag = |found: &Found| found.known.field == "withheld";
        let mut places = self.found.iter().filter(|found| found.kind == Location);
        if self.address.is_empty() && places.all(is_flag) {
            let flags = self.found.extract_if(.., |found| is_flag(found));
            self.rest.extend(flags.map(|found| found.column));
        }
    }

    fn column(&self, kind: RecordKind, field: &str) -> Option<&str> {
        let found = self
            .found
            .iter()
            .find(|found| found.kind == kind && found.known.field == field);
        found.map(|found| found.column.as_str())
    }

    /// The columns that tell records of this kind apart, and what to say of them; none where nothing looks like a key.
    fn key(&self, kind: RecordKind) -> Option<(Vec<&str>, String)> {
        let candidates = self.candidates(kind);
        let first = candidates.first()?.clone();
        let Some((rows, best)) = self.first_same(kind, &first).zip(candidates.last()) else {
            return Some((first, String::new()));
        };
        let others = candidates.iter().skip(1);
        let mut enough = others.filter(|key| self.first_same(kind, key).is_none());
        Some(match enough.next() {
            Some(key) => {
                let note = format!(
                    " # {} alone is the same in rows {} and {}, which differ",
                    named(&first),
                    rows.0,
                    rows.1
                );
                (key.clone(), note)
            }
            None => {
                let (a, b) = self.first_same(kind, best).unwrap_or(rows);
                let note = format!(
                    " # not unique: the same in rows {a} and {b}, which differ. Give each row an id of its own"
                );
                (best.clone(), note)
            }
        })
    }

    /// What may be a key of records of this kind: the fewest columns first.
    fn candidates(&self, kind: RecordKind) -> Vec<Vec<&str>> {
        let id = self.column(kind, "id").or(match kind {
            // The row is the service, or the only thing it is.
            Service | Location => self.own_key.as_deref(),
            _ => None,
        });
        let organization = self
            .column(Organization, "id")
            .or(self.column(Organization, "name"));
        let service = self.column(Service, "id").or(self.column(Service, "name"));
        let other = match kind {
            Organization => self.column(Service, "name"),
            Service => self.column(Organization, "name"),
            _ => service.or(self.column(Organization, "name")),
        };
        let name = self.column(kind, "name");
        let alone = [id, name, other].into_iter().flatten();
        let mut keys: Vec<Vec<&str>> = alone.map(|column| vec![column]).collect();
        // Two that are called alike are one organization.
        if kind != Organization {
            let joined: Vec<&str> = organization.into_iter().chain(service).collect();
            let called: Vec<&str> = self.column(Location, "name").into_iter().collect();
            let address = self.address.iter().map(|(_, column)| column.as_str());
            let address: Vec<&str> = self
                .column(Location, "address")
                .into_iter()
                .chain(address)
                .collect();
            let at = |place| [joined.clone(), place].concat();
            keys.extend([joined.clone(), at(called), at(address)]);
        }
        let mut candidates: Vec<Vec<&str>> = Vec::new();
        for mut key in keys {
            let mut met = HashSet::new();
            key.retain(|column| met.insert(*column));
            if !key.is_empty() && !candidates.contains(&key) {
                candidates.push(key);
            }
        }
        candidates
    }

    /// The first two rows, as a spreadsheet counts, that have the same key and something else in the columns of the
    /// kind; or a row without a key, twice.
    fn first_same(&self, kind: RecordKind, key: &[&str]) -> Option<(usize, usize)> {
        let at = |columns: &mut dyn Iterator<Item = &str>| -> Vec<usize> {
            columns.filter_map(|name| self.header.find(name)).collect()
        };
        let key = at(&mut key.iter().copied());
        let of_kind = |kinds: &[RecordKind]| {
            let found = self.found.iter();
            let found = found.filter(|found| kinds.contains(&found.kind));
            let found: Vec<&str> = found.map(|found| found.column.as_str()).collect();
            found
        };
        let mut said = match kind {
            Organization => return None,
            Service => of_kind(&[Service]),
            Location => of_kind(&[Location]),
            ServiceAtLocation => of_kind(&[Service, Location]),
        };
        if kind == Service {
            said.extend(self.column(Organization, "name"));
        } else {
            said.extend(self.address.iter().map(|(_, column)| column.as_str()));
        }
        let said = at(&mut said.into_iter());
        let cells = |row: &'_ [String], at: &[usize]| -> Vec<String> {
            let cells = at.iter().map(|at| row.get(*at).map_or("", String::as_str));
            cells.map(|cell| cell.trim().to_owned()).collect()
        };
        let mut seen: HashMap<Vec<String>, (usize, Vec<String>)> = HashMap::new();
        for (number, row) in self.rows.iter().enumerate() {
            // The header is the first row.
            let number = number + 2;
            let (key, said) = (cells(row, &key), cells(row, &said));
            if key.iter().any(String::is_empty) {
                return Some((number, number));
            }
            match seen.get(&key) {
                Some((first, other)) if *other != said => return Some((*first, number)),
                Some(_) => {}
                None => {
                    seen.insert(key, (number, said));
                }
            }
        }
        None
    }

    pub fn toml(&self) -> String {
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
        let has = |kind| self.found.iter().any(|found| found.kind == kind);
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
        let any = any().unwrap_or_default();
        let of_both = || {
            let ((mut key, _), (other, _)) = (self.key(Service)?, self.key(Location)?);
            key.extend(other);
            let mut met = HashSet::new();
            key.retain(|column| met.insert(*column));
            Some((key, String::new()))
        };
        let own_key = match kind {
            ServiceAtLocation => of_both(),
            _ => self.key(kind),
        };
        let (key, note) = own_key.unwrap_or_else(|| {
            let note = " # guessed: nothing looks like a key";
            (vec![any.as_str()], note.to_owned())
        });
        let _ = write!(
            toml,
            "\n[[record]]\nkind = \"{}\"\nkey = {}{note}\n\n[record.fields]\n",
            kind.as_str(),
            rule(&key)
        );
        let mut line = |field: &str, rule: String, is_guess: bool| {
            let note = if is_guess {
                " # guessed from what is in the column"
            } else {
                ""
            };
            let _ = writeln!(toml, "{field} = {rule}{note}");
        };
        let reference = |of| match self.key(of) {
            Some((key, _)) => rule(&key),
            None => quoted(&any),
        };
        if kind == ServiceAtLocation {
            line("service_id", reference(Service), false);
            line("location_id", reference(Location), false);
            return;
        }
        if kind != Location && self.column(kind, "name").is_none() {
            line("name", quoted(key.first().unwrap_or(&any.as_str())), true);
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
            .filter(|found| found.kind == kind && found.known.field != "id")
        {
            let column = quoted(&found.column);
            let field = if found.known.field == "address" {
                "addresses"
            } else {
                found.known.field
            };
            let rule = match found.known.read {
                "" => column,
                "yes_no" => self.withheld(&found.column),
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

    /// The column that keeps a place from the public, with what its cells say.
    fn withheld(&self, column: &str) -> String {
        let at = self.header.find(column).unwrap_or_default();
        let table: Vec<String> = flags(column, self.rows, at)
            .into_iter()
            .map(|(cell, is_kept)| format!("{} = {is_kept}", quoted(&cell)))
            .collect();
        let column = quoted(column);
        match table.is_empty() {
            true => format!("{{ column = {column}, as = \"yes_no\" }}"),
            false => format!("{{ column = {column}, map = {{ {} }} }}", table.join(", ")),
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

/// The rule of a key.
fn rule(columns: &[&str]) -> String {
    match columns {
        [column] => quoted(column),
        _ => {
            let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
            format!("{{ columns = [{}], join = \" / \" }}", columns.join(", "))
        }
    }
}

/// Columns, in words.
fn named(columns: &[&str]) -> String {
    format!("“{}”", columns.join("”, “"))
}

fn quoted(text: &str) -> String {
    // A JSON text is one of TOML too.
    serde_json::Value::from(text).to_string()
}
