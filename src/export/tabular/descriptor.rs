//! `datapackage.json`: our own description of the tables, made from what is written.

use serde_json::{Value, json};

use super::tables::{Column, Holds, TABLES, Table};

pub(super) fn datapackage() -> Vec<u8> {
    let resources: Vec<Value> = TABLES.iter().map(resource).collect();
    let package = json!({
        "profile": "tabular-data-package",
        "name": "nearhelp-export",
        "title": "A directory of services, in the tables of HSDS 3.1",
        "resources": resources,
    });
    format!("{package:#}\n").into_bytes()
}

fn resource(table: &Table) -> Value {
    let fields: Vec<Value> = table.columns.iter().map(field).collect();
    let keys: Vec<Value> = table
        .columns
        .iter()
        .filter_map(|column| foreign_key(table, column))
        .collect();
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
        },
        "schema": {
            "fields": fields,
            "primaryKey": "id",
            "foreignKeys": keys,
            "missingValues": [""],
        },
    })
}

fn field(column: &Column) -> Value {
    let name = column.name;
    match column.holds {
        Holds::Key => json!({
            "name": name, "type": "string", "format": "uuid",
            "constraints": {"required": true, "unique": true},
        }),
        Holds::Parent(_) | Holds::Id => json!({
            "name": name, "type": "string", "format": "uuid", "constraints": {"required": true},
        }),
        Holds::Reference(_) => json!({"name": name, "type": "string", "format": "uuid"}),
        Holds::Text => json!({"name": name, "type": "string"}),
        Holds::Number => json!({"name": name, "type": "number"}),
        Holds::Bool => json!({"name": name, "type": "boolean"}),
    }
}

fn foreign_key(table: &Table, column: &Column) -> Option<Value> {
    let (Holds::Parent(other) | Holds::Reference(other)) = column.holds else {
        return None;
    };
    // The empty name is the table itself.
    let resource = if other == table.name { "" } else { other };
    Some(json!({
        "fields": column.name,
        "reference": {"resource": resource, "fields": "id"},
    }))
}
