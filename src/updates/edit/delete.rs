//! DELETE: one source's word on a record is taken back.

use std::collections::BTreeMap;

use serde_json::Map;
use uuid::Uuid;

use super::{Edit, EditError, waiting_of};
use crate::standing::{Claim, Record, RecordKind, RecordRef, Source, compute};
use crate::store::{HeldState, Transaction};
use crate::updates::held;
use crate::updates::missing;
use crate::updates::names::source_id;
use crate::updates::recompute::decisions_of;
use crate::updates::report::Report;
use crate::updates::risk::{Case, Judge, Rule};

/// Takes the source's word back, or has it wait: as a draft, or because a hotline or a crisis number would go with it.
pub(super) fn take_back(
    tx: &mut Transaction<'_>,
    edit: &Edit,
    own: &[Claim],
    present: &Record,
) -> Result<(Report, Option<i64>), EditError> {
    if own.is_empty() {
        return Err(EditError::NothingSaid);
    }
    let id = source_id(&edit.source.key);
    let sources = tx.sources()?.into_iter().map(|source| (source.id, source));
    let sources: BTreeMap<Uuid, Source> = sources.collect();
    let mut others = tx.claims_of(&[edit.record])?;
    others.retain(|claim| claim.source_id != id);
    let left = compute(&others, &sources, &decisions_of(tx, &[edit.record])?);
    if !edit.draft && left.is_none() && tx.has_children(edit.record)? {
        return Err(EditError::HasChildren);
    }
    let claims = own
        .iter()
        .map(|claim| (claim.record, claim.foreign_id.clone()));
    let claims: Vec<(RecordRef, String)> = claims.collect();
    let mut report = Report {
        missing: claims.len() as u64,
        ..Report::default()
    };
    let lines = missing::lines_in(tx, &[edit.record])?;
    let is_lost = !lines.names.is_empty()
        && left.as_ref().is_none_or(|left| {
            own.iter().any(|own| {
                let is_line = edit.record.kind == RecordKind::ServiceAtLocation;
                is_line_lost(&sources[&id], own, &others, (present, left), is_line)
            })
        });
    let why = match edit.draft {
        true => Some("a key of the role editor drafts".to_owned()),
        false if is_lost => Some(format!(
            "an edit takes back what its source says of a hotline or crisis number: {}",
            lines.named()
        )),
        false => None,
    };
    if let Some(why) = why {
        let directory = tx.directory()?;
        let hashed = claims.into_iter().map(|(record, foreign_id)| {
            let hash = held::hashed(&directory, id, record, &foreign_id);
            (record, hash)
        });
        let loading = edit.author.loading();
        let mut hold = held::withdrawal(
            id,
            Some(edit.record),
            hashed.collect(),
            why,
            lines.crisis_numbers,
            &loading,
        );
        hold.revision = directory.revision;
        let before = tx.held_before(&[&hold.fingerprint], loading.at)?;
        let is_remembered = before.iter().any(|held| held.state == HeldState::Rejected);
        match is_remembered {
            true => *report.remembered.entry(hold.rule.clone()).or_default() += 1,
            false => {
                report.waits(hold.rule.clone());
                report.questions = 1;
            }
        }
        if before.is_empty() {
            tx.hold(&[hold])?;
        }
        let mut waits = Vec::new();
        tx.each_held(&waiting_of(edit, edit.record), &mut |held| {
            let is_own = held.hold.rule == Rule::Withdrawal.as_str();
            waits.extend(is_own.then_some(held.number));
        })?;
        report.waits = waits;
        report.revision = directory.revision;
        return Ok((report, tx.revision_of(edit.record)?));
    }
    let revision = tx.begin(edit.author.header(Some(id)))?;
    missing::take_back(tx, &sources, id, &claims)?;
    report.revision = tx.finish(Some(&report.counts()))?;
    report.changeset = Some(revision);
    Ok((
        report,
        tx.revision_of(edit.record)?.filter(|_| left.is_some()),
    ))
}

/// Whether a hotline or its number would go, or not be found any more, where others say something of the record too.
fn is_line_lost(
    source: &Source,
    own: &Claim,
    others: &[Claim],
    (present, left): (&Record, &Record),
    is_line: bool,
) -> bool {
    let nothing = Claim {
        body: Map::new(),
        denies: Vec::new(),
        ..own.clone()
    };
    let (holdings, _) = Judge::default().judge(&Case {
        source,
        old: Some(own),
        new: &nothing,
        others,
        present: Some(present),
        proposed: left,
        comes_as_public: false,
        is_suspect: false,
        is_namesake: false,
        is_line,
        carries_line: true,
        moves_out_of_sight: false,
        loses_phones: false,
        waits_for: None,
    });
    let mut rules = holdings.iter().map(|holding| holding.rule);
    rules.any(|rule| rule == Rule::CrisisNumber)
}
