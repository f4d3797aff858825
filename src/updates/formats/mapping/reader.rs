//! From the tree of a mapping to its form: every key has to be known, and every fault is told.

mod rules;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::fields::{self, FIELDS};
use super::form::{
    Case, Condition, FileForm, Join, Mapping, Part, RecordForm, Skip, What, squeezed,
};
use super::tree::{MappingFault, Node, Tree};
use crate::standing::RecordKind;
use crate::updates::entries::SourceHeader;

#[derive(Default)]
pub(super) struct Reader {
    pub faults: Vec<MappingFault>,
    tables: BTreeMap<String, BTreeMap<String, Value>>,
    /// `empty = "clear"` for all.
    clears: bool,
}

const CONDITION: [&str; 6] = ["column", "is", "in", "contains", "empty", "not"];

impl Reader {
    fn fault(
        &mut self,
        line: usize,
        key: &str,
        detail: impl Into<String>,
        expected: impl Into<String>,
    ) {
        let fault = MappingFault::new(line, key, detail.into(), expected.into());
        self.faults.push(fault);
    }

    /// Tells the keys that are not known, with the one that was probably meant.
    fn known(&mut self, node: &Node, at: &str, known: &[&str]) {
        for (key, value) in node.as_table().unwrap_or_default() {
            if !known.contains(&key.as_str()) {
                let (detail, expected) = fields::unknown(key, known);
                self.fault(value.line, &dotted(at, key), detail, expected);
            }
        }
    }

    pub fn mapping(&mut self, node: &Node) -> Mapping {
        let known = [
            "source", "nothing", "empty", "file", "table", "record", "cases",
        ];
        self.known(node, "", &known);
        self.clears = node.get("empty").is_some_and(|n| self.clear(n, "empty"));
        for (name, table) in node
            .get("table")
            .and_then(Node::as_table)
            .unwrap_or_default()
        {
            let at = format!("table.{name}");
            let table = self.value_table(table, &at);
            self.tables.insert(name.clone(), table);
        }
        let source = node.get("source").and_then(|source| {
            match SourceHeader::deserialize(source.to_json()) {
                Ok(header) => Some(header),
                Err(error) => {
                    let expected = "key, name, kind, date, url and note";
                    self.fault(source.line, "source", error.to_string(), expected);
                    None
                }
            }
        });
        let nothing = node.get("nothing").map(|n| self.texts(n, "nothing"));
        let files = match node.get("file").map(|file| (file.line, file.as_table())) {
            Some((_, Some(files))) => files
                .iter()
                .map(|(name, file)| self.file(name, file))
                .collect(),
            _ => {
                self.fault(1, "file", "is missing", "a [file.NAME] for each file");
                Vec::new()
            }
        };
        let mut records = Vec::new();
        match node.get("record").map(|record| &record.value) {
            Some(Tree::List(items)) => {
                for (at, item) in items.iter().enumerate() {
                    records.extend(self.record(item, &format!("record {}", at + 1), &files));
                }
            }
            _ => self.fault(
                1,
                "record",
                "is missing",
                "a [[record]] for each kind of record",
            ),
        }
        Mapping {
            source,
            nothing: nothing
                .into_iter()
                .flatten()
                .map(|n| n.to_lowercase())
                .collect(),
            files,
            records,
            cases: self.cases(node),
        }
    }

    fn cases(&mut self, node: &Node) -> BTreeMap<String, Vec<Case>> {
        let mut cases: BTreeMap<String, Vec<Case>> = BTreeMap::new();
        for item in items(node.get("cases")) {
            self.known(item, "cases", &["service", "answers", "near", "expect"]);
            let Some(service) = item.get("service").and_then(Node::as_text) else {
                let expected = "the key of the service that it is about";
                self.fault(item.line, "cases.service", "is no text", expected);
                continue;
            };
            let mut value = item.to_json();
            if let Value::Object(value) = &mut value {
                value.shift_remove("service");
            }
            cases.entry(service.to_owned()).or_default().push(Case {
                line: item.line,
                value,
            });
        }
        cases
    }

