//! One row of a file, on its way to an entry.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::form::{Condition, Part, RecordForm, Rule, What};
use super::private;
use super::rule::CellFault;
use super::sheet::Row;
use crate::standing::RecordKind;
use crate::updates::entries::{Problem, ReadAt, Severity};
use crate::updates::formats::See;
use crate::updates::formats::shape::{entry, problem};
use crate::updates::strip;

/// The field of a record under which its unused columns are kept, by their own names: neither served nor
/// exported until somebody maps them.
const UNMAPPED: &str = "unmapped";
/// What a problem quotes of a cell, in characters.
const LONGEST_QUOTE: usize = 200;

/// The columns that nothing reads, by their files, of which `file` is the row's own.
#[derive(Clone, Copy)]
pub struct Unused<'a> {
    pub file: &'a str,
    pub columns: &'a BTreeMap<String, BTreeSet<String>>,
    /// Those that the mapping ignores. One that keeps something from the public does so all the same: whoever made the
    /// mapping may not have seen what it is.
    pub ignored: &'a BTreeMap<String, BTreeSet<String>>,
    /// Whether the record is the one that keeps those of the row.
    pub is_kept: bool,
    /// Whether the row makes a location too: what it keeps from the public is that one's place, and no other of the
    /// organization's.
    pub is_placed: bool,
}

/// One row on its way to an entry.
pub struct Reading<'a> {
    pub form: &'a RecordForm,
    /// Rows with faults are entries too.
    pub is_survey: bool,
    pub row: &'a Row<'a>,
    pub nothing: &'a BTreeSet<String>,
    pub at: ReadAt,
    pub source: &'a str,
}

/// Whether the row makes a record of this form.
pub fn is_made(form: &RecordForm, row: &Row, nothing: &BTreeSet<String>) -> bool {
    let holds = |condition: &Condition| condition.holds(row, nothing);
    let key = form.key.value(row, nothing);
    form.only.iter().all(holds)
        && !form.skip.iter().any(|skip| holds(&skip.when))
        && key.ok().flatten().as_ref().and_then(written).is_some()
}

