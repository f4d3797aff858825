//! What a text about a place says, before asking whether it says one thing.

use super::area::Area;
use super::fold::fold;
use super::gazetteer::Gazetteer;
use super::names::Named;
use super::places::State;

/// The most words in the name of a state: `Commonwealth of …` is nobody's way to write an address.
const WORDS_OF_STATE: usize = 3;

impl From<Named> for Area {
    fn from(named: Named) -> Self {
        match named {
            Named::Town(id) => Self::Town(id),
            Named::County(fips) => Self::County(fips),
        }
    }
}

/// The code of a text that is a ZIP or a ZIP+4 (`64081`, `64081-1234`, `64081 1234`, `640811234`) and nothing else.
pub fn zip_code(text: &str) -> Option<u32> {
    let text = text.trim();
    let (code, rest) = text.split_at_checked(5)?;
    let more = rest.strip_prefix(['-', '–', ' ']).unwrap_or(rest);
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let whole = digits(code, 5) && (rest.is_empty() || digits(more, 4));
    if whole { code.parse().ok() } else { None }
}

/// The two numbers of `38.9,-94.4`, if that is what a text is; whether they are on the globe is not asked.
pub(super) fn two_numbers(text: &str) -> Option<(f64, f64)> {
    let number = |text: &str| {
        // The minus sign of typeset pages.
        let text = text.replace('−', "-");
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
        if plain {
            text.parse::<f64>().ok()
        } else {
            None
        }
    };
    let (a, b) = text
        .split_once(',')
        .or_else(|| text.split_once(char::is_whitespace))?;
    Some((number(a.trim())?, number(b.trim())?))
}

/// Whether a text is a name of the United States.
pub(super) fn country(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "us" | "usa" | "united states" | "united states of america"
    )
}

/// The text cut at its commas, without a trailing name of the country.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 1 && parts.last().is_some_and(|last| country(last)) {
        parts.pop();
    }
    parts
}

/// All towns and counties that a text may mean. In order of trust: with a state after a comma, with a state as the last
/// words, then as a name alone; the first reading that means anything is taken.
pub(super) fn places(gazetteer: &Gazetteer, text: &str) -> Vec<Named> {
    let parts = parts(text);
    if let [name @ .., last] = parts.as_slice()
        && !name.is_empty()
        && let Some(state) = gazetteer.state_by_name(last)
    {
        return match name {
            [name] => bearing(gazetteer, &fold(name), Some(state)),
            [name, county] => of_county(gazetteer, &fold(name), &fold(county), state),
            _ => Vec::new(),
        };
    }
    let folded = fold(text);
    trailing_states(gazetteer, &folded)
        .map(|(name, state)| bearing(gazetteer, name, Some(state)))
        .find(|places| !places.is_empty())
        .unwrap_or_else(|| bearing(gazetteer, &folded, None))
}

/// The ways to take the last words of a folded text for a state, and what is before them.
pub(super) fn trailing_states<'g, 't>(
    gazetteer: &'g Gazetteer,
    folded: &'t str,
) -> impl Iterator<Item = (&'t str, &'g State)> + use<'g, 't> {
    folded
        .rmatch_indices(' ')
        .take(WORDS_OF_STATE)
        .filter_map(move |(at, _)| {
            Some((&folded[..at], gazetteer.state_by_name(&folded[at + 1..])?))
        })
}

/// The towns and counties of a folded name: `jackson co` is `jackson county`, `city of joplin` is `joplin`.
pub(super) fn bearing(gazetteer: &Gazetteer, folded: &str, state: Option<&State>) -> Vec<Named> {
    let of = |name: &str| -> Vec<Named> {
        let everywhere = gazetteer.names().exactly(name);
        everywhere
            .filter(|(of, _)| state.is_none_or(|state| state.fips == *of))
            .map(|(_, named)| named)
            .collect()
    };
    let mut found = of(folded);
    if found.is_empty()
        && let Some(name) = folded.strip_suffix(" co")
    {
        found = of(&format!("{name} county"));
    }
    if found.is_empty()
        && let Some(name) = ["city of ", "town of ", "village of "]
            .iter()
            .find_map(|kind| folded.strip_prefix(kind))
    {
        found = of(name);
    }
    found
}

/// The towns of a name in a county: how namesakes within a state are told apart.
fn of_county(gazetteer: &Gazetteer, name: &str, county: &str, state: &State) -> Vec<Named> {
    let counties = bearing(gazetteer, county, Some(state));
    let mut towns = bearing(gazetteer, name, Some(state));
    towns.retain(|named| {
        named
            .town()
            .is_some_and(|id| counties.contains(&Named::County(gazetteer.town(id).county)))
    });
    towns
}
