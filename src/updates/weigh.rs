//! What of one entry stands now, and what has to wait for a person.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::batch::{Context, REFERENCES};
use super::check;
use super::entries::{Entry, Problem, Severity};
use super::held;
use super::held::memory::EntryKey;
use super::normalise::{Fault, Loses};
use super::prepared::{Prepared, quoted};
use super::report::Outcome;
use super::risk::place::has_place;
use super::risk::{Case, Holding, Notice, Rule};
use super::strip;
use crate::standing::{Claim, Decisions, Record, RecordKind, RecordRef, Source, compute};
use crate::store::Hold;

/// What one entry comes to.
pub struct Weighed {
    pub key: EntryKey,
    /// What became of it, but for what waits.
    pub outcome: Outcome,
    /// What stands of the source's word.
    pub stands: Option<Claim>,
    pub holds: Vec<Hold>,
}

/// What is known of an entry apart from its claims.
#[derive(Clone, Copy)]
pub struct Signs {
    pub is_withheld: bool,
    /// What its source calls it is not told.
    pub is_unnamed: bool,
    /// Withheld only because it looks like survivors' housing.
    is_suspect: bool,
    is_namesake: bool,
    /// Withheld because it may be the place that its organization keeps.
    is_perhaps: bool,
    comes_as_public: bool,
    is_line: bool,
    /// Its numbers are among too many that go.
    loses_phones: bool,
}

impl Context<'_> {
    pub fn signs(&self, prepared: &Prepared) -> Signs {
        let Prepared {
            raw, name, first, ..
        } = prepared;
        let ahead = self.judge.as_ref().map(|judge| &judge.ahead);
        let is_suspect = ahead.is_some_and(|ahead| ahead.suspects.contains(first));
        // That it is public is said, or only implied by giving the place without a word.
        let is_public = || match raw.body.get("withheld").filter(|word| !word.is_null()) {
            Some(word) => word == &Value::Bool(false),
            None => has_place(&raw.body) && !strip::is_confidential(&raw.body),
        };
        let is_place = raw.record == RecordKind::Location;
        Signs {
            is_withheld: prepared.is_withheld,
            is_unnamed: prepared.is_unnamed,
            is_suspect,
            is_namesake: ahead.is_some_and(|ahead| ahead.namesakes.contains(first)),
            is_perhaps: self.survey.perhaps.contains(first),
            comes_as_public: prepared.is_withheld && is_place && is_public(),
            is_line: ahead.is_some_and(|ahead| ahead.is_line(name) || ahead.is_line(first)),
            loses_phones: ahead.is_some_and(|ahead| ahead.lost.is_one_of_many(name)),
        }
    }

    /// Decides what of `new` stands now: all of it, all but what has to wait, or nothing.
    #[expect(clippy::too_many_arguments, reason = "what one decision rests on")]
    pub fn weigh(
        &mut self,
        decisions: &Decisions,
        records: &mut BTreeMap<RecordRef, Record>,
        source: &Source,
        others: &[Claim],
        old: Option<&Claim>,
        new: &Claim,
        (entry, signs): (&Entry, Signs),
    ) -> Result<Weighed, Vec<Problem>> {
        let key = (source.id, new.record.kind, new.foreign_id.clone());
        let weighed = |outcome, stands, holds| Weighed {
            key,
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
            if new.denies.is_empty() {
                let field = match entry.record {
                    RecordKind::Location => "location_type",
                    _ => "name",
                };
                return Err(vec![Problem {
                    severity: Severity::Error,
                    code: "missing_field".to_owned(),
                    source: source.key.clone(),
                    record: entry.record,
                    key: (!signs.is_unnamed).then(|| entry.key.clone()),
                    position: entry.at.position(field),
                    field: field.to_owned(),
                    value: None,
                    detail: "is missing, and so is all but the key".to_owned(),
                    expected: "what it is".to_owned(),
                }]);
            }
            let holdings = match self.draft {
                true => vec![Holding::draft()],
                false => return Ok(weighed(Outcome::of(old), Some(new.clone()), Vec::new())),
            };
            let holds = held::holds((old, None), new, holdings, None, &self.loading);
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
                is_namesake: signs.is_namesake,
                is_line: signs.is_line,
                carries_line: self.carriers.asked.contains(&new.record),
                moves_out_of_sight: self.carriers.moved.contains(&new.record),
                loses_phones: signs.loses_phones,
                waits_for,
            }),
            None => Default::default(),
        };
        for notice in notices {
            self.report.tell(warning(source, entry, signs, &notice));
        }
        let is_asked = |holding: &&mut Holding| holding.rule == Rule::ConfidentialToPublic;
        for holding in holdings.iter_mut().filter(is_asked) {
            if signs.is_perhaps {
                *holding = Holding::perhaps_confidential();
            }
        }
        if self.draft && !held::is_whole(&holdings) {
            holdings.push(Holding::draft());
            holdings = held::whole(&holdings).into_iter().collect();
        }
        if holdings.is_empty() && old != Some(new) {
            records.insert(proposed.record, proposed);
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
        let present = record_of(old);
        let was = (old, present.as_ref());
        let holds = held::holds(was, new, holdings, record.as_ref(), &self.loading);
        let outcome = match &stands {
            Some(stands) if old != Some(stands) => Outcome::of(old),
            _ => Outcome::Unchanged,
        };
        let is_written = stands.is_some() && outcome != Outcome::Unchanged;
        if let Some(record) = record.filter(|_| is_written) {
            records.insert(record.record, record);
        }
        Ok(weighed(outcome, stands.or_else(|| old.cloned()), holds))
    }
}

/// A notice as a report has it.
pub fn warning(source: &Source, entry: &Entry, signs: Signs, notice: &Notice) -> Problem {
    let is_of_entry = notice.field.is_empty();
    Problem {
        severity: Severity::Warning,
        code: notice.code.to_owned(),
        source: source.key.clone(),
        record: entry.record,
        key: (!signs.is_unnamed).then(|| entry.key.clone()),
        position: entry.at.position(&notice.field),
        value: notice.value.clone().filter(|_| !signs.is_withheld),
        field: notice.field.clone(),
        // Without a field it is about the entry, and quotes nothing.
        detail: match signs.is_withheld && !is_of_entry {
            true => super::WITHHELD.to_owned(),
            false => notice.detail.clone(),
        },
        expected: notice.expected.to_owned(),
    }
}

/// The parts of an entry that are left out of it.
pub fn left_out<'a>(
    source: &Source,
    entry: &Entry,
    signs: Signs,
    faults: impl Iterator<Item = &'a Fault>,
) -> Vec<Problem> {
    let problems = faults.map(|fault| {
        let notice = Notice {
            code: fault.code,
            field: fault.field.clone(),
            value: quoted(&entry.body, &fault.field),
            detail: fault.detail.clone(),
            expected: fault.expected,
        };
        let told = warning(source, entry, signs, &notice);
        match fault.loses {
            Loses::Nothing => told,
            Loses::Part | Loses::Record => Problem {
                severity: Severity::LeftOut,
                ..told
            },
        }
    });
    problems.collect()
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
