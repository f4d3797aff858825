//! The one way in: an update is surveyed, then stripped, checked, judged and published batch by batch,
//! all within one transaction, so that it is published whole or not at all and never held in memory whole.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::batch::{Carriers, Context, open_id};
use super::check;
use super::confidential::{self, Flagged, Hiding};
use super::entries::{Entry, SameEntry, SourceHeader};
use super::formats::{Input, Refusal, SourceInput};
use super::held::first::FirstReading;
use super::held::memory::Memory;
use super::held::public::{self, Opened};
use super::held::{self, Loading};
use super::missing;
use super::names::{Name, canonical_names, canonical_of, keyed_hash, records_of, source_id};
use super::prepared::{Prepared, Preparing};
use super::reading::{self, Batch};
use super::report::Report;
use super::risk::Judge;
use super::risk::ahead::Ahead;
use super::risk::keepers::Keepers;
use super::survey::{Known, Pass, Survey, says_open};
use super::told::Place;
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordKind, RecordRef, SameAs, Source};
use crate::store::{Change, Header, Operation, Store, StoreError, Transaction};

/// What is to be loaded, by whom, and how.
pub struct Update<'a> {
    /// One for each source; only the seed directory has several.
    pub parts: &'a [Part<'a>],
    /// Which entries of different sources are one record.
    pub same: &'a [SameEntry],
    pub author: Author,
    pub options: Options,
}

/// What one source says.
pub struct Part<'a> {
    pub source: SourceHeader,
    pub input: &'a dyn Input,
}

impl<'a> Part<'a> {
    /// A file that says itself whose it is.
    pub fn of_source(input: &'a SourceInput) -> Part<'a> {
        Part {
            source: input.0.source.clone(),
            input,
        }
    }
}

/// Who publishes, when, and why.
#[derive(Clone, Debug)]
pub struct Author {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
    /// The key of the API that it came with.
    pub api_key_id: Option<Uuid>,
    pub how: Operation,
}

impl Author {
    /// The head of what is published in the name of a source, or of none.
    pub(super) fn header(&self, source_id: Option<Uuid>) -> Header {
        Header {
            expected_revision: None,
            at: self.at,
            by: self.by.clone(),
            api_key_id: self.api_key_id,
            how: self.how,
            reason: self.reason.clone(),
            source_id,
        }
    }

