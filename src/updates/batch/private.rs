//! What a source gave before and keeps from the public now is taken back at once, before anything is judged: as a place
//! is hidden, whatever else waits of its entry or is wrong with it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Context, Known};
use crate::standing::{Claim, RecordRef, Source, compute};
use crate::store::{Change, Kept, StoreError, Subject, Transaction};
use crate::updates::names::Name;
use crate::updates::prepared::Prepared;
use crate::updates::risk::Notice;
use crate::updates::weigh::warning;

impl Context<'_> {
    /// Takes it out of the claims as they are known, and out of the store. The names of the entries that said so.
    pub(super) fn withdraw_private(
        &mut self,
        tx: &mut Transaction<'_>,
        known: &mut Known,
        source: &Source,
        entries: &[Prepared],
    ) -> Result<BTreeSet<Name>, StoreError> {
        let mut withdrawn = BTreeSet::new();
        for entry in entries.iter().filter(|entry| !entry.kept_back.is_empty()) {
            let foreign_id = self.foreign_id(&entry.name);
            let kind = entry.name.1;
            let key = (source.id, kind, foreign_id);
            let Some(id) = known.same_as.get(&key).copied() else {
                continue;
            };
            let claims = known.claims.entry(RecordRef { kind, id }).or_default();
            let is_own =
                |claim: &&mut Claim| claim.source_id == source.id && claim.foreign_id == key.2;
            let Some(own) = claims.iter_mut().find(is_own) else {
                continue;
            };
            let body = entry.kept_back.without(&own.body, &entry.body);
            let is_withdrawn = body.is_some();
            if let Some(body) = body {
                own.body = body;
                tx.apply(&[Change::PutClaim(own.clone())])?;
            }
            forget(tx, own, entry)?;
            if !is_withdrawn {
                continue;
            }
            let record = compute(claims.iter(), &self.sources, &known.decisions);
            tx.put_records(&record.into_iter().collect::<Vec<_>>())?;
            let notice = Notice {
                code: "private_withdrawn",
                field: String::new(),
                value: None,
                detail: "keeps from the public what it gave before, which is withdrawn at once"
                    .to_owned(),
                expected: "no more; it is published again when the source gives it to the public",
            };
            let signs = self.signs(entry);
            self.report
                .tell(warning(source, entry.entry(), signs, &notice));
            withdrawn.insert(entry.name.clone());
        }
        Ok(withdrawn)
    }
}

/// Takes it out of the history too, so that no undo brings it back. The history is seldom rewritten: once for what
/// becomes private.
fn forget(tx: &mut Transaction<'_>, own: &Claim, entry: &Prepared) -> Result<(), StoreError> {
    let (source_id, foreign_id) = (json!(own.source_id), json!(own.foreign_id));
    let without = |claim: &Value| {
        let is_own = claim["source_id"] == source_id && claim["foreign_id"] == foreign_id;
        let body = claim.get("body").filter(|_| is_own)?.as_object()?;
        entry.kept_back.without(body, &entry.body)
    };
    let mut changes = tx.changes_of(own.record)?.into_iter();
    let has_it = changes.any(|changed| {
        let claims = [&changed.before, &changed.after];
        changed.subject == Subject::Claim
            && claims.into_iter().flatten().any(|it| without(it).is_some())
    });
    if !has_it {
        return Ok(());
    }
    let mut rewrite = |subject, mut value: Value| {
        if subject == Subject::Claim
            && let Some(body) = without(&value)
        {
            value["body"] = Value::Object(body);
        }
        value
    };
    tx.rewrite_claims_and_history(&[own.record], &mut rewrite, &mut |_| Kept::Nothing)?;
    Ok(())
}
