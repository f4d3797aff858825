//! The one way in: an update is surveyed, then stripped, checked, judged and published batch by batch,
//! all within one transaction, so that it is published whole or not at all and never held in memory whole.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::batch::{Carriers, Context};
use super::check;
use super::confidential::{self, About, Hiding};
use super::entries::{SameEntry, SourceHeader};
use super::foresee::{Foreseen, foresee};
use super::formats::{Input, Refusal, SourceInput};
use super::held::first::FirstReading;
use super::held::memory::Memory;
use super::held::public;
use super::held::{self, Loading};
use super::missing;
use super::names::{Name, canonical_names, source_id};
use super::prepared::{Prepared, Preparing};
use super::reading::{self, Batch};
use super::report::Report;
use super::risk::{Judge, texts};
use super::survey::Survey;
use crate::geography::Gazetteer;
use crate::standing::{RecordKind, RecordRef, SameAs, Source};
use crate::store::{Change, Header, NOT_KEPT, Operation, Store, StoreError, Transaction};

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
    /// Of a patch, the fields that it names: what waits of others still does.
    pub said: Option<BTreeSet<String>>,
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
        unpublished,
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
    let said = update.parts.iter().map(|part| {
        let source = source_of(&part.source);
        let known = sources.get(&source.id);
        confidential::as_known(&directory, source, known)
    });
    let mut said: Vec<Source> = said.collect();
    said.retain(|source| sources.get(&source.id) != Some(source));
    for source in &said {
        name_is_public(tx, source, &survey)?;
    }
    let author = discreet(tx, &update.author, &survey)?;
    let loading = author.loading();
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
        unpublished: &unpublished,
        flagged,
        sources,
        report: Report::default(),
        withheld_ids: HashSet::new(),
        settled,
        loading,
        draft: update.options.draft,
        hidden: HashSet::new(),
        carriers: Carriers::default(),
        unlisted: check::Unlisted::default(),
        met: HashMap::new(),
        random_id,
    };

    // A file without a single entry says nothing, not even of its source.
    let is_empty = survey.keys.is_empty();
    let is_told = |id: &Uuid| !is_empty || context.sources.contains_key(id);
    let revision = tx.begin(author.header(match update.parts {
        [only] => Some(source_id(&only.source.key)).filter(is_told),
        _ => None,
    }))?;
    for source in said {
        if !is_empty {
            tx.apply(&[Change::PutSource(source.clone())])?;
        }
        context.sources.insert(source.id, source);
    }
    let hidden = confidential::hide(tx, &mut context)?;
    let mut withheld = survey.told.places();
    if hidden.is_some() || withheld.next().is_some() {
        let tells = |name: &str| survey.told.tells_any(name);
        let named = confidential::without_telling_names(tx, &context.directory, &tells)?;
        context.sources.extend(named);
    }
    if let Some(hidden) = &hidden {
        context.moved(hidden);
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
        let places: Vec<_> = survey.told.places().collect();
        let mut hiding = Hiding {
            directory: &context.directory,
            gazetteer,
            sources: &context.sources,
            random_id: &mut *context.random_id,
            dropped: 0,
        };
        held::hidden::forget(tx, &places, &mut hiding)?;
        context.report.dropped += hiding.dropped;
        // Of what waited some is scrubbed.
        context.memory = Memory::of(tx, &ids, context.loading.clone())?;
    }
    confidential::ask(tx, &mut context, hidden.as_ref())?;
    let awaited = survey.flagged.iter();
    for name in awaited.filter(|name| name.1 == RecordKind::Location) {
        if let Some(mark) = confidential::mark(&mut context, name) {
            tx.apply(&[mark])?;
        }
    }
    let preparing = Preparing {
        canonical: &canonical,
        survey: &survey,
        unpublished: &unpublished,
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
    let marks = confidential::marks_of_unknown(tx, &mut context, &confidential)?;
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

/// What a source is called is served with every record: it gives no number to call, and tells no place that the update keeps
/// from the public, nor what may be one that the directory does.
fn name_is_public(
    tx: &mut Transaction<'_>,
    source: &Source,
    survey: &Survey,
) -> Result<(), LoadError> {
    let called = [
        ("name", Some(&source.name)),
        ("url", source.url.as_ref()),
        ("key", Some(&source.key)),
    ];
    for (field, text) in called {
        let Some(text) = text else { continue };
        let mut tells = survey.told.tells_any(text);
        // A key is not served, and its hyphens would make an address of many a year.
        if field != "key" {
            let mut discreet = text.clone();
            confidential::discreet(tx, About::Anybody, [&mut discreet])?;
            let read = texts::read(text);
            let mut numbers = [read.written, read.local, read.codes].into_iter();
            tells |= discreet != *text || numbers.any(|numbers| !numbers.is_empty());
        }
        if tells {
            return Err(LoadError::Refused(Refusal::Malformed {
                file: "source".to_owned(),
                detail: format!(
                    "its {field} has a telephone number, or tells a place that is confidential"
                ),
                expected: format!("a {field} without"),
            }));
        }
    }
    Ok(())
}

/// With words that tell no place which the update, or whatever it is of, keeps from the public.
fn discreet(
    tx: &mut Transaction<'_>,
    author: &Author,
    survey: &Survey,
) -> Result<Author, StoreError> {
    let mut author = author.clone();
    let is_kept = !survey.withheld.is_empty() || !survey.flagged.is_empty();
    for words in [&mut author.by, &mut author.reason] {
        if survey.told.tells_any(words) || (is_kept && confidential::may_tell(words)) {
            NOT_KEPT.clone_into(words);
        }
    }
    // An edit is of one record, and was asked about that.
    if author.how != Operation::Edit {
        let words = [&mut author.by, &mut author.reason];
        confidential::discreet(tx, About::Anybody, words)?;
    }
    Ok(author)
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
