//! The report for a person: each kind of problem once, as a good compiler says it, with how many more there are.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Report;
use crate::updates::entries::{Problem, Severity};

/// Rows that are named of the problems that are like the first.
const NAMED: usize = 10;

/// Problems that are one to a person: the same rule, in the same column of the same file.
/// What follows from another comes after all causes.
type Kind<'a> = (Severity, bool, &'a str, &'a str, &'a str);

/// What happened, and then every kind of problem, errors first.
pub fn text(report: &Report) -> String {
    let mut text = String::new();
    let mut kinds: BTreeMap<Kind, Vec<&Problem>> = BTreeMap::new();
    for problem in &report.problems {
        kinds.entry(kind(problem)).or_default().push(problem);
    }
    for ((severity, _, code, ..), problems) in kinds {
        // Writing to a string does not fail.
        let _ = tell(&mut text, severity, code, &problems);
    }
    let listed = report.problems.len() as u64;
    let all: u64 = report.problems_by_code.values().sum();
    if all > listed {
        let _ = writeln!(text, "{} more problems are not listed.\n", all - listed);
    }
    text.push_str(&summary(report));
    text
}

/// The counts in one line, and where they went.
pub fn summary(report: &Report) -> String {
    let mut text = format!(
        "{} read: {} added, {} changed, {} unchanged, {} held, {} rejected",
        report.read, report.added, report.changed, report.unchanged, report.held, report.rejected
    );
    if report.missing > 0 {
        let _ = write!(text, "; {} missing", report.missing);
    }
    if report.hidden > 0 {
        let s = if report.hidden == 1 { "" } else { "s" };
        let _ = write!(text, "; {} place{s} hidden", report.hidden);
    }
    if report.dropped > 0 {
        let items = if report.dropped == 1 {
            "item that told it is"
        } else {
            "items that told it are"
        };
        let _ = write!(text, "; {} waiting {items} dropped", report.dropped);
    }
    if report.skipped > 0 {
        let s = if report.skipped == 1 { "" } else { "s" };
        let _ = write!(text, "; {} more row{s} skipped", report.skipped);
    }
    if report.left_out > 0 {
        let s = if report.left_out == 1 { "" } else { "s" };
        let _ = write!(text, "; {} part{s} left out", report.left_out);
    }
    text.push('\n');
    if !report.hidden_at.is_empty() {
        let rows = report.hidden_at.iter();
        let rows = rows.filter_map(|at| Some(format!("{}:{}", at.file, at.row?)));
        let rows: Vec<String> = rows.take(NAMED).collect();
        let more = match report.hidden_at.len() > NAMED {
            true => " …",
            false => "",
        };
        let _ = writeln!(text, "  hidden from now on: {}{more}", rows.join(", "));
    }
    for (rule, count) in &report.held_by_rule {
        let _ = match rule.as_str() {
            // No entry waits: there is something to read, or what the update did not have.
            "first_update" => writeln!(text, "  to read: {count} {rule}, by which nothing is held"),
            "withdrawal" => writeln!(text, "  waits: {count} {rule} of what is missing"),
            _ => writeln!(text, "  held: {count} {rule}"),
        };
    }
    // Where nothing is held there is nothing to count.
    let to_read = report.held_by_rule.get("first_update").copied();
    if report.items > to_read.unwrap_or_default() {
        let s = |count: u64| if count == 1 { "" } else { "s" };
        let _ = writeln!(
            text,
            "  to judge: {} item{}, {} question{}",
            report.items,
            s(report.items),
            report.questions,
            s(report.questions)
        );
    }
    for (rule, count) in &report.remembered {
        let _ = writeln!(text, "  rejected before, and left out: {count} {rule}");
    }
    for (member, count) in &report.unread {
        let s = if *count == 1 { "" } else { "s" };
        let _ = writeln!(text, "  not read: {member}, in {count} record{s}");
    }
    if let Some(unplaced) = &report.unplaced {
        let s = if unplaced.services == 1 { "" } else { "s" };
        let row = unplaced.position.row;
        let place = row.map(|row| format!("{}:{row} ", unplaced.position.file));
        let first = unplaced.first.as_deref().unwrap_or("(withheld)");
        let _ = writeln!(
            text,
            "  at no location, and in no search by place: {} service{s}, first {}service {first}",
            unplaced.services,
            place.unwrap_or_default()
        );
    }
    text
}

fn kind(problem: &Problem) -> Kind<'_> {
    let column = problem.position.column.as_deref();
    (
        problem.severity,
        problem.code == "parent_rejected",
        &problem.code,
        &problem.position.file,
        column.unwrap_or(&problem.field),
    )
}

fn tell(
    text: &mut String,
    severity: Severity,
    code: &str,
    problems: &[&Problem],
) -> std::fmt::Result {
    let Some(first) = problems.first() else {
        return Ok(());
    };
    let severity = match severity {
        Severity::Error => "error",
        Severity::LeftOut => "left out",
        Severity::Warning => "warning",
    };
    writeln!(text, "{severity}[{code}]: {}", first.detail)?;
    // Of what is withheld, and of what is in no record, there is no key.
    let key = first.key.iter().map(|key| format!(" {key}"));
    let key: String = key.collect();
    // Unless the value or the column is named with it.
    let is_named = first.value.is_some() || first.position.column.is_some();
    let field = match first.field.as_str() {
        field if is_named || field.is_empty() => String::new(),
        field => format!(", in {field}"),
    };
    writeln!(
        text,
        "  --> {}{}{key}{field}",
        place(first),
        first.record.as_str().replace('_', " ")
    )?;
    if let Some(value) = &first.value {
        writeln!(text, "      {}: {value}", first.field)?;
    }
    writeln!(text, "      expected {}", first.expected)?;
    let more = &problems[1..];
    if !more.is_empty() {
        // A row may make several records.
        let mut rows: Vec<u64> = more
            .iter()
            .filter_map(|problem| problem.position.row)
            .collect();
        let have_rows = !rows.is_empty();
        rows.sort_unstable();
        rows.dedup();
        rows.retain(|row| first.position.row != Some(*row));
        let dots = if rows.len() > NAMED { " …" } else { "" };
        let named: Vec<String> = rows.iter().take(NAMED).map(u64::to_string).collect();
        let rows = match named.len() {
            0 if have_rows => ", of the same row".to_owned(),
            0 => keys(more),
            1 => format!(": row {}", named[0]),
            _ => format!(": rows {}{dots}", named.join(", ")),
        };
        writeln!(text, "      and {} more like it{rows}", more.len())?;
    }
    writeln!(text)
}

/// Where there are no rows, the entries by their keys: `: service a, service b`.
fn keys(problems: &[&Problem]) -> String {
    let named = |problem: &&Problem| {
        let key = problem.key.as_ref()?;
        Some(format!(
            "{} {key}",
            problem.record.as_str().replace('_', " ")
        ))
    };
    let mut keys: Vec<String> = problems.iter().filter_map(named).collect();
    keys.dedup();
    let dots = if keys.len() > NAMED { " …" } else { "" };
    keys.truncate(NAMED);
    match keys.is_empty() {
        true => String::new(),
        false => format!(": {}{dots}", keys.join(", ")),
    }
}

/// `phones.csv:12, column number: `
fn place(problem: &Problem) -> String {
    let position = &problem.position;
    let mut text = position.file.to_string();
    if let Some(row) = position.row {
        let _ = write!(text, ":{row}");
    }
    if let Some(column) = &position.column {
        let _ = write!(text, ", column {column}");
    }
    if !text.is_empty() {
        text.push_str(": ");
    }
    text
}
