//! Any CSV, through a mapping: a TOML file that says which column is what. `docs/mapping.md` has its form.

mod address;
mod fields;
mod form;
mod phones;
mod private;
mod reader;
mod rule;
mod sheet;
mod suggest;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Input, Raw, Refusal, See};
use crate::standing::{How, RecordKind};
use crate::updates::entries::{Entry, Problem, ReadAt, Severity, SourceHeader};
use crate::updates::strip;
pub use form::Mapping;
use form::{FileForm, Part, ReadAs, RecordForm, Rule, What};
use rule::CellFault;
use sheet::{Header, Joined, Row, Sheet};
pub use suggest::suggest;
pub use tree::MappingFault;

/// The field of a record under which its unused columns are kept, by their own names: neither served nor
/// exported until somebody maps them.
const UNMAPPED: &str = "unmapped";
/// What a problem quotes of a cell, in characters.
const LONGEST_QUOTE: usize = 200;

/// Files as a mapping reads them.
pub struct MappedInput {
    mapping: Mapping,
    raw: Raw,
    unused: BTreeMap<String, BTreeSet<String>>,
}

/// Why a mapping does not read its files.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The mapping itself is at fault, or names what the files do not have.
    #[error("{} fault(s) in the mapping, the first: {}", .0.len(), .0.first().map_or_else(String::new, |fault| fault.to_string()))]
    Mapping(Vec<MappingFault>),
    #[error(transparent)]
    Input(#[from] Refusal),
}

/// Rows that a first mapping is guessed from.
const ROWS_TO_GUESS_FROM: usize = 50;

/// A first mapping for one CSV, made from its headers and its first rows.
pub fn suggest_for(raw: &Raw) -> Result<String, Refusal> {
    let mut sheet = Sheet::open(raw, "")?;
    let mut rows = Vec::new();
    while rows.len() < ROWS_TO_GUESS_FROM
        && let Some((_, cells)) = sheet.next()?
    {
        rows.push(cells);
    }
    let names = sheet.header.names.iter();
    let headers: Vec<&str> = names
        .map(|name| name.as_deref().unwrap_or_default())
        .collect();
    Ok(suggest(&headers, &rows))
}

impl MappedInput {
    /// Checks the mapping against the headers of its files. Of one file, its name does not matter.
    pub fn open(mapping: Mapping, raw: Raw) -> Result<MappedInput, MappingError> {
        let is_folder = matches!(&raw, Raw::Path(path) if path.is_dir());
        if let ([_, _, ..], false) = (&mapping.files[..], is_folder) {
            let names: Vec<&str> = mapping
                .files
                .iter()
                .map(|file| file.path.as_str())
                .collect();
            return Err(MappingError::Input(Refusal::Malformed {
                file: "the update".to_owned(),
                detail: "is one file, and the mapping reads several".to_owned(),
                expected: format!("a folder with {}", names.join(", ")),
            }));
        }
        let mut headers = BTreeMap::new();
        for file in &mapping.files {
            headers.insert(file.name.clone(), Sheet::open(&raw, &file.path)?.header);
        }
        let mut columns = Columns::new(&mapping, &headers);
        columns.check();
        if !columns.faults.is_empty() {
            columns.faults.sort_by_key(|fault| fault.line);
            return Err(MappingError::Mapping(columns.faults));
        }
        let unused = columns.unused();
        Ok(MappedInput {
            mapping,
            raw,
            unused,
        })
    }

    /// The columns of each file that the mapping neither reads nor ignores. They are kept in their records.
    pub fn unused(&self) -> impl Iterator<Item = (&str, &str)> {
        let of_file = |(file, columns)| {
            let columns: &BTreeSet<String> = columns;
            let file: &String = file;
            columns
                .iter()
                .map(move |column| (file.as_str(), column.as_str()))
        };
        self.unused.iter().flat_map(of_file)
    }

    fn sheet(&self, name: &str) -> Result<Option<(&FileForm, Sheet)>, Refusal> {
        let form = self.mapping.files.iter().find(|file| file.name == name);
        form.map(|form| Ok((form, Sheet::open(&self.raw, &form.path)?)))
            .transpose()
    }

