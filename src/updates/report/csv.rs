//! The problems as a table for a spreadsheet, one a row.

use super::Report;
use crate::updates::entries::Severity;

const HEADER: [&str; 10] = [
    "file", "row", "column", "severity", "code", "value", "detail", "expected", "record", "key",
];

/// RFC 4180, with a byte order mark, without which a spreadsheet takes UTF-8 for something else.
pub fn csv(report: &Report) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for problem in &report.problems {
        let row = problem.position.row.map(|row| row.to_string());
        writer.write_record(
            [
                &*problem.position.file,
                row.as_deref().unwrap_or_default(),
                problem.position.column.as_deref().unwrap_or(&problem.field),
                match problem.severity {
                    Severity::Error => "error",
                    Severity::LeftOut => "left out",
                    Severity::Warning => "warning",
                },
                &problem.code,
                problem.value.as_deref().unwrap_or_default(),
                &problem.detail,
                &problem.expected,
                problem.record.as_str(),
                problem.key.as_deref().unwrap_or_default(),
            ]
            .map(harmless),
        )?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(format!("\u{feff}{}", String::from_utf8_lossy(&bytes)))
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}
