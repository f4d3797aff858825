//! The rules of a mapping: where a value is from, and how it is read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::fields;
use super::super::form::{From, Other, Piece, ReadAs, Rule, ValueTable, squeezed};
use super::super::tree::Node;
use super::{Reader, dotted};

const RULE: [&str; 13] = [
    "column", "columns", "join", "text", "value", "split", "map", "other", "as", "range", "state",
    "format", "empty",
];
const SOURCES: [&str; 4] = ["column", "columns", "text", "value"];

impl Reader {
    /// The rules of a table of fields; a table that is no rule has fields in it.
    pub(super) fn rules(
        &mut self,
        node: &Node,
        at: &str,
        path: &mut Vec<String>,
        rules: &mut Vec<(Vec<String>, Rule)>,
    ) {
        let Some(fields) = node.as_table() else {
            return self.fault(node.line, at, node.what(), "a table of fields");
        };
        for (key, value) in fields {
            let at = dotted(at, key);
            path.push(key.clone());
            if is_rule(value) {
                rules.extend(self.rule(value, &at).map(|rule| (path.clone(), rule)));
            } else {
                self.rules(value, &at, path, rules);
            }
            path.pop();
        }
    }

    /// A rule: the name of a column, or a table that says more.
    pub(super) fn rule(&mut self, node: &Node, at: &str) -> Option<Rule> {
        let mut rule = Rule {
            line: node.line,
            key: at.to_owned(),
            from: From::Value(Value::Null),
            split: None,
            map: None,
            read_as: ReadAs::Text,
            range: None,
            state: None,
            format: None,
            empty_clears: self.clears,
            leave_out: false,
        };
        if let Some(column) = node.as_text() {
            rule.from = one_column(column);
            return Some(rule);
        }
        if node.as_table().is_none() {
            self.fault(
                node.line,
                at,
                node.what(),
                "the name of a column, or a table",
            );
            return None;
        }
        self.known(node, at, &[&RULE[..], &["if_wrong"]].concat());
        let given: Vec<&str> = SOURCES
            .into_iter()
            .filter(|key| node.get(key).is_some())
            .collect();
        let [source] = given[..] else {
            self.fault(
                node.line,
                at,
                "says not where its value is from",
                "one of column, columns, text or value",
            );
            return None;
        };
        let from = node.get(source)?;
        let source_at = dotted(at, source);
        rule.from = match source {
            "column" => one_column(&self.text(from, &source_at)?),
            "columns" => From::Columns {
                names: self.texts(from, &source_at),
                join: node
                    .get("join")
                    .and_then(Node::as_text)
                    .unwrap_or(" ")
                    .to_owned(),
            },
            "text" => From::Text(pieces(&self.text(from, &source_at)?)),
            _ => From::Value(from.to_json()),
        };
        rule.split = node
            .get("split")
            .and_then(|n| self.text(n, &dotted(at, "split")));
        rule.state = node
            .get("state")
            .and_then(|n| self.text(n, &dotted(at, "state")));
        rule.format = node
            .get("format")
            .and_then(|n| self.text(n, &dotted(at, "format")));
        if let Some(read_as) = node.get("as") {
            rule.read_as = self.read_as(read_as, &dotted(at, "as"))?;
        }
        if let Some(map) = node.get("map") {
            let other = Self::other(node.get("other"));
            rule.map = Some(ValueTable {
                values: self.map(map, &dotted(at, "map"))?,
                other,
            });
        }
        if let Some(range) = node.get("range") {
            rule.range = self.range(range, &dotted(at, "range"));
        }
        if let Some(empty) = node.get("empty") {
            rule.empty_clears = self.clear(empty, &dotted(at, "empty"));
        }
        match node.get("if_wrong").map(|n| (n.line, n.as_text())) {
            None | Some((_, Some("reject"))) => {}
            Some((_, Some("leave out"))) => rule.leave_out = true,
            Some((line, _)) => self.fault(
                line,
                &dotted(at, "if_wrong"),
                "is not known",
                "“reject” or “leave out”",
            ),
        }
        Some(rule)
    }

    fn read_as(&mut self, node: &Node, at: &str) -> Option<ReadAs> {
        let text = self.text(node, at)?;
        let found = ReadAs::ALL.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let known = ReadAs::ALL.map(|(name, _)| name);
            let (detail, expected) = fields::unknown(&text, &known);
            self.fault(node.line, at, detail, expected);
        }
        found.map(|(_, read_as)| *read_as)
    }

    /// A value table given by its name or in place.
    pub(super) fn map(&mut self, node: &Node, at: &str) -> Option<BTreeMap<String, Value>> {
        let Some(name) = node.as_text() else {
            return Some(self.value_table(node, at));
        };
        let found = self.tables.get(name).cloned();
        if found.is_none() {
            let names: Vec<String> = self.tables.keys().cloned().collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (detail, expected) = fields::unknown(name, &names);
            self.fault(node.line, at, detail, expected);
        }
        found
    }

    fn other(node: Option<&Node>) -> Other {
        match node.map(|node| (node.as_text(), node)) {
            None => Other::Fault,
            Some((Some("keep"), _)) => Other::Keep,
            Some((Some("drop"), _)) => Other::Drop,
            Some((_, node)) => Other::Value(node.to_json()),
        }
    }

    pub(super) fn value_table(&mut self, node: &Node, at: &str) -> BTreeMap<String, Value> {
        match node.as_table() {
            Some(values) => values
                .iter()
                .map(|(from, to)| (squeezed(from), to.to_json()))
                .collect(),
            None => {
                self.fault(
                    node.line,
                    at,
                    node.what(),
                    "a table: “what is there” = “what it means”",
                );
                BTreeMap::new()
            }
        }
    }

    fn range(&mut self, node: &Node, at: &str) -> Option<(f64, f64)> {
        let ends = node.to_json();
        let end = |at: usize| ends.get(at).and_then(Value::as_f64);
        let range = end(0).zip(end(1)).filter(|(from, to)| from <= to);
        if range.is_none() {
            self.fault(
                node.line,
                at,
                "is no range",
                "two numbers, such as [0, 120]",
            );
        }
        range
    }

    pub(super) fn clear(&mut self, node: &Node, at: &str) -> bool {
        match node.as_text() {
            Some("clear") => true,
            Some("keep") => false,
            _ => {
                self.fault(node.line, at, "is not known", "“keep” or “clear”");
                false
            }
        }
    }
}

fn one_column(name: &str) -> From {
    From::Columns {
        names: vec![name.to_owned()],
        join: String::new(),
    }
}

/// A table is a rule where it says where its value is from. `text` may also be the name of a field.
fn is_rule(node: &Node) -> bool {
    node.as_table().is_none()
        || SOURCES.iter().any(|key| match node.get(key) {
            Some(from) => *key == "value" || from.as_table().is_none(),
            None => false,
        })
}

fn pieces(template: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        match after.split_once('}') {
            Some((column, after)) => {
                pieces.push(Piece::Plain(before.to_owned()));
                pieces.push(Piece::Column(column.trim().to_owned()));
                rest = after;
            }
            None => break,
        }
    }
    pieces.push(Piece::Plain(rest.to_owned()));
    pieces.retain(|piece| !matches!(piece, Piece::Plain(text) if text.is_empty()));
    pieces
}
