//! A few thousand entries of one source and kind: which record each is, what it changes, what of it has
//! to wait, and the records that come out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::confidential::{self, Hidden};
use super::entries::{Entry, Position, Problem, Severity};
use super::held::first::FirstReading;
use super::held::memory::{self, EntryKey, Memory};
use super::held::{self, Loading};
use super::load::Settled;
use super::names::{Name, canonical_of, is_hash, keyed_hash, source_id};
use super::normalise::{Fault, Loses};
use super::recompute::decisions_of;
use super::report::{Outcome, Report};
use super::risk::duplicates::Index;
use super::risk::place::has_place;
use super::risk::{Case, Holding, Judge, Notice};
use super::survey::Survey;
use super::told::Told;
use super::{check, merge, normalise, strip};
use crate::geography::Gazetteer;
use crate::standing::{Claim, Decisions, Record, RecordKind, RecordRef, SameAs, Source, compute};
use crate::store::{Change, Directory, Hold, StoreError, Transaction};

/// What all batches of an update share.
pub struct Context<'a> {
    pub directory: Directory,
    pub gazetteer: &'a Gazetteer,
    /// Nobody, where nothing is to wait.
    pub judge: Option<Judge>,
    pub memory: Memory,
    /// Of a source that nobody has seen.
    pub first: Option<FirstReading>,
    pub canonical: HashMap<Name, Name>,
    pub survey: Survey,
    pub sources: BTreeMap<Uuid, Source>,
    pub report: Report,
    /// Under what withheld entries of the update are kept.
    pub withheld_ids: HashSet<String>,
    pub settled: BTreeMap<Name, Settled>,
    /// All of it waits for a publisher.
    pub draft: bool,
    pub loading: Loading,
    /// Where the first of several entries with one key was read.
    pub met: HashMap<Name, Position>,
    pub random_id: &'a mut dyn FnMut() -> Uuid,
}

/// Fields that name another record of the same source, and its kind.
pub(super) const REFERENCES: [(&str, RecordKind); 3] = [
    ("organization_id", RecordKind::Organization),
    ("service_id", RecordKind::Service),
    ("location_id", RecordKind::Location),
];

/// Fields under which HSDS nests whole records.
const NESTED: [&str; 8] = [
    "location",
    "locations",
    "organization",
    "organizations",
    "service",
    "service_at_locations",
    "services",
    "programs",
];

/// What is told of a value, in characters.
const LONGEST_QUOTE: usize = 80;

/// The batch's view of what is there, brought up to date entry by entry.
struct Known {
    /// Which record an entry is, by source, kind and foreign id.
    same_as: HashMap<(Uuid, RecordKind, String), Uuid>,
    claims: BTreeMap<RecordRef, Vec<Claim>>,
    decisions: Decisions,
}

/// A body as it will be claimed, and what is left out of it.
type Mended = (Map<String, Value>, Vec<Fault>);

/// What is to be written.
#[derive(Default)]
struct Plan {
    changes: Vec<Change>,
    records: BTreeMap<RecordRef, Record>,
}

/// What one entry comes to.
struct Weighed {
    key: EntryKey,
    /// What became of it, but for what waits.
    outcome: Outcome,
    /// What stands of the source's word.
    stands: Option<Claim>,
    holds: Vec<Hold>,
}

/// What is known of an entry apart from its claims.
#[derive(Clone, Copy)]
struct Signs {
    is_withheld: bool,
    /// What its source calls it is not told.
    is_unnamed: bool,
    /// Withheld only because it looks like survivors' housing.
    is_suspect: bool,
    comes_as_public: bool,
    is_line: bool,
}

