//! What has to be known of an update before its first entry is taken.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::confidential::{self, Flagged};
use super::entries::Entry;
use super::held;
use super::held::public::Opened;
use super::load::{LoadError, Settled, Update};
use super::names::{Name, canonical_of, keyed_hash, records_of, source_id};
use super::reading;
use super::risk::ahead::Ahead;
use super::risk::keepers::Keepers;
use super::survey::{Known, Pass, Survey, says_open};
use super::told::Place;
use super::unpublished::Unpublished;
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordKind};
use crate::store::{Operation, Transaction};

/// What has to be known of an update before its first entry is taken, from one reading if nothing in it is
/// confidential.
pub(super) struct Foreseen {
    pub survey: Survey,
    pub unpublished: Unpublished,
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
    let directory = tx.directory()?;
    let flagged = Flagged::of(tx)?;
    // Most directories have nothing withheld, and a keyed hash for each entry costs.
    let found = RefCell::new(settled.clone());
    let is_known_hash = |name: &Name| {
        let hash = keyed_hash(&directory, name);
        let Some(record) = opened.get(&hash) else {
            return flagged.is_key(&hash);
        };
        let settled = Settled {
            record: *record,
            foreign_id: hash,
            is_withheld: false,
            said: None,
        };
        found.borrow_mut().insert(name.clone(), settled);
        false
    };
    let is_known = |name: &Name| {
        (flagged.has_keys() && is_known_hash(name))
            || settled.get(name).is_some_and(|settled| settled.is_withheld)
    };
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
    let waiting = match judges {
        true => held::waiting_lines(tx)?,
        false => Default::default(),
    };
    let let_be = opened.values().copied().collect();
    let mut ahead = Ahead::beside(Keepers::of(tx, gazetteer, &let_be)?, waiting);
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
    let mut unpublished = Unpublished::default();
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
            unpublished.see(source, entry);
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
    ahead.suspect_reached(tx)?;
    ahead.know_virtual();
    unpublished.finish();
    // What is in the directory already, somebody has judged, but for where else it is now.
    let looks = ahead.suspects.union(&ahead.namesakes);
    let known = records_of(tx, &directory, looks)?;
    let known: BTreeSet<Name> = known.into_iter().map(|(name, _)| name.clone()).collect();
    ahead.suspects.retain(|name| !known.contains(name));
    let mut houses = confidential::places_in_the_open(tx, canonical, settled, &ahead.namesakes)?;
    for name in ahead.namesakes.difference(&known) {
        houses.entry(name.clone()).or_default();
    }
    let confidential = pass.withheld().clone();
    pass.suspect(&ahead.suspects);
    pass.doubt_moved(&mut read, &houses);
    if judges {
        pass.doubt_same_house(&mut read);
    }
    pass.take_for_kept(std::mem::take(&mut ahead.called_like));
    let sources = tx.sources()?;
    let named = |claim: &Claim| {
        let source = sources.iter().find(|source| source.id == claim.source_id)?;
        let kind = claim.record.kind;
        let name = (source.key.clone(), kind, claim.foreign_id.clone());
        Some(canonical_of(canonical, &name))
    };
    let mut secretive = confidential::kept_in_the_open(tx, pass.secretive())?;
    let of_flagged = confidential::kept_in_the_open(tx, pass.of_flagged())?.into_iter();
    let is_said_open = |claims: &[Claim]| claims.iter().any(|claim| says_open(&claim.body));
    secretive.extend(of_flagged.filter(|(_, claims)| !is_said_open(claims)));
    if !secretive.is_empty() {
        pass.withhold(&secretive.values().flatten().filter_map(named).collect());
        let places = secretive.into_iter().map(|(name, claims)| {
            let places = claims.iter().map(|claim| Place::of(&claim.body));
            (name, places.collect())
        });
        pass.know_of(places.collect());
    }
    let places = confidential::places_in_the_open(tx, canonical, settled, pass.withheld())?;
    pass.know(places);
    if judges {
        pass.doubt_beside_unknown(&mut read, gazetteer);
        let unknown = pass.unknown();
        let perhaps = confidential::perhaps_in_the_open(tx, gazetteer, unknown)?;
        let is_new = |location: &Name| {
            !pass.withheld().contains(location) && !unknown.open.contains(location)
        };
        let perhaps = perhaps.iter().filter_map(|(keeper, claim)| {
            let location = named(claim).filter(is_new)?;
            Some((location, keeper.clone(), Place::of(&claim.body)))
        });
        let perhaps = perhaps.collect();
        pass.doubt(perhaps);
    }
    // A file may be of hundreds, and who writes one record can say it in other words.
    if update.author.how == Operation::Edit {
        let keys = keys.iter().copied();
        let of_nobody = keys.filter(|key| ahead.keepers.has_of_nobody(key));
        pass.let_none_tell(of_nobody.map(str::to_owned).collect());
    }
    let mut survey = pass.finish(&mut read, &|keeper| ahead.keepers.place_of(keeper).clone());
    let known = settled.iter().filter(|(_, settled)| settled.is_withheld);
    survey.withheld.extend(known.map(|(name, _)| name.clone()));
    match refused {
        Some(refusal) => Err(refusal.into()),
        None => Ok(Foreseen {
            survey,
            unpublished,
            flagged,
            ahead,
            settled: found.into_inner(),
            confidential,
        }),
    }
}
