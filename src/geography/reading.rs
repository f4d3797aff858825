//! What a text about a place says, before asking whether it says one thing.

use super::area::Area;
use super::fold::{fold, half_width, unabbreviated};
use super::gazetteer::Gazetteer;
use super::names::Named;
use super::places::State;

/// Of the longest name of the country, `United States of America`.
const WORDS_OF_COUNTRY: usize = 4;
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
    let text = half_width(text);
    let (code, rest) = text.trim().split_at_checked(5)?;
    let more = rest.strip_prefix(['-', '–', ' ']).unwrap_or(rest);
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let whole = digits(code, 5) && (rest.is_empty() || digits(more, 4));
    if whole { code.parse().ok() } else { None }
}

/// The two numbers of `38.9,-94.4` or `38.9° N, 94.4° W`, if that is what a text is; whether they are on the globe is not
/// asked.
pub(super) fn two_numbers(text: &str) -> Option<(f64, f64)> {
    let number = |text: &str, signs: &[u8]| {
        let text = text.trim();
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || signs.contains(&b));
        if plain {
            text.parse::<f64>().ok()
        } else {
            None
        }
    };
    // The minus sign of typeset pages; the degree sign, and what looks like it on Spanish keyboards.
    let text = text.replace('−', "-").replace(['°', 'º'], " ");
    let text = text.trim();
    if let Some(at) = text.find(['N', 'n', 'S', 's'])
        && let Some(east) = text.strip_suffix(['E', 'e', 'W', 'w'])
    {
        let sign = |letter: u8, minus: u8| {
            if letter.eq_ignore_ascii_case(&minus) {
                -1.0
            } else {
                1.0
            }
        };
        let latitude = number(&text[..at], b"")?;
        let longitude = east.get(at + 1..)?.trim_start();
        let longitude = number(longitude.strip_prefix(',').unwrap_or(longitude), b"")?;
        let bytes = text.as_bytes();
        return Some((
            sign(bytes[at], b'S') * latitude,
            sign(bytes[bytes.len() - 1], b'W') * longitude,
        ));
    }
    let (a, b) = text
        .split_once(',')
        .or_else(|| text.split_once(char::is_whitespace))?;
    Some((number(a, b"+-")?, number(b, b"+-")?))
}

/// Whether a text is a name of the United States.
pub(super) fn country(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "us" | "usa" | "united states" | "united states of america"
    )
}

/// Whether a name alone is rather that of another country, or what somebody answers who has no address, than that of the
/// one town which bears it: Canada, KY and Street, MD have to be said with their states. (Of names that several
/// places bear none is chosen in any case.)
pub(super) fn means_something_else(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "belgium"
            | "bolivia"
            | "brazil"
            | "canada"
            | "england"
            | "finland"
            | "greece"
            | "italy"
            | "morocco"
            | "russia"
            | "samoa"
            | "sudan"
            | "syria"
            | "airport"
            | "beach"
            | "camp"
            | "campus"
            | "casa"
            | "college"
            | "couch"
            | "friend"
            | "haven"
            | "hill"
            | "house"
            | "island"
            | "lodge"
            | "nada"
            | "park"
            | "refugio"
            | "river"
            | "street"
    )
}

/// A text without a name of the country at its end, if there is more than that.
pub(super) fn without_country(text: &str) -> &str {
    let words = text.rmatch_indices(is_between_words);
    words
        .take(WORDS_OF_COUNTRY)
        .filter(|(at, between)| country(&text[at + between.len()..]))
        .map(|(at, _)| text[..at].trim_end_matches(is_between_words))
        .find(|before| !before.is_empty())
        .unwrap_or(text)
}

/// What may stand between a place, its state and its ZIP.
pub(super) fn is_between_words(c: char) -> bool {
    c == ',' || c.is_whitespace()
}

/// The text cut at its commas.
pub(super) fn parts(text: &str) -> Vec<&str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The code of a ZIP at the end or at the beginning of a text, and what else there is.
pub(super) fn beside_zip(text: &str) -> Option<(u32, &str)> {
    let last = text
        .rsplit_once(is_between_words)
        .and_then(|(rest, code)| Some((zip_code(code)?, rest)));
    let beside = last.or_else(|| {
        text.split_once(is_between_words)
            .and_then(|(code, rest)| Some((zip_code(code)?, rest)))
    });
    beside.map(|(code, rest)| (code, rest.trim_matches(is_between_words)))
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
    if found.is_empty() {
        found = unabbreviated(folded)
            .iter()
            .flat_map(|long| of(long))
            .collect();
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
