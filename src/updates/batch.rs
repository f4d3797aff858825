//! A few thousand entries of one source and kind: which record each is, what it changes, what of it has
//! to wait, and the records that come out.

mod carriers;
mod known;
mod linked;
mod private;
mod referring;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::confidential::{self, Flagged, Hidden};
use super::entries::{Position, Problem, Severity};
use super::held::Loading;
use super::held::first::FirstReading;
use super::held::memory::{self, Memory};
use super::load::Settled;
use super::names::{Name, canonical_of, is_hash, keyed_hash, source_id};
use super::prepared::Prepared;
use super::report::{Outcome, Report};
use super::risk::Judge;
use super::risk::duplicates::Index;
use super::survey::Survey;
use super::unpublished::Unpublished;
use super::weigh::{Weighed, left_out, warning};
use super::{check, merge, strip};
use crate::geography::Gazetteer;
use crate::standing::{Claim, Record, RecordKind, RecordRef, SameAs, Source};
use crate::store::{Change, Directory, StoreError, Transaction};
pub use carriers::Carriers;
use known::Known;
pub(super) use referring::REFERENCES;

/// What all batches of an update share.
pub struct Context<'a> {
    pub directory: Directory,
    pub gazetteer: &'a Gazetteer,
    /// Nobody, where nothing is to wait.
    pub judge: Option<Judge>,
    pub memory: Memory,
    /// Of a source that nobody has seen.
    pub first: Option<FirstReading>,
    pub canonical: &'a HashMap<Name, Name>,
    pub survey: &'a Survey,
    pub unpublished: &'a Unpublished,
    /// Who keeps their places from the public by what was said before.
    pub flagged: Flagged,
    pub sources: BTreeMap<Uuid, Source>,
    pub report: Report,
    /// Under what withheld entries of the update are kept.
    pub withheld_ids: HashSet<String>,
    pub settled: BTreeMap<Name, Settled>,
    /// All of it waits for a publisher.
    pub draft: bool,
    /// Places that are confidential from this update on.
    pub hidden: HashSet<RecordRef>,
    pub loading: Loading,
    /// Of the present batch the records that would not be shown any more, and without which a hotline is not found.
    pub carriers: Carriers,
    /// Which services are at no location.
    pub unlisted: check::Unlisted,
    /// Where the first of several entries with one key was read.
    pub met: HashMap<Name, Position>,
    pub random_id: &'a mut dyn FnMut() -> Uuid,
}

/// What is to be written.
#[derive(Default)]
struct Plan {
    changes: Vec<Change>,
    records: BTreeMap<RecordRef, Record>,
}