impl Context<'_> {
    /// Of entries that were settled as records which are hidden now.
    pub fn move_settled(&mut self, hidden: &Hidden) {
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
            let first = canonical_of(&self.canonical, &name);
            let survey = &self.survey;
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
        entries: Vec<Entry>,
    ) -> Result<(), StoreError> {
        let names: Vec<Name> = entries
            .iter()
            .map(|entry| (source_key.to_owned(), kind, entry.key.clone()))
            .collect();
        let mut known = self.known(tx, &names, &entries)?;
        let source = self.sources[&source_id(source_key)].clone();
        let is_any_new = names.iter().any(|name| {
            !known
                .same_as
                .contains_key(&(source.id, name.1, self.foreign_id(name)))
        });
        if let Some(judge) = &mut self.judge
            && judge.index.is_none()
            && is_any_new
        {
            let mut index = Index::default();
            tx.each_record(&mut |record| index.add(&record))?;
            judge.index = Some(index);
        }
        let mut plan = Plan::default();
        let mut outcomes = Vec::new();
        let mut waiting = Vec::new();
        for (name, entry) in names.iter().zip(&entries) {
            match self.plan(&mut known, &mut plan, &source, name, entry) {
                Ok(weighed) => {
                    outcomes.push(weighed.outcome);
                    waiting.push(memory::Entry {
                        key: weighed.key,
                        body: &entry.body,
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
        name: &Name,
        entry: &Entry,
    ) -> Result<Weighed, Vec<Problem>> {
        let first = canonical_of(&self.canonical, name);
        let is_withheld = self.survey.withheld.contains(&first);
        let signs = self.signs(name, &first, entry, is_withheld);
        let foreign_id = self.foreign_id(name);
        if signs.is_unnamed {
            self.withheld_ids.insert(foreign_id.clone());
        }
        let key = (source.id, entry.record, foreign_id.clone());
        let of_first = (source_id(&first.0), first.1, self.foreign_id(&first));
        let id = known
            .same_as
            .get(&key)
            .or_else(|| known.same_as.get(&of_first));
        let record = RecordRef {
            kind: entry.record,
            id: match id {
                Some(id) => *id,
                None if let Some(waiting) = self.memory.absent(&key) => waiting.id,
                None if signs.is_unnamed => (self.random_id)(),
                None => open_id(&of_first),
            },
        };

        let entry = &*without_told(entry, &first, &self.survey.told);
        let is_own =
            |claim: &&Claim| claim.source_id == source.id && claim.foreign_id == foreign_id;
        let own = known
            .claims
            .get(&record)
            .and_then(|claims| claims.iter().find(is_own));
        let area = own.and_then(|own| own.body.get("public_area")).cloned();
        let was_withheld = own.is_some_and(confidential::says_withheld);
        let (mut body, left_out_of_it) = self.body(known, source, name, entry, signs, area)?;
        if was_withheld && !is_withheld {
            // A person let it be known: what was said instead of the place goes.
            body.entry("withheld").or_insert(Value::Bool(false));
            body.entry("public_area").or_insert(Value::Null);
        }
        self.only_once(source, name, entry, signs, own, &mut body)?;
        self.look(source, &first, entry, signs, &body, &left_out_of_it);
        let claims = known.claims.entry(record).or_default();
        let at = claims
            .iter()
            .position(|claim| claim.source_id == source.id && claim.foreign_id == foreign_id);
        let old = at.map(|at| claims.remove(at));
        let mut new = Claim {
            record,
            source_id: source.id,
            foreign_id,
            body: merge::merge(old.as_ref().map(|old| &old.body), body),
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
            self.weigh(decisions, plan, source, claims, old.as_ref(), new, of)
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
        for problem in left_out(source, entry, signs, &left_out_of_it)
            .into_iter()
            .chain(left_out(source, entry, signs, &misshapen))
        {
            self.report.tell(problem);
        }
        let mut weighed = match weighed {
            Ok(weighed) => weighed,
            Err(problems) => {
                claims.extend(old);
                return Err(problems);
            }
        };
        // What stands of the source's word is there for the next entry on this record.
        if let Some(claim) = weighed.stands.take() {
            if id.is_none() || !known.same_as.contains_key(&key) {
                known.same_as.insert(key, record.id);
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

    fn signs(&self, name: &Name, first: &Name, entry: &Entry, is_withheld: bool) -> Signs {
        let ahead = self.judge.as_ref().map(|judge| &judge.ahead);
        let is_suspect = ahead.is_some_and(|ahead| ahead.suspects.contains(first));
        // That it is public is said, or only implied by giving the place without a word.
        let says = entry.body.get("withheld").filter(|word| !word.is_null());
        let is_public = match says {
            Some(word) => word == &Value::Bool(false),
            None => has_place(&entry.body) && !strip::is_confidential(&entry.body),
        };
        Signs {
            is_withheld,
            is_unnamed: self.survey.is_unnamed(first),
            is_suspect,
            comes_as_public: is_withheld && entry.record == RecordKind::Location && is_public,
            is_line: ahead.is_some_and(|ahead| ahead.is_line(name) || ahead.is_line(first)),
        }
    }

    /// Decides what of `new` stands now: all of it, all but what has to wait, or nothing.
    #[expect(clippy::too_many_arguments, reason = "what one decision rests on")]
    fn weigh(
        &mut self,
        decisions: &Decisions,
        plan: &mut Plan,
        source: &Source,
        others: &[Claim],
        old: Option<&Claim>,
        new: &Claim,
        (entry, signs): (&Entry, Signs),
    ) -> Result<Weighed, Vec<Problem>> {
        let weighed = |outcome, stands, holds| Weighed {
            key: (source.id, new.record.kind, new.foreign_id.clone()),
            outcome,
            stands,
            holds,
        };
        if old == Some(new) && !signs.comes_as_public {
            return Ok(weighed(Outcome::Unchanged, Some(new.clone()), Vec::new()));
        }
        let record_of =
            |claim: Option<&Claim>| compute(others.iter().chain(claim), &self.sources, decisions);
        let withheld: BTreeSet<Uuid> = signs
            .is_withheld
            .then_some(new.record.id)
            .into_iter()
            .collect();
        // A claim may be nothing but a denial: then there is no record of it alone.
        let Some(proposed) = record_of(Some(new)) else {
            let holdings = match self.draft {
                true => vec![Holding::draft()],
                false => return Ok(weighed(Outcome::of(old), Some(new.clone()), Vec::new())),
            };
            let holds = held::holds(old, new, holdings, None, &self.loading);
            return Ok(weighed(Outcome::Unchanged, old.cloned(), holds));
        };
        let problems = check::check(std::slice::from_ref(&proposed), &withheld);
        if !problems.is_empty() {
            // They are of the record, and whoever reads the report has the entry.
            let here = |problem| located(problem, &source.key, entry, signs);
            return Err(problems.into_iter().map(here).collect());
        }
        let referred = REFERENCES.iter().filter_map(|(field, kind)| {
            let id = new.body.get(*field)?.as_str()?.parse().ok()?;
            Some(RecordRef { kind: *kind, id })
        });
        let waits_for = self.memory.waits_for(referred);
        let (mut holdings, notices) = match &mut self.judge {
            Some(judge) => judge.judge(&Case {
                source,
                old,
                new,
                others,
                present: record_of(old).as_ref(),
                proposed: &proposed,
                comes_as_public: signs.comes_as_public,
                is_suspect: signs.is_suspect,
                is_line: signs.is_line,
                waits_for,
            }),
            None => Default::default(),
        };
        for notice in notices {
            self.report.tell(warning(source, entry, signs, notice));
        }
        if self.draft && !held::is_whole(&holdings) {
            holdings.push(Holding::draft());
            holdings = held::whole(&holdings).into_iter().collect();
        }
        if holdings.is_empty() && old != Some(new) {
            plan.records.insert(proposed.record, proposed);
            return Ok(weighed(Outcome::of(old), Some(new.clone()), Vec::new()));
        }
        // What waits may be what the record cannot do without: then all of it waits.
        let is_publishable =
            |record: &Record| check::check(std::slice::from_ref(record), &withheld).is_empty();
        let mut parted = held::without_groups(new, &holdings);
        let mut record = record_of(Some(&parted));
        if !record.as_ref().is_some_and(is_publishable) {
            holdings = held::whole(&holdings).into_iter().collect();
            parted = new.clone();
            record = Some(proposed);
        }
        let stands = (!held::is_whole(&holdings)).then_some(parted);
        let holds = held::holds(old, new, holdings, record.as_ref(), &self.loading);
        let outcome = match &stands {
            Some(stands) if old != Some(stands) => Outcome::of(old),
            _ => Outcome::Unchanged,
        };
        let is_written = stands.is_some() && outcome != Outcome::Unchanged;
        if let Some(record) = record.filter(|_| is_written) {
            plan.records.insert(record.record, record);
        }
        Ok(weighed(outcome, stands.or_else(|| old.cloned()), holds))
    }

    /// Of several entries with one key the first stands; the others may say more, and nothing else.
    fn only_once(
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

    /// Tells what somebody should look at, although nothing is wrong.
    fn look(
        &mut self,
        source: &Source,
        first: &Name,
        entry: &Entry,
        signs: Signs,
        body: &Map<String, Value>,
        left_out: &[Fault],
    ) {
        let mut notices = Vec::new();
        if self.survey.doubtful.contains(first) {
            notices.push(Notice {
                code: "perhaps_confidential",
                field: String::new(),
                value: None,
                detail: "may be confidential, and is withheld to be safe".to_owned(),
                expected: "`withheld` true or false",
            });
        }
        if !signs.is_withheld {
            check::unread(entry.record, &entry.body)
                .for_each(|member| self.report.not_read(entry.record, member));
            let today = self.loading.at.date_naive();
            let found = check::suspicions(entry.record, body, today, self.gazetteer);
            notices.extend(found.into_iter().map(|fault| Notice {
                code: fault.code,
                value: quoted(body, &fault.field),
                field: as_it_came(&fault.field, left_out),
                detail: fault.detail,
                expected: fault.expected,
            }));
        }
        for notice in notices {
            self.report.tell(warning(source, entry, signs, notice));
        }
    }

    /// The body as it will be claimed: stripped, normalised, its references being ids; and what is left out of it.
    fn body(
        &mut self,
        known: &Known,
        source: &Source,
        name: &Name,
        entry: &Entry,
        signs: Signs,
        known_area: Option<Value>,
    ) -> Result<Mended, Vec<Problem>> {
        let is_withheld = signs.is_withheld;
        let mut problems = Vec::new();
        let mut tell = |code: &str, field: &str, detail: String, expected: &str| {
            problems.push(Problem {
                severity: Severity::Error,
                code: code.to_owned(),
                source: source.key.clone(),
                record: entry.record,
                key: (!signs.is_unnamed && !has_nul(&entry.key)).then(|| entry.key.clone()),
                position: entry.at.position(field),
                field: field.to_owned(),
                value: None,
                detail,
                expected: expected.to_owned(),
            });
        };
        if has_nul(&entry.key)
            || entry
                .body
                .iter()
                .any(|(field, value)| has_nul(field) || is_nul_in(value))
        {
            let detail = "has the character NUL (U+0000), which cannot be kept".to_owned();
            tell("nul_character", "", detail, "texts without it");
        }
        let mut body = match entry.record {
            _ if !is_withheld || entry.body.is_empty() => entry.body.clone(),
            RecordKind::Location => strip::strip(&entry.body, self.gazetteer),
            _ => strip::strip_service_at(&entry.body),
        };
        // A source that gives the place now still said the area before.
        if is_withheld
            && !body.is_empty()
            && entry.record == RecordKind::Location
            && let Some(area) = known_area
        {
            body.entry("public_area").or_insert(area);
        }
        let faults = normalise::normalise(entry.record, &mut body, self.gazetteer);
        let (whole, mut parts): (Vec<Fault>, Vec<Fault>) = faults
            .into_iter()
            .partition(|fault| fault.loses == Loses::Record);
        for fault in whole {
            // What is wrong may quote what is there.
            let detail = match is_withheld {
                true => super::WITHHELD.to_owned(),
                false => fault.detail,
            };
            tell(fault.code, &fault.field, detail, fault.expected);
        }
        // A record inside another would pass by everything that is done to records.
        for field in NESTED.into_iter().filter(|field| body.contains_key(*field)) {
            let detail = "has a record of its own in it".to_owned();
            tell("nested_record", field, detail, "an entry of its own");
        }
        for (field, kind) in REFERENCES {
            let Some(value) = body.get_mut(field) else {
                continue;
            };
            let referred = (
                name.0.clone(),
                kind,
                value.as_str().unwrap_or_default().to_owned(),
            );
            let key = (source.id, kind, self.foreign_id(&referred));
            let waiting = || self.memory.absent(&key).map(|record| record.id);
            let id = known.same_as.get(&key).copied().or_else(waiting);
            if id.is_none() && entry.record == RecordKind::Location {
                // A place is one without its organization too.
                body.shift_remove(field);
                parts.push(Fault {
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
                    "what it belongs to was rejected".to_owned(),
                    "that one mended",
                ),
                None => tell(
                    "dangling_reference",
                    field,
                    "refers to an entry that this source does not have".to_owned(),
                    "the key of an entry of the same source",
                ),
            }
        }
        match problems.is_empty() {
            true => Ok((body, parts)),
            false => {
                problems.extend(left_out(source, entry, signs, &parts));
                Err(problems)
            }
        }
    }

    /// What is there of all that the entries are and refer to.
    fn known(
        &mut self,
        tx: &mut Transaction<'_>,
        names: &[Name],
        entries: &[Entry],
    ) -> Result<Known, StoreError> {
        let mut keys: BTreeSet<(Uuid, RecordKind, String)> = BTreeSet::new();
        for (name, entry) in names.iter().zip(entries) {
            let first = canonical_of(&self.canonical, name);
            let referred = REFERENCES.iter().filter_map(|(field, kind)| {
                let key = entry.body.get(*field)?.as_str()?;
                Some((name.0.clone(), *kind, key.to_owned()))
            });
            for name in [name.clone(), first].into_iter().chain(referred) {
                keys.insert((source_id(&name.0), name.1, self.foreign_id(&name)));
            }
        }
        let asked: Vec<_> = keys
            .iter()
            .map(|(source, kind, foreign)| (*source, *kind, foreign.as_str()))
            .collect();
        let same_as: HashMap<_, _> = tx
            .same_as_of(&asked)?
            .into_iter()
            .map(|same| {
                (
                    (same.source_id, same.record.kind, same.foreign_id),
                    same.record.id,
                )
            })
            .collect();
        let records: BTreeSet<RecordRef> = names
            .iter()
            .flat_map(|name| [name.clone(), canonical_of(&self.canonical, name)])
            .map(|name| {
                let key = (source_id(&name.0), name.1, self.foreign_id(&name));
                let id = same_as.get(&key).copied();
                RecordRef {
                    kind: name.1,
                    id: id.unwrap_or_else(|| open_id(&key)),
                }
            })
            .collect();
        let records: Vec<RecordRef> = records.into_iter().collect();
        let mut claims: BTreeMap<RecordRef, Vec<Claim>> = BTreeMap::new();
        for claim in tx.claims_of(&records)? {
            claims.entry(claim.record).or_default().push(claim);
        }
        Ok(Known {
            same_as,
            claims,
            decisions: decisions_of(tx, &records)?,
        })
    }

    fn foreign_id(&self, name: &Name) -> String {
        if let Some(settled) = self.settled.get(name) {
            return settled.foreign_id.clone();
        }
        match self.survey.is_unnamed(&canonical_of(&self.canonical, name)) {
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

fn has_nul(text: &str) -> bool {
    text.contains('\0')
}

fn is_nul_in(value: &Value) -> bool {
    match value {
        Value::String(text) => has_nul(text),
        Value::Array(items) => items.iter().any(is_nul_in),
        Value::Object(fields) => fields
            .iter()
            .any(|(field, value)| has_nul(field) || is_nul_in(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The entry without the texts that tell a withheld place.
pub(super) fn without_told<'a>(entry: &'a Entry, first: &Name, told: &Told) -> Cow<'a, Entry> {
    if !told.concerns(first) {
        return Cow::Borrowed(entry);
    }
    let tells = |text: &str| told.tells(first, text);
    Cow::Owned(Entry {
        body: told.without(first, &entry.body),
        words: entry.words.clone().filter(|words| !tells(words)),
        denies: entry
            .denies
            .iter()
            .map(|denial| match tells(&denial.why) {
                true => strip::without_words(denial),
                false => denial.clone(),
            })
            .collect(),
        ..entry.clone()
    })
}

/// The parts of an entry that are left out of it.
fn left_out(source: &Source, entry: &Entry, signs: Signs, faults: &[Fault]) -> Vec<Problem> {
    let problems = faults.iter().map(|fault| {
        let notice = Notice {
            code: fault.code,
            field: fault.field.clone(),
            value: quoted(&entry.body, &fault.field),
            detail: fault.detail.clone(),
            expected: fault.expected,
        };
        Problem {
            severity: Severity::LeftOut,
            ..warning(source, entry, signs, notice)
        }
    });
    problems.collect()
}

/// The path of a field before items of its list were left out.
fn as_it_came(field: &str, left_out: &[Fault]) -> String {
    let mut steps = field.splitn(3, '/');
    let (Some(list), Some(at)) = (steps.next(), steps.next().and_then(|at| at.parse().ok())) else {
        return field.to_owned();
    };
    let mut at: usize = at;
    let gone = left_out.iter().filter_map(|fault| {
        let mut steps = fault.field.split('/');
        let is_of_list = steps.next() == Some(list) && list != "service_areas";
        steps.next().filter(|_| is_of_list)?.parse::<usize>().ok()
    });
    for gone in gone.collect::<BTreeSet<usize>>() {
        at += usize::from(gone <= at);
    }
    let rest = steps.next().map(|rest| format!("/{rest}"));
    format!("{list}/{at}{}", rest.unwrap_or_default())
}

fn warning(source: &Source, entry: &Entry, signs: Signs, notice: Notice) -> Problem {
    let is_of_entry = notice.field.is_empty();
    Problem {
        severity: Severity::Warning,
        code: notice.code.to_owned(),
        source: source.key.clone(),
        record: entry.record,
        key: (!signs.is_unnamed).then(|| entry.key.clone()),
        position: entry.at.position(&notice.field),
        value: notice.value.filter(|_| !signs.is_withheld),
        field: notice.field,
        // Without a field it is about the entry, and quotes nothing.
        detail: match signs.is_withheld && !is_of_entry {
            true => super::WITHHELD.to_owned(),
            false => notice.detail,
        },
        expected: notice.expected.to_owned(),
    }
}

/// What is wrong with a record, at the entry that made it so.
fn located(problem: Problem, source: &str, entry: &Entry, signs: Signs) -> Problem {
    Problem {
        source: source.to_owned(),
        key: match signs.is_unnamed {
            true => problem.key,
            false => Some(entry.key.clone()),
        },
        position: entry.at.position(&problem.field),
        ..problem
    }
}

/// The text or number at a path such as `phones/0/number`.
fn quoted(body: &Map<String, Value>, field: &str) -> Option<String> {
    let (first, rest) = field.split_once('/').unwrap_or((field, ""));
    let mut at = body.get(first)?;
    for step in rest.split('/').filter(|step| !step.is_empty()) {
        at = match at {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
            Value::Object(fields) => fields.get(step)?,
            _ => return None,
        };
    }
    match at {
        Value::String(text) => Some(text.chars().take(LONGEST_QUOTE).collect()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
