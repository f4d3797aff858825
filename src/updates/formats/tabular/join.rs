//! Puts rows into the records that they belong to.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::children::Children;
use super::header::Header;
use super::tables::{Role, plain};
use super::{Fault, File, each_row};
use crate::standing::RecordKind;
use crate::updates::formats::Refusal;

/// The column by which a row names the record that it belongs to.
const RECORDS: [(&str, RecordKind); 4] = [
    ("organization_id", RecordKind::Organization),
    ("service_id", RecordKind::Service),
    ("location_id", RecordKind::Location),
    ("service_at_location_id", RecordKind::ServiceAtLocation),
];
/// The same for the parts of records that have parts themselves.
const PARTS: [(&str, &str); 3] = [
    ("contact_id", "contacts"),
    ("phone_id", "phones"),
    ("address_id", "addresses"),
];
/// Which of these only locations have.
const ADDRESSES: u8 = OF_PART + 2;

/// What children are kept under: the record's kind, a part with parts, or a table that is looked up.
const OF_RECORD: u8 = 0;
const OF_PART: u8 = 1;
const LOOKED_UP: u8 = 8;
/// Addresses that do not say whose they are.
const OF_NOBODY: u8 = u8::MAX;

/// The rows that belong to records of one kind.
pub struct Join<'a> {
    files: &'a [File],
    kind: RecordKind,
    children: Children,
    /// Parts that have parts, and which of them are there.
    parts: HashSet<(u8, String)>,
}

