//! What the report of one edit says beside that of a file: whoever writes one record wants to know what became of it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Edit, What};
use crate::geography::Gazetteer;
use crate::hsds::FactGroup;
use crate::standing::{Record, RecordKind, group_of};
use crate::store::{StoreError, Transaction};
use crate::updates::entries::{Position, Problem, Severity};
use crate::updates::names::source_id;
use crate::updates::report::Report;
use crate::updates::strip;

/// Tells the fields that are not kept, since the place `is_withheld`, and those that another source says otherwise. Of a patch
/// only its own members were not read: what is there was told when it came.
pub fn tell(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    edit: &Edit,
    (before, is_withheld): (Option<&Record>, bool),
    report: &mut Report,
) -> Result<(), StoreError> {
    if let Some(before) = before {
        tell_whose(tx, edit, before, report)?;
    }
    let said = match &edit.what {
        What::Put(body) | What::Patch(body) => body,
        What::Delete => return Ok(()),
    };
    let of = |member: &str| {
        member
            .split_once('.')
            .map(|(_, field)| said.contains_key(field))
    };
    report.unread.retain(|member, _| of(member) != Some(false));
    let lost = match is_withheld {
        true => not_kept(edit.record.kind, said, gazetteer),
        false => Vec::new(),
    };
    for field in &lost {
        let expected = match edit.record.kind {
            RecordKind::Location => {
                "phones, schedules, languages, a public_area; or `withheld` false with the place, for a person to judge"
            }
            _ => "phones, schedules, areas of the gazetteer",
        };
        let detail = "is not kept of a confidential place: nothing of it was changed";
        report.tell(problem(
            edit,
            "withheld_field",
            field,
            detail.to_owned(),
            expected,
        ));
    }
    // What waits is nowhere yet.
    if report.held > 0 {
        return Ok(());
    }
    let id = source_id(&edit.source.key);
    let claims = tx.claims_of(&[edit.record])?;
    let own = claims.iter().find(|claim| claim.source_id == id);
    let present = tx.records_of(&[edit.record])?.pop();
    let (Some(own), Some(present)) = (own, present) else {
        return Ok(());
    };
    let mut groups = BTreeSet::new();
    for field in said.keys().filter(|field| !lost.contains(field)) {
        let group = group_of(edit.record.kind, field);
        let others = present.facts.get(&group).map(|fact| fact.source_id);
        let Some(other) = others.filter(|other| *other != id) else {
            continue;
        };
        if own.body.get(field) == present.body.get(field) || !groups.insert(group) {
            continue;
        }
        let mut sources = tx.sources()?.into_iter();
        let name = sources.find(|source| source.id == other);
        let detail = format!(
            "“{}” says otherwise, and that is shown: this is kept beside it",
            name.map(|source| source.name).unwrap_or_default()
        );
        let expected = "the key of that source as `source`, or a confirmation of what is right";
        report.tell(problem(edit, "another_stands", field, detail, expected));
    }
    Ok(())
}

/// What a patch contradicts may be another's word, which it keeps where it does not name it.
fn tell_whose(
    tx: &mut Transaction<'_>,
    edit: &Edit,
    before: &Record,
    report: &mut Report,
) -> Result<(), StoreError> {
    let group = FactGroup::Eligibility;
    let (What::Patch(said), Some(fact)) = (&edit.what, before.facts.get(&group)) else {
        return Ok(());
    };
    let fields = before.body.keys();
    let kept: Vec<&str> = fields
        .filter(|field| group_of(edit.record.kind, field) == group && !said.contains_key(*field))
        .map(String::as_str)
        .collect();
    if kept.is_empty() || fact.source_id == source_id(&edit.source.key) {
        return Ok(());
    }
    let mut sources = tx.sources()?.into_iter();
    let Some(other) = sources.find(|source| source.id == fact.source_id) else {
        return Ok(());
    };
    let problems = report.problems.iter_mut();
    for problem in problems.filter(|problem| problem.code == "criteria_contradict") {
        problem.detail += &format!(
            "; “{}” says {}, which the patch keeps, since it does not name it",
            other.name,
            kept.join(", ")
        );
    }
    Ok(())
}

/// The members of a body that are stripped from it, but for those that say that it is confidential, or what it is.
fn not_kept<'a>(
    kind: RecordKind,
    said: &'a Map<String, Value>,
    gazetteer: &Gazetteer,
) -> Vec<&'a String> {
    let kept = match kind {
        RecordKind::Location => strip::strip(said, gazetteer),
        RecordKind::ServiceAtLocation => strip::strip_service_at(said),
        RecordKind::Organization | RecordKind::Service => return Vec::new(),
    };
    let is_lost = |(field, value): &(&String, &Value)| {
        // Whose it is, is kept beside what is left of it.
        let is_word = ["id", "organization_id"].contains(&field.as_str()) || strip::is_mark(field);
        !value.is_null() && !is_word && !kept.contains_key(field.as_str())
    };
    said.iter()
        .filter(is_lost)
        .map(|(field, _)| field)
        .collect()
}

fn problem(edit: &Edit, code: &str, field: &str, detail: String, expected: &str) -> Problem {
    Problem {
        severity: Severity::Warning,
        code: code.to_owned(),
        source: edit.source.key.clone(),
        record: edit.record.kind,
        key: Some(edit.record.id.to_string()),
        position: Position {
            file: "the body".into(),
            ..Position::default()
        },
        field: field.to_owned(),
        value: None,
        detail,
        expected: expected.to_owned(),
    }
}