    fn file(&mut self, name: &str, node: &Node) -> FileForm {
        let at = format!("file.{name}");
        self.known(node, &at, &["path", "ignore", "join"]);
        let path = node.get("path").map(|n| self.text(n, &dotted(&at, "path")));
        let ignore = match node.get("ignore").map(|ignore| &ignore.value) {
            Some(Tree::List(items)) => items
                .iter()
                .filter_map(|item| Some((item.as_text()?.to_owned(), item.line)))
                .collect(),
            None => Vec::new(),
            Some(_) => {
                self.fault(
                    node.line,
                    &dotted(&at, "ignore"),
                    "is no list",
                    "a list of columns",
                );
                Vec::new()
            }
        };
        let joins = match node.get("join").map(|join| &join.value) {
            Some(Tree::List(items)) => items.iter().collect(),
            Some(Tree::Table(_)) => node.get("join").into_iter().collect(),
            _ => Vec::new(),
        };
        let join = joins
            .into_iter()
            .filter_map(|join| self.join(join, &dotted(&at, "join")))
            .collect();
        FileForm {
            name: name.to_owned(),
            path: path.flatten().unwrap_or_else(|| format!("{name}.csv")),
            ignore,
            join,
        }
    }

    fn join(&mut self, node: &Node, at: &str) -> Option<Join> {
        self.known(node, at, &["file", "on", "to"]);
        let mut need = |key: &str| match node.get(key) {
            Some(value) => Some(value),
            None => {
                self.fault(node.line, &dotted(at, key), "is missing", "file, on and to");
                None
            }
        };
        let (file, on, to) = (need("file")?, need("on")?, need("to"));
        let file = self.text(file, &dotted(at, "file"))?;
        let on_rule = self.rule(on, &dotted(at, "on"))?;
        let to = match (to, on.as_text()) {
            (Some(to), _) => self.text(to, &dotted(at, "to"))?,
            (None, _) => return None,
        };
        Some(Join {
            file,
            on: on_rule,
            to,
            line: node.line,
        })
    }

    fn record(&mut self, node: &Node, at: &str, files: &[FileForm]) -> Option<RecordForm> {
        let known = ["kind", "file", "key", "only", "skip", "fields", "part"];
        self.known(node, at, &known);
        let kinds = "organization, service, location or service_at_location";
        let kind = match node
            .get("kind")
            .and_then(Node::as_text)
            .map(RecordKind::parse)
        {
            Some(Some(kind)) => kind,
            _ => {
                self.fault(
                    node.line,
                    &dotted(at, "kind"),
                    "is no kind of record",
                    kinds,
                );
                return None;
            }
        };
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let file = match (node.get("file").and_then(Node::as_text), files) {
            (Some(file), _) if names.contains(&file) => file.to_owned(),
            (None, [only]) => only.name.clone(),
            (given, _) => {
                let detail = given.map_or("is missing".to_owned(), |file| {
                    format!("“{file}” is no file here")
                });
                let line = node.get("file").map_or(node.line, |file| file.line);
                self.fault(
                    line,
                    &dotted(at, "file"),
                    detail,
                    format!("one of: {}", names.join(", ")),
                );
                return None;
            }
        };
        let Some(key) = node.get("key") else {
            let expected = "the column that tells this record from the others";
            self.fault(node.line, &dotted(at, "key"), "is missing", expected);
            return None;
        };
        let key = self.rule(key, &dotted(at, "key"))?;
        let known = FIELDS.of(kind);
        let mut rules = Vec::new();
        if let Some(fields) = node.get("fields") {
            let at = dotted(at, "fields");
            self.known(fields, &at, known);
            self.rules(fields, &at, &mut Vec::new(), &mut rules);
        }
        Some(RecordForm {
            kind,
            file,
            key,
            only: self.conditions(node.get("only"), &dotted(at, "only")),
            skip: self.skips(node, at),
            fields: rules,
            parts: self.parts(node, at, known),
        })
    }

    fn skips(&mut self, node: &Node, at: &str) -> Vec<Skip> {
        let at = &dotted(at, "skip");
        let mut skips = Vec::new();
        for item in items(node.get("skip")) {
            self.known(item, at, &[&CONDITION[..], &["reason", "count"]].concat());
            let Some(when) = self.condition(item, at) else {
                continue;
            };
            let Some(reason) = item.get("reason").and_then(Node::as_text) else {
                self.fault(
                    item.line,
                    &dotted(at, "reason"),
                    "is missing",
                    "why such a row is no record",
                );
                continue;
            };
            let is_rejected = match item.get("count").and_then(Node::as_text) {
                None | Some("skipped") => false,
                Some("rejected") => true,
                Some(other) => {
                    let detail = format!("“{other}” is no way to count it");
                    self.fault(
                        item.line,
                        &dotted(at, "count"),
                        detail,
                        "skipped or rejected",
                    );
                    false
                }
            };
            skips.push(Skip {
                when,
                reason: reason.to_owned(),
                is_rejected,
            });
        }
        skips
    }