impl<'a> Join<'a> {
    pub fn new(files: &'a [File], kind: RecordKind) -> Join<'a> {
        Join {
            files,
            kind,
            children: Children::default(),
            parts: HashSet::new(),
        }
    }

    /// Keeps the rows of a file that matter for this kind of record. Faults are told with the first kind.
    pub fn load(
        &mut self,
        number: usize,
        file: &File,
        is_first: bool,
        tell: &mut dyn FnMut(u64, Fault) -> ControlFlow<()>,
    ) -> Result<(), Refusal> {
        let header = &file.header;
        let own_id = header.column("id");
        let lookup = match file.table.role {
            Role::Record(_) | Role::LeftOut | Role::Repeated => return Ok(()),
            Role::Lookup(..) => Some(LOOKED_UP + number as u8),
            Role::Part(_) | Role::Text(..) => None,
        };
        let column = |name: &str| header.column(name);
        let of_record = RECORDS.map(|(name, kind)| (column(name), kind));
        let of_parts = PARTS.map(|(name, field)| (column(name), field));
        let (link, entity) = (column("link_id"), column("link_entity"));
        let has_parts = PARTS
            .iter()
            .position(|(_, field)| file.table.role == Role::Part(field));
        let any_parts = |column: &str| {
            let mut files = self.files.iter();
            files.any(|file| file.header.column(column).is_some())
        };
        let noted = has_parts.filter(|part| is_first && any_parts(PARTS[*part].0));
        each_row(file, &mut |row, cells| {
            let rows = match cells {
                Ok(rows) => rows,
                Err(fault) if is_first => return tell(row, fault),
                Err(_) => return ControlFlow::Continue(()),
            };
            let cell = |column: Option<usize>| {
                let cell = rows.cells().nth(column?)?.trim();
                (!cell.is_empty()).then_some(cell)
            };
            let mut owners: Vec<(u8, &str)> = Vec::new();
            let mut is_owned = lookup.is_some();
            if let (Some(lookup), Some(id)) = (lookup, cell(own_id)) {
                owners.push((lookup, id));
            }
            if lookup.is_none() {
                for (column, kind) in of_record {
                    if let Some(key) = cell(column) {
                        is_owned = true;
                        if kind == self.kind {
                            owners.push((OF_RECORD, key));
                        }
                    }
                }
                for (part, (column, _)) in of_parts.iter().enumerate() {
                    if let Some(key) = cell(*column) {
                        is_owned = true;
                        owners.push((OF_PART + part as u8, key));
                    }
                }
                if let Some(key) = cell(link) {
                    is_owned = true;
                    if cell(entity).is_some_and(is_address) {
                        owners.push((ADDRESSES, key));
                    } else if linked(cell(entity)) == self.kind {
                        owners.push((OF_RECORD, key));
                    }
                }
            }
            if let (Some(part), Some(id)) = (noted, cell(own_id)) {
                self.parts.insert((OF_PART + part as u8, id.to_owned()));
            }
            let is_address = file.table.role == Role::Part("addresses");
            if !is_owned && is_address && self.kind == RecordKind::Location {
                owners.push((OF_NOBODY, ""));
            }
            owners.dedup();
            for (owner, key) in owners {
                let cells = rows.cells().enumerate();
                let cells = cells.filter(|(_, cell)| !cell.trim().is_empty());
                let cells = cells.map(|(at, cell)| (at as u16, cell));
                self.children.add(owner, key, number as u16, row, cells);
            }
            match is_owned || !is_first {
                true => ControlFlow::Continue(()),
                false => tell(row, Fault::NoParent),
            }
        })
    }

    pub fn loaded(&mut self) {
        self.children.sort();
    }

    /// Puts what belongs to a record into its body, and where it was read into `read`.
    pub fn join(
        &mut self,
        key: &str,
        body: &mut Map<String, Value>,
        read: &mut Vec<(String, Arc<str>, u64)>,
        unread: &mut Vec<String>,
    ) {
        self.look_up(body);
        let of_record = self.children.of(OF_RECORD, key);
        self.parts_into(&of_record, "", body, read, unread);
    }

    fn parts_into(
        &mut self,
        numbers: &[usize],
        path: &str,
        body: &mut Map<String, Value>,
        read: &mut Vec<(String, Arc<str>, u64)>,
        unread: &mut Vec<String>,
    ) {
        for number in numbers {
            let (file_number, row) = self.children.place(*number);
            let file = &self.files[usize::from(file_number)];
            let mut own_unread = Vec::new();
            let cells = self.children.cells(*number).into_iter();
            let mut part = file.header.fields_of(file.table, cells, &mut own_unread);
            let field = match file.table.role {
                // The standard's own word for it depends on whose it is.
                Role::Part("additional_urls") if self.kind == RecordKind::Organization => {
                    "additional_websites"
                }
                Role::Part(field) => field,
                Role::Text(column, field) => {
                    if let Some(Value::String(text)) = part.remove(column) {
                        add_text(body, field, text);
                    }
                    continue;
                }
                _ => continue,
            };
            let id = part.get("id").and_then(Value::as_str).map(str::to_owned);
            for (column, _) in RECORDS {
                part.remove(column);
            }
            for column in ["contact_id", "phone_id", "link_id"] {
                part.remove(column);
            }
            self.look_up(&mut part);
            let list = body
                .entry(field)
                .or_insert_with(|| Value::Array(Vec::new()));
            let at = list.as_array().map_or(0, Vec::len);
            let part_path = format!("{path}{field}/{at}");
            unread.extend(
                own_unread
                    .iter()
                    .map(|field| format!("{part_path}/{field}")),
            );
            let owner = PARTS.iter().position(|(_, owner)| *owner == field);
            if let (Some(owner), Some(id)) = (owner, id) {
                let of_part = self.children.of(OF_PART + owner as u8, &id);
                let inner = format!("{part_path}/");
                self.parts_into(&of_part, &inner, &mut part, read, unread);
            }
            // Behind its own parts, whose paths begin with its path: the first that fits is taken.
            read.push((part_path, Arc::clone(&file.text.name), row));
            if let Some(list) = body.get_mut(field).and_then(Value::as_array_mut) {
                list.push(Value::Object(part));
            }
        }
    }

    /// Puts beside an id what it stands for.
    fn look_up(&mut self, fields: &mut Map<String, Value>) {
        for (number, file) in self.files.iter().enumerate() {
            let Role::Lookup(column, field) = file.table.role else {
                continue;
            };
            let Some(id) = fields.get(column).and_then(Value::as_str) else {
                continue;
            };
            let found = self.children.of(LOOKED_UP + number as u8, id);
            if let Some(found) = found.first() {
                let cells = self.children.cells(*found).into_iter();
                let looked_up = file.header.fields_of(file.table, cells, &mut Vec::new());
                fields.insert(field.to_owned(), Value::Object(looked_up));
            }
        }
    }

    /// Addresses that belong to nothing that is there, or do not say to what.
    pub fn loose_addresses(&self) -> Vec<Value> {
        let rows = [OF_RECORD, OF_NOBODY].map(|owner| self.children.unmet_rows(owner));
        let addresses = rows.into_iter().flatten().filter_map(|number| {
            let (file, _) = self.children.place(number);
            let file = &self.files[usize::from(file)];
            let is_address = file.table.role == Role::Part("addresses");
            is_address.then(|| {
                let cells = self.children.cells(number).into_iter();
                Value::Object(file.header.fields_of(file.table, cells, &mut Vec::new()))
            })
        });
        addresses.collect()
    }

    /// Rows that belong to nothing that is there.
    pub fn dangling(&self, is_first: bool) -> Vec<(u16, u64)> {
        let mut dangling = self.children.unmet(OF_RECORD);
        if self.kind == RecordKind::Location {
            dangling.extend(self.children.unmet(ADDRESSES));
        }
        if is_first {
            for owner in OF_PART..ADDRESSES {
                let is_there = |key: &str| self.parts.contains(&(owner, key.to_owned()));
                dangling.extend(self.children.unmet_but(owner, is_there));
            }
        }
        dangling
    }

    /// What the files call the fields of a record that they have other names for.
    pub fn columns(&self, own: &Header) -> BTreeMap<String, String> {
        let mut columns = BTreeMap::new();
        let mut note = |path: &str, header: &Header| {
            for column in &header.columns {
                if column.name != column.field {
                    columns
                        .entry(format!("{path}{}", column.field))
                        .or_insert_with(|| column.name.clone());
                }
            }
        };
        note("", own);
        for file in self.files {
            if let Role::Part(field) = file.table.role {
                note(&format!("{field}/"), &file.header);
            }
        }
        columns
    }
}

/// An attribute may be of an address: that it is confidential, say.
fn is_address(entity: &str) -> bool {
    matches!(
        plain(entity).as_str(),
        "address" | "addresses" | "physical_address" | "physical_addresses"
    )
}

/// Which kind of record an attribute is of. Where it does not say, it is a service's, as nearly all are.
fn linked(entity: Option<&str>) -> RecordKind {
    let named = entity.and_then(|entity| RecordKind::parse(&plain(entity)));
    named.unwrap_or(RecordKind::Service)
}

fn add_text(body: &mut Map<String, Value>, field: &str, text: String) {
    match body.get_mut(field) {
        Some(Value::String(known)) if *known == text => {}
        Some(Value::String(known)) => *known = format!("{known}; {text}"),
        _ => {
            body.insert(field.to_owned(), Value::String(text));
        }
    }
}
