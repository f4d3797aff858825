//! What a source gave before and keeps from the public now is taken back at once, before anything is judged: as a place
//! is hidden, whatever else waits of its entry or is wrong with it.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::{Context, Known};
use crate::standing::{Claim, RecordKind, RecordRef, Source, compute, numbers as numbers_of};
use crate::store::{Change, StoreError, Subject, Transaction};
use crate::updates::confidential;
use crate::updates::names::Name;
use crate::updates::prepared::Prepared;
use crate::updates::recompute::recompute;
use crate::updates::risk::Notice;
use crate::updates::weigh::warning;

impl Context<'_> {
    /// Takes it out of the claims as they are known, and out of the store, with the texts that tell a number of it. The
    /// names of the entries that said so.
    pub(super) fn withdraw_private(
        &mut self,
        tx: &mut Transaction<'_>,
        known: &mut Known,
        source: &Source,
        entries: &[Prepared],
    ) -> Result<BTreeSet<Name>, StoreError> {
        let mut withdrawn = BTreeSet::new();
        let mut records = Vec::new();
        let says_so = |entry: &&Prepared| !entry.kept_back.is_empty() || entry.has_private_text;
        for entry in entries.iter().filter(says_so) {
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
            let unpublished = self.unpublished;
            let without = |body: &Map<String, Value>| {
                let left = entry.kept_back.without(body, &entry.body);
                let public = left.as_ref().unwrap_or(body);
                let silent = unpublished.without(&source.key, kind, public, &HashSet::new());
                silent.or(left)
            };
            let body = without(&own.body);
            let is_withdrawn = body.is_some();
            if let Some(body) = body {
                own.body = body;
                tx.apply(&[Change::PutClaim(own.clone())])?;
            }
            if forget(tx, own, &without)? || is_withdrawn {
                records.push(own.record);
            }
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
        self.silence_around(tx, known, source, &records)?;
        Ok(withdrawn)
    }

    /// Takes the texts that tell a private number out of whatever the source says of the same organizations: of them, of
    /// what they offer, and of where that is.
    fn silence_around(
        &self,
        tx: &mut Transaction<'_>,
        known: &mut Known,
        source: &Source,
        records: &[RecordRef],
    ) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        let around = around(tx, records)?;
        let mut claims = tx.claims_of(&around)?;
        claims.retain(|claim| claim.source_id == source.id);
        let given = claims.iter().flat_map(|claim| numbers_of(&claim.body));
        let given: HashSet<String> = given.map(str::to_owned).collect();
        let mut silenced = Vec::new();
        for mut claim in claims {
            let kind = claim.record.kind;
            let without = |body: &Map<String, Value>| {
                self.unpublished.without(&source.key, kind, body, &given)
            };
            if let Some(body) = without(&claim.body) {
                claim.body = body;
                tx.apply(&[Change::PutClaim(claim.clone())])?;
                silenced.push(claim.record);
            }
            forget(tx, &claim, &without)?;
        }
        for claim in tx.claims_of(&silenced)? {
            if let Some(claims) = known.claims.get_mut(&claim.record) {
                claims.retain(|old| {
                    (old.source_id, &old.foreign_id) != (claim.source_id, &claim.foreign_id)
                });
                claims.push(claim);
            }
        }
        recompute(tx, &self.sources, &silenced)?;
        Ok(())
    }
}

/// The organizations of the records, what they offer, and where that is; the records too.
fn around(tx: &mut Transaction<'_>, records: &[RecordRef]) -> Result<Vec<RecordRef>, StoreError> {
    use RecordKind::{Location, Organization, Service};
    let mut around: BTreeSet<RecordRef> = records.iter().copied().collect();
    // What is at a location is of a service, and that of an organization.
    for _ in 0..2 {
        let known: Vec<RecordRef> = around.iter().copied().collect();
        let placed = tx.children_of(&known)?;
        let all = [known, placed].concat();
        for (field, kind) in [("service_id", Service), ("organization_id", Organization)] {
            around.extend(confidential::parents_of(tx, &all, field, kind)?);
        }
    }
    for _ in 0..2 {
        let known: Vec<RecordRef> = around.iter().copied().collect();
        around.extend(tx.children_of(&known)?);
    }
    let known: Vec<RecordRef> = around.iter().copied().collect();
    around.extend(confidential::parents_of(
        tx,
        &known,
        "location_id",
        Location,
    )?);
    Ok(around.into_iter().collect())
}

/// What is left of a body, where that is less.
type Without<'a> = dyn Fn(&Map<String, Value>) -> Option<Map<String, Value>> + 'a;

/// Takes what is not left by `without` out of the history of the claim too, so that no undo brings it back, and says
/// whether there was any. The history is seldom rewritten: once for what becomes private.
fn forget(
    tx: &mut Transaction<'_>,
    own: &Claim,
    without: &Without<'_>,
) -> Result<bool, StoreError> {
    let (source_id, foreign_id) = (json!(own.source_id), json!(own.foreign_id));
    let without = |claim: &Value| {
        let is_own = claim["source_id"] == source_id && claim["foreign_id"] == foreign_id;
        without(claim.get("body").filter(|_| is_own)?.as_object()?)
    };
    let mut changes = tx.changes_of(own.record)?.into_iter();
    let has_it = changes.any(|changed| {
        let claims = [&changed.before, &changed.after];
        changed.subject == Subject::Claim
            && claims.into_iter().flatten().any(|it| without(it).is_some())
    });
    if has_it {
        tx.rewrite_claims_and_history(&[own.record], &mut |subject, mut value| {
            if subject == Subject::Claim
                && let Some(body) = without(&value)
            {
                value["body"] = Value::Object(body);
            }
            value
        })?;
    }
    Ok(has_it)
}