    fn parts(&mut self, node: &Node, at: &str, known: &[&str]) -> Vec<Part> {
        let at = &dotted(at, "part");
        let mut parts = Vec::new();
        for item in items(node.get("part")) {
            self.known(item, at, &["of", "when", "fields", "item"]);
            let of = item.get("of").and_then(Node::as_text).unwrap_or_default();
            if !known.contains(&of) {
                let (detail, expected) = fields::unknown(of, known);
                self.fault(item.line, &dotted(at, "of"), detail, expected);
            }
            let what = match (item.get("item"), item.get("fields")) {
                (Some(node), None) => match self.rule(node, &dotted(at, "item")) {
                    Some(rule) => What::Item(Box::new(rule)),
                    None => continue,
                },
                (None, Some(node)) => {
                    let mut fields = Vec::new();
                    self.rules(node, &dotted(at, "fields"), &mut Vec::new(), &mut fields);
                    What::Object(fields)
                }
                _ => {
                    let expected = "either its fields or one item";
                    self.fault(item.line, at, "says not what it adds", expected);
                    continue;
                }
            };
            parts.push(Part {
                of: of.to_owned(),
                when: self.conditions(item.get("when"), &dotted(at, "when")),
                what,
            });
        }
        parts
    }

    fn conditions(&mut self, node: Option<&Node>, at: &str) -> Vec<Condition> {
        let nodes = items(node);
        for node in &nodes {
            self.known(node, at, &CONDITION);
        }
        nodes
            .into_iter()
            .filter_map(|node| self.condition(node, at))
            .collect()
    }

    fn condition(&mut self, node: &Node, at: &str) -> Option<Condition> {
        let Some(column) = node.get("column") else {
            self.fault(
                node.line,
                &dotted(at, "column"),
                "is missing",
                "the name of a column",
            );
            return None;
        };
        let columns = self.texts(column, &dotted(at, "column"));
        let mut is = node.get("is").map(|n| self.texts(n, &dotted(at, "is")));
        if let Some(table) = node.get("in") {
            let keys = self.map(table, &dotted(at, "in"))?;
            is.get_or_insert_default().extend(keys.into_keys());
        }
        let contains = node
            .get("contains")
            .map(|n| self.texts(n, &dotted(at, "contains")));
        let flag = |key: &str| node.get(key).and_then(|n| n.to_json().as_bool());
        let condition = Condition {
            line: node.line,
            key: at.to_owned(),
            columns,
            is: is.map(|texts| texts.iter().map(|text| squeezed(text)).collect()),
            contains: contains.map(|texts| texts.iter().map(|text| squeezed(text)).collect()),
            empty: flag("empty"),
            not: flag("not").unwrap_or(false),
        };
        if condition.is.is_none() && condition.contains.is_none() && condition.empty.is_none() {
            self.fault(
                node.line,
                at,
                "asks nothing of its column",
                "is, in, contains or empty",
            );
            return None;
        }
        Some(condition)
    }

    fn text(&mut self, node: &Node, at: &str) -> Option<String> {
        let text = node.as_text().map(str::to_owned);
        if text.is_none() {
            self.fault(node.line, at, node.what(), "a text");
        }
        text
    }

    /// A text or a list of texts.
    fn texts(&mut self, node: &Node, at: &str) -> Vec<String> {
        match &node.value {
            Tree::List(items) => items
                .iter()
                .filter_map(|item| self.text(item, at))
                .collect(),
            _ => self.text(node, at).into_iter().collect(),
        }
    }
}

/// A table stands for a list of one.
fn items(node: Option<&Node>) -> Vec<&Node> {
    match node.map(|node| &node.value) {
        Some(Tree::List(items)) => items.iter().collect(),
        _ => node.into_iter().collect(),
    }
}

fn dotted(at: &str, key: &str) -> String {
    match at {
        "" => key.to_owned(),
        at => format!("{at}.{key}"),
    }
}
