//! The call list.

use chrono::{Local, Utc};

use super::Arguments;
use crate::{
    cli::{Exit, Failure, out, record::path, table::Table},
    standing::number,
    store::StoreError,
    updates::calls::{self, Due},
};

const HEADER: [&str; 8] = [
    "number",
    "organization",
    "name",
    "group",
    "why",
    "last_checked",
    "hotline",
    "record",
];

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let now = Utc::now();
    let store = crate::cli::existing(&arguments.database, now)?;
    let today = Local::now().date_naive();
    let due: Result<Vec<Due>, StoreError> = store.read(|tx| calls::due(tx, &arguments.ages, today));
    let due = due.map_err(Failure::new)?;
    let text = match (arguments.json, arguments.csv) {
        (true, _) => {
            let contents = serde_json::json!({ "contents": due });
            format!("{contents:#}\n")
        }
        (_, true) => csv(&due).map_err(Failure::new)?,
        _ => told(&due),
    };
    out::print(&text)
}

fn told(due: &[Due]) -> String {
    if due.is_empty() {
        return "nobody needs a call\n".to_owned();
    }
    calls_table(due)
}

/// A call a line.
pub fn calls_table(due: &[Due]) -> String {
    let mut table = Table::default();
    for due in due {
        let last = due.last_checked.map(|date| format!(", {date}"));
        let hotline = if due.is_hotline { ", hotline" } else { "" };
        table.row([
            shown(due).join(", "),
            who(due),
            format!(
                "{} {}{}",
                due.group.as_str(),
                due.why.as_str(),
                last.unwrap_or_default()
            ),
            format!("{}{hotline}", path(due.record)),
        ]);
    }
    table.to_string()
}

fn shown(due: &Due) -> Vec<String> {
    due.numbers.iter().map(|it| number::display(it)).collect()
}

/// `Hope Haven: Emergency shelter`
fn who(due: &Due) -> String {
    match (&due.organization, &due.name) {
        (Some(organization), Some(name)) if organization != name => {
            format!("{organization}: {name}")
        }
        (Some(name), _) | (_, Some(name)) => name.clone(),
        _ => String::new(),
    }
}

/// RFC 4180. Numbers begin with a digit, so that a spreadsheet takes none for a formula.
fn csv(due: &[Due]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for due in due {
        let last = due.last_checked.map(|date| date.to_string());
        writer.write_record([
            harmless(&shown(due).join(", ")),
            harmless(due.organization.as_deref().unwrap_or_default()),
            harmless(due.name.as_deref().unwrap_or_default()),
            due.group.as_str().to_owned(),
            due.why.as_str().to_owned(),
            last.unwrap_or_default(),
            if due.is_hotline { "yes" } else { "no" }.to_owned(),
            path(due.record),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}