impl Context<'_> {
    /// Counts the places that are hidden now, and follows the entries that were settled as one.
    pub fn moved(&mut self, hidden: &Hidden) {
        let places = hidden.values();
        let places = places.filter(|record| record.kind == RecordKind::Location);
        self.hidden = places.copied().collect();
        self.report.hidden = self.hidden.len() as u64;
        for (name, settled) in &mut self.settled {
            if let Some(new) = hidden.get(&settled.record) {
                settled.record = *new;
                if !is_hash(&settled.foreign_id) {
                    let named = (name.0.clone(), name.1, settled.foreign_id.clone());
                    settled.foreign_id = keyed_hash(&self.directory, &named);
                }
            }
        }
    }

    /// Tells what could not be read as an entry; where it is an error, an entry is lost by it.
    ///
    /// Readers do not know what is withheld. What they quote is told of entries that are known to be open only.
    pub fn could_not_read(&mut self, source_key: &str, mut problem: Problem) {
        if problem.severity == Severity::Error {
            self.report.count(Outcome::Rejected);
        }
        let is_open = problem.key.as_ref().is_some_and(|key| {
            let name = (source_key.to_owned(), problem.record, key.clone());
            let first = canonical_of(self.canonical, &name);
            let survey = self.survey;
            survey.keys.has(&name) && !survey.is_unnamed(&first) && !survey.told.concerns(&first)
        });
        if !is_open {
            problem.value = None;
            // A bare id tells nothing.
            problem.key = problem.key.filter(|key| Uuid::parse_str(key).is_ok());
        }
        source_key.clone_into(&mut problem.source);
        self.report.tell(problem);
    }

    /// Plans and writes the entries, which are all of one kind and of the source with this key.
    pub fn publish(
        &mut self,
        tx: &mut Transaction<'_>,
        source_key: &str,
        kind: RecordKind,
        entries: &mut [Prepared],
    ) -> Result<(), StoreError> {
        let mut known = self.known(tx, entries)?;
        let source = self.sources[&source_id(source_key)].clone();
        let is_any_new = entries.iter().any(|entry| {
            let key = (source.id, kind, self.foreign_id(&entry.name));
            !known.same_as.contains_key(&key)
        });
        if let Some(judge) = &mut self.judge
            && judge.index.is_none()
            && is_any_new
        {
            let mut index = Index::default();
            tx.each_record(&mut |record| index.add(&record))?;
            judge.index = Some(index);
        }
        if self.judge.is_some() {
            self.carriers = self.carriers_of(tx, &known, entries)?;
            self.look_beside(tx, &known, entries)?;
        }
        let withdrawn = self.withdraw_private(tx, &mut known, &source, entries)?;
        let mut plan = Plan::default();
        let mut outcomes = Vec::new();
        let mut waiting = Vec::new();
        for entry in entries {
            let body = std::mem::take(&mut entry.body);
            let settled = self.settled.get(&entry.name);
            let said = settled.and_then(|settled| settled.said.clone());
            match self.plan(&mut known, &mut plan, &source, entry, body) {
                Ok(weighed) => {
                    outcomes.push(match weighed.outcome {
                        Outcome::Unchanged if withdrawn.contains(&entry.name) => Outcome::Changed,
                        outcome => outcome,
                    });
                    waiting.push(memory::Entry {
                        key: weighed.key,
                        body: &entry.raw.body,
                        said,
                        holds: weighed.holds,
                    });
                }
                Err(problems) => {
                    problems
                        .into_iter()
                        .for_each(|problem| self.report.tell(problem));
                    self.report.count(Outcome::Rejected);
                }
            }
        }
        let waits = self.memory.take(tx, &mut self.report, waiting)?;
        for (outcome, waits) in outcomes.into_iter().zip(waits) {
            self.report
                .count(if waits { Outcome::Held } else { outcome });
        }
        tx.apply(&plan.changes)?;
        tx.put_records(&plan.records.into_values().collect::<Vec<_>>())
    }

    /// Plans one entry, or says what is wrong with it.
    fn plan(
        &mut self,
        known: &mut Known,
        plan: &mut Plan,
        source: &Source,
        prepared: &Prepared,
        body: Map<String, Value>,
    ) -> Result<Weighed, Vec<Problem>> {
        let Prepared { name, first, .. } = prepared;
        let entry = prepared.entry();
        let is_withheld = prepared.is_withheld;
        let signs = self.signs(prepared);
        let foreign_id = self.foreign_id(name);
        // Also of what was let be known, which keeps the key that it had.
        if signs.is_unnamed || is_hash(&foreign_id) {
            self.withheld_ids.insert(foreign_id.clone());
        }
        let key = (source.id, entry.record, foreign_id.clone());
        let record = RecordRef {
            kind: entry.record,
            id: match self.id_of(known, &key, first) {
                Some(id) => id,
                None if signs.is_unnamed => (self.random_id)(),
                None => open_id(&self.key_of(first)),
            },
        };

        if self.hidden.contains(&record) {
            let at = entry.at.position("");
            self.report.hidden_at.extend(at.row.is_some().then_some(at));
        }
        if self.survey.flagged.contains(first) {
            let flag = self.flagged.add(&self.directory, name, record);
            plan.changes.extend(flag.map(Change::PutSameAs));
        }
        let is_own =
            |claim: &&Claim| claim.source_id == source.id && claim.foreign_id == foreign_id;
        let own = known
            .claims
            .get(&record)
            .and_then(|claims| claims.iter().find(is_own));
        let area = own.and_then(|own| own.body.get("public_area")).cloned();
        let was_withheld = own.is_some_and(confidential::says_withheld);
        let (mut body, dangling) = self.referring(known, source, prepared, body, area, signs)?;
        if was_withheld && !is_withheld {
            // A person let it be known: what was said instead of the place goes.
            body.entry("withheld").or_insert(Value::Bool(false));
            body.entry("public_area").or_insert(Value::Null);
        }
        self.only_once(source, name, entry, signs, own, &mut body)?;
        if entry.record == RecordKind::ServiceAtLocation {
            self.unlisted.see_placed(&body);
        }
        if !is_withheld {
            check::unread(entry.record, &prepared.raw.body)
                .filter(|member| !self.survey.told.tells(first, member))
                .for_each(|member| self.report.not_read(entry.record, member));
        }
        for notice in &prepared.notices {
            self.report.tell(warning(source, entry, signs, notice));
        }
        let claims = known.claims.entry(record).or_default();
        let at = claims
            .iter()
            .position(|claim| claim.source_id == source.id && claim.foreign_id == foreign_id);
        let old = at.map(|at| claims.remove(at));
        let mut new = Claim {
            record,
            source_id: source.id,
            foreign_id,
            body: merge::merge(entry.record, old.as_ref().map(|old| &old.body), body),
            denies: match is_withheld {
                true => strip::strip_denials(&entry.denies),
                false => entry.denies.clone(),
            },
            words: entry.words.clone().filter(|_| !is_withheld),
            how: entry.how,
            date: source.date,
        };
        if let Some(first) = &mut self.first {
            first.see(&new, is_withheld);
        }
        let mut weigh = |new: &Claim| {
            let (decisions, of) = (&known.decisions, (entry, signs));
            let records = &mut plan.records;
            self.weigh(decisions, records, source, claims, old.as_ref(), new, of)
        };
        let mut weighed = weigh(&new);
        let mut misshapen = Vec::new();
        if let Err(problems) = &weighed
            && problems.iter().any(|problem| problem.code == "misshapen")
        {
            misshapen = check::leave_out_misshapen(entry.record, &mut new.body);
            if !misshapen.is_empty() {
                weighed = weigh(&new);
            }
        }
        let parts = prepared.parts().chain(&dangling).chain(&misshapen);
        for problem in left_out(source, entry, signs, parts) {
            self.report.tell(problem);
        }
        let mut weighed = match weighed {
            Ok(weighed) => weighed,
            Err(problems) => {
                claims.extend(old);
                return Err(problems);
            }
        };
        if entry.record == RecordKind::Service {
            let key = (!signs.is_unnamed).then_some(entry.key.as_str());
            let position = entry.at.position("");
            self.unlisted
                .see_service(record.id, &new.body, key, position);
        }
        // What stands of the source's word is there for the next entry on this record.
        if let Some(claim) = weighed.stands.take() {
            if let Entry::Vacant(unknown) = known.same_as.entry(key) {
                unknown.insert(record.id);
                plan.changes.push(Change::PutSameAs(SameAs {
                    source_id: claim.source_id,
                    foreign_id: claim.foreign_id.clone(),
                    record,
                }));
            }
            if old.as_ref() != Some(&claim) {
                plan.changes.push(Change::PutClaim(claim.clone()));
            }
            claims.push(claim);
        }
        Ok(weighed)
    }

    /// Which record an entry is that is there, or waits whole.
    fn id_of(&self, known: &Known, key: &memory::EntryKey, first: &Name) -> Option<Uuid> {
        let of = |key: &memory::EntryKey| known.same_as.get(key).copied();
        of(key)
            .or_else(|| of(&self.key_of(first)))
            .or_else(|| self.memory.absent(key).map(|waiting| waiting.id))
    }

    fn key_of(&self, name: &Name) -> memory::EntryKey {
        (source_id(&name.0), name.1, self.foreign_id(name))
    }

    fn foreign_id(&self, name: &Name) -> String {
        if let Some(settled) = self.settled.get(name) {
            return settled.foreign_id.clone();
        }
        match self.survey.is_unnamed(&canonical_of(self.canonical, name)) {
            true => keyed_hash(&self.directory, name),
            false => name.2.clone(),
        }
    }
}

/// The id of an open record: the same each time the same file is loaded.
pub fn open_id((source_id, kind, foreign_id): &(Uuid, RecordKind, String)) -> Uuid {
    Uuid::new_v5(
        source_id,
        format!("{}/{foreign_id}", kind.as_str()).as_bytes(),
    )
}
