//! The columns of a table, and what its cells become.

use serde_json::{Map, Value};

use super::tables::{Role, Table, plain, status, weekday};
use crate::standing::RecordKind;
use crate::updates::formats::shape::{is_number, number};

/// How many columns a table may have: a cell is known by its column in two bytes.
pub const MOST_COLUMNS: usize = u16::MAX as usize;

/// What a table's columns are called, by the file and by HSDS 3.1.
pub struct Header {
    pub columns: Vec<Column>,
}

pub struct Column {
    pub name: String,
    pub field: String,
}

impl Header {
    pub fn of<'a>(table: &Table, names: impl Iterator<Item = &'a str>) -> Header {
        let names: Vec<&str> = names.collect();
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let field = |name: &String| {
            let renamed = table.renames.iter().find(|(column, _)| column == name);
            let renamed = renamed.map(|(_, field)| (*field).to_owned());
            // A column that is called like the field already is the field.
            renamed.filter(|field| !plain.contains(field))
        };
        let columns = names.iter().zip(&plain).map(|(name, plain)| Column {
            name: (*name).to_owned(),
            field: field(plain).unwrap_or_else(|| plain.clone()),
        });
        Header {
            columns: columns.collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// The number of the column that holds this field.
    pub fn column(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }

    /// A row's fields. Those that cannot be read are told in `unread`.
    pub fn fields<'a>(
        &self,
        table: &Table,
        cells: impl Iterator<Item = &'a str>,
        unread: &mut Vec<String>,
    ) -> Map<String, Value> {
        let cells = cells.enumerate().map(|(at, cell)| (at as u16, cell));
        self.fields_of(table, cells, unread)
    }

    /// The same of those cells that are not empty.
    pub fn fields_of<'a>(
        &self,
        table: &Table,
        cells: impl Iterator<Item = (u16, &'a str)>,
        unread: &mut Vec<String>,
    ) -> Map<String, Value> {
        let mut fields = Map::new();
        for (at, cell) in cells {
            let Some(column) = self.columns.get(usize::from(at)) else {
                continue;
            };
            if cell.trim().is_empty() || column.field.is_empty() {
                continue;
            }
            match value(table, &column.field, cell) {
                Some(value) => {
                    fields.entry(column.field.as_str()).or_insert(value);
                }
                None => unread.push(column.field.clone()),
            }
        }
        for (field, value) in table.constants {
            fields
                .entry(*field)
                .or_insert_with(|| Value::String((*value).to_owned()));
        }
        fields
    }
}

fn value(table: &Table, field: &str, cell: &str) -> Option<Value> {
    let is_service = table.role == Role::Record(RecordKind::Service);
    let is_weekday = || table.renames.contains(&("weekday", "byday"));
    Some(match field {
        // Whatever does not say no keeps the place to itself.
        "withheld" => {
            let word = cell.trim().to_lowercase();
            Value::Bool(!["false", "no", "n", "f", "0"].contains(&&*word))
        }
        "status" if is_service => Value::String(status(cell).to_owned()),
        "byday" if is_weekday() => Value::String(weekday(cell)?),
        "extension" => Value::Number(number(extension(cell))?),
        _ if is_number(field) => Value::Number(number(cell)?),
        _ => Value::String(cell.to_owned()),
    })
}

/// `ext. 12` is 12.
fn extension(cell: &str) -> &str {
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || ".#:".contains(c);
    cell.trim_start_matches(is_word)
}