impl Reading<'_> {
    pub fn see(&self, unused: Unused, see: &mut See) -> ControlFlow<()> {
        if !self
            .form
            .only
            .iter()
            .all(|only| only.holds(self.row, self.nothing))
        {
            return ControlFlow::Continue(());
        }
        let key = self.form.key.value(self.row, self.nothing);
        let key = key.ok().flatten().as_ref().and_then(written);
        if let Some(skip) = self
            .form
            .skip
            .iter()
            .find(|skip| skip.when.holds(self.row, self.nothing))
        {
            let (severity, code) = match skip.is_rejected {
                true => (Severity::Error, "row_rejected"),
                false => (Severity::Warning, "row_skipped"),
            };
            let expected = "nothing: the mapping says so";
            return see(Err(self.problem(
                severity,
                code,
                key.as_deref(),
                "",
                &skip.reason,
                expected,
            )));
        }
        if let Some(problem) = self.shifted(key.as_deref()).filter(|_| !self.is_survey) {
            return see(Err(problem));
        }
        let Some(key) = key else {
            let detail = "has no key";
            let expected = "a text that tells this record from the others";
            return see(Err(self.problem(
                Severity::Error,
                "key_missing",
                None,
                "key",
                detail,
                expected,
            )));
        };
        let mut body = Map::new();
        let mut problems = Vec::new();
        self.fields(&mut body, &key, &mut problems);
        private::mark(self.form, self.row, &mut body);
        for part in &self.form.parts {
            self.part(part, &mut body, &key, &mut problems);
        }
        let kept = self.unmapped(unused);
        if !kept.is_empty() {
            body.insert(UNMAPPED.to_owned(), Value::Object(kept));
        }
        let is_rejected = problems
            .iter()
            .any(|problem| problem.severity == Severity::Error);
        let is_confidential = self.form.kind == RecordKind::Location && self.is_confidential(&body);
        for problem in problems {
            let key = problem.key.filter(|_| !is_confidential);
            see(Err(Problem { key, ..problem }))?;
        }
        if is_rejected && !self.is_survey {
            return ControlFlow::Continue(());
        }
        see(Ok(entry(self.form.kind, key, body, self.at.clone())))
    }

    /// The cells that nothing reads. Of a joined row, of one that another form keeps and of what is ignored, those that keep a place or a
    /// record from the public: whatever it is in, a location has to be read with that.
    fn unmapped(&self, unused: Unused) -> Map<String, Value> {
        let mut kept = Map::new();
        if !unused.is_kept && self.form.kind != RecordKind::Location {
            return kept;
        }
        let is_of = |columns: &BTreeMap<String, BTreeSet<String>>, file: &str, column: &str| {
            let columns = columns.get(file);
            columns.is_some_and(|columns| columns.contains(column))
        };
        for column in self.row.columns().filter(|column| !column.cell.is_empty()) {
            let file = column.file.unwrap_or(unused.file);
            let is_ignored = is_of(unused.ignored, file, column.name);
            if !is_ignored && !is_of(unused.columns, file, column.name) {
                continue;
            }
            let cell = Value::from(column.cell);
            if unused.is_placed
                && column.file.is_none()
                && matches!(
                    self.form.kind,
                    RecordKind::Organization | RecordKind::Service
                )
                && strip::is_kept_by(column.name, &cell).is_some()
            {
                continue;
            }
            let by_itself = || Map::from_iter([(column.name.to_owned(), cell.clone())]);
            let name = match column.file {
                None if unused.is_kept && !is_ignored => column.name.to_owned(),
                _ if !keeps_back(&by_itself()) => continue,
                None => column.name.to_owned(),
                // By its own name it is understood best.
                Some(_) if !kept.contains_key(column.name) => column.name.to_owned(),
                Some(file) => format!("{file}.{}", column.name),
            };
            kept.insert(name, cell);
        }
        kept
    }

    /// A key tells the place of what is withheld, and so may any cell of its row.
    fn is_confidential(&self, body: &Map<String, Value>) -> bool {
        strip::is_confidential(body) || self.row.cells().any(strip::says_confidential)
    }

    /// A cell under no name: the row has moved, and which cell is what is not clear.
    fn shifted(&self, key: Option<&str>) -> Option<Problem> {
        let names = &self.row.header.names;
        let is_nameless = |at: usize| names.get(at).is_none_or(Option::is_none);
        let mut cells = self.row.cells.iter().enumerate();
        let (at, _) = cells.find(|(at, cell)| !cell.is_empty() && is_nameless(*at))?;
        let detail = format!("has a cell in column {}, which has no name", at + 1);
        let expected = "its cells under the columns that they belong to";
        Some(self.problem(Severity::Error, "row_shifted", key, "", &detail, expected))
    }

    fn fields(&self, body: &mut Map<String, Value>, key: &str, problems: &mut Vec<Problem>) {
        for (path, rule) in &self.form.fields {
            match rule.value(self.row, self.nothing) {
                Ok(Some(value)) => put(body, path, value),
                Ok(None) if rule.empty_clears => put(body, path, cleared(rule)),
                Ok(None) => {}
                Err(fault) => problems.push(self.fault(rule, key, &path.join("/"), fault)),
            }
        }
    }

    /// Adds the part to its list, unless all columns that it reads are empty.
    fn part(
        &self,
        part: &Part,
        body: &mut Map<String, Value>,
        key: &str,
        problems: &mut Vec<Problem>,
    ) {
        if !part
            .when
            .iter()
            .all(|when| when.holds(self.row, self.nothing))
        {
            return;
        }
        let fields = match &part.what {
            What::Object(fields) => fields,
            What::Item(rule) => {
                match rule.value(self.row, self.nothing) {
                    Ok(Some(Value::Array(mut items))) => {
                        private::mark_part(part, self.row, &mut items);
                        items.into_iter().for_each(|item| add(body, &part.of, item));
                    }
                    Ok(Some(mut item)) => {
                        private::mark_part(part, self.row, std::slice::from_mut(&mut item));
                        add(body, &part.of, item);
                    }
                    Ok(None) => {}
                    Err(fault) => {
                        let problem = self.fault(rule, key, &part.of, fault);
                        self.without(body, &part.of, &problem);
                        problems.push(problem);
                    }
                }
                return;
            }
        };
        let mut object = Map::new();
        let (mut reads, mut has_read) = (false, false);
        for (path, rule) in fields {
            let is_read = !rule.columns().is_empty();
            reads |= is_read;
            match rule.value(self.row, self.nothing) {
                Ok(Some(value)) => {
                    has_read |= is_read;
                    put(&mut object, path, value);
                }
                Ok(None) => {}
                Err(fault) => {
                    let field = format!("{}/{}", part.of, path.join("/"));
                    let problem = self.fault(rule, key, &field, fault);
                    self.without(body, &part.of, &problem);
                    problems.push(problem);
                    // Without one of its fields it would say something else.
                    return;
                }
            }
        }
        if !reads || has_read {
            let mut item = Value::Object(object);
            private::mark_part(part, self.row, std::slice::from_mut(&mut item));
            add(body, &part.of, item);
        }
    }

    /// An item of the list was there and is left out: what was known before is not what the source says now.
    fn without(&self, body: &mut Map<String, Value>, list: &str, problem: &Problem) {
        if problem.severity != Severity::LeftOut {
            return;
        }
        let items = body.entry(list).or_insert_with(|| Value::Array(Vec::new()));
        // Whoever looks ahead counts what cannot be read.
        if let Value::Array(items) = items
            && self.is_survey
        {
            items.push(Value::Null);
        }
    }

    fn fault(&self, rule: &Rule, key: &str, field: &str, fault: CellFault) -> Problem {
        let severity = match rule.leave_out {
            true => Severity::LeftOut,
            false if is_essential(self.form.kind, field) => Severity::Error,
            // What is left out could not withhold the place any more.
            false if strip::says_confidential(&fault.value) => Severity::Error,
            false => Severity::LeftOut,
        };
        // Whether a place is withheld is known only further on, where a number of one that is open may stay quoted.
        let is_place = matches!(
            self.form.kind,
            RecordKind::Location | RecordKind::ServiceAtLocation
        );
        let may_tell = is_place && field.split('/').next() != Some("phones");
        let quoted: String = fault.value.chars().take(LONGEST_QUOTE).collect();
        let mut problem = self.problem(
            severity,
            fault.code,
            Some(key),
            field,
            &fault.detail,
            &fault.expected,
        );
        problem.value = (!may_tell).then_some(quoted);
        problem
    }

    fn problem(
        &self,
        severity: Severity,
        code: &str,
        key: Option<&str>,
        field: &str,
        detail: &str,
        expected: &str,
    ) -> Problem {
        let mut position = self.at.position(field);
        if field.is_empty() {
            position.column = None;
        }
        let tells = self.form.kind == RecordKind::Location && self.is_confidential(&Map::new());
        Problem {
            source: self.source.to_owned(),
            key: key.filter(|_| !tells).map(str::to_owned),
            ..problem(
                severity,
                code,
                self.form.kind,
                position,
                field,
                detail,
                expected,
            )
        }
    }
}

