//! What an entry refers to, and entries that share a key.

use serde_json::{Map, Value};

use super::{Context, Known};
use crate::standing::{Claim, RecordKind, Source};
use crate::updates::entries::{Entry, Problem, Severity};
use crate::updates::names::Name;
use crate::updates::normalise::{self, Fault, Loses};
use crate::updates::prepared::{Prepared, has_nul};
use crate::updates::weigh::{Signs, left_out};

/// Fields that name another record of the same source, and its kind.
pub const REFERENCES: [(&str, RecordKind); 3] = [
    ("organization_id", RecordKind::Organization),
    ("service_id", RecordKind::Service),
    ("location_id", RecordKind::Location),
];

/// A body as it will be claimed, and what is left out of it beside what its entry says.
pub(super) type Referring = (Map<String, Value>, Vec<Fault>);

impl Context<'_> {
    /// Of several entries with one key the first stands; the others may say more, and nothing else.
    pub(super) fn only_once(
        &mut self,
        source: &Source,
        name: &Name,
        entry: &Entry,
        signs: Signs,
        own: Option<&Claim>,
        body: &mut Map<String, Value>,
    ) -> Result<(), Vec<Problem>> {
        if !self.survey.keys.is_duplicate(name) {
            return Ok(());
        }
        let Some(first) = self.met.get(name) else {
            self.met.insert(name.clone(), entry.at.position(""));
            return Ok(());
        };
        // Columns that nobody asked for are of the row, and not of what it is about.
        body.shift_remove("unmapped");
        let contradicts = |(field, value): &(&String, &Value)| {
            let known = own.and_then(|own| own.body.get(*field));
            known.is_some_and(|known| known != *value)
        };
        let Some((field, _)) = body.iter().find(contradicts) else {
            return Ok(());
        };
        let place = match first.row {
            Some(row) => format!("{}:{row}", first.file),
            None => "an entry before it".to_owned(),
        };
        Err(vec![Problem {
            severity: Severity::Error,
            code: "duplicate_key".to_owned(),
            source: source.key.clone(),
            record: entry.record,
            key: (!signs.is_unnamed).then(|| entry.key.clone()),
            position: entry.at.position(field),
            field: field.clone(),
            value: None,
            detail: format!("has the key of {place}, which is taken, and says something else"),
            expected: "a key of its own, or the same as there".to_owned(),
        }])
    }

    /// The body with ids for what it refers to and what of that is left out, or all that is wrong with it. `area` is what a withheld location was said
    /// to be in before.
    pub(super) fn referring(
        &self,
        known: &Known,
        source: &Source,
        prepared: &Prepared,
        mut body: Map<String, Value>,
        area: Option<Value>,
        signs: Signs,
    ) -> Result<Referring, Vec<Problem>> {
        let entry = prepared.entry();
        let mut dangling = Vec::new();
        let mut problems = Vec::new();
        let mut tell = |code: &str, field: &str, detail: &str, expected: &str| {
            problems.push(Problem {
                severity: Severity::Error,
                code: code.to_owned(),
                source: source.key.clone(),
                record: entry.record,
                key: (!prepared.is_unnamed && !has_nul(&entry.key)).then(|| entry.key.clone()),
                position: entry.at.position(field),
                field: field.to_owned(),
                value: None,
                detail: detail.to_owned(),
                expected: expected.to_owned(),
            });
        };
        // A source that gives the place now still said the area before.
        let area = area.filter(|_| {
            prepared.is_withheld
                && entry.record == RecordKind::Location
                && !body.is_empty()
                && !body.contains_key("public_area")
        });
        for fault in prepared.wrong() {
            if area.is_none() || fault.code != normalise::AREA_MISSING {
                tell(fault.code, &fault.field, &fault.detail, fault.expected);
            }
        }
        if let Some(area) = area {
            body.insert("public_area".to_owned(), area);
        }
        // Whose a withheld location is says nothing of where, and what they tell later has to be searched. The key itself
        // may tell it, and is not taken where nothing is known by it.
        let [(field, kind), ..] = REFERENCES;
        if prepared.is_withheld
            && entry.record == RecordKind::Location
            && !body.is_empty()
            && let Some(key) = prepared.raw.body.get(field).and_then(Value::as_str)
        {
            let referred = (prepared.name.0.clone(), kind, key.to_owned());
            let known_as = (source.id, kind, self.foreign_id(&referred));
            if known.same_as.contains_key(&known_as) {
                body.insert(field.to_owned(), Value::from(key));
            }
        }
        for (field, kind) in REFERENCES {
            let Some(value) = body.get_mut(field) else {
                continue;
            };
            let referred = (
                prepared.name.0.clone(),
                kind,
                value.as_str().unwrap_or_default().to_owned(),
            );
            let key = (source.id, kind, self.foreign_id(&referred));
            let waiting = || self.memory.absent(&key).map(|record| record.id);
            let id = known.same_as.get(&key).copied().or_else(waiting);
            if id.is_none() && entry.record == RecordKind::Location {
                // A place is one without its organization too.
                body.shift_remove(field);
                dangling.push(Fault {
                    code: "dangling_reference",
                    field: field.to_owned(),
                    detail: "refers to an entry that is not there".to_owned(),
                    expected: "the key of an entry of the same source",
                    loses: Loses::Part,
                });
                continue;
            }
            match id {
                Some(id) => *value = Value::String(id.to_string()),
                None if self.survey.keys.has(&referred) => tell(
                    "parent_rejected",
                    field,
                    "what it belongs to was rejected",
                    "that one mended",
                ),
                None => tell(
                    "dangling_reference",
                    field,
                    "refers to an entry that this source does not have",
                    "the key of an entry of the same source",
                ),
            }
        }
        match problems.is_empty() {
            true => Ok((body, dangling)),
            false => {
                let parts = prepared.parts().chain(&dangling);
                problems.extend(left_out(source, entry, signs, parts));
                Err(problems)
            }
        }
    }
}