    pub(super) fn loading(&self) -> Loading {
        Loading {
            at: self.at,
            by: self.by.clone(),
            api_key_id: self.api_key_id,
            reason: Some(self.reason.clone()),
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The file has all that the source has: what is not in it is withdrawn.
    pub full: bool,
    /// One rejected entry, or one part that is left out, rejects all.
    pub strict: bool,
    /// Nothing stays.
    pub dry_run: bool,
    /// Published as it is, for a person has written or judged it: the seed, an edit by a publisher.
    pub without_holding: bool,
    /// All of it waits for a publisher.
    pub draft: bool,
}

/// Why an update was not loaded. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// With `strict`, of which one part that is wrong is enough: the report says what was wrong.
    #[error("of {} entries {} are wrong, and {} parts of others; one is enough to refuse all; the first: {}", .0.read, .0.rejected, .0.left_out, .0.problems.first().map_or_else(String::new, ToString::to_string))]
    Strict(Box<Report>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Loads the update, or with `dry_run` says what it would do.
///
/// `random_id` gives the ids of withheld entries, which no one can compute from what the source calls
/// them. `progress` hears how many entries are done.
pub fn load(
    store: &Store,
    gazetteer: &Gazetteer,
    update: &Update,
    random_id: &mut dyn FnMut() -> Uuid,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, LoadError> {
    let mut work = |tx: &mut Transaction<'_>| run(tx, gazetteer, update, random_id, progress);
    match update.options.dry_run {
        true => store.rehearse(&mut work),
        false => store.write(&mut work),
    }
}

/// Which record an entry is, where whoever writes it says so: of a single record that is edited.
#[derive(Clone, Debug)]
pub struct Settled {
    pub record: RecordRef,
    /// Under which the source's claim on it is, or will be, kept.
    pub foreign_id: String,
    pub is_withheld: bool,
}

/// As [`load`], within a transaction.
pub fn run(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    update: &Update,
    random_id: &mut dyn FnMut() -> Uuid,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, LoadError> {
    run_settled(tx, gazetteer, update, &BTreeMap::new(), random_id, progress)
}

/// As [`run`], of entries of which it is said which records they are.
pub(super) fn run_settled(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    update: &Update,
    settled: &BTreeMap<Name, Settled>,
    random_id: &mut dyn FnMut() -> Uuid,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, LoadError> {
    let directory = tx.directory()?;
    let canonical = canonical_names(update.same);
    let ids: Vec<Uuid> = update
        .parts
        .iter()
        .map(|part| source_id(&part.source.key))
        .collect();
    let judges = !update.options.without_holding;
    let opened = public::opened(tx, &ids)?;
    let Foreseen {
        survey,
        flagged,
        ahead,
        settled,
        confidential,
    } = foresee(
        tx,
        gazetteer,
        update,
        &canonical,
        (settled, &opened),
        judges,
    )?;
    let judge = match judges {
        true => {
            let blocked = tx.blocked_numbers()?.into_iter().map(|block| block.number);
            Some(Judge::new(ahead, blocked.collect()).with_numbers(tx)?)
        }
        false => None,
    };
    let sources: BTreeMap<Uuid, Source> = tx
        .sources()?
        .into_iter()
        .map(|source| (source.id, source))
        .collect();
    let mut loading = update.author.loading();
    loading.reason = loading
        .reason
        .filter(|reason| !survey.told.tells_any(reason));
    let memory = Memory::of(tx, &ids, loading.clone())?;
    let is_first = judge.is_some() && !ids.iter().any(|id| sources.contains_key(id));
    let mut context = Context {
        directory,
        gazetteer,
        judge,
        memory,
        first: is_first.then(FirstReading::default),
        canonical: &canonical,
        survey: &survey,
        flagged,
        sources,
        report: Report::default(),
        withheld_ids: HashSet::new(),
        settled,
        loading,
        draft: update.options.draft,
        carriers: Carriers::default(),
        unlisted: check::Unlisted::default(),
        met: HashMap::new(),
        random_id,
    };

    let revision = tx.begin(update.author.header(match update.parts {
        [only] => Some(source_id(&only.source.key)),
        _ => None,
    }))?;
    for part in update.parts {
        let source = source_of(&part.source);
        if context.sources.get(&source.id) != Some(&source) {
            tx.apply(&[Change::PutSource(source.clone())])?;
            context.sources.insert(source.id, source);
        }
    }
    let hidden = confidential::hide(tx, &mut context)?;
    if let Some(hidden) = &hidden {
        let places = hidden.keys();
        let places = places.filter(|record| record.kind == RecordKind::Location);
        context.report.hidden = places.count() as u64;
        context.move_settled(hidden);
    }
    for ((source, kind, _), settled) in &context.settled {
        let id = source_id(source);
        let key = (id, *kind, settled.foreign_id.as_str());
        if tx.same_as_of(&[key])?.is_empty() {
            tx.apply(&[Change::PutSameAs(SameAs {
                source_id: id,
                foreign_id: settled.foreign_id.clone(),
                record: settled.record,
            })])?;
        }
    }
    if hidden.is_some() {
        let told = &survey.told;
        let places: Vec<_> = told.names().flat_map(|name| told.places_of(name)).collect();
        let mut hiding = Hiding {
            directory: &context.directory,
            gazetteer,
            sources: &context.sources,
            random_id: &mut *context.random_id,
        };
        held::hidden::forget(tx, &places, &mut hiding)?;
        // Of what waited some is scrubbed.
        context.memory = Memory::of(tx, &ids, context.loading.clone())?;
    }
    let awaited = survey.flagged.iter();
    for name in awaited.filter(|name| name.1 == RecordKind::Location) {
        if let Some(mark) = mark(&mut context, name) {
            tx.apply(&[mark])?;
        }
    }
    let preparing = Preparing {
        canonical: &canonical,
        survey: &survey,
        gazetteer,
        today: update.author.at.date_naive(),
    };
    // Parents before children, whatever the order of the sources: a child may be of another's parent.
    for kind in RecordKind::ALL {
        for part in update.parts {
            let key = &part.source.key;
            let prepare = |entry| preparing.prepare(key, entry);
            let mut take = |batch: &mut Batch<Prepared>| -> Result<(), LoadError> {
                for problem in batch.problems.drain(..) {
                    context.could_not_read(key, problem);
                }
                context.publish(tx, key, kind, &mut batch.entries)?;
                progress(context.report.read);
                Ok(())
            };
            reading::in_batches(part.input, kind, &prepare, &mut take)?;
        }
    }
    let marks = marks_of_unknown(tx, &mut context, &confidential)?;
    tx.apply(&marks)?;
    if update.options.full {
        for part in update.parts {
            let key = &part.source.key;
            missing::withdraw(tx, &mut context, source_id(key), key)?;
        }
    }
    if let (Some(first), [id, ..]) = (context.first.take(), ids.as_slice())
        && let Some(hold) = first.hold(*id, &context.loading)
    {
        context.memory.take_other(tx, &mut context.report, hold)?;
    }
    // An edit is of one record: its place comes before or after it.
    if update.author.how == Operation::Load {
        context.report.unplaced = context.unlisted.count(tx)?;
    }
    let mut report = context.report;
    if update.options.strict && report.rejected + report.left_out > 0 {
        return Err(LoadError::Strict(Box::new(report)));
    }
    report.revision = tx.finish(Some(&report.counts()))?;
    context.memory.finish(tx, report.revision)?;
    report.changeset = (report.revision == revision).then_some(revision);
    Ok(report)
}

/// What has to be known of an update before its first entry is taken, from one reading if nothing in it is
/// confidential.
pub(super) struct Foreseen {
    pub survey: Survey,
    /// Who kept their places before.
    pub flagged: Flagged,
    /// What is risky. What looks like survivors' housing and is in the directory already, somebody has judged.
    pub ahead: Ahead,
    /// Of which entries it is known which records they are.
    pub settled: BTreeMap<Name, Settled>,
    /// The canonical names of what is withheld for what the update or the directory says, not for what it looks like.
    pub confidential: BTreeSet<Name>,
}

/// `settled` as withheld is so beside what the directory knows, but for what a person let be known: those entries
/// are settled too. What looks like survivors' housing is withheld where somebody `judges`.
pub(super) fn foresee(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    update: &Update,
    canonical: &HashMap<Name, Name>,
    (settled, opened): (&BTreeMap<Name, Settled>, &Opened),
    judges: bool,
) -> Result<Foreseen, LoadError> {
    let mut withheld = BTreeSet::new();
    for part in update.parts {
        let id = source_id(&part.source.key);
        withheld.extend(tx.hashed_same_as(id)?);
    }
    let named = update.same.iter();
    let named = named.flat_map(|same| [same.source.as_str(), same.is.source.as_str()]);
    for key in named.collect::<BTreeSet<&str>>() {
        withheld.extend(tx.hashed_same_as(source_id(key))?);
    }
    let directory = tx.directory()?;
    // Most directories have nothing withheld, and a keyed hash for each entry costs.
    let found = RefCell::new(settled.clone());
    let is_known_hash = |name: &Name| {
        let hash = keyed_hash(&directory, name);
        let Some(record) = opened.get(&hash) else {
            return withheld.contains(&hash);
        };
        let settled = Settled {
            record: *record,
            foreign_id: hash,
            is_withheld: false,
        };
        found.borrow_mut().insert(name.clone(), settled);
        false
    };
    let is_known = |name: &Name| {
        (!withheld.is_empty() && is_known_hash(name))
            || settled.get(name).is_some_and(|settled| settled.is_withheld)
    };
    let flagged = Flagged::of(tx)?;
    let is_opened = |name: &Name| opened.contains_key(&keyed_hash(&directory, name));
    let is_flagged = |name: &Name| flagged.has(&directory, name);
    let mut refused = None;
    let mut read = |kind: RecordKind, see: &mut dyn FnMut(&str, &Entry)| {
        for part in update.parts {
            let key = &part.source.key;
            let done = reading::survey(part.input, kind, &mut |entry| see(key, entry));
            refused = refused.take().or(done.err());
        }
    };
    let mut ahead = Ahead::beside(Keepers::of(tx, gazetteer, opened)?);
    let keys: Vec<&str> = update
        .parts
        .iter()
        .map(|part| part.source.key.as_str())
        .collect();
    let called = ahead.keepers.called_by(&keys);
    let kept = called.map(|(name, keeper)| (canonical_of(canonical, &name), keeper));
    let kept: HashMap<Name, usize> = kept.collect();
    ahead.know_as_keepers(kept.keys());
    let sources: Vec<Uuid> = keys.iter().map(|key| source_id(key)).collect();
    let housing = held::hidden::housing(tx, &sources)?;
    let mut looked_up = Ok(());
    let mut pass = Pass::over(
        &mut read,
        canonical,
        Known {
            is_withheld: &is_known,
            is_opened: &is_opened,
            is_flagged: &is_flagged,
        },
        &kept,
        &mut |source, entry| {
            if judges {
                ahead.see(source, entry, canonical, gazetteer);
                let name = (source.to_owned(), entry.record, entry.key.clone());
                if entry.record == RecordKind::Location
                    && !housing.is_empty()
                    && housing.contains(&keyed_hash(&directory, &name))
                    && !says_open(&entry.body)
                {
                    ahead.suspects.insert(canonical_of(canonical, &name));
                }
            }
            if ahead.lost.is_full() && looked_up.is_ok() {
                looked_up = ahead.lost.look_up(tx, &directory);
            }
        },
    );
    looked_up?;
    ahead.lost.look_up(tx, &directory)?;
    // What is in the directory already, somebody has judged.
    let known = records_of(tx, &directory, &ahead.suspects)?;
    let known: BTreeSet<Name> = known.into_iter().map(|(name, _)| name.clone()).collect();
    ahead.suspects.retain(|name| !known.contains(name));
    let confidential = pass.withheld().clone();
    pass.suspect(&ahead.suspects);
    pass.take_for_kept(std::mem::take(&mut ahead.called_like));
    let mut secretive = confidential::kept_in_the_open(tx, pass.secretive())?;
    let of_flagged = confidential::kept_in_the_open(tx, pass.of_flagged())?.into_iter();
    let is_said_open = |claims: &[Claim]| claims.iter().any(|claim| says_open(&claim.body));
    secretive.extend(of_flagged.filter(|(_, claims)| !is_said_open(claims)));
    if !secretive.is_empty() {
        let sources = tx.sources()?;
        let named = |claim: &Claim| {
            let source = sources.iter().find(|source| source.id == claim.source_id)?;
            let kind = claim.record.kind;
            let name = (source.key.clone(), kind, claim.foreign_id.clone());
            Some(canonical_of(canonical, &name))
        };
        pass.withhold(&secretive.values().flatten().filter_map(named).collect());
        let places = secretive.into_iter().map(|(name, claims)| {
            let places = claims.iter().map(|claim| Place::of(&claim.body));
            (name, places.collect())
        });
        pass.know_of(places.collect());
    }
    let places = confidential::places_in_the_open(tx, canonical, settled, pass.withheld())?;
    pass.know(places);
    let mut survey = pass.finish(&mut read, &|keeper| ahead.keepers.place_of(keeper).clone());
    let known = settled.iter().filter(|(_, settled)| settled.is_withheld);
    survey.withheld.extend(known.map(|(name, _)| name.clone()));
    match refused {
        Some(refusal) => Err(refusal.into()),
        None => Ok(Foreseen {
            survey,
            flagged,
            ahead,
            settled: found.into_inner(),
            confidential,
        }),
    }
}

/// Of locations that were rejected, or that wait, nothing is kept but that they are confidential: by their canonical
/// names. Those that may only be so are not marked.
fn marks_of_unknown(
    tx: &mut Transaction<'_>,
    context: &mut Context,
    confidential: &BTreeSet<Name>,
) -> Result<Vec<Change>, StoreError> {
    let survey = context.survey;
    let is_said = |name: &Name| name.1 == RecordKind::Location && !survey.doubtful.contains(name);
    let said: BTreeSet<&Name> = confidential.iter().filter(|name| is_said(name)).collect();
    if said.is_empty() {
        return Ok(Vec::new());
    }
    // Without their `same_as` another update may have them.
    let aliases = context.canonical.keys();
    let aliases = aliases.filter(|name| said.contains(&canonical_of(context.canonical, name)));
    let names: Vec<&Name> = aliases.chain(said.iter().copied()).collect();
    let known = records_of(tx, &context.directory, names.iter().copied())?;
    let known = known
        .iter()
        .map(|(name, _)| canonical_of(context.canonical, name));
    let known: BTreeSet<Name> = known.collect();
    let unknown = names.into_iter();
    let unknown = unknown.filter(|name| !known.contains(&canonical_of(context.canonical, name)));
    Ok(unknown.filter_map(|name| mark(context, name)).collect())
}

/// What is to be written of a location that has no record, so that its flag is known from now on.
fn mark(context: &mut Context, name: &Name) -> Option<Change> {
    let source = source_id(&name.0);
    // No other can have a key.
    context.sources.contains_key(&source).then_some(())?;
    let id = open_id(&(source, name.1, name.2.clone()));
    let record = RecordRef { kind: name.1, id };
    let same = context.flagged.add(&context.directory, name, record)?;
    Some(Change::PutSameAs(same))
}

fn source_of(header: &SourceHeader) -> Source {
    Source {
        id: source_id(&header.key),
        key: header.key.clone(),
        name: header.name.clone(),
        kind: header.kind,
        date: header.date,
        url: header.url.clone(),
    }
}
