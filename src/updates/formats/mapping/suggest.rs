//! A first mapping, from the names of a file's columns and from what is in them.

mod vocabulary;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use super::sheet::Header;
use super::{address, phones, private};
use crate::hours;
use crate::standing::RecordKind;
use crate::updates::strip;

use RecordKind::{Location, Organization, Service, ServiceAtLocation};
use vocabulary::{ADDRESS, KNOWN, Known};

/// Rows that tell what is in a column. All of them tell whether it is a key.
const ROWS_TO_GUESS_FROM: usize = 50;

/// Ways in which one column may say yes or no.
const MOST_FLAGS: usize = 12;

/// A column that was recognised.
struct Found<'a> {
    known: &'a Known,
    /// Whose it is: a number may be a service's or an organization's too.
    kind: RecordKind,
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
            .take(ROWS_TO_GUESS_FROM)
            .filter_map(|row| row.get(at))
            .map(|cell| cell.trim());
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        let by_value = || {
            KNOWN
                .iter()
                .find(|known| looks_like(known, &cells) && is_free(known))
        };
        let by_flag = KNOWN
            .iter()
            .find(|known| known.field == "withheld" && is_free(known))
            .filter(|_| !flags(name, rows, at).is_empty());
        match (by_name.or(by_flag), part) {
            (Some(known), _) => found.push(Found {
                known,
                kind: known.kind,
                column: name.clone(),
                is_guess: false,
            }),
            (None, Some((field, _))) => address.push((field, name.clone())),
            (None, None) => match by_value() {
                Some(known) => found.push(Found {
                    known,
                    kind: known.kind,
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
            .any(|found| found.kind == Service && found.known.field == "name")
        && let Some(known) = KNOWN
            .iter()
            .find(|known| known.kind == Service && known.field == "name")
    {
        found.push(Found {
            known,
            kind: known.kind,
            column: rest.remove(at),
            is_guess: true,
        });
    }
    let own_key = rest
        .iter()
        .position(|name| matches!(plain(name).as_str(), "id" | "key" | "uuid" | "record id"));
    let own_key = own_key.map(|at| rest.remove(at));
    let mut writer = Writer {
        found,
        address,
        rest,
        own_key,
        rows,
        header,
    };
    writer.give_phones();
    writer.leave_flag();
    writer.toml()
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
    /// Numbers are the service's, or the organization's in a file of those; a place's where one service has several.
    fn give_phones(&mut self) {
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
    fn leave_flag(&mut self) {
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

/// What each cell of a column says of whether its place is kept from the public; nothing where the column is of
/// something else, or one cell is no such word.
fn flags(column: &str, rows: &[Vec<String>], at: usize) -> BTreeMap<String, bool> {
    let mut flags = BTreeMap::new();
    let cells = rows.iter().filter_map(|row| row.get(at));
    for cell in cells
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
    {
        match strip::is_kept_by(column, &serde_json::Value::from(cell)) {
            Some(is_kept) if flags.len() < MOST_FLAGS => flags.insert(cell.to_owned(), is_kept),
            _ => return BTreeMap::new(),
        };
    }
    flags
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