    fn read_form(
        &self,
        form: &RecordForm,
        is_survey: bool,
        see: &mut See,
    ) -> Result<ControlFlow<()>, Refusal> {
        let Some((file, mut sheet)) = self.sheet(&form.file)? else {
            return Ok(ControlFlow::Continue(()));
        };
        let mut joined: Vec<(&str, Joined)> = Vec::new();
        for join in &file.join {
            if let Some((_, other)) = self.sheet(&join.file)? {
                joined.push((&join.file, Joined::read(other, &join.to)?));
            }
        }
        let keeps_unused = self.is_first_of_file(form);
        let columns = Arc::new(columns_of(form));
        let mut seen: HashSet<(String, u64)> = HashSet::new();
        while let Some((number, cells)) = sheet.next()? {
            let mut row = Row {
                header: &sheet.header,
                cells: &cells,
                joined: Vec::new(),
            };
            for (join, (name, other)) in file.join.iter().zip(&joined) {
                let on = join.on.value(&row, &self.mapping.nothing).ok().flatten();
                let found = on.and_then(|on| other.row(on.as_str()?));
                row.joined.push((name, &other.header, found));
            }
            let reading = Reading {
                form,
                is_survey,
                row: &row,
                nothing: &self.mapping.nothing,
                at: ReadAt {
                    file: sheet.file.clone(),
                    row: Some(number),
                    parts: Vec::new(),
                    columns: columns.clone(),
                },
                source: self
                    .mapping
                    .source
                    .as_ref()
                    .map_or("", |source| source.key.as_str()),
            };
            let unused = keeps_unused.then(|| self.unused.get(&file.name)).flatten();
            // An organization stands in the rows of all its services: what says the same again is shown once.
            let mut once = |read: Result<Entry, Problem>| match read {
                Ok(entry) if !seen.insert((entry.key.clone(), hash(&entry.body))) => {
                    ControlFlow::Continue(())
                }
                read => see(read),
            };
            if reading.see(unused, &mut once).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn is_first_of_file(&self, form: &RecordForm) -> bool {
        let first = self
            .mapping
            .records
            .iter()
            .find(|other| other.file == form.file);
        first.is_some_and(|first| std::ptr::eq(first, form))
    }
}

impl Input for MappedInput {
    /// A row that is skipped is a warning with the code `row_skipped`: no entry, and nothing wrong. Any other
    /// warning stands before the entry of its row.
    fn read(&self, kind: RecordKind, see: &mut See) -> Result<(), Refusal> {
        for form in self.mapping.records.iter().filter(|form| form.kind == kind) {
            if self.read_form(form, false, see)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Also the rows with faults in them.
    fn survey(&self, kind: RecordKind, see: &mut dyn FnMut(&Entry)) -> Result<(), Refusal> {
        for form in self.mapping.records.iter().filter(|form| form.kind == kind) {
            let mut seen = |read: Result<Entry, Problem>| {
                if let Ok(entry) = read {
                    see(&entry);
                }
                ControlFlow::Continue(())
            };
            if self.read_form(form, true, &mut seen)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn source(&self) -> Option<&SourceHeader> {
        self.mapping.source.as_ref()
    }
}

/// One row on its way to an entry.
struct Reading<'a> {
    form: &'a RecordForm,
    /// Rows with faults are entries too.
    is_survey: bool,
    row: &'a Row<'a>,
    nothing: &'a BTreeSet<String>,
    at: ReadAt,
    source: &'a str,
}

impl Reading<'_> {
    fn see(&self, unused: Option<&BTreeSet<String>>, see: &mut See) -> ControlFlow<()> {
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
        if let Some(unused) = unused {
            let cells = unused.iter().map(|column| (column, self.row.cell(column)));
            let kept = cells.filter(|(_, cell)| !cell.is_empty());
            let kept: Map<String, Value> = kept
                .map(|(column, cell)| (column.clone(), Value::String(cell.to_owned())))
                .collect();
            if !kept.is_empty() {
                body.insert(UNMAPPED.to_owned(), Value::Object(kept));
            }
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
        see(Ok(Entry {
            record: self.form.kind,
            key,
            words: None,
            body,
            denies: Vec::new(),
            how: How::Imported,
            at: self.at.clone(),
        }))
    }

    /// A key tells the place of what is withheld, and so may any cell of its row.
    fn is_confidential(&self, body: &Map<String, Value>) -> bool {
        strip::is_confidential(body)
            || self
                .row
                .cells
                .iter()
                .any(|cell| strip::says_confidential(cell))
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
                        without(body, &part.of, &problem);
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
                    without(body, &part.of, &problem);
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

    fn fault(&self, rule: &Rule, key: &str, field: &str, fault: CellFault) -> Problem {
        let severity = match rule.leave_out {
            true => Severity::Warning,
            false if is_essential(self.form.kind, field) => Severity::Error,
            // What is left out could not withhold the place any more.
            false if strip::says_confidential(&fault.value) => Severity::Error,
            false => Severity::LeftOut,
        };
        // Whether a place is withheld is known only further on.
        let may_tell = matches!(
            self.form.kind,
            RecordKind::Location | RecordKind::ServiceAtLocation
        );
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
            severity,
            code: code.to_owned(),
            source: self.source.to_owned(),
            record: self.form.kind,
            key: key.filter(|_| !tells).map(str::to_owned),
            position,
            field: field.to_owned(),
            value: None,
            detail: detail.to_owned(),
            expected: expected.to_owned(),
        }
    }
}

fn hash(body: &Map<String, Value>) -> u64 {
    let mut hasher = DefaultHasher::new();
    Value::Object(body.clone()).to_string().hash(&mut hasher);
    hasher.finish()
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

/// An item of the list was there and is left out: what was known before is not what the source says now.
fn without(body: &mut Map<String, Value>, list: &str, problem: &Problem) {
    if problem.severity == Severity::LeftOut {
        body.entry(list).or_insert_with(|| Value::Array(Vec::new()));
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

/// Which column each field of a record is read from.
fn columns_of(form: &RecordForm) -> BTreeMap<String, String> {
    let mut columns = BTreeMap::new();
    let mut add = |path: String, rule: &Rule| {
        let names = rule.columns();
        if names.is_empty() {
            return;
        }
        let inner: &[&str] = match rule.read_as {
            ReadAs::Phones => &["number", "extension", "type"],
            ReadAs::Areas | ReadAs::Counties => &["extent"],
            ReadAs::Address => &["address_1", "city", "state_province", "postal_code"],
            ReadAs::Hours => &["opens_at", "closes_at", "byday"],
            _ => &[],
        };
        for inner in inner {
            columns.insert(format!("{path}/{inner}"), names.join(", "));
        }
        columns.insert(path, names.join(", "));
    };
    for (path, rule) in &form.fields {
        add(path.join("/"), rule);
    }
    for part in &form.parts {
        for (path, rule) in part.what.rules() {
            add(format!("{}/{path}", part.of), rule);
        }
    }
    add("key".to_owned(), &form.key);
    columns
}

/// The columns that a mapping names, against those that the files have.
struct Columns<'a> {
    mapping: &'a Mapping,
    headers: &'a BTreeMap<String, Arc<Header>>,
    used: BTreeMap<String, BTreeSet<String>>,
    faults: Vec<MappingFault>,
}

impl<'a> Columns<'a> {
    fn new(mapping: &'a Mapping, headers: &'a BTreeMap<String, Arc<Header>>) -> Columns<'a> {
        Columns {
            mapping,
            headers,
            used: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    fn check(&mut self) {
        for file in &self.mapping.files {
            for (column, line) in &file.ignore {
                self.uses(file, column, *line, &format!("file.{}.ignore", file.name));
            }
            for join in &file.join {
                let at = format!("file.{}.join", file.name);
                self.uses_all(file, &join.on);
                match self
                    .mapping
                    .files
                    .iter()
                    .find(|other| other.name == join.file)
                {
                    Some(other) => self.uses(other, &join.to, join.line, &at),
                    None => {
                        let names: Vec<&str> = self
                            .mapping
                            .files
                            .iter()
                            .map(|file| file.name.as_str())
                            .collect();
                        let (detail, expected) = fields::unknown(&join.file, &names);
                        self.faults
                            .push(MappingFault::new(join.line, &at, detail, expected));
                    }
                }
            }
        }
        for form in &self.mapping.records {
            let Some(file) = self
                .mapping
                .files
                .iter()
                .find(|file| file.name == form.file)
            else {
                continue;
            };
            self.uses_all(file, &form.key);
            let parts = form.parts.iter().flat_map(|part| part.what.rules());
            let parts = parts.map(|(_, rule)| rule);
            for rule in form.fields.iter().map(|(_, rule)| rule).chain(parts) {
                self.uses_all(file, rule);
            }
            let skips = form.skip.iter().map(|skip| &skip.when);
            let whens = form.parts.iter().flat_map(|part| &part.when);
            for condition in form.only.iter().chain(skips).chain(whens) {
                for column in &condition.columns {
                    self.uses(file, column, condition.line, &condition.key);
                }
            }
        }
    }

    fn uses_all(&mut self, file: &FileForm, rule: &Rule) {
        // `address.text = "Name"` looks like a column, and would be the same words in every record.
        if let Some(text) = rule.only_text()
            && self
                .headers
                .get(&file.name)
                .is_some_and(|header| header.find(text).is_some())
        {
            let detail = format!("“{text}” is a column, and is taken as a text");
            let expected = format!("{{ column = \"{text}\" }}");
            self.faults
                .push(MappingFault::new(rule.line, &rule.key, detail, expected));
        }
        for column in rule.columns() {
            self.uses(file, column, rule.line, &rule.key);
        }
    }

    fn uses(&mut self, file: &FileForm, column: &str, line: usize, key: &str) {
        let has = |name: &str, column: &str| {
            self.headers
                .get(name)
                .is_some_and(|header| header.find(column).is_some())
        };
        let joined = column.split_once('.').filter(|(other, column)| {
            file.join.iter().any(|join| join.file == *other) && has(other, column)
        });
        let (of, name) = match joined {
            _ if has(&file.name, column) => (file.name.as_str(), column),
            Some((other, name)) => (other, name),
            None => {
                let header = self.headers.get(&file.name);
                let known: Vec<&str> = header
                    .into_iter()
                    .flat_map(|header| header.known())
                    .collect();
                let (detail, expected) = fields::unknown(column, &known);
                let detail = format!("{detail}: no such column in {}", file.path);
                self.faults
                    .push(MappingFault::new(line, key, detail, expected));
                return;
            }
        };
        self.used
            .entry(of.to_owned())
            .or_default()
            .insert(name.to_owned());
    }

    fn unused(&self) -> BTreeMap<String, BTreeSet<String>> {
        let of_file = |(file, header): (&String, &Arc<Header>)| {
            let used = self.used.get(file);
            let unused = header
                .known()
                .filter(|name| used.is_none_or(|used| !used.contains(*name)));
            (file.clone(), unused.map(str::to_owned).collect())
        };
        self.headers.iter().map(of_file).collect()
    }
}
