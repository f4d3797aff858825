//! What a person may be about to type.

use serde::Serialize;

use super::fold::{fold, half_width, unabbreviated};
use super::gazetteer::Gazetteer;
use super::names::Named;
use super::origin::OriginKind;
use super::places::{State, Zip};
use super::suggest::likelihood;

/// A place whose name or code begins like what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// What to ask for: it resolves to this place and no other.
    pub near: String,
    pub label: String,
    /// `zip`, `place` or `county`.
    pub kind: OriginKind,
}

/// At most `limit` ZIPs, towns and counties that begin with `typed`: those of the home state first, then the largest, by
/// the number of their ZIPs, then by name and state, or by code. A state may be begun too: `kansas city, m`, `kansas city mo`.
pub fn complete(
    gazetteer: &Gazetteer,
    typed: &str,
    home_state: Option<&str>,
    limit: usize,
) -> Vec<Completion> {
    let home = home_state.and_then(|state| gazetteer.state_by_name(state));
    let typed = half_width(typed);
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_digit()) {
        return zips(gazetteer, typed, home, limit);
    }
    let mut found = match typed.split_once(',') {
        Some((name, state)) => in_states(gazetteer, &fold(name), &fold(state)),
        None => beginning(gazetteer, typed),
    };
    if found.is_empty()
        && let Some((name, state)) = fold(typed).rsplit_once(' ')
    {
        found = in_states(gazetteer, name, state);
    }
    found.sort_by_cached_key(|named| likelihood(gazetteer, *named, home));
    // A town with two names that begin alike is offered once.
    found.dedup();
    found
        .into_iter()
        .take(limit)
        .filter_map(|named| completion(gazetteer, named))
        .collect()
}

fn beginning(gazetteer: &Gazetteer, typed: &str) -> Vec<Named> {
    let folded = fold(typed);
    if folded.is_empty() {
        return Vec::new();
    }
    let so = |begun: &str| {
        let found = gazetteer.names().beginning(begun);
        found.map(|(_, _, named)| named).collect::<Vec<_>>()
    };
    let mut found = so(&folded);
    // The last word may be a short form (St. Louis) or the beginning of a long one (Stanton).
    for (short, long) in [
        ("st", "saint"),
        ("ste", "saint"),
        ("mt", "mount"),
        ("ft", "fort"),
    ] {
        if let Some(before) = folded.strip_suffix(long)
            && typed.to_ascii_lowercase().ends_with(short)
        {
            found.extend(so(&format!("{before}{short}")));
        }
    }
    if found.is_empty() {
        found = unabbreviated(&folded)
            .iter()
            .flat_map(|long| so(long))
            .collect();
    }
    found
}

/// What bears the whole name, in the states that begin so.
fn in_states(gazetteer: &Gazetteer, name: &str, state: &str) -> Vec<Named> {
    let states: Vec<u32> = gazetteer
        .states()
        .iter()
        .filter(|s| s.begins(state))
        .map(|s| s.fips)
        .collect();
    let so = |name: &str| {
        let named = gazetteer.names().exactly(name);
        named
            .filter(|(state, _)| states.contains(state))
            .map(|(_, named)| named)
            .collect::<Vec<_>>()
    };
    let found = so(name);
    if found.is_empty() {
        unabbreviated(name)
            .iter()
            .flat_map(|long| so(long))
            .collect()
    } else {
        found
    }
}

fn completion(gazetteer: &Gazetteer, named: Named) -> Option<Completion> {
    let (label, kind) = match named {
        Named::Town(id) => (gazetteer.town(id).label().to_owned(), OriginKind::Place),
        Named::County(fips) => (gazetteer.county(fips)?.label(), OriginKind::County),
    };
    Some(Completion {
        near: label.clone(),
        label,
        kind,
    })
}

fn zips(
    gazetteer: &Gazetteer,
    digits: &str,
    home: Option<&State>,
    limit: usize,
) -> Vec<Completion> {
    let (Some(missing), Ok(begun)) = (5_usize.checked_sub(digits.len()), digits.parse::<u32>())
    else {
        return Vec::new();
    };
    let span = 10_u32.pow(missing as u32);
    let all = gazetteer.zips();
    let start = all.partition_point(|zip| zip.code < begun * span);
    let end = all.partition_point(|zip| zip.code < (begun + 1) * span);
    let at_home = |zip: &&Zip| {
        zip.counties
            .iter()
            .any(|county| home.is_some_and(|home| county / 1000 == home.fips))
    };
    let (first, then): (Vec<&Zip>, Vec<&Zip>) = all[start..end].iter().partition(at_home);
    first
        .into_iter()
        .chain(then)
        .take(limit)
        .map(|zip| Completion {
            near: format!("{:05}", zip.code),
            label: gazetteer.label_of_zip(zip),
            kind: OriginKind::Zip,
        })
        .collect()
}
