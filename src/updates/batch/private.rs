//! What a source gave before and keeps from the public now is taken back at once, before anything is judged: as a place
//! is hidden, whatever else waits of its entry or is wrong with it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Context, Known, open_id};
use crate::standing::{Claim, RecordKind, RecordRef, Source, compute};
use crate::store::{Change, Held, HeldFilter, Kept, StoreError, Subject, Transaction};
use crate::updates::confidential;
use crate::updates::names::Name;
use crate::updates::prepared::Prepared;
use crate::updates::recompute::recompute;
use crate::updates::risk::Notice;
use crate::updates::unpublished::given;
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
        let mut gone = BTreeMap::new();
        let says_so = |entry: &&Prepared| !entry.kept_back.is_empty() || entry.has_private_text;
        for entry in entries.iter().filter(says_so) {
            let kind = entry.name.1;
            let key = (source.id, kind, self.foreign_id(&entry.name));
            let is_known = known.same_as.contains_key(&key);
            if !is_known && self.first.is_some() {
                continue;
            }
            let id = self.id_of(known, &key, &entry.first);
            let record = RecordRef {
                kind,
                id: id.unwrap_or_else(|| open_id(&self.key_of(&entry.first))),
            };
            let unpublished = self.unpublished;
            let without = |body: &Map<String, Value>| {
                let left = entry.kept_back.without(body, &entry.body);
                let public = left.as_ref().unwrap_or(body);
                let silent = unpublished.without(&source.key, kind, public, &HashSet::new());
                silent.or(left)
            };
            let claims = known.claims.entry(record).or_default();
            let is_own =
                |claim: &&mut Claim| claim.source_id == source.id && claim.foreign_id == key.2;
            let own = claims.iter_mut().find(is_own);
            let left = own.and_then(|own| Some((without(&own.body)?, own)));
            let is_withdrawn = left.is_some();
            if let Some((body, own)) = left {
                own.body = body;
                tx.apply(&[Change::PutClaim(own.clone())])?;
            }
            // Behind what was just written.
            let forgotten = forget(tx, (record, source.id, &key.2), &without)?;
            gone.extend(forgotten.map(|forgotten| (record, forgotten.given)));
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
        self.silence_around(tx, known, source, gone)?;
        Ok(withdrawn)
    }

    /// Takes the texts that tell a private number out of whatever the source says of the same organizations: of them, of
    /// what they offer, and of where that is.
    fn silence_around(
        &mut self,
        tx: &mut Transaction<'_>,
        known: &mut Known,
        source: &Source,
        gone: BTreeMap<RecordRef, BTreeSet<String>>,
    ) -> Result<(), StoreError> {
        if gone.is_empty() {
            return Ok(());
        }
        let mut kept = |held: &Held| without_numbers(held, &gone);
        tx.rewrite_held_of_no_record(source.id, &mut kept)?;
        let around = around(tx, &gone.into_keys().collect::<Vec<_>>())?;
        let mut claims = tx.claims_of(&around)?;
        claims.retain(|claim| claim.source_id == source.id);
        let given = claims.iter().flat_map(|claim| given(&claim.body)).collect();
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
            let of = (claim.record, claim.source_id, claim.foreign_id.as_str());
            let forgotten = forget(tx, of, &without)?;
            self.report.dropped += forgotten.map_or(0, |forgotten| forgotten.dropped);
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

/// An item of no one record without the numbers that it lists and that are `gone`, of whom they were.
fn without_numbers(held: &Held, gone: &BTreeMap<RecordRef, BTreeSet<String>>) -> Kept {
    let is_gone = |number: &str, record: &Value| {
        let numbers = RecordRef::deserialize(record).ok();
        let numbers = numbers.and_then(|record| gone.get(&record));
        numbers.is_some_and(|numbers| numbers.contains(number))
    };
    let mut proposal = held.hold.proposal.clone();
    if let Some(Value::Object(numbers)) = proposal.pointer_mut("/proposal/crisis_numbers") {
        numbers.retain(|number, records| {
            let records = records.as_array_mut();
            records.is_some_and(|records| {
                records.retain(|record| !is_gone(number, record));
                !records.is_empty()
            })
        });
    }
    match proposal == held.hold.proposal {
        true => Kept::All,
        false => Kept::Part {
            proposal,
            fingerprint: held.hold.fingerprint.clone(),
        },
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

/// Where a held item has what its source says.
const BODIES_HELD: [&str; 3] = [
    "/proposal/claim/body",
    "/proposal/before",
    "/proposal/after",
];

/// What is left of a body, where that is less.
type Without<'a> = dyn Fn(&Map<String, Value>) -> Option<Map<String, Value>> + 'a;

/// What was forgotten of a record.
struct Forgotten {
    /// The numbers and e-mails that its source gave, as it wrote them.
    given: BTreeSet<String>,
    /// How many items that waited are dropped.
    dropped: u64,
}

/// Takes what is not left by `without` out of the history of what a source says of a record, so that no undo brings it back,
/// and drops what waits or waited with it. The history is seldom rewritten: once for what becomes private.
fn forget(
    tx: &mut Transaction<'_>,
    (record, source_id, foreign_id): (RecordRef, Uuid, &str),
    without: &Without<'_>,
) -> Result<Option<Forgotten>, StoreError> {
    let source = json!(source_id);
    let without_claim = |claim: &Value| {
        let is_own = claim["source_id"] == source && claim["foreign_id"] == foreign_id;
        without(claim.get("body").filter(|_| is_own)?.as_object()?)
    };
    let bodies = |held: &Held| {
        let body = |path: &&str| held.hold.proposal.pointer(path)?.as_object().cloned();
        BODIES_HELD.iter().filter_map(body).collect::<Vec<_>>()
    };
    let mut has_it = false;
    let mut gone = BTreeSet::new();
    let mut see = |before: &Map<String, Value>, left: Option<Map<String, Value>>| {
        if let Some(left) = left {
            has_it = true;
            let left: BTreeSet<String> = given(&left).collect();
            gone.extend(given(before).filter(|given| !left.contains(given)));
        }
    };
    for changed in tx.changes_of(record)? {
        let claims = [&changed.before, &changed.after].into_iter().flatten();
        for claim in claims.filter(|_| changed.subject == Subject::Claim) {
            if let Some(body) = claim.get("body").and_then(Value::as_object) {
                see(body, without_claim(claim));
            }
        }
    }
    let of_source = HeldFilter {
        source_id: Some(source_id),
        record: Some(record),
        ..HeldFilter::default()
    };
    tx.each_held(&of_source, &mut |held| {
        bodies(&held)
            .iter()
            .for_each(|body| see(body, without(body)));
    })?;
    if !has_it {
        return Ok(None);
    }
    let mut rewrite = |subject, mut value: Value| {
        if subject == Subject::Claim
            && let Some(body) = without_claim(&value)
        {
            value["body"] = Value::Object(body);
        }
        value
    };
    let mut kept = |held: &Held| {
        let is_told = bodies(held).iter().any(|body| without(body).is_some());
        match held.hold.source_id == source_id && is_told {
            true => Kept::Nothing,
            false => Kept::All,
        }
    };
    let dropped = tx.rewrite_claims_and_history(&[record], &mut rewrite, &mut kept)?;
    Ok(Some(Forgotten {
        given: gone,
        dropped,
    }))
}