/// Whether a cell keeps a place from the public, or its record from what is served.
fn keeps_back(cell: &Map<String, Value>) -> bool {
    strip::is_confidential(cell)
        || strip::is_home(cell)
        || strip::is_excluded(RecordKind::Location, cell)
}

/// A key as text.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What an empty cell leaves, where it clears.
fn cleared(rule: &Rule) -> Value {
    match rule.is_list() {
        true => Value::Array(Vec::new()),
        false => Value::Null,
    }
}

fn put(body: &mut Map<String, Value>, path: &[String], value: Value) {
    match path {
        [] => {}
        [field] => {
            body.insert(field.clone(), value);
        }
        [field, rest @ ..] => {
            let inner = body
                .entry(field.clone())
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// Whether the record would be none, or another one, without the field; or would be told what may not be.
fn is_essential(kind: RecordKind, field: &str) -> bool {
    let list = field.split('/').next().unwrap_or_default();
    match kind {
        RecordKind::Organization | RecordKind::Service => {
            field == "name" || field.ends_with("_id") || list == "withheld" || list == "criteria"
        }
        // Whether the place is withheld may rest on any other field.
        RecordKind::Location | RecordKind::ServiceAtLocation => {
            !["phones", "schedules", "languages"].contains(&list)
        }
    }
}

/// Adds an item to a list, if it is not in it.
fn add(body: &mut Map<String, Value>, list: &str, item: Value) {
    let list = body.entry(list).or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(items) = list
        && !items.contains(&item)
    {
        items.push(item);
    }
}
