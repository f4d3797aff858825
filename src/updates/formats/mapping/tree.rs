//! A TOML document with its lines, so that a fault in a mapping says where it is.

use std::fmt;

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and the line it is on, the first being 1.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub line: usize,
    pub value: Tree,
}

#[derive(Clone, Debug)]
pub(super) enum Tree {
    Plain(Value),
    List(Vec<Node>),
    /// In the order of the file.
    Table(Vec<(String, Node)>),
}

/// What is wrong with a mapping itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFault {
    pub line: usize,
    /// Which key, with dots between; nothing where the file is no TOML.
    pub key: String,
    pub detail: String,
    pub expected: String,
}

impl fmt::Display for MappingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}; expected {}", self.detail, self.expected)
    }
}

impl MappingFault {
    pub(super) fn new(line: usize, key: &str, detail: String, expected: String) -> MappingFault {
        MappingFault {
            line,
            key: key.to_owned(),
            detail,
            expected,
        }
    }
}

impl Node {
    pub fn parse(text: &str) -> Result<Node, MappingFault> {
        let lines = Lines::of(text);
        match DeTable::parse(text) {
            Ok(table) => Ok(Node {
                line: 1,
                value: tree_of_table(table.get_ref(), &lines),
            }),
            Err(error) => Err(MappingFault::new(
                error.span().map_or(1, |span| lines.line(span.start)),
                "",
                error.message().to_owned(),
                "TOML (toml.io)".to_owned(),
            )),
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Tree::Plain(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    pub fn as_table(&self) -> Option<&[(String, Node)]> {
        match &self.value {
            Tree::Table(fields) => Some(fields),
            _ => None,
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        let found = self.as_table()?.iter().find(|(name, _)| name == key);
        found.map(|(_, node)| node)
    }

    /// Without its lines.
    pub fn to_json(&self) -> Value {
        match &self.value {
            Tree::Plain(value) => value.clone(),
            Tree::List(items) => items.iter().map(Node::to_json).collect(),
            Tree::Table(fields) => {
                let fields = fields
                    .iter()
                    .map(|(key, node)| (key.clone(), node.to_json()));
                Value::Object(fields.collect::<Map<String, Value>>())
            }
        }
    }

    /// What it is, for a person who expected something else.
    pub fn what(&self) -> &'static str {
        match &self.value {
            Tree::Plain(Value::String(_)) => "is a text",
            Tree::Plain(Value::Bool(_)) => "is true or false",
            Tree::Plain(_) => "is a number",
            Tree::List(_) => "is a list",
            Tree::Table(_) => "is a table",
        }
    }
}

/// Where lines begin, in bytes.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Lines {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines(std::iter::once(0).chain(breaks).collect())
    }

    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at)
    }
}

fn tree_of_table(table: &DeTable<'_>, lines: &Lines) -> Tree {
    let mut fields: Vec<(usize, String, Node)> = table
        .iter()
        .map(|(key, value)| {
            let mut node = node(value, lines);
            // A table's own span may be empty; its name is where it begins.
            node.line = lines.line(key.span().start);
            (key.span().start, key.get_ref().to_string(), node)
        })
        .collect();
    fields.sort_by_key(|(at, ..)| *at);
    Tree::Table(
        fields
            .into_iter()
            .map(|(_, key, node)| (key, node))
            .collect(),
    )
}

fn node(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let tree = match value.get_ref() {
        DeValue::String(text) => Tree::Plain(Value::String(text.to_string())),
        DeValue::Boolean(is) => Tree::Plain(Value::Bool(*is)),
        DeValue::Integer(number) => Tree::Plain(
            i64::from_str_radix(&number.as_str().replace('_', ""), number.radix())
                .map_or(Value::Null, Value::from),
        ),
        DeValue::Float(number) => Tree::Plain(decimal(&number.as_str().replace('_', ""))),
        DeValue::Datetime(date) => Tree::Plain(Value::String(date.to_string())),
        DeValue::Array(items) => Tree::List(items.iter().map(|item| node(item, lines)).collect()),
        DeValue::Table(table) => tree_of_table(table, lines),
    };
    Node {
        line: lines.line(value.span().start),
        value: tree,
    }
}

fn decimal(text: &str) -> Value {
    let number = text.parse().ok().and_then(Number::from_f64);
    number.map_or(Value::Null, Value::Number)
}
