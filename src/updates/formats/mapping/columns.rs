//! Which columns a mapping reads, and whether the files have them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields;
use super::form::{FileForm, Mapping, ReadAs, RecordForm, Rule};
use super::sheet::Header;
use super::tree::MappingFault;

/// Which column each field of a record is read from.
pub fn columns_of(form: &RecordForm) -> BTreeMap<String, String> {
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
pub struct Columns<'a> {
    mapping: &'a Mapping,
    headers: &'a BTreeMap<String, Arc<Header>>,
    used: BTreeMap<String, BTreeSet<String>>,
    pub faults: Vec<MappingFault>,
}

impl<'a> Columns<'a> {
    pub fn new(mapping: &'a Mapping, headers: &'a BTreeMap<String, Arc<Header>>) -> Columns<'a> {
        Columns {
            mapping,
            headers,
            used: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    pub fn check(&mut self) {
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

    /// Those that the mapping ignores, by file.
    pub fn ignored(&self) -> BTreeMap<String, BTreeSet<String>> {
        let of_file = |file: &FileForm| {
            let ignored = file.ignore.iter().map(|(column, _)| column.clone());
            (file.name.clone(), ignored.collect())
        };
        self.mapping.files.iter().map(of_file).collect()
    }

    /// Those that no rule reads and none ignores, by file.
    pub fn unused(&self) -> BTreeMap<String, BTreeSet<String>> {
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
